"""Real SPIDER discs as they are and warped to known severity, cut as the pipeline cuts them.

    python hybridise.py --data ../../../shared/data/spider --out runs/hybrid --images 8

One file per patient, in the format of simulate.py; a grade that is not known is null. The first image of a disc is
not warped and bears SPIDER's own labels.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np

from deepspine.crop_set import quantize
from deepspine.crops import AXIAL, SAGITTAL, Stack, cut
from deepspine.disc_volumes import bulging_labels, companion_labels
from deepspine.hybrid import RealDisc, Warp, WarpedStack, canal_grade, real_discs, reslice, stack_of
from deepspine.spider import patients_of, read_gradings, read_volume
from simulate import misplaced

# Sagittal slices are up to so thick, mm.
THICKEST = 4.5
# A bulge at least so deep and wide (half width) is one by the simulator's criterion, mm.
BULGE_DEPTH, BULGE_WIDTH = 2.5, 12.0


@dataclass(frozen=True)
class Job:
    data: Path
    out: Path
    patient: str
    images: int
    seed: int


def random_warp(rng: np.random.Generator) -> Warp:
    """Deformations whose remaining sacs spread over all four grades."""
    severity = rng.uniform(0, 1)
    share = rng.uniform(0.3, 0.9)
    return Warp(
        bulge=9 * severity * share,
        bulge_width=float(rng.uniform(9, 18)),
        back=9 * severity * (1 - share),
        narrowing=float(rng.uniform(0, 0.3) * severity),
        thinning=float(rng.uniform(0, 0.5)),
    )


def hybrid_grades(disc: RealDisc, source: WarpedStack, bulging: int | None, image: int) -> dict[str, str | None]:
    warp = source.warp
    known = None if bulging is None else ("absent", "present")[bulging]
    if image and known != "present":
        known = "present" if warp.bulge >= BULGE_DEPTH and warp.bulge_width >= BULGE_WIDTH else (known if warp.bulge < 1 else None)
    # The mask ends near S1: below L5 a missing canal is no stenosis.
    return {"SCS": canal_grade(source.area()) if disc.measurable else None, "DB": known}


def hybridise(job: Job) -> str:
    path = job.out / f"{job.patient}.npz"
    if path.exists():
        return job.patient
    rng = np.random.default_rng([job.seed, int(job.patient)])
    gradings = read_gradings(job.data)
    bulging, companions = bulging_labels(gradings), companion_labels(gradings)
    volume = read_volume(job.data, job.patient)
    image, canal = stack_of(volume, volume.image), stack_of(volume, (volume.mask == 3).astype(np.float32))
    sagittals, axials, coverages, truths = [], [], [], []
    for disc in real_discs(volume):
        for k in range(job.images if disc.measurable else 1):
            source = WarpedStack(image, canal, disc, Warp() if k == 0 else random_warp(rng))
            width = len(volume.image) * volume.spacing[0]
            thick = k > 0 and rng.random() < 0.4 and width > 2 * THICKEST
            spacing = float(rng.uniform(3.3, THICKEST)) if thick else volume.spacing[0]
            stack: Stack = reslice(source, width, spacing, spacing, float(rng.uniform(-0.5, 0.5)) if thick else 0.0)
            center, axes = (disc.center, disc.axes) if k == 0 else misplaced(disc.center, disc.axes, rng)
            sagittal, _ = cut(stack, SAGITTAL, center, axes)
            axial, coverage = (np.zeros(AXIAL.shape, np.float32), 0.0) if thick else cut(stack, AXIAL, center, axes)
            sagittals.append(quantize(sagittal))
            axials.append(quantize(axial))
            coverages.append(coverage)
            key = (job.patient, disc.level)
            truths.append({
                "level": disc.level, "image": k, "reformatted": True,
                "grades": hybrid_grades(disc, source, bulging.get(key), k),
                "companions": companions.get(key) if k == 0 else None,
                "measures": {
                    "sac_area": round(source.area(), 1), "bulge": round(source.warp.bulge, 2),
                    **(source.measurements() if disc.measurable else {}),
                },
            })
    np.savez(path, sagittal=np.stack(sagittals), axial=np.stack(axials), coverage=np.array(coverages, np.float32),
             truths=np.array(json.dumps(truths)))
    return job.patient


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--images", type=int, default=8, help="per disc, the first one as it is")
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--patients", nargs="*")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    names = options.patients or patients_of(options.data)
    jobs = [Job(options.data, options.out, name, options.images, options.seed) for name in names]
    with Pool(options.workers) as pool:
        for done, name in enumerate(pool.imap_unordered(hybridise, jobs), 1):
            print(f"{done} of {len(jobs)} patients (last {name})", flush=True)


if __name__ == "__main__":
    main()
