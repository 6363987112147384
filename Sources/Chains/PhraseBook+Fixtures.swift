// Subtasks of the furniture: sliding door, drawer, light bulb, LED.
extension PhraseBook {
  static func moveSlider(_ side: Side) -> PhraseBook {
    PhraseBook(
      training: [
        "{slide|move|push} the {door|sliding door|cabinet door|door of the cabinet} "
          + "{to the <side>|towards the <side>|all the way <side>}",
        "{grasp|grab|take} the {door handle|handle of the door} and {slide|move|push} {it|the door} {to|towards} the <side>",
        "the {sliding|cabinet} door {should|has to|needs to} {go|move|be pushed} {to|towards} the <side>",
      ],
      novelCombinations: [
        "let the sliding door slide to the <side>",
        "bring the door of the cabinet over to the <side>",
        "the cabinet door needs a push to the <side>",
        "take the handle of the sliding door and move it further <side>",
        "make the door of the cabinet go to the <side>",
      ],
      novelWords: [
        "glide the cabinet door to the <side>",
        "shift the panel in front of the shelf to the <side>",
        "use its knob to bring the sliding door to the <side>",
        "draw the door across to the <side>",
        "the sliding door belongs at the <side> end of its rail",
      ],
      slots: slots(side))
  }

  static let openDrawer = PhraseBook(
    training: [
      "{open|pull open|pull out|slide open} the drawer {of the table|under the table|}",
      "{grasp|grab|take|take hold of} the {drawer handle|handle of the drawer} and "
        + "{pull it out|pull it open|open it|slide it open|pull the drawer out|pull the drawer open|open the drawer}",
      "{pull|slide} the drawer {out|open} {by|with} {its|the} handle",
      "the drawer {of the table|under the table|} {should be|has to be|needs to be} {opened|pulled out|pulled open}",
      "pull {at|on} the {drawer handle|handle of the drawer} until {the drawer|it} is {open|all the way out}",
    ],
    novelCombinations: [
      "take the drawer by its handle and slide it all the way out",
      "let the drawer slide open",
      "move the drawer out from under the table",
      "the drawer under the table should be open",
      "grab the drawer and pull at it until it is open",
    ],
    novelWords: [
      "yank the drawer open",
      "draw the tray out from beneath the tabletop",
      "extend the drawer all the way",
      "show what is inside the drawer",
      "haul the drawer outwards by its handle",
    ])

  static let closeDrawer = PhraseBook(
    training: [
      "{close|shut|push in} the drawer {of the table|under the table|}",
      "{push|slide|shove} the drawer {in|shut|closed|back in|all the way in}",
      "{push|shove} {against|on} the drawer {until|so that} it is {shut|closed}",
      "{push|press} {against|on} the {drawer handle|handle of the drawer} {until|so that} the drawer is {shut|closed}",
      "the {open drawer|drawer|drawer under the table} {should be|has to be|needs to be} {closed|shut|pushed in|pushed shut}",
      "{grasp|grab|take} the {drawer handle|handle of the drawer} and {push|slide} {it|the drawer} {in|shut}",
    ],
    novelCombinations: [
      "move the drawer all the way back in",
      "let the open drawer slide shut",
      "bring the drawer back under the table",
      "close the drawer with its handle",
      "give the drawer a push until it is closed",
    ],
    novelWords: [
      "seal the drawer",
      "return the drawer to its place inside the table",
      "shove the tray inwards under the tabletop",
      "retract the drawer",
      "bump the drawer until nothing of it sticks out",
    ])

  static func lightbulb(_ on: Bool) -> PhraseBook {
    PhraseBook(
      training: [
        "{turn|switch} {<on> the <bulb>|the <bulb> <on>}",
        "turn {<on> the <bulb>|the <bulb> <on>} with the {switch|lever}",
        "switch {<on> the <bulb>|the <bulb> <on>} with the lever",
        "{flip|push|move} the {switch|lever} {<up>|<up>wards}",
        "{flip|push|slide} the {switch|lever} <up> {to turn the <bulb> <on>|until the <bulb> is <on>|so that the <bulb> is <on>}",
        "the <bulb> {should be|has to be|needs to be} {turned|switched} <on>",
      ],
      novelCombinations: [
        "the lever has to go <up>",
        "the bulb needs to be <on>",
        "grab the switch and move it <up> until the light bulb is <on>",
        "the yellow lamp should be <on>",
        "take hold of the lever and push it all the way <up>",
      ],
      novelWords: on
        ? [
          "illuminate the bulb", "activate the light bulb", "make the yellow lamp shine",
          "light the bulb by raising the lever", "toggle the switch so that the bulb glows",
        ]
        : [
          "extinguish the bulb", "deactivate the light bulb", "make the yellow lamp go dark",
          "put out the bulb by lowering the lever", "toggle the switch so that the bulb stops glowing",
        ],
      slots: ["bulb": "{light bulb|bulb|yellow light|yellow lamp}", "on": on ? "on" : "off", "up": on ? "up" : "down"])
  }

  static func led(_ on: Bool) -> PhraseBook {
    PhraseBook(
      training: [
        "{turn|switch} {<on> the <led>|the <led> <on>}",
        "{turn|switch} {<on> the <led>|the <led> <on>} with the {black|} button",
        "{press|push} the {black|} button {to switch the <led> <on>|until the <led> is <on>|so that the <led> is <on>}",
        "the <led> {should be|has to be|needs to be} {turned|switched} <on>",
      ],
      novelCombinations: [
        "the led needs to be <on>",
        "give the button a push so that the green light is <on>",
        "go to the button and press it until the led is <on>",
        "the green lamp should be <on>",
        "with the black button switch the led <on>",
      ],
      novelWords: on
        ? [
          "activate the led", "illuminate the green lamp", "tap the button so that the led glows",
          "make the green light shine", "start the green diode with the button",
        ]
        : [
          "deactivate the led", "extinguish the green lamp", "tap the button so that the led goes out",
          "make the green light go dark", "stop the green diode with the button",
        ],
      slots: ["led": "{led|led light|green light|green lamp}", "on": on ? "on" : "off"])
  }
}
