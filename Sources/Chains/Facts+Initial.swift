extension Facts {
  /// CALVIN's 192 initial states, in a fixed order.
  ///
  /// All combinations of both lamps, door, drawer and blocks on the table or in a compartment with one or two blocks on
  /// the table and at most one in each compartment: 16 · 12.
  public static let initialStates: [Facts] = {
    let places: [Place] = [.table, .sliderRight, .sliderLeft]
    var states: [Facts] = []
    for led in [false, true] {
      for lightbulb in [false, true] {
        for slider in [Side.right, .left] {
          for drawer in [DrawerPosition.closed, .open] {
            for red in places {
              for blue in places {
                for pink in places {
                  let state = Facts(
                    led: led, lightbulb: lightbulb, slider: slider, drawer: drawer, red: red, blue: blue, pink: pink)
                  if state.isInitial { states.append(state) }
                }
              }
            }
          }
        }
      }
    }
    return states
  }()

  /// Whether this is one of the 192 initial states.
  public var isInitial: Bool {
    let inTable = blocks(at: .table).count
    let inLeft = blocks(at: .sliderLeft).count
    let inRight = blocks(at: .sliderRight).count
    return (1...2).contains(inTable) && inLeft <= 1 && inRight <= 1 && inTable + inLeft + inRight == 3
  }
}
