"""Writes one SPIDER patient as a lossless DICOM series, attribution kept.

    python spider_to_dicom.py --data ../../../shared/data/spider --patient 45 --out ../../demo/studies/spider-45
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import SimpleITK as sitk
from pydicom.dataset import Dataset

from deepspine.dicom import mr_image, put_pixels, uid_of, window
from deepspine.spider import SEQUENCE, Volume, read_volume

ATTRIBUTION = (
    "SPIDER patient {patient} (van der Graaf et al., Lumbar spine segmentation in MR images, Scientific Data 2024, "
    "s41597-024-03090-w), CC BY 4.0. Changed: central slices only, 8 bit, repacked as DICOM. "
    "Left and right are nominal; TR and TE are nominal."
)


def dicom_slice(volume: Volume, plane: int) -> Dataset:
    """The plane'th sagittal slice as an MR Image (DICOM PS3.3 A.4), JPEG-LS lossless."""
    study = uid_of("deepspine-sample", "spider", volume.patient)
    series = uid_of("deepspine-sample", "spider", volume.patient, SEQUENCE)
    dz, dy, dx = volume.spacing
    position = volume.geometry.TransformIndexToPhysicalPoint((0, 0, plane))
    ds = mr_image(study, series, plane)
    ds.Manufacturer = "SPIDER data set"
    ds.StudyDescription = "Lumbar spine MRI (SPIDER sample)"
    ds.SeriesDescription = "Sagittal T2 SPACE"
    ds.PatientName = f"SPIDER^{volume.patient}"
    ds.PatientID = f"SPIDER-{volume.patient}"
    ds.PatientIdentityRemoved = "YES"
    ds.DeidentificationMethod = "Published without identifiers by the authors of SPIDER"
    ds.MRAcquisitionType = "3D"
    ds.RepetitionTime = 1500
    ds.EchoTime = 120
    ds.EchoTrainLength = 78
    ds.SliceThickness = dz
    ds.SpacingBetweenSlices = dz
    ds.StudyID = volume.patient
    ds.SeriesNumber = 1
    ds.ImagePositionPatient = [round(float(v), 4) for v in position]
    ds.ImageOrientationPatient = [0, 1, 0, 0, 0, -1]
    ds.FrameOfReferenceUID = uid_of(study, "frame of reference")
    ds.PixelSpacing = [dy, dx]
    ds.ImageComments = ATTRIBUTION.format(patient=volume.patient)
    ds.WindowCenter, ds.WindowWidth = window(volume.image)
    put_pixels(ds, volume.image[plane], 8)
    return ds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--patient", required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    volume = read_volume(options.data, options.patient)
    if volume.image.dtype != np.uint8:
        raise SystemExit(f"{options.patient}: expected 8-bit samples, found {volume.image.dtype}.")
    if sitk.DICOMOrientImageFilter.GetOrientationFromDirectionCosines(volume.geometry.GetDirection()) != "PIL":
        raise SystemExit(f"{options.patient}: the volume could not be turned to sagittal slices.")
    options.out.mkdir(parents=True, exist_ok=True)
    for plane in range(len(volume.image)):
        dicom_slice(volume, plane).save_as(options.out / f"{plane + 1:03}.dcm", enforce_file_format=True)


if __name__ == "__main__":
    main()
