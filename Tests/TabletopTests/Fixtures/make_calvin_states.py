"""Writes calvin_states_d.jsonl: the numeric form of CALVIN's 192 initial states of scene D.

Needs numpy (for its legacy generator). Run: python3 make_calvin_states.py > calvin_states_d.jsonl
"""

import itertools
import json

import numpy as np

ROBOT = [0.02586889, -0.2313129, 0.5712808, 3.09045411, -0.02908596, 1.50013585, 0.07999963, -1.21779124, 1.03987629,
         2.11978254, -2.34205014, -0.87015899, 1.64119093, 0.55344928, 1.0]
SHELF = {"slider_left": [-0.240851662, 0.0924044687, 0.460990009], "slider_right": [0.070341633, 0.0924044687, 0.460990009]}
TABLE = [[0.0500000896, -0.120000177, 0.459990009], [0.229995412, -0.11999514, 0.45999001]]
BLOCKS = ["red_block", "blue_block", "pink_block"]


def fnv1(data):
    """FNV-1 with 32 bits, starting from 0."""
    value = 0
    for byte in data:
        value = (value * 0x01000193) & 0xFFFFFFFF ^ byte
    return value


def initial_states():
    for led, bulb, slider, drawer in itertools.product([0, 1], [0, 1], ["right", "left"], ["closed", "open"]):
        for places in itertools.product(["table", "slider_right", "slider_left"], repeat=3):
            counts = [places.count(place) for place in ("table", "slider_right", "slider_left")]
            if counts[0] in (1, 2) and counts[1] <= 1 and counts[2] <= 1:
                yield dict(zip(["led", "lightbulb", "slider", "drawer", *BLOCKS, "grasped"],
                               [led, bulb, slider, drawer, *places, 0]))


def numeric(state):
    seed = fnv1(str(state.values()).encode("utf-16-le"))
    rng = np.random.RandomState(seed)
    slots = [np.array(slot) for slot in TABLE]
    rng.shuffle(slots)
    yaw = [rng.uniform(np.pi / 2 - np.pi / 8, np.pi / 2 + np.pi / 8) for _ in BLOCKS]
    scene = [0.28 if state["slider"] == "left" else 0.0, 0.22 if state["drawer"] == "open" else 0.0, 0.0,
             0.088 if state["lightbulb"] else 0.0, float(state["lightbulb"]), float(state["led"])]
    for index, block in enumerate(BLOCKS):
        place = state[block]
        if place != "table":
            position = SHELF[place]
        elif index == 0 or (index == 1 and state["red_block"] != "table"):
            position = slots[0]
        else:
            position = slots[1]
        scene += [*map(float, position), 0.0, 0.0, yaw[index]]
    return {"initial_state": state, "robot_obs": ROBOT, "scene_obs": scene}


if __name__ == "__main__":
    states = list(initial_states())
    assert len(states) == 192
    for state in states:
        print(json.dumps(numeric(state)))
