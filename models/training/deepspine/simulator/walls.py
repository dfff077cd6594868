"""Distances to what bounds the canal and the foramina: discs, bone, joints, ligamenta flava; and to the sac."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from . import shapes
from .anatomy import SIGN, Anatomy
from .canal import CanalPoint, canal_coordinates
from .parameters import SIDES

# Half thickness of dura and posterior longitudinal ligament between sac and disc, mm.
_DURA = 0.5


@dataclass
class Walls:
    """Distances in mm (negative inside) of everything that can press on sac and foramina."""

    disc: Tensor
    bone: Tensor
    flavum: Tensor
    joint: Tensor
    canal: CanalPoint
    canal_wall: Tensor  # positive inside the posterior walls of the canal


def disc_distance(anatomy: Anatomy, index: int, points: Tensor) -> tuple[Tensor, Tensor]:
    """Distance to a disc with its bulges, and to its nucleus."""
    disc = anatomy.patient.discs[index]
    upper, lower = anatomy.patient.bodies[index], anatomy.patient.bodies[index + 1]
    x, y, z = anatomy.spine.discs[index].local(points)
    depth, width = (upper.depth + lower.depth) / 2, (upper.width + lower.width) / 2
    concavity = (upper.posterior_concavity + lower.posterior_concavity) / 2 * (1 - 0.8 * disc.degeneration)
    rim = shapes.outline(x, y, depth, width, concavity)
    angle = torch.rad2deg(torch.atan2(x, -y))
    extension = 0.3 + disc.bulge * shapes.arc_extension(angle, disc.bulge_arc)
    extension = extension + disc.protrusion * torch.exp(-(((angle - disc.protrusion_angle) / disc.protrusion_arc) ** 2))
    for side in SIDES:
        extension = extension + disc.sides[side].foraminal_bulge * torch.exp(-(((angle - SIGN[side] * 52) / 20) ** 2))
    # Height falls from the anterior to the posterior end; beyond the rim only as high as the gap there.
    share = (y / depth + 0.5).clamp(0, 1)
    half = (disc.posterior_height + (disc.anterior_height - disc.posterior_height) * share) / 2
    inside = torch.sigmoid(-(rim + 1.5) * 2)
    half = half + 4.0 * inside + 0.5 + 0.25 * disc.protrusion * torch.exp(
        -(((angle - disc.protrusion_angle) / disc.protrusion_arc) ** 2)
    ) * (1 - inside)
    d = torch.maximum(rim - extension, z.abs() - half)
    nucleus = torch.maximum(
        shapes.outline(x, y + 0.02 * depth, 0.62 * depth, 0.66 * width, 0.0), z.abs() - (half - 4.0 * inside - 0.8).clamp_min(0.3)
    )
    return d, nucleus


def body_distance(anatomy: Anatomy, index: int, points: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Distance to a vertebral body with osteophytes; z / height; distance from the rim outline."""
    patient = anatomy.patient
    body = patient.bodies[index]
    x, y, z = anatomy.spine.vertebrae[index].local(points)
    share = (y / body.depth + 0.5).clamp(-0.2, 1.2)
    height = body.posterior_height + (body.anterior_height - body.posterior_height) * share
    level = z / height.clamp_min(1) * 2
    waist = body.waist * (1 - level**2).clamp_min(0)
    rim = shapes.outline(x, y, body.depth, body.width, body.posterior_concavity) + waist * body.depth / 2
    for disc_index, end in ((index - 1, 1.0), (index, -1.0)):
        if 0 <= disc_index < len(patient.discs):
            disc = patient.discs[disc_index]
            angle = torch.rad2deg(torch.atan2(x, -y))
            around = 0.6 + 0.4 * torch.cos(torch.deg2rad(angle)) ** 2
            rim = rim - disc.osteophyte * around * torch.exp(-(((level - end) * height / 2 / 2.2) ** 2))
    core = (x / (0.36 * body.width)) ** 2 + (y / (0.36 * body.depth)) ** 2
    dip = body.endplate_concavity * torch.exp(-core)
    top = z - (height / 2 - dip)
    if body.schmorl:
        top = torch.maximum(top, z - (height / 2 - body.schmorl * torch.exp(-(((x / 5) ** 2) + ((y + 3) / 5) ** 2))))
    bottom = -z - (height / 2 - dip)
    return torch.maximum(rim, torch.maximum(top, bottom)), level, rim


def _canal_wall(point: CanalPoint) -> Tensor:
    """Distance inside the V of laminae and facets, mm; negative beyond it."""
    half = point.canal_width / 2
    back = -point.canal_ap * 0.56
    side = -point.canal_ap * 0.06
    slope = (side - back) / half
    # Height above the V, turned into a distance by the cosine of its slope; the apex is rounded.
    rise = point.v - (back + slope * torch.sqrt(point.u**2 + 4.0) - 2.0 * slope)
    return rise / torch.sqrt(1 + slope**2)


def _posterior_elements(anatomy: Anatomy, index: int, points: Tensor, wall: Tensor) -> tuple[Tensor, Tensor]:
    """Distances to pedicles, lamina, spinous and articular processes of a vertebra, and to its lower joints."""
    patient = anatomy.patient
    body = patient.bodies[index]
    x, y, z = anatomy.spine.vertebrae[index].local(points)
    back = -body.depth / 2
    discs = patient.discs
    below = discs[index] if index < len(discs) else None
    above = discs[index - 1] if index > 0 else None
    reference = below or above
    assert reference is not None
    half_canal = reference.canal_width / 2
    bone = torch.full_like(x, 1e3)
    joint = torch.full_like(x, 1e3)

    z_top = body.height / 2
    for side in SIDES:
        s = SIGN[side]
        pedicle_x = s * (half_canal + body.pedicle_width / 2)
        round_pedicle = torch.sqrt(
            ((x - pedicle_x) / (body.pedicle_width / 2)) ** 2 + ((z - z_top + body.pedicle_drop) / (body.pedicle_height / 2)) ** 2
        )
        pedicle = (round_pedicle - 1) * (body.pedicle_width / 2)
        pedicle = torch.maximum(pedicle, torch.maximum(y - back - 4, -(y - back + 17)))
        bone = torch.minimum(bone, pedicle)
        transverse = shapes.ellipsoid(x, y, z, (s * (half_canal + 18), back - 15, z_top - 8), (15, 4.0, 5))
        bone = torch.minimum(bone, transverse)
        # Pars from the pedicle down to the inferior articular process.
        pars = shapes.ellipsoid(x, y, z, (s * (half_canal + 1.5), back - 17.5, -3), (4.5, 4.5, 11))
        bone = torch.minimum(bone, pars)
        if above is not None:
            facet = above.sides[side].facet
            grow = 1 + 0.17 * facet
            reach = 0.7 * max(0.0, facet - 0.8)
            # S1 leans forward: its articular processes stand further back so that the foramen stays open.
            lean = 2.5 if body.name == "S1" else 0.0
            superior = shapes.ellipsoid(
                x, y, z, (s * (half_canal + 4.8), back - 0.66 * above.canal_ap - 1.6 - lean + reach, z_top + 3.0), (4.2 * grow, 4.4 * grow, 8.5 * grow)
            )
            bone = torch.minimum(bone, superior)
        if below is not None:
            facet = below.sides[side].facet
            grow = 1 + 0.15 * facet
            gap = below.sides[side].joint_space
            inferior = shapes.ellipsoid(
                x, y, z, (s * (half_canal - 0.5), back - 0.66 * below.canal_ap - 7.6, -body.height / 2 - 4.5), (4.6 * grow, 4.6 * grow, 9.5 * grow)
            )
            bone = torch.minimum(bone, inferior)
            plane = ((x * s - (half_canal + 2.4)) * 0.72 + (y - (back - 0.66 * below.canal_ap - 4.6)) * 0.69).abs() - gap / 2
            around = shapes.ellipsoid(x, y, z, (s * (half_canal + 2.2), back - 0.66 * below.canal_ap - 4.4, -body.height / 2 - 4), (7.5, 7.5, 8))
            joint = torch.minimum(joint, torch.maximum(plane, around))

    removed = below is not None and patient.postoperative == below.level
    if not removed:
        slope_z = z + 0.35 * (y - back + 18)
        lamina = torch.maximum(torch.maximum(wall, -(wall + 6.5)), torch.maximum(x.abs() - half_canal - 1, (slope_z + 5).abs() - 9))
        lamina = torch.maximum(lamina, y - back + 8)
        bone = torch.minimum(bone, lamina)
        apex = back - reference.canal_ap
        spinous = shapes.box(x, y, slope_z, (-3.4, apex - 27, -15), (3.4, apex - 2, 5), 2.5)
        bone = torch.minimum(bone, spinous)
    return bone, joint


def _flavum(anatomy: Anatomy, index: int, points: Tensor, wall: Tensor, point: CanalPoint) -> Tensor:
    """Ligamentum flavum at a level: the inner lining of the canal's posterior wall between two laminae."""
    disc = anatomy.patient.discs[index]
    x, _, z = anatomy.spine.discs[index].local(points)
    right = torch.sigmoid(x * 1.5)
    thickness = disc.sides["right"].flavum * right + disc.sides["left"].flavum * (1 - right)
    # Thinner at the midline cleft and at the ends.
    thickness = thickness * (0.55 + 0.45 * (x.abs() / 4).clamp(0, 1)) * (1 - 0.55 * (z / 13).clamp(-1, 1) ** 2)
    d = torch.maximum(wall - thickness, -wall - 1.0)
    d = torch.maximum(d, (z + 1).abs() - 12)
    if anatomy.patient.postoperative == disc.level:
        return torch.full_like(d, 1e3)
    return torch.maximum(d, point.u.abs() - point.canal_width / 2 + 1.0)


def walls_at(anatomy: Anatomy, points: Tensor, near: range | None = None) -> Walls:
    """Distances to all hard and soft walls at points (n, 3); `near` limits which vertebrae are looked at."""
    patient = anatomy.patient
    point = canal_coordinates(anatomy.knots, points)
    wall = _canal_wall(point)
    far = torch.full((len(points),), 1e3)
    disc, bone, flavum, joint = far, far.clone(), far.clone(), far.clone()
    for i in near or range(len(patient.bodies)):
        body, _, _ = body_distance(anatomy, i, points)
        posterior, gap = _posterior_elements(anatomy, i, points, wall)
        # The posterior elements never reach into the canal: their inner face is its wall.
        posterior = torch.where(point.u.abs() < point.canal_width / 2 - 0.5, torch.maximum(posterior, wall), posterior)
        bone = torch.minimum(bone, torch.minimum(body, posterior))
        joint = torch.minimum(joint, gap)
        if i < len(patient.discs):
            disc = torch.minimum(disc, disc_distance(anatomy, i, points)[0])
            flavum = torch.minimum(flavum, _flavum(anatomy, i, points, wall, point))
    return Walls(disc, bone, flavum, joint, point, wall)


def sac_distance(walls: Walls) -> Tensor:
    """Distance to the dural sac: its free shape cut by everything that presses on it."""
    point = walls.canal
    # Fat behind the sac pushes it forward and flattens it.
    squeeze = (point.posterior_fat - 2.0).clamp_min(0)
    half_ap = (point.sac_ap / 2 - 0.42 * squeeze).clamp_min(1.2)
    shift = 0.35 * squeeze + 0.3
    half_width = (point.sac_width / 2 - 0.25 * squeeze).clamp_min(1.5)
    share = torch.sqrt((point.u / half_width) ** 2 + ((point.v - shift) / half_ap) ** 2)
    gradient = torch.sqrt((point.u / half_width**2) ** 2 + ((point.v - shift) / half_ap**2) ** 2).clamp_min(1e-3)
    free = share * (share - 1) / gradient
    pressed = torch.minimum(torch.minimum(walls.disc, walls.bone), walls.flavum)
    return torch.maximum(free, _DURA - pressed)
