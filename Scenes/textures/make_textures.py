#!/usr/bin/env python3
"""Writes the wood textures beside this file. Needs numpy; same input, same bytes for the same numpy and zlib.

A texture is 512 x 256 pixels, one tile of 0.6 m (along the grain) by 0.3 m, and repeats without a seam. It shows boards side by
side; each board is a cut through a trunk whose rings are bent by slow noise, with fibres and pores drawn out along the grain.
"""

import pathlib
import struct
import zlib

import numpy as np

FOLDER = pathlib.Path(__file__).parent
WIDTH, HEIGHT = 512, 256


def noise(rng, cells_u, cells_v):
    """Smooth periodic noise in -1 ... 1 on the texture's grid, from random values on cells_v x cells_u lattice points."""
    lattice = rng.uniform(-1, 1, (cells_v, cells_u))

    def axis(size, cells):
        t = np.arange(size) * cells / size
        i = np.floor(t).astype(int)
        f = t - i
        return i % cells, (i + 1) % cells, f * f * (3 - 2 * f)

    u0, u1, fu = axis(WIDTH, cells_u)
    v0, v1, fv = axis(HEIGHT, cells_v)
    low = lattice[np.ix_(v0, u0)] * (1 - fu) + lattice[np.ix_(v0, u1)] * fu
    high = lattice[np.ix_(v1, u0)] * (1 - fu) + lattice[np.ix_(v1, u1)] * fu
    return low * (1 - fv[:, None]) + high * fv[:, None]


def wood(seed, boards, rings, wave, contrast, fibre, pores, spread, seam, knots=0):
    """Brightness in 0 ... 1: 0 is the darkest late wood, 1 the lightest early wood.

    boards: boards across the tile; rings: growth rings across a board; wave: how far slow noise bends them, in rings;
    contrast, fibre, pores: strength of rings, fibres, pores; spread: brightness differences of boards; seam: depth of the joints.
    """
    rng = np.random.default_rng(seed)
    v, u = np.meshgrid(np.arange(HEIGHT) / HEIGHT, np.arange(WIDTH) / WIDTH, indexing="ij")
    board = np.floor(v * boards).astype(int)
    across = v * boards - board
    slow = np.stack([noise(rng, 2, 4) + 0.5 * noise(rng, 5, 9) for _ in range(boards)])
    bend = np.take_along_axis(slow, board[None], 0)[0]
    heart = rng.uniform(-0.4, 1.4, boards)[board]
    # Rings: distance from the trunk's heart, which wanders along the board and makes the flame of a flat cut.
    distance = np.sqrt((across - heart - 0.25 * bend) ** 2 + (0.12 + 0.1 * bend) ** 2)
    phase = rings * distance + wave * bend + 0.15 * noise(rng, 8, 64)
    for _ in range(knots):
        ku, kv = rng.uniform(0, 1), (rng.integers(boards) + rng.uniform(0.35, 0.65)) / boards
        du = (u - ku + 0.5) % 1 - 0.5
        dv = (v - kv + 0.5) % 1 - 0.5
        radius = np.sqrt((du * 1.2) ** 2 + (dv * 1.6) ** 2)
        phase = phase + 3.2 * np.exp(-((radius / 0.055) ** 2))
    saw = phase - np.floor(phase)
    ring = np.where(saw < 0.78, saw / 0.78, (1 - saw) / 0.22)
    ring = ring * ring * (3 - 2 * ring)
    value = 0.66 - contrast * (ring - 0.4)
    value += fibre * (0.6 * noise(rng, 10, 128) + 0.4 * noise(rng, 26, 256))
    pore = noise(rng, 40, 256) * 0.7 + noise(rng, 90, 256) * 0.3
    value -= pores * np.clip((pore - 0.38) * 4, 0, 1) * (0.5 + 0.5 * ring)
    value += spread * rng.permutation(np.linspace(-1, 1, boards))[board] + 0.03 * noise(rng, 3, 3)
    if boards > 1:
        edge = np.minimum(across, 1 - across) / boards * HEIGHT
        value -= seam * np.clip(1.6 - edge, 0, 1)
    return np.clip(value, 0, 1)


def ramp(dark, middle, light, levels=48):
    """A palette from dark over middle to light."""
    t = np.linspace(0, 1, levels)[:, None]
    dark, middle, light = (np.array(c, float) for c in (dark, middle, light))
    colours = np.where(t < 0.5, dark + (middle - dark) * t * 2, middle + (light - middle) * (t * 2 - 1))
    return np.round(colours).astype(np.uint8)


def write_png(path, indices, palette):
    """An 8-bit palette PNG with unfiltered rows."""

    def chunk(tag, data):
        return struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))

    height, width = indices.shape
    rows = b"".join(b"\0" + row.tobytes() for row in indices.astype(np.uint8))
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
        + chunk(b"PLTE", palette.tobytes())
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


def texture(name, palette, **parameters):
    value = wood(**parameters)
    write_png(FOLDER / f"{name}.png", np.round(value * (len(palette) - 1)), palette)


def main():
    # A: mahogany, narrow boards. B: pale ash with bold flames. C: honey oak strips. D: weathered walnut with knots.
    texture(
        "wood-a", ramp((48, 22, 14), (108, 56, 36), (164, 100, 68)),
        seed=11, boards=3, rings=7, wave=1.2, contrast=0.42, fibre=0.16, pores=0.16, spread=0.10, seam=0.35,
    )
    texture(
        "wood-b", ramp((150, 108, 62), (222, 190, 138), (246, 228, 190)),
        seed=23, boards=2, rings=6, wave=1.6, contrast=0.50, fibre=0.10, pores=0.10, spread=0.05, seam=0.30,
    )
    texture(
        "wood-c", ramp((112, 58, 16), (198, 126, 52), (232, 172, 92)),
        seed=37, boards=6, rings=5, wave=0.9, contrast=0.34, fibre=0.16, pores=0.22, spread=0.16, seam=0.45,
    )
    texture(
        "wood-d", ramp((34, 30, 30), (92, 82, 76), (150, 138, 126)),
        seed=53, boards=2, rings=8, wave=1.4, contrast=0.55, fibre=0.18, pores=0.12, spread=0.06, seam=0.40, knots=4,
    )
    # Fronts of C: a dark brown against the honey table; those of the others are their own wood, tinted.
    texture(
        "wood-dark", ramp((26, 13, 8), (66, 38, 24), (108, 68, 44)),
        seed=71, boards=1, rings=9, wave=1.5, contrast=0.45, fibre=0.16, pores=0.14, spread=0.0, seam=0.0,
    )


if __name__ == "__main__":
    main()
