"""Discs to learn from: volumes in memory, labels of nine conditions, and whose they are."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from deepspine.conditions import GRADES, UNKNOWN, class_index
from deepspine.disc_volumes import COMPANIONS, bulging_labels, companion_labels, read_disc_volumes
from deepspine.quantities import targets_of
from deepspine.spider import read_gradings

# An axial volume that images cover less than this counts as missing.
LEAST_COVERAGE = 0.05


@dataclass
class CropSet:
    """n discs. Volumes are uint8; labels (n, 9) in the order of GRADES and companions (n, len(COMPANIONS))."""

    sagittal: Tensor
    axial: Tensor
    has_axial: Tensor
    labels: Tensor
    companions: Tensor
    # Whether (sagittal, axial) images show the place of each condition, (n, 9, 2) bool.
    shown: Tensor
    patients: list[str]
    levels: list[str]
    measures: list[dict[str, float]] = field(default_factory=list)
    _targets: Tensor | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.patients)

    def only(self, rows: np.ndarray | Tensor) -> CropSet:
        """The discs at the given rows."""
        index = torch.as_tensor(rows, dtype=torch.long)
        return CropSet(
            self.sagittal[index], self.axial[index], self.has_axial[index], self.labels[index], self.companions[index],
            self.shown[index], [self.patients[k] for k in index], [self.levels[k] for k in index],
            [self.measures[k] for k in index] if self.measures else [],
        )

    def of_patients(self, patients: set[str]) -> CropSet:
        return self.only(np.flatnonzero([name in patients for name in self.patients]))

    def visible_labels(self, axial: Tensor) -> Tensor:
        """Labels (n, 9); UNKNOWN where no image shows the place. axial (n,): whether a disc is seen with its axial volume."""
        seen = self.shown[..., 0] | (self.shown[..., 1] & axial[:, None])
        return torch.where(seen, self.labels, UNKNOWN)

    def targets(self) -> Tensor:
        """Standardized quantities (n, len) behind the grades, see quantities.py; NaN where not known."""
        if self._targets is None:
            none: dict[str, float] = {}
            self._targets = torch.tensor([targets_of(m) for m in self.measures or [none] * len(self)])
        return self._targets

    def without(self, *conditions: str) -> CropSet:
        """The same discs with the labels of some conditions unknown."""
        labels = self.labels.clone()
        for condition in conditions:
            labels[:, list(GRADES).index(condition)] = UNKNOWN
        return CropSet(
            self.sagittal, self.axial, self.has_axial, labels, self.companions, self.shown, self.patients, self.levels, self.measures
        )


def joined(sets: list[CropSet]) -> CropSet:
    """All discs of several sets."""
    tensors = [torch.cat([getattr(s, name) for s in sets]) for name in ("sagittal", "axial", "has_axial", "labels", "companions", "shown")]
    return CropSet(
        *tensors, [p for s in sets for p in s.patients], [v for s in sets for v in s.levels], [m for s in sets for m in s.measures]
    )


def read_crop_file(path: Path) -> CropSet:
    """One patient's file of simulate.py or hybridise.py."""
    with np.load(path) as data:
        truths = json.loads(str(data["truths"]))
        sagittal, axial, coverage = (torch.from_numpy(data[name]) for name in ("sagittal", "axial", "coverage"))
    labels = [[class_index(name, truth["grades"].get(name)) for name in GRADES] for truth in truths]
    companions = [truth.get("companions") or [UNKNOWN] * len(COMPANIONS) for truth in truths]
    # Hybrid discs bear labels of the midline only, which every image shows.
    shown = [[truth.get("shown", {}).get(name, [True, True]) for name in GRADES] for truth in truths]
    return CropSet(
        sagittal, axial, coverage >= LEAST_COVERAGE, torch.tensor(labels), torch.tensor(companions), torch.tensor(shown),
        [path.stem] * len(truths), [truth["level"] for truth in truths], [truth["measures"] for truth in truths],
    )


def read_crop_files(root: Path, skip: set[str] | None = None) -> CropSet | None:
    """All patients below a folder that are not in `skip`; None when there is none."""
    paths = sorted(p for p in root.glob("*.npz") if not p.name.endswith(".part.npz") and p.stem not in (skip or set()))
    return joined([read_crop_file(path) for path in paths]) if paths else None


def read_real_discs(root: Path, data: Path) -> CropSet:
    """SPIDER's labeled discs as `deepspine extract` cut them: disc bulging and the companion gradings."""
    gradings = read_gradings(data)
    bulging, companions = bulging_labels(gradings), companion_labels(gradings)
    discs = [d for d in read_disc_volumes(root) if (d.study, d.level) in bulging]
    if not discs:
        raise SystemExit(f"{root}: no disc has a disc-bulging label in {data.name}'s gradings.")
    labels = torch.full((len(discs), len(GRADES)), UNKNOWN)
    labels[:, list(GRADES).index("DB")] = torch.tensor([bulging[(d.study, d.level)] for d in discs])
    return CropSet(
        torch.from_numpy(np.stack([quantize(d.sagittal) for d in discs])),
        torch.from_numpy(np.stack([quantize(d.axial) for d in discs])),
        torch.tensor([bool(d.axial.any()) for d in discs]), labels,
        torch.tensor([companions[(d.study, d.level)] for d in discs]),
        torch.ones(len(discs), len(GRADES), 2, dtype=torch.bool), [d.study for d in discs], [d.level for d in discs],
    )


def quantize(volume: np.ndarray) -> np.ndarray:
    """uint8 over the volume's own range but for the brightest and darkest 0.1 %."""
    low, high = np.percentile(volume, (0.1, 99.9))
    return np.clip(np.round((volume - low) / max(high - low, 1e-6) * 255), 0, 255).astype(np.uint8)
