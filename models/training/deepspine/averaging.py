"""Averaged weights: what is exported is the moving average of the weights, not their last state."""

from __future__ import annotations

import torch
from torch import nn


def update_average(average: nn.Module, model: nn.Module, step: int, limit: float, warmup: int) -> None:
    """Exponential moving average of weights and batch-norm statistics after step number `step` (from 0).

    The decay rises from 1 / warmup to `limit`, so that the random start is soon forgotten.
    """
    decay = min(limit, (1 + step) / (warmup + step))
    with torch.no_grad():
        for kept, new in zip(average.state_dict().values(), model.state_dict().values()):
            if kept.dtype.is_floating_point:
                kept.lerp_(new.float(), 1 - decay)
            else:
                kept.copy_(new)
