"""The simulated spine: sides and levels are where they should be, and pressing on the sac narrows it."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch

from deepspine.simulator.acquisition import Scanner, StackGeometry, image_stack
from deepspine.simulator.parameters import LEVELS, Patient, sample_patient
from deepspine.simulator.roots import build_anatomy
from deepspine.simulator.signal import sample_sequence, signal_at
from deepspine.simulator.spine import build_spine
from deepspine.simulator.tissue import Tissue, tissue_at
from deepspine.simulator.truth import level_truth

L4_L5 = LEVELS.index("L4-L5")


def healthy(seed: int = 3) -> Patient:
    """A patient without scoliosis, rotation, slips or disease at L4-L5."""
    patient = sample_patient(seed)
    patient.postoperative = None
    for disc in patient.discs:
        disc.coronal_tilt = disc.rotation = disc.slip = 0.0
        disc.bulge = disc.protrusion = disc.osteophyte = 0.0
        disc.posterior_fat = 2.0
        for side in disc.sides.values():
            side.flavum, side.facet, side.foraminal_bulge = 3.0, 0.5, 0.0
    return patient


def test_the_same_seed_gives_the_same_patient() -> None:
    assert sample_patient(7) == sample_patient(7)
    assert sample_patient(7) != sample_patient(8)


def test_discs_lie_between_their_vertebrae_from_head_to_foot() -> None:
    spine = build_spine(sample_patient(11))
    heights = [float(frame.center[2]) for frame in spine.discs]
    assert heights == sorted(heights, reverse=True)
    for index, disc in enumerate(spine.discs):
        assert float(disc.local(spine.vertebrae[index].center[None])[2]) > 8
        assert float(disc.local(spine.vertebrae[index + 1].center[None])[2]) < -8


def test_axes_are_the_patients_right_front_and_head() -> None:
    frame = build_spine(healthy()).vertebrae[4]
    # LPS: the patient's right is -x, the front is -y, the head is +z.
    assert float(frame.axes[0, 0]) < -0.95
    assert float(frame.axes[1, 1]) < -0.8
    assert float(frame.axes[2, 2]) > 0.8
    torch.testing.assert_close(frame.axes.T @ frame.axes, torch.eye(3), atol=1e-5, rtol=0)


def test_tissues_are_where_anatomy_has_them() -> None:
    anatomy = build_anatomy(healthy())
    disc = anatomy.spine.discs[L4_L5]
    body = anatomy.spine.vertebrae[L4_L5]
    depth = anatomy.patient.bodies[L4_L5].depth
    points = torch.stack([body.place(0, 0, 0), disc.place(0, 0, 0), disc.place(0, -depth / 2 - 8, 0)])
    found = [Tissue(int(label)) for label in tissue_at(anatomy, points)]
    assert found[0] in (Tissue.MARROW, Tissue.HAEMANGIOMA)
    assert found[1] in (Tissue.NUCLEUS, Tissue.ANNULUS)
    assert found[2] in (Tissue.CSF, Tissue.ROOT)


@pytest.mark.parametrize(("side", "sign"), [("left", 1.0), ("right", -1.0)])
def test_a_facet_grows_on_its_own_side(side: str, sign: float) -> None:
    patient = healthy()
    grown = copy.deepcopy(patient)
    grown.discs[L4_L5].sides[side].facet = 3.0
    before, after = build_anatomy(patient), build_anatomy(grown)
    frame = before.spine.discs[L4_L5]
    x = torch.arange(-26.0, 26.01, 1.0)
    y = torch.arange(-48.0, -24.01, 1.0)
    right, front = torch.meshgrid(x, y, indexing="ij")
    points = frame.center + right.reshape(-1, 1) * frame.axes[:, 0] + front.reshape(-1, 1) * frame.axes[:, 1]
    changed = points[tissue_at(before, points) != tissue_at(after, points)]
    assert len(changed) > 5
    # The patient's left is +x.
    assert bool((changed[:, 0] * sign > 0).all())


def test_a_bulge_narrows_the_sac_at_its_level_alone() -> None:
    patient = healthy()
    bulging = copy.deepcopy(patient)
    bulging.discs[L4_L5].bulge = 6.0
    before, after = build_anatomy(patient), build_anatomy(bulging)
    here = [level_truth(anatomy, L4_L5).measures["sac_area"] for anatomy in (before, after)]
    above = [level_truth(anatomy, L4_L5 - 1).measures["sac_area"] for anatomy in (before, after)]
    assert here[1] < 0.85 * here[0]
    assert above[1] == pytest.approx(above[0], rel=0.02)
    assert level_truth(after, L4_L5).grades["DB"] == "present"
    assert level_truth(before, L4_L5).grades["DB"] == "absent"


def test_csf_is_bright_behind_the_disc() -> None:
    anatomy = build_anatomy(healthy())
    center = anatomy.spine.discs[L4_L5].center.numpy()
    geometry = StackGeometry(
        positions=np.array([[center[0], center[1] - 30, center[2] + 40]]),
        row_direction=np.array([0.0, 1.0, 0.0]),
        column_direction=np.array([0.0, 0.0, -1.0]),
        rows=96, columns=96, pixel=0.85, thickness=4.0,
    )
    sequence = sample_sequence(np.random.default_rng(0), axial=True)
    scanner = Scanner(acquired_pixel=0.9, noise=0.01, shading=0.0, ghosting=0.0, seed=0)
    (image,) = image_stack(lambda points: signal_at(anatomy, points, sequence), geometry, scanner, samples=1)
    assert image.shape == (96, 96)
    assert np.isfinite(image).all()
    depth = anatomy.patient.bodies[L4_L5].depth
    row, column = round(40 / 0.85), round((30 + depth / 2 + 8) / 0.85)
    assert image[row - 2 : row + 3, column - 2 : column + 3].mean() > 1.5 * np.median(image)
