"""Implicit surfaces. Every function returns mm, negative inside; points are tensors of one coordinate each.

Coordinates of a frame: x to the patient's right, y to the front, z to the head.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor


def outline(x: Tensor, y: Tensor, depth: float, width: float, concavity: float) -> Tensor:
    """Axial outline of a body or disc: a superellipse whose posterior side is hollowed by `concavity`."""
    hollow = concavity * torch.exp(-((x / (0.28 * width)) ** 2)) * torch.sigmoid(-y)
    y = y - hollow
    radius = torch.sqrt(x * x + y * y).clamp_min(1e-3)
    share = ((x.abs() / (width / 2)) ** 2.5 + (y.abs() / (depth / 2)) ** 2.5) ** (1 / 2.5)
    return radius * (1 - 1 / share.clamp_min(1e-3))


def ellipsoid(x: Tensor, y: Tensor, z: Tensor, center: tuple[float, float, float], radii: tuple[float, float, float]) -> Tensor:
    """First-order distance to an axis-aligned ellipsoid."""
    qx, qy, qz = x - center[0], y - center[1], z - center[2]
    share = torch.sqrt((qx / radii[0]) ** 2 + (qy / radii[1]) ** 2 + (qz / radii[2]) ** 2)
    gradient = torch.sqrt((qx / radii[0] ** 2) ** 2 + (qy / radii[1] ** 2) ** 2 + (qz / radii[2] ** 2) ** 2)
    return share * (share - 1) / gradient.clamp_min(1e-4)


def box(x: Tensor, y: Tensor, z: Tensor, low: tuple[float, float, float], high: tuple[float, float, float], rounding: float) -> Tensor:
    """Distance to an axis-aligned box with rounded edges."""
    total = torch.zeros_like(x)
    inside = torch.full_like(x, -math.inf)
    for q, a, b in zip((x, y, z), low, high, strict=True):
        d = (q - (a + b) / 2).abs() - (b - a) / 2 + rounding
        total = total + d.clamp_min(0) ** 2
        inside = torch.maximum(inside, d)
    return torch.sqrt(total) + inside.clamp_max(0) - rounding


def segment(points: Tensor, start: Tensor, end: Tensor) -> tuple[Tensor, Tensor]:
    """Distance of points (n, 3) to a line segment, and where along it (0..1) the nearest point lies."""
    axis = end - start
    along = ((points - start) @ axis / (axis @ axis)).clamp(0, 1)
    return (points - start - along[:, None] * axis).norm(dim=1), along


def arc_extension(angle: Tensor, half_arc: float, soft: float = 14.0) -> Tensor:
    """1 within +-half_arc degrees of the posterior midline, falling smoothly to 0 (angle in degrees)."""
    return torch.sigmoid((half_arc - angle.abs()) / soft * 2)


def waves(points: Tensor, seed: int, lengths: tuple[float, float], count: int = 10) -> Tensor:
    """Smooth random texture with standard deviation about 1 at points (n, 3), wave lengths in mm."""
    generator = torch.Generator().manual_seed(seed)
    total = torch.zeros(len(points), device=points.device)
    for _ in range(count):
        direction = torch.randn(3, generator=generator)
        length = lengths[0] + (lengths[1] - lengths[0]) * float(torch.rand(1, generator=generator))
        wave = direction / direction.norm() * (2 * math.pi / length)
        phase = 2 * math.pi * float(torch.rand(1, generator=generator))
        total = total + torch.cos(points @ wave.to(points) + phase)
    return total * math.sqrt(2 / count)
