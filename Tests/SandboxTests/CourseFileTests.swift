import Experiments
import Foundation
import Policy
import Tensors
import Testing

@Suite struct CourseFileTests {
  private static let courses = [3, 1].map { count in
    DecisionCourse(
      tokens: 4,
      decisions: (0..<count).map { step in
        let tone = Float(step)
        return DecisionFeatures(comparison: [tone, 1], exits: [[tone, 2], [tone, 3], [tone, 4]], arm: [tone])
      })
  }

  @Test func itReadsBackAsWritten() throws {
    let folder = try TemporaryFolder()
    try CourseFile.write(Self.courses, to: folder.path + "/c.safetensors")
    #expect(CourseFile.read(folder.path + "/c.safetensors") == Self.courses)
    #expect(CourseFile.read(folder.path + "/none.safetensors") == nil)
  }

  /// Numbers of tokens and shapes as headers have them.
  private static let hostile: [(tokens: String?, shape: String?)] = [
    ("[4]", "[0, 2]"), ("[4]", "[3, 0]"), ("[4]", "[-3, 2]"), ("[4]", "[3, -2]"), ("[4]", "[65537, 1]"),
    ("[4]", "[1, 65537]"), ("[4]", "[9223372036854775807, 2]"), ("[4]", "[2, 9223372036854775807]"),
    ("[4]", "[4611686018427387904, 4]"), ("[4]", "[4, 2]"), ("[4]", "[3]"), ("[4]", "[3, 2, 1]"), ("[4]", "[3, \"2\"]"),
    ("[4]", "[3.5, 2]"), ("[4]", "3"), ("[4]", ""), ("[0]", "[3, 2]"), ("[-4]", "[3, 2]"), ("[4, 4]", "[3, 2]"),
    ("[9223372036854775807]", "[3, 2]"), ("[true]", "[3, 2]"), ("{", "[3, 2]"), ("[4]", nil), (nil, "[3, 2]"),
  ]

  @Test(arguments: hostile.indices) func hostileHeadersMakeNoSense(index: Int) throws {
    let (tokens, shape) = Self.hostile[index]
    let folder = try TemporaryFolder()
    let path = folder.path + "/c.safetensors"
    let rows = StoredTensor.float32("course.0", [2, 9], (0..<18).map(Float.init))
    func read(_ metadata: [String: String]) throws -> [DecisionCourse]? {
      try SafetensorsFile.write([rows], metadata: metadata, to: path)
      return CourseFile.read(path)
    }
    #expect(try read(["tokens": "[4]", "shape": "[3, 2]"])?.first?.decisions.count == 2)
    var metadata: [String: String] = [:]
    metadata["tokens"] = tokens
    metadata["shape"] = shape
    #expect(try read(metadata) == nil)
  }
}
