from __future__ import annotations

import torch

from deepspine import augment, augment_disc


def test_image_and_labels_are_warped_alike() -> None:
    """An image that shows its own labels still shows them after a random warp."""
    rng = torch.Generator().manual_seed(5)
    mask = torch.zeros(1, 1, 200, 160)
    mask[..., 60:90, 40:100] = 1
    mask[..., 95:110, 40:100] = 2
    # Nothing at the border, since an image may repeat its edge outside, labels never.
    mask[..., 10:190, 110:125] = 3
    for _ in range(5):
        grid = augment.sampling_grid(1, (256, 192), (200.0, 160.0), 0.9, augment.Geometry(), rng)
        image, shares = augment.warp(mask.clone(), mask, grid, rng)
        seen = image[0, 0] - image.min()
        expected = (shares[0] * torch.arange(4.0)[:, None, None]).sum(0)
        assert torch.corrcoef(torch.stack([seen.flatten(), expected.flatten()]))[0, 1] > 0.95


def test_degraded_slices_are_normalized() -> None:
    rng = torch.Generator().manual_seed(1)
    shares = torch.zeros(3, 4, 64, 48)
    shares[:, 0] = 1
    image = augment.degrade(torch.rand(3, 1, 64, 48, generator=rng), shares, rng)
    assert torch.isfinite(image).all()
    torch.testing.assert_close(image.mean((1, 2, 3)), torch.zeros(3), atol=1e-4, rtol=0)


def test_a_slice_without_spine_holds_no_label_and_no_spine() -> None:
    """Only slices in which the spine really is gone lose their labels."""
    rng = torch.Generator().manual_seed(3)
    shares = torch.zeros(64, 4, 96, 208)
    shares[:, 0] = 1
    shares[:, 0, :, 90:120] = 0
    shares[:, 1, :, 90:120] = 1
    image = shares[:, 1:2].clone()
    changed, labels = augment.without_spine(image, shares, rng, share=0.5)
    gone = labels[:, 0].flatten(1).min(1).values == 1
    assert 0 < gone.sum() < 64
    assert changed[gone].max() < 0.05
    torch.testing.assert_close(changed[~gone], image[~gone])
    torch.testing.assert_close(labels[~gone], shares[~gone])


def test_disc_movements_stay_within_the_localisation_error() -> None:
    """A bright spot in the middle of a volume moves at most by the stated error."""
    volumes = torch.zeros(200, 5, 112, 112)
    volumes[:, :, 54:58, 54:58] = 1
    moved = augment_disc.move(volumes, (3.0, 0.5, 0.5), torch.Generator().manual_seed(2)).sum(1)
    rows = (moved.sum(2) * torch.arange(112)).sum(1) / moved.sum((1, 2))
    columns = (moved.sum(1) * torch.arange(112)).sum(1) / moved.sum((1, 2))
    shift = torch.stack([rows - 55.5, columns - 55.5]).abs() * 0.5
    assert shift.max() < augment_disc.CENTRE_MM * 1.25
    assert shift.max() > 1.0
