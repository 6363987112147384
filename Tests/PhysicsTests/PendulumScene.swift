import Foundation
import Physics

/// A ball on a motorised hinge above a floor with a box: enough engine for the tests of this module.
func pendulumModel() throws -> Model {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("pendulum-\(UUID().uuidString).xml")
  defer { try? FileManager.default.removeItem(at: path) }
  let text = """
    <mujoco>
      <custom><numeric name="spot" data="1 2 3"/></custom>
      <worldbody>
        <geom name="floor" type="plane" size="1 1 0.1"/>
        <body name="arm" pos="0 0 1">
          <joint name="hinge" type="hinge" axis="0 1 0" range="-90 90" limited="true"/>
          <geom name="ball" type="sphere" size="0.1" pos="0.3 0 0"/>
          <site name="tip" pos="0.4 0 0"/>
        </body>
        <body name="box" pos="0 0.5 0.3"><freejoint name="box"/><geom type="box" size="0.1 0.1 0.1"/></body>
      </worldbody>
      <actuator><motor name="motor" joint="hinge"/></actuator>
    </mujoco>
    """
  try text.write(to: path, atomically: true, encoding: .utf8)
  return try Model(contentsOf: path.path)
}
