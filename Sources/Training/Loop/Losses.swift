import Tensors

/// The parts of a replica's loss as they are computed: sums for the log, and rows to look at when one is not finite.
struct Losses {
  /// The sums.
  var report: LossReport
  private let frames: WindowFrames
  private var rows: [(quantity: String, values: [Float])] = []

  init(frames: WindowFrames, exits: Int) {
    self.frames = frames
    report = LossReport(exits: exits)
  }

  /// Takes in the shared head's rows; `exits` tells which exit each row used.
  mutating func add(_ loss: ActionLoss.Rows, exits: [Int]) throws(TorchError) {
    let (total, pose, gripper) = (try loss.total.values(), try loss.pose.values(), try loss.gripper.values())
    for index in total.indices {
      let weight = Double(frames.weights[index % frames.weights.count])
      report.exits[exits[index]].add(Double(total[index]), weight: weight)
      report.pose.add(Double(pose[index]), weight: weight)
      report.gripper.add(Double(gripper[index]), weight: weight)
    }
    rows.append(("the shared head's loss", total))
  }

  /// Takes in an auxiliary head's rows.
  mutating func add(auxiliary loss: ActionLoss.Rows, exit: Int) throws(TorchError) {
    let values = try loss.total.values()
    for (value, weight) in zip(values, frames.weights) {
      report.auxiliary[exit].add(Double(value), weight: Double(weight))
    }
    rows.append(("the loss of exit \(exit + 1)'s auxiliary head", values))
  }

  /// Takes in the labels' rows.
  mutating func add(labels: Tensor) throws(TorchError) {
    let values = try labels.values()
    for (value, weight) in zip(values, frames.weights) { report.labels.add(Double(value), weight: Double(weight)) }
    rows.append(("the labels' loss", values))
  }

  /// The first part that is not finite, and the windows of the rows where it is not.
  func notFinite() -> NonFiniteQuantity {
    for (quantity, values) in rows where values.contains(where: { !$0.isFinite }) {
      let windows = frames.windows.enumerated().filter { index, _ in
        values.indices.contains { $0 / frames.length % frames.windows.count == index && !values[$0].isFinite }
      }
      return NonFiniteQuantity(quantity: quantity, windows: windows.map(\.element))
    }
    return NonFiniteQuantity(quantity: "the loss", windows: frames.windows)
  }
}

/// How the shared head fares at one exit.
struct ExitErrors: Sendable {
  /// The loss.
  var loss = LossReport.Mean()
  /// The mean absolute error of the pose's numbers, in the network's units.
  var pose = LossReport.Mean()
  /// The share of gripper commands that are wrong.
  var gripper = LossReport.Mean()

  /// Nothing yet.
  init() {}

  /// The errors of an exit's rows in an output that has the exits one after the other.
  init(exit: Int, frames: WindowFrames, rows: [Float], poses: [Float], gripperLogits: [Float]) {
    let batch = frames.learned
    for index in 0..<batch.count where frames.weights[index] > 0 {
      let row = exit * batch.count + index
      loss.add(Double(rows[row]), weight: Double(frames.weights[index]))
      add(row: index, of: batch, poses: poses, gripperLogits: gripperLogits, at: row)
    }
  }

  /// Adds a batch's row, which an output has at another place, but for the loss.
  mutating func add(row index: Int, of batch: FrameBatch, poses: [Float], gripperLogits: [Float], at row: Int) {
    let (poseCount, chunk) = (batch.poses.count / batch.count, batch.grippers.count / batch.count)
    for number in 0..<poseCount {
      pose.add(Double(abs(poses[row * poseCount + number] - batch.poses[index * poseCount + number])), weight: 1)
    }
    for step in 0..<chunk {
      let isRight = (gripperLogits[row * chunk + step] > 0) == (batch.grippers[index * chunk + step] > 0.5)
      gripper.add(isRight ? 0 : 1, weight: 1)
    }
  }

  /// Adds another's sums.
  mutating func add(_ other: ExitErrors) {
    func add(_ mean: inout LossReport.Mean, _ other: LossReport.Mean) {
      mean.sum += other.sum
      mean.weight += other.weight
    }
    add(&loss, other.loss)
    add(&pose, other.pose)
    add(&gripper, other.gripper)
  }
}
