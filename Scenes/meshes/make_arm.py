#!/usr/bin/env python3
"""Writes the arm's meshes beside this file. Needs numpy; takes a minute.

The links are our own shapes around Panda's published axes: barrels about the joint axes, joined by rounded shells. Each solid is
given in its link's frame. Dark rings mark the joints.
"""

import pathlib

import numpy as np

from implicit import blend, box, cut, cylinder, round_cone, surface
from make_furniture import board, joined, lathe, prism
from obj import Mesh

FOLDER = pathlib.Path(__file__).parent


def links():
    """Name, solid, triangles."""
    yield "link0", cut(
        0.003,
        blend(
            0.05,
            cylinder((0, 0, -0.02), (0, 0, 0.136), 0.062, edge=0.006),
            round_cone((0, 0, 0.0), (0, 0, 0.07), 0.085, 0.055),
            box((-0.125, -0.055, -0.03), (0.0, 0.055, 0.055), edge=0.02),
        ),
        box((-0.3, -0.3, -0.3), (0.3, 0.3, 0.0), edge=0.001),
    ), 240
    yield "link1", blend(
        0.04,
        cylinder((0, 0, -0.188), (0, 0, -0.04), 0.0605, edge=0.005),
        round_cone((0, 0, -0.10), (0, 0, -0.02), 0.058, 0.064),
        cylinder((0, -0.055, 0), (0, 0.055, 0), 0.066, edge=0.006),
    ), 300
    yield "link2", cut(
        0.012,
        blend(
            0.04,
            cylinder((0, 0, -0.105), (0, 0, 0.105), 0.060, edge=0.022),
            round_cone((0, -0.02, -0.06), (0, -0.125, 0), 0.052, 0.059),
            round_cone((0, -0.02, 0.06), (0, -0.125, 0), 0.052, 0.059),
            cylinder((0, -0.09, 0), (0, -0.185, 0), 0.0605, edge=0.005),
        ),
        cylinder((0, 0, -0.0575), (0, 0, 0.0575), 0.074, edge=0.004),
    ), 400
    yield "link3", blend(
        0.045,
        cylinder((0, 0, -0.122), (0, 0, -0.05), 0.0605, edge=0.005),
        round_cone((0, 0, -0.062), (0.06, 0, -0.01), 0.058, 0.058),
        cylinder((0.0825, -0.053, 0), (0.0825, 0.053, 0), 0.060, edge=0.006),
    ), 320
    yield "link4", cut(
        0.012,
        blend(
            0.04,
            cylinder((0, 0, -0.098), (0, 0, 0.098), 0.055, edge=0.020),
            round_cone((0, 0.01, -0.055), (-0.0825, 0.060, 0), 0.048, 0.056),
            round_cone((0, 0.01, 0.055), (-0.0825, 0.060, 0), 0.048, 0.056),
            cylinder((-0.0825, 0.06, 0), (-0.0825, 0.118, 0), 0.0605, edge=0.005),
        ),
        cylinder((0, 0, -0.0555), (0, 0, 0.0555), 0.069, edge=0.004),
    ), 400
    yield "link5", blend(
        0.045,
        cylinder((0, 0, -0.257), (0, 0, -0.19), 0.0605, edge=0.005),
        round_cone((0, 0, -0.197), (0, 0.02, -0.13), 0.058, 0.050),
        round_cone((0, 0.03, -0.14), (0, 0.060, -0.03), 0.046, 0.034),
        cylinder((0, 0.042, 0), (0, 0.092, 0), 0.047, edge=0.012),
    ), 380
    yield "link6", blend(
        0.035,
        cylinder((0, 0, -0.040), (0, 0, 0.046), 0.048, edge=0.010),
        round_cone((0.02, 0, 0), (0.088, 0.0, 0), 0.044, 0.046),
        cylinder((0.088, -0.050, 0), (0.088, 0.046, 0), 0.046, edge=0.010),
    ), 320
    yield "hand", blend(
        0.012,
        box((-0.026, -0.100, 0.012), (0.026, 0.100, 0.060), edge=0.012),
        box((-0.030, -0.062, 0.006), (0.030, 0.062, 0.045), edge=0.014),
        cylinder((0, 0, -0.012), (0, 0, 0.03), 0.044, edge=0.004),
    ), 300


def turned(mesh, axes, offset=(0, 0, 0)):
    """Mesh with its x, y, z axes laid along `axes` (rows), then moved."""
    frame, offset = np.array(axes, float), np.array(offset, float)
    result = Mesh()
    result.triangles = [
        tuple((np.asarray(p) @ frame + offset, t, np.asarray(n) @ frame) for p, t, n in corners)
        for corners in mesh.triangles
    ]
    return result


def plain(mesh):
    """Without texture coordinates."""
    result = Mesh()
    result.triangles = [tuple((p, (), n) for p, _, n in corners) for corners in mesh.triangles]
    return result


def rings():
    """Dark joint rings, in the frame of the link they are drawn with."""
    upright = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
    lying = ((1, 0, 0), (0, 0, 1), (0, -1, 0))

    def band(radius, low, high):
        return lathe([(radius, low), (radius, high)], sides=20)

    def disc(radius, height):
        return lathe([(radius, 0.0), (radius - 0.001, height), (0.0, height)], sides=16)

    yield "link1-ring", turned(band(0.0575, -0.200, -0.180), upright)
    yield "link2-ring", joined(
        turned(band(0.0575, 0.180, 0.200), lying),
        turned(disc(0.038, 0.002), upright, (0, 0, 0.1058)),
        turned(disc(0.038, 0.002), ((1, 0, 0), (0, -1, 0), (0, 0, -1)), (0, 0, -0.1058)),
    )
    yield "link4-ring", joined(
        turned(band(0.0575, -0.135, -0.115), ((1, 0, 0), (0, 0, -1), (0, -1, 0)), (-0.0825, 0, 0)),
        turned(disc(0.034, 0.002), upright, (0, 0, 0.0988)),
        turned(disc(0.034, 0.002), ((1, 0, 0), (0, -1, 0), (0, 0, -1)), (0, 0, -0.0988)),
    )


    yield "link5-ring", turned(band(0.0575, -0.270, -0.250), upright)
    yield "link6-ring", joined(
        turned(disc(0.030, 0.002), ((1, 0, 0), (0, -1, 0), (0, 0, -1)), (0, 0, -0.0408)),
        turned(disc(0.030, 0.002), ((1, 0, 0), (0, 0, 1), (0, -1, 0)), (0.088, 0.0468, 0)),
    )
    # The flange that turns with joint 7.
    yield "link7", lathe([(0.040, 0.046), (0.044, 0.052), (0.044, 0.097)], sides=20)


def hand_parts():
    """What the hand carries, in the frames of the hand, the fingers and the gripper camera."""
    yield "hand-rail", board((-0.013, 0.013), (-0.088, 0.088), (0.055, 0.0625), bevel=0.002)
    yield "finger", joined(
        prism([(0.005, 0), (0.020, 0), (0.020, 0.026), (0.0115, 0.042), (0.005, 0.042)], -0.010, 0.010),
        prism([(0.004, 0.038), (0.011, 0.038), (0.011, 0.086), (0.009, 0.0914), (0.004, 0.0914)], -0.010, 0.010),
    )
    yield "pad", board((-0.011, 0.011), (0.0, 0.006), (0.0546, 0.0916), bevel=0.001)
    # The camera's frame: it looks along +y. The bracket reaches the hand, 0.1 m away along the hand's x.
    yield "camera", board((-0.045, 0.045), (-0.030, -0.004), (-0.0125, 0.0125), bevel=0.004)
    yield "camera-bracket", board((-0.105, -0.02), (-0.012, 0.012), (-0.020, -0.012), bevel=0.001)


def main():
    for name, solid, triangles in links():
        surface(solid, (-0.18, -0.22, -0.30), (0.19, 0.18, 0.18), triangles).write(FOLDER / f"{name}.obj")
    for name, mesh in (*rings(), *hand_parts()):
        plain(mesh).write(FOLDER / f"{name}.obj")


if __name__ == "__main__":
    main()
