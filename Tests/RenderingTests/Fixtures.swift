import Foundation
import Physics
import Rendering
import Vocabulary

/// The scenes of the repository.
enum Table: String, CaseIterable {
  case a, b, c, d

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Scenes")

  private static let loaded = Dictionary(
    uniqueKeysWithValues: allCases.map { table in
      (table, try! Model(contentsOf: folder.appendingPathComponent("tabletop-\(table.rawValue).xml").path))
    })

  var model: Model { Table.loaded[self]! }

  /// The scene with random joint angles, fixtures and blocks.
  func randomState(_ stream: RandomStream) -> SimulationState {
    var stream = stream
    let model = self.model
    var simulation = Simulation(model: model)
    let neutral = [-1.21779206, 1.03987646, 2.11978261, -2.34205014, -0.87015947, 1.64119353, 0.55344866]
    for (index, angle) in neutral.enumerated() {
      simulation.setPosition(
        of: model.joint(named: "arm_\(index + 1)")!, to: angle + stream.uniform(in: -0.5...0.5))
    }
    for name in ["finger_left", "finger_right", "slide", "drawer", "button", "switch"] {
      let joint = model.joint(named: name)!
      let range = model.range(of: joint)
      simulation.setPosition(of: joint, to: stream.uniform(in: range))
    }
    // Apart from each other, so that no two faces coincide.
    for (index, name) in ["red_block", "blue_block", "pink_block"].enumerated() {
      let middle = -0.2 + 0.2 * Double(index)
      let position = Vector3(middle + stream.uniform(in: -0.05...0.05), stream.uniform(in: -0.15 ... -0.03), 0.46)
      let turn = Quaternion(axis: Vector3(0, 0, 1), radians: stream.uniform(in: -3...3))
      simulation.setFreePose(of: model.joint(named: name)!, to: Pose(position: position, orientation: turn))
    }
    return simulation.state
  }
}

/// A model from text.
func model(_ text: String) throws -> Model {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("scene-\(UUID().uuidString).xml")
  defer { try? FileManager.default.removeItem(at: path) }
  try text.write(to: path, atomically: true, encoding: .utf8)
  return try Model(contentsOf: path.path)
}

/// Every kind of shape above a floor, with a movable block in the air.
let shapesScene = """
  <mujoco>
    <visual><headlight ambient="0.4 0.4 0.4"/></visual>
    <asset>
      <material name="grey" rgba="0.6 0.6 0.6 1" specular="0"/>
      <mesh name="wedge" vertex="0 0 0  0.2 0 0  0 0.2 0  0 0 0.2"/>
    </asset>
    <worldbody>
      <light type="directional" dir="0 0 -1" diffuse="0.6 0.6 0.6" castshadow="true"/>
      <camera name="eye" pos="0 -2 1.2" xyaxes="1 0 0 0 0.5 0.866" fovy="50"/>
      <geom name="floor" type="plane" size="3 3 0.1" material="grey"/>
      <geom name="ball" type="sphere" size="0.1" pos="-0.6 0 0.3" material="grey"/>
      <geom name="egg" type="ellipsoid" size="0.05 0.1 0.15" pos="-0.3 0 0.3" material="grey"/>
      <geom name="pill" type="capsule" size="0.06 0.1" pos="0 0 0.3" euler="40 0 20" material="grey"/>
      <geom name="can" type="cylinder" size="0.08 0.1" pos="0.3 0 0.3" euler="-30 20 0" material="grey"/>
      <geom name="crate" type="box" size="0.1 0.06 0.08" pos="0.6 0 0.3" euler="0 0 30" material="grey"/>
      <geom name="wedge" type="mesh" mesh="wedge" pos="0 -0.5 0.2" material="grey"/>
      <geom name="lamp" type="sphere" size="0.05" pos="0.8 -0.5 0.1" material="grey"/>
      <geom name="hidden" type="box" size="1 1 1" pos="0 -2 1" group="3"/>
      <body name="block" pos="-0.5 -0.6 0.2">
        <freejoint name="block"/>
        <geom name="block" type="box" size="0.1 0.1 0.02" material="grey"/>
        <camera name="rider" pos="0 0 0.3" xyaxes="1 0 0 0 0.7 0.7" fovy="80"/>
      </body>
    </worldbody>
  </mujoco>
  """
