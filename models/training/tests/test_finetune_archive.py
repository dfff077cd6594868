"""A site's own discs: the installed grader is fine-tuned from its ONNX file alone, by one process and by two."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from deepspine.archive_discs import heads_of, inputs_of, part_of, read_discs, read_labels
from deepspine.evidence import claims_unheld
from deepspine.manifest import file_facts, model_entry, read_manifest
from deepspine.onnx_module import OnnxModule
from deepspine.onnx_runtime import onnxruntime

TRAINING = Path(__file__).parent.parent
MODELS = TRAINING.parent
LEVELS = ("L4-L5", "L5-S1")


@pytest.fixture(scope="module")
def entry() -> dict:
    return model_entry(read_manifest(MODELS / "manifest.json"), "disc-grading")


@pytest.fixture(scope="module")
def archive(entry: dict, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Discs of 40 patients in the layout of `deepspine extract`; a bulging one has a bright block behind it."""
    root = tmp_path_factory.mktemp("archive")
    rng = np.random.default_rng(0)
    sagittal, axial = inputs_of(entry)
    with open(root / "index.csv", "w", newline="") as index, open(root / "labels.csv", "w", newline="") as labels:
        rows, grades = csv.writer(index), csv.writer(labels)
        rows.writerow(["study", "level", "file", "shape", "axial_file", "axial_shape"])
        grades.writerow(["report_id", "level", "condition", "grade"])
        for patient in range(40):
            for k, level in enumerate(LEVELS):
                bulging = (patient + k) % 2
                volume = rng.normal(100, 20, sagittal.shape).astype("<f4")
                if bulging:
                    _, height, width = sagittal.shape
                    volume[:, height // 3 : 2 * height // 3, width // 2 :] += 150
                name = f"{patient}_{level}.f32"
                volume.tofile(root / name)
                other = f"{patient}_{level}_axial.f32" if k else ""
                if other:
                    rng.normal(100, 20, axial.shape).astype("<f4").tofile(root / other)
                shape = "x".join(map(str, axial.shape)) if other else ""
                rows.writerow([patient, level, name, "x".join(map(str, sagittal.shape)), other, shape])
                grades.writerow([patient, level, "DB", "present" if bulging else "absent"])
    return root


def tune(archive: Path, out: Path, *extra: str, processes: int = 1) -> subprocess.CompletedProcess[str]:
    launch = [sys.executable] if processes == 1 else [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"]
    arguments = ["--discs", archive, "--labels", archive / "labels.csv", "--models", MODELS, "--out", out, "--threads", "1", *extra]
    return subprocess.run([*launch, "finetune_archive.py", *map(str, arguments)], cwd=TRAINING, capture_output=True, text=True, timeout=1800)


def test_the_module_computes_what_onnx_runtime_computes(entry: dict) -> None:
    path = MODELS / entry["file"]
    model = OnnxModule(path).eval()
    volumes = [torch.randn(3, *i.shape, generator=torch.Generator().manual_seed(1)) for i in inputs_of(entry)]
    with torch.no_grad():
        ours = model(*volumes)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    for disc in range(3):
        theirs = session.run(model.outputs, {name: v[disc : disc + 1].numpy() for name, v in zip(model.inputs, volumes, strict=True)})
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(a[disc].numpy(), b[0], atol=1e-4)


def test_unchanged_weights_are_written_as_they_were(entry: dict, tmp_path: Path) -> None:
    model = OnnxModule(MODELS / entry["file"])
    model.save(tmp_path / "same.onnx")
    again = OnnxModule(tmp_path / "same.onnx")
    for before, after in zip(model.parameters(), again.parameters(), strict=True):
        assert torch.equal(before, after)


def test_two_processes_train_one_model_that_can_be_installed(archive: Path, entry: dict, tmp_path: Path) -> None:
    out = tmp_path / "models"
    run = tune(archive, out, "--version", "9.0.0-site", "--steps", "12", "--batch", "8", "--rate", "1e-3", "--heads-only", processes=2)
    assert run.returncode == 0, run.stderr
    assert '"processes": 2' in run.stdout
    manifest = read_manifest(out / "manifest.json")
    new = model_entry(manifest, "disc-grading")
    assert new["version"] == "9.0.0-site"
    assert new["training"]["conditions"] == ["DB"]
    for model in manifest["models"]:
        assert {key: model[key] for key in ("file", "sha256", "bytes")} == file_facts(out / model["file"])
    assert new["sha256"] != entry["sha256"]
    # What is claimed is what its own test patients gave, and who has not learned here leaves DB to it.
    assert claims_unheld(manifest, out) == []
    evidence = {output["name"]: output["evidence"]["status"] for output in new["outputs"]}
    assert evidence.pop("DB") == "real" and set(evidence.values()) == {"simulated-only"}
    assert "archive" in model_entry(manifest, "disc-grading")["outputs"][3]["evidence"]["figures"]
    others = [output.get("condition") for model in manifest["models"] if model["name"] != "disc-grading" for output in model["outputs"]]
    assert "DB" not in others
    # The head that has labels changes most; the others are held where they are.
    discs = read_discs(archive, archive / "labels.csv", entry)
    patients = {d.patient for d in discs if part_of(d.patient, 0.2, 0.15) == "test"}
    lines = {name: [json.loads(line) for line in (out / f"predictions-{name}.jsonl").read_text().splitlines()] for name in ("before", "after")}
    assert {line["study"] for line in lines["after"]} == patients
    loss = {name: -np.mean([np.log(line["probabilities"][line["truth"]] + 1e-6) for line in part]) for name, part in lines.items()}
    assert loss["after"] < loss["before"]


def test_says_what_is_wrong_with_labels(archive: Path, entry: dict, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("study,level,condition,grade\n1,L4-L5,DB,severe\n")
    with pytest.raises(ValueError, match="line 2: 'severe' is no grade of DB"):
        read_labels(bad, heads_of(entry))
    bad.write_text("study,level,condition,grade\nnobody,L4-L5,DB,present\n")
    with pytest.raises(ValueError, match="no label is of a disc"):
        read_discs(archive, bad, entry)
    run = tune(archive, tmp_path / "out", "--version", entry["version"])
    assert run.returncode == 1
    assert "is the installed one" in run.stderr


def test_reads_the_labels_of_published_data_sets(entry: dict, tmp_path: Path) -> None:
    heads = heads_of(entry)
    spider = tmp_path / "radiological_gradings.csv"
    spider.write_text("Patient,IVD label,Modic,Disc bulging\n11,1,0,1\n11,2,0,0\n11,3,0,\n11,9,0,1\n")
    assert read_labels(spider, heads) == ({("11", "L5-S1"): {"DB": 1}, ("11", "L4-L5"): {"DB": 0}}, {"11": "11"})
    rsna = tmp_path / "train.csv"
    rsna.write_text("study_id,spinal_canal_stenosis_l4_l5\n1,Normal/Mild\n")
    with pytest.raises(ValueError, match="does not tell none from mild"):
        read_labels(rsna, heads)


def test_a_patient_never_changes_sides() -> None:
    parts = [part_of(str(patient), 0.2, 0.15) for patient in range(1000)]
    assert 150 < parts.count("test") < 250
    assert 100 < parts.count("validation") < 200
    assert parts == [part_of(str(patient), 0.2, 0.15) for patient in range(1000)]
