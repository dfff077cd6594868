"""A simulated spine with everything that is derived from its parameters once."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from .canal import Knot
from .parameters import Patient
from .spine import Spine

SIGN = {"left": -1.0, "right": 1.0}


@dataclass
class RootLayout:
    """Where the sac really is along the canal, and the roots' places within it, per station (mm steps)."""

    first: float
    step: float
    front: Tensor  # v of the anterior wall at the midline
    back: Tensor
    half_width: Tensor
    area: Tensor  # free area of the sac, mm^2
    across: Tensor  # (roots,) -1..1
    depth: Tensor  # (roots,) 0 posterior .. 1 anterior
    radius: float

    def at(self, values: Tensor, station: Tensor) -> Tensor:
        place = ((station - self.first) / self.step).clamp(0, len(values) - 1.001)
        low = place.floor().long()
        share = place - low
        return values[low] * (1 - share) + values[low + 1] * share


@dataclass
class Anatomy:
    """A spine with everything that is derived from it once."""

    spine: Spine
    knots: list[Knot]
    roots: RootLayout | None = None

    @property
    def patient(self) -> Patient:
        return self.spine.patient
