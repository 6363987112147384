import Chains
import Vocabulary

/// Where a scene's starts put blocks: its `custom/numeric` elements.
public struct BlockLayout: Hashable, Sendable {
  /// A rectangle for block centres, world frame, metres.
  public struct Area: Hashable, Sendable {
    /// Left and right.
    public let x: ClosedRange<Double>
    /// Near and far.
    public let y: ClosedRange<Double>
    /// Height of the centres.
    public let z: Double
  }

  /// The two places on the tabletop that chains start from.
  public let tableSlots: [Vector3]
  /// The place on the shelf in each compartment.
  public let sliderLeft: Vector3, sliderRight: Vector3
  /// Where random starts put blocks on the tabletop.
  public let tableArea: Area
  /// Where random starts put blocks on the shelf, in each compartment.
  public let sliderLeftArea: Area, sliderRightArea: Area

  init(_ names: inout NameResolver) {
    func point(_ name: String) -> Vector3 {
      let n = names.numeric(name, count: 3)
      return Vector3(n[0], n[1], n[2])
    }
    func area(_ name: String) -> Area {
      let n = names.numeric(name, count: 5)
      return Area(x: min(n[0], n[1])...max(n[0], n[1]), y: min(n[2], n[3])...max(n[2], n[3]), z: n[4])
    }
    tableSlots = [point("slot_table_1"), point("slot_table_2")]
    sliderLeft = point("slot_slider_left")
    sliderRight = point("slot_slider_right")
    tableArea = area("spawn_table")
    sliderLeftArea = area("spawn_slider_left")
    sliderRightArea = area("spawn_slider_right")
  }

  /// The shelf's slot on a side.
  public func slot(_ side: Side) -> Vector3 { side == .left ? sliderLeft : sliderRight }

  /// The shelf's area on a side.
  public func area(_ side: Side) -> Area { side == .left ? sliderLeftArea : sliderRightArea }
}
