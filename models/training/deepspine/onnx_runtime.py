"""ONNX Runtime for Python, without the usage data that its builds send unless ORT_DISABLE_TELEMETRY is set before the
library is loaded. Every import of it goes through this module (tests/test_onnx_runtime.py)."""

from __future__ import annotations

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

__all__ = ["onnxruntime"]
