"""Where one looks for the findings of a side: the points that decide whether images show them (analysis/findingPoints.ts)."""

from __future__ import annotations

import numpy as np

from .anatomy import SIGN, Anatomy
from .roots import exiting_root

# Facet joints lie beside the midline and behind the disc's back, mm.
_FACET_SIDE, _FACET_BEHIND = 18.0, 17.0


def places_of(anatomy: Anatomy, index: int) -> dict[str, np.ndarray]:
    """LPS points (3,) of LFS, RFS (the ganglion) and LFA, RFA (the joint) at disc `index`."""
    frame = anatomy.spine.discs[index]
    back = -anatomy.patient.bodies[index].depth / 2
    places = {}
    for letter, side in (("L", "left"), ("R", "right")):
        inner, outer = exiting_root(anatomy, index, side)[1:3]
        places[f"{letter}FS"] = (0.6 * inner + 0.4 * outer).numpy().astype(float)
        places[f"{letter}FA"] = frame.place(SIGN[side] * _FACET_SIDE, back - _FACET_BEHIND, 0.0).numpy().astype(float)
    return places
