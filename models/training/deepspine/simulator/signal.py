"""MR signal of tissues: spin-echo contrast from T1, T2 and proton density, fat suppression, texture.

S = PD (1 - exp(-TR / T1)) exp(-TE / T2); fat is brighter on fast spin echo than this says (its J-coupling
is lost), which a longer apparent T2 stands for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from . import shapes
from .anatomy import Anatomy
from .tissue import Tissue, fields_at, paint

# T1 ms, T2 ms, proton density (water = 100), share of fat
_PROPERTIES: dict[Tissue, tuple[float, float, float, float]] = {
    Tissue.AIR: (1000, 1, 0, 0),
    Tissue.SKIN: (700, 35, 65, 0.1),
    Tissue.FAT: (310, 115, 95, 1.0),
    Tissue.MUSCLE: (1000, 36, 78, 0.03),
    Tissue.VESSEL: (1500, 8, 30, 0.0),
    Tissue.BOWEL: (1100, 70, 70, 0.1),
    Tissue.EPIDURAL_FAT: (310, 115, 92, 1.0),
    Tissue.CSF: (4273, 1578, 107.5, 0.0),
    Tissue.ROOT: (800, 78, 62, 0.05),
    Tissue.CORD: (780, 102, 58.7, 0.0),
    Tissue.LIGAMENT: (900, 18, 35, 0.05),
    Tissue.ANNULUS: (700, 30, 45, 0.0),
    Tissue.NUCLEUS: (1165, 112, 78.9, 0.0),
    Tissue.MARROW: (515, 90, 72, 0.42),
    Tissue.CORTEX: (500, 2, 12, 0.0),
    Tissue.JOINT: (1300, 110, 75, 0.0),
    Tissue.MODIC1: (1000, 120, 80, 0.15),
    Tissue.MODIC2: (380, 105, 85, 0.75),
    Tissue.MODIC3: (600, 20, 25, 0.1),
    Tissue.HAEMANGIOMA: (500, 130, 88, 0.55),
    Tissue.SCAR: (900, 55, 60, 0.1),
}


@dataclass
class Sequence:
    """One acquisition's contrast; times in ms."""

    repetition_time: float
    echo_time: float
    fat_suppression: float  # share of the fat signal that is removed
    tissue_factor: dict[Tissue, float]
    texture: float
    flow: float  # share of CSF signal lost in streaks


@dataclass(frozen=True)
class Style:
    """How far images vary. The test set has a style that no training image has."""

    repetition_time: tuple[float, float]
    echo_time: tuple[float, float]
    tissue_spread: float
    suppressed: float  # share of sagittal series with fat suppression
    noise: tuple[float, float]
    acquired_pixel: tuple[float, float]
    ghosting: float


TRAINING = Style((2600, 6000), (75, 130), 0.20, 0.35, (0.008, 0.06), (0.55, 1.05), 0.06)
TEST = Style((2200, 7000), (68, 140), 0.24, 0.35, (0.012, 0.07), (0.6, 1.15), 0.08)


def sample_sequence(rng: np.random.Generator, axial: bool = False, style: Style = TRAINING) -> Sequence:
    """A T2-weighted fast spin echo as clinics use it, with every tissue's signal varied on top."""
    suppressed = (not axial) and rng.random() < style.suppressed
    return Sequence(
        repetition_time=float(rng.uniform(*style.repetition_time)),
        echo_time=float(rng.uniform(*style.echo_time)),
        fat_suppression=float(rng.uniform(0.7, 0.97)) if suppressed else 0.0,
        tissue_factor={tissue: float(np.exp(rng.normal(0, style.tissue_spread))) for tissue in Tissue},
        texture=float(rng.uniform(0.02, 0.14)),
        flow=float(rng.uniform(0, 0.35)),
    )


def tissue_signals(sequence: Sequence) -> Tensor:
    """Signal of every tissue, index by Tissue; arbitrary units, CSF about 1."""
    table = torch.zeros(len(Tissue))
    for tissue in Tissue:
        t1, t2, density, fat = _PROPERTIES[tissue]
        water = density * (1 - np.exp(-sequence.repetition_time / t1)) * np.exp(-sequence.echo_time / t2)
        table[tissue] = water * (1 - fat * sequence.fat_suppression) * sequence.tissue_factor[tissue]
    return table / table[Tissue.CSF].clamp_min(1e-3)


def signal_of(label: Tensor, nucleus: Tensor, coarse: Tensor, fine: Tensor, sequence: Sequence) -> Tensor:
    """Signal of labeled points, CSF about 1; all tensors of one shape.

    `nucleus`: 1 - degeneration of the nearest disc, which darkens its nucleus; `coarse` and `fine`: textures
    of standard deviation 1, of which marrow, muscle, fat and bowel show more than the others.
    """
    table = tissue_signals(sequence)
    signal = table[label.long()]
    bright = table[Tissue.ANNULUS] + (table[Tissue.NUCLEUS] - table[Tissue.ANNULUS]) * nucleus.clamp(0, 1) ** 0.8
    signal = torch.where(label == Tissue.NUCLEUS, bright, signal)
    # Flowing CSF loses signal in streaks.
    signal = torch.where(label == Tissue.CSF, signal * (1 - sequence.flow * (coarse - 0.5).clamp(0, 2)), signal)
    rough = (label == Tissue.MARROW) | (label == Tissue.MUSCLE) | (label == Tissue.FAT) | (label == Tissue.BOWEL)
    return signal * (1 + sequence.texture * torch.where(rough, coarse + 0.7 * fine, 0.3 * coarse))


def signal_at(anatomy: Anatomy, points: Tensor, sequence: Sequence) -> Tensor:
    """Signal of points (n, 3) in LPS mm."""
    field = fields_at(anatomy, points)
    label = paint(anatomy, points, field)
    coarse = shapes.waves(points, anatomy.patient.seed + 11, (6.0, 30.0))
    fine = shapes.waves(points, anatomy.patient.seed + 12, (1.2, 4.0))
    return signal_of(label, field.signal, coarse, fine, sequence)
