"""What varies between simulated patients: sizes, curvature and degeneration, with their correlations.

Means and standard deviations are those measured on 39 SPIDER patients (mid-sagittal, mm). Degeneration
is driven by one latent value per patient and one per level, so that bulge, height loss, facet and
flavum hypertrophy occur together as they do in patients.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

LEVELS = ("T11-T12", "T12-L1", "L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1")
VERTEBRAE = ("T11", "T12", "L1", "L2", "L3", "L4", "L5", "S1")
SIDES = ("left", "right")

#                    AP depth     anterior h   posterior h
_BODY = {
    "T11": ((29.5, 3.5), (21.0, 2.5), (22.5, 2.0)),
    "T12": ((31.0, 3.8), (22.5, 3.0), (24.0, 2.0)),
    "L1": ((33.0, 4.0), (23.8, 3.0), (25.0, 2.3)),
    "L2": ((35.0, 3.3), (24.3, 2.6), (25.6, 1.7)),
    "L3": ((35.7, 3.0), (25.6, 2.8), (24.9, 2.4)),
    "L4": ((36.2, 3.6), (24.6, 3.0), (23.5, 3.0)),
    "L5": ((35.5, 3.8), (24.4, 3.0), (21.4, 3.0)),
    "S1": ((33.0, 3.5), (28.0, 3.0), (24.0, 3.0)),
}
#               anterior h   posterior h  tilt (degrees)  share of degeneration
_DISC = {
    "T11-T12": ((4.8, 1.2), (4.0, 1.0), (12.0, 6.0), 0.55),
    "T12-L1": ((5.6, 1.4), (4.8, 1.2), (11.5, 6.0), 0.60),
    "L1-L2": ((6.6, 1.5), (5.9, 1.4), (9.7, 6.0), 0.65),
    "L2-L3": ((7.5, 1.8), (6.1, 1.5), (6.5, 5.0), 0.75),
    "L3-L4": ((8.5, 1.9), (6.4, 1.5), (-1.9, 5.0), 0.90),
    "L4-L5": ((9.0, 2.0), (6.6, 1.7), (-13.1, 6.5), 1.10),
    "L5-S1": ((9.6, 2.1), (6.2, 1.8), (-33.5, 8.0), 1.00),
}
# Width of the bony canal and of the dural sac, their AP diameters; caudal sacs are smaller.
_CANAL_AP = {"T11-T12": 15.5, "T12-L1": 16.5, "L1-L2": 17.5, "L2-L3": 17.5, "L3-L4": 17.5, "L4-L5": 18.5, "L5-S1": 18.0}
_SAC_AP = {"T11-T12": 13.0, "T12-L1": 14.0, "L1-L2": 14.5, "L2-L3": 14.0, "L3-L4": 13.5, "L4-L5": 13.2, "L5-S1": 12.6}
_SAC_WIDTH = {"T11-T12": 16.0, "T12-L1": 17.0, "L1-L2": 17.5, "L2-L3": 17.5, "L3-L4": 17.0, "L4-L5": 16.7, "L5-S1": 15.6}


@dataclass
class Body:
    """One vertebral body; mm."""

    name: str
    depth: float
    width: float
    anterior_height: float
    posterior_height: float
    waist: float
    posterior_concavity: float
    endplate_concavity: float
    pedicle_height: float
    pedicle_width: float
    haemangioma: float  # radius, 0 for none
    schmorl: float  # depth into the upper end plate, 0 for none

    @property
    def height(self) -> float:
        return (self.anterior_height + self.posterior_height) / 2

    @property
    def pedicle_drop(self) -> float:
        """mm from the upper end plate down to the pedicle's axis."""
        return self.pedicle_height / 2 + 0.4


@dataclass
class Side:
    """Posterior elements on one side of one disc level."""

    flavum: float  # thickness, mm
    facet: float  # continuous Weishaupt grade 0..3
    joint_space: float  # mm
    foraminal_bulge: float  # extra disc extension towards this foramen, mm


@dataclass
class Disc:
    """One motion segment: disc, canal and both sides; mm and degrees."""

    level: str
    anterior_height: float
    posterior_height: float
    tilt: float
    coronal_tilt: float
    rotation: float
    degeneration: float  # 0 bright nucleus .. 1 black disc
    bulge: float  # broad posterior extension
    bulge_arc: float  # half arc of the bulge from the posterior midline, degrees
    protrusion: float
    protrusion_angle: float  # degrees from the posterior midline, positive to the patient's right
    protrusion_arc: float
    osteophyte: float
    slip: float  # forward shift of the vertebra above
    canal_ap: float
    canal_width: float
    sac_ap: float
    sac_width: float
    posterior_fat: float
    modic: int
    sides: dict[str, Side] = field(default_factory=dict)


@dataclass
class Patient:
    seed: int
    bodies: list[Body]
    discs: list[Disc]
    conus_level: float  # index into LEVELS at which the cord ends
    lipomatosis: float
    muscle_fat: float
    skin_depth: float
    root_area: float  # mm^2 of all roots in the sac at L1-L2
    postoperative: str | None  # level with a laminectomy


def _softplus(value: float) -> float:
    return float(np.log1p(np.exp(value)))


def sample_patient(seed: int, shift: float = 0.0, focal: float = 0.0) -> Patient:
    """A random patient.

    `shift` moves the mean degeneration (0: as in the clinic); `focal` is the chance that a level, and each of
    its sides, is worse than its neighbors, which makes disease of upper levels and of one side less rare.
    """
    rng = np.random.default_rng(seed)
    scale = rng.normal(1.0, 0.06)
    age = rng.normal(shift, 1.0)
    lipomatosis = float(max(0.0, rng.normal(-1.1, 1.0)))
    narrow = rng.normal(0.0, 1.0)  # developmental width of the canal

    bodies = []
    for name in VERTEBRAE:
        depth, anterior, posterior = (max(0.7 * m, rng.normal(m * scale, 0.45 * s)) for m, s in _BODY[name])
        bodies.append(
            Body(
                name=name,
                depth=depth,
                width=depth * rng.normal(1.34, 0.05) * (1.12 if name in ("L5", "S1") else 1.0),
                anterior_height=anterior,
                posterior_height=posterior,
                waist=rng.uniform(0.04, 0.10),
                posterior_concavity=rng.uniform(0.5, 2.5),
                endplate_concavity=rng.uniform(0.3, 2.0),
                pedicle_height=rng.normal(11.5 if name == "L5" else 14.0, 1.0) * scale,
                pedicle_width=rng.normal(9.0, 1.2) * scale * (1.35 if name == "L5" else 1.0),
                haemangioma=rng.uniform(3, 8) if rng.random() < 0.06 else 0.0,
                schmorl=rng.uniform(2, 5) if rng.random() < 0.07 else 0.0,
            )
        )

    tilt_shift = rng.normal(0.0, 4.0)
    scoliosis = rng.normal(0.0, 3.5)
    discs = []
    for index, level in enumerate(LEVELS):
        (ha, sa), (hp, sp), (tilt, st), share = _DISC[level]
        local = share * (0.9 * age + rng.normal(0.0, 1.0)) + 0.5 * (share - 0.85)
        if rng.random() < focal:
            local += abs(rng.normal(0.0, 1.5))
        degeneration = float(1 / (1 + np.exp(-(1.3 * local + rng.normal(0.2, 0.5)))))
        loss = 1.0 - 0.5 * degeneration**2 * rng.uniform(0.4, 1.4)
        bulge = 1.25 * _softplus(1.6 * (local + 0.15) + rng.normal(0, 0.7))
        protruded = rng.random() < 0.10 + 0.12 * degeneration
        slip = 0.0
        if level in ("L3-L4", "L4-L5", "L5-S1") and rng.random() < 0.04 + 0.10 * degeneration:
            slip = rng.uniform(2.0, 8.0) * (1 if rng.random() < 0.8 else -0.6)
        canal = 1.0 + 0.06 * narrow
        sides = {}
        common_flavum = rng.normal(0.0, 0.5)
        for side in SIDES:
            wear = local + rng.normal(0.0, 0.8)
            bulging = bulge
            if rng.random() < focal:
                wear += abs(rng.normal(0.0, 1.5))
                bulging += abs(rng.normal(0.0, 2.5))
            sides[side] = Side(
                flavum=float(np.clip(2.9 + 0.7 * _softplus(1.5 * (wear + common_flavum) - 0.4), 1.8, 9.0)),
                facet=float(np.clip(0.4 + 1.0 * _softplus(1.3 * wear), 0.0, 3.3)),
                joint_space=float(np.clip(rng.normal(2.6, 0.5) - 0.7 * _softplus(wear), 0.5, 4.0)),
                foraminal_bulge=float(np.clip(0.6 * bulging * rng.normal(1.0, 0.7), 0.0, 6.0)),
            )
        discs.append(
            Disc(
                level=level,
                anterior_height=max(2.0, rng.normal(ha * scale, 0.7 * sa) * loss),
                posterior_height=max(1.5, rng.normal(hp * scale, 0.7 * sp) * loss),
                tilt=tilt + tilt_shift * (1 - index / 6) + rng.normal(0.0, 0.4 * st),
                coronal_tilt=scoliosis * np.sin(np.pi * index / 6 + 0.3) + rng.normal(0, 1.0),
                rotation=rng.normal(0.0, 2.5),
                degeneration=degeneration,
                bulge=float(np.clip(bulge, 0.0, 7.5)),
                bulge_arc=rng.uniform(60, 115),
                protrusion=rng.uniform(2.0, 7.0) if protruded else 0.0,
                protrusion_angle=rng.normal(0.0, 22.0),
                protrusion_arc=rng.uniform(12, 24),
                osteophyte=float(max(0.0, rng.normal(1.3 * local - 0.4, 1.2))),
                slip=slip,
                canal_ap=_CANAL_AP[level] * scale * canal * rng.normal(1, 0.05),
                canal_width=rng.normal(23.5, 1.3) * scale * (1.12 if level == "L5-S1" else 1.0),
                sac_ap=_SAC_AP[level] * scale * canal * rng.normal(1, 0.06),
                sac_width=_SAC_WIDTH[level] * scale * canal * rng.normal(1, 0.05),
                posterior_fat=float(
                    max(0.3, rng.normal(1.7, 0.8) + lipomatosis * (3.4 if index >= 4 else 2.4) + (0.3 if level == "L5-S1" else 0))
                ),
                modic=int(rng.choice([0, 1, 2, 3], p=_modic_chances(degeneration))),
                sides=sides,
            )
        )
    postoperative = None
    if rng.random() < 0.03:
        postoperative = str(rng.choice(["L3-L4", "L4-L5", "L5-S1"]))
    return Patient(
        seed=seed,
        bodies=bodies,
        discs=discs,
        conus_level=float(np.clip(rng.normal(1.6, 0.45), 0.6, 2.8)),
        lipomatosis=lipomatosis,
        muscle_fat=float(np.clip(rng.normal(0.12 + 0.1 * age, 0.1), 0.0, 0.6)),
        skin_depth=float(rng.uniform(8, 45)),
        root_area=float(rng.normal(42.0, 6.0)) * scale,
        postoperative=postoperative,
    )


def _modic_chances(degeneration: float) -> list[float]:
    any_change = 0.03 + 0.25 * degeneration**2
    return [1 - any_change, 0.35 * any_change, 0.55 * any_change, 0.10 * any_change]
