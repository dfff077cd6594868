"""A U-Net that works at half of the slice's resolution, and how it takes over what a full one has learned.

Convolutions on a processor cost what they multiply, and a quarter of the full network's work is done on its finest
level. Here one strided convolution reads the slice, and one transposed convolution writes the classes back between the
pixels; skips are added and not concatenated, which halves the first convolution of every upward stage.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from torch import nn

from deepspine.unet import UNet, conv_stage, conv_unit, fold_batch_norm

HALF_CHANNELS = (32, 64, 128, 128)
# Logit of a class that nothing has been learned of.
UNSAID = -4.0


class HalfUNet(nn.Module):
    """(batch, 1, height, width) z-scored slice → (batch, classes, height, width) logits. Height and width are multiples of
    16. Only operators that ONNX Runtime's WebGPU backend runs: Conv, ReLU, MaxPool, nearest Resize, Add and
    ConvTranspose (batch norm folds into Conv on export).

    Anchored, the background's logit is 0 and not learned: the shares can say the same."""

    def __init__(self, channels: tuple[int, ...] = HALF_CHANNELS, classes: int = 4, anchored: bool = False) -> None:
        super().__init__()
        self.channels = tuple(channels)
        self.classes = classes
        self.anchored = anchored
        first = channels[0]
        self.stem = conv_unit(1, first, kernel=6, stride=2)
        self.down = nn.ModuleList([conv_unit(first, first)])
        self.reduce = nn.ModuleList()
        self.up = nn.ModuleList()
        width = first
        for outputs in channels[1:]:
            self.down.append(conv_stage(width, outputs))
            width = outputs
        for skip in reversed(channels[:-1]):
            self.reduce.append(conv_unit(width, skip))
            self.up.append(conv_stage(skip, skip))
            width = skip
        self.pool = nn.MaxPool2d(2)
        self.grow = nn.Upsample(scale_factor=2, mode="nearest")
        self.head = nn.ConvTranspose2d(width, classes - anchored, 6, stride=2, padding=2)

    def features(self, image: torch.Tensor) -> list[torch.Tensor]:
        """What each level says, from the finest going down to the finest coming up."""
        found = [self.down[0](self.stem(image))]
        for stage in self.down[1:]:
            found.append(stage(self.pool(found[-1])))
        skips = found[:-1]
        for reduce, stage in zip(self.reduce, self.up):
            found.append(stage(skips.pop() + self.grow(reduce(found[-1]))))
        return found

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        logits = self.head(self.features(image)[-1])
        return F.pad(logits, (0, 0, 0, 0, 1, 0)) if self.anchored else logits

    def units(self) -> list[nn.Sequential]:
        """Every convolution with its batch norm, in the order in which they run."""
        stages = [self.stem, *self.down]
        for reduce, stage in zip(self.reduce, self.up):
            stages += [reduce, stage]
        return [unit for stage in stages for unit in ([stage] if isinstance(stage[0], nn.Conv2d) else stage)]


def weights_of(graph: onnx.GraphProto) -> dict[str, torch.Tensor]:
    """The constants of an exported network by their names in it."""
    return {
        tensor.name.removeprefix("network."): torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in graph.initializer
    }


class Teacher(nn.Module):
    """An exported UNet, frozen."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        weights = weights_of(onnx.load(str(path)).graph)
        levels = sum(name.startswith("down.") and name.endswith(".0.0.weight") for name in weights)
        channels = tuple(len(weights[f"down.{level}.0.0.weight"]) for level in range(levels))
        # As the export has folded it.
        self.network = fold_batch_norm(UNet(channels).eval())
        self.network.load_state_dict(weights)
        self.requires_grad_(False)

    def features(self, image: torch.Tensor) -> list[torch.Tensor]:
        """Those of the levels that a HalfUNet has as well, in its order, and the logits last."""
        found = self.network.features(image)
        # The full network's finest level, its first and its last, is what the student does without.
        return [*found[1:-1], self.network.head(found[-1])]


@torch.no_grad()
def inherit(student: HalfUNet, teacher: Teacher, images: torch.Tensor) -> None:
    """Gives the student the teacher's convolutions wherever both have one of the same kind. Batch norm, which the
    teacher has no more, is set so that on `images` (batch, 1, rows, columns) it does what the teacher's biases do."""
    source = teacher.network
    pairs = [(student.down[0], source.down[1][1])]
    for own, theirs in zip(student.down[1:], source.down[2:], strict=True):
        pairs += zip(own, theirs, strict=True)
    for own, theirs in zip(student.reduce, source.reduce[:-1], strict=True):
        pairs.append((own, theirs))
    for own, theirs in zip(student.up, source.up[:-1], strict=True):
        pairs += zip(own, theirs, strict=True)
    take_over(pairs, lambda: teacher.features(images))


@torch.no_grad()
def take_over(pairs: list[tuple[nn.Sequential, nn.Sequential]], run: Callable[[], object]) -> None:
    """Convolutions, of pairs (own, folded source), and batch norm that does on what `run` shows the source what its biases do."""
    # Copies, since what follows a convolution works in place.
    outputs: dict[nn.Module, torch.Tensor] = {}
    hooks = [
        theirs[0].register_forward_hook(lambda module, _, output: outputs.__setitem__(module, output.clone()))
        for _, theirs in pairs
    ]
    run()
    for hook in hooks:
        hook.remove()
    for own, theirs in pairs:
        conv, norm = own[0], own[1]
        weight = theirs[0].weight
        # Where skips are added, the skip's half of a concatenation is what the weights see first.
        conv.weight.copy_(weight[:, : conv.weight.shape[1]])
        values = outputs[theirs[0]].transpose(0, 1).flatten(1)
        norm.weight.copy_(values.std(1))
        norm.bias.copy_(values.mean(1))
        norm.running_mean.copy_(values.mean(1) - theirs[0].bias)
        norm.running_var.copy_(values.var(1))


@torch.no_grad()
def exported(path: Path) -> HalfUNet:
    """An exported HalfUNet again, batch norm folded, every class with a logit of its own."""
    graph = onnx.load(str(path)).graph
    weights = {name: value for name, value in weights_of(graph).items() if name.endswith((".weight", ".bias"))}
    levels = sum(name.startswith("down.") and name.endswith(".0.0.weight") for name in weights)
    channels = (len(weights["down.0.0.weight"]), *(len(weights[f"down.{k}.0.0.weight"]) for k in range(1, levels)))
    # Version 3.0.0 put the background before the others by this operator.
    if any(node.op_type == "Pad" for node in graph.node):
        weights |= with_background(weights["head.weight"], weights["head.bias"])
    model = fold_batch_norm(HalfUNet(channels, weights["head.weight"].shape[1]).eval())
    model.load_state_dict(weights)
    return model


def with_background(weight: torch.Tensor, bias: torch.Tensor) -> dict[str, torch.Tensor]:
    """The parameters of an anchored head, with those of a background whose logit is always 0."""
    return {
        "head.weight": torch.cat([torch.zeros_like(weight[:, :1]), weight], 1),
        "head.bias": torch.cat([torch.zeros_like(bias[:1]), bias]),
    }


@torch.no_grad()
def without_anchor(model: HalfUNet) -> HalfUNet:
    """A network for export that says the same as an anchored one, batch norm folded, without the operator Pad: ONNX Runtime's
    shader for it is refused by Firefox (a vector indexed by a variable)."""
    model = fold_batch_norm(model)
    if not model.anchored:
        return model
    plain = fold_batch_norm(HalfUNet(model.channels, model.classes).eval())
    plain.load_state_dict(model.state_dict() | with_background(model.head.weight, model.head.bias))
    return plain


@torch.no_grad()
def continued(path: Path, images: torch.Tensor, classes: int) -> HalfUNet:
    """An exported HalfUNet, to be trained on with `classes` classes, anchored: its own classes first, new ones all but never
    said at first. `images` (batch, 1, rows, columns) are like those that follow."""
    source = exported(path)
    model = HalfUNet(source.channels, classes, anchored=True)
    take_over(list(zip(model.units(), source.units(), strict=True)), lambda: source(images))
    head, bias = source.head.weight, source.head.bias
    head, bias = head[:, 1:] - head[:, :1], bias[1:] - bias[:1]
    model.head.weight.zero_()
    model.head.bias.fill_(UNSAID)
    model.head.weight[:, : head.shape[1]] = head
    model.head.bias[: len(bias)] = bias
    return model
