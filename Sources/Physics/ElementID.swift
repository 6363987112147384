/// The number of a model element of one kind; a body's number cannot be taken for a joint's.
@frozen
public struct ElementID<Kind>: Hashable, Comparable, Sendable {
  /// Position in the engine's arrays.
  public let index: Int

  /// A number from the engine's arrays.
  @inlinable public init(_ index: Int) { self.index = index }

  /// Order of declaration in the compiled scene.
  @inlinable public static func < (left: ElementID, right: ElementID) -> Bool { left.index < right.index }
}

/// Tags of the kinds of elements.
public enum ElementKind {
  /// A rigid body.
  public enum Body {}
  /// A joint.
  public enum Joint {}
  /// A geom.
  public enum Geom {}
  /// A site.
  public enum Site {}
  /// A camera.
  public enum Camera {}
  /// An actuator.
  public enum Actuator {}
}

/// Number of a body; 0 is the world.
public typealias BodyID = ElementID<ElementKind.Body>
/// Number of a joint.
public typealias JointID = ElementID<ElementKind.Joint>
/// Number of a geom.
public typealias GeomID = ElementID<ElementKind.Geom>
/// Number of a site.
public typealias SiteID = ElementID<ElementKind.Site>
/// Number of a camera.
public typealias CameraID = ElementID<ElementKind.Camera>
/// Number of an actuator.
public typealias ActuatorID = ElementID<ElementKind.Actuator>
