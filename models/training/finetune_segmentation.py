"""Trains the shipped segmentation on, with ordinary T2 TSE and T1 slices, simulated slices and the sacrum; resumes by itself.

    python finetune_segmentation.py --data SPIDER --mid MID --labels runs/mid --from ../spine-segmentation.onnx \\
        --out runs/ordinary --minutes 30 --rate 1e-3 --end-rate 7e-4
    python finetune_segmentation.py … --outlines sacrum/outlines.json --simulated runs/slices --minutes 70 --rate 7e-4

`--minutes` counts from the very first start; each call's rate falls from --rate to --end-rate over its own part.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import random
import time
from pathlib import Path

import numpy as np
import torch

from deepspine.augment import Geometry
from deepspine.averaging import update_average
from deepspine.checkpoints import read_checkpoint
from deepspine.figures import dice_counts, dice_of
from deepspine.grid import labels_on_grid, to_grid
from deepspine.half_unet import HalfUNet, continued
from deepspine.listed_slices import ListedSlice, read_listed_slices
from deepspine.partial_labels import CLASSES, loss_of
from deepspine.pseudo_labels import ask, discs_of, found_in_boxes
from deepspine.sacrum import read_cut_off, read_outlines
from deepspine.slice_sources import Mixture, SliceSource, VolumeSource, read_simulated, read_slices
from deepspine.spider import Volume, read_volume
from train_segmentation import SPACING, WINDOWS

# Share of the slices at scales as wrong headers make them.
WILD = 0.4
# Shares of a batch.
SHARES = {"space": 0.42, "t2": 0.28, "t1": 0.18, "simulated": 0.12}
HELD_BACK = 16
# Share of the slices whose spine is taken out.
BESIDE = 0.12


def split_of(path: Path, cases: list[ListedSlice], split: dict, seed: int) -> list[str]:
    """Patients with boxes that are kept apart: drawn once from those without a T2 SPACE volume in training, then read."""
    if not path.exists():
        boxed = {case.patient for case in cases if case.boxes} - set(split["train"]) - set(split["test"])
        order = sorted(boxed, key=int)
        random.Random(seed).shuffle(order)
        kept = sorted(order[:HELD_BACK], key=int)
        path.write_text(json.dumps({"seed": seed, "validation": kept}, indent=2) + "\n")
    return json.loads(path.read_text())["validation"]


class Asked:
    """A network in training where `pseudo_labels.ask` wants an exported one."""

    spacing = SPACING

    def __init__(self, model: HalfUNet) -> None:
        self.model = model

    def run(self, image: torch.Tensor) -> torch.Tensor:
        return self.model(image[None]).float().softmax(1)[0]


@torch.no_grad()
def validate(model: HalfUNet, volumes: list[Volume], cases: list[ListedSlice]) -> dict[str, float]:
    """Mean Dice over the volumes, on the grid; share of boxes with their disc, per sequence, and discs too many."""
    model.eval()
    scores = []
    for volume in volumes:
        image, truth = to_grid(volume, SPACING), labels_on_grid(volume, SPACING)
        predicted = torch.cat([model(part).argmax(1) for part in image.split(4)])
        scores.append(dice_of(dice_counts(predicted.numpy(), truth.numpy())))
    figures = {name: float(np.mean([score[name] for score in scores])) for name in CLASSES[1:4]} if scores else {}
    for sequence in ("t2", "t1"):
        found = boxes = extra = 0
        for case in cases:
            if case.sequence == sequence:
                labels = ask(Asked(model), case.image, case.spacing).argmax(0).numpy()
                hits, more = found_in_boxes(case, discs_of(labels, case.spacing))
                found, boxes, extra = found + hits, boxes + len(case.boxes), extra + more
        if boxes:
            figures |= {f"{sequence}Found": found, f"{sequence}Boxes": boxes, f"{sequence}Extra": extra}
    return figures


def command_of(options: argparse.Namespace) -> str:
    """What was typed, as far as it decides the weights, without the places of files on this machine."""
    more = f" --outlines {options.outlines.name}" if options.outlines else ""
    more += " --simulated SIMULATED" if options.simulated else ""
    more += f" --beside {options.beside:g}" if options.beside != BESIDE else ""
    more += f" --rotation {options.rotation:g}" if options.rotation != Geometry.rotation else ""
    return (
        f"python finetune_segmentation.py --data DATA --mid MID --labels LABELS --from {options.start.name} --out runs/{options.out.name}"
        f"{more} --minutes {options.minutes:g} --rate {options.rate:g} --end-rate {options.end_rate:g} --seed {options.seed}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--mid", type=Path, required=True, help="the middle slices' folder, with cases.json")
    parser.add_argument("--labels", type=Path, required=True, help="what label_mid_slices.py has written")
    parser.add_argument("--from", type=Path, required=True, dest="start", help="the exported network to begin with")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--outlines", type=Path)
    parser.add_argument("--simulated", type=Path, help="what simulate_slices.py has written")
    parser.add_argument("--beside", type=float, default=BESIDE, help="share of simulated slices, and of slices with the spine taken out")
    parser.add_argument("--rotation", type=float, default=Geometry.rotation, help="largest turn of a slice in its plane, degrees")
    parser.add_argument("--split", type=Path, default=Path(__file__).parent / "split.json")
    parser.add_argument("--mid-split", type=Path, default=Path(__file__).parent / "split-mid.json")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--steps", type=int, help="stop after so many steps instead of by time")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--end-rate", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=20261129)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--validate-minutes", type=float, default=8)
    parser.add_argument("--fp32", action="store_true", help="no bfloat16 (processors without AVX-512 BF16)")
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    split = json.loads(options.split.read_text())
    cases = read_listed_slices(options.mid, frozenset(split["test"]))
    kept = split_of(options.mid_split, cases, split, options.seed)
    apart = set(kept) | set(split["validation"])
    training = {case.patient for case in cases} - apart
    outlines = read_outlines(options.outlines) if options.outlines else {}
    if any(patient in apart | set(split["test"]) for series in outlines.values() for patient in series):
        raise SystemExit("An outline belongs to a patient who is kept apart; take it out.")
    cut_off = read_cut_off(options.outlines) if options.outlines else frozenset()
    drawn = outlines.get("t2", {})
    sources = {
        "space": VolumeSource([read_volume(options.data, name) for name in split["train"]], outlines.get("t2_SPACE", {}), cut_off),
        "t2": SliceSource(read_slices(options.labels, "t2", training, drawn)),
        "t1": SliceSource(read_slices(options.labels, "t1", training, drawn)),
    }
    if options.simulated:
        sources["simulated"] = SliceSource(read_simulated(options.simulated))
    geometry = Geometry(rotation=options.rotation, wild=WILD)
    shares = SHARES | {"simulated": options.beside}
    counts = {name: len(source) for name, source in sources.items()}
    mixture = Mixture({name: (source, shares[name]) for name, source in sources.items()}, WINDOWS, SPACING, geometry, options.seed, options.beside)
    volumes = [read_volume(options.data, name) for name in split["validation"]]
    boxed = [case for case in cases if case.boxes and case.patient in kept]

    model = continued(options.start, mixture.draw(4 * options.batch)[0], len(CLASSES)).to(memory_format=torch.channels_last)
    average = copy.deepcopy(model).eval()
    optimizer = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=1e-2)
    step, spent, commands = 0, 0.0, []
    checkpoint = options.out / "checkpoint.pt"
    if checkpoint.exists():
        state = read_checkpoint(checkpoint)
        model.load_state_dict(state["model"])
        average.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
        mixture.rng.set_state(state["rng"])
        step, spent, commands = state["step"], state["spent"], state["commands"]
    if command_of(options) not in commands:
        commands = [*commands, command_of(options)]
    log = open(options.out / "log.jsonl", "a", buffering=1)

    def note(**entry: object) -> None:
        print(json.dumps({"step": step, "minutes": round(spent / 60, 2), **entry}), file=log)

    def save() -> None:
        state = {
            "model": model.state_dict(), "average": average.state_dict(), "step": step, "spent": spent,
            "optimizer": optimizer.state_dict(), "rng": mixture.rng.get_state(), "network": "HalfUNet",
            "channels": list(model.channels), "classes": list(CLASSES), "anchored": True, "seed": options.seed,
            "split": split, "task": "segmentation", "command": "; ".join(commands), "commands": commands,
            "slices": {"patients": sorted(training, key=int), "validation": kept, **counts},
        }
        partial = checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(checkpoint)

    def judge(**more: object) -> None:
        note(validation={name: round(value, 4) for name, value in validate(average, volumes, boxed).items()}, **more)
        save()
        if options.simulated:
            # More may have been simulated meanwhile.
            mixture.replace("simulated", SliceSource(read_simulated(options.simulated)))

    note(sources=counts)
    if step == 0:
        judge()
    begun = step if options.steps else spent
    end = options.steps or options.minutes * 60
    last, losses = spent, []
    while True:
        progress = ((step if options.steps else spent) - begun) / max(end - begun, 1e-9)
        if progress >= 1:
            break
        clock = time.monotonic()
        rate = options.end_rate + (options.rate - options.end_rate) * 0.5 * (1 + math.cos(math.pi * progress))
        rate *= min(1.0, (step + 1) / 100)
        for group in optimizer.param_groups:
            group["lr"] = rate
        model.train()
        image, shares = mixture.draw(options.batch)
        seconds_drawn = time.monotonic() - clock
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=not options.fp32):
            logits = model(image.to(memory_format=torch.channels_last))
        loss = loss_of(logits, shares)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        update_average(average, model, step, limit=0.998, warmup=20)
        step += 1
        losses.append(loss.item())
        seconds = time.monotonic() - clock
        spent += seconds
        if step % 50 == 0 or step <= 3:
            note(loss=round(float(np.mean(losses)), 4), rate=round(rate, 6), seconds=round(seconds, 2), augmentation=round(seconds_drawn, 2))
            losses.clear()
        if spent - last >= options.validate_minutes * 60:
            last = spent
            judge()
    judge(end=True)


if __name__ == "__main__":
    main()
