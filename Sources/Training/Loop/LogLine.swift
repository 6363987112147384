import Policy

/// What the steps since the last line of the log came to.
struct LogLine {
  /// The losses.
  private(set) var report: LossReport
  /// The last step's whole loss.
  private(set) var lastLoss = 0.0
  private var norm = LossReport.Mean()
  private var rate = 0.0

  init(_ policy: PolicyConfiguration) { report = LossReport(exits: policy.exitCount) }

  /// Adds a step: the replicas' losses are parts of one whole.
  mutating func add(_ shares: [ReplicaShare], norm: Double, rate: Double) {
    for share in shares { report.add(share.report) }
    lastLoss = shares.reduce(0) { $0 + $1.loss }
    report.total.add(lastLoss, weight: 1)
    self.norm.add(norm, weight: 1)
    self.rate = rate
  }

  /// The means by their tags.
  var scalars: [(tag: String, value: Double)] {
    report.scalars + [("optimizer/rate", rate), ("optimizer/gradient norm", norm.value ?? 0)]
  }
}

/// Speeds of the whole call, of the phase and of the line of the log; and of the call's look at the episodes.
struct Speeds {
  var call = Throughput()
  var phase = Throughput()
  var line = Throughput()
  private(set) var look: Throughput?

  mutating func add(_ shares: [ReplicaShare], _ work: StepWork, seconds: Double) {
    call.add(shares, work, seconds: seconds)
    phase.add(shares, work, seconds: seconds)
    line.add(shares, work, seconds: seconds)
  }

  /// Adds a look at the episodes, if it found anything that had not been seen.
  mutating func add(_ work: LookWork, operations: Double, replicas: Int) {
    guard work.decisions > 0 else { return }
    var throughput = look ?? Throughput()
    throughput.add(work, operations: operations, replicas: replicas)
    look = throughput
    call.addTime(of: work, replicas: replicas)
    phase.addTime(of: work, replicas: replicas)
    line.addTime(of: work, replicas: replicas)
  }
}
