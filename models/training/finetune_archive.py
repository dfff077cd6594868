"""Fine-tunes an installed grader on a site's own discs, calibrates it and writes a folder of models to install.

    python finetune_archive.py --discs crops --labels labels.csv --models .. --out models-site --version 2.0.0-site.1
    torchrun --nproc-per-node 4 finetune_archive.py …            # several GPUs; --nnodes for several machines

Only the shipped ONNX file and manifest are needed. Learns the conditions that are labeled; on those that are not, it is
held to what the installed model says (Li & Hoiem, Learning without Forgetting, ECCV 2016). Patients are split into
training, validation (calibration) and test by a hash of their name. Beside the models lie predictions of both models on
the test patients, and the training labels, for `deepspine evaluate`. The test patients' figures become the evidence that
the new manifest states; heads that they have no labels of are simulated only.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import shutil
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import Tensor
from torch.nn.parallel import DistributedDataParallel

from deepspine import augment_disc
from deepspine.archive_discs import UNKNOWN, Disc, heads_of, inputs_of, normalized, part_of, read_discs, read_volumes
from deepspine.archive_evidence import copy_cited, figures_of, probabilities_of, state_evidence, without_heads
from deepspine.manifest import enter_model, file_facts, model_entry, read_manifest
from deepspine.onnx_module import OnnxModule
from deepspine.statistics import fit_temperature

# Weight of staying with the installed model on conditions without a label.
KEEP_WEIGHT = 1.0
# Fewer validation labels of either class than this do not move a calibration.
LEAST_FOR_CALIBRATION = 10


def augmented(root: Path, discs: list[Disc], entry: dict, rng: torch.Generator) -> list[Tensor]:
    """Normalized volumes, moved and recolored at random as in the grader's own training."""
    volumes = []
    for stored, wanted in zip(read_volumes(root, discs, entry), inputs_of(entry), strict=True):
        present = stored.flatten(1).any(1)[:, None, None, None]
        low = stored.flatten(1).amin(1)[:, None, None, None]
        high = stored.flatten(1).amax(1)[:, None, None, None]
        varied = augment_disc.move((stored - low) / (high - low).clamp_min(1e-6), wanted.spacing, rng)
        volumes.append(augment_disc.zscore(augment_disc.recolor(varied, rng)) * present)
    return volumes


def loss_of(logits: tuple[Tensor, ...], teacher: tuple[Tensor, ...], labels: Tensor) -> Tensor:
    """Mean over heads: cross-entropy where there is a label, distance to the installed model where there is none."""
    losses = []
    for head, (scores, before) in enumerate(zip(logits, teacher, strict=True)):
        truth = labels[:, head]
        known = truth != UNKNOWN
        if known.any():
            losses.append(F.cross_entropy(scores[known], truth[known]))
        if (~known).any():
            kept = F.kl_div(scores[~known].log_softmax(1), before[~known].softmax(1), reduction="batchmean")
            losses.append(KEEP_WEIGHT * kept)
    return torch.stack(losses).mean()


@torch.no_grad()
def predict(model: OnnxModule, root: Path, discs: list[Disc], entry: dict, device: torch.device, batch: int = 16) -> list[Tensor]:
    """Logits (discs, classes) per head; one batch of volumes is in memory at a time."""
    parts = []
    for start in range(0, len(discs), batch):
        volumes = normalized(read_volumes(root, discs[start : start + batch], entry))
        parts.append([scores.cpu() for scores in model(*(v.to(device) for v in volumes))])
    return [torch.cat([part[head] for part in parts]) for head in range(len(model.outputs))]


def train(model: OnnxModule, root: Path, discs: list[Disc], entry: dict, options: argparse.Namespace, device: torch.device) -> None:
    """Trains in place; with several processes each draws its own discs and gradients are averaged."""
    rank, world = (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)
    teacher = OnnxModule(options.models / entry["file"]).to(device).eval().requires_grad_(False)
    if options.heads_only:
        model.requires_grad_(False)
        for weight in model.heads():
            weight.requires_grad_(True)
    learner = DistributedDataParallel(model) if world > 1 else model
    weights = [weight for weight in model.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=options.rate, weight_decay=1e-2)
    rng = torch.Generator().manual_seed(options.seed * 1000 + rank)
    labels = torch.tensor([disc.labels for disc in discs])
    for step in range(options.steps):
        for group in optimizer.param_groups:
            group["lr"] = options.rate * max(0.02, 0.5 * (1 + math.cos(math.pi * step / options.steps)))
        rows = torch.randint(len(discs), (options.batch,), generator=rng)
        volumes = [v.to(device) for v in augmented(root, [discs[k] for k in rows], entry, rng)]
        with torch.no_grad():
            before = teacher(*volumes)
        loss = loss_of(learner(*volumes), before, labels[rows].to(device))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 5.0)
        optimizer.step()
        if rank == 0 and (step % 20 == 19 or step == options.steps - 1):
            print(json.dumps({"step": step + 1, "loss": round(loss.item(), 4), "processes": world}), flush=True)


def calibrate(logits: list[Tensor], discs: list[Disc], entry: dict) -> tuple[dict, dict]:
    """The entry's calibration and operating points, renewed for the heads that validation discs have labels of."""
    calibration = {name: dict(values) for name, values in entry.get("calibration", {}).items()}
    points = dict(entry.get("operatingPoints", {}))
    labels = np.array([disc.labels for disc in discs]).reshape(len(discs), -1)
    for head, (condition, grades) in enumerate(heads_of(entry).items()):
        known = labels[:, head] != UNKNOWN if len(discs) else np.zeros(0, bool)
        truth = labels[known, head] if len(discs) else np.zeros(0, int)
        if min((int((truth > 0).sum()), int((truth == 0).sum()))) < LEAST_FOR_CALIBRATION:
            continue
        scores = logits[head].numpy()[known]
        temperature = round(float(fit_temperature(scores, truth)), 4)
        # Calibrated on the site's own class shares, it needs none brought in from elsewhere.
        kept = {name: value for name, value in calibration.get(condition, {}).items() if name != "levelBias"}
        calibration[condition] = {**kept, "temperature": temperature}
        if len(grades) == 2:
            present = torch.softmax(torch.from_numpy(scores) / temperature, 1)[:, 1].numpy()
            points[condition] = operating_point(truth, present)
    return calibration, points


def operating_point(truth: np.ndarray, present: np.ndarray) -> float:
    """Probability from which on a condition counts as present: highest sensitivity + specificity, within 0.2..0.8."""
    choices = np.arange(0.2, 0.801, 0.025)
    gains = [(present[truth == 1] >= at).mean() + (present[truth == 0] < at).mean() for at in choices]
    return round(float(choices[int(np.argmax(gains))]), 3)


def write_predictions(path: Path, logits: list[Tensor], discs: list[Disc], entry: dict) -> None:
    """One labeled cell a line, as `deepspine evaluate` reads it."""
    with open(path, "w") as file:
        for head, (condition, grades) in enumerate(heads_of(entry).items()):
            shares = probabilities_of(logits[head].double().numpy(), [d.level for d in discs], entry.get("calibration", {}).get(condition, {}))
            for disc, row in zip(discs, shares, strict=True):
                if disc.labels[head] != UNKNOWN:
                    cell = {"study": disc.patient, "level": disc.level, "condition": condition, "truth": grades[disc.labels[head]]}
                    probabilities = {grade: round(float(p), 6) for grade, p in zip(grades, row, strict=True)}
                    file.write(json.dumps({**cell, "probabilities": probabilities}) + "\n")


def write_labels(path: Path, discs: list[Disc], entry: dict) -> None:
    """Training labels, of which alone the trivial baseline knows."""
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["study", "level", "condition", "grade"])
        for disc in discs:
            for (condition, grades), label in zip(heads_of(entry).items(), disc.labels, strict=True):
                if label != UNKNOWN:
                    writer.writerow([disc.patient, disc.level, condition, grades[label]])


def install_folder(model: OnnxModule, entry: dict, changes: dict, figures: dict, options: argparse.Namespace) -> Path:
    """Copies the other models beside the new one; returns the new manifest. They leave to it what it has learned here."""
    manifest = read_manifest(options.models / "manifest.json")
    learned = changes["training"]["conditions"]
    manifest["models"] = [other if other["name"] == entry["name"] else without_heads(other, learned) for other in manifest["models"]]
    for other in manifest["models"]:
        if other["name"] != entry["name"]:
            for file in (other, *other.get("variants", [])):
                shutil.copy2(options.models / file["file"], options.out / file["file"])
            copy_cited(options.models, options.out, other)
    path = options.out / entry["file"]
    model.save(path)
    target = options.out / "manifest.json"
    target.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    # Variants hold the former weights; export_half.py makes new ones.
    kept = {key: value for key, value in entry.items() if key != "variants"}
    enter_model(target, state_evidence(options.out, {**kept, **changes, **file_facts(path)}, figures))
    return target


def divided(discs: list[Disc], options: argparse.Namespace) -> dict[str, list[Disc]]:
    """Discs to learn from, to calibrate on and to evaluate on; no patient is in two of them."""
    names = ("train", "validation", "test")
    if options.split:
        split = json.loads(options.split.read_text())
        return {name: [d for d in discs if d.patient in set(split[name])] for name in names}
    return {name: [d for d in discs if part_of(d.patient, options.test, options.validation) == name] for name in names}


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--discs", type=Path, required=True, help="folder of deepspine extract")
    parser.add_argument("--labels", type=Path, required=True, help="CSV study (or report_id), level, condition, grade[, patient]")
    parser.add_argument("--models", type=Path, required=True, help="folder with the installed manifest.json")
    parser.add_argument("--out", type=Path, required=True, help="folder for the new models")
    parser.add_argument("--version", required=True, help="of the new grader")
    parser.add_argument("--data-name", default="a site's own archive", help="said of the training data in the manifest")
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--batch", type=int, default=16, help="discs per step and process")
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--heads-only", action="store_true", help="leave all but the last layers as they are")
    parser.add_argument("--test", type=float, default=0.2, help="share of patients that are only evaluated on")
    parser.add_argument("--validation", type=float, default=0.15, help="share of patients that only calibrate")
    parser.add_argument("--split", type=Path, help="JSON {train, validation, test} of patients, instead of a hash of their names")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, help="processor threads per process")
    return parser.parse_args()


def main() -> None:
    options = parse()
    if options.threads:
        torch.set_num_threads(options.threads)
    cuda = torch.cuda.is_available()
    if "WORLD_SIZE" in os.environ:
        dist.init_process_group("nccl" if cuda else "gloo")
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if cuda else torch.device("cpu")
    entry = model_entry(read_manifest(options.models / "manifest.json"), "disc-grading")
    if options.version == entry["version"]:
        raise SystemExit(f"--version {options.version} is the installed one; viewers tell models apart by it.")
    try:
        discs = read_discs(options.discs, options.labels, entry)
    except (OSError, ValueError) as error:
        raise SystemExit(str(error)) from error
    parts = divided(discs, options)
    if not parts["train"]:
        raise SystemExit("No patient is left to train on; label more studies, or lower --test and --validation.")
    torch.manual_seed(options.seed)
    model = OnnxModule(options.models / entry["file"]).to(device)
    train(model, options.discs, parts["train"], entry, options, device)
    model.eval()
    if not dist.is_initialized() or dist.get_rank() == 0:
        options.out.mkdir(parents=True, exist_ok=True)
        calibration, points = calibrate(
            predict(model, options.discs, parts["validation"], entry, device) if parts["validation"] else [], parts["validation"], entry
        )
        counts = {name: len({d.patient for d in part}) for name, part in parts.items()}
        conditions = [c for head, c in enumerate(heads_of(entry)) if any(d.labels[head] != UNKNOWN for d in parts["train"])]
        training = {
            "data": f"{entry['training']['data']}; fine-tuned on {options.data_name}",
            "licence": entry["training"]["licence"],
            "base": {key: entry[key] for key in ("version", "sha256")},
            "conditions": conditions, "patients": counts, "discs": len(parts["train"]),
            "command": "models/training/finetune_archive.py", "seed": options.seed, "steps": options.steps,
        }
        changes = {"version": options.version, "calibration": calibration, "operatingPoints": points, "training": training}
        logits = predict(model, options.discs, parts["test"], entry, device) if parts["test"] else []
        data_set = f"{options.data_name}: test patients"
        figures = figures_of(logits, parts["test"], parts["train"], {**entry, **changes}, data_set) if logits else {}
        manifest = install_folder(model, entry, changes, figures, options)
        write_labels(options.out / "baseline.csv", parts["train"], entry)
        if parts["test"]:
            installed = OnnxModule(options.models / entry["file"]).to(device).eval()
            for name, grader, said in (("before", installed, entry), ("after", model, {**entry, **changes})):
                logits = predict(grader, options.discs, parts["test"], entry, device)
                write_predictions(options.out / f"predictions-{name}.jsonl", logits, parts["test"], said)
        print(json.dumps({"manifest": str(manifest), "conditions": conditions, "patients": counts}))
    if dist.is_initialized():
        dist.barrier()
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
