"""An exported grader as a PyTorch module: its graph is run node by node, its weights are parameters.

So the shipped file alone is enough to train on, whatever network it holds, and what is written back is the same graph
with other numbers. Batch normalization is folded into the convolutions since export: its statistics stay as they are,
which is usual when few discs are added to a trained network.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from torch import Tensor, nn


def _same_on_both_ends(pads: list[int]) -> list[int]:
    half = len(pads) // 2
    if pads[:half] != pads[half:]:
        raise NotImplementedError(f"Padding {pads} differs between the ends of an axis.")
    return pads[:half]


def _conv(x: Tensor, weight: Tensor, bias: Tensor | None = None, *, pads: list[int], strides: list[int],
          dilations: list[int], group: int = 1, kernel_shape: list[int] | None = None) -> Tensor:
    del kernel_shape  # the weight's own
    return F.conv2d(x, weight, bias, strides, _same_on_both_ends(pads), dilations, group)


def _max_pool(x: Tensor, *, kernel_shape: list[int], strides: list[int], pads: list[int], dilations: list[int], ceil_mode: int = 0) -> Tensor:
    return F.max_pool2d(x, kernel_shape, strides, _same_on_both_ends(pads), dilations, bool(ceil_mode))


def _average_pool(x: Tensor, *, kernel_shape: list[int], strides: list[int], pads: list[int], ceil_mode: int = 0, count_include_pad: int = 0) -> Tensor:
    return F.avg_pool2d(x, kernel_shape, strides, _same_on_both_ends(pads), bool(ceil_mode), bool(count_include_pad))


def _gemm(a: Tensor, b: Tensor, c: Tensor | None = None, *, alpha: float = 1.0, beta: float = 1.0, transA: int = 0, transB: int = 0) -> Tensor:
    product = alpha * ((a.T if transA else a) @ (b.T if transB else b))
    return product if c is None else product + beta * c


def _split(x: Tensor, sizes: Tensor, *, axis: int = 0) -> tuple[Tensor, ...]:
    # Exported for one disc at a time: the sizes are shares of whatever batch there is.
    shares = sizes.tolist()
    return x.split([share * x.shape[axis] // sum(shares) for share in shares], axis)


_OPERATORS: dict[str, Callable[..., Tensor | tuple[Tensor, ...]]] = {
    "Conv": _conv, "MaxPool": _max_pool, "AveragePool": _average_pool, "Gemm": _gemm, "Split": _split,
    "Relu": torch.relu, "Add": torch.add, "Sub": torch.sub, "Mul": torch.mul, "Div": torch.div,
    "Identity": lambda x: x, "Flatten": lambda x, *, axis=1: x.flatten(axis),
    "Concat": lambda *parts, axis: torch.cat(parts, axis),
    "Gather": lambda x, index, *, axis=0: x.index_select(axis, index),
}


class OnnxModule(nn.Module):
    """Tensors in the order of the graph's inputs → a tuple in the order of its outputs; any batch size.

    Raises NotImplementedError for an operator that graders do not use.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.proto = onnx.load(str(path))
        graph = self.proto.graph
        unknown = {node.op_type for node in graph.node} - set(_OPERATORS) - {"Constant"}
        if unknown:
            raise NotImplementedError(f"{path.name} holds operators that cannot be trained here: {', '.join(sorted(unknown))}.")
        self.inputs = [value.name for value in graph.input]
        self.outputs = [value.name for value in graph.output]
        # Names of modules may hold no dots.
        self._weights = {tensor.name: f"w{k}" for k, tensor in enumerate(graph.initializer)}
        for tensor in graph.initializer:
            value = torch.from_numpy(numpy_helper.to_array(tensor).copy())
            name = self._weights[tensor.name]
            if value.is_floating_point() and value.ndim > 0:
                self.register_parameter(name, nn.Parameter(value))
            else:
                self.register_buffer(name, value)
        self._constants: dict[str, str] = {}
        for k, node in enumerate(graph.node):
            if node.op_type == "Constant":
                self._constants[node.output[0]] = f"c{k}"
                self.register_buffer(f"c{k}", torch.from_numpy(numpy_helper.to_array(node.attribute[0].t).copy()))
        self._nodes = [
            (_OPERATORS[node.op_type], list(node.input), list(node.output),
             {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute})
            for node in graph.node if node.op_type != "Constant"
        ]

    def forward(self, *volumes: Tensor) -> tuple[Tensor, ...]:
        values: dict[str, Tensor] = dict(zip(self.inputs, volumes, strict=True))
        values.update({name: getattr(self, attribute) for name, attribute in (self._weights | self._constants).items()})
        for operator, inputs, outputs, attributes in self._nodes:
            result = operator(*(values[name] if name else None for name in inputs), **attributes)
            values.update(zip(outputs, result if isinstance(result, tuple) else (result,), strict=True))
        return tuple(values[name] for name in self.outputs)

    def heads(self) -> list[nn.Parameter]:
        """Weights of the last layer before each output."""
        makers = {output: inputs for _, inputs, outputs, _ in self._nodes for output in outputs}
        names = {name for output in self.outputs for name in makers[output] if name in self._weights}
        return [getattr(self, self._weights[name]) for name in sorted(names)]

    def save(self, path: Path) -> None:
        """Writes the graph with the present weights; whole or not at all."""
        proto = copy.deepcopy(self.proto)
        for tensor in proto.graph.initializer:
            value = getattr(self, self._weights[tensor.name]).detach().cpu().numpy()
            tensor.CopyFrom(numpy_helper.from_array(value, tensor.name))
        partial = path.with_suffix(".partial")
        onnx.save(proto, str(partial))
        partial.replace(path)
