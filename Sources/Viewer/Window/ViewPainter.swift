import Dispatch
import Foundation
import Physics
import Rendering
import Synchronization
import Tabletop
import Vocabulary

/// A view that is to be drawn.
struct ViewJob: Sendable {
  var scene: TabletopScene
  var state: TabletopState
  var view: MainView
  var orbit: OrbitCamera
  var width: Int
  var height: Int
}

/// Draws views with a simulation and a renderer of its own; belongs to one thread.
final class ViewPainter {
  private var scene: TabletopScene
  private var simulation: Simulation
  private let renderer: Renderer

  init(_ scene: TabletopScene) {
    self.scene = scene
    simulation = Simulation(model: scene.model)
    renderer = Renderer(scene: scene.geometry)
  }

  private func change(to scene: TabletopScene) {
    guard scene !== self.scene else { return }
    self.scene = scene
    simulation = Simulation(model: scene.model)
    renderer.scene = scene.geometry
  }

  /// Draws a view into an image, which gets the wanted size; and reads the world.
  ///
  /// - Throws: `PhysicsError.stateOfAnotherScene`.
  func draw(_ job: ViewJob, into image: inout Image) throws(PhysicsError) -> WorldReadings {
    change(to: job.scene)
    try simulation.restorePoses(job.state.simulation)
    let readings = readings(job.state)
    let lamps = scene.lamps(ledIsOn: readings.ledIsOn, bulbIsOn: readings.bulbIsOn)
    if image.width != job.width || image.height != job.height { image = Image(width: job.width, height: job.height) }
    switch job.view {
    case .fixed: renderer.draw(simulation, camera: scene.staticCamera, into: &image, lamps: lamps)
    case .gripper: renderer.draw(simulation, camera: scene.gripperCamera, into: &image, lamps: lamps)
    case .free: renderer.draw(simulation, camera: job.orbit.view, into: &image, lamps: lamps)
    }
    return readings
  }

  private func readings(_ state: TabletopState) -> WorldReadings {
    WorldReadings(
      ledIsOn: state.fixtures.ledIsOn, bulbIsOn: Fixtures.bulbIsOn(lever: simulation.position(of: scene.lever)),
      tcp: simulation.pose(of: scene.tcp).position,
      gripperWidth: scene.fingerJoints.reduce(0) { $0 + simulation.position(of: $1) },
      door: simulation.position(of: scene.slide), drawer: simulation.position(of: scene.drawer))
  }
}

/// A painter on a thread of its own, for the second view: both views are drawn at the same time.
final class PainterThread: Sendable {
  private enum Work: Sendable {
    case job(ViewJob, Image)
    case end
  }

  private let work = Mutex<Work?>(nil)
  private let result = Mutex<Result<Image, PhysicsError>?>(nil)
  private let begun = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)

  /// Starts the thread; `close` ends it.
  init(_ scene: TabletopScene) {
    let thread = Thread { [self] in
      let painter = ViewPainter(scene)
      while true {
        begun.wait()
        guard case .job(let job, var image)? = work.withLock({ $0.take() }) else { return }
        do throws(PhysicsError) {
          _ = try painter.draw(job, into: &image)
          let drawn = image
          result.withLock { $0 = .success(drawn) }
        } catch {
          result.withLock { $0 = .failure(error) }
        }
        done.signal()
      }
    }
    thread.name = "second view"
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Begins to draw; the image's memory is used again.
  func begin(_ job: ViewJob, reusing image: Image) {
    work.withLock { $0 = .job(job, image) }
    begun.signal()
  }

  /// Waits for the picture that was begun.
  func finish() throws(PhysicsError) -> Image? {
    done.wait()
    return try result.withLock { $0.take() }?.get()
  }

  /// Ends the thread.
  func close() {
    work.withLock { $0 = .end }
    begun.signal()
  }
}
