"""The canal as a curved tube: coordinates along it, and the walls that bound it at each level."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import torch
from torch import Tensor

from .spine import Frame, Spine


@dataclass
class Knot:
    """A cross-section of the canal, at the middle of a body or of a disc; sizes in mm."""

    frame: Frame
    depth: float  # AP depth of the body or disc in front
    canal_ap: float
    canal_width: float
    sac_ap: float
    sac_width: float
    posterior_fat: float
    station: float = 0.0  # mm along the canal, ascending downwards


@dataclass
class CanalPoint:
    """Canal coordinates of points (n,): u to the right and v to the front of the sac's axis, station downwards."""

    u: Tensor
    v: Tensor
    station: Tensor
    canal_ap: Tensor
    canal_width: Tensor
    sac_ap: Tensor
    sac_width: Tensor
    posterior_fat: Tensor


def canal_knots(spine: Spine) -> list[Knot]:
    """Knots from the top down; bodies take the mean of the neighboring discs' canal."""
    patient = spine.patient
    knots: list[Knot] = []
    count = len(patient.discs)
    for i in range(count + 1):
        body = patient.bodies[i]
        near = [patient.discs[k] for k in (i - 1, i) if 0 <= k < count]

        def mean(name: str) -> float:
            return sum(getattr(d, name) for d in near) / len(near)

        knots.append(
            Knot(
                _behind(spine.vertebrae[i], body.depth, mean("canal_ap") * 0.97),
                body.depth,
                mean("canal_ap") * 0.97,
                mean("canal_width"),
                mean("sac_ap") * (1.02 if i < count else 0.8),
                mean("sac_width") * (1.02 if i < count else 0.8),
                0.5 * mean("posterior_fat"),
            )
        )
        if i < count:
            disc = patient.discs[i]
            depth = (body.depth + patient.bodies[i + 1].depth) / 2
            knots.append(
                Knot(
                    _behind(spine.discs[i], depth, disc.canal_ap),
                    depth,
                    disc.canal_ap,
                    disc.canal_width,
                    disc.sac_ap,
                    disc.sac_width,
                    disc.posterior_fat,
                )
            )
    last = knots[-1]
    # S2: the sac ends here.
    end = Frame(last.frame.center - last.frame.axes[:, 2] * 34 - last.frame.axes[:, 1] * 9, last.frame.axes)
    knots.append(Knot(end, last.depth, last.canal_ap * 0.7, last.canal_width * 0.8, 2.0, 3.0, 3.0))
    for before, after in itertools.pairwise(knots):
        after.station = before.station + float((after.frame.center - before.frame.center).norm())
    return knots


def _behind(frame: Frame, depth: float, canal_ap: float) -> Frame:
    return Frame(frame.place(0, -depth / 2 - canal_ap * 0.46, 0), frame.axes)


def canal_coordinates(knots: list[Knot], points: Tensor) -> CanalPoint:
    """Interpolates between the two knots whose planes enclose each point (n, 3)."""
    heights = torch.stack([k.frame.local(points)[2] for k in knots])  # (knots, n), rising down the list
    # The first knot whose plane lies below the point.
    below = (len(knots) - (heights >= 0).sum(0)).clamp(1, len(knots) - 1)
    above = below - 1
    za = heights.gather(0, above[None])[0]
    zb = heights.gather(0, below[None])[0]
    share = torch.where((za - zb).abs() > 1e-3, za / (za - zb), torch.zeros_like(za)).clamp(-0.5, 1.5)

    centers = torch.stack([k.frame.center for k in knots])
    rights = torch.stack([k.frame.axes[:, 0] for k in knots])
    fronts = torch.stack([k.frame.axes[:, 1] for k in knots])

    def across(axes: Tensor) -> Tensor:
        at_above = ((points - centers[above]) * axes[above]).sum(1)
        at_below = ((points - centers[below]) * axes[below]).sum(1)
        return (1 - share) * at_above + share * at_below

    def value(name: str) -> Tensor:
        column = torch.tensor([getattr(k, name) for k in knots])
        return (1 - share) * column[above] + share * column[below]

    return CanalPoint(
        across(rights),
        across(fronts),
        value("station"),
        value("canal_ap"),
        value("canal_width"),
        value("sac_ap"),
        value("sac_width"),
        value("posterior_fat"),
    )
