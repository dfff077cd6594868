"""Which tissue is at a point of a simulated spine.

Tissues are painted in order, later ones over earlier ones: surroundings, fat of canal and foramina, sac,
roots, ligaments, discs, bone. Where structures press on each other the later one wins, so a bulging disc
narrows the sac by itself and the grades can be measured on what is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import torch
from torch import Tensor

from . import shapes
from .canal import CanalPoint, Knot, canal_coordinates, canal_knots
from .parameters import SIDES, Patient
from .spine import Spine, build_spine


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


# Half thickness of dura and posterior longitudinal ligament between sac and disc, mm.
_DURA = 0.5
_SIGN = {"left": -1.0, "right": 1.0}


@dataclass
class Anatomy:
    """A spine with everything that is derived from it once."""

    spine: Spine
    knots: list[Knot]
    roots: "RootLayout | None" = None

    @property
    def patient(self) -> Patient:
        return self.spine.patient


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
class Walls:
    """Distances in mm (negative inside) of everything that can press on sac and foramina."""

    disc: Tensor
    bone: Tensor
    flavum: Tensor
    joint: Tensor
    canal: CanalPoint
    canal_wall: Tensor  # positive inside the posterior walls of the canal


def build_anatomy(patient: Patient) -> Anatomy:
    spine = build_spine(patient)
    anatomy = Anatomy(spine, canal_knots(spine))
    anatomy.roots = _lay_roots(anatomy)
    return anatomy


def _disc_distance(anatomy: Anatomy, index: int, points: Tensor) -> tuple[Tensor, Tensor]:
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
        extension = extension + disc.sides[side].foraminal_bulge * torch.exp(-(((angle - _SIGN[side] * 52) / 20) ** 2))
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


def _body_distance(anatomy: Anatomy, index: int, points: Tensor) -> tuple[Tensor, Tensor, Tensor]:
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
        s = _SIGN[side]
        pedicle_x = s * (half_canal + body.pedicle_width / 2)
        round_pedicle = torch.sqrt(
            ((x - pedicle_x) / (body.pedicle_width / 2)) ** 2 + ((z - z_top + 7.5) / (body.pedicle_height / 2)) ** 2
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
            superior = shapes.ellipsoid(
                x, y, z, (s * (half_canal + 4.8), back - 0.66 * above.canal_ap - 1.6 + reach, z_top + 3.0), (4.2 * grow, 4.4 * grow, 8.5 * grow)
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
        body, _, _ = _body_distance(anatomy, i, points)
        posterior, gap = _posterior_elements(anatomy, i, points, wall)
        # The posterior elements never reach into the canal: their inner face is its wall.
        posterior = torch.where(point.u.abs() < point.canal_width / 2 - 0.5, torch.maximum(posterior, wall), posterior)
        bone = torch.minimum(bone, torch.minimum(body, posterior))
        joint = torch.minimum(joint, gap)
        if i < len(patient.discs):
            disc = torch.minimum(disc, _disc_distance(anatomy, i, points)[0])
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


def _lay_roots(anatomy: Anatomy) -> RootLayout:
    """Measures the free sac along the canal and distributes the roots of the cauda equina within it."""
    knots = anatomy.knots
    step = 2.0
    stations = torch.arange(knots[0].station + 2, knots[-1].station, step)
    grid = torch.arange(-13, 13.01, 0.65)
    u, v = torch.meshgrid(grid, grid, indexing="ij")
    knot_stations = torch.tensor([k.station for k in knots])
    fronts, backs, widths, areas = [], [], [], []
    for station in stations:
        below = int((knot_stations <= station).sum().clamp(1, len(knots) - 1))
        a, b = knots[below - 1], knots[below]
        share = float((station - a.station) / (b.station - a.station))
        centre = a.frame.centre * (1 - share) + b.frame.centre * share
        axes = a.frame.axes * (1 - share) + b.frame.axes * share
        points = centre + u.reshape(-1, 1) * axes[:, 0] + v.reshape(-1, 1) * axes[:, 1]
        nearest = min((below - 1) // 2, len(anatomy.patient.bodies) - 1)
        near = range(max(0, nearest - 1), min(len(anatomy.patient.bodies), nearest + 2))
        inside = (sac_distance(walls_at(anatomy, points, near)) < 0).reshape(u.shape)
        middle = inside[(u[:, 0].abs() < 2.0)]
        rows = v[0][middle.any(0)]
        columns = u[:, 0][inside.any(1)]
        fronts.append(float(rows.max()) if len(rows) else 0.6)
        backs.append(float(rows.min()) if len(rows) else -0.6)
        widths.append(float(columns.abs().max()) if len(columns) else 0.8)
        areas.append(float(inside.sum()) * 0.65**2)
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
    s = _SIGN[side]
    back = -body.depth / 2
    half = disc.canal_width / 2
    low = body.height / 2 - 7.5 - body.pedicle_height / 2  # underside of the pedicle
    return [
        frame.place(s * (half - 4.5), back - 5.0, low + 9),
        frame.place(s * (half + 2.0), back - 2.9, low - 4.0),
        frame.place(s * (half + 9.0), back - 1.2, low - 6.2),
        frame.place(s * (half + 20.0), back + 6.0, low - 19.0),
    ]


def tissue_at(anatomy: Anatomy, points: Tensor) -> Tensor:
    """Tissue (uint8, see Tissue) at points (n, 3) in LPS mm."""
    patient = anatomy.patient
    near = _near(anatomy, points)
    walls = walls_at(anatomy, points, near)
    point = walls.canal
    label = _surroundings(anatomy, points, point)

    def paint(where: Tensor, tissue: Tissue) -> None:
        label[where] = tissue

    in_canal = (walls.canal_wall > -0.5) & (point.u.abs() < point.canal_width / 2 + 14) & (point.v < point.canal_ap * 0.75)
    foraminal = in_canal & (point.v > -point.canal_ap * 0.35)
    paint(foraminal | (in_canal & (point.u.abs() < point.canal_width / 2)), Tissue.EPIDURAL_FAT)

    sac = sac_distance(walls)
    layout = anatomy.roots
    inside = sac < 0
    paint(inside, Tissue.CSF)
    if layout is not None and bool(inside.any()):
        _paint_roots(anatomy, layout, points, point, inside, label)
    paint((sac.abs() < 0.35), Tissue.LIGAMENT)
    if patient.postoperative:
        index = [d.level for d in patient.discs].index(patient.postoperative)
        _, y, z = anatomy.spine.discs[index].local(points)
        paint((walls.canal_wall < 3) & (walls.canal_wall > -12) & (z.abs() < 16) & (point.u.abs() < 9) & (sac > 0.4), Tissue.SCAR)
    for index in [i for i in near if i < len(patient.discs)]:
        for side in SIDES:
            path = exiting_root(anatomy, index, side)
            for k in range(3):
                d, along = shapes.segment(points, path[k], path[k + 1])
                radius = (1.1, 2.5, 1.5)[k] + ((2.5 - 1.1), -0.6, -0.3)[k] * along
                paint((d < radius) & (sac > 0), Tissue.ROOT)
    paint(walls.flavum < 0, Tissue.LIGAMENT)
    nucleus = torch.full_like(sac, 1e3)
    brightness = torch.zeros_like(sac)
    for index in [i for i in near if i < len(patient.discs)]:
        d, core = _disc_distance(anatomy, index, points)
        paint(d < 0, Tissue.ANNULUS)
        brightness = torch.where(core < nucleus, torch.full_like(sac, 1 - patient.discs[index].degeneration), brightness)
        nucleus = torch.minimum(nucleus, torch.where(d < 0, core, nucleus))
    paint((nucleus < 0) & (label == Tissue.ANNULUS) & (brightness > 0.12), Tissue.NUCLEUS)
    paint(walls.joint < 0, Tissue.JOINT)
    bone = walls.bone
    is_bone = (bone < 0) & ~((walls.joint < 0))
    paint(is_bone, Tissue.MARROW)
    for index in near:
        _paint_marrow(anatomy, index, points, label)
    paint((bone > -0.75) & (bone < 0.1) & ~(walls.joint < 0), Tissue.CORTEX)
    return label


def _near(anatomy: Anatomy, points: Tensor) -> range:
    """The vertebrae within reach of the points."""
    low, high = points.min(0).values, points.max(0).values
    centres = torch.stack([f.centre for f in anatomy.spine.vertebrae])
    reach = 55.0
    hit = ((centres > low - reach) & (centres < high + reach))[:, 2].nonzero().flatten()
    if len(hit) == 0:
        return range(0, 1)
    return range(int(hit.min()), int(hit.max()) + 1)


def _paint_roots(anatomy: Anatomy, layout: RootLayout, points: Tensor, point: CanalPoint, inside: Tensor, label: Tensor) -> None:
    """Cord above the conus, roots of the cauda equina below it."""
    index = inside.nonzero().flatten()
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
    x, y, z = anatomy.spine.vertebrae[index].local(points)
    bone = label == Tissue.MARROW
    for disc_index, end in ((index - 1, 1.0), (index, -1.0)):
        if 0 <= disc_index < len(patient.discs) and patient.discs[disc_index].modic:
            edge = body.height / 2 - end * z
            wave = 2.0 * torch.cos(x / 7 + disc_index) + 1.5 * torch.cos(y / 5)
            where = bone & (edge < 6 + wave) & (edge > -3) & (y.abs() < 0.6 * body.depth)
            label[where] = (Tissue.MODIC1, Tissue.MODIC2, Tissue.MODIC3)[patient.discs[disc_index].modic - 1]
    if body.haemangioma:
        inside = x**2 + (y - 3) ** 2 + (z + 2) ** 2 < body.haemangioma**2
        label[bone & inside] = Tissue.HAEMANGIOMA


def _surroundings(anatomy: Anatomy, points: Tensor, point: CanalPoint) -> Tensor:
    """Skin, fat, muscles, vessels and bowel in coordinates about the canal."""
    patient = anatomy.patient
    u, v = point.u, point.v
    label = torch.full((len(points),), int(Tissue.FAT), dtype=torch.uint8)
    streak = shapes.waves(points, patient.seed + 1, (4.0, 14.0))
    # Paraspinal muscles: two masses behind the transverse processes; psoas beside the bodies.
    erector = ((u.abs() - 30) / 29) ** 2 + ((v + 28) / 21) ** 2 < 1
    multifidus = ((u.abs() - 10) / 9) ** 2 + ((v + 24) / 17) ** 2 < 1
    psoas = ((u.abs() - 38) / 15) ** 2 + ((v - 20) / 19) ** 2 < 1
    muscle = (erector | multifidus | psoas) & (streak < 1.9 - 3.2 * patient.muscle_fat)
    label[muscle] = Tissue.MUSCLE
    # In front of the spine: aorta on the left, vena cava on the right, bowel further on.
    front = v - 52
    bowel = (front > 6) & (shapes.waves(points, patient.seed + 2, (18.0, 45.0)) > 0.2)
    label[bowel] = Tissue.BOWEL
    label[(u + 10) ** 2 + (front - 2) ** 2 < 8.5**2] = Tissue.VESSEL
    label[((u - 13) / 10) ** 2 + ((front - 1) / 8) ** 2 < 1] = Tissue.VESSEL
    depth = -v - 50 - patient.skin_depth
    label[depth > -2.5] = Tissue.SKIN
    label[depth > 0] = Tissue.AIR
    label[front > 75] = Tissue.AIR
    return label
