"""Simulates discs with known grades and cuts them as the pipeline does.

    python simulate.py --out runs/simulated --seed 100000 --patients 900 --workers 2
    python simulate.py --out runs/simulated-test --seed 900000 --patients 300 --discs 3 --test

One file per patient (sagittal, axial, coverage, truths); a patient whose file is there is not made again. Training
patients are sicker than the clinic's, and some of their findings come alone, so that rare grades and rare combinations
are seen; test patients are as in the clinic, and have seeds and image parameters of their own.
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import torch

from deepspine.crop_set import quantize
from deepspine.crops import AXIAL, SAGITTAL, Stack, VolumeSpec, cut
from deepspine.simulator.anatomy import Anatomy
from deepspine.simulator.measure import measurements
from deepspine.simulator.parameters import LEVELS, sample_patient
from deepspine.simulator.places import places_of
from deepspine.simulator.roots import build_anatomy
from deepspine.simulator.signal import TEST, TRAINING
from deepspine.simulator.study import axial_stack, sagittal_stack, turned
from deepspine.simulator.truth import level_truth
from deepspine.simulator.variation import make_transitional, set_findings_apart
from deepspine.simulator.volume import paint_volume

LUMBAR = range(LEVELS.index("L1-L2"), len(LEVELS))
# Localisation error of the training crops: standard deviations in mm and degrees about right, anterior, normal.
CENTER_ERROR = (1.0, 1.6, 1.3)
ANGLE_ERROR = (3.5, 1.5, 1.5)


@dataclass(frozen=True)
class Job:
    seed: int
    out: Path
    images: int  # per disc
    discs: int  # per patient, drawn at random
    test: bool


def misplaced(center: np.ndarray, axes: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The disc frame as an imperfect localisation finds it: at most 4 mm and 8 degrees off along each axis."""
    shift = np.clip(rng.normal(0, CENTER_ERROR), -4, 4)
    return center + axes @ shift, turned(axes, np.clip(rng.normal(0, ANGLE_ERROR), -8, 8))


def draw_patient(job: Job) -> tuple[Anatomy, list[int], np.random.Generator]:
    """A patient's anatomy, the levels (indices) that are imaged, and the generator that goes on to draw the images."""
    rng = np.random.default_rng(job.seed + 7)
    patient = sample_patient(job.seed, 0.3 if job.test else float(rng.uniform(-0.2, 1.6)), 0.0 if job.test else 0.35)
    make_transitional(patient, rng)
    if not job.test:
        set_findings_apart(patient, rng)
    anatomy = build_anatomy(patient)
    levels = sorted(rng.choice(LUMBAR, job.discs, replace=False)) if job.discs < len(LUMBAR) else list(LUMBAR)
    return anatomy, levels, rng


def simulate(job: Job) -> int:
    """Makes one patient's file."""
    torch.set_num_threads(1)
    path = job.out / f"{job.seed}.npz"
    if path.exists():
        return job.seed
    style = TEST if job.test else TRAINING
    anatomy, levels, rng = draw_patient(job)
    sagittals, axials, coverages, truths = [], [], [], []

    def add(stack: Stack, spec: VolumeSpec, frame: tuple[np.ndarray, np.ndarray], volumes: list[np.ndarray]) -> float:
        volume, coverage = cut(stack, spec, *frame)
        volumes.append(quantize(volume))
        return coverage

    for index in levels:
        truth = level_truth(anatomy, index)
        places = places_of(anatomy, index)
        volume = paint_volume(anatomy, index)
        measured = {**truth.measures, **measurements(volume)}
        center, axes = volume.frame.center.numpy().astype(float), volume.frame.axes.numpy().astype(float)
        for image in range(job.images):
            frame = misplaced(center, axes, rng)
            sagittal = sagittal_stack(volume, rng, style)
            add(sagittal, SAGITTAL, frame, sagittals)
            # Thin sagittal slices can be reformatted; sites with a 3D series often have no axial one.
            reformatted = sagittal.slice_spacing <= 1.5 and rng.random() < 0.5
            axial = sagittal if reformatted else axial_stack(volume, rng, style)
            coverages.append(add(axial, AXIAL, frame, axials))
            truths.append({"level": truth.level, "image": image, "reformatted": reformatted,
                           "grades": truth.grades, "measures": measured,
                           "shown": {name: [stack.shows(point) for stack in (sagittal, axial)] for name, point in places.items()}})
    partial = path.with_suffix(".part.npz")
    np.savez(partial, sagittal=np.stack(sagittals), axial=np.stack(axials), coverage=np.array(coverages, np.float32),
             truths=np.array(json.dumps(truths)))
    os.replace(partial, path)
    return job.seed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, required=True, help="of the first patient; the others follow")
    parser.add_argument("--patients", type=int, required=True)
    parser.add_argument("--images", type=int, default=0, help="per disc (default 2, test 1)")
    parser.add_argument("--discs", type=int, default=len(LUMBAR), help="per patient, drawn at random")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--test", action="store_true")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    images = options.images or (1 if options.test else 2)
    jobs = [Job(options.seed + k, options.out, images, options.discs, options.test) for k in range(options.patients)]
    with Pool(options.workers) as pool:
        for done, seed in enumerate(pool.imap_unordered(simulate, jobs), 1):
            if done % 10 == 0 or done == len(jobs):
                print(f"{done} of {len(jobs)} patients (last seed {seed})", flush=True)


if __name__ == "__main__":
    main()
