"""Which tissue is at a point of a simulated spine.

Tissues are painted in order, later ones over earlier ones: surroundings, fat of canal and foramina, sac,
roots, ligaments, discs, bone. Where structures press on each other the later one wins, so a bulging disc
narrows the sac by itself and the grades can be measured on what is left.

The distances that decide it vary smoothly: `fields_at` may be evaluated on a coarse grid, interpolated and
painted on a fine one (see volume.py).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum

import torch
from torch import Tensor

from . import shapes
from .anatomy import Anatomy
from .canal import CanalPoint
from .parameters import SIDES
from .roots import exiting_root
from .walls import Walls, disc_distance, sac_distance, walls_at


class Tissue(IntEnum):
    AIR = 0
    SKIN = 1
    FAT = 2
    MUSCLE = 3
    VESSEL = 4
    BOWEL = 5
    EPIDURAL_FAT = 6
    CSF = 7
    ROOT = 8
    CORD = 9
    LIGAMENT = 10
    ANNULUS = 11
    NUCLEUS = 12
    MARROW = 13
    CORTEX = 14
    JOINT = 15
    MODIC1 = 16
    MODIC2 = 17
    MODIC3 = 18
    HAEMANGIOMA = 19
    SCAR = 20


@dataclass
class Fields(CanalPoint):
    """Canal coordinates and distances in mm (negative inside) of n points, each (n,); see CanalPoint and Walls."""

    canal_wall: Tensor
    disc: Tensor
    nucleus: Tensor
    signal: Tensor  # 1 - degeneration of the nearest disc
    bone: Tensor
    flavum: Tensor
    joint: Tensor
    exiting: Tensor  # roots outside the sac
    scar: Tensor
    streak: Tensor
    bowel: Tensor

    @property
    def walls(self) -> Walls:
        return Walls(self.disc, self.bone, self.flavum, self.joint, self, self.canal_wall)


def tissue_at(anatomy: Anatomy, points: Tensor) -> Tensor:
    """Tissue (uint8, see Tissue) at points (n, 3) in LPS mm."""
    return paint(anatomy, points, fields_at(anatomy, points))


def vertebrae_near(anatomy: Anatomy, points: Tensor, reach: float = 45.0) -> range:
    """Indices of the vertebrae within reach of the points (mm along the body axis)."""
    low, high = points.min(0).values, points.max(0).values
    centers = torch.stack([f.center for f in anatomy.spine.vertebrae])
    hit = ((centers > low - reach) & (centers < high + reach))[:, 2].nonzero().flatten()
    if len(hit) == 0:
        return range(0, 1)
    return range(int(hit.min()), int(hit.max()) + 1)


def fields_at(anatomy: Anatomy, points: Tensor) -> Fields:
    """All distances that decide the tissue at points (n, 3) in LPS mm."""
    patient = anatomy.patient
    near = vertebrae_near(anatomy, points)
    walls = walls_at(anatomy, points, near)
    point = walls.canal
    far = torch.full((len(points),), 1e3)
    nucleus, signal, exiting, scar, nearest = far, torch.zeros_like(far), far, far, far
    for index in [i for i in near if i < len(patient.discs)]:
        _, core = disc_distance(anatomy, index, points)
        z = anatomy.spine.discs[index].local(points)[2].abs()
        signal = torch.where(z < nearest, torch.full_like(far, 1 - patient.discs[index].degeneration), signal)
        nearest = torch.minimum(nearest, z)
        nucleus = torch.minimum(nucleus, core)
        for side in SIDES:
            path = exiting_root(anatomy, index, side)
            for k in range(3):
                d, along = shapes.segment(points, path[k], path[k + 1])
                exiting = torch.minimum(exiting, d - ((1.1, 2.5, 1.5)[k] + ((2.5 - 1.1), -0.6, -0.3)[k] * along))
        if patient.postoperative == patient.discs[index].level:
            scar = torch.maximum(z - 16, torch.maximum((walls.canal_wall + 4.5).abs() - 7.5, point.u.abs() - 9))
    return Fields(
        **{field.name: getattr(point, field.name) for field in fields(CanalPoint)},
        canal_wall=walls.canal_wall, disc=walls.disc, nucleus=nucleus, signal=signal, bone=walls.bone, flavum=walls.flavum,
        joint=walls.joint, exiting=exiting, scar=scar,
        streak=shapes.waves(points, patient.seed + 1, (4.0, 14.0)),
        bowel=shapes.waves(points, patient.seed + 2, (18.0, 45.0)),
    )


def paint(anatomy: Anatomy, points: Tensor, field: Fields) -> Tensor:
    """Tissue (uint8) of points (n, 3) from their fields."""
    label = _surroundings(anatomy, field)

    def put(where: Tensor, tissue: Tissue) -> None:
        label[where] = tissue

    in_canal = (field.canal_wall > -0.5) & (field.u.abs() < field.canal_width / 2 + 14) & (field.v < field.canal_ap * 0.75)
    foraminal = in_canal & (field.v > -field.canal_ap * 0.35)
    put(foraminal | (in_canal & (field.u.abs() < field.canal_width / 2)), Tissue.EPIDURAL_FAT)
    sac = sac_distance(field.walls)
    inside = sac < 0
    put(inside, Tissue.CSF)
    _paint_roots(anatomy, field, inside, label)
    put(sac.abs() < 0.35, Tissue.LIGAMENT)
    put((field.scar < 0) & (sac > 0.4), Tissue.SCAR)
    put((field.exiting < 0) & (sac > 0), Tissue.ROOT)
    put(field.flavum < 0, Tissue.LIGAMENT)
    put(field.disc < 0, Tissue.ANNULUS)
    put((field.disc < 0) & (field.nucleus < 0) & (field.signal > 0.12), Tissue.NUCLEUS)
    put(field.joint < 0, Tissue.JOINT)
    solid = field.joint >= 0
    put((field.bone < 0) & solid, Tissue.MARROW)
    for index in vertebrae_near(anatomy, points):
        _paint_marrow(anatomy, index, points, label)
    put((field.bone > -0.75) & (field.bone < 0.1) & solid, Tissue.CORTEX)
    return label


def _paint_roots(anatomy: Anatomy, point: CanalPoint, inside: Tensor, label: Tensor) -> None:
    """Cord above the conus, roots of the cauda equina below it."""
    layout = anatomy.roots
    index = inside.nonzero().flatten()
    if layout is None or len(index) == 0:
        return
    u, v, station = point.u[index], point.v[index], point.station[index]
    front, back = layout.at(layout.front, station), layout.at(layout.back, station)
    half = layout.at(layout.half_width, station)
    levels = torch.tensor([k.station for k in anatomy.knots[1::2]][: len(anatomy.patient.discs)])
    whole = int(anatomy.patient.conus_level)
    share = anatomy.patient.conus_level - whole
    conus = float(levels[whole] * (1 - share) + levels[min(whole + 1, len(levels) - 1)] * share)
    last = float(levels[-1]) + 20
    hit = torch.zeros_like(u, dtype=torch.bool)
    for k in range(len(layout.across)):
        # Roots leave one by one on the way down, the outermost first.
        leaves = conus + (last - conus) * (1.15 - 0.95 * float(layout.across[k].abs()))
        du = u - layout.across[k] * (half - 1.0) * 0.92
        dv = v - (back + 0.8 + (front - back - 1.6).clamp_min(0.2) * layout.depth[k])
        hit |= (du * du + dv * dv < layout.radius**2) & (station > conus - 12) & (station < leaves)
    label[index[hit]] = Tissue.ROOT
    taper = ((conus - station) / 22).clamp(0, 1) ** 0.6
    cord = (u / 4.6) ** 2 + ((v - (front + back) / 2 + 0.8) / 3.9) ** 2 < taper**2
    label[index[cord & (station < conus)]] = Tissue.CORD


def _paint_marrow(anatomy: Anatomy, index: int, points: Tensor, label: Tensor) -> None:
    """Modic changes beside degenerate discs, haemangiomas."""
    patient = anatomy.patient
    body = patient.bodies[index]
    around = [(k, end) for k, end in ((index - 1, 1.0), (index, -1.0)) if 0 <= k < len(patient.discs)]
    changed = [(k, end) for k, end in around if patient.discs[k].modic]
    if not changed and not body.haemangioma:
        return
    bone = (label == Tissue.MARROW).nonzero().flatten()
    x, y, z = anatomy.spine.vertebrae[index].local(points[bone])
    for disc_index, end in changed:
        edge = body.height / 2 - end * z
        wave = 2.0 * torch.cos(x / 7 + disc_index) + 1.5 * torch.cos(y / 5)
        where = (edge < 6 + wave) & (edge > -3) & (y.abs() < 0.6 * body.depth)
        label[bone[where]] = (Tissue.MODIC1, Tissue.MODIC2, Tissue.MODIC3)[patient.discs[disc_index].modic - 1]
    if body.haemangioma:
        inside = x**2 + (y - 3) ** 2 + (z + 2) ** 2 < body.haemangioma**2
        label[bone[inside]] = Tissue.HAEMANGIOMA


def _surroundings(anatomy: Anatomy, field: Fields) -> Tensor:
    """Skin, fat, muscles, vessels and bowel in coordinates about the canal."""
    patient = anatomy.patient
    u, v = field.u, field.v
    label = torch.full((len(u),), int(Tissue.FAT), dtype=torch.uint8)
    # Paraspinal muscles: two masses behind the transverse processes; psoas beside the bodies.
    erector = ((u.abs() - 30) / 29) ** 2 + ((v + 28) / 21) ** 2 < 1
    multifidus = ((u.abs() - 10) / 9) ** 2 + ((v + 24) / 17) ** 2 < 1
    psoas = ((u.abs() - 38) / 15) ** 2 + ((v - 20) / 19) ** 2 < 1
    label[(erector | multifidus | psoas) & (field.streak < 1.9 - 3.2 * patient.muscle_fat)] = Tissue.MUSCLE
    # In front of the spine: aorta on the left, vena cava on the right, bowel further on.
    front = v - 52
    label[(front > 6) & (field.bowel > 0.2)] = Tissue.BOWEL
    label[(u + 10) ** 2 + (front - 2) ** 2 < 8.5**2] = Tissue.VESSEL
    label[((u - 13) / 10) ** 2 + ((front - 1) / 8) ** 2 < 1] = Tissue.VESSEL
    depth = -v - 50 - patient.skin_depth
    label[depth > -2.5] = Tissue.SKIN
    label[depth > 0] = Tissue.AIR
    label[front > 75] = Tissue.AIR
    return label
