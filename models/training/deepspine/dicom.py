"""What every MR Image object (DICOM PS3.3 A.4) that the project makes has in common."""

from __future__ import annotations

import hashlib

import numpy as np
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, JPEGLSLossless, MRImageStorage


def uid_of(*parts: object) -> str:
    """A UID that is the same for the same parts (DICOM PS3.5 B.2, a 128-bit number under 2.25)."""
    digest = hashlib.sha256("/".join(map(str, parts)).encode()).digest()
    return f"2.25.{int.from_bytes(digest[:16], 'big')}"


def mr_image(study: str, series: str, number: int) -> FileDataset:
    """An MR Image without pixels, the number'th (from 0) of its series, dated, typed and identified."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = MRImageStorage
    meta.MediaStorageSOPInstanceUID = uid_of(series, number)
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
    ds.ReferringPhysicianName = ""
    ds.PatientBirthDate = ""
    ds.PatientSex = ""
    ds.BodyPartExamined = "LSPINE"
    ds.ScanningSequence = "SE"
    ds.SequenceVariant = "SK"
    ds.ScanOptions = ""
    ds.PatientPosition = "HFS"
    ds.StudyInstanceUID = study
    ds.SeriesInstanceUID = series
    ds.AcquisitionNumber = 1
    ds.InstanceNumber = number + 1
    ds.PositionReferenceIndicator = ""
    return ds


def put_pixels(ds: FileDataset, pixels: np.ndarray, bits: int) -> None:
    """Monochrome pixels (rows, columns) of `bits` stored bits, compressed losslessly with JPEG-LS."""
    ds.SamplesPerPixel = 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.Rows, ds.Columns = pixels.shape
    ds.BitsAllocated = 8 if bits <= 8 else 16
    ds.BitsStored = bits
    ds.HighBit = bits - 1
    ds.PixelRepresentation = 0
    ds.PixelData = np.ascontiguousarray(pixels.astype(np.uint8 if bits <= 8 else "<u2")).tobytes()
    ds.compress(JPEGLSLossless, generate_instance_uid=False)


def window(image: np.ndarray) -> tuple[int, int]:
    """Center and width that show everything up to the 99.5th percentile."""
    top = max(2, int(np.percentile(image, 99.5)))
    return top // 2, top
