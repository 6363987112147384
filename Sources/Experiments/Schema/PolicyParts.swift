import Policy
import Vocabulary

/// The keys of a part of a policy that an experiment states; the others are the preset's.
public struct Stated<Part: SchemaObject>: SchemaObject {
  private var values: [String: JSONValue] = [:]

  /// Nothing.
  public init() {}

  /// The part's own keys.
  public static var keys: [SchemaKey<Stated>] {
    Part.keys.map { key in
      let name = key.description.name
      return SchemaKey(
        name, key.description.form, key.description.sentence, otherwise: "the preset's",
        read: { $0.values[name] }, write: { $0.values[name] = $1 })
    }
  }

  /// Puts what is stated in place of a part's own.
  func change(_ part: inout Part) {
    for key in Part.keys {
      if let value = values[key.description.name] { key.write(&part, value) }
    }
  }

  /// States all of a part that is not stated yet.
  mutating func complete(from part: Part) {
    for key in Part.keys where values[key.description.name] == nil {
      values[key.description.name] = key.read(part)
    }
  }
}

/// What an experiment states of the parts of a policy.
public struct PolicyParts: Hashable, Sendable {
  /// The fixed camera's encoder.
  public var staticCamera = Stated<CameraConfiguration>()
  /// The hand camera's encoder.
  public var gripperCamera = Stated<CameraConfiguration>()
  /// What turns picture tokens into latents.
  public var resampler = Stated<ResamplerConfiguration>()
  /// How sentences become tokens.
  public var instruction = Stated<InstructionConfiguration>()
  /// The layers between the instruction and the exits.
  public var decoder = Stated<DecoderConfiguration>()
  /// What the policy knows of its own arm.
  public var arm = Stated<ProprioceptionConfiguration>()
  /// The head that all exits share.
  public var head = Stated<HeadConfiguration>()
  /// The heads per exit that only training has.
  public var auxiliaryHead = Stated<AuxiliaryHeadConfiguration>()
  /// The heads that predict what the simulator knows.
  public var labels = Stated<LabelHeadConfiguration>()

  /// Nothing.
  public init() {}

  /// The same where encoders and what reads them are concerned, and nothing of what comes after.
  var seeing: PolicyParts {
    var seeing = PolicyParts()
    (seeing.staticCamera, seeing.gripperCamera) = (staticCamera, gripperCamera)
    (seeing.resampler, seeing.labels) = (resampler, labels)
    return seeing
  }

  /// Puts what is stated in place of a configuration's own.
  func change(_ configuration: inout PolicyConfiguration) {
    staticCamera.change(&configuration.staticCamera)
    gripperCamera.change(&configuration.gripperCamera)
    resampler.change(&configuration.resampler)
    instruction.change(&configuration.instruction)
    decoder.change(&configuration.decoder)
    arm.change(&configuration.proprioception)
    head.change(&configuration.head)
    auxiliaryHead.change(&configuration.auxiliaryHead)
    labels.change(&configuration.labels)
  }

  /// States all of a configuration that is not stated yet.
  mutating func complete(from configuration: PolicyConfiguration) {
    staticCamera.complete(from: configuration.staticCamera)
    gripperCamera.complete(from: configuration.gripperCamera)
    resampler.complete(from: configuration.resampler)
    instruction.complete(from: configuration.instruction)
    decoder.complete(from: configuration.decoder)
    arm.complete(from: configuration.proprioception)
    head.complete(from: configuration.head)
    auxiliaryHead.complete(from: configuration.auxiliaryHead)
    labels.complete(from: configuration.labels)
  }
}
