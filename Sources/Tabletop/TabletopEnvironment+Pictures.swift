import Physics
import Rendering
import Vocabulary

extension TabletopEnvironment {
  /// Pixels along each side of the static camera's picture, as in CALVIN.
  public static let staticPixels = 200
  /// Pixels along each side of the gripper camera's picture, as in CALVIN.
  public static let gripperPixels = 84

  /// What cameras and joint sensors show now: 200×200 and 84×84 pixels, `robot_obs`, and the target's lead.
  public func observe() -> Observation {
    let lead = targetLead
    var observation = Observation(
      staticCamera: Image(width: Self.staticPixels, height: Self.staticPixels),
      gripperCamera: Image(width: Self.gripperPixels, height: Self.gripperPixels), robot: robotObservation,
      targetLead: [
        lead.translation.x, lead.translation.y, lead.translation.z, lead.rotation.x, lead.rotation.y, lead.rotation.z,
      ])
    renderer.draw(simulation, camera: scene.staticCamera, into: &observation.staticCamera, lamps: lamps)
    renderer.draw(simulation, camera: scene.gripperCamera, into: &observation.gripperCamera, lamps: lamps)
    return observation
  }

  /// What one of the scene's cameras sees now, at any size.
  public func picture(
    from camera: CameraID, width: Int, height: Int, samples: Int = 1, layers: Renderer.Layers = .image
  ) -> Renderer.Picture {
    renderer.draw(
      simulation, camera: camera, width: width, height: height, samples: samples, lamps: lamps, layers: layers)
  }

  /// What a camera of the caller's own sees now.
  public func picture(
    from camera: ViewCamera, width: Int, height: Int, samples: Int = 1, layers: Renderer.Layers = .image
  ) -> Renderer.Picture {
    renderer.draw(
      simulation, camera: camera, width: width, height: height, samples: samples, lamps: lamps, layers: layers)
  }

  /// What one of the scene's cameras sees now, drawn for print by all cores.
  ///
  /// - Parameter goesOn: asked with the share that is done, 0 … 1; false stops, and nil is returned.
  public func still(
    from camera: CameraID, _ request: StillRequest, goesOn: (Double) -> Bool = { _ in true }
  ) -> StillPicture? {
    renderer.drawStill(simulation, camera: camera, request, lamps: lamps, goesOn: goesOn)
  }

  /// Where points of the world are in the picture of one of the scene's cameras, hidden or not.
  ///
  /// - Returns: the shares of a square picture's width from the left and of its height from the top; nil outside it.
  public func places(of points: [Vector3], in camera: CameraID) -> [SIMD2<Double>?] {
    let frame = simulation.frame(of: camera)
    let fieldOfView = scene.model.verticalFieldOfViewDegrees(of: camera)
    return points.map { ViewCamera.place(of: $0, frame: frame, verticalFieldOfViewDegrees: fieldOfView) }
  }

  /// The lamps that are lit now.
  public var lamps: LampStates {
    scene.lamps(
      ledIsOn: fixtures.ledIsOn, bulbIsOn: Fixtures.bulbIsOn(lever: simulation.position(of: scene.lever)))
  }
}
