"""Ordinary T2 TSE and T1 slices: labels by a network, partial labels, the sacrum's outlines, training on, figures on boxes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
import SimpleITK as sitk
import torch
from conftest import PATIENTS, spine_volume

from deepspine.discs import find_discs
from deepspine.half_unet import HalfUNet, continued, without_anchor
from deepspine.listed_slices import ListedSlice, read_listed_slices
from deepspine.onnx_runtime import onnxruntime
from deepspine.partial_labels import BACKGROUND, BELOW, CANAL, CODES, DISC, OPEN, SACRUM, UNSAID, VERTEBRA, below_lowest_disc, loss_of, tissues
from deepspine.pseudo_labels import discs_of, fault_of, found_in_boxes, read
from deepspine.sacrum import Outline, paint, read_cut_off, read_outlines
from deepspine.slice_sources import SliceSource, VolumeSource, open_below, read_slices
from deepspine.spider import read_volume, to_classes
from deepspine.unet import fold_batch_norm
from evaluate_boxes import figures_of, fixed_places, found_at
from evaluate_segmentation import bodies_between
from export_segmentation import averaged, export
from label_mid_slices import registration
from simulate_slices import simulate

HERE = Path(__file__).parent.parent
OUTLINES = HERE / "sacrum" / "outlines.json"


def run(script: str, *arguments: str | Path) -> str:
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def boxes_of(labels: np.ndarray) -> dict[str, list[int]]:
    """Boxes around both discs of the tests' spines, as cases.json has them."""
    boxes = {}
    for level, (row, _) in zip(("L5/S1", "L4/L5"), discs_of(labels, 0.9375), strict=True):
        columns = (labels == DISC)[round(row)].nonzero()[0]
        boxes[level] = [int(columns[0]), int(row) - 6, int(columns[-1]) + 1, int(row) + 6]
    return boxes


@pytest.fixture(scope="module")
def mid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Middle slices of the tests' own patients, T1 darker where T2 is brighter; every second patient has boxes."""
    root = tmp_path_factory.mktemp("mid")
    cases = []
    for number in PATIENTS:
        volume, mask = spine_volume(int(number))
        for sequence in ("t2", "t1"):
            (root / sequence).mkdir(exist_ok=True)
            image = volume[2] if sequence == "t2" else 255 - volume[2]
            sitk.WriteImage(sitk.GetImageFromArray(image), str(root / sequence / f"{number}.png"))
            cases.append({
                "patient": number, "sequence": sequence, "file": f"{sequence}/{number}.png", "size": list(image.shape[::-1]),
                "spacing_tag_mm": [0.8, 0.8], "spacing_anatomy_mm": 0.9375 if int(number) % 2 else None,
                "discs": {"L5/S1": {"Pfirrman grade": 3}, "L4/L5": {"Pfirrman grade": 2}},
                "boxes": boxes_of(to_classes(mask[2])) if int(number) % 2 else {},
            })
    (root / "cases.json").write_text(json.dumps(cases))
    return root


class Truth:
    """Says of the tests' own slices what is there, by brightness; of T1 what it would be on T2."""

    spacing = 0.9375

    def run(self, image: torch.Tensor) -> torch.Tensor:
        value = image[0] * 1.0
        low, high = value.min(), value.max()
        level = (value - low) / (high - low)
        # Of 0..180: bone 100, disc 50, canal 180, the rest 30.
        told = torch.bucketize(level, torch.tensor([0.21, 0.4, 0.75]))
        order = torch.tensor([BACKGROUND, DISC, VERTEBRA, CANAL])
        return torch.nn.functional.one_hot(order[told], 4).movedim(-1, 0).float()


def listed_slice(boxes: dict, graded: tuple[str, ...] = ("L5-S1", "L4-L5")) -> ListedSlice:
    return ListedSlice("1", "t2", np.zeros((100, 80), np.uint8), 1.0, True, graded, boxes)


BOXES = {"L5-S1": (10, 70, 40, 82), "L4-L5": (10, 35, 40, 47)}


@pytest.mark.parametrize(
    ("centers", "fault"),
    [
        ([(76, 20), (41, 20)], None),
        ([(76, 20), (41, 20), (8, 20)], None),
        ([(41, 20)], "0 discs in the box of L5-S1"),
        ([(78, 20), (74, 30), (41, 20)], "2 discs in the box of L5-S1"),
        ([(95, 20), (76, 20), (41, 20)], "a disc below or between the boxes"),
        ([(76, 20), (60, 20), (41, 20)], "a disc below or between the boxes"),
    ],
)
def test_labels_must_agree_with_boxes(centers: list, fault: str | None) -> None:
    assert fault_of(listed_slice(BOXES), centers, 1.0) == fault


@pytest.mark.parametrize(
    ("centers", "fault"),
    [
        ([(76, 20), (41, 20)], None),
        ([(76, 20)], "1 discs, 2 graded"),
        ([(76, 20), (61, 20)], "steps of 15 mm"),
    ],
)
def test_labels_must_agree_with_the_list_where_there_are_no_boxes(centers: list, fault: str | None) -> None:
    assert fault_of(listed_slice({}), centers, 1.0) == fault


def test_uneven_steps_are_no_labels() -> None:
    case = listed_slice({}, ("L5-S1", "L4-L5", "L3-L4"))
    assert fault_of(case, [(99, 20), (76, 20), (30, 20)], 1.0) == "uneven steps"


def test_found_is_one_disc_in_its_box_and_nothing_beside() -> None:
    case = listed_slice(BOXES)
    assert found_in_boxes(case, [(76, 20), (41, 20), (5, 20)]) == (2, 0)
    assert found_in_boxes(case, [(78, 20), (74, 30), (41, 20)]) == (1, 0)
    assert found_in_boxes(case, [(76, 20), (41, 20), (60, 70)]) == (2, 1)


def test_reads_slices_at_the_scale_that_agrees(mid: Path) -> None:
    series = [case for case in read_listed_slices(mid) if case.sequence == "t2"]
    assert [case.certain for case in series[:2]] == [True, False]
    for case in series:
        reading = read(Truth(), case, inverted=False)
        assert len(reading.centers) == 2 or reading.fault


def test_registration_finds_how_far_a_slice_is_off() -> None:
    rng = np.random.default_rng(1)
    image = np.kron(rng.normal(0, 40, (40, 30)) + 100, np.ones((8, 8))).clip(0, 255)
    shift, correlation = registration(image, 255 - image, 0.5)
    assert (shift, correlation > 0.9) == (0, True)
    assert registration(image, np.roll(image, 12, 0), 0.5)[0] == pytest.approx(6, abs=0.6)
    assert registration(image, rng.normal(100, 40, image.shape), 0.5)[1] < 0.25


def column() -> np.ndarray:
    """A disc over what may be sacrum, arch and canal behind, 60 x 60."""
    labels = np.zeros((60, 60), np.uint8)
    labels[10:24, 10:30] = VERTEBRA
    labels[26:31, 10:30] = DISC
    labels[:40, 34:40] = CANAL
    labels[36:44, 46:54] = VERTEBRA
    labels[36:44, 14:22] = VERTEBRA
    return labels


def test_below_the_lowest_disc_nothing_is_said_of_the_sacrum() -> None:
    labels = column()
    codes = open_below(labels)
    assert (codes[45:, 10:30] == BELOW).all() and codes[20, 5] == BACKGROUND
    # What was taken for a vertebra under the disc is not followed; the arch behind is.
    assert codes[40, 18] == BELOW and codes[40, 50] == VERTEBRA
    assert (codes[:40, 34:40] == CANAL).all()
    assert (open_below(labels, OPEN)[50] == OPEN).all()
    assert (open_below(np.zeros((8, 8), np.uint8)) == BELOW).all()
    assert not below_lowest_disc(np.zeros((8, 8), np.uint8))[0].any()


def outline(ends: bool) -> Outline:
    s1 = [(10.0, 33.0), (30.0, 33.0), (30.0, 43.0), (12.0, 43.0)]
    s2 = [(13.0, 46.0), (30.0, 46.0), (30.0, 54.0), (15.0, 54.0)]
    return Outline("1", 0, (60, 60), s1, s2, ends)


def test_outlines_are_painted_where_nothing_else_is_labelled() -> None:
    labels = np.where(column() == VERTEBRA, 0, column()).astype(np.uint8)
    codes = paint(labels, outline(True))
    assert codes[38, 20] == SACRUM and codes[50, 20] == SACRUM
    assert codes[44, 20] == BELOW and codes[58, 20] == BELOW
    assert codes[48, 36] == BACKGROUND and (codes[26:31, 10:30] == DISC).all()
    assert paint(labels, outline(False))[48, 36] == OPEN
    assert paint(labels, outline(False))[20, 50] == BACKGROUND


def test_the_committed_outlines_are_bodies_of_training_patients() -> None:
    told = read_outlines(OUTLINES)
    split, mid_split = (json.loads((HERE / name).read_text()) for name in ("split.json", "split-mid.json"))
    drawn = [one for series in told.values() for one in series.values()]
    assert len({one.patient for one in drawn}) >= 38
    assert not {one.patient for one in drawn} & {*split["test"], *split["validation"], *mid_split["validation"]}
    assert not set(mid_split["validation"]) & {*split["train"], *split["test"]}
    for one in drawn:
        for polygon in (one.s1, one.s2):
            x, y = np.array(polygon).T
            # Corners go around once, and the upper plate's front lies before its back.
            assert (x * np.roll(y, -1) - np.roll(x, -1) * y).sum() > 0 and x[0] < x[1]
        assert np.mean(one.s1, axis=0)[1] < np.mean(one.s2, axis=0)[1]
    assert read_cut_off(OUTLINES) <= set(split["train"])
    text = json.loads(OUTLINES.read_text())
    assert "CC BY 4.0" in text["attribution"] and "van der Graaf" in text["attribution"]


def shares_of(code: int) -> torch.Tensor:
    return torch.nn.functional.one_hot(torch.full((1, 4, 4), code), CODES).movedim(-1, 1).float()


def entropy_of(code: int, said: int) -> float:
    logits = torch.full((1, 5, 4, 4), -9.0)
    logits[:, said] = 9
    # Without the Dice part, which is the same wherever a class is nowhere.
    nothing = loss_of(torch.stack([torch.full((1, 4, 4), 9.0), *[torch.full((1, 4, 4), -9.0)] * 4], 1), shares_of(BACKGROUND))
    return float(loss_of(logits, shares_of(code)) - nothing)


def test_the_loss_asks_only_for_what_was_said() -> None:
    for code in (BELOW, OPEN, UNSAID):
        assert entropy_of(code, BACKGROUND) == pytest.approx(0, abs=1e-3)
        assert entropy_of(code, SACRUM) == pytest.approx(0, abs=1e-3)
    assert entropy_of(BELOW, DISC) > 5 and entropy_of(BELOW, VERTEBRA) > 5 and entropy_of(BELOW, CANAL) > 5
    assert entropy_of(OPEN, CANAL) == pytest.approx(0, abs=1e-3) and entropy_of(OPEN, DISC) > 5
    assert entropy_of(UNSAID, DISC) == pytest.approx(0, abs=1e-3)
    assert entropy_of(BACKGROUND, SACRUM) > 5 and entropy_of(VERTEBRA, VERTEBRA) < 1e-3
    assert tissues(shares_of(SACRUM))[0, 1].min() == 1 and tissues(shares_of(UNSAID))[0, 0].min() == 1


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder with a half-resolution network of four classes, exported by the real command."""
    root = tmp_path_factory.mktemp("models")
    torch.manual_seed(2)
    model = HalfUNet((16, 16))
    for unit in model.units():
        # Equal biases would be stored once for all.
        torch.nn.init.normal_(unit[1].bias, 0, 0.1)
    torch.save(
        {"average": model.state_dict(), "network": "HalfUNet", "channels": (16, 16), "task": "segmentation", "step": 0, "spent": 0.0,
         "split": {"train": [], "validation": [], "test": []}, "command": "none", "seed": 1},
        root / "checkpoint.pt",
    )
    run("export_segmentation.py", "--run", root, "--models", root, "--version", "2.0.0")
    return root


@torch.no_grad()
def test_a_network_that_is_continued_says_the_same_and_nothing_of_the_new_class(start: Path, tmp_path: Path) -> None:
    images = torch.randn(6, 1, 64, 48)
    model = continued(start / "spine-segmentation.onnx", images, 5)
    before = onnxruntime.InferenceSession(str(start / "spine-segmentation.onnx")).run(None, {"image": images.numpy()})[0]
    after = model.eval()(images).softmax(1)
    assert after.shape == (6, 5, 64, 48)
    rest = after[:, :4] / after[:, :4].sum(1, keepdim=True)
    np.testing.assert_allclose(rest.numpy(), before, atol=2e-3)
    assert after[:, 4].max() < 0.1
    # Fewer multiplications for one class more.
    assert model.head.weight.numel() == HalfUNet((16, 16)).head.weight.numel()
    assert export(model, tmp_path / "five.onnx") < 1e-4
    # Firefox refuses ONNX Runtime's shader for it.
    assert "Pad" not in {node.op_type for node in onnx.load(str(tmp_path / "five.onnx")).graph.node}
    again = continued(tmp_path / "five.onnx", images, 5).eval()(images).softmax(1)
    np.testing.assert_allclose(again.numpy(), after.numpy(), atol=2e-3)


def test_slices_beside_the_spine_are_simulated_without_labels(tmp_path: Path) -> None:
    simulate((500000, tmp_path))
    kept = np.load(tmp_path / "500000.npz")
    assert kept["images"].shape == kept["codes"].shape and kept["images"].dtype == np.uint8
    assert kept["images"].std((1, 2)).min() > 3
    found = {int(code) for code in np.unique(kept["codes"])}
    assert found >= {BACKGROUND, VERTEBRA, DISC, SACRUM, BELOW} and max(found) < CODES
    discs = (kept["codes"] == DISC).sum((1, 2)) * float(kept["spacing"]) ** 2
    assert discs.max() > 400
    simulate((500000, tmp_path))
    assert np.array_equal(np.load(tmp_path / "500000.npz")["images"], kept["images"])


def test_trains_on_exports_and_is_measured(data: Path, mid: Path, start: Path, tmp_path: Path) -> None:
    split = {"seed": 1, "test": ["2", "4"], "validation": ["6"], "train": ["1", "5", "8"]}
    (tmp_path / "split.json").write_text(json.dumps(split))
    labels, out, models = tmp_path / "labels", tmp_path / "run", tmp_path / "models"
    run("label_mid_slices.py", "--data", mid, "--models", start, "--out", labels, "--split", tmp_path / "split.json")
    told = json.loads((labels / "accepted.json").read_text())
    assert set(told) == {f"{patient}_{sequence}" for patient in set(PATIENTS) - {"2", "4"} for sequence in ("t2", "t1")}
    assert all(facts["accepted"] or facts["fault"] for facts in told.values())
    # An untrained network agrees with no list; what it would have written is written here.
    for patient in ("1", "3", "7", "8"):
        volume, mask = spine_volume(int(patient))
        for sequence, facts in (("t2", {}), ("t1", {"from": f"{patient}_t2"})):
            told[f"{patient}_{sequence}"] = {"accepted": True, **facts}
            np.savez(labels / f"{patient}_{sequence}.npz", image=volume[2], labels=to_classes(mask[2]), spacing=np.float32(0.9375))
    (labels / "accepted.json").write_text(json.dumps(told))
    drawn = {"sacCutOff": ["5"], "outlines": [
        {"patient": "1", "series": series, "plane": 2, "size": [128, 96], "s1": [[30, 120], [60, 120], [60, 124], [31, 124]],
         "s2": [[32, 125], [60, 125], [60, 127], [33, 127]], "sacEnds": series == "t2"} for series in ("t2", "t2_SPACE")]}
    (tmp_path / "outlines.json").write_text(json.dumps(drawn))
    (tmp_path / "slices").mkdir()
    volume, mask = spine_volume(3)
    np.savez(tmp_path / "slices" / "1.npz", images=volume[:2], codes=to_classes(mask[:2]), spacing=np.float32(0.9375))
    common = (
        "--data", data, "--mid", mid, "--labels", labels, "--from", start / "spine-segmentation.onnx", "--out", out,
        "--split", tmp_path / "split.json", "--mid-split", tmp_path / "split-mid.json", "--batch", "2", "--fp32",
    )
    run("finetune_segmentation.py", *common, "--steps", "2")
    run("finetune_segmentation.py", *common, "--steps", "4", "--outlines", tmp_path / "outlines.json", "--simulated", tmp_path / "slices")
    kept = json.loads((tmp_path / "split-mid.json").read_text())["validation"]
    assert set(kept) <= {"3", "7", "9", "11"} and kept
    log = [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()]
    assert log[-1]["end"] and log[-1]["step"] == 4
    assert {"disc", "t2Found", "t1Boxes"} <= set(log[-1]["validation"])

    models.mkdir()
    run("export_segmentation.py", "--run", out, "--models", models, "--version", "3.0.0")
    (entry,) = json.loads((models / "manifest.json").read_text())["models"]
    assert entry["outputs"][0]["classes"] == ["background", "vertebra", "disc", "canal", "sacrum"]
    assert entry["outputs"][0]["shape"] == ["batch", 5, "height", "width"]
    assert entry["training"]["middleSlices"]["validation"] == kept
    assert not set(entry["training"]["middleSlices"]["patients"]) & {*kept, "2", "4", "6"}
    assert entry["training"]["command"].count("finetune_segmentation.py") == 2
    (said,) = onnxruntime.InferenceSession(str(models / entry["file"])).run(None, {"image": np.zeros((2, 1, 32, 48), np.float32)})
    assert said.shape == (2, 5, 32, 48)
    np.testing.assert_allclose(said.sum(1), 1, atol=1e-5)

    began = start / "spine-segmentation.onnx"
    refused = subprocess.run([sys.executable, str(HERE / "export_segmentation.py"), "--run", str(out), "--average-with", str(began),
                              "--models", str(tmp_path), "--version", "3.1.0"], capture_output=True, text=True)
    assert refused.returncode != 0 and "has other layers" in refused.stderr
    shutil.copytree(models, tmp_path / "both")
    run("export_segmentation.py", "--run", out, "--average-with", models / entry["file"], "--models", tmp_path / "both", "--version", "3.1.0")
    (both,) = json.loads((tmp_path / "both" / "manifest.json").read_text())["models"]
    assert (both["version"], both["training"]["averagedWith"]) == ("3.1.0", entry["sha256"])

    run("evaluate_boxes.py", "--data", mid, "--models", models, "--out", tmp_path / "boxes.json",
        "--split", tmp_path / "split.json", "--mid-split", tmp_path / "split-mid.json")
    figures = json.loads((tmp_path / "boxes.json").read_text())
    assert figures["version"] == "3.0.0" and figures["t2"]["scales"]["1.0"]["boxes"] == 2 * len(kept)
    run("evaluate_segmentation.py", "--data", data, "--models", models, "--part", "test", "--out", tmp_path / "eval.json")
    assert 0 <= json.loads((tmp_path / "eval.json").read_text())["summary"]["diceBodies"]["mean"] <= 1


def test_averages_a_network_with_the_one_that_it_began_with() -> None:
    trained, began = (HalfUNet((4, 8), 5, anchored=anchored).eval() for anchored in (True, False))
    began = fold_batch_norm(began)
    expected = {name: (without_anchor(trained).state_dict()[name] + value) / 2 for name, value in began.state_dict().items()}
    mean = averaged(trained, began).state_dict()
    assert mean.keys() == expected.keys()
    for name, value in expected.items():
        torch.testing.assert_close(mean[name], value)


def test_refuses_outlines_of_patients_who_are_kept_apart(data: Path, mid: Path, start: Path, tmp_path: Path) -> None:
    (tmp_path / "split.json").write_text(json.dumps({"seed": 1, "test": ["4"], "validation": ["6"], "train": ["1"]}))
    one = {"patient": "4", "series": "t2", "plane": 0, "size": [4, 4], "s1": [[0, 0]] * 4, "s2": [[0, 0]] * 4, "sacEnds": True}
    (tmp_path / "outlines.json").write_text(json.dumps({"sacCutOff": [], "outlines": [one]}))
    arguments = ["--data", data, "--mid", mid, "--labels", tmp_path, "--from", start / "spine-segmentation.onnx", "--out", tmp_path,
                 "--split", tmp_path / "split.json", "--mid-split", tmp_path / "mid.json", "--outlines", tmp_path / "outlines.json"]
    done = subprocess.run([sys.executable, str(HERE / "finetune_segmentation.py"), *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode != 0 and "An outline belongs to a patient who is kept apart" in done.stderr


def test_volumes_and_slices_are_drawn_with_their_outlines(data: Path, tmp_path: Path) -> None:
    volume = read_volume(data, "1")
    rows, columns = volume.image.shape[1:]
    drawn = Outline("1", 2, (rows, columns), [(30.0, 118.0), (60.0, 118.0), (60.0, 123.0), (30.0, 123.0)],
                    [(30.0, 124.0), (60.0, 124.0), (60.0, 127.0), (30.0, 127.0)], True)
    source = VolumeSource([volume], {"1": drawn})
    assert len(source) == len(volume.image)
    assert all((codes == SACRUM).any() for codes in source.codes[0])
    found = source.draw(torch.Generator().manual_seed(1))
    assert found.image.shape == found.codes.shape == (rows, columns)
    (tmp_path / "accepted.json").write_text(json.dumps({"1_t1": {"accepted": True}, "1_t2": {"accepted": True}}))
    for sequence in ("t1", "t2"):
        np.savez(tmp_path / f"1_{sequence}.npz", image=volume.image[2], labels=volume.mask[2], spacing=np.float32(1))
    t2, t1 = (SliceSource(read_slices(tmp_path, sequence, {"1", "9"}, {"1": drawn})) for sequence in ("t2", "t1"))
    assert (t2.groups[0][0].codes == SACRUM).any()
    # Read on its own, the T1 slice need not lie where T2 was drawn on.
    assert not (t1.groups[0][0].codes == SACRUM).any()


def test_bodies_are_those_between_whole_discs(data: Path) -> None:
    volume = read_volume(data, "1")
    between = bodies_between(volume, find_discs(volume.mask, volume.spacing))
    rows, columns = between[2].any(1).nonzero()[0], between[2].any(0).nonzero()[0]
    discs = sorted(disc.center[1] / volume.spacing[1] for disc in find_discs(volume.mask, volume.spacing))
    assert discs[0] <= rows[0] < discs[0] + 1 and discs[-1] - 1 < rows[-1] <= discs[-1]
    assert columns[-1] < (volume.mask[2] == CANAL).any(0).nonzero()[0][-1]
    assert not bodies_between(volume, []).any()


def test_boxes_have_a_baseline(mid: Path) -> None:
    cases = [case for case in read_listed_slices(mid) if case.sequence == "t2" and case.boxes]
    assert figures_of(Truth(), cases, 1.0)["boxes"] == 12
    places = found_at(fixed_places(cases), cases)
    assert 0 < places["share"]["mean"] <= 1
