"""The trivial baseline: where each structure lies on average in the training slices, whatever the image shows."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from deepspine.grid import labels_on_grid
from deepspine.spider import CLASSES, Volume

SIZE = (320, 256)


@dataclass(frozen=True)
class Atlas:
    """Share of training slices per class and pixel (classes, 320, 256), centered in the slice, and for each
    class the share above which as many pixels lie as the class has on average."""

    shares: torch.Tensor
    thresholds: torch.Tensor


def _centred(labels: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
    """Labels (planes, rows, columns) cut or filled with background to `size`, center on center."""
    result = labels.new_zeros((len(labels), *size))
    source, target = [], []
    for have, want in zip(labels.shape[1:], size):
        common = min(have, want)
        source.append(slice((have - common) // 2, (have - common) // 2 + common))
        target.append(slice((want - common) // 2, (want - common) // 2 + common))
    result[:, target[0], target[1]] = labels[:, source[0], source[1]]
    return result


def fit_atlas(volumes: list[Volume], spacing: float) -> Atlas:
    """Mean over patients of their mean slice."""
    total = torch.zeros(len(CLASSES), *SIZE)
    for volume in volumes:
        labels = _centred(labels_on_grid(volume, spacing), SIZE)
        for index in range(len(CLASSES)):
            total[index] += (labels == index).float().mean(0) / len(volumes)
    thresholds = []
    for share in total:
        area = max(1, round(float(share.sum())))
        thresholds.append(share.flatten().sort(descending=True).values[area - 1].clamp_min(1e-6))
    return Atlas(total, torch.stack(thresholds))


def predict_atlas(atlas: Atlas, volume: Volume, spacing: float) -> torch.Tensor:
    """Scores (planes, classes, rows, columns) on the volume's padded grid; the largest is the class."""
    labels = labels_on_grid(volume, spacing)
    scores = atlas.shares / atlas.thresholds.view(-1, 1, 1)
    # A structure is said where its share reaches its threshold; background is the rest.
    background = 1 - 1e-4
    size = (labels.shape[1], labels.shape[2])
    fitted = _centred(scores, size)
    fitted[0] = background
    return fitted.expand(len(labels), *fitted.shape)
