"""Real volumes with known severity: SPIDER images warped with their masks.

Within a disc's frame the disc's posterior margin is pushed into the canal, the canal's back wall forward, the sac
narrowed and the disc thinned; what is left of the sac gives the grade, by the simulator's area thresholds. Where the
sac shrinks, CSF leaves it and the roots stay, so its signal falls towards theirs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from deepspine.crops import Stack
from deepspine.simulator.truth import AREA_LIMITS, SEVERITY
from deepspine.spider import Volume

LEVELS = ("L5-S1", "L4-L5", "L3-L4", "L2-L3", "L1-L2", "T12-L1")
# Area of a sac over its midline AP diameter, mm: an ellipse 16.5 mm wide.
_AREA_PER_AP = 13.0
# Area of the roots within the sac, mm^2, and their signal as a share of the sac's.
_ROOTS = 30.0
_ROOT_SIGNAL = 0.45
_Z = np.linspace(-28, 28, 57)
_LEAST_VOLUME = 800.0  # mm^3
# mm along the normal at which the neighboring vertebral mid-levels lie.
_MID_LEVELS = (14.0, 20.0)


@dataclass(frozen=True)
class Warp:
    """mm unless said: how a disc level is deformed."""

    bulge: float = 0.0
    bulge_width: float = 14.0  # half width of the bulge
    back: float = 0.0  # forward push of the canal's back wall
    narrowing: float = 0.0  # share by which the sac's width shrinks
    thinning: float = 0.0  # share by which the disc's height shrinks


@dataclass
class RealDisc:
    """A disc of a real volume: its frame (columns of axes: right, anterior, normal) and the canal behind it."""

    level: str
    center: np.ndarray
    axes: np.ndarray
    height: float
    front: np.ndarray  # y of the canal's anterior wall at _Z, NaN where there is no canal
    rear: np.ndarray
    middle: float  # x of the canal's deepest part

    @property
    def measurable(self) -> bool:
        """Whether the canal is there from above to below the disc."""
        return bool(np.isfinite(self.front[np.abs(_Z) <= 8]).all())


def stack_of(volume: Volume, pixels: np.ndarray) -> Stack:
    """A SPIDER array (planes left, rows inferior, columns posterior) as a stack in LPS mm from its first voxel."""
    planes = len(pixels)
    positions = np.zeros((planes, 3))
    positions[:, 0] = np.arange(planes) * volume.spacing[0]
    return Stack(
        pixels.astype(np.float32), positions, np.array([0.0, 1, 0]), np.array([0.0, 0, -1]), volume.spacing[1], volume.spacing[2]
    )


def real_discs(volume: Volume) -> list[RealDisc]:
    """The discs of a volume from the lowest (L5-S1) up, six at most, in the coordinates of `stack_of`."""
    labels, count = ndimage.label(volume.mask == 2)
    spacing = np.array(volume.spacing)
    canal = stack_of(volume, (volume.mask == 3).astype(np.float32))
    found = []
    for part in range(1, count + 1):
        voxels = np.argwhere(labels == part)
        if len(voxels) * spacing.prod() >= _LEAST_VOLUME:
            p, r, c = (voxels * spacing).T
            found.append(np.stack([p, c, -r], 1))
    found.sort(key=lambda points: points[:, 2].mean())
    return [_disc(level, points, canal) for level, points in zip(LEVELS, found)]


def _disc(level: str, points: np.ndarray, canal: Stack) -> RealDisc:
    center = points.mean(0)
    # In the sagittal plane the disc's long axis runs from back to front.
    _, vectors = np.linalg.eigh(np.cov((points - center)[:, 1:].T))
    anterior = np.array([0.0, *vectors[:, 1]])
    anterior *= -np.sign(anterior[1])
    right = np.array([-1.0, 0, 0])
    axes = np.stack([right, anterior, np.cross(right, anterior)], 1)
    height = float(np.percentile((points - center) @ axes[:, 2], 97) - np.percentile((points - center) @ axes[:, 2], 3))
    y = np.arange(-45, 0, 0.25)
    x = np.arange(-8.0, 8.1, 1.0)
    grid = center + (
        _Z[:, None, None, None] * axes[:, 2] + y[None, :, None, None] * axes[:, 1] + x[None, None, :, None] * axes[:, 0]
    )
    inside = np.nan_to_num(canal.sample(grid.reshape(-1, 3)).reshape(len(_Z), len(y), len(x)))
    # With scoliosis the canal's middle is not the disc's.
    depth = ndimage.gaussian_filter1d(inside[np.abs(_Z) <= 12].sum((0, 1)), 1.5)
    middle = float(x[int(depth.argmax())])
    central = inside[..., np.abs(x - middle) <= 1.5].mean(-1) > 0.5
    front = np.array([y[row].max() if row.any() else np.nan for row in central])
    rear = np.array([y[row].min() if row.any() else np.nan for row in central])
    return RealDisc(level, center, axes, height, front, rear, middle)


class WarpedStack:
    """A stack seen through a warp about one disc; `sample` is the pull-back."""

    def __init__(self, image: Stack, canal: Stack, disc: RealDisc, warp: Warp) -> None:
        self.image, self.canal, self.disc, self.warp = image, canal, disc, warp
        known = np.isfinite(disc.front)
        if not known.any() and warp != Warp():
            raise ValueError(f"{disc.level}: no canal behind the disc, so that it cannot be warped.")
        # Without a canal nothing is moved, and any walls will do.
        walls = (disc.front, disc.rear)
        self.front, self.rear = (
            np.interp(_Z, _Z[known], ndimage.gaussian_filter1d(line[known], 1.5)) if known.any() else np.zeros_like(_Z) for line in walls
        )

    def _along(self, z: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Forward pushes (mm) of the canal's front and back wall; together they leave at least 1.5 mm."""
        reach = self.disc.height / 2 + 2.5
        near = np.exp(-((z / reach) ** 2))
        bulge = self.warp.bulge * near * np.exp(-(((x - self.disc.middle) / self.warp.bulge_width) ** 2))
        back = self.warp.back * np.exp(-(((z + 1) / (reach + 3)) ** 2)) * (0.6 + 0.4 * np.tanh(np.abs(x) / 4))
        room = np.interp(z, _Z, self.front - self.rear) - 1.5
        total = np.maximum(bulge + back, 1e-6)
        scale = np.minimum(1, np.maximum(room, 0) / total)
        return bulge * scale, back * scale

    def sac_ap(self) -> np.ndarray:
        """Midline AP diameter of the warped canal at each of _Z, mm."""
        bulge, back = self._along(_Z, np.full_like(_Z, self.disc.middle))
        return self.front - self.rear - bulge - back

    def measurements(self) -> dict[str, float]:
        """canalAp (mm) and canalRatio of the warped canal, as the pipeline defines them (analysis/measure.ts)."""
        ap = self.sac_ap()
        narrowest = float(ap[np.abs(_Z) <= max(2.0, self.disc.height / 2)].min())
        beside = float(np.median(ap[(np.abs(_Z) >= _MID_LEVELS[0]) & (np.abs(_Z) <= _MID_LEVELS[1])]))
        return {"canalAp": round(narrowest, 3), "canalRatio": round(narrowest / max(beside, 1e-3), 3)}

    def narrow(self, z: np.ndarray) -> np.ndarray:
        return self.warp.narrowing * np.exp(-((z / (self.disc.height / 2 + 4)) ** 2))

    def area(self) -> float:
        """Smallest area of the warped sac within the disc's height, mm^2."""
        here = np.abs(_Z) <= max(3.0, self.disc.height / 2)
        return float((self.sac_ap() * (1 - self.narrow(_Z)))[here].min() * _AREA_PER_AP)

    def sample(self, points: np.ndarray) -> np.ndarray:
        """Signal at points (n, 3)."""
        local = (points - self.disc.center) @ self.disc.axes
        x, y, z = local.T
        bulge, back = self._along(z, x)
        front, rear = np.interp(z, _Z, self.front), np.interp(z, _Z, self.rear)
        source_y = _piecewise(y, (rear - 8, rear + back, front - bulge, front + 12), (rear - 8, rear, front, front + 12))
        half = self.disc.height / 2
        thin = 1 - self.warp.thinning
        source_z = np.interp(z, (-22, -half * thin, half * thin, 22), (-22, -half, half, 22))
        source_z = np.where(np.abs(z) > 22, z, source_z)
        narrow = self.narrow(z) * np.exp(-(((y - (front + rear) / 2) / 10) ** 2))
        magnitude = np.abs(x)
        source_x = np.sign(x) * np.where(magnitude < 14, np.minimum(magnitude / (1 - 0.9 * narrow), magnitude + (14 - magnitude) * narrow), magnitude)
        source = self.disc.center + np.stack([source_x, source_y, source_z], 1) @ self.disc.axes.T
        value = self.image.sample(source)
        sac = np.nan_to_num(self.canal.sample(source))
        before = np.maximum(front - rear, 1) * _AREA_PER_AP
        after = np.maximum(front - rear - bulge - back, 0.5) * (1 - self.narrow(z)) * _AREA_PER_AP
        kept = np.clip((1 - _ROOTS / after) / np.maximum(1 - _ROOTS / before, 0.2), 0, 1)
        bright = np.nanpercentile(value[sac > 0.5], 80) if (sac > 0.5).sum() > 50 else 0.0
        root = _ROOT_SIGNAL * bright
        return np.where(value > root, value + sac * (kept - 1) * (value - root), value)


def _piecewise(value: np.ndarray, start: tuple[np.ndarray, ...], end: tuple[np.ndarray, ...]) -> np.ndarray:
    """Maps value from the knots `start` to the knots `end` (ascending, one per point); identity outside."""
    result = value.copy()
    for k in range(len(start) - 1):
        width = np.maximum(start[k + 1] - start[k], 1e-3)
        share = (value - start[k]) / width
        here = (share >= 0) & (share < 1)
        result = np.where(here, end[k] + share * (end[k + 1] - end[k]), result)
    return result


def canal_grade(area: float) -> str:
    """SCS by the sac's area, as the simulator's companion criterion."""
    mild, moderate, severe = AREA_LIMITS
    return SEVERITY[int(area < mild) + int(area < moderate) + int(area < severe)]


def reslice(source: WarpedStack, width: float, spacing: float, thickness: float, phase: float, pixel: float = 0.5) -> Stack:
    """New sagittal slices of the warped volume, averaged across their thickness, 76 mm square about the disc."""
    size = int(76 / pixel)
    center = source.disc.center + source.disc.axes @ np.array([0.0, -10.0, 0.0])
    across = (np.arange(int(width / spacing) + 1) - int(width / spacing) / 2 + phase) * spacing
    row, column = np.array([0.0, 1, 0]), np.array([0.0, 0, -1])
    first = center - row * (size / 2 * pixel) - column * (size / 2 * pixel)
    plane = first + np.arange(size)[:, None, None] * pixel * column + np.arange(size)[None, :, None] * pixel * row
    count = max(1, round(thickness / 0.9))
    slices = []
    for offset in across:
        parts = [
            source.sample((plane + np.array([offset + (k - (count - 1) / 2) * thickness / count, 0, 0])).reshape(-1, 3))
            for k in range(count)
        ]
        stacked = np.stack(parts)
        slices.append(stacked.mean(0).reshape(size, size))
    seen = [float(np.isfinite(image).mean()) for image in slices]
    # Slices at the volume's own sides may lie outside it.
    kept = [(k, image) for k, image in enumerate(slices) if seen[k] > 0.9 * max(seen)]
    pixels = np.stack([np.nan_to_num(image, nan=float(np.nanmean(image))) for _, image in kept])
    positions = np.stack([first + np.array([across[k], 0, 0]) for k, _ in kept])
    return Stack(pixels, positions, row, column, pixel, pixel)
