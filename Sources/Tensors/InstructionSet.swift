import Glibc
import Vocabulary

/// The processor's instructions that matrix products and convolutions are computed with.
///
/// Sums of floating-point numbers depend on the order in which they are added, and that on the width of the registers:
/// results are the same bits within a set, not across. Wider is twice as fast.
public enum InstructionSet: String, Hashable, Sendable, CaseIterable {
  /// 256-bit registers: every processor that the program runs on.
  case avx2
  /// 512-bit registers.
  case avx512

  /// The environment variable that asks for one, to repeat what another machine computed.
  public static let variable = "SANDBOX_INSTRUCTIONS"

  /// The one that is asked for, or the widest that the processor has.
  static func chosen() throws(TorchError) -> InstructionSet {
    let widest = widest
    guard let asked = unsafe getenv(variable).map({ unsafe String(cString: $0) }), !asked.isEmpty else { return widest }
    guard let set = InstructionSet(rawValue: asked), set == .avx2 || widest == .avx512 else {
      throw .instructionsUnavailable(asked: asked, available: allCases.filter { $0 == .avx2 || widest == .avx512 })
    }
    return set
  }

  private static var widest: InstructionSet {
    guard let description = try? readFile("/proc/cpuinfo") else { return .avx2 }
    let lines = String(decoding: description, as: UTF8.self).split(separator: "\n")
    let flags = Set((lines.first { $0.hasPrefix("flags") } ?? "").split(separator: " "))
    return flags.isSuperset(of: ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"]) ? .avx512 : .avx2
  }

  /// What OpenBLAS, oneDNN and libtorch's own loops are told; they look while they are loaded.
  ///
  /// Libtorch's elementwise loops are as fast with either set, so they always use the narrow one. OpenBLAS would cut
  /// its blocks by the size of the processor's cache.
  var settings: [(name: String, value: String)] {
    [
      ("OPENBLAS_CORETYPE", self == .avx512 ? "SkylakeX" : "Haswell"), ("OPENBLAS_L2_SIZE", "512"),
      ("ONEDNN_MAX_CPU_ISA", self == .avx512 ? "AVX512_CORE" : "AVX2"),
      ("DNNL_MAX_CPU_ISA", self == .avx512 ? "AVX512_CORE" : "AVX2"), ("ATEN_CPU_CAPABILITY", "avx2"),
    ]
  }
}
