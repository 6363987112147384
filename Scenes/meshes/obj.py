"""Meshes as corner lists, written as Wavefront OBJ with positions, texture coordinates and normals."""

import numpy as np


class Mesh:
    """Triangles whose corners each carry a position (m), a texture coordinate (tiles; empty for none) and a unit normal."""

    def __init__(self):
        self.triangles = []

    def triangle(self, a, b, c):
        self.triangles.append((a, b, c))

    def quad(self, a, b, c, d):
        self.triangle(a, b, c)
        self.triangle(a, c, d)

    def extend(self, other):
        self.triangles.extend(other.triangles)

    def write(self, path):
        """Equal positions, coordinates and normals are written once; 0.01 mm, 0.001 tiles."""
        tables, lines = ({}, {}, {}), ([], [], [])
        faces = []
        for corners in self.triangles:
            face = []
            for corner in corners:
                words = []
                for table, line, values, digits in zip(tables, lines, corner, (5, 3, 3)):
                    key = " ".join(number(x, digits) for x in values)
                    if not key:
                        words.append("")
                        continue
                    if key not in table:
                        table[key] = len(table) + 1
                        line.append(key)
                    words.append(str(table[key]))
                face.append("/".join(words))
            faces.append("f " + " ".join(face))
        text = []
        for tag, line in zip(("v ", "vt ", "vn "), lines):
            text += [tag + key for key in line]
        with open(path, "w") as file:
            file.write("\n".join(text + faces) + "\n")


def number(x, digits):
    text = f"{x:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def unit(v):
    v = np.asarray(v, float)
    return v / np.linalg.norm(v)
