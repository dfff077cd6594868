"""S1 and S2, drawn by hand on middle slices, and how they and the end of the sac enter label maps.

`sacrum/outlines.json` holds the polygons: a derivative of SPIDER's images (CC BY 4.0), see its `attribution`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from deepspine.partial_labels import BACKGROUND, BELOW, OPEN, SACRUM

Polygon = list[tuple[float, float]]


@dataclass(frozen=True)
class Outline:
    """Polygons of (x, y) in pixels of the image that was drawn on, pixel centers at whole numbers. `s1` and `s2` go from the
    front of the upper end plate to its back, then the back and the front of the lower one. `plane` is of a volume's planes
    (patient left first), 0 for a single slice; `size` (rows, columns). `sac_ends`: the sac was seen to end where the labels
    of the slice say so; else these were cut off."""

    patient: str
    plane: int
    size: tuple[int, int]
    s1: Polygon
    s2: Polygon
    sac_ends: bool


def read_outlines(path: Path) -> dict[str, dict[str, Outline]]:
    """Series ("t2_SPACE", "t2": a middle slice, which T1 of the same grid shares) → patient → outline."""
    found: dict[str, dict[str, Outline]] = {}
    for entry in json.loads(path.read_text())["outlines"]:
        s1, s2 = ([(float(x), float(y)) for x, y in entry[name]] for name in ("s1", "s2"))
        outline = Outline(entry["patient"], entry["plane"], tuple(entry["size"]), s1, s2, entry["sacEnds"])
        found.setdefault(entry["series"], {})[outline.patient] = outline
    return found


def read_cut_off(path: Path) -> frozenset[str]:
    """Patients whose T2 SPACE labels stop before the sac does, as was seen."""
    return frozenset(json.loads(path.read_text())["sacCutOff"])


def inside(polygon: Polygon, size: tuple[int, int]) -> np.ndarray:
    """Pixels (rows, columns) whose center lies in the polygon, by the even-odd rule."""
    y, x = np.indices(size)
    result = np.zeros(size, bool)
    for (xa, ya), (xb, yb) in zip(polygon, polygon[1:] + polygon[:1]):
        crosses = (ya > y) != (yb > y)
        with np.errstate(divide="ignore", invalid="ignore"):
            result ^= crosses & (x < (xb - xa) * (y - ya) / (yb - ya) + xa)
    return result


def paint(labels: np.ndarray, outline: Outline) -> np.ndarray:
    """Codes (partial_labels) of a slice with class indices or codes (rows, columns): sacral bodies where nothing else is
    labeled; the gap between them and what lies below S2 may be sacrum, and what lies behind both may be sac where that goes
    on."""
    codes = labels.astype(np.uint8)
    free = codes == BACKGROUND
    s1, s2 = inside(outline.s1, labels.shape), inside(outline.s2, labels.shape)
    gap = inside([outline.s1[3], outline.s1[2], outline.s2[1], outline.s2[0]], labels.shape)
    codes[free & below(outline)] = BELOW
    if not outline.sac_ends:
        codes[free & behind(outline)] = OPEN
    codes[free & gap] = BELOW
    codes[free & (s1 | s2)] = SACRUM
    return codes


def below(outline: Outline) -> np.ndarray:
    """The side of S2's lower end plate that is away from S2, the line of the plate going on before and behind it."""
    return beyond(outline.s2[2], outline.s2[3], outline.s2, outline.size)


def behind(outline: Outline) -> np.ndarray:
    """What lies behind the backs of S1 and S2 and on the foot side of S1's upper end plate."""
    backs = beyond(outline.s1[1], outline.s1[2], outline.s1, outline.size) & beyond(outline.s2[1], outline.s2[2], outline.s2, outline.size)
    return backs & ~beyond(outline.s1[0], outline.s1[1], outline.s1, outline.size)


def beyond(a: tuple[float, float], b: tuple[float, float], polygon: Polygon, size: tuple[int, int]) -> np.ndarray:
    """Pixels on the side of the line through a and b on which the polygon's middle does not lie."""
    y, x = np.indices(size)
    middle = np.mean(polygon, axis=0)
    side = (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])
    own = (b[0] - a[0]) * (middle[1] - a[1]) - (b[1] - a[1]) * (middle[0] - a[0])
    return side * np.sign(own) < 0
