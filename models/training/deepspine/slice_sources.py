"""Where the slices come from that the segmentation is trained on: volumes, middle slices, simulated slices."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from deepspine import augment
from deepspine.partial_labels import BACKGROUND, BELOW, CLASSES, CODES, DISC, OPEN, UNSAID, VERTEBRA, below_lowest_disc, tissues
from deepspine.sacrum import Outline, paint
from deepspine.spider import Volume

# Share of the slices that keep the contrast they were acquired with.
OWN_CONTRAST = 0.35


@dataclass(frozen=True)
class Slice:
    """`image` (rows, columns) float, `codes` of the labels (rows, columns) uint8, mm per row and per column."""

    image: torch.Tensor
    codes: torch.Tensor
    spacing: tuple[float, float]


class VolumeSource:
    """Slices of volumes, every patient equally often; half of them as thick as the mean of 2-4 neighbors."""

    # mm from the plane on which the sacrum was drawn within which the drawing holds.
    REACH_MM = 5.5

    def __init__(self, volumes: list[Volume], outlines: dict[str, Outline], cut_off: frozenset[str] = frozenset()) -> None:
        """`cut_off`: patients whose labels stop before the sac does."""
        self.images = [torch.from_numpy(volume.image) for volume in volumes]
        self.spacing = [volume.spacing for volume in volumes]
        self.codes: list[torch.Tensor] = []
        for volume in volumes:
            outline = outlines.get(volume.patient)
            planes = []
            for plane, mask in enumerate(volume.mask):
                near = outline and abs(plane - outline.plane) * volume.spacing[0] <= self.REACH_MM
                planes.append(paint(mask, outline) if near else open_below(mask, OPEN if volume.patient in cut_off else BELOW))
            self.codes.append(torch.from_numpy(np.stack(planes)))

    def __len__(self) -> int:
        return sum(len(codes) for codes in self.codes)

    def draw(self, rng: torch.Generator) -> Slice:
        volume = _integer(len(self.images), rng)
        planes = len(self.images[volume])
        thickness = 1 + max(0, _integer(7, rng) - 3)
        plane = _integer(planes, rng)
        first = max(0, min(plane - (thickness - 1) // 2, planes - thickness))
        image = self.images[volume][first : first + thickness].float().mean(0)
        return Slice(image, self.codes[volume][plane], self.spacing[volume][1:])


class SliceSource:
    """Single slices, grouped: every group (a patient, say) equally often, every slice of it equally often."""

    def __init__(self, groups: Sequence[Sequence[Slice]]) -> None:
        self.groups = [list(group) for group in groups if group]

    def __len__(self) -> int:
        return sum(len(group) for group in self.groups)

    def draw(self, rng: torch.Generator) -> Slice:
        group = self.groups[_integer(len(self.groups), rng)]
        return group[_integer(len(group), rng)]


def open_below(labels: np.ndarray, code: int = BELOW) -> np.ndarray:
    """Labels where what lies below the lowest disc, and is not labeled, has this code; a slice without a disc tells nothing of
    the sacrum at all."""
    codes = labels.astype(np.uint8)
    if not (labels == DISC).any():
        return np.where(codes == BACKGROUND, np.uint8(code), codes)
    beneath, under_disc = below_lowest_disc(labels)
    # A network that took S1 for a lumbar vertebra is not followed; the arch of L5 reaches down behind the canal.
    unsaid = beneath & ((codes == BACKGROUND) | ((codes == VERTEBRA) & under_disc))
    return np.where(unsaid, np.uint8(code), codes)


def read_slices(folder: Path, sequence: str, patients: set[str], outlines: dict[str, Outline]) -> list[list[Slice]]:
    """Accepted middle slices of a sequence that `label_mid_slices.py` has written, per patient."""
    accepted = json.loads((folder / "accepted.json").read_text())
    groups: list[list[Slice]] = []
    for patient in sorted(patients, key=int):
        path = folder / f"{patient}_{sequence}.npz"
        if not path.exists():
            continue
        kept = np.load(path)
        labels = np.where(kept["labels"] == 255, np.uint8(UNSAID), kept["labels"])
        # What was drawn on T2 holds for a T1 series at the same place.
        own = sequence == "t2" or accepted[f"{patient}_{sequence}"].get("from") == f"{patient}_t2"
        outline = outlines.get(patient) if own else None
        fits = outline is not None and outline.size == labels.shape
        codes = paint(labels, outline) if fits else open_below(labels)
        spacing = float(kept["spacing"])
        groups.append([Slice(torch.from_numpy(kept["image"]).float(), torch.from_numpy(codes), (spacing, spacing))])
    return groups


def read_simulated(folder: Path) -> list[list[Slice]]:
    """Slices that `simulate_slices.py` has written, per simulated patient."""
    groups = []
    for path in sorted(folder.glob("*.npz")):
        kept = np.load(path)
        spacing = float(kept["spacing"])
        groups.append(
            [Slice(torch.from_numpy(image).float(), torch.from_numpy(codes), (spacing, spacing)) for image, codes in zip(kept["images"], kept["codes"], strict=True)]
        )
    return groups


def _integer(below: int, rng: torch.Generator) -> int:
    return int(torch.randint(below, (1,), generator=rng))


class Mixture:
    """Random augmented batches from sources, each of which gives its share."""

    def __init__(
        self,
        sources: dict[str, tuple[object, float]],
        windows: Sequence[tuple[int, int]],
        spacing: float,
        geometry: augment.Geometry,
        seed: int,
        beside: float,
    ) -> None:
        self.names = list(sources)
        self.sources = [source for source, _ in sources.values()]
        self.shares = torch.tensor([share for _, share in sources.values()])
        self.windows, self.spacing, self.geometry, self.beside = windows, spacing, geometry, beside
        self.rng = torch.Generator().manual_seed(seed)

    def replace(self, name: str, source: object) -> None:
        self.sources[self.names.index(name)] = source

    def draw(self, count: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Images (count, 1, rows, columns), z-scored, and shares of the codes (count, 8, rows, columns)."""
        rows, columns = self.windows[_integer(len(self.windows), self.rng)]
        images, labels = [], []
        for which in torch.multinomial(self.shares, count, replacement=True, generator=self.rng).tolist():
            found = self.sources[which].draw(self.rng)
            source, codes = found.image[None, None], found.codes.float()[None, None]
            extent = source.shape[2] * found.spacing[0], source.shape[3] * found.spacing[1]
            grid = augment.sampling_grid(1, (2 * rows, 2 * columns), extent, self.spacing / 2, self.geometry, self.rng)
            image, shares = augment.warp(source, codes, grid, self.rng, CODES)
            images.append(image)
            labels.append(shares)
        image, shares = torch.cat(images), torch.cat(labels)
        image, shares = augment.without_spine(image, shares, self.rng, self.beside, len(CLASSES))
        return augment.degrade(image, tissues(shares), self.rng, own=OWN_CONTRAST), shares
