"""Writes one simulated study, sagittal and axial DICOM with its truth beside it, asymmetric on purpose.

    python synthesise_study.py --out ../../demo/studies/synthetic-asymmetric --truth ../../test/fixtures/synthetic-asymmetric.json

Right and left, upper and lower levels differ, so that a swapped side or a shifted level shows: an arthropathic right
facet and a thick flavum at L2-L3, a narrow canal at L3-L4, a closed left foramen at L4-L5, epidural fat at L5-S1; L1-L2 is
healthy. Sagittal and axial series have frames of reference of their own, as scanners often write them; the axial
series holds one tilted slab per disc.

    python synthesise_study.py --three-series ../../demo/studies/synthetic-asymmetric --out ../../demo/studies/synthetic-three-series

The same images in 8 bits, with a sagittal T1 of another field of view beside them, as most studies have them.
"""

from __future__ import annotations

import argparse
import copy
import json
from pathlib import Path

import numpy as np
import pydicom
import torch
from pydicom.uid import ExplicitVRLittleEndian

from deepspine.dicom import mr_image, put_pixels, uid_of, window
from deepspine.simulator.acquisition import Scanner, StackGeometry, image_stack
from deepspine.simulator.anatomy import Anatomy
from deepspine.simulator.parameters import LEVELS, Patient, sample_patient
from deepspine.simulator.roots import build_anatomy
from deepspine.simulator.signal import Sequence, signal_at
from deepspine.simulator.tissue import Tissue
from deepspine.simulator.truth import level_truth

SEED = 4711
LUMBAR = LEVELS[2:]
# Stored value of a signal like that of CSF, and bits stored.
GAIN, BITS = 900, 12
SLAB_SLICES, SLAB_SPACING = 5, 4.0
# Of the sagittal T1: TR and TE in ms, slices, mm from head to foot, rows and columns, acquired pixel in mm.
T1_TR, T1_TE = 520.0, 11.0
T1_SLICES, T1_FIELD, T1_SIZE, T1_PIXEL = 9, 320.0, (320, 240), 1.4


def asymmetric_patient() -> Patient:
    """A healthy lumbar spine with one-sided disease at three levels."""
    patient = sample_patient(SEED, -0.8)
    patient.postoperative = None
    patient.lipomatosis = 0.0
    for body in patient.bodies:
        body.haemangioma = body.schmorl = 0.0
    for disc in patient.discs:
        disc.coronal_tilt = disc.rotation = disc.slip = disc.bulge = disc.protrusion = disc.osteophyte = 0.0
        disc.degeneration, disc.modic, disc.posterior_fat = 0.15, 0, 1.6
        for side in disc.sides.values():
            side.flavum, side.facet, side.foraminal_bulge, side.joint_space = 2.8, 0.4, 0.0, 2.6
    upper, middle, lower = (patient.discs[LEVELS.index(name)] for name in ("L2-L3", "L3-L4", "L4-L5"))
    upper.sides["right"].facet, upper.sides["right"].flavum = 3.1, 5.4
    middle.bulge, middle.bulge_arc, middle.degeneration = 5.0, 100.0, 0.75
    for side in middle.sides.values():
        side.flavum, side.facet = 4.8, 1.4
    lower.degeneration, lower.anterior_height, lower.posterior_height, lower.coronal_tilt = 0.9, 3.8, 2.2, 7.0
    lower.sides["left"].foraminal_bulge, lower.sides["left"].facet, lower.sides["left"].flavum = 6.0, 3.3, 5.5
    lower.protrusion, lower.protrusion_angle, lower.protrusion_arc = 6.5, -48.0, 20.0
    return patient


def sequence(echo_time: float, repetition_time: float = 3600.0) -> Sequence:
    return Sequence(repetition_time, echo_time, 0.0, dict.fromkeys(Tissue, 1.0), 0.05, 0.15)


def scanner(seed: int, pixel: float) -> Scanner:
    return Scanner(acquired_pixel=pixel, noise=0.015, shading=0.4, ghosting=0.0, seed=seed)


def sagittal_geometry(anatomy: Anatomy) -> StackGeometry:
    """17 slices every 4 mm from the patient's right to the left, 300 mm square."""
    middle = anatomy.spine.discs[LEVELS.index("L3-L4")].center.numpy().astype(float)
    across = (np.arange(17) - 8) * 4.0
    first = middle + np.array([0.0, -95.0, 150.0]) + across[:, None] * np.array([1.0, 0, 0])
    return StackGeometry(first, np.array([0.0, 1, 0]), np.array([0.0, 0, -1]), 384, 256, 300 / 384, 3.6)


def axial_geometries(anatomy: Anatomy) -> list[StackGeometry]:
    """A slab of slices along each lumbar disc, 200 mm wide."""
    slabs = []
    for level in LUMBAR:
        frame = anatomy.spine.discs[LEVELS.index(level)]
        axes = frame.axes.numpy().astype(float)
        center = frame.place(0, -20, 0).numpy().astype(float)
        along, down = -axes[:, 0], -axes[:, 1]
        offsets = ((SLAB_SLICES - 1) / 2 - np.arange(SLAB_SLICES)) * SLAB_SPACING
        first = center - along * 100 - down * 90 + offsets[:, None] * axes[:, 2]
        slabs.append(StackGeometry(first, along, down, 288, 320, 200 / 320, 3.6))
    return slabs


def write_series(out: Path, name: str, number: int, geometries: list[StackGeometry], images: list[np.ndarray], echo_time: float) -> None:
    """DICOM files `name`_001.dcm … of one series."""
    study = uid_of("deepspine-sample", "synthetic", SEED)
    series = uid_of(study, name)
    top = window(np.concatenate([image.reshape(-1) for image in images]) * GAIN)
    instance = 0
    for geometry, planes in zip(geometries, images, strict=True):
        for position, plane in zip(geometry.positions, planes, strict=True):
            ds = mr_image(study, series, instance)
            ds.Manufacturer = "DeepSPINE simulator"
            ds.StudyDescription = "Simulated lumbar spine MRI"
            ds.SeriesDescription = f"{name.capitalize()} T2 TSE"
            ds.PatientName = "Synthetic^Asymmetric"
            ds.PatientID = "SYNTHETIC-1"
            ds.MRAcquisitionType = "2D"
            ds.RepetitionTime = 3600
            ds.EchoTime = echo_time
            ds.EchoTrainLength = 16
            ds.SliceThickness = geometry.thickness
            ds.SpacingBetweenSlices = 4.0
            ds.StudyID = "1"
            ds.SeriesNumber = number
            ds.ImagePositionPatient = [round(float(v), 4) for v in position]
            ds.ImageOrientationPatient = [round(float(v), 8) for v in (*geometry.row_direction, *geometry.column_direction)]
            ds.FrameOfReferenceUID = uid_of(series, "frame of reference")
            ds.PixelSpacing = [round(geometry.pixel, 6)] * 2
            ds.ImageComments = "Simulated, not a patient. MIT license."
            ds.WindowCenter, ds.WindowWidth = top
            put_pixels(ds, np.clip(np.round(plane * GAIN), 0, 2**BITS - 1), BITS)
            instance += 1
            ds.save_as(out / f"{name}_{instance:03}.dcm", enforce_file_format=True)


def t1_geometries(anatomy: Anatomy) -> list[StackGeometry]:
    """The middle slices of the sagittal T2, each by itself, of a larger field of view."""
    rows, columns = T1_SIZE
    pixel = T1_FIELD / rows
    middle = anatomy.spine.discs[LEVELS.index("L3-L4")].center.numpy().astype(float)
    across = (np.arange(T1_SLICES) - T1_SLICES // 2) * 4.0
    first = middle + np.array([0.0, 5.0 - pixel * columns / 2, T1_FIELD / 2]) + across[:, None] * np.array([1.0, 0, 0])
    along, down = np.array([0.0, 1, 0]), np.array([0.0, 0, -1])
    return [StackGeometry(place[None], along, down, rows, columns, pixel, 3.6) for place in first]


def marked(ds: pydicom.FileDataset, series: str, number: int, description: str, pixels: np.ndarray) -> None:
    """Makes an image one of the study of three series: 8 bits, and simulated by every name that it has."""
    study = uid_of("deepspine-sample", "three series", SEED)
    ds.StudyInstanceUID = study
    ds.SeriesInstanceUID = uid_of(study, series)
    ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = uid_of(ds.SeriesInstanceUID, int(ds.InstanceNumber))
    ds.FrameOfReferenceUID = uid_of(ds.SeriesInstanceUID, "frame of reference")
    ds.PatientName, ds.PatientID = "Simulated^Three Series", "SYNTHETIC-2"
    ds.StudyDescription = "SIMULATED lumbar spine MRI, no patient"
    ds.SeriesDescription, ds.SeriesNumber = f"Simulated {description}", number
    ds.WindowCenter, ds.WindowWidth = 115, 230
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    put_pixels(ds, pixels, 8)


def eight_bits(planes: list[np.ndarray]) -> list[np.ndarray]:
    """Of a series: 230 is what 99.5 % of the samples do not exceed."""
    top = np.percentile(np.concatenate([plane.reshape(-1) for plane in planes]), 99.5)
    return [np.clip(np.round(plane * (230 / top)), 0, 255) for plane in planes]


def write_three_series(out: Path, source: Path, anatomy: Anatomy) -> None:
    """The images of `source` in 8 bits as two series, and a sagittal T1."""
    for name, number, description in (("sagittal", 1, "sagittal T2 TSE"), ("axial", 3, "axial T2 TSE")):
        images = [pydicom.dcmread(path) for path in sorted(source.glob(f"{name}_*.dcm"))]
        for ds, pixels in zip(images, eight_bits([ds.pixel_array.astype(float) for ds in images]), strict=True):
            marked(ds, name, number, description, pixels)
            ds.save_as(out / f"{name}_t2_{int(ds.InstanceNumber):03}.dcm", enforce_file_format=True)
    contrast = sequence(T1_TE, T1_TR)
    geometries = t1_geometries(anatomy)
    planes = [
        image_stack(lambda points: signal_at(anatomy, points, contrast), geometry, scanner(200 + k, T1_PIXEL), samples=1, finer=1)[0]
        for k, geometry in enumerate(geometries)
    ]
    template = pydicom.dcmread(sorted(source.glob("sagittal_*.dcm"))[0])
    for k, (geometry, pixels) in enumerate(zip(geometries, eight_bits(planes), strict=True)):
        ds = copy.deepcopy(template)
        ds.InstanceNumber = k + 1
        ds.RepetitionTime, ds.EchoTime, ds.EchoTrainLength = T1_TR, T1_TE, 3
        ds.ImagePositionPatient = [round(float(v), 4) for v in geometry.positions[0]]
        ds.PixelSpacing = [round(geometry.pixel, 6)] * 2
        marked(ds, "sagittal T1", 2, "sagittal T1 TSE", pixels)
        ds.save_as(out / f"sagittal_t1_{k + 1:03}.dcm", enforce_file_format=True)


def truth_of(anatomy: Anatomy) -> dict:
    """Grades and disc centers (LPS mm) of the lumbar levels."""
    levels = {}
    for level in LUMBAR:
        index = LEVELS.index(level)
        frame = anatomy.spine.discs[index]
        levels[level] = {
            "center": [round(float(v), 3) for v in frame.center],
            "normal": [round(float(v), 5) for v in frame.axes[:, 2]],
            "grades": level_truth(anatomy, index).grades,
        }
    return {"description": "Truth of demo/studies/synthetic-asymmetric (simulated).", "seed": SEED, "levels": levels}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--three-series", type=Path, metavar="STUDY", help="make three series of the images of this study")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    anatomy = build_anatomy(asymmetric_patient())
    if options.three_series:
        write_three_series(options.out, options.three_series, anatomy)
        return
    if options.truth:
        options.truth.write_text(json.dumps(truth_of(anatomy), indent=2) + "\n")
    for name, number, echo_time, pixel, geometries in (
        ("sagittal", 1, 105.0, 0.85, [sagittal_geometry(anatomy)]),
        ("axial", 2, 110.0, 0.7, axial_geometries(anatomy)),
    ):
        contrast = sequence(echo_time)
        images = [
            image_stack(lambda points: signal_at(anatomy, points, contrast), geometry, scanner(number * 100 + k, pixel), finer=1)
            for k, geometry in enumerate(geometries)
        ]
        write_series(options.out, name, number, geometries, images, echo_time)


if __name__ == "__main__":
    main()
