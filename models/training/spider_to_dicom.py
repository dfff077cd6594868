"""Writes one SPIDER patient as a lossless DICOM series, attribution kept.

    python spider_to_dicom.py --data ../../../shared/data/spider --patient 45 --out ../../demo/studies/spider-45
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import numpy as np
import SimpleITK as sitk
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, JPEGLSLossless, MRImageStorage

from deepspine.spider import SEQUENCE, Volume, read_volume

ATTRIBUTION = (
    "SPIDER patient {patient} (van der Graaf et al., Lumbar spine segmentation in MR images, Scientific Data 2024, "
    "s41597-024-03090-w), CC BY 4.0. Changed: central slices only, 8 bit, repacked as DICOM. "
    "Left and right are nominal; TR and TE are nominal."
)


def uid_of(*parts: object) -> str:
    """A UID that is the same for the same parts (DICOM PS3.5 B.2, a 128-bit number under 2.25)."""
    digest = hashlib.sha256("/".join(map(str, parts)).encode()).digest()
    return f"2.25.{int.from_bytes(digest[:16], 'big')}"


def dicom_slice(volume: Volume, plane: int) -> Dataset:
    """The plane'th sagittal slice as an MR Image (DICOM PS3.3 A.4), JPEG-LS lossless."""
    study = uid_of("deepspine-sample", "spider", volume.patient)
    series = uid_of("deepspine-sample", "spider", volume.patient, SEQUENCE)
    dz, dy, dx = volume.spacing
    position = volume.geometry.TransformIndexToPhysicalPoint((0, 0, plane))

    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = MRImageStorage
    meta.MediaStorageSOPInstanceUID = uid_of(series, plane)
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.ImageType = ["DERIVED", "PRIMARY", "M", "SE"]
    ds.SOPClassUID = MRImageStorage
    ds.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    ds.StudyDate = ds.SeriesDate = ds.ContentDate = "20240101"
    ds.StudyTime = ds.SeriesTime = ds.ContentTime = "120000"
    ds.AccessionNumber = ""
    ds.Modality = "MR"
    ds.Manufacturer = "SPIDER data set"
    ds.ReferringPhysicianName = ""
    ds.StudyDescription = "Lumbar spine MRI (SPIDER sample)"
    ds.SeriesDescription = "Sagittal T2 SPACE"
    ds.PatientName = f"SPIDER^{volume.patient}"
    ds.PatientID = f"SPIDER-{volume.patient}"
    ds.PatientBirthDate = ""
    ds.PatientSex = ""
    ds.PatientIdentityRemoved = "YES"
    ds.DeidentificationMethod = "Published without identifiers by the authors of SPIDER"
    ds.BodyPartExamined = "LSPINE"
    ds.ScanningSequence = "SE"
    ds.SequenceVariant = "SK"
    ds.ScanOptions = ""
    ds.MRAcquisitionType = "3D"
    ds.RepetitionTime = 1500
    ds.EchoTime = 120
    ds.EchoTrainLength = 78
    ds.SliceThickness = dz
    ds.SpacingBetweenSlices = dz
    ds.PatientPosition = "HFS"
    ds.StudyInstanceUID = study
    ds.SeriesInstanceUID = series
    ds.StudyID = volume.patient
    ds.SeriesNumber = 1
    ds.AcquisitionNumber = 1
    ds.InstanceNumber = plane + 1
    ds.ImagePositionPatient = [round(float(v), 4) for v in position]
    ds.ImageOrientationPatient = [0, 1, 0, 0, 0, -1]
    ds.FrameOfReferenceUID = uid_of(study, "frame of reference")
    ds.PositionReferenceIndicator = ""
    ds.PixelSpacing = [dy, dx]
    ds.ImageComments = ATTRIBUTION.format(patient=volume.patient)
    ds.SamplesPerPixel = 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.Rows, ds.Columns = volume.image.shape[1:]
    ds.BitsAllocated = ds.BitsStored = 8
    ds.HighBit = 7
    ds.PixelRepresentation = 0
    ds.WindowCenter, ds.WindowWidth = _window(volume.image)
    ds.PixelData = np.ascontiguousarray(volume.image[plane]).tobytes()
    ds.compress(JPEGLSLossless, generate_instance_uid=False)
    return ds


def _window(image: np.ndarray) -> tuple[int, int]:
    """Centre and width that show everything up to the 99.5th percentile."""
    top = max(2, int(np.percentile(image, 99.5)))
    return top // 2, top


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
