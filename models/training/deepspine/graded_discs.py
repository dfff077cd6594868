"""Discs with radiologists' gradings, cut for the disc-gradings network from single slices and from volumes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from deepspine.crops import Stack, VolumeSpec, cut
from deepspine.disc_frames import NAMED, DiscFrame, read_frames, size_factor
from deepspine.disc_volumes import IVD_LABELS
from deepspine.gradings import ALL_HEADS, LUMBAR, head_labels
from deepspine.gradings_net import COLUMNS, ROWS
from deepspine.grid import grid_size
from deepspine.mid_slices import MidSlice, read_mid_slices
from deepspine.segmenter import Network, segment
from deepspine.spider import CLASSES, Volume, patients_of, read_gradings, read_volume

# What the network sees: mm in a column of usual size.
SPACING = (4.0, 0.7, 0.7)
CENTER = (0.0, -6.0, 0.0)
# What is kept of a disc for training, so that it can be moved, turned and scaled.
WIDE, WIDE_MM = 208, 0.6
PLANES, PLANES_MM = 7, 2.0
SLICES, APART_MM = 7, 4.0
# Two series of one grid show the same place if the discs found in each lie this near to one another, mm.
SAME_PLACE_MM = 5.0
T1_COVERED = 0.9


@dataclass
class GradedDisc:
    """One disc of one series. wide: T2 (planes, WIDE, WIDE) uint8; wide_t1 likewise with one plane, None where no T1 shows the
    disc; structures: shares of vertebra, disc and canal (3, WIDE, WIDE) uint8; seen: what the pipeline would cut, T2 and T1
    (2, ROWS, COLUMNS) float32, not normalized, T1 zero where there is none."""

    patient: str
    level: str
    series: str
    labels: list[int]
    wide: np.ndarray
    wide_t1: np.ndarray | None
    structures: np.ndarray
    seen: np.ndarray
    measurements: dict[str, float] = field(default_factory=dict)


def spec_of(factor: float) -> VolumeSpec:
    """What the pipeline cuts for a column of this size."""
    across, row, column = (size * factor for size in SPACING)
    right, anterior, normal = (place * factor for place in CENTER)
    return VolumeSpec("sagittal", (1, ROWS, COLUMNS), (across, row, column), (right, anterior, normal))


def _wide_spec(factor: float, planes: int) -> VolumeSpec:
    center = tuple(place * factor for place in CENTER)
    return VolumeSpec("sagittal", (planes, WIDE, WIDE), (PLANES_MM, WIDE_MM * factor, WIDE_MM * factor), center)  # type: ignore[arg-type]


def replicated(pixels: np.ndarray, spacing: float) -> Stack:
    """A slice (rows, columns) as `replicate_slices.py` writes it."""
    positions = np.zeros((SLICES, 3))
    positions[:, 0] = np.arange(SLICES) * APART_MM
    return Stack(
        np.repeat(pixels[None].astype(np.float32), SLICES, 0), positions, np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, -1.0]), spacing, spacing
    )


def stack_of_volume(volume: Volume, values: np.ndarray) -> Stack:
    """A volume's planes in patient space, as its file places them. `values` (planes, rows, columns) may be any on its grid."""
    geometry = volume.geometry
    direction = np.array(geometry.GetDirection()).reshape(3, 3)
    planes = values.shape[0]
    positions = np.array([geometry.TransformIndexToPhysicalPoint((0, 0, k)) for k in range(planes)])
    _, row, column = volume.spacing
    return Stack(values.astype(np.float32), positions, direction[:, 0], direction[:, 1], row, column)


def _bytes(values: np.ndarray) -> np.ndarray:
    return np.clip(np.round(values), 0, 255).astype(np.uint8)


def _shares_on_slice(pixels: np.ndarray, spacing: float, networks: tuple[Network, Network | None]) -> np.ndarray:
    """Probabilities (3, rows, columns) of vertebra, disc and canal in a slice's own pixels."""
    nothing = np.zeros((1, *pixels.shape), np.uint8)
    volume = Volume("", pixels[None], nothing, nothing.astype(np.int32), (APART_MM, spacing, spacing), None)  # type: ignore[arg-type]
    said, _ = segment(volume, *networks)
    rows, columns = grid_size(volume, networks[0].spacing)
    # What masks hold too: the sacrum, which the segmentation also labels, is in none.
    return F.interpolate(said[:, 1 : len(CLASSES), :rows, :columns], pixels.shape, mode="bilinear")[0].numpy()


def _nearest_mm(a: list[DiscFrame], b: list[DiscFrame]) -> float:
    """Median distance in the sagittal plane from each disc of a to the nearest of b."""
    if not a or not b:
        return float("inf")
    return float(np.median([min(np.linalg.norm((x.center - y.center)[1:]) for y in b) for x in a]))


def rescaled(frames: list[DiscFrame], by: float) -> list[DiscFrame]:
    return [DiscFrame(f.level, f.center * np.array([1.0, by, by]), f.axes, f.measurements) for f in frames]


def t1_frames(t2: MidSlice, t1: MidSlice, found: list[DiscFrame], found_t1: list[DiscFrame]) -> dict[str, DiscFrame]:
    """Level → frame in the T1's own millimeters. Series of one grid share their place unless the discs found in both say
    otherwise; elsewhere the discs found in the T1 itself place it."""
    if t1.size == t2.size:
        shared = rescaled(found, t1.spacing / t2.spacing)
        if len(found_t1) >= 3 and _nearest_mm(found_t1, shared) > SAME_PLACE_MM:
            return {}
        return {frame.level: frame for frame in shared}
    alike = [frame.level for frame in found_t1] == [frame.level for frame in found]
    return {frame.level: frame for frame in found_t1} if alike else {}


def levels_by_boxes(frames: list[DiscFrame], boxes: dict[str, list[float]], spacing: float, reach: float = 12.0) -> list[DiscFrame]:
    """Renames discs by the box they lie in; those in none are left out."""
    kept = []
    for frame in frames:
        at = np.array([frame.center[1], -frame.center[2]]) / spacing
        middles = {level: np.array([(x0 + x1) / 2, (y0 + y1) / 2]) for level, (x0, y0, x1, y1) in boxes.items()}
        level = min(middles, key=lambda name: float(np.linalg.norm(middles[name] - at)))
        if np.linalg.norm(middles[level] - at) * spacing < reach and level in NAMED:
            kept.append(DiscFrame(level, frame.center, frame.axes, frame.measurements))
    return kept


def trusted(frames: list[DiscFrame], found_t1: list[DiscFrame], same_grid: bool, by: float) -> bool:
    """Whether the names may be believed without boxes: five lumbar discs, and the same discs found in the T1 bear the same names."""
    if not set(LUMBAR) <= {frame.level for frame in frames}:
        return False
    if not same_grid or len(found_t1) < 3:
        return True
    here = {frame.level: frame for frame in rescaled(frames, by)}
    apart = [np.linalg.norm((here[f.level].center - f.center)[1:]) for f in found_t1 if f.level in here]
    return not apart or float(np.median(apart)) < 2 * SAME_PLACE_MM


def slices_discs(root: Path, frames_root: Path, networks: tuple[Network, Network | None], left_out: list[str]) -> list[GradedDisc]:
    """Discs of the mid-sagittal T2 slices; `left_out` gathers why a series has none."""
    found_t2, found_t1 = (read_frames(frames_root / sequence / "index.csv") for sequence in ("t2", "t1"))
    t1_series = {series.patient: series for series in read_mid_slices(root, "t1")}
    discs = []
    for series in read_mid_slices(root, "t2"):
        patient = series.patient
        frames, own_t1 = found_t2.get(patient, []), found_t1.get(patient, [])
        if not frames:
            left_out.append(f"{patient}: no lumbar spine found")
            continue
        # The size as the pipeline sees it, before any disc is renamed or dropped.
        factor = size_factor(frames)
        t1 = t1_series.get(patient)
        same_grid = t1 is not None and t1.size == series.size
        by = t1.spacing / series.spacing if t1 else 1.0
        if series.boxes:
            frames = levels_by_boxes(frames, series.boxes, series.spacing)
        elif not trusted(frames, own_t1, same_grid, by):
            left_out.append(f"{patient}: names of the discs not certain")
            continue
        pixels = series.pixels()
        shares = _shares_on_slice(pixels, series.spacing, networks)
        stack = replicated(pixels, series.spacing)
        structure_stacks = [replicated(share * 255, series.spacing) for share in shares]
        in_t1 = t1_frames(series, t1, frames, own_t1) if t1 else {}
        t1_stack = replicated(t1.pixels(), t1.spacing) if t1 and in_t1 else None
        t1_factor = factor * by if same_grid else size_factor(own_t1)
        for frame in frames:
            gradings = series.gradings.get(frame.level)
            if gradings is None:
                continue
            wide = _wide_spec(factor, 1)
            seen = np.zeros((2, ROWS, COLUMNS), np.float32)
            seen[0] = cut(stack, spec_of(factor), frame.center, frame.axes)[0][0]
            wide_t1 = None
            if t1_stack is not None and frame.level in in_t1:
                place = in_t1[frame.level]
                volume, covered = cut(t1_stack, spec_of(t1_factor), place.center, place.axes)
                if covered >= T1_COVERED:
                    seen[1] = volume[0]
                    wide_t1 = _bytes(cut(t1_stack, _wide_spec(t1_factor, 1), place.center, place.axes)[0])
            structures = np.concatenate([cut(s, wide, frame.center, frame.axes)[0] for s in structure_stacks])
            discs.append(GradedDisc(
                patient, frame.level, "T2 TSE", head_labels(gradings), _bytes(cut(stack, wide, frame.center, frame.axes)[0]),
                wide_t1, _bytes(structures), seen, frame.measurements,
            ))
    return discs


def volume_discs(root: Path, index: Path) -> list[GradedDisc]:
    """Discs of the T2 SPACE volumes."""
    found = read_frames(index)
    levels = {label: level for level, label in IVD_LABELS.items()}
    gradings = {(row["Patient"], levels.get(int(row["IVD label"]))): row for row in read_gradings(root)}
    discs = []
    for patient in patients_of(root):
        volume = read_volume(root, patient)
        frames = found.get(patient, [])
        factor = size_factor(frames)
        stack = stack_of_volume(volume, volume.image)
        structure_stacks = [stack_of_volume(volume, (volume.mask == k) * 255) for k in range(1, len(CLASSES))]
        for frame in frames:
            row = gradings.get((patient, frame.level))
            if row is None:
                continue
            seen = np.zeros((2, ROWS, COLUMNS), np.float32)
            seen[0] = cut(stack, spec_of(factor), frame.center, frame.axes)[0][0]
            structures = np.concatenate([cut(s, _wide_spec(factor, 1), frame.center, frame.axes)[0] for s in structure_stacks])
            wide = cut(stack, _wide_spec(factor, PLANES), frame.center, frame.axes)[0]
            discs.append(GradedDisc(
                patient, frame.level, "T2 SPACE", head_labels(row), _bytes(wide), None, _bytes(structures), seen, frame.measurements,
            ))
    return discs


@dataclass
class GradedSet:
    """Discs as arrays. labels (n, heads of ALL_HEADS)."""

    discs: list[GradedDisc]

    def __post_init__(self) -> None:
        self.patients = [disc.patient for disc in self.discs]
        self.levels = [disc.level for disc in self.discs]
        self.series = np.array([disc.series for disc in self.discs])
        self.labels = torch.tensor([disc.labels for disc in self.discs], dtype=torch.long).reshape(len(self.discs), len(ALL_HEADS))
        self.has_t1 = np.array([disc.wide_t1 is not None for disc in self.discs])

    def __len__(self) -> int:
        return len(self.discs)

    def only(self, keep: np.ndarray) -> GradedSet:
        return GradedSet([disc for disc, kept in zip(self.discs, keep, strict=True) if kept])
