"""The 2D U-Net that labels vertebra, disc and canal on one sagittal slice (Ronneberger et al., 2015)."""

from __future__ import annotations

import torch
from torch import nn

DEFAULT_CHANNELS = (16, 32, 64, 128, 128)


def _conv(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


def _stage(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(_conv(inputs, outputs), _conv(outputs, outputs))


class UNet(nn.Module):
    """(batch, 1, height, width) z-scored slice → (batch, 4, height, width) logits. Height and width are
    multiples of 16. Only operators that ONNX Runtime's WebGPU backend runs: Conv, ReLU, MaxPool, nearest
    Resize, Concat (batch norm folds into Conv on export)."""

    def __init__(self, channels: tuple[int, ...] = DEFAULT_CHANNELS, classes: int = 4) -> None:
        super().__init__()
        self.channels = tuple(channels)
        self.down = nn.ModuleList()
        width = 1
        for outputs in channels:
            self.down.append(_stage(width, outputs))
            width = outputs
        self.reduce = nn.ModuleList()
        self.up = nn.ModuleList()
        for skip in reversed(channels[:-1]):
            self.reduce.append(_conv(width, skip))
            self.up.append(_stage(2 * skip, skip))
            width = skip
        self.pool = nn.MaxPool2d(2)
        self.grow = nn.Upsample(scale_factor=2, mode="nearest")
        self.head = nn.Conv2d(width, classes, 1)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        skips: list[torch.Tensor] = []
        x = image
        for index, stage in enumerate(self.down):
            x = stage(x if index == 0 else self.pool(x))
            skips.append(x)
        skips.pop()
        # Reducing channels before growing does the 3x3 at a quarter of the pixels; the skip brings the edges back.
        for reduce, stage in zip(self.reduce, self.up):
            x = stage(torch.cat([skips.pop(), self.grow(reduce(x))], dim=1))
        return self.head(x)
