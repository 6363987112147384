"""Solids as signed distance functions, and their surfaces as meshes of few triangles with exact normals.

A solid is a function from points (n, 3) to distances (n), negative inside. `surface` samples it on a grid, places one vertex in each
cell that the surface crosses, moves the vertices onto the surface, and collapses the edges that matter least until few are left.
"""

import heapq

import numpy as np

from obj import Mesh


def round_cone(a, b, radius_a, radius_b):
    """A capsule from a to b whose radius changes evenly (approximate distance, exact on the axis)."""
    a, b = np.array(a, float), np.array(b, float)

    def distance(p):
        t = np.clip((p - a) @ (b - a) / ((b - a) @ (b - a)), 0, 1)
        return np.linalg.norm(p - a - t[:, None] * (b - a), axis=1) - (radius_a + (radius_b - radius_a) * t)

    return distance


def cylinder(a, b, radius, edge=0.008):
    """A cylinder from a to b with rounded edges."""
    a, b = np.array(a, float), np.array(b, float)
    half = np.linalg.norm(b - a) / 2
    axis = (b - a) / (2 * half)

    def distance(p):
        q = p - (a + b) / 2
        along = q @ axis
        out = np.linalg.norm(q - along[:, None] * axis, axis=1) - (radius - edge)
        up = np.abs(along) - (half - edge)
        outside = np.hypot(np.maximum(out, 0), np.maximum(up, 0))
        return outside + np.minimum(np.maximum(out, up), 0) - edge

    return distance


def box(low, high, edge=0.01):
    """An upright box with rounded edges."""
    low, high = np.array(low, float), np.array(high, float)

    def distance(p):
        q = np.abs(p - (low + high) / 2) - ((high - low) / 2 - edge)
        return np.linalg.norm(np.maximum(q, 0), axis=1) + np.minimum(q.max(axis=1), 0) - edge

    return distance


def blend(width, *solids):
    """The union of solids with fillets about `width` wide."""

    def distance(p):
        result = solids[0](p)
        for solid in solids[1:]:
            other = solid(p)
            h = np.maximum(width - np.abs(result - other), 0) / width
            result = np.minimum(result, other) - h * h * width / 4
        return result

    return distance


def cut(width, solid, *tools):
    """`solid` without `tools`, with rounded edges about `width` wide."""

    def distance(p):
        result = solid(p)
        for tool in tools:
            other = -tool(p)
            h = np.maximum(width - np.abs(result - other), 0) / width
            result = np.maximum(result, other) + h * h * width / 4
        return result

    return distance


def half_space(point, normal):
    """Everything on the far side of the plane, seen along `normal`."""
    point, normal = np.array(point, float), np.array(normal, float) / np.linalg.norm(normal)
    return lambda p: -(p - point) @ normal


def gradient(solid, points, step=2e-4):
    columns = []
    for axis in range(3):
        offset = np.zeros(3)
        offset[axis] = step
        columns.append((solid(points + offset) - solid(points - offset)) / (2 * step))
    return np.stack(columns, axis=1)


def onto(solid, points, rounds=3):
    for _ in range(rounds):
        slope = gradient(solid, points)
        points = points - slope * (solid(points) / np.maximum((slope * slope).sum(axis=1), 0.2))[:, None]
    return points


def sampled(solid, low, high, cell):
    """Vertices and triangles of the surface inside the box low ... high, one vertex per crossed cell."""
    axes = [np.arange(a, b + cell, cell) for a, b in zip(low, high)]
    shape = tuple(len(a) for a in axes)
    nodes = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    values = solid(nodes).reshape(shape)
    inside = values < 0

    crossings = np.zeros((*(n - 1 for n in shape), 3))
    counts = np.zeros(tuple(n - 1 for n in shape), int)
    grid = nodes.reshape(*shape, 3)
    quads = []
    for axis in range(3):
        first = tuple(slice(None, -1) if i == axis else slice(None) for i in range(3))
        second = tuple(slice(1, None) if i == axis else slice(None) for i in range(3))
        crossed = np.argwhere(inside[first] != inside[second])
        step = np.eye(3, dtype=int)[axis]
        a, b = tuple(crossed.T), tuple((crossed + step).T)
        t = (values[a] / (values[a] - values[b]))[:, None]
        points = grid[a] * (1 - t) + grid[b] * t
        one, two = (axis + 1) % 3, (axis + 2) % 3
        cells = []
        for i, j in ((0, 0), (1, 0), (1, 1), (0, 1)):
            index = crossed.copy()
            index[:, one] -= i
            index[:, two] -= j
            np.add.at(crossings, tuple(index.T), points)
            np.add.at(counts, tuple(index.T), 1)
            cells.append(index)
        outward = inside[a]
        for row in range(len(crossed)):
            corners = [tuple(c[row]) for c in cells]
            quads.append(corners if not outward[row] else corners[::-1])
    used = np.argwhere(counts > 0)
    number = {tuple(c): i for i, c in enumerate(used)}
    at = tuple(used.T)
    vertices = onto(solid, crossings[at] / counts[at][:, None])
    triangles = []
    for quad in quads:
        a, b, c, d = (number[k] for k in quad)
        if np.linalg.norm(vertices[a] - vertices[c]) < np.linalg.norm(vertices[b] - vertices[d]):
            triangles += [(a, b, c), (a, c, d)]
        else:
            triangles += [(b, c, d), (b, d, a)]
    triangles = np.array(triangles)
    # All quads turn the same way; one look at a normal says which.
    a, b, c = (vertices[triangles[:, i]] for i in range(3))
    facing = (np.cross(b - a, c - a) * gradient(solid, a)).sum()
    return vertices, triangles if facing > 0 else triangles[:, ::-1]


def decimated(vertices, triangles, target):
    """Edge collapse by quadric error until `target` triangles are left."""
    position = [v.copy() for v in vertices]
    faces = {i: tuple(map(int, t)) for i, t in enumerate(triangles)}
    around = [set() for _ in position]
    quadric = [np.zeros((4, 4)) for _ in position]
    for i, face in faces.items():
        a, b, c = (position[k] for k in face)
        normal = np.cross(b - a, c - a)
        area = np.linalg.norm(normal)
        plane = np.append(normal / area, -(normal / area) @ a)
        for k in face:
            around[k].add(i)
            quadric[k] += area * np.outer(plane, plane)
    version = [0] * len(position)

    def candidate(a, b):
        q = quadric[a] + quadric[b]
        middle = (position[a] + position[b]) / 2
        try:
            matrix = q[:3, :3] + 1e-3 * np.trace(q[:3, :3]) * np.eye(3)
            place = np.linalg.solve(matrix, -q[:3, 3] + 1e-3 * np.trace(q[:3, :3]) * middle)
        except np.linalg.LinAlgError:
            place = middle
        x = np.append(place, 1)
        # A little of the length keeps triangles of flat parts in shape.
        length = np.linalg.norm(position[a] - position[b])
        return (x @ q @ x + 1e-7 * length**2, a, b, version[a], version[b], tuple(place))

    heap = []
    for face in faces.values():
        for a, b in zip(face, face[1:] + face[:1]):
            if a < b:
                heap.append(candidate(a, b))
    heapq.heapify(heap)

    while len(faces) > target and heap:
        _, a, b, va, vb, place = heapq.heappop(heap)
        if (va, vb) != (version[a], version[b]) or version[a] < 0 or version[b] < 0:
            continue
        shared = around[a] & around[b]
        ring_a = {k for i in around[a] for k in faces[i]}
        ring_b = {k for i in around[b] for k in faces[i]}
        if len(shared) != 2 or len((ring_a & ring_b) - {a, b}) != 2:
            continue
        place = np.array(place)

        def flips(i):
            before = [position[k] for k in faces[i]]
            after = [place if k in (a, b) else position[k] for k in faces[i]]
            n0 = np.cross(before[1] - before[0], before[2] - before[0])
            n1 = np.cross(after[1] - after[0], after[2] - after[0])
            longest = max(np.linalg.norm(after[j] - after[j - 1]) for j in range(3))
            thin = np.linalg.norm(n1) < 0.08 * longest**2
            return thin or n0 @ n1 < 0.4 * np.linalg.norm(n0) * np.linalg.norm(n1)

        if any(flips(i) for i in (around[a] | around[b]) - shared):
            continue
        position[a], quadric[a] = place, quadric[a] + quadric[b]
        for i in shared:
            for k in faces[i]:
                around[k].discard(i)
            del faces[i]
        for i in around[b]:
            faces[i] = tuple(a if k == b else k for k in faces[i])
            around[a].add(i)
        around[b] = set()
        version[b] = -1
        neighbours = {k for i in around[a] for k in faces[i]} - {a}
        version[a] += 1
        for k in sorted(neighbours):
            heapq.heappush(heap, candidate(min(a, k), max(a, k)))
    kept = sorted({k for face in faces.values() for k in face})
    number = {k: i for i, k in enumerate(kept)}
    return np.array([position[k] for k in kept]), np.array([[number[k] for k in faces[i]] for i in sorted(faces)])


def surface(solid, low, high, triangles, cell=0.007):
    """The surface of `solid` inside the box low ... high as a mesh of about so many triangles, smooth normals."""
    vertices, faces = sampled(solid, np.array(low, float), np.array(high, float), cell)
    vertices, faces = decimated(vertices, faces, triangles)
    vertices = onto(solid, vertices)
    normals = gradient(solid, vertices, 1e-3)
    normals /= np.linalg.norm(normals, axis=1)[:, None]
    mesh = Mesh()
    for face in faces:
        mesh.triangle(*((vertices[k], (), normals[k]) for k in face))
    return mesh
