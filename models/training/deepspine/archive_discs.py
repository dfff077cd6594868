"""A site's own discs: volumes of `deepspine extract`, read when they are needed, and labels of a CSV."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from deepspine.augment_disc import zscore
from deepspine.disc_volumes import IVD_LABELS

UNKNOWN = -100


@dataclass(frozen=True)
class Input:
    """One input of a grading model, as the manifest states it: (planes, rows, columns) and mm between them."""

    name: str
    shape: tuple[int, int, int]
    spacing: tuple[float, float, float]


def inputs_of(entry: dict) -> list[Input]:
    """The volumes that a grading model takes."""
    return [Input(i["name"], tuple(i["shape"][-3:]), tuple(i["spacingMm"])) for i in entry["inputs"]]


def heads_of(entry: dict) -> dict[str, list[str]]:
    """condition → its grades, in the order of the model's outputs."""
    return {o["condition"]: o["classes"] for o in entry["outputs"]}


@dataclass
class Disc:
    """Where a disc's volumes lie and what is known of it. labels: class per head, UNKNOWN where there is none."""

    study: str
    patient: str
    level: str
    files: dict[str, str]
    labels: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class WrittenLabel:
    """A label as a file states it, and the line it stands on."""

    study: str
    patient: str
    level: str
    condition: str
    grade: str
    line: int


def _plain(rows: csv.DictReader) -> Iterator[WrittenLabel]:
    """One label a row, as `deepspine read-reports` writes them."""
    study_column = "study" if "study" in (rows.fieldnames or []) else "report_id"
    for row in rows:
        study = row[study_column].strip()
        patient = (row.get("patient") or study).strip()
        yield WrittenLabel(study, patient, row["level"].strip().upper(), row["condition"].strip().upper(), row["grade"].strip().lower(), rows.line_num)


def _spider(rows: csv.DictReader) -> Iterator[WrittenLabel]:
    """SPIDER's radiological_gradings.csv: one disc a row, of which Disc bulging is a condition of ours."""
    levels = {label: level for level, label in IVD_LABELS.items()}
    for row in rows:
        level, grade = levels.get(int(row["IVD label"])), {"0": "absent", "1": "present"}.get(row["Disc bulging"].strip())
        if level and grade:
            yield WrittenLabel(row["Patient"], row["Patient"], level, "DB", grade, rows.line_num)


def _reader(path: Path, columns: list[str]) -> Callable[[csv.DictReader], Iterator[WrittenLabel]]:
    """How to read a file with these columns; ValueError for a file of no format that can be trained on."""
    if {"Patient", "IVD label", "Disc bulging"} <= set(columns):
        return _spider
    if "spinal_canal_stenosis_l4_l5" in columns:
        raise ValueError(f"{path}: RSNA 2024 does not tell none from mild, so these labels evaluate (--classes 3) but do not train.")
    if {"level", "condition", "grade"} <= set(columns) and {"study", "report_id"} & set(columns):
        return _plain
    raise ValueError(f"{path}: columns study (or report_id), level, condition, grade are needed, or those of SPIDER; it has {columns}.")


def read_labels(path: Path, heads: dict[str, list[str]]) -> tuple[dict[tuple[str, str], dict[str, int]], dict[str, str]]:
    """(study, level) → condition → class, and study → patient, of a CSV study (or report_id), level, condition, grade[, patient].

    SPIDER's radiological_gradings.csv is read as well. ValueError names the line of a grade that the condition does not have.
    """
    labels: dict[tuple[str, str], dict[str, int]] = {}
    patients: dict[str, str] = {}
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        for label in _reader(path, list(rows.fieldnames or []))(rows):
            if label.condition not in heads or label.grade in ("", "not-graded"):
                continue
            grades = heads[label.condition]
            if label.grade not in grades:
                raise ValueError(f"{path}, line {label.line}: {label.grade!r} is no grade of {label.condition} ({', '.join(grades)}).")
            labels.setdefault((label.study, label.level), {})[label.condition] = grades.index(label.grade)
            patients[label.study] = label.patient
    return labels, patients


def read_discs(root: Path, labels_file: Path, entry: dict) -> list[Disc]:
    """Labeled discs among those of index.csv. ValueError where a volume has not the model's shape, or none is labeled."""
    heads = heads_of(entry)
    labels, patients = read_labels(labels_file, heads)
    sagittal, *others = inputs_of(entry)
    columns = {sagittal.name: ("file", "shape")} | {i.name: (f"{i.name}_file", f"{i.name}_shape") for i in others}
    discs = []
    with open(root / "index.csv", newline="") as file:
        for row in csv.DictReader(file):
            known = labels.get((row["study"], row["level"]))
            if known is None:
                continue
            files = {}
            for wanted in (sagittal, *others):
                name, shape = (row.get(column, "") for column in columns[wanted.name])
                if not name:
                    continue
                if tuple(map(int, shape.split("x")))[-3:] != wanted.shape:
                    raise ValueError(
                        f"{name}: {shape} is not the shape {wanted.shape} of the model's input {wanted.name}; extract again with --models."
                    )
                files[wanted.name] = name
            discs.append(Disc(row["study"], patients[row["study"]], row["level"], files, [known.get(c, UNKNOWN) for c in heads]))
    if not discs:
        raise ValueError(f"{labels_file}: no label is of a disc in {root}; both must name studies alike.")
    return discs


def part_of(patient: str, test: float, validation: float) -> str:
    """'test', 'validation' or 'train': from the patient's name alone, so that a patient never changes sides."""
    share = int.from_bytes(hashlib.sha256(patient.encode()).digest()[:4], "big") / 2**32
    return "test" if share < test else "validation" if share < test + validation else "train"


def read_volumes(root: Path, discs: list[Disc], entry: dict) -> list[Tensor]:
    """One tensor (discs, planes, rows, columns) per input, as stored; zeros where a disc has none."""
    tensors = []
    for wanted in inputs_of(entry):
        volumes = np.zeros((len(discs), *wanted.shape), np.float32)
        for k, disc in enumerate(discs):
            if wanted.name in disc.files:
                samples = np.fromfile(root / disc.files[wanted.name], dtype="<f4")
                if samples.size != volumes[k].size:
                    raise ValueError(f"{disc.files[wanted.name]}: {samples.size} samples, expected {wanted.shape}.")
                volumes[k] = samples.reshape(wanted.shape)
        tensors.append(torch.from_numpy(volumes))
    return tensors


def normalized(volumes: list[Tensor]) -> list[Tensor]:
    """z-scores per volume, as the manifest's normalization says; volumes of zeros stay zeros."""
    return [zscore(v) * v.flatten(1).any(1)[:, None, None, None] for v in volumes]
