// Subtasks that name a block: rotate, push, lift.
extension PhraseBook {
  static func rotate(_ color: BlockColor, _ side: Side) -> PhraseBook {
    PhraseBook(
      training: [
        "{rotate|turn|spin|twist} the <color> <brick> {to the <side>|towards the <side>|<clock>}",
        "{grasp|grab|take hold of} the <color> <brick> and {rotate|turn|spin} it {to the <side>|<clock>}",
        "give the <color> <brick> a {{quarter|} turn to the <side>|<clock> {quarter|} turn}",
        "the <color> <brick> {should be|has to be} {rotated|turned} {to the <side>|<clock>}",
      ],
      novelCombinations: [
        "take hold of the <color> block and give it a quarter turn <clock>",
        "the <color> cube needs a quarter turn to the <side>",
        "twist the <color> brick by a quarter turn to the <side>",
        "grab the <color> cube so that it is turned towards the <side>",
        "let the <color> block turn <clock>",
      ],
      novelWords: [
        "swivel the <color> block to the <side>",
        "pivot the <color> cube <clock>",
        "change the orientation of the <color> brick by turning it to the <side>",
        "make the <color> block face further to the <side>",
        "rotate the <hue> cube <clock>",
      ],
      slots: slots(color).merging(slots(side)) { $1 })
  }

  static func push(_ color: BlockColor, _ side: Side) -> PhraseBook {
    PhraseBook(
      training: [
        "{push|shove|nudge|slide} the <color> <brick> {to the <side>|towards the <side>|over to the <side>|further <side>}",
        "{push|shove|slide|move} the <color> <brick> along the {table|tabletop} {to|towards} the <side>",
        "make the <color> <brick> {slide|move} {to|towards} the <side>",
        "the <color> <brick> {should be|has to be} {pushed|moved} {to|towards} the <side>",
      ],
      novelCombinations: [
        "move the <color> block further to the <side> of the table",
        "the <color> brick needs a push towards the <side>",
        "give the <color> cube a push to the <side>",
        "let the <color> block slide along the tabletop to the <side>",
        "push against the <color> cube until it is further <side>",
      ],
      novelWords: [
        "scoot the <color> block to the <side>",
        "drive the <color> cube across the table to the <side>",
        "shift the <hue> brick to the <side>",
        "brush the <color> block sideways to the <side>",
        "displace the <color> cube towards the <side>",
      ],
      slots: slots(color).merging(slots(side)) { $1 })
  }

  static func liftFromTable(_ color: BlockColor) -> PhraseBook {
    PhraseBook(
      training: [
        "{lift|pick up|grab|take|raise} the <color> <brick> {from|off} the {table|tabletop}",
        "{grasp|grab|take hold of} the <color> <brick> on the {table|tabletop} and {lift it|raise it|pick it up}",
        "the <color> <brick> on the {table|tabletop} {should be|has to be} {lifted|picked up|raised}",
      ],
      novelCombinations: [
        "the <color> cube has to come off the table",
        "take the <color> block on the tabletop and lift it all the way up",
        "go to the <color> brick on the table and raise it",
        "from the tabletop pick up the <color> block",
        "lift the <color> cube so that it is off the table",
      ],
      novelWords: [
        "hoist the <color> block off the table",
        "elevate the <hue> cube above the tabletop",
        "fetch the <color> brick that is resting on the table",
        "collect the <color> block from the surface of the table",
        "get the <color> cube into the air from the tabletop",
      ],
      slots: slots(color))
  }

  static func liftFromSlider(_ color: BlockColor) -> PhraseBook {
    PhraseBook(
      training: [
        "{lift|pick up|grab|take|raise} the <color> <brick> {from|out of} the {cabinet|open compartment}",
        "{grasp|grab|take hold of} the <color> <brick> {in the cabinet|on the shelf of the cabinet|in the open compartment} "
          + "and {lift it|raise it|pick it up|take it out}",
        "the <color> <brick> in the {cabinet|open compartment} {should be|has to be} {lifted|picked up|taken out}",
        "reach into the {cabinet|open compartment} and {lift|pick up|grab} the <color> <brick>",
      ],
      novelCombinations: [
        "go to the cabinet and take the <color> cube out of it",
        "from the shelf of the cabinet pick up the <color> block",
        "the <color> brick has to come out of the cabinet",
        "reach into the open compartment of the cabinet and raise the <color> cube",
        "lift the <color> block that is on the shelf",
      ],
      novelWords: [
        "retrieve the <color> block from the cupboard",
        "fetch the <hue> cube out of the cabinet",
        "extract the <color> brick from the open compartment",
        "collect the <color> block stored on the shelf",
        "hoist the <color> cube out of the recess behind the door",
      ],
      slots: slots(color))
  }

  static func liftFromDrawer(_ color: BlockColor) -> PhraseBook {
    PhraseBook(
      training: [
        "{lift|pick up|grab|raise} the <color> <brick> {from|out of} the {open|} drawer",
        "take the <color> <brick> out of the {open|} drawer",
        "{grasp|grab|take hold of} the <color> <brick> in the drawer and {lift it|raise it|pick it up|take it out}",
        "the <color> <brick> in the {open|} drawer {should be|has to be} {lifted|picked up|taken out}",
        "reach into the {open|} drawer and {lift|pick up|grab} the <color> <brick>",
      ],
      novelCombinations: [
        "go to the drawer and take the <color> cube out of it",
        "from the open drawer pick up the <color> block",
        "the <color> brick has to come out of the drawer",
        "reach into the drawer and take hold of the <color> cube",
        "lift the <color> block that is in the drawer",
      ],
      novelWords: [
        "retrieve the <color> block from the drawer",
        "fetch the <hue> cube out of the drawer",
        "extract the <color> brick from inside the open drawer",
        "collect the <color> block lying at the bottom of the drawer",
        "hoist the <color> cube out of the tray under the table",
      ],
      slots: slots(color))
  }
}
