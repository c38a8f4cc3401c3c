"""Token states in four bits.

Late interaction needs every token's state at question time, and computing
states then costs seconds, so they are stored: 1,536 bytes a token as they
come, 194 as they are kept here.  A passage's states share a large common part;
taking out their mean first leaves residuals that are close to normal, for which
a step of 0.335 standard deviations is the best uniform 16-level quantiser
(J. Max, "Quantizing for Minimum Distortion", 1960).

Layout, little-endian: float16 mean (d,), float16 steps (t,), then t rows of
d / 2 bytes whose low nibbles are the first half of the dimensions and whose
high nibbles the second, so that unpacking is two vector operations.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

_STEP = 0.335
_MIDDLE = np.float32(7.5)


def pack_states(states: Matrix) -> bytes:
    """The bytes of float32 (t, d) states; d is even."""
    tokens, dimension = states.shape
    if dimension % 2:
        raise ValueError(f"states have {dimension} dimensions; expected an even number")
    mean = states.mean(0) if tokens else np.zeros(dimension, np.float32)
    mean = mean.astype("<f2")
    rest = states - mean.astype(np.float32)
    steps = (_STEP * np.sqrt((rest * rest).mean(1))).astype("<f2")
    scale = np.maximum(steps.astype(np.float32), 1e-7)[:, None]
    levels = np.clip(np.rint(rest / scale + _MIDDLE), 0, 15).astype(np.uint8)
    half = dimension // 2
    packed = levels[:, :half] | (levels[:, half:] << 4)
    return b"".join(part.tobytes() for part in (mean, steps, packed))


def unpack_states(packed: bytes, tokens: int, dimension: int) -> Matrix:
    """float32 (tokens, dimension), near the states that were packed.

    Raises ValueError when the bytes are not those of so many states.
    """
    half = dimension // 2
    head = 2 * dimension + 2 * tokens
    if len(packed) != head + tokens * half:
        raise ValueError(
            f"{len(packed)} bytes; {tokens} states of {dimension} take {head + tokens * half}"
        )
    mean = np.frombuffer(packed, "<f2", dimension).astype(np.float32)
    steps = np.frombuffer(packed, "<f2", tokens, 2 * dimension).astype(np.float32)
    levels = np.frombuffer(packed, np.uint8, tokens * half, head).reshape(tokens, half)
    states = np.empty((tokens, dimension), np.float32)
    states[:, :half] = levels & 15
    states[:, half:] = levels >> 4
    states -= _MIDDLE
    states *= steps[:, None]
    states += mean
    return states
