"""The grader: a 2D ResNeXt whose input channels are the planes of a disc volume (Xie et al., CVPR 2017).

One softmax head per condition, as in DeepSPINE. Grouped 2D convolutions run on ONNX Runtime's WebGPU
backend; 3D ones would not.
"""

from __future__ import annotations

import torch
from torch import nn

CARDINALITY = 16
WIDTHS = (64, 128, 256)


class Bottleneck(nn.Module):
    """1x1 down, grouped 3x3, 1x1 up, with a shortcut."""

    def __init__(self, inputs: int, outputs: int, stride: int, cardinality: int) -> None:
        super().__init__()
        inner = outputs // 2
        self.body = nn.Sequential(
            nn.Conv2d(inputs, inner, 1, bias=False),
            nn.BatchNorm2d(inner),
            nn.ReLU(inplace=True),
            nn.Conv2d(inner, inner, 3, stride=stride, padding=1, groups=cardinality, bias=False),
            nn.BatchNorm2d(inner),
            nn.ReLU(inplace=True),
            nn.Conv2d(inner, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False), nn.BatchNorm2d(outputs)
            )
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.relu(self.body(x) + self.shortcut(x))


class ResNeXt(nn.Module):
    """(batch, planes, rows, columns) z-scored disc volume → one logits tensor (batch, classes) per head."""

    def __init__(self, heads: dict[str, int], planes: int = 5, widths: tuple[int, ...] = WIDTHS, blocks: int = 2) -> None:
        super().__init__()
        self.heads_spec = dict(heads)
        self.stem = nn.Sequential(
            nn.Conv2d(planes, 32, 5, stride=2, padding=2, bias=False), nn.BatchNorm2d(32), nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
        )
        stages = []
        inputs = 32
        for index, outputs in enumerate(widths):
            for block in range(blocks):
                stride = 2 if block == 0 and index > 0 else 1
                stages.append(Bottleneck(inputs, outputs, stride, CARDINALITY))
                inputs = outputs
        self.stages = nn.Sequential(*stages)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(0.3)
        self.heads = nn.ModuleDict({name: nn.Linear(inputs, classes) for name, classes in heads.items()})

    def forward(self, volume: torch.Tensor) -> tuple[torch.Tensor, ...]:
        features = self.dropout(self.pool(self.stages(self.stem(volume))).flatten(1))
        return tuple(head(features) for head in self.heads.values())
