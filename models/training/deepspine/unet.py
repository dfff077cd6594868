"""The 2D U-Net that labels vertebra, disc and canal on one sagittal slice (Ronneberger et al., 2015); a small one, on a
coarse slice, tells where the spine lies."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

DEFAULT_CHANNELS = (16, 32, 64, 128, 128)
LOCALISATION_CHANNELS = (8, 16, 32, 32)


def conv_unit(inputs: int, outputs: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    """Convolution (the output is 1/stride of the input), batch norm, ReLU."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride=stride, padding=(kernel - 1) // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


def conv_stage(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(conv_unit(inputs, outputs), conv_unit(outputs, outputs))


def fold_batch_norm(model: nn.Module) -> nn.Module:
    """Every Conv + BatchNorm pair becomes one Conv, which says the same with fewer operators."""
    for module in model.modules():
        if isinstance(module, nn.Sequential) and len(module) >= 2 and isinstance(module[0], nn.Conv2d) and isinstance(module[1], nn.BatchNorm2d):
            module[0] = fuse_conv_bn_eval(module[0], module[1])
            module[1] = nn.Identity()
    return model


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
            self.down.append(conv_stage(width, outputs))
            width = outputs
        self.reduce = nn.ModuleList()
        self.up = nn.ModuleList()
        for skip in reversed(channels[:-1]):
            self.reduce.append(conv_unit(width, skip))
            self.up.append(conv_stage(2 * skip, skip))
            width = skip
        self.pool = nn.MaxPool2d(2)
        self.grow = nn.Upsample(scale_factor=2, mode="nearest")
        self.head = nn.Conv2d(width, classes, 1)

    def features(self, image: torch.Tensor) -> list[torch.Tensor]:
        """What each level says, from the finest going down to the finest coming up."""
        found: list[torch.Tensor] = []
        for index, stage in enumerate(self.down):
            found.append(stage(image if index == 0 else self.pool(found[-1])))
        skips = found[:-1]
        # Reducing channels before growing does the 3x3 at a quarter of the pixels; the skip brings the edges back.
        for reduce, stage in zip(self.reduce, self.up):
            found.append(stage(torch.cat([skips.pop(), self.grow(reduce(found[-1]))], dim=1)))
        return found

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.head(self.features(image)[-1])
