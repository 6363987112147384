// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target is built with: language mode 6, warnings as errors, memory safety spelled out.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

/// The rasteriser's hot loops: AVX2 vectors; the program checks for them when it starts.
let vectorised: [SwiftSetting] =
  strict + [.unsafeFlags(["-Xcc", "-march=x86-64-v3"], .when(configuration: .release))]

/// C targets: warnings as errors.
let strictC: [CSetting] = [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]

/// A libtorch that is not the system's: its folder with `include` and `lib`.
let libtorch = Context.environment["SANDBOX_LIBTORCH"].flatMap { $0.isEmpty ? nil : $0 }

/// C++: warnings as errors, and one function visible from outside.
let strictCXX: [CXXSetting] = [
  .unsafeFlags(
    ["-Wall", "-Wextra", "-Werror", "-fvisibility=hidden", "-fvisibility-inlines-hidden"]
      + (libtorch.map { ["-isystem", "\($0)/include"] } ?? []))
]
let linkLibtorch: [LinkerSetting] =
  [.linkedLibrary("torch_cpu"), .linkedLibrary("c10")]
  + (libtorch.map { [.unsafeFlags(["-L\($0)/lib", "-Xlinker", "-rpath", "-Xlinker", "\($0)/lib"])] } ?? [])

let package = Package(
  name: "sandbox",
  products: [
    .executable(name: "sandbox", targets: ["sandbox"]),
    // Opened by `Tensors` at the first tensor: linked, it would cost every command a second and 155 MB.
    .library(name: "SandboxTorch", type: .dynamic, targets: ["CTorchLibrary"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // Level 0: C, without opinions.
    .systemLibrary(name: "CMuJoCo", pkgConfig: "mujoco", providers: [.apt([])]),
    .systemLibrary(name: "CCairo", pkgConfig: "cairo-ft", providers: [.apt(["libcairo2-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .target(name: "CGLFW", cSettings: strictC, linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "CMuJoCoGuard", dependencies: ["CMuJoCo"], cSettings: strictC),
    // Products and sums are rounded one after the other, so that all instructions give the same bits.
    .target(name: "CKernels", cSettings: strictC + [.unsafeFlags(["-O2", "-ffp-contract=off"])]),
    .target(name: "CPNG", dependencies: ["CLibPNG"], cSettings: strictC, linkerSettings: [.linkedLibrary("z")]),
    .systemLibrary(name: "CTorch"),
    .target(
      name: "CTorchLibrary", cxxSettings: strictCXX + [.headerSearchPath("../CTorch")], linkerSettings: linkLibtorch),

    // Level 1: the nouns that siblings share.
    .target(name: "Vocabulary", dependencies: ["CCrypto"], swiftSettings: strict),

    // Level 2: the engine, the symbolic chains, picture files.
    .target(name: "Physics", dependencies: ["Vocabulary", "CMuJoCo", "CMuJoCoGuard"], swiftSettings: strict),
    .target(name: "Chains", dependencies: ["Vocabulary"], swiftSettings: strict),
    .target(name: "Pictures", dependencies: ["Vocabulary", "CPNG"], swiftSettings: strict),
    .target(name: "Tensors", dependencies: ["Vocabulary", "CTorch"], swiftSettings: strict),

    // Level 3: pictures of a simulation; figures for people; agents meeting environments.
    .target(name: "Rendering", dependencies: ["Vocabulary", "Physics", "Pictures"], swiftSettings: vectorised),
    .target(name: "Figures", dependencies: ["Vocabulary", "Pictures", "CCairo"], swiftSettings: strict),
    .target(name: "Episodes", dependencies: ["Vocabulary", "Chains"], swiftSettings: strict),

    // Level 4: the CALVIN-style table as an environment.
    .target(
      name: "Tabletop", dependencies: ["Vocabulary", "Physics", "Chains", "Rendering", "Episodes"],
      swiftSettings: strict),
    .target(
      name: "Policy", dependencies: ["Vocabulary", "Chains", "Tensors", "Episodes", "CKernels"], swiftSettings: strict),

    // Level 5: the scripted expert; measuring any agent in any environment; learning from demonstrations.
    .target(
      name: "Demonstrations", dependencies: ["Vocabulary", "Physics", "Chains", "Episodes", "Tabletop"],
      swiftSettings: strict),
    .target(name: "Evaluation", dependencies: ["Vocabulary", "Chains", "Episodes"], swiftSettings: strict),
    .target(
      name: "Viewer",
      dependencies: [
        "Vocabulary", "Physics", "Chains", "Pictures", "Rendering", "Figures", "Episodes", "Tabletop", "CGLFW",
      ],
      swiftSettings: strict),
    .target(name: "Training", dependencies: ["Vocabulary", "Tensors", "Policy"], swiftSettings: strict),

    // Level 6: what a robot may spend becomes thresholds.
    .target(name: "Calibration", dependencies: ["Vocabulary", "Policy"], swiftSettings: strict),

    // Level 7: one JSON file is one experiment.
    .target(
      name: "Experiments",
      dependencies: [
        "Vocabulary", "Physics", "Chains", "Pictures", "Tensors", "Figures", "Rendering", "Episodes", "Tabletop",
        "Policy", "Demonstrations", "Evaluation", "Training", "Calibration", "CSQLite",
      ],
      swiftSettings: strict),

    // Level 8: the command.
    .executableTarget(
      name: "sandbox",
      dependencies: [
        "Experiments", "Evaluation", "Demonstrations", "Viewer", "Tabletop", "Episodes", "Figures", "Rendering",
        "Pictures", "Policy", "Training", "Calibration", "Tensors", "Chains", "Physics", "Vocabulary",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // Tests: one target per module, and the fakes that they share.
    .target(
      name: "TestSupport", dependencies: ["Vocabulary", "Chains", "Episodes"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "Experiments", "Demonstrations", "Evaluation", "Episodes", "Policy", "Chains", "Pictures", "Vocabulary",
        "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "SandboxTests",
      dependencies: [
        "sandbox", "Experiments", "Tabletop", "Evaluation", "Demonstrations", "Training", "Viewer", "Physics", "Policy",
        "Chains", "Pictures", "Tensors", "Vocabulary", "TestSupport",
      ],
      exclude: ["screen.py", "WindowKeys.md", "read_exports.py", "read_checkpoint.py"], swiftSettings: strict),
    .testTarget(
      name: "ViewerTests",
      dependencies: [
        "Viewer", "Evaluation", "Episodes", "Tabletop", "Figures", "Pictures", "Chains", "Vocabulary", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "RenderingTests", dependencies: ["Rendering", "Physics", "Vocabulary", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "DemonstrationsTests",
      dependencies: ["Demonstrations", "Evaluation", "Tabletop", "Episodes", "Chains", "Vocabulary", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "PhysicsTests", dependencies: ["Physics", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "TensorsTests", dependencies: ["Tensors", "Vocabulary", "TestSupport"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(name: "VocabularyTests", dependencies: ["Vocabulary", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "PicturesTests", dependencies: ["Pictures", "Vocabulary", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "FiguresTests", dependencies: ["Figures", "Pictures", "Vocabulary", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "ChainsTests", dependencies: ["Chains", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "PolicyTests",
      dependencies: ["Policy", "Training", "Tensors", "Episodes", "Chains", "Vocabulary", "TestSupport"],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "TrainingTests", dependencies: ["Training", "Policy", "Tensors", "Vocabulary", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "CalibrationTests", dependencies: ["Calibration", "Policy", "Vocabulary", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "EvaluationTests", dependencies: ["Evaluation", "Episodes", "Chains", "Vocabulary", "TestSupport"],
      exclude: ["intervals.py", "paired.py"], swiftSettings: strict),
    .testTarget(
      name: "TabletopTests",
      dependencies: ["Tabletop", "Physics", "Chains", "Episodes", "Rendering", "Vocabulary", "TestSupport"],
      exclude: ["Fixtures"], swiftSettings: strict),
  ],
  cxxLanguageStandard: .cxx17
)
