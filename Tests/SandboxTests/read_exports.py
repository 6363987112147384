"""Reads exported files with other programs' readers: Pillow, numpy, an XML parser, ffprobe and ffmpeg.

Usage: read_exports.py FOLDER WIDTH HEIGHT. Prints a line for every file read; ends with 1 and the reasons when a file
is not what its name says.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy
from PIL import Image

folder, width, height = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
faults = []


def expect(path, holds, words):
    if not holds:
        faults.append(f"{path.name}: {words}")


def check_frame(path):
    picture = Image.open(path)
    pixels = numpy.array(picture)
    expect(path, picture.size == (width, height), f"size {picture.size}")
    for key in ["Run", "Agent", "Chain", "Step", "Scene", "Camera", "State hash", "Instruction"]:
        expect(path, key in picture.text, f"no text chunk {key}")
    values = numpy.load(path.with_suffix(".npy"))
    if path.stem.endswith("-depth"):
        expect(path, picture.mode in ("I", "I;16"), f"mode {picture.mode}")
        expect(path, values.dtype == numpy.float32 and values.shape == (height, width), f"array {values.shape}")
        millimetres = numpy.where(numpy.isfinite(values), numpy.floor(values * numpy.float32(1000) + 0.5), 0)
        expect(path, (abs(pixels.astype(float) - millimetres) <= 1).all(), "millimetres are not the array's metres")
        expect(path, 50 < numpy.median(pixels) < 5000, f"median {numpy.median(pixels)} mm")
    elif path.stem.endswith("-segmentation"):
        expect(path, picture.mode == "P", f"mode {picture.mode}")
        expect(path, values.dtype == numpy.int32, f"array of {values.dtype}")
        expect(path, (pixels.astype(int) == values + 1).all(), "places in the palette are not the array's bodies")
        names = dict(entry.split(" ", 1) for entry in picture.text["Bodies"].split(", "))
        seen = {names.get(str(body)) for body in numpy.unique(pixels)}
        expect(path, "table" in seen or len(seen) > 2, f"bodies {seen}")
    else:
        expect(path, picture.mode in ("RGB", "RGBA"), f"mode {picture.mode}")
        expect(path, values.dtype == numpy.uint8 and (values == pixels).all(), "the array is not the picture")
        expect(path, pixels.std() > 15, "there is nothing on it")


def check_page(path):
    if path.suffix == ".png":
        picture = Image.open(path)
        expect(path, picture.mode == "RGB" and abs(picture.width - 397 / 72 * 150) <= 2, f"size {picture.size}")
        expect(path, "Run" in picture.text and "Chain" in picture.text, "no text chunks")
        expect(path, numpy.array(picture).std() > 15, "there is nothing on it")
    elif path.suffix == ".svg":
        root = ElementTree.parse(path).getroot()
        expect(path, root.tag.endswith("svg") and abs(float(root.get("width").rstrip("pt")) - 397) < 1, root.attrib)
        expect(path, len(list(root.iter("{http://www.w3.org/2000/svg}image"))) >= 5, "fewer than five pictures")
    else:
        data = path.read_bytes()
        expect(path, data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF"), "not a PDF file")
        expect(path, len(re.findall(rb"/Type /Page\b", data)) == 1, "not one page")
        expect(path, data.count(b"/Subtype /Image") >= 5, "fewer than five pictures")


def frames_of(picture):
    frames, times = [], []
    for number in range(picture.n_frames):
        picture.seek(number)
        frames.append(numpy.array(picture.convert("RGB")).astype(float))
        times.append(picture.info["duration"])
    return frames, times


def check_animation(path):
    picture = Image.open(path)
    expect(path, picture.is_animated and picture.size == (width, height), f"size {picture.size}")
    expect(path, "Run" in picture.text, "no text chunks")
    frames, times = frames_of(picture)

    gif = Image.open(path.with_suffix(".gif"))
    expect(path, gif.n_frames == len(frames), f"{gif.n_frames} frames in the GIF, {len(frames)} here")
    gif_frames, gif_times = frames_of(gif)
    expect(path, abs(sum(gif_times) - sum(times)) <= 20, f"{sum(gif_times)} ms in the GIF, {sum(times)} ms here")
    for number, (one, other) in enumerate(zip(frames, gif_frames)):
        error = numpy.sqrt(((one - other) ** 2).mean())
        expect(path, error < 8, f"frame {number} of the GIF is off by {error:.1f}")

    film = path.with_suffix(".mp4")
    if not shutil.which("ffprobe"):
        return
    facts = json.loads(
        subprocess.run(
            ["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-show_format", "-of", "json", film],
            check=True, capture_output=True).stdout)
    stream = facts["streams"][0]
    expect(film, stream["codec_name"] == "h264" and stream["pix_fmt"] == "yuv420p", stream["codec_name"])
    expect(film, (stream["width"], stream["height"]) == (width + width % 2, height + height % 2), "size")
    seconds = float(facts["format"]["duration"])
    expect(film, abs(seconds - sum(times) / 1000) < 0.4, f"{seconds} s, {sum(times)} ms in the animated PNG")
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", film, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
        check=True, capture_output=True).stdout
    decoded = numpy.frombuffer(raw, numpy.uint8).reshape(-1, stream["height"], stream["width"], 3).astype(float)
    for one, other in [(frames[0], decoded[0]), (frames[-1], decoded[-1])]:
        # Films have half the resolution in colour: where bodies of all colours meet, only lightness is compared.
        weights = numpy.array([0.2126, 0.7152, 0.0722] if "segmentation" in film.name else numpy.ones(3) / 3)
        error = numpy.sqrt((((one - other[:height, :width]) @ weights) ** 2).mean())
        expect(film, error < 8, f"a frame of the film is off by {error:.1f}")


read = 0
for path in sorted(folder.rglob("*")):
    if path.is_dir():
        continue
    expect(path, not path.name.endswith((".partial", ".log")), "an unfinished file was left")
    if "filmstrip" in path.name:
        check_page(path)
    elif re.match(r"\d-\d{3}-", path.name):
        if path.suffix == ".png":
            check_frame(path)
    elif path.suffix == ".png":
        check_animation(path)
    read += 1
    print(path.relative_to(folder))
if faults or read == 0:
    sys.exit("\n".join(faults) or "nothing to read")
