"""The continuous quantities behind the grades, which a network learns beside them: mm say more than a class does.

A quantity is standardized by constants of a degenerate population, so that all of them count alike in the loss.
"""

from __future__ import annotations

import torch
from torch import Tensor

# Name among a simulated disc's measures: mean and standard deviation.
CENTRAL: dict[str, tuple[float, float]] = {
    "sac_area": (130.0, 65.0),
    "sac_ap": (10.0, 3.5),
    "anterior_csf": (3.0, 2.2),
    "crowding": (0.3, 0.17),
    "fat_share": (0.25, 0.2),
    "bulging_share": (0.25, 0.2),
    "osteophyte": (1.5, 1.5),
    "flavum_mm": (4.0, 1.2),
    "canalRatio": (0.8, 0.2),
    "discBulge": (2.0, 2.0),
}
# Of one side; the measures' names bear it in front, as the conditions do.
SIDED: dict[str, tuple[float, float]] = {
    "FS_across": (7.0, 3.0),
    "FS_along": (7.0, 2.5),
    "facet": (1.4, 0.9),
    "flavum": (4.0, 1.2),
}


def targets_of(measures: dict[str, float]) -> list[float]:
    """Standardized quantities of one disc: CENTRAL, then SIDED of the right and of the left; NaN where not known."""
    names = [(name, *scale) for name, scale in CENTRAL.items()]
    names += [(side + name, *scale) for side in "RL" for name, scale in SIDED.items()]
    return [(measures[name] - mean) / scale if name in measures else float("nan") for name, mean, scale in names]


def quantity_loss(predicted: Tensor, targets: Tensor) -> Tensor:
    """Mean smooth absolute difference over the quantities that are known; both (batch, quantities); 0 when none is."""
    known = targets.isfinite()
    if not known.any():
        return torch.zeros(())
    return torch.nn.functional.smooth_l1_loss(predicted.float()[known], targets[known], beta=0.5)
