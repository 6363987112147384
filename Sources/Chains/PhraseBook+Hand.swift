// Subtasks in which the situation decides which block: place, push into the drawer, stack, unstack.
extension PhraseBook {
  private static let held = ["held": "<brick> {in your hand|that you hold|in the gripper}"]

  static let placeInSlider = PhraseBook(
    training: [
      "{put|place|lay} the <held> {into|in} the {cabinet|open compartment}",
      "{put|place} the <held> {on|onto} the shelf of the cabinet",
      "{let go of|release} the <brick> {in|inside} the {cabinet|open compartment}",
      "the <held> {should|has to|needs to} {go|be put|be placed} into the cabinet",
    ],
    novelCombinations: [
      "bring the block that you hold to the cabinet and let go of it",
      "the cube in the gripper has to go on the shelf of the cabinet",
      "release the brick in your hand on the shelf",
      "move the cube in your hand into the open compartment",
      "reach into the cabinet and let go of the block",
    ],
    novelWords: [
      "stow the block in the cabinet",
      "deposit the cube inside the cupboard",
      "leave the brick that you carry on the shelf",
      "insert the block from your hand into the open compartment",
      "tidy the cube away in the cabinet",
    ], slots: held)

  static let placeInDrawer = PhraseBook(
    training: [
      "{put|place|lay} the <held> {into|in} the {open|} drawer",
      "{let go of|release} the <brick> {in|inside} the {open|} drawer",
      "the <held> {should|has to|needs to} {go|be put|be placed} into the drawer",
      "{bring|move} the <held> {to|over} the drawer and {let go of|release} it",
    ],
    novelCombinations: [
      "go to the open drawer and put the block in it",
      "the cube in the gripper has to be in the drawer",
      "release the brick that you hold so that it is in the drawer",
      "move the cube in your hand into the open drawer",
      "reach into the drawer and let go of the block",
    ],
    novelWords: [
      "stow the block in the drawer",
      "deposit the cube inside the open drawer",
      "leave the brick that you carry in the drawer",
      "insert the block from your hand into the drawer",
      "tidy the cube away in the drawer",
    ], slots: held)

  static let pushIntoDrawer = PhraseBook(
    training: [
      "{push|slide|shove|nudge} the <brick> {over the edge|off the table|over the edge of the table|} into the {open|} drawer",
      "{push|slide|shove} the <brick> along the {table|tabletop} until it {falls|drops} into the drawer",
      "make the <brick> {fall|slide|drop} {off the table|over the edge} into the {open|} drawer",
      "the <brick> {should be|has to be|needs to be} {pushed|shoved} {off the table|over the edge} into the drawer",
    ],
    novelCombinations: [
      "let the block on the table fall into the drawer",
      "move the cube along the tabletop and over the edge into the open drawer",
      "give the brick a push so that it falls into the drawer",
      "the block on the table has to slide into the drawer",
      "nudge the cube to the edge of the table until it drops into the open drawer",
    ],
    novelWords: [
      "knock the block off the tabletop into the drawer",
      "topple the cube over the rim of the table into the drawer",
      "tip the brick from the table into the open drawer",
      "scoot the block off the front of the table and into the drawer",
      "sweep the cube into the drawer without picking it up",
    ])

  static let stack = PhraseBook(
    training: [
      "{put|place|lay} the <held> {on|onto|on top of} {the other block|another block|the block on the table}",
      "stack the <held> {on|onto} {the other block|another block}",
      "build a {tower|stack} with the <held>",
      "the <held> {should go|has to go|needs to go} on top of {the other one|another block}",
    ],
    novelCombinations: [
      "build a tower of two blocks",
      "make a stack out of the block in your hand and the other one",
      "bring the cube in the gripper over another block and let go of it",
      "lay the brick in your hand on top of the one on the table",
      "the block that you hold should be on the other block",
    ],
    novelWords: [
      "pile the block onto the other one",
      "balance the cube that you hold atop the other block",
      "assemble a tower from the blocks",
      "rest the brick in the gripper upon another block",
      "set up a column of two blocks",
    ], slots: held)

  static let unstack = PhraseBook(
    training: [
      "{take|lift|pull} the {top|upper} <brick> off the {tower|stack|lower block}",
      "{take {apart|down}|unstack} the {tower|stack} {of blocks|of two blocks|}",
      "{grasp|grab|take hold of} the {top|upper} <brick> of the {tower|stack} and {take it off|lift it off|put it on the table}",
      "the {top|upper} <brick> {should|has to|needs to} come {off|down from} the {tower|stack}",
    ],
    novelCombinations: [
      "put the top block of the stack on the table",
      "pull the tower of two blocks apart",
      "lift the upper cube so that it is off the lower one",
      "go to the tower and take its top block down",
      "the stack of blocks needs to be taken apart",
    ],
    novelWords: [
      "dismantle the tower",
      "separate the two stacked blocks",
      "break up the stack of blocks",
      "undo the tower by removing its top block",
      "disassemble the pile of cubes",
    ])
}
