"""Middle slices with what radiologists listed of their discs: which ones there are, from the lowest up, and boxes for some."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from deepspine.mid_slices import MidSlice, read_mid_slices

ORDER = ("L5-S1", "L4-L5", "L3-L4", "L2-L3", "L1-L2", "T12-L1", "T11-T12", "T10-T11", "T9-T10", "T8-T9")


@dataclass(frozen=True)
class ListedSlice:
    """`image` (rows head to foot, columns front to back) uint8; `spacing` mm of a pixel, square, the best that is known;
    `certain` whether anatomy told it and not the header alone; `graded` the discs with gradings, from the lowest up;
    `boxes` disc → (x0, y0, x1, y1) in pixels."""

    patient: str
    sequence: str
    image: np.ndarray
    spacing: float
    certain: bool
    graded: tuple[str, ...]
    boxes: dict[str, tuple[float, float, float, float]]

    @property
    def name(self) -> str:
        return f"{self.patient}_{self.sequence}"


def listed(series: MidSlice) -> ListedSlice:
    graded = tuple(level for level in ORDER if level in series.gradings)
    boxes = {level: tuple(box) for level, box in series.boxes.items()}
    certain = series.spacing != series.tag_spacing
    return ListedSlice(series.patient, series.sequence, series.pixels(), series.spacing, certain, graded, boxes)


def read_listed_slices(root: Path, without: frozenset[str] = frozenset()) -> list[ListedSlice]:
    """All T2 and T1 series but those of the patients `without`."""
    series = [one for sequence in ("t2", "t1") for one in read_mid_slices(root, sequence)]
    return [listed(one) for one in series if one.patient not in without]
