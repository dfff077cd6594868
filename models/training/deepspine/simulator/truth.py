"""The nine grades of every level, measured on the geometry by the published criteria.

SCS  Lee et al. 2011, with the morphometric companions (sac area, AP diameter)
LFS, RFS  Lee et al. 2010: perineural fat in four directions, deformed root
DB  disc tissue beyond the ring apophyses over more than a quarter of the circumference
DOC  bulge with posterior osteophytes; LFA, RFA  Weishaupt >= 2; LFT  > 4 mm; EL  Borre >= I
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from . import shapes
from .anatomy import Anatomy
from .parameters import SIDES
from .roots import exiting_root
from .tissue import Tissue, fields_at, paint
from .walls import sac_distance, walls_at

SEVERITY = ("none", "mild", "moderate", "severe")
PRESENCE = ("absent", "present")
# Sac areas (mm^2) below which stenosis is at least mild, moderate, severe.
AREA_LIMITS = (97.0, 72.0, 48.0)
# Radius of the ganglion in the foramen and how far its surroundings are looked at, mm.
_GANGLION = 2.4
_FORAMEN_REACH = 8.0
_STEP = 0.5
# Half width of the central canal, in which epidural fat counts for lipomatosis, mm.
_CENTRAL = 9.0
# Perineural fat of two opposing sides together (mm) below which foraminal stenosis is at least mild, moderate, severe.
RIM_LIMITS = (4.5, 3.0, 1.2)


@dataclass
class LevelTruth:
    level: str
    grades: dict[str, str]
    # The continuous quantities behind the grades (mm, mm^2 and shares).
    measures: dict[str, float]


def level_truth(anatomy: Anatomy, index: int) -> LevelTruth:
    disc = anatomy.patient.discs[index]
    measures = _canal(anatomy, index)
    grades = {"SCS": _canal_grade(measures)}
    for side, key in (("left", "LFS"), ("right", "RFS")):
        foramen = _foramen(anatomy, index, side)
        grades[key] = _foraminal_grade(foramen)
        measures[f"{key}_across"], measures[f"{key}_along"] = foramen
    arc = _bulging_share(anatomy, index)
    measures["bulging_share"] = arc
    bulging = arc > 0.25
    grades["DB"] = PRESENCE[bulging]
    grades["DOC"] = PRESENCE[bulging and disc.osteophyte > 2.0]
    grades["LFA"] = PRESENCE[disc.sides["left"].facet >= 2]
    grades["RFA"] = PRESENCE[disc.sides["right"].facet >= 2]
    flavum = max(disc.sides[side].flavum for side in SIDES)
    grades["LFT"] = PRESENCE[flavum > 4.0 and anatomy.patient.postoperative != disc.level]
    measures["flavum_mm"], measures["osteophyte"] = flavum, disc.osteophyte
    for side, key in (("left", "L"), ("right", "R")):
        measures[f"{key}flavum"], measures[f"{key}facet"] = disc.sides[side].flavum, disc.sides[side].facet
    fat = measures["fat_area"] / max(measures["fat_area"] + measures["sac_area"], 1e-3)
    ratio = measures["sac_area"] / max(measures["fat_area"], 1e-3)
    measures["fat_share"] = fat
    grades["EL"] = PRESENCE[ratio < 1.5 and fat > 0.4]
    return LevelTruth(disc.level, grades, {name: round(float(value), 3) for name, value in measures.items()})


def _canal(anatomy: Anatomy, index: int) -> dict[str, float]:
    """Narrowest cross-section of the sac within the disc's height: area, AP diameter, crowding, fat."""
    frame = anatomy.spine.discs[index]
    depth = anatomy.patient.bodies[index].depth
    half = max(2.0, anatomy.patient.discs[index].posterior_height / 2)
    right, front, up = torch.meshgrid(
        torch.arange(-15, 15.01, _STEP), torch.arange(-30, 4.01, _STEP), torch.linspace(-half, half, 5), indexing="ij"
    )
    local = torch.stack([right, front - depth / 2, up], -1).reshape(-1, 3)
    points = frame.center + local @ frame.axes.T
    field = fields_at(anatomy, points)
    label = paint(anatomy, points, field).reshape(right.shape)
    sac = (sac_distance(field.walls) < 0).reshape(right.shape)
    nerve = (label == Tissue.ROOT) | (label == Tissue.CORD)
    within = ((field.canal_wall > 0) & (field.u.abs() < _CENTRAL)).reshape(right.shape)
    fat = (label == Tissue.EPIDURAL_FAT) & within
    areas = sac.sum((0, 1)).float() * _STEP**2
    k = int(areas.argmin())
    area = float(areas[k])
    middle = sac[right[:, 0, 0].abs() < 2.5, :, k]
    return {
        "sac_area": area,
        "sac_ap": float(middle.sum(1).float().median()) * _STEP,
        "crowding": float((nerve & sac)[:, :, k].sum()) * _STEP**2 / max(area, 1e-3),
        "fat_area": float(fat[:, :, k].sum()) * _STEP**2,
        # CSF in front of the foremost nerve tissue, as seen on the middle columns.
        "anterior_csf": _anterior_csf(label[right[:, 0, 0].abs() < 4, :, k]),
    }


def _anterior_csf(columns: torch.Tensor) -> float:
    """Mean mm of CSF between the anterior wall and the first root; columns (right, front ascending)."""
    depths = []
    for column in columns:
        csf = (column == Tissue.CSF).nonzero().flatten()
        if len(csf) == 0:
            depths.append(0.0)
            continue
        nerve = ((column == Tissue.ROOT) | (column == Tissue.CORD)).nonzero().flatten()
        foremost = int(nerve.max()) if len(nerve) else int(csf.min())
        depths.append(float((csf > foremost).sum()) * _STEP)
    return sum(depths) / max(len(depths), 1)


def _canal_grade(measures: dict[str, float]) -> str:
    """Lee: anterior CSF space preserved / partly obliterated / roots aggregated / one bundle; area as the companion."""
    area, crowding = measures["sac_area"], measures["crowding"]
    if area < AREA_LIMITS[2] or crowding > 0.62:
        return "severe"
    if area < AREA_LIMITS[1] or crowding > 0.46:
        return "moderate"
    if area < AREA_LIMITS[0] or measures["anterior_csf"] < 1.0:
        return "mild"
    return "none"


def _foramen(anatomy: Anatomy, index: int, side: str) -> tuple[float, float]:
    """Perineural space (mm) of the root in its foramen: in front and behind, and above and below, together.

    Each rim reaches to bone, disc or ligament and is the mean over a fan of rays in three sagittal sections of the
    ganglion, as a reader takes in the rim of fat around it rather than one line.
    """
    path = exiting_root(anatomy, index, side)
    axes = anatomy.spine.discs[index].axes
    sections = torch.stack([path[1] * (1 - share) + path[2] * share for share in (0.1, 0.4, 0.7)])
    angles = torch.deg2rad(torch.arange(0.0, 360.0, 90.0)[:, None] + torch.arange(-30.0, 31.0, 15.0))
    rays = torch.cos(angles)[..., None] * axes[:, 1] + torch.sin(angles)[..., None] * axes[:, 2]
    reach = torch.arange(0.0, _FORAMEN_REACH + 0.01, 0.25)
    # sections, directions, rays, distance, xyz
    points = sections[:, None, None, None] + rays[None, :, :, None] * reach[:, None]
    near = range(max(0, index - 1), min(len(anatomy.patient.bodies), index + 3))
    walls = walls_at(anatomy, points.reshape(-1, 3), near)
    hard = torch.minimum(torch.minimum(walls.disc, walls.bone), torch.minimum(walls.flavum, walls.joint))
    free = (hard >= 0).reshape(points.shape[:-1]).cumprod(-1).sum(-1) * 0.25
    front, above, behind, below = (free.mean((0, 2)) - _GANGLION).tolist()
    return front + behind, above + below


def _foraminal_grade(rims: tuple[float, float]) -> str:
    """Lee: fat gone in two opposing directions is mild, in all four moderate, a deformed root severe.

    The tighter pair of opposing rims decides, so that the grade grows steadily with the narrowing; the limits give
    prevalences by level like those of RSNA 2024 in a population as degenerate as that one.
    """
    return SEVERITY[sum(min(rims) < limit for limit in RIM_LIMITS)]


def _bulging_share(anatomy: Anatomy, index: int) -> float:
    """Share of the circumference over which the disc reaches more than 1.5 mm beyond the end plates' rim."""
    disc = anatomy.patient.discs[index]
    angle = torch.arange(-180.0, 180.0, 2.0)
    extension = disc.bulge * shapes.arc_extension(angle, disc.bulge_arc)
    extension = extension + disc.protrusion * torch.exp(-(((angle - disc.protrusion_angle) / disc.protrusion_arc) ** 2))
    return float((extension > 1.5).float().mean())
