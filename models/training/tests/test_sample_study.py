"""SPIDER → DICOM: what comes back is what went in, where it was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pydicom
from test_segmentation_chain import run

from deepspine.spider import read_volume


def test_series_is_lossless_and_lies_where_the_volume_lay(data: Path, tmp_path: Path) -> None:
    run("spider_to_dicom.py", "--data", data, "--patient", "7", "--out", tmp_path / "study")
    volume = read_volume(data, "7")
    slices = [pydicom.dcmread(path) for path in sorted((tmp_path / "study").iterdir())]
    assert len(slices) == len(volume.image)
    for plane, ds in enumerate(slices):
        np.testing.assert_array_equal(ds.pixel_array, volume.image[plane])
        origin = volume.geometry.TransformIndexToPhysicalPoint((0, 0, plane))
        np.testing.assert_allclose([float(v) for v in ds.ImagePositionPatient], origin, atol=1e-3)
        # Rows run to the patient's back, columns to the feet (PS3.3 C.7.6.2.1.1).
        assert list(ds.ImageOrientationPatient) == [0, 1, 0, 0, 0, -1]
        assert "CC BY 4.0" in ds.ImageComments
    assert len({ds.SOPInstanceUID for ds in slices}) == len(slices)
    assert len({ds.SeriesInstanceUID for ds in slices}) == 1


def test_a_second_run_gives_the_same_files(data: Path, tmp_path: Path) -> None:
    for name in ("first", "second"):
        run("spider_to_dicom.py", "--data", data, "--patient", "7", "--out", tmp_path / name)
    for path in (tmp_path / "first").iterdir():
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes()
