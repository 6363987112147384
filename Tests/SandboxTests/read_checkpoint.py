"""Reads a checkpoint with nothing but Python's standard library.

Usage: read_checkpoint.py FILE. Prints one JSON object: what the file says under "policy", and for each tensor its
shape, element type, first and last value, and how many there are; ends with 1 when the file is not what safetensors is.
"""

import json
import struct
import sys

FORMATS = {"F32": "f", "F16": "e"}

with open(sys.argv[1], "rb") as file:
    content = file.read()
(length,) = struct.unpack_from("<Q", content)
header = json.loads(content[8 : 8 + length])
metadata = header.pop("__metadata__")
data = content[8 + length :]

tensors = {}
end = 0
for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
    form = FORMATS[entry["dtype"]]
    start, stop = entry["data_offsets"]
    if start != end:
        sys.exit(f"{name} begins at {start}, not at {end}")
    end = stop
    values = struct.unpack(f"<{(stop - start) // struct.calcsize(form)}{form}", data[start:stop])
    count = 1
    for size in entry["shape"]:
        count *= size
    if count != len(values):
        sys.exit(f"{name} has {len(values)} numbers for the shape {entry['shape']}")
    tensors[name] = {"shape": entry["shape"], "type": entry["dtype"], "first": values[0], "last": values[-1]}
if end != len(data):
    sys.exit(f"{len(data) - end} bytes belong to no tensor")
print(json.dumps({"policy": json.loads(metadata["policy"]), "tensors": tensors}))
