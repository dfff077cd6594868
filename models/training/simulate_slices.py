"""Simulated sagittal slices over the full width of a patient, for the segmentation: beside the spine nothing is labeled.

    python simulate_slices.py --out runs/slices --seed 500000 --patients 80

One file per patient: images (slices, rows, columns) uint8, codes of the labels (deepspine/partial_labels.py) of the same shape,
spacing in mm. Slices lie anywhere between the flanks; kidneys, bowel, vessels and muscle are around the spine.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import fields
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from deepspine.partial_labels import BACKGROUND, BELOW, CANAL, DISC, SACRUM, VERTEBRA
from deepspine.simulator import shapes
from deepspine.simulator.acquisition import StackGeometry, image_stack, sample_scanner
from deepspine.simulator.anatomy import Anatomy
from deepspine.simulator.parameters import LEVELS, sample_patient
from deepspine.simulator.roots import build_anatomy
from deepspine.simulator.signal import TRAINING, sample_sequence, signal_of
from deepspine.simulator.tissue import Fields, Tissue, fields_at, paint
from deepspine.simulator.variation import make_transitional
from deepspine.simulator.walls import body_distance

# mm: the field of view (rows, columns), the grids on which distances are evaluated and tissues painted.
VIEW = (270.0, 224.0)
COARSE = 2.4
FINE = 0.8
# How far aside of the spine slices lie, mm; every second one is within the spine's own width.
ASIDE = 78.0
WITHIN = 30.0
SLICES = 6


def grid(step: float) -> tuple[Tensor, Tensor]:
    """mm to the back and to the feet of the middle of the view, (rows, columns) each."""
    rows, columns = (round(side / step) for side in VIEW)
    down = (torch.arange(rows) + 0.5) / rows * VIEW[0] - VIEW[0] / 2
    back = (torch.arange(columns) + 0.5) / columns * VIEW[1] - VIEW[1] / 2
    return torch.meshgrid(down, back, indexing="ij")


def plane(anatomy: Anatomy, x: float, middle: np.ndarray) -> tuple[Tensor, Fields]:
    """Points (rows x columns, 3) of the sagittal plane at x (LPS mm), FINE apart, and their fields."""

    def points(step: float) -> Tensor:
        down, back = grid(step)
        return torch.stack([torch.full_like(down, x), middle[1] + back, middle[2] - down], -1).reshape(-1, 3).float()

    coarse = fields_at(anatomy, points(COARSE))
    shape, size = grid(COARSE)[0].shape, grid(FINE)[0].shape
    stacked = torch.stack([getattr(coarse, f.name).clamp(-200, 200) for f in fields(Fields)]).reshape(1, -1, *shape)
    smooth = F.interpolate(stacked, size=size, mode="bilinear", align_corners=False)[0]
    return points(FINE), Fields(*smooth.reshape(stacked.shape[1], -1))


def paint_organs(anatomy: Anatomy, points: Tensor, field: Fields, label: Tensor, rng: np.random.Generator) -> None:
    """Kidneys with cortex, pyramids and fat, cysts, and loops of bowel with fluid or gas, in place, where soft tissue is."""
    soft = (label == Tissue.FAT) | (label == Tissue.BOWEL) | (label == Tissue.MUSCLE)
    top = anatomy.spine.discs[LEVELS.index("L1-L2")].center
    for side in (-1.0, 1.0):
        center = (side * rng.uniform(50, 66), rng.uniform(6, 28), float(top[2]) + rng.uniform(-45, 15))
        radii = (rng.uniform(22, 28), rng.uniform(20, 27), rng.uniform(46, 60))
        at = (field.u, field.v, points[:, 2])
        kidney = shapes.ellipsoid(*at, center, radii)
        ripple = shapes.waves(points, anatomy.patient.seed + 31, (9.0, 16.0))
        label[soft & (kidney < 0)] = Tissue.BOWEL
        label[soft & (kidney < -5) & (ripple > -0.2)] = Tissue.JOINT
        label[soft & (kidney < -14) & (ripple > -0.6)] = Tissue.FAT
        if rng.random() < 0.3:
            middle = (center[0] + rng.uniform(-18, 18), center[1] + rng.uniform(-18, 18), center[2] + rng.uniform(-40, 40))
            cyst = shapes.ellipsoid(*at, middle, (rng.uniform(4, 14),) * 3)
            label[soft & (cyst < 0)] = Tissue.CSF
    loops = shapes.waves(points, anatomy.patient.seed + 33, (16.0, 34.0))
    front = soft & (field.v > 56)
    label[front & (loops > 0.9)] = Tissue.CSF if rng.random() < 0.5 else Tissue.BOWEL
    label[front & (loops < -1.1)] = Tissue.AIR
    # Vessels that cross the slice beside the bodies, one per level, as small round or oblong voids or bright spots.
    for frame in anatomy.spine.vertebrae[:-1]:
        if rng.random() < 0.7:
            place = frame.place(float(rng.choice([-1, 1])) * rng.uniform(24, 34), rng.uniform(-6, 20), rng.uniform(-9, 9))
            size = (rng.uniform(6, 14), rng.uniform(2, 9), rng.uniform(1.5, 4.5))
            local = shapes.ellipsoid(*(points - place).T, (0.0, 0.0, 0.0), size)
            label[soft & (local < 0)] = int(rng.choice([Tissue.VESSEL, Tissue.LIGAMENT, Tissue.JOINT, Tissue.ANNULUS]))


def codes_of(anatomy: Anatomy, points: Tensor, field: Fields, label: Tensor) -> Tensor:
    """Codes of the labels at points: what the tissues belong to; below S1 and behind it nothing is said of bone and sac."""
    codes = torch.full_like(label, BACKGROUND)
    lowest = anatomy.spine.discs[-1].local(points)[2] < 0
    bone = field.bone < 0.1
    disc = (field.disc < 0) & ~bone
    sac = (label == Tissue.CSF) | (label == Tissue.CORD) | ((label == Tissue.ROOT) & (field.exiting > 0))
    sac &= (field.u.abs() < field.canal_width) & (field.v.abs() < field.canal_ap)
    s1 = body_distance(anatomy, len(anatomy.spine.vertebrae) - 1, points)[0] < 0.3
    beneath = lowest & (anatomy.spine.vertebrae[-1].local(points)[2] < -anatomy.patient.bodies[-1].height / 2)
    codes[beneath] = BELOW
    codes[bone] = VERTEBRA
    codes[bone & lowest] = BELOW
    codes[disc] = DISC
    codes[s1 & ~disc] = SACRUM
    codes[sac & ~disc & ~bone] = CANAL
    return codes


def simulate(job: tuple[int, Path]) -> int:
    """Makes one patient's file."""
    seed, out = job
    torch.set_num_threads(1)
    path = out / f"{seed}.npz"
    if path.exists():
        return seed
    rng = np.random.default_rng(seed + 11)
    patient = sample_patient(seed, float(rng.uniform(-0.2, 1.6)), 0.35)
    make_transitional(patient, rng)
    anatomy = build_anatomy(patient)
    middle = anatomy.spine.discs[LEVELS.index("L3-L4")].center.numpy().astype(float)
    middle = middle + np.array([0.0, rng.uniform(0, 30), rng.uniform(-18, 18)])
    images, codes = [], []
    size = grid(FINE)[0].shape
    for k in range(SLICES):
        x = middle[0] + float(rng.uniform(-1, 1)) * (ASIDE if k % 2 else WITHIN)
        points, field = plane(anatomy, x, middle)
        label = paint(anatomy, points, field)
        paint_organs(anatomy, points, field, label, rng)
        noise = torch.Generator().manual_seed(int(rng.integers(2**31)))
        coarse = [torch.randn(1, 1, *(max(4, round(n * FINE / step)) for n in size), generator=noise) for step in (9.0, 2.0)]
        textures = [F.interpolate(grain, size=size, mode="bicubic")[0, 0].reshape(-1) for grain in coarse]
        signal = signal_of(label, field.signal, *textures, sample_sequence(rng, False, TRAINING)).reshape(1, 1, *size)

        def source(at: Tensor) -> Tensor:
            place = torch.stack([(at[:, 1] - middle[1]) * 2 / VIEW[1], (middle[2] - at[:, 2]) * 2 / VIEW[0]], -1)
            return F.grid_sample(signal, place[None, None].float(), padding_mode="border", align_corners=False).reshape(-1)

        corner = np.array([[x, middle[1] - VIEW[1] / 2 + FINE / 2, middle[2] + VIEW[0] / 2 - FINE / 2]])
        geometry = StackGeometry(corner, np.array([0.0, 1, 0]), np.array([0.0, 0, -1]), *size, FINE, 4.0)
        image = image_stack(source, geometry, sample_scanner(rng, TRAINING), samples=1, finer=1)[0]
        images.append((image / np.percentile(image, 99.5) * 230).clip(0, 255).astype(np.uint8))
        codes.append(codes_of(anatomy, points, field, label).reshape(size).numpy().astype(np.uint8))
    partial = path.with_suffix(".part")
    with open(partial, "wb") as file:
        np.savez_compressed(file, images=np.stack(images), codes=np.stack(codes), spacing=np.float32(FINE))
    os.replace(partial, path)
    return seed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, required=True, help="of the first patient; the others follow")
    parser.add_argument("--patients", type=int, required=True)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with Pool(options.workers) as pool:
        for done, seed in enumerate(pool.imap_unordered(simulate, [(options.seed + k, options.out) for k in range(options.patients)]), 1):
            if done % 10 == 0 or done == options.patients:
                print(f"{done} of {options.patients} patients (last seed {seed})", flush=True)


if __name__ == "__main__":
    main()
