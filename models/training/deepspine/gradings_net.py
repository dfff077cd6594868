"""The disc-gradings network: a small residual network on the mid-sagittal plane of one disc, T2 and T1 as its channels."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from deepspine.gradings import ALL_HEADS, HEADS
from deepspine.spider import CLASSES

ROWS, COLUMNS = 112, 112
STEM = 16
WIDTHS = (32, 56, 88)
REDUCED = 16
FEATURES = 96


def _conv(inputs: int, outputs: int, size: int = 3, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False), nn.BatchNorm2d(outputs))


class Block(nn.Module):
    """Two 3x3 convolutions with a shortcut; `drop` is the chance that a disc skips them in training."""

    def __init__(self, inputs: int, outputs: int, stride: int, drop: float) -> None:
        super().__init__()
        self.first, self.second = _conv(inputs, outputs, 3, stride), _conv(outputs, outputs)
        self.shortcut: nn.Module = nn.Identity() if stride == 1 and inputs == outputs else _conv(inputs, outputs, 1, stride)
        self.drop = drop

    def forward(self, x: Tensor) -> Tensor:
        change = self.second(F.relu(self.first(x)))
        if self.training and self.drop > 0:
            keep = (torch.rand(len(x), 1, 1, 1) >= self.drop).to(change.dtype) / (1 - self.drop)
            change = change * keep
        return F.relu(self.shortcut(x) + change)


class GradingsNet(nn.Module):
    """T2 and T1 of a disc → logits. Both are z-scored; a T1 that is not there is 0."""

    def __init__(self, drop: float = 0.1) -> None:
        super().__init__()
        relu = nn.ReLU()
        self.stem = nn.Sequential(_conv(2, STEM, 5, 2), relu, _conv(STEM, STEM), relu, _conv(STEM, WIDTHS[0], 3, 2), relu)
        stages, inputs = [], WIDTHS[0]
        for k, outputs in enumerate(WIDTHS):
            blocks = [Block(inputs, outputs, 2 if k else 1, drop * k / 2)]
            if k:
                blocks.append(Block(outputs, outputs, 1, drop * k / 2))
            stages.append(nn.Sequential(*blocks))
            inputs = outputs
        self.stages = nn.ModuleList(stages)
        self.reduce = _conv(inputs, REDUCED, 1)
        self.dropout = nn.Dropout(0.4)
        self.project = nn.Linear(REDUCED * (ROWS // 16) * (COLUMNS // 16) + inputs, FEATURES)
        self.heads = nn.ModuleDict({name: nn.Linear(FEATURES, len(classes)) for name, classes in ALL_HEADS.items()})
        # Only in training: which structure is where, at a quarter of the resolution.
        self.structure = nn.Conv2d(WIDTHS[0] + WIDTHS[1], len(CLASSES), 1)

    def features(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(n, 2, rows, columns) → features (n, FEATURES) and the maps at a quarter and an eighth of the resolution."""
        x = self.stem(x)
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        place = F.relu(self.reduce(x)).flatten(1)
        whole = x.mean((2, 3))
        features = F.relu(self.project(self.dropout(torch.cat([place, whole], 1))))
        return features, maps[0], maps[1]

    def answers(self, features: Tensor) -> dict[str, Tensor]:
        return {name: head(self.dropout(features)) for name, head in self.heads.items()}

    def with_structures(self, x: Tensor) -> tuple[dict[str, Tensor], Tensor]:
        """(n, 2, rows, columns) → logits per head, and those of the structures (n, 4, rows / 4, columns / 4)."""
        features, near, far = self.features(x)
        far = F.interpolate(far, scale_factor=2.0, mode="nearest")
        return self.answers(features), self.structure(torch.cat([near, far], 1))

    def forward(self, sagittal: Tensor, t1: Tensor) -> tuple[Tensor, ...]:
        """One tensor of logits (batch, classes) per head of HEADS; volumes are (batch, 1, rows, columns)."""
        said = self.answers(self.features(torch.cat([sagittal, t1], 1))[0])
        return tuple(said[name] for name in HEADS)
