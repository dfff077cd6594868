"""What the grader must respect: the patient's sides, unknown labels, the order of grades."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from deepspine.conditions import GRADES, SIDES, UNKNOWN
from deepspine.crop_set import CropSet
from deepspine.crops import AXIAL, SAGITTAL, Stack
from deepspine.grader_training import class_weights, grading_loss
from deepspine.hybrid import RealDisc, Warp, WarpedStack, canal_grade
from deepspine.quantities import CENTRAL, SIDED, quantity_loss, targets_of
from deepspine.resnext import ResNeXt


def test_mirroring_a_disc_swaps_left_and_right() -> None:
    torch.manual_seed(1)
    model = ResNeXt().eval()
    sagittal, axial = torch.randn(2, *SAGITTAL.shape), torch.randn(2, *AXIAL.shape)
    with torch.no_grad():
        before = dict(zip((*model.heads, "quantities"), model(sagittal, axial), strict=True))
        after = dict(zip((*model.heads, "quantities"), model(sagittal.flip(1), axial.flip(3)), strict=True))
    for condition in GRADES:
        torch.testing.assert_close(after[SIDES.get(condition, condition)], before[condition], atol=1e-5, rtol=1e-4)
    assert not torch.allclose(before["LFS"], before["RFS"], atol=1e-4)
    middle, right, left = before["quantities"].split([len(CENTRAL), len(SIDED), len(SIDED)], 1)
    torch.testing.assert_close(after["quantities"], torch.cat([middle, left, right], 1), atol=1e-5, rtol=1e-4)
    assert not torch.allclose(right, left, atol=1e-4)


def logits_for(grade: int) -> tuple[torch.Tensor, ...]:
    """One disc whose severities all say `grade` with certainty."""
    return tuple(10 * torch.nn.functional.one_hot(torch.tensor([min(grade, len(g) - 1)]), len(g)).float() for g in GRADES.values())


def test_a_far_miss_costs_more_than_a_near_one() -> None:
    labels = torch.full((1, len(GRADES)), UNKNOWN)
    labels[0, list(GRADES).index("SCS")] = 0
    weights = [torch.ones(len(grades)) for grades in GRADES.values()]
    near, far = (grading_loss(logits_for(grade), labels, weights) for grade in (1, 3))
    assert far > near + 1


def test_unknown_labels_do_not_count() -> None:
    labels = torch.zeros(1, len(GRADES), dtype=torch.long)
    weights = class_weights(labels)
    column = list(GRADES).index("LFS")
    right, wrong = logits_for(0), list(logits_for(0))
    wrong[column] = logits_for(3)[column]
    assert grading_loss(tuple(wrong), labels, weights) > grading_loss(right, labels, weights) + 0.1
    labels[0, column] = UNKNOWN
    assert grading_loss(tuple(wrong), labels, weights) == grading_loss(right, labels, weights)


def canal_behind_a_disc() -> tuple[Stack, Stack, RealDisc]:
    """A bright canal 12 mm deep behind a disc at the origin."""
    y = np.arange(-40.0, 40.0, 0.5)
    row = ((y > 18) & (y < 30)).astype(np.float32)
    pixels = np.broadcast_to(row, (15, 120, len(y))).copy()
    positions = np.array([[x, -40.0, 30.0] for x in np.arange(-7.0, 8.0)])
    stack = Stack(pixels, positions, np.array([0.0, 1, 0]), np.array([0.0, 0, -1]), 0.5, 0.5)
    upright = np.array([[-1.0, 0, 0], [0, -1, 0], [0, 0, 1]])
    wall = np.full(57, -18.0)
    return stack, stack, RealDisc("L4-L5", np.zeros(3), upright, 8.0, wall, wall - 12, 0.0)


def bright_length(source: WarpedStack, z: float) -> float:
    """mm of the midline in front-back direction that is bright at height z."""
    y = np.arange(10.0, 40.0, 0.1)
    return float((source.sample(np.stack([0 * y, y, 0 * y + z], 1)) > 0.25).sum() * 0.1)


def test_warping_narrows_the_canal_at_the_disc_alone() -> None:
    image, canal, disc = canal_behind_a_disc()
    as_it_is, warped = (WarpedStack(image, canal, disc, warp) for warp in (Warp(), Warp(bulge=4, back=3)))
    assert bright_length(as_it_is, 0) == pytest.approx(12, abs=0.6)
    # In the midline the back wall moves by 0.6 of its push.
    assert bright_length(warped, 0) == pytest.approx(12 - 4 - 0.6 * 3, abs=0.6)
    assert bright_length(warped, 24) == pytest.approx(12, abs=0.6)
    assert canal_grade(as_it_is.area()) == "none"
    assert canal_grade(warped.area()) == "mild"


def test_only_known_quantities_count() -> None:
    targets = torch.tensor([targets_of({"sac_area": CENTRAL["sac_area"][0], "LFS_across": SIDED["FS_across"][0]})])
    known = targets.isfinite()
    assert int(known.sum()) == 2
    right = torch.where(known, 0.0, 50.0)
    assert quantity_loss(right, targets) == 0
    assert quantity_loss(right + 1, targets) > 0.5
    assert quantity_loss(right, torch.full_like(targets, float("nan"))) == 0


def test_a_place_that_no_image_shows_has_no_label() -> None:
    left = list(GRADES).index("LFS")
    shown = torch.ones(2, len(GRADES), 2, dtype=torch.bool)
    shown[0, left] = torch.tensor([False, True])
    shown[1, left] = False
    nothing = torch.zeros(2, 1, 1, 1)
    labels = torch.ones(2, len(GRADES), dtype=torch.long)
    crops = CropSet(nothing, nothing, torch.ones(2, dtype=torch.bool), labels, labels[:, :0], shown, ["1", "1"], ["L4-L5", "L5-S1"])
    with_axial, without = (crops.visible_labels(torch.full((2,), kept)) for kept in (True, False))
    assert with_axial[:, left].tolist() == [1, UNKNOWN]
    assert without[:, left].tolist() == [UNKNOWN, UNKNOWN]
    assert bool((without[:, list(GRADES).index("RFS")] == 1).all())
