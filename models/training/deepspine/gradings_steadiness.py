"""Whether a grade stays what it is when the disc's frame is a little off."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from deepspine.augment_disc import zscore
from deepspine.augment_gradings import Wide, placed
from deepspine.graded_discs import PLANES, GradedSet
from deepspine.gradings import HEADS
from deepspine.gradings_calibration import grades_of, probabilities_of
from deepspine.gradings_net import GradingsNet
from deepspine.gradings_training import predict

# The frame is off by up to this, evenly drawn; half a pixel of a usual slice lies within it.
MM, DEGREES, DRAWS = 1.0, 1.0, 4


def _inputs(discs: GradedSet, wide: Wide, angle: Tensor, shift: Tensor) -> Tensor:
    middle = torch.stack([planes[len(planes) // 2 - 1 : len(planes) // 2 + 2].float().mean(0) if len(planes) == PLANES else planes[0].float() for planes in wide.t2])
    t1 = torch.stack([planes[0].float() for planes in wide.t1])
    same = torch.ones(len(discs))
    image, other = (zscore(placed(part[:, None], angle, same, same, shift)) for part in (middle, t1))
    return torch.cat([image, other * wide.has_t1[:, None, None, None]], 1)


def kept_grades(model: GradingsNet, discs: GradedSet, calibration: dict, seed: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Per head: which discs are sure (n,), and which of the moved ones bear the same grade (draws, n)."""
    rng = torch.Generator().manual_seed(seed)
    wide, still = Wide(discs), torch.zeros(len(discs))
    first = predict(model, _inputs(discs, wide, still, torch.zeros(len(discs), 2)))
    moved = []
    for _ in range(DRAWS):
        angle = (torch.rand(len(discs), generator=rng) * 2 - 1) * math.radians(DEGREES)
        shift = (torch.rand(len(discs), 2, generator=rng) * 2 - 1) * MM
        moved.append(predict(model, _inputs(discs, wide, angle, shift)))
    found = {}
    for head in HEADS:
        shown, sure = grades_of(probabilities_of(first[head].numpy(), calibration[head]), calibration[head])
        again = [probabilities_of(said[head].numpy(), calibration[head]).argmax(1) for said in moved]
        found[head] = sure, np.stack([grades == shown for grades in again])
    return found
