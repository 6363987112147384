import Chains
import Tabletop
import Vocabulary

/// For one subtask: a start, an end that fulfils it, and pairs that miss it by little.
struct OracleStory {
  struct Miss {
    let name: String
    let start: SceneSnapshot
    let now: SceneSnapshot
  }

  let start: SceneSnapshot
  let done: SceneSnapshot
  private(set) var misses: [Miss] = []

  /// Red and blue on the table, pink on the shelf, everything closed and dark.
  private static let base = SceneSnapshot(
    red: block(0.05, -0.12, .table), blue: block(0.23, -0.12, .table), pink: block(-0.24, 0.09, .plank), slide: 0.14,
    drawer: 0.11, button: 0, lever: 0, ledIsOn: false, bulbIsOn: false, robotTouches: [])

  private static func block(_ x: Double, _ y: Double, _ touches: Touches) -> SceneSnapshot.Block {
    SceneSnapshot.Block(
      pose: Pose(position: Vector3(x, y, 0.46), orientation: Quaternion(axis: Vector3(0, 0, 1), radians: 1.3)),
      touches: touches)
  }

  private static func changed(_ snapshot: SceneSnapshot, _ change: (inout SceneSnapshot) -> Void) -> SceneSnapshot {
    var copy = snapshot
    change(&copy)
    return copy
  }

  private mutating func miss(_ name: String, start change: (inout SceneSnapshot) -> Void) {
    misses.append(Miss(name: name, start: Self.changed(start, change), now: done))
  }

  private mutating func miss(_ name: String, now change: (inout SceneSnapshot) -> Void) {
    misses.append(Miss(name: name, start: start, now: Self.changed(done, change)))
  }

  private init(_ start: (inout SceneSnapshot) -> Void, _ done: (inout SceneSnapshot) -> Void) {
    self.start = Self.changed(Self.base, start)
    self.done = Self.changed(self.start, done)
  }

  init(_ subtask: Subtask) {
    switch subtask.kind {
    case .rotate(let block, let side): self = .turn(block, side == .left ? 1 : -1)
    case .push(let block, let side): self = .push(block, side == .right ? 1 : -1)
    case .moveSlider(let side):
      let sign: Double = side == .left ? 1 : -1
      self = OracleStory({ _ in }, { $0.slide += sign * 0.1501 })
      miss("too short", now: { $0.slide -= sign * 0.0002 })
      miss("wrong way", now: { $0.slide -= sign * 0.3002 })
    case .drawer(let position):
      let sign: Double = position == .open ? 1 : -1
      self = OracleStory({ _ in }, { $0.drawer += sign * 0.1201 })
      miss("too short", now: { $0.drawer -= sign * 0.0002 })
      miss("wrong way", now: { $0.drawer -= sign * 0.2402 })
    case .liftFromTable(let block): self = .lift(block, .table, 0.05)
    case .liftFromSlider(let block): self = .lift(block, .plank, 0.03)
    case .liftFromDrawer(let block): self = .lift(block, .drawer, 0.05)
    case .placeInSlider: self = .place(on: .plank)
    case .placeInDrawer: self = .place(on: .drawer)
    case .pushIntoDrawer: self = .pushIntoDrawer()
    case .stack: self = .stack()
    case .unstack: self = .unstack()
    case .lightbulb(let on):
      self = OracleStory({ $0.bulbIsOn = !on }, { $0.bulbIsOn = on })
      miss("was so before", start: { $0.bulbIsOn = on })
      miss(
        "other lamp",
        now: {
          $0.bulbIsOn = !on
          $0.ledIsOn.toggle()
        })
    case .led(let on):
      self = OracleStory({ $0.ledIsOn = !on }, { $0.ledIsOn = on })
      miss("was so before", start: { $0.ledIsOn = on })
      miss(
        "other lamp",
        now: {
          $0.ledIsOn = !on
          $0.bulbIsOn.toggle()
        })
    }
  }

  private static func turn(_ block: BlockColor, _ sign: Double) -> OracleStory {
    let degree = Double.pi / 180
    func turned(_ degrees: Double, tilt: Vector3 = .zero) -> (inout SceneSnapshot) -> Void {
      { snapshot in
        let turn = Quaternion(axis: Vector3(0, 0, 1), radians: sign * degrees * degree)
        let lean = Quaternion(eulerXYZ: tilt * degree)
        snapshot[block].pose.orientation = turn * lean * base[block].pose.orientation
      }
    }
    var story = OracleStory({ $0[block].touches = .table }, turned(60.1))
    story.miss("too little", now: turned(59.9))
    story.miss("wrong way", now: turned(-60.1))
    story.miss("past the half turn", now: turned(180.2))
    story.miss("tilted about x", now: turned(60.1, tilt: Vector3(30.1, 0, 0)))
    story.miss("tilted about y", now: turned(60.1, tilt: Vector3(0, -30.1, 0)))
    story.miss("displaced", now: { $0[block].pose.position += Vector3(0.08, 0.06001, 0) })
    story.miss("in the hand", now: { $0[block].touches = .fingers })
    story.miss("in the air", now: { $0[block].touches = [] })
    return story
  }

  private static func push(_ block: BlockColor, _ sign: Double) -> OracleStory {
    var story = OracleStory(
      { $0[block].touches = [.table, .fingerLeft] }, { $0[block].pose.position.x += sign * 0.1001 })
    story.miss("too short", now: { $0[block].pose.position.x -= sign * 0.0002 })
    story.miss("wrong way", now: { $0[block].pose.position.x -= sign * 0.2002 })
    story.miss(
      "along y",
      now: {
        $0[block].pose.position.x -= sign * 0.1001
        $0[block].pose.position.y += sign * 0.1001
      })
    story.miss("off the table", now: { $0[block].touches = .drawer })
    story.miss("only the robot at the end", now: { $0[block].touches = .fingers })
    story.miss("only the robot at the start", start: { $0[block].touches = .fingers })
    story.miss("lost its neighbour", start: { $0[block].touches = [.table, .lever] })
    return story
  }

  private static func lift(_ block: BlockColor, _ surface: Touches, _ height: Double) -> OracleStory {
    var story = OracleStory(
      { $0[block].touches = surface },
      {
        $0[block].touches = .fingers
        $0[block].pose.position.z += height + 0.0001
      })
    story.miss("too low", now: { $0[block].pose.position.z -= 0.0002 })
    story.miss("thrown", now: { $0[block].touches = [] })
    story.miss("still touching its surface", now: { $0[block].touches = [.fingerLeft, .fingerRight, surface] })
    story.miss("with another block", now: { $0[block].touches.formUnion(block == .red ? .blue : .red) })
    for other in [Touches.table, .plank, .drawer] where other != surface {
      story.miss("from elsewhere", start: { $0[block].touches = other })
    }
    return story
  }

  private static func place(on surface: Touches) -> OracleStory {
    var story = OracleStory(
      {
        $0.blue.touches = .fingers
        $0.robotTouches = .blue
      },
      {
        $0.blue.touches = surface
        $0.robotTouches = []
      })
    story.miss("hand elsewhere too", start: { $0.robotTouches = [.blue, .slide] })
    story.miss(
      "two blocks held",
      start: {
        $0.robotTouches = [.blue, .red]
        $0.red.touches = [.fingerLeft, .blue]
      })
    story.miss("block already lay there", start: { $0.blue.touches = [.fingerLeft, .fingerRight, surface] })
    story.miss("not let go", now: { $0.blue.touches = [surface, .fingerRight] })
    story.miss("in the air", now: { $0.blue.touches = [] })
    story.miss("on the table", now: { $0.blue.touches = .table })
    story.miss("on the other surface", now: { $0.blue.touches = surface == .plank ? .drawer : .plank })
    return story
  }

  private static func pushIntoDrawer() -> OracleStory {
    var story = OracleStory({ _ in }, { $0.red.touches = [.drawer, .blue] })
    story.miss("touched at the end", now: { $0.red.touches = [.drawer, .fingerLeft] })
    story.miss("on the edge", now: { $0.red.touches = .table })
    story.miss("touched at the start", start: { $0.red.touches = [.table, .fingerLeft] })
    story.miss("from a stack", start: { $0.red.touches = [.table, .blue] })
    story.miss("from the shelf", start: { $0.red.touches = .plank })
    story.miss("there before", start: { $0.red.touches = .drawer })
    return story
  }

  private static func stack() -> OracleStory {
    var story = OracleStory(
      { $0.red.touches = .fingers },
      {
        $0.red.touches = .blue
        $0.red.linearVelocity = Vector3(0.99, -0.99, 0.99)
        $0.blue.touches = [.table, .red]
      })
    story.miss("held", now: { $0.red.touches = [.blue, .fingerLeft] })
    story.miss("leaning on the table", now: { $0.red.touches = [.blue, .table] })
    story.miss("falling", now: { $0.red.linearVelocity.z = -1.01 })
    story.miss("turning", now: { $0.red.angularVelocity.x = 1.01 })
    story.miss("on nothing", now: { $0.red.touches = [] })
    story.miss("touched a block before", start: { $0.red.touches = [.fingerLeft, .pink] })
    return story
  }

  private static func unstack() -> OracleStory {
    var story = OracleStory(
      {
        $0.red.touches = .blue
        $0.blue.touches = [.table, .red]
      },
      {
        $0.red.touches = .fingers
        $0.blue.touches = .table
      })
    story.miss("still on it", now: { $0.red.touches = [.fingerLeft, .blue] })
    story.miss("held before", start: { $0.red.touches = [.blue, .fingerLeft] })
    story.miss("moving before", start: { $0.red.linearVelocity.x = 1.01 })
    story.miss("beside it before", start: { $0.red.touches = [.blue, .table] })
    return story
  }
}
