"""Mid-sagittal slices of SPIDER's T2 TSE and T1 series, one a series, with the radiologists' gradings (cases.json)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import SimpleITK as sitk


@dataclass(frozen=True)
class MidSlice:
    """One series. tag_spacing: mm, as the file states it, often wrong; spacing: the best that is known of it."""

    patient: str
    sequence: str
    path: Path
    size: tuple[int, int]
    tag_spacing: float
    spacing: float
    # Level ("L5-S1") → the gradings as the radiologists gave them.
    gradings: dict[str, dict[str, int]]
    # Level → x0, y0, x1, y1 in pixels; empty for most series.
    boxes: dict[str, list[float]]

    def pixels(self) -> np.ndarray:
        """(rows, columns) uint8, rows head to foot, columns front to back."""
        return sitk.GetArrayFromImage(sitk.ReadImage(str(self.path)))


def read_mid_slices(root: Path, sequence: str) -> list[MidSlice]:
    """All series of a sequence ("t1" or "t2"), in the order of cases.json. A T1 series without a better spacing takes that
    of the T2 on the same grid, the anatomy of which was measured."""
    cases = json.loads((root / "cases.json").read_text())
    best = {(case["patient"], case["sequence"]): case["spacing_anatomy_mm"] or case.get("spacing_estimate_mm") for case in cases}
    sizes = {(case["patient"], case["sequence"]): tuple(case["size"]) for case in cases}
    found = []
    for case in cases:
        if case["sequence"] != sequence:
            continue
        patient, size, tag = case["patient"], tuple(case["size"]), float(case["spacing_tag_mm"][0])
        twin = (patient, "t2")
        known = best[(patient, sequence)] or (best.get(twin) if sizes.get(twin) == size else None)
        gradings = {level.replace("/", "-"): grades for level, grades in case["discs"].items()}
        boxes = {level.replace("/", "-"): box for level, box in case["boxes"].items()}
        found.append(MidSlice(patient, sequence, root / case["file"], size, tag, float(known or tag), gradings, boxes))
    return found
