"""Figures of merit with their uncertainty."""

from __future__ import annotations

import numpy as np

from deepspine.spider import CLASSES


def dice_counts(predicted: np.ndarray, truth: np.ndarray) -> dict[str, tuple[int, int]]:
    """Per foreground class: twice the overlap, and the sum of both sizes (voxels)."""
    counts = {}
    for index, name in enumerate(CLASSES[1:], start=1):
        a, b = predicted == index, truth == index
        counts[name] = (2 * int((a & b).sum()), int(a.sum()) + int(b.sum()))
    return counts


def dice_of(counts: dict[str, tuple[int, int]]) -> dict[str, float]:
    """Dice coefficient per class; 1 where the class is absent from both."""
    return {name: twice / total if total else 1.0 for name, (twice, total) in counts.items()}


def bootstrap_mean(values: list[float], seed: int = 0, repeats: int = 10_000) -> tuple[float, float, float]:
    """Mean and 95 % percentile interval over resampled patients (one value per patient)."""
    data = np.asarray(values, float)
    rng = np.random.default_rng(seed)
    means = data[rng.integers(0, len(data), (repeats, len(data)))].mean(1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(data.mean()), float(low), float(high)
