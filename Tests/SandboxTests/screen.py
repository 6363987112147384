"""An independent reader for what windows leave: compares a screenshot with the screen, counts frames."""

import struct
import sys

import numpy
from PIL import Image


def screen(path):
    """The pixels of an X window dump (xwd), as height x width x 3."""
    data = open(path, "rb").read()
    header = struct.unpack(">25I", data[:100])
    header_size, width, height, stride, colours = header[0], header[4], header[5], header[12], header[19]
    start = header_size + colours * 12
    rows = numpy.frombuffer(data, numpy.uint8, stride * height, start).reshape(height, stride)
    pixels = rows[:, : width * 4].reshape(height, width, 4)
    return pixels[:, :, 2::-1]


def same(dump, picture):
    """Prints the share of pixels that the screen shows as the picture has them, and how many colours there are."""
    there = numpy.asarray(Image.open(picture).convert("RGB"))
    height, width = there.shape[:2]
    shown = screen(dump)[:height, :width]
    share = (shown == there).all(axis=2).mean()
    print(f"{share:.6f} {len(numpy.unique(there.reshape(-1, 3), axis=0))}")


def frames(picture):
    """Prints the number of frames of an animated picture, and its size."""
    image = Image.open(picture)
    print(image.n_frames, *image.size)


{"same": same, "frames": frames}[sys.argv[1]](*sys.argv[2:])
