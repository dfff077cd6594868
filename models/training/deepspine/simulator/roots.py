"""The roots of the cauda equina: their places in the sac and their ways out through the foramina."""

from __future__ import annotations

import torch
from torch import Tensor

from .anatomy import SIGN, Anatomy, RootLayout
from .canal import canal_knots
from .parameters import Patient
from .spine import build_spine
from .walls import sac_distance, walls_at


def build_anatomy(patient: Patient) -> Anatomy:
    spine = build_spine(patient)
    anatomy = Anatomy(spine, canal_knots(spine))
    anatomy.roots = lay_roots(anatomy)
    return anatomy


def lay_roots(anatomy: Anatomy) -> RootLayout:
    """Measures the free sac along the canal and distributes the roots of the cauda equina within it."""
    knots = anatomy.knots
    step = 3.0
    stations = torch.arange(knots[0].station + 2, knots[-1].station, step)
    grid = torch.arange(-12.8, 12.81, 0.8)
    u, v = torch.meshgrid(grid, grid, indexing="ij")
    knot_stations = torch.tensor([k.station for k in knots])
    fronts, backs, widths, areas = [], [], [], []
    for station in stations:
        below = int((knot_stations <= station).sum().clamp(1, len(knots) - 1))
        a, b = knots[below - 1], knots[below]
        share = float((station - a.station) / (b.station - a.station))
        center = a.frame.center * (1 - share) + b.frame.center * share
        axes = a.frame.axes * (1 - share) + b.frame.axes * share
        points = center + u.reshape(-1, 1) * axes[:, 0] + v.reshape(-1, 1) * axes[:, 1]
        nearest = min((below - 1) // 2, len(anatomy.patient.bodies) - 1)
        near = range(max(0, nearest - 1), min(len(anatomy.patient.bodies), nearest + 2))
        inside = (sac_distance(walls_at(anatomy, points, near)) < 0).reshape(u.shape)
        middle = inside[(u[:, 0].abs() < 2.0)]
        rows = v[0][middle.any(0)]
        columns = u[:, 0][inside.any(1)]
        fronts.append(float(rows.max()) if len(rows) else 0.6)
        backs.append(float(rows.min()) if len(rows) else -0.6)
        widths.append(float(columns.abs().max()) if len(columns) else 0.8)
        areas.append(float(inside.sum()) * 0.8**2)
    rng = torch.Generator().manual_seed(anatomy.patient.seed)
    count = 22
    # Supine: the roots lie along the back and the sides of the sac.
    across = torch.rand(count, generator=rng) * 1.9 - 0.95
    depth = 0.06 + 0.42 * torch.rand(count, generator=rng) ** 1.3 + 0.35 * across.abs() ** 2 * torch.rand(count, generator=rng)
    return RootLayout(
        float(stations[0]), step, torch.tensor(fronts), torch.tensor(backs), torch.tensor(widths), torch.tensor(areas),
        across, depth.clamp(0.05, 0.9), float((anatomy.patient.root_area / count / 3.1416) ** 0.5),
    )


def exiting_root(anatomy: Anatomy, index: int, side: str) -> list[Tensor]:
    """Path of the root that leaves through the foramen of disc `index`: sac, ganglion, outside (LPS mm)."""
    body = anatomy.patient.bodies[index]
    frame = anatomy.spine.vertebrae[index]
    disc = anatomy.patient.discs[index]
    s = SIGN[side]
    back = -body.depth / 2
    half = disc.canal_width / 2
    low = body.height / 2 - body.pedicle_drop - body.pedicle_height / 2  # underside of the pedicle
    return [
        frame.place(s * (half - 4.5), back - 5.0, low + 9),
        frame.place(s * (half + 2.0), back - 2.9, low - 4.0),
        frame.place(s * (half + 9.0), back - 1.2, low - 6.2),
        frame.place(s * (half + 20.0), back + 6.0, low - 19.0),
    ]
