from __future__ import annotations

import numpy as np
import pytest
import torch

from deepspine.atlas import fit_atlas, predict_atlas
from deepspine.discs import find_discs, match_discs
from deepspine.figures import bootstrap_mean, dice_counts, dice_of
from deepspine.grid import labels_from_grid, labels_on_grid, to_grid
from deepspine.spider import read_volume

SPACING = 0.9375


def test_dice_of_known_overlap() -> None:
    truth, found = np.zeros((1, 10, 10), int), np.zeros((1, 10, 10), int)
    truth[0, :4] = 2
    found[0, 2:6] = 2
    assert dice_of(dice_counts(found, truth)) == {"vertebra": 1.0, "disc": 0.5, "canal": 1.0}


def test_bootstrap_interval_holds_the_mean() -> None:
    mean, low, high = bootstrap_mean([0.8, 0.9, 1.0])
    assert mean == pytest.approx(0.9)
    assert 0.8 <= low < mean < high <= 1.0


def test_discs_are_found_by_component_and_measured_in_mm() -> None:
    labels = np.zeros((4, 40, 40), int)
    labels[:, 4:8, 10:30] = 2
    labels[:, 24:28, 10:30] = 2
    labels[0, 38, 38] = 2
    first, second = find_discs(labels, (5.0, 1.0, 0.5), least=100)
    assert first.center == pytest.approx((7.5, 5.5, 9.75))
    assert second.center == pytest.approx((7.5, 25.5, 9.75))
    assert first.volume == pytest.approx(4 * 4 * 20 * 2.5)


def test_a_found_disc_serves_one_true_disc_only() -> None:
    labels = np.zeros((1, 60, 20), int)
    labels[:, 10:14] = labels[:, 22:26] = 2
    truth = find_discs(labels, (1, 1, 1), least=1)
    labels[:, 22:26] = 0
    labels[:, 40:44] = 2
    found = find_discs(labels, (1, 1, 1), least=1)
    assert match_discs(truth, found, within=15) == [pytest.approx(0.0), None]
    assert match_discs(truth, [], within=15) == [None, None]


def test_labels_survive_the_way_to_the_grid_and_back(data) -> None:
    volume = read_volume(data, "4")
    grid = labels_on_grid(volume, SPACING)
    assert grid.shape[1] % 16 == 0 and grid.shape[2] % 16 == 0
    assert to_grid(volume, SPACING).shape == (len(volume.image), 1, *grid.shape[1:])
    logits = torch.stack([(grid == index).float() for index in range(4)], dim=1)
    np.testing.assert_array_equal(labels_from_grid(logits, volume, SPACING).numpy(), volume.mask)


def test_slices_are_normalized_over_their_own_pixels(data) -> None:
    volume = read_volume(data, "4")
    _, height, width = volume.image.shape
    slices = to_grid(volume, SPACING)[:, 0, :height, :width]
    torch.testing.assert_close(slices.mean((1, 2)), torch.zeros(len(slices)), atol=1e-4, rtol=0)
    torch.testing.assert_close(slices.std((1, 2), correction=0), torch.ones(len(slices)), atol=1e-3, rtol=0)


def test_atlas_of_one_patient_knows_that_patient(data) -> None:
    volume = read_volume(data, "4")
    atlas = fit_atlas([volume], SPACING)
    predicted = predict_atlas(atlas, volume, SPACING).argmax(1).numpy()
    scores = dice_of(dice_counts(predicted, labels_on_grid(volume, SPACING).numpy()))
    assert min(scores.values()) > 0.95
