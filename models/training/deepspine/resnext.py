"""The grader: a ResNeXt (Xie et al., CVPR 2017) on sagittal and axial disc volumes, equivariant to mirroring.

Planes are input channels of 2D convolutions: grouped 2D convolutions run on ONNX Runtime's WebGPU backend, 3D ones
would not. Each disc is seen twice, from its right and, mirrored, from its left, by the same weights; a side's heads
read that side's view, the others read both symmetrically. So mirroring a disc swaps left and right exactly.
"""

from __future__ import annotations

import torch
from torch import nn

from deepspine.conditions import GRADES, SIDES
from deepspine.quantities import CENTRAL, SIDED

CARDINALITY = 16
WIDTHS = (64, 128, 256)
FEATURES = 128
# Planes (4 mm apart) and columns (0.6 mm) that a side's view holds beyond the midline.
_BEYOND_PLANES = 1
_BEYOND_COLUMNS = 16


class Bottleneck(nn.Module):
    """1x1 down, grouped 3x3, 1x1 up, with a shortcut."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        inner = outputs // 2
        self.body = nn.Sequential(
            nn.Conv2d(inputs, inner, 1, bias=False), nn.BatchNorm2d(inner), nn.ReLU(inplace=True),
            nn.Conv2d(inner, inner, 3, stride=stride, padding=1, groups=CARDINALITY, bias=False),
            nn.BatchNorm2d(inner), nn.ReLU(inplace=True),
            nn.Conv2d(inner, outputs, 1, bias=False), nn.BatchNorm2d(outputs),
        )
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False), nn.BatchNorm2d(outputs))
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.relu(self.body(x) + self.shortcut(x))


class Trunk(nn.Module):
    """(batch, planes, rows, columns) → (batch, FEATURES), keeping roughly where things are."""

    def __init__(self, planes: int, size: tuple[int, int], blocks: int) -> None:
        super().__init__()
        layers: list[nn.Module] = [
            nn.Conv2d(planes, 32, 5, stride=2, padding=2, bias=False), nn.BatchNorm2d(32), nn.ReLU(inplace=True), nn.MaxPool2d(2),
        ]
        inputs = 32
        for stage, outputs in enumerate(WIDTHS):
            for block in range(blocks):
                layers.append(Bottleneck(inputs, outputs, 2 if block == 0 and stage > 0 else 1))
                inputs = outputs
        layers.append(nn.AvgPool2d(2))
        self.layers = nn.Sequential(*layers)
        with torch.no_grad():
            flat = self.layers.eval()(torch.zeros(1, planes, *size)).numel()
        self.dropout = nn.Dropout(0.2)
        self.project = nn.Linear(flat, FEATURES)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.project(self.dropout(self.layers(x).flatten(1))))


class ResNeXt(nn.Module):
    """Z-scored volumes sagittal (batch, 13, 96, 96) and axial (batch, 7, 96, 112; zeros where there is none)
    → one tensor of logits (batch, classes) per head, in the order of `heads`, and at the end the standardized
    quantities behind the grades (batch, CENTRAL and SIDED of the right and of the left).

    Heads named in conditions.SIDES belong to a side; others, helpers included, to the disc.
    """

    def __init__(
        self, helpers: dict[str, int] | None = None, sagittal: tuple[int, int, int] = (13, 96, 96),
        axial: tuple[int, int, int] = (7, 96, 112), blocks: int = 2,
    ) -> None:
        super().__init__()
        planes, rows, columns = sagittal
        axial_planes, axial_rows, axial_columns = axial
        near = planes // 2 + 1 + _BEYOND_PLANES
        half = axial_columns // 2 + _BEYOND_COLUMNS
        # Planes run right to left: a side's view begins at its own outermost one. Columns likewise.
        self.register_buffer("right_planes", torch.arange(near), persistent=False)
        self.register_buffer("left_planes", torch.arange(planes - 1, planes - 1 - near, -1), persistent=False)
        self.register_buffer("right_columns", torch.arange(half), persistent=False)
        self.register_buffer("left_columns", torch.arange(axial_columns - 1, axial_columns - 1 - half, -1), persistent=False)
        self.sagittal = Trunk(near, (rows, columns), blocks)
        self.axial = Trunk(axial_planes, (axial_rows, half), blocks)
        self.helpers = dict(helpers or {})
        central = {name: len(grades) for name, grades in GRADES.items() if name not in SIDES} | self.helpers
        self.central_heads = nn.ModuleDict({name: nn.Linear(4 * FEATURES, count) for name, count in central.items()})
        # Left and right share weights: a head is named for what it grades, without its side.
        sided = {name[1:]: len(GRADES[name]) for name in SIDES}
        self.side_heads = nn.ModuleDict({name: nn.Linear(4 * FEATURES, count) for name, count in sided.items()})
        self.central_quantities = nn.Linear(4 * FEATURES, len(CENTRAL))
        self.side_quantities = nn.Linear(4 * FEATURES, len(SIDED))
        self.heads = (*GRADES, *self.helpers)

    def forward(self, sagittal: torch.Tensor, axial: torch.Tensor) -> tuple[torch.Tensor, ...]:
        planes = torch.cat([sagittal.index_select(1, self.right_planes), sagittal.index_select(1, self.left_planes)])
        columns = torch.cat([axial.index_select(3, self.right_columns), axial.index_select(3, self.left_columns)])
        features = torch.cat([self.sagittal(planes), self.axial(columns)], 1)
        right, left = features.split(sagittal.shape[0])
        mean = (right + left) / 2
        # max(a, b) = a + relu(b - a): every backend has it.
        disc = torch.cat([mean, right + torch.relu(left - right)], 1)
        views = {"R": torch.cat([right, mean], 1), "L": torch.cat([left, mean], 1)}
        graded = [
            self.side_heads[name[1:]](views[name[0]]) if name in SIDES else self.central_heads[name](disc) for name in self.heads
        ]
        quantities = [self.central_quantities(disc), *(self.side_quantities(views[side]) for side in "RL")]
        return (*graded, torch.cat(quantities, 1))
