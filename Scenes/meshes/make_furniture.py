#!/usr/bin/env python3
"""Writes the furniture's meshes beside this file. Needs numpy; same input, same bytes.

Everything is made of boards: convex prisms whose edges are broken by a narrow bevel. A board's corners carry the normals of its
large faces, so that the bevels shade as rounded edges. Texture coordinates run along the grain, one tile is 0.6 m by 0.3 m.
"""

import math
import pathlib

import numpy as np

from obj import Mesh, unit

FOLDER = pathlib.Path(__file__).parent
TILE = (0.6, 0.3)
BEVEL = 0.0015
LEAN = math.radians(30)


def prism(profile, low, high, bevel=BEVEL, grain="x", shift=(0.0, 0.0)):
    """The convex polygon `profile` (y, z; anticlockwise seen from +x) extruded along x from `low` to `high`."""
    ring = [np.array([0.0, y, z]) for y, z in profile]
    count = len(ring)
    x = np.array([1.0, 0, 0])
    corner = {(i, end): ring[i] + x * (low, high)[end] for i in range(count) for end in (0, 1)}
    # A face is its outline of corner keys, anticlockwise from outside.
    faces = {("side", i): [(i, 0), ((i + 1) % count, 0), ((i + 1) % count, 1), (i, 1)] for i in range(count)}
    faces["high"] = [(i, 1) for i in range(count)]
    faces["low"] = [(i, 0) for i in reversed(range(count))]
    along = {"x": x, "y": np.array([0, 1.0, 0]), "z": np.array([0, 0, 1.0])}[grain]

    normals, frames = {}, {}
    for key, outline in faces.items():
        a, b, c = (corner[k] for k in outline[:3])
        normal = unit(np.cross(b - a, c - b))
        # Seen along the grain (an end face), fall back to the face's longer side.
        u = along - normal * (along @ normal)
        if np.linalg.norm(u) < 0.3:
            edges = [corner[outline[i - 1]] - corner[outline[i]] for i in range(len(outline))]
            u = max(edges, key=np.linalg.norm)
        u = unit(u)
        normals[key], frames[key] = normal, (u, np.cross(normal, u))

    def textured(face, point):
        u, v = frames[face]
        return (point @ u / TILE[0] + shift[0], point @ v / TILE[1] + shift[1])

    inset = {}
    for key, outline in faces.items():
        for i, k in enumerate(outline):
            p = corner[k]
            back, on = unit(corner[outline[i - 1]] - p), unit(corner[outline[(i + 1) % len(outline)]] - p)
            inset[key, k] = p + bevel / np.linalg.norm(np.cross(back, on)) * (back + on)

    mesh = Mesh()

    def vertex(face, k, map_face=None):
        point = inset[face, k]
        return (point, textured(map_face or face, point), normals[face])

    for key, outline in faces.items():
        for i in range(1, len(outline) - 1):
            mesh.triangle(vertex(key, outline[0]), vertex(key, outline[i]), vertex(key, outline[i + 1]))
    if bevel == 0:
        return mesh
    edges = {}
    for key, outline in faces.items():
        for i, k in enumerate(outline):
            edges[k, outline[(i + 1) % len(outline)]] = key
    for (a, b), face in edges.items():
        other = edges[b, a]
        if str(face) < str(other):
            mesh.quad(vertex(face, b), vertex(face, a), vertex(other, a, face), vertex(other, b, face))
    for k in corner:
        around = [face for face, outline in faces.items() if k in outline]
        a, b, c = (vertex(face, k, around[0]) for face in around)
        flip = np.dot(np.cross(b[0] - a[0], c[0] - a[0]), normals[around[0]]) < 0
        mesh.triangle(a, *((c, b) if flip else (b, c)))
    return mesh


def board(x, y, z, **options):
    """A box between the limits x, y, z (each a pair)."""
    return prism([(y[0], z[0]), (y[1], z[0]), (y[1], z[1]), (y[0], z[1])], x[0], x[1], **options)


def joined(*parts):
    mesh = Mesh()
    for part in parts:
        mesh.extend(part)
    return mesh


def lathe(profile, sides=24, sharp=math.radians(40)):
    """The outline `profile` (radius, z), from bottom to top on the outside, turned about z."""
    mesh = Mesh()
    points = [np.array(p, float) for p in profile]
    slopes = [unit((b - a)[[1, 0]] * (1, -1)) for a, b in zip(points, points[1:])]

    def corner(point, slope, k):
        angle = 2 * math.pi * k / sides
        c, s = math.cos(angle), math.sin(angle)
        return ((point[0] * c, point[0] * s, point[1]), (k / sides, point[1] / TILE[1]), (slope[0] * c, slope[0] * s, slope[1]))

    def shaded(i, end):
        """The normal at one end of segment i: shared with the neighbour unless the edge is sharp."""
        j = i + (1 if end else -1)
        if 0 <= j < len(slopes) and slopes[i] @ slopes[j] > math.cos(sharp):
            return unit(slopes[i] + slopes[j])
        return slopes[i]

    for i, (a, b) in enumerate(zip(points, points[1:])):
        na, nb = shaded(i, 0), shaded(i, 1)
        for k in range(sides):
            if a[0] > 0:
                mesh.triangle(corner(a, na, k), corner(a, na, k + 1), corner(b, nb, k + 1))
            if b[0] > 0:
                mesh.triangle(corner(a, na, k), corner(b, nb, k + 1), corner(b, nb, k))
    return mesh


def moved(mesh, offset):
    offset = np.asarray(offset)
    result = Mesh()
    result.triangles = [tuple((np.asarray(p) + offset, t, n) for p, t, n in corners) for corners in mesh.triangles]
    return result


def table(recess, drawer):
    """The fixed furniture: plate, leaning cabinet wall with its recess, drawer bay, ground cabinet."""
    left, right = recess
    slope = math.tan(LEAN)
    wall = [(0.02, 0.44), (0.18, 0.44), (0.18, 0.648), (0.14, 0.648)]
    lintel = [(0.02 + 0.188 * slope, 0.628), (0.18, 0.628), (0.18, 0.648), (0.14, 0.648)]
    gap = 0.0015
    return joined(
        board((-0.44, 0.44), (-0.18, 0.02), (0.40, 0.44), shift=(0.13, 0.02)),
        board((-0.44, left), (0.02, 0.18), (0.40, 0.44), bevel=0),
        board((right, 0.44), (0.02, 0.18), (0.40, 0.44), bevel=0),
        board((left, right), (0.02, 0.18), (0.40, 0.42), bevel=0),
        prism(wall, -0.44, left, shift=(0.41, 0.37)),
        prism(wall, right, 0.44, shift=(0.77, 0.11)),
        prism(lintel, left, right, shift=(0.05, 0.73)),
        board((left, right), (0.16, 0.18), (0.42, 0.628), bevel=0, shift=(0.61, 0.29)),
        # Beside and behind the drawer.
        board((-0.44, drawer - 0.22 - gap), (-0.18, 0.18), (0.30, 0.40), shift=(0.29, 0.47)),
        board((drawer + 0.22 + gap, 0.44), (-0.18, 0.18), (0.30, 0.40), shift=(0.83, 0.59)),
        board((drawer - 0.22, drawer + 0.22), (0.07, 0.18), (0.30, 0.40), bevel=0),
        # The ground cabinet: a dark gap, two front panels, a plinth.
        board((-0.44, 0.44), (-0.162, 0.18), (0.05, 0.30), bevel=0, shift=(0.2, 0.9)),
        board((-0.44, -0.0015), (-0.18, -0.162), (0.054, 0.296), grain="z", shift=(0.37, 0.81)),
        board((0.0015, 0.44), (-0.18, -0.162), (0.054, 0.296), grain="z", shift=(0.93, 0.23)),
        board((-0.42, 0.42), (-0.14, 0.16), (0, 0.05), bevel=0, shift=(0.5, 0.5)),
    )


def main():
    recesses = {"left": (-0.36, 0.16), "right": (-0.18, 0.34)}
    drawers = {"middle": 0.10, "right": 0.18}
    for scene, recess, drawer in (
        ("a", "left", "middle"), ("b", "right", "right"), ("c", "right", "middle"), ("d", "left", "right"),
    ):
        table(recesses[recess], drawers[drawer]).write(FOLDER / f"table-{scene}.obj")

    board((-0.26, 0.26), (-0.07, 0.07), (-0.01, 0.01), shift=(0.33, 0.67)).write(FOLDER / "plank.obj")

    joined(
        board((-0.22, 0.22), (-0.18, -0.16), (0.301, 0.399), bevel=0.002, shift=(0.21, 0.43)),
        board((-0.20, 0.20), (-0.16, 0.06), (0.32, 0.34), bevel=0, shift=(0.1, 0.2)),
        board((-0.20, -0.18), (-0.16, 0.06), (0.34, 0.399), bevel=0.001, grain="y", shift=(0.7, 0.3)),
        board((0.18, 0.20), (-0.16, 0.06), (0.34, 0.399), bevel=0.001, grain="y", shift=(0.4, 0.6)),
        board((-0.18, 0.18), (0.04, 0.06), (0.34, 0.399), bevel=0.001, shift=(0.9, 0.1)),
    ).write(FOLDER / "drawer.obj")
    joined(
        board((-0.12, 0.12), (-0.26, -0.232), (0.34, 0.38), bevel=0.004),
        board((-0.12, -0.096), (-0.234, -0.18), (0.348, 0.372), bevel=0.001),
        board((0.096, 0.12), (-0.234, -0.18), (0.348, 0.372), bevel=0.001),
    ).write(FOLDER / "drawer-handle.obj")

    # The door in the wall's frame: a frame of four rails around a field that lies 4 mm back.
    rail, low, high = 0.03, 0.004, 0.224
    joined(
        board((0, rail), (-0.021, -0.001), (low, high), grain="z", shift=(0.15, 0.25)),
        board((0.28 - rail, 0.28), (-0.021, -0.001), (low, high), grain="z", shift=(0.65, 0.75)),
        board((rail, 0.28 - rail), (-0.021, -0.001), (low, low + rail), shift=(0.35, 0.55)),
        board((rail, 0.28 - rail), (-0.021, -0.001), (high - rail, high), shift=(0.85, 0.05)),
        board((rail, 0.28 - rail), (-0.017, -0.003), (low + rail, high - rail), bevel=0, grain="z", shift=(0.45, 0.95)),
    ).write(FOLDER / "slide.obj")
    joined(
        board((0.128, 0.152), (-0.081, -0.055), (0.06, 0.18), bevel=0.004),
        board((0.130, 0.150), (-0.057, -0.017), (0.062, 0.086), bevel=0.001),
        board((0.130, 0.150), (-0.057, -0.017), (0.154, 0.178), bevel=0.001),
    ).write(FOLDER / "slide-handle.obj")

    joined(
        board((-0.06, 0.06), (-0.064, -0.036), (-0.016, 0.016), bevel=0.004),
        board((-0.014, 0.014), (-0.038, 0.0), (-0.012, 0.012), bevel=0.001),
    ).write(FOLDER / "switch.obj")

    lathe([(0.032, 0.0), (0.032, 0.0215), (0.0305, 0.0235), (0.0, 0.024)], sides=20).write(FOLDER / "button.obj")
    lathe([(0.042, 0), (0.042, 0.020), (0.040, 0.022), (0.0325, 0.022)], sides=20).write(FOLDER / "button-ring.obj")
    lathe([(0.022, -0.02), (0.022, 0.007), (0.015, 0.014)], sides=14).write(FOLDER / "bulb-socket.obj")

    for size, length in (("small", 0.04), ("middle", 0.056), ("big", 0.08)):
        half = length / 2
        board((-half, half), (-0.02, 0.02), (-0.02, 0.02)).write(FOLDER / f"block-{size}.obj")


if __name__ == "__main__":
    main()
