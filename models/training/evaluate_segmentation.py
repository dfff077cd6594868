"""Figures of a segmentation on SPIDER patients: Dice, disc centres, and a trivial baseline.

    python evaluate_segmentation.py --data ../../../shared/data/spider --models .. --part test \
        --out ../figures/segmentation-eval.json

The ONNX file that ships is evaluated, not the checkpoint. Slices are resampled to the model's grid, the
logits linearly back to the native grid, where Dice and centres are measured in full resolution.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch
import torch.nn.functional as F
from scipy import ndimage

from deepspine import augment
from deepspine.figures import bootstrap_mean, dice_counts, dice_of
from deepspine.manifest import model_entry, read_manifest
from deepspine.spider import CLASSES, Volume, load_split, read_volume

# A predicted disc further from the true centre than this is another disc, or none.
MATCH_MM = 8.0


def predict_native(session: onnxruntime.InferenceSession, volume: Volume, spacing: float) -> np.ndarray:
    """Class per voxel (planes, rows, columns) on the volume's own grid."""
    dy, dx = volume.spacing[1:]
    height, width = volume.image.shape[1:]
    size = (round(height * dy / spacing), round(width * dx / spacing))
    bottom, right = -size[0] % 16, -size[1] % 16
    predicted = np.empty(volume.image.shape, np.uint8)
    for plane, pixels in enumerate(volume.image):
        image = torch.from_numpy(pixels.astype(np.float32))[None, None]
        image = F.interpolate(image, size, mode="bilinear", align_corners=False, antialias=True)
        image = F.pad(augment.zscore(image), (0, right, 0, bottom))
        logits = torch.from_numpy(session.run(["logits"], {"image": image.numpy()})[0])
        logits = logits[:, :, : size[0], : size[1]]
        logits = F.interpolate(logits, (height, width), mode="bilinear", align_corners=False)
        predicted[plane] = logits.argmax(1)[0].numpy()
    return predicted


def disc_centres(instances: np.ndarray, spacing: tuple[float, float, float]) -> dict[int, np.ndarray]:
    """Centre of mass in mm of every true disc: SPIDER number, or connected part where discs share one."""
    discs = (instances >= 201) & (instances < 300)
    labels, count = ndimage.label(discs)
    centres = {}
    for label in range(1, count + 1):
        part = labels == label
        volume = part.sum() * np.prod(spacing)
        if volume > 300:  # smaller parts are specks of the annotation, mm^3
            centres[label] = np.array(ndimage.center_of_mass(part)) * spacing
    return centres


def match_discs(predicted: np.ndarray, volume: Volume) -> list[float | None]:
    """Distance in mm from every true disc's centre to the nearest predicted one; None where none is near."""
    labels, count = ndimage.label(ndimage.binary_opening(predicted == 2, np.ones((1, 3, 3))))
    sizes = ndimage.sum_labels(np.ones_like(labels), labels, range(1, count + 1)) * np.prod(volume.spacing)
    found = [
        np.array(ndimage.center_of_mass(labels == k + 1)) * volume.spacing
        for k in np.flatnonzero(np.asarray(sizes) > 300)
    ]
    errors: list[float | None] = []
    for centre in disc_centres(volume.instances, volume.spacing).values():
        nearest = min((float(np.linalg.norm(centre - other)) for other in found), default=np.inf)
        errors.append(nearest if nearest <= MATCH_MM else None)
    return errors


def atlas(volumes: list[Volume], size: tuple[int, int]) -> np.ndarray:
    """The trivial baseline: each pixel's most frequent class over the training slices, centred (rows, columns)."""
    votes = torch.zeros(len(CLASSES), *size)
    for volume in volumes:
        shares = torch.from_numpy(np.stack([(volume.mask == c).mean(0) for c in range(len(CLASSES))]))[None].float()
        votes += F.interpolate(shares, size, mode="bilinear", align_corners=False)[0]
    return votes.argmax(0).numpy().astype(np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--split", type=Path, default=Path(__file__).parent / "split.json")
    parser.add_argument("--part", choices=("validation", "test"), required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(2)

    split = load_split(options.split, [], 0)
    entry = model_entry(read_manifest(options.models / "manifest.json"), "spine-segmentation")
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 2
    session = onnxruntime.InferenceSession(
        str(options.models / entry["file"]), settings, providers=["CPUExecutionProvider"]
    )
    spacing = entry["inputs"][0]["spacingMm"][0]
    reference = atlas([read_volume(options.data, name) for name in split["train"]], (640, 512))

    patients = []
    for name in split[options.part]:
        volume = read_volume(options.data, name)
        predicted = predict_native(session, volume, spacing)
        height, width = volume.image.shape[1:]
        guess = F.interpolate(torch.from_numpy(reference)[None, None].float(), (height, width), mode="nearest")
        guess = np.broadcast_to(guess[0, 0].numpy().astype(np.uint8), volume.mask.shape)
        errors = match_discs(predicted, volume)
        near = [error for error in errors if error is not None]
        patients.append(
            {
                "patient": name,
                "slices": len(volume.image),
                "dice": {k: round(v, 4) for k, v in dice_of(dice_counts(predicted, volume.mask)).items()},
                "baselineDice": {k: round(v, 4) for k, v in dice_of(dice_counts(guess, volume.mask)).items()},
                "discs": len(errors),
                "discsFound": len(near),
                "centreErrorMm": round(float(np.mean(near)), 3) if near else None,
            }
        )
        print(json.dumps(patients[-1]))

    def summary(key: str) -> dict:
        rows = {}
        for name in CLASSES[1:]:
            mean, low, high = bootstrap_mean([patient[key][name] for patient in patients])
            rows[name] = {"mean": round(mean, 4), "ci95": [round(low, 4), round(high, 4)]}
        return rows

    mean, low, high = bootstrap_mean([p["centreErrorMm"] for p in patients if p["centreErrorMm"] is not None])
    figures = {
        "model": {"name": entry["name"], "version": entry["version"], "sha256": entry["sha256"]},
        "data": f"SPIDER T2 SPACE, {options.part} patients (not trained on), native resolution",
        "n": len(patients),
        "dice": summary("dice"),
        "baseline": "most frequent class per pixel over the training slices",
        "baselineDice": summary("baselineDice"),
        "discs": sum(p["discs"] for p in patients),
        "discsFound": sum(p["discsFound"] for p in patients),
        "centreErrorMm": {"mean": round(mean, 3), "ci95": [round(low, 3), round(high, 3)]},
        "patients": patients,
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(figures, indent=2) + "\n")
    print(json.dumps({k: figures[k] for k in ("n", "dice", "baselineDice", "discs", "discsFound", "centreErrorMm")}))


if __name__ == "__main__":
    main()
