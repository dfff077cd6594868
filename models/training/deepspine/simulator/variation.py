"""Patients unlike the usual ones: findings that come alone, and a transitional last level."""

from __future__ import annotations

import numpy as np

from .parameters import SIDES, Patient

# Chance that a finding of a training disc is drawn apart from the others, and that a patient's fat is.
_APART = 0.25
_TRANSITIONAL = 0.05


def set_findings_apart(patient: Patient, rng: np.random.Generator) -> None:
    """Draws some findings anew, whatever the others are, in place.

    In patients bulge, height, facets, flavum and foramina worsen together, and a grader that has seen nothing else
    grades one by the other. Here a narrow foramen beside healthy facets, or thick ligament over a high disc, is common.
    """

    def anew(usual: float, least: float, most: float) -> float:
        return float(rng.uniform(least, most)) if rng.random() < _APART else usual

    patient.lipomatosis = anew(patient.lipomatosis, 0, 2.4)
    for disc in patient.discs:
        if rng.random() < _APART:
            height = float(rng.uniform(0.4, 1.15)) / 0.85
            disc.anterior_height, disc.posterior_height = max(2.0, disc.anterior_height * height), max(1.5, disc.posterior_height * height)
        disc.bulge = anew(disc.bulge, 0, 6.5)
        disc.osteophyte = anew(disc.osteophyte, 0, 4.5)
        disc.posterior_fat = anew(disc.posterior_fat, 0.3, 9.0)
        for name in SIDES:
            side = disc.sides[name]
            side.foraminal_bulge = anew(side.foraminal_bulge, 0, 6)
            side.facet = anew(side.facet, 0, 3.3)
            side.flavum = anew(side.flavum, 2, 7.5)
            side.joint_space = anew(side.joint_space, 0.5, 4)


def make_transitional(patient: Patient, rng: np.random.Generator) -> None:
    """Now and then gives the last disc the size of a rudimentary one, as above a sacralized L5, in place."""
    if rng.random() >= _TRANSITIONAL:
        return
    last = patient.discs[-1]
    share = float(rng.uniform(0.35, 0.6))
    last.anterior_height, last.posterior_height = max(2.0, last.anterior_height * share), max(1.5, last.posterior_height * share)
    last.bulge = last.protrusion = last.osteophyte = last.slip = 0.0
    last.modic = 0
    for name in SIDES:
        side = last.sides[name]
        side.facet, side.flavum, side.foraminal_bulge = min(side.facet, 0.8), min(side.flavum, 3.0), 0.0
