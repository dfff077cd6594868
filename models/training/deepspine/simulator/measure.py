"""The pipeline's measurements (analysis/measure.ts) taken on a painted volume, by the same names and definitions."""

from __future__ import annotations

import numpy as np

from .tissue import Tissue
from .volume import BACK, FINE, HALF, LocalVolume

_CANAL = (Tissue.CSF, Tissue.ROOT, Tissue.CORD)
_DISC = (Tissue.ANNULUS, Tissue.NUCLEUS)
_BODY = (Tissue.MARROW, Tissue.CORTEX, Tissue.HAEMANGIOMA, Tissue.MODIC1, Tissue.MODIC2, Tissue.MODIC3)
# Half the width of the midline over which heights and margins are averaged, mm.
_MIDLINE = 4.0
# mm along the normal at which the neighboring vertebral mid-levels lie.
_MID_LEVELS = (14.0, 20.0)


def measurements(volume: LocalVolume) -> dict[str, float]:
    """discHeightMiddle, discBulge (mm), discHeightRatio, canalAp (mm), canalRatio, canalArea (mm^2), canalAreaRatio."""
    label = volume.label.numpy()
    x, y, z = (np.linspace(-half, half, n) for half, n in zip(HALF, label.shape, strict=True))
    y = y - BACK
    middle = np.abs(x) <= _MIDLINE
    disc = np.isin(label, _DISC) & (np.abs(z) < 12)
    height = disc[middle].sum(2).mean(0) * FINE
    deep = np.flatnonzero(height > 0.3 * height[np.abs(y).argmin()])
    low, high = deep.min(), deep.max()
    depth = (high - low + 1) * FINE
    figures = {
        "discHeightMiddle": float(height[np.abs(y).argmin()]),
        "discHeightRatio": float(height[low : high + 1].mean() / depth),
        "discBulge": _bulge(label[middle], disc[middle], y, z, float(height[low])),
    }
    canal = np.isin(label, _CANAL)
    canal[:, y > -8] = False
    ap = canal[middle].sum(1).mean(0) * FINE
    area = canal.sum((0, 1)) * FINE**2
    at_disc = np.abs(z) <= max(2.0, float(height[low]) / 2)
    near = (np.abs(z) >= _MID_LEVELS[0]) & (np.abs(z) <= _MID_LEVELS[1])
    figures["canalAp"], figures["canalArea"] = float(ap[at_disc].min()), float(area[at_disc].min())
    figures["canalRatio"] = figures["canalAp"] / max(float(np.median(ap[near])), 1e-3)
    figures["canalAreaRatio"] = figures["canalArea"] / max(float(np.median(area[near])), 1e-3)
    return {name: round(value, 3) for name, value in figures.items()}


def _bulge(label: np.ndarray, disc: np.ndarray, y: np.ndarray, z: np.ndarray, height: float) -> float:
    """mm that the disc's posterior margin lies behind the line through the neighboring posterior corners."""

    def margin(inside: np.ndarray) -> float:
        """Mean y at which a run of `inside` (columns, y) that starts in front ends."""
        ends = [y[row].min() for row in inside if row.any()]
        return float(np.mean(ends)) if ends else float("nan")

    body = np.isin(label, _BODY)
    body[:, y < -26] = False
    corners = []
    for sign in (1, -1):
        band = (z * sign > height / 2 + 2) & (z * sign < height / 2 + 6)
        corners.append(margin(body[:, :, band].mean(2) > 0.5))
    core = np.abs(z) <= max(0.7, 0.3 * height)
    reach = disc[:, :, core].mean(2) > 0.5
    bulge = float(np.mean(corners)) - margin(reach)
    return bulge if np.isfinite(bulge) else 0.0
