"""Lists the grades of the simulated discs that the grader learned from and was tested on, without making their images.

    python list_labels.py --out runs/labels --counts ../figures/simulated-label-counts.json

Writes `training.csv` and `test.csv` (study, level, condition, grade), the trivial baseline's labels and its truth, and how
often each grade was learned, by condition and level: what shift_labels.py needs. A patient's seed decides all of it; an hour
of two cores.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator
from multiprocessing import Pool
from pathlib import Path

import torch

from deepspine.conditions import GRADES
from deepspine.label_shift import PUBLISHED
from deepspine.simulator.truth import level_truth
from simulate import LUMBAR, Job, draw_patient

Row = tuple[str, str, str, str]

WHAT = (
    "Grades of the simulated training discs that the grader learned from, counted by condition and level "
    "(train by simulate.py --seed 100000 --patients 1015; counted by list_labels.py)"
)
# As simulate.py was called for the shipped grader: seed of the first patient, patients, discs of each.
TRAINING = (100000, 1015, len(LUMBAR))
TEST = (900000, 300, 3)


def labels_of(job: Job) -> list[Row]:
    """Study, level, condition, grade of a patient's discs; a condition that the simulator does not grade has no row."""
    torch.set_num_threads(1)
    anatomy, levels, _ = draw_patient(job)
    truths = [level_truth(anatomy, index) for index in levels]
    return [(str(job.seed), truth.level, name, truth.grades[name]) for truth in truths for name in GRADES if name in truth.grades]


def listed(first: int, patients: int, discs: int, test: bool, workers: int) -> Iterator[Row]:
    """The rows of patients whose seeds follow one another."""
    jobs = [Job(first + k, Path(), 0, discs, test) for k in range(patients)]
    with Pool(workers) as pool:
        for rows in pool.imap(labels_of, jobs, chunksize=8):
            yield from rows


def label_counts(rows: list[Row]) -> dict[str, dict[str, dict[str, int]]]:
    """Condition → level → grade → discs."""
    counts = {name: {level: dict.fromkeys(grades, 0) for level in PUBLISHED} for name, grades in GRADES.items()}
    for _, level, name, grade in rows:
        if level in PUBLISHED:
            counts[name][level][grade] += 1
    return counts


def write(path: Path, rows: list[Row]) -> None:
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([("study", "level", "condition", "grade"), *rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--counts", type=Path)
    parser.add_argument("--patients", type=int, help="of each set, to try it with fewer than were used")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for name, (first, patients, discs), test in (("training", TRAINING, False), ("test", TEST, True)):
        rows = list(listed(first, options.patients or patients, discs, test, options.workers))
        write(options.out / f"{name}.csv", rows)
        print(f"{name}: {len(rows)} grades", flush=True)
        if options.counts and not test:
            options.counts.write_text(json.dumps({"what": WHAT, "counts": label_counts(rows)}, indent=1) + "\n")


if __name__ == "__main__":
    main()
