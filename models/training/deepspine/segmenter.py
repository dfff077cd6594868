"""The exported networks on a volume, run where the pipeline runs them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch

from deepspine.grid import holds, scouts_of, spine_extent, to_grid, window_around
from deepspine.manifest import file_facts, read_manifest
from deepspine.onnx_runtime import onnxruntime
from deepspine.spider import Volume

# Planes that are begun before the first has shown which columns are needed.
EARLY_PLANES = 4


@dataclass(frozen=True)
class Network:
    """An exported network, its manifest entry, and the mm of its grid."""

    session: onnxruntime.InferenceSession
    entry: dict
    spacing: float

    def run(self, image: torch.Tensor) -> torch.Tensor:
        """What it says, (classes, rows, columns), of a slice (1, rows, columns)."""
        return torch.from_numpy(self.session.run(None, {"image": image[None].contiguous().numpy()})[0][0])

    @property
    def identity(self) -> dict:
        """Its name, version and hash, as figures state them."""
        return {key: self.entry[key] for key in ("name", "version", "sha256")}


def open_network(models: Path, entry: dict, threads: int) -> Network:
    """Refuses a file that the manifest entry does not describe."""
    if file_facts(models / entry["file"])["sha256"] != entry["sha256"]:
        raise SystemExit(f"{entry['file']} is not the file that manifest.json describes; export it again.")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(models / entry["file"]), options, providers=["CPUExecutionProvider"])
    return Network(session, entry, entry["inputs"][0]["spacingMm"][0])


def open_networks(models: Path, threads: int) -> tuple[Network, Network | None]:
    """The segmentation of a models folder, and its localisation if it has one."""
    networks = {
        entry["task"]: open_network(models, entry, threads)
        for entry in read_manifest(models / "manifest.json")["models"]
        if entry["task"] in ("segmentation", "localisation")
    }
    return networks["segmentation"], networks.get("localisation")


@dataclass(frozen=True)
class Sight:
    """Where the pipeline looks."""

    # What counts in the end.
    window: slice
    # What it looks at in some planes.
    early: dict[int, slice]
    # Whether the localisation found the spine, and how often the columns that it named did not suffice.
    located: bool
    widened: int


def planes_from(plane: int, count: int) -> list[int]:
    """All planes in the order in which they are segmented: this one, then from the middle outwards."""
    return [plane, *sorted((other for other in range(count) if other != plane), key=lambda other: abs(other - (count - 1) / 2))]


def sight(volume: Volume, slices: torch.Tensor, segmentation: Network, localisation: Network | None) -> Sight:
    """As `segmentStack` (extension/src/analysis/segment/segment.ts) does it: the localisation tells the columns of a coarse slice,
    and what the segmentation says of that slice there decides; else slices are seen whole until one shows the spine.
    `slices` (planes, 1, rows, columns) are those of the segmentation."""
    columns, spacing = slices.shape[3], segmentation.spacing

    def seen(plane: int, window: slice) -> tuple[float, float] | None:
        return spine_extent(segmentation.run(slices[plane][..., window]), spacing, window.start * spacing)

    if localisation:
        coarse = to_grid(volume, localisation.spacing)
        for plane in scouts_of(len(slices)):
            guess = spine_extent(localisation.run(coarse[plane]), localisation.spacing)
            if guess:
                break
        widened = 0
        while guess:
            window = window_around(guess, columns, spacing)
            extent = seen(plane, window)
            if not extent:
                break
            needed = window_around(extent, columns, spacing)
            if holds(window, needed):
                early = dict.fromkeys(planes_from(plane, len(slices))[:EARLY_PLANES], window)
                return Sight(needed, early, True, widened)
            guess = min(guess[0], extent[0]), max(guess[1], extent[1])
            widened += 1
    everything = slice(0, columns)
    early = {}
    for plane in scouts_of(len(slices)):
        early[plane] = everything
        extent = seen(plane, everything)
        if extent:
            return Sight(window_around(extent, columns, spacing), early, False, 0)
    return Sight(everything, early, False, 0)


def segment(volume: Volume, segmentation: Network, localisation: Network | None) -> tuple[torch.Tensor, Sight]:
    """What the segmentation says, (planes, classes, rows, columns), where the pipeline looks; elsewhere it is background."""
    slices = to_grid(volume, segmentation.spacing)
    where = sight(volume, slices, segmentation, localisation)
    window = where.window
    planes = []
    for plane in range(len(slices)):
        looked = where.early.get(plane, window)
        output = segmentation.run(slices[plane][..., looked])
        said = torch.zeros(len(output), *slices.shape[2:])
        said[0] = 1
        said[..., window] = output[..., window.start - looked.start : window.stop - looked.start]
        planes.append(said)
    return torch.stack(planes), where
