/// What a window shows the course of.
public enum SessionKind: Hashable, Sendable {
  /// A live session, which can be interfered with.
  case live
  /// A run that goes on behind the window, which can only be held up.
  case run
  /// Something recorded.
  case replay
}

/// What keys and mouse do: the help in the window and the tables in documents are made from it.
public enum KeyTable {
  /// One line of it.
  public struct Row: Hashable, Sendable {
    /// The keys, as printed on them.
    public let keys: String
    /// What they do.
    public let action: String
    /// Where they do it.
    public let kinds: Set<SessionKind>

    init(_ keys: String, _ action: String, _ kinds: Set<SessionKind> = [.live, .run, .replay]) {
      self.keys = keys
      self.action = action
      self.kinds = kinds
    }
  }

  /// All lines, in the order of the help.
  public static let rows = [
    Row("Space", "pause and go on"),
    Row(".", "one control step, then pause", [.live, .run]),
    Row("Right, Left", "one control step on or back; < and >: thirty", [.replay]),
    Row("Home, End", "to the beginning, to the end", [.replay]),
    Row("+  −", "faster, slower"),
    Row("0", "real time"),
    Row("N", "next chain", [.live, .replay]),
    Row("N", "watch another worker", [.run]),
    Row("R", "this chain from its beginning", [.live, .replay]),
    Row("T", "type an instruction for the agent; Enter: try it; Esc: never mind", [.live]),
    Row("G", "take the arm; G or Esc: give it back", [.live]),
    Row("Arrows, Page Up, Page Down", "arm in hand: move left, right, back, forth, up, down", [.live]),
    Row("A D, W S, Q E", "arm in hand: turn about the vertical, tip, roll", [.live]),
    Row("X", "arm in hand: open and close the gripper", [.live]),
    Row("1  2  3", "static, gripper or free camera in the large view"),
    Row("Tab", "two views or one"),
    Row("Mouse", "free camera: drag to orbit, right button to pan, wheel to zoom"),
    Row("C", "free camera back to where it began"),
    Row("Click on the line below", "go there", [.replay]),
    Row("O", "overlays on and off"),
    Row("P", "screenshot"),
    Row("M", "begin and end a recording"),
    Row("H", "this help on and off"),
    Row("Esc", "close what is open, or the window"),
  ]

  /// The lines that hold for a kind of session.
  public static func rows(for kind: SessionKind) -> [Row] { rows.filter { $0.kinds.contains(kind) } }
}
