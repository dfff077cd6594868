from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk
import torch
from conftest import spine_volume

from deepspine.grid import spine_extent, window_around
from deepspine.spider import patients_of, read_gradings, read_volume, to_classes


def test_axes_run_left_inferior_posterior_whatever_the_files_order(data: Path, tmp_path: Path) -> None:
    expected = read_volume(data, "3")
    for folder in ("images", "masks"):
        (tmp_path / folder).mkdir()
        source = sitk.ReadImage(str(data / folder / "3_t2_SPACE.mha"))
        sitk.WriteImage(sitk.DICOMOrient(source, "RAS"), str(tmp_path / folder / "3_t2_SPACE.mha"))
    turned = read_volume(tmp_path, "3")
    np.testing.assert_array_equal(turned.image, expected.image)
    np.testing.assert_array_equal(turned.instances, expected.instances)
    assert turned.spacing == pytest.approx((0.9, 0.9375, 0.9375))


def test_numbers_become_classes() -> None:
    numbers = np.array([0, 1, 19, 101, 100, 201, 219])
    np.testing.assert_array_equal(to_classes(numbers), [0, 1, 1, 1, 3, 2, 2])


def test_a_folder_without_pairs_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"images/<patient>_t2_SPACE\.mha"):
        patients_of(tmp_path)


def test_gradings_are_read_by_column_name(data: Path) -> None:
    rows = read_gradings(data)
    assert len(rows) == 24
    assert rows[0] == {"Patient": "1", "IVD label": "1", "Disc bulging": "0"}


def test_the_test_volume_has_what_it_says() -> None:
    _, mask = spine_volume(1)
    assert set(np.unique(mask)) == {0, 1, 2, 3, 100, 201, 202}


WINDOWS = json.loads((Path(__file__).parents[3] / "test" / "fixtures" / "spine-window.json").read_text())


@pytest.mark.parametrize("case", WINDOWS, ids=lambda case: case["what"])
def test_looks_where_the_pipeline_looks(case: dict) -> None:
    said = torch.zeros(4, case["height"], case["width"])
    for left, right, top, bottom in case["spine"]:
        said[1, top : bottom + 1, left : right + 1] = 0.9
    for left, right, top, bottom in case["discs"]:
        said[1, top : bottom + 1, left : right + 1] = 0.1
        said[2, top : bottom + 1, left : right + 1] = 0.8
    extent = spine_extent(said, case["spacing"])
    grid = case.get("finer", case)
    window = extent and window_around(extent, grid["width"], grid["spacing"])
    assert (window and {"first": window.start, "count": window.stop - window.start}) == case["window"]
