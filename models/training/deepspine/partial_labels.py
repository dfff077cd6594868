"""Label maps that say of some pixels only what is not there, and the loss that learns from them.

Data sets label different structures: SPIDER ends above the sacrum. A pixel there is not background; what it is has not been
said. So a map holds codes, each of which allows one class or several, and the loss asks for the sum over those allowed.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from scipy import ndimage

CLASSES = ("background", "vertebra", "disc", "canal", "sacrum")
BACKGROUND, VERTEBRA, DISC, CANAL, SACRUM = range(5)
# Codes beyond the classes: where the sacrum may be that nobody drew (else background); where the sac may go on, too; nothing said.
BELOW, OPEN, UNSAID = 5, 6, 7
ALLOWED = torch.zeros(8, len(CLASSES))
ALLOWED[:5] = torch.eye(5)
ALLOWED[BELOW, [BACKGROUND, SACRUM]] = 1
ALLOWED[OPEN, [BACKGROUND, CANAL, SACRUM]] = 1
ALLOWED[UNSAID] = 1
CODES = len(ALLOWED)


def tissues(shares: torch.Tensor) -> torch.Tensor:
    """Shares of the codes (batch, 8, …) → of rest, bone, disc, canal (batch, 4, …), which look alike each."""
    rest = shares[:, [BACKGROUND, BELOW, OPEN, UNSAID]].sum(1)
    return torch.stack([rest, shares[:, VERTEBRA] + shares[:, SACRUM], shares[:, DISC], shares[:, CANAL]], 1)


def loss_of(logits: torch.Tensor, shares: torch.Tensor) -> torch.Tensor:
    """Cross-entropy to what the codes allow, plus soft Dice of every class over the pixels where it is told.

    `logits` (batch, 5, rows, columns), `shares` of the codes (batch, 8, rows, columns), which sum to 1."""
    logits = logits.float()
    log = F.log_softmax(logits, 1)
    entropy = -(shares[:, : len(CLASSES)] * log).sum(1)
    for code in (BELOW, OPEN):
        allowed = ALLOWED[code].nonzero().flatten()
        entropy = entropy - shares[:, code] * torch.logsumexp(log[:, allowed], 1)
    predicted = log.exp()
    overlaps = []
    for index in range(1, len(CLASSES)):
        # A code tells a class if it is that class or excludes it.
        tells = [code for code in range(CODES) if code < len(CLASSES) or ALLOWED[code, index] == 0]
        known = shares[:, tells].sum(1)
        p, truth = predicted[:, index] * known, shares[:, index]
        overlaps.append((2 * (p * truth).sum() + 50) / (p.sum() + truth.sum() + 50))
    return entropy.mean() + (1 - torch.stack(overlaps)).mean()


def below_lowest_disc(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The foot side of the lowest disc of (rows, columns) labels, from the line through that disc on, and where before and
    behind it is within the disc's length. Both False everywhere where the slice shows no disc."""
    parts, count = ndimage.label(labels == DISC)
    sizes = np.bincount(parts.ravel(), minlength=count + 1)
    whole = [part for part in range(1, count + 1) if sizes[part] >= 0.25 * sizes[1:].max()]
    if not whole:
        return np.zeros(labels.shape, bool), np.zeros(labels.shape, bool)
    lowest = max(whole, key=lambda part: ndimage.center_of_mass(parts == part)[0])
    rows, columns = (parts == lowest).nonzero()
    center = np.array([rows.mean(), columns.mean()])
    # The longest direction of the disc, from front to back.
    along = np.linalg.svd(np.stack([rows, columns], 1) - center, full_matrices=False)[2][0]
    along = along if along[1] > 0 else -along
    yy, xx = np.indices(labels.shape)
    # Row distance below the disc's middle line; behind and before the disc the line goes on.
    under = (yy - center[0]) * along[1] - (xx - center[1]) * along[0]
    place = (yy - center[0]) * along[0] + (xx - center[1]) * along[1]
    length = (rows - center[0]) * along[0] + (columns - center[1]) * along[1]
    return under > 0, (place > length.min()) & (place < length.max())
