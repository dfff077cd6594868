"""Frames of vertebrae and discs in patient space.

A frame is (center (3,), axes (3, 3)) in LPS mm; the columns of axes are right, anterior, normal, as in
the pipeline's disc frame. The L5-S1 disc lies at the origin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from .parameters import Patient

# Columns: right, anterior, up in LPS.
_UPRIGHT = np.array([[-1.0, 0.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.0, 1.0]])


@dataclass
class Frame:
    center: Tensor
    axes: Tensor

    def local(self, points: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Right, anterior and normal coordinates in mm of points (n, 3)."""
        # Coordinates first, so that each lies in one piece of memory.
        right, anterior, normal = self.axes.T @ (points - self.center).T
        return right, anterior, normal

    def place(self, x: float, y: float, z: float) -> Tensor:
        """The patient-space point at local coordinates."""
        return self.center + self.axes @ torch.tensor([x, y, z], dtype=torch.float32)


def _axes(tilt: float, coronal: float, rotation: float) -> np.ndarray:
    """Axes after turning about the normal, then the anterior, then the right axis (degrees).

    A positive tilt lifts the anterior end; a positive coronal tilt lifts the left end.
    """
    t, c, r = np.radians([tilt, coronal, rotation])
    about_right = np.array([[1, 0, 0], [0, np.cos(t), -np.sin(t)], [0, np.sin(t), np.cos(t)]])
    about_anterior = np.array([[np.cos(c), 0, np.sin(c)], [0, 1, 0], [-np.sin(c), 0, np.cos(c)]])
    about_normal = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    return _UPRIGHT @ about_right @ about_anterior @ about_normal


@dataclass
class Spine:
    patient: Patient
    vertebrae: list[Frame]  # as patient.bodies
    discs: list[Frame]  # as patient.discs


def build_spine(patient: Patient) -> Spine:
    """Stacks bodies and discs from S1 upward so that end plates face each other."""
    count = len(patient.discs)
    disc_axes = [_axes(d.tilt, d.coronal_tilt, d.rotation) for d in patient.discs]
    body_axes: list[np.ndarray] = []
    for i in range(count + 1):
        above = patient.discs[max(i - 1, 0)]
        below = patient.discs[min(i, count - 1)]
        tilt = (above.tilt + below.tilt) / 2
        if i == count:  # S1 leans further back than the last disc
            tilt = above.tilt - 9
        body_axes.append(_axes(tilt, (above.coronal_tilt + below.coronal_tilt) / 2, (above.rotation + below.rotation) / 2))

    disc_centres: list[np.ndarray] = [np.zeros(3)] * count
    body_centres: list[np.ndarray] = [np.zeros(3)] * (count + 1)

    def half_disc(i: int) -> float:
        d = patient.discs[i]
        return (d.anterior_height + d.posterior_height) / 4

    s1 = patient.bodies[count]
    body_centres[count] = -disc_axes[-1][:, 2] * half_disc(count - 1) - body_axes[count][:, 2] * (s1.height / 2 - 0.5)
    for i in range(count - 1, -1, -1):
        body = patient.bodies[i]
        slip = patient.discs[i].slip
        step = disc_axes[i][:, 2] * half_disc(i) + body_axes[i][:, 2] * body.height / 2
        body_centres[i] = disc_centres[i] + step + disc_axes[i][:, 1] * slip
        if i > 0:
            disc_centres[i - 1] = (
                body_centres[i] + body_axes[i][:, 2] * body.height / 2 + disc_axes[i - 1][:, 2] * half_disc(i - 1)
            )

    def frames(centers: list[np.ndarray], axes: list[np.ndarray]) -> list[Frame]:
        return [
            Frame(torch.tensor(c, dtype=torch.float32), torch.tensor(a, dtype=torch.float32))
            for c, a in zip(centers, axes, strict=True)
        ]

    return Spine(patient, frames(body_centres, body_axes), frames(disc_centres, disc_axes))
