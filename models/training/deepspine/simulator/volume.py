"""A painted box around one disc, from which any number of images can be made quickly.

The distances that decide the tissue are smooth, so they are evaluated on a coarse grid, interpolated to a
fine one and painted there; images are then resampled from the fine grid.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from .acquisition import Source
from .anatomy import Anatomy
from .signal import Sequence, signal_of
from .spine import Frame
from .tissue import Fields, fields_at, paint

# Half sizes in mm to the right, from back to front and along the normal, and how far back the box is centered.
HALF = (40.0, 38.0, 35.0)
BACK = 13.0
COARSE = 1.6
FINE = 0.7


@dataclass
class LocalVolume:
    """Tissue labels (x right, y anterior, z normal) of a box in a disc's frame."""

    frame: Frame
    label: Tensor  # uint8 (nx, ny, nz)
    nucleus: Tensor  # float16, 1 - degeneration of the nearest disc

    def source(self, sequence: Sequence, rng: np.random.Generator) -> Source:
        """Signal at LPS points under a sequence, with textures of its own; the box's edge repeats outside."""
        seed = torch.Generator().manual_seed(int(rng.integers(2**31)))
        coarse, fine = (_texture(self.label.shape, step, seed) for step in (9.0, 2.0))
        signal = signal_of(self.label, self.nucleus.float(), coarse, fine, sequence)[None, None]
        half = torch.tensor(HALF)

        def at(points: Tensor) -> Tensor:
            x, y, z = self.frame.local(points)
            # grid_sample takes the last axis first.
            place = torch.stack([z / half[2], (y + BACK) / half[1], x / half[0]], -1)
            return F.grid_sample(signal, place[None, None, None], padding_mode="border", align_corners=True).reshape(-1)

        return at


def paint_volume(anatomy: Anatomy, index: int) -> LocalVolume:
    """Paints the box around disc `index` (of LEVELS)."""
    frame = anatomy.spine.discs[index]
    coarse = _grid(COARSE)
    shape = coarse[0].shape
    field = fields_at(anatomy, frame.center + torch.stack([axis.reshape(-1) for axis in coarse], -1) @ frame.axes.T)
    stacked = torch.stack([getattr(field, f.name).clamp(-200, 200) for f in fields(Fields)]).reshape(1, -1, *shape)
    fine = _grid(FINE)
    size = fine[0].shape
    smooth = F.interpolate(stacked, size=size, mode="trilinear", align_corners=True)[0].reshape(stacked.shape[1], -1)
    points = frame.center + torch.stack([axis.reshape(-1) for axis in fine], -1) @ frame.axes.T
    interpolated = Fields(*smooth)
    label = paint(anatomy, points, interpolated).reshape(size)
    return LocalVolume(frame, label, interpolated.signal.reshape(size).half())


def _grid(step: float) -> tuple[Tensor, ...]:
    """Local coordinates (right, anterior, normal) in mm of a grid over the box, both ends included."""
    axes = [torch.linspace(-half, half, round(2 * half / step) + 1) for half in HALF]
    axes[1] = axes[1] - BACK
    return torch.meshgrid(*axes, indexing="ij")


def _texture(shape: torch.Size, step: float, seed: torch.Generator) -> Tensor:
    """Smooth noise of standard deviation about 1 whose grain is `step` mm."""
    size = [max(4, round(n * FINE / step)) for n in shape]
    noise = torch.randn(1, 1, *size, generator=seed)
    smooth = F.interpolate(noise, size=tuple(shape), mode="trilinear", align_corners=True)[0, 0]
    return smooth / smooth.std()
