"""Reader of `e5-small-q4.bin`: the weights of multilingual-e5-small in 4 bits.

The file is the only form of the default model that a package index carries.  It is
read strictly, every length checked against the file, because it is turned into a
model that people will trust for years: a short or altered file must stop here.

Layout, little-endian: magic `E5S1`, u32 version, i32 x 7 (hidden, layers, heads,
feed-forward, vocabulary, positions, token types), f32 layer-norm epsilon, i32 block
size; the tokenizer (skipped: its JSON form comes from elsewhere); a directory of
tensors.  A 4-bit block holds 32 weights: an f16 scale and 16 bytes, byte j with
weight j in its low nibble and weight j + 16 in its high one;
value = (nibble - 8) * scale.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.errors import ModelError

MAGIC = b"E5S1"
VERSIONS = (1,)
BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2
FLOAT32, FOUR_BIT = 0, 1


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a BERT encoder, as the file's header names them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Weights:
    """Tensors under the file's own short names, flat float32."""

    shape: Shape
    tensors: Mapping[str, NDArray[np.float32]]


class _Reader:
    """A cursor that refuses to read beyond the end."""

    def __init__(self, data: memoryview, path: Path) -> None:
        self.data = data
        self.path = path
        self.at = 0

    def take(self, count: int) -> memoryview:
        return self.slice(self.at, count, advance=True)

    def slice(self, start: int, count: int, *, advance: bool = False) -> memoryview:
        if count < 0 or start < 0 or start + count > len(self.data):
            raise damaged(
                self.path, f"{count} bytes at {start} reach beyond its {len(self.data)} bytes"
            )
        if advance:
            self.at = start + count
        return self.data[start : start + count]

    def unpack(self, layout: str) -> tuple[int | float, ...]:
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))

    def integer(self, layout: str) -> int:
        return int(self.unpack(layout)[0])


def damaged(path: Path, reason: str) -> ModelError:
    return ModelError(f"{path} is no usable 4-bit model file: {reason}; fetch the model again")


def read_q4(path: Path) -> Weights:
    """All tensors of the file.  Raises ModelError where the file breaks its layout."""
    reader = _Reader(memoryview(path.read_bytes()), path)
    shape = _read_header(reader)
    _skip_tokenizer(reader)
    return Weights(shape, dict(_read_tensor(reader) for _ in range(reader.integer("i"))))


def _read_header(reader: _Reader) -> Shape:
    magic = bytes(reader.take(4))
    if magic != MAGIC:
        raise damaged(reader.path, f"it begins with {magic!r}, expected {MAGIC!r}")
    version = reader.integer("I")
    if version not in VERSIONS:
        raise damaged(reader.path, f"version {version}, expected {VERSIONS[0]}")
    sizes = [int(size) for size in reader.unpack("7i")]
    if min(sizes) <= 0:
        raise damaged(reader.path, f"impossible sizes {sizes}")
    epsilon = float(reader.unpack("f")[0])
    block = reader.integer("i")
    if block != BLOCK:
        raise damaged(reader.path, f"blocks of {block} weights, expected {BLOCK}")
    hidden, layers, heads, feed_forward, vocabulary, positions, token_types = sizes
    return Shape(hidden, layers, heads, feed_forward, vocabulary, positions, token_types, epsilon)


def _skip_tokenizer(reader: _Reader) -> None:
    pieces = reader.integer("i")
    reader.take(4 * 4)
    blob = reader.integer("Q")
    reader.take(4 * (pieces + 1))
    reader.take(4 * pieces)
    reader.take(blob)
    reader.take(4)
    reader.take(reader.integer("I"))


def _read_tensor(reader: _Reader) -> tuple[str, NDArray[np.float32]]:
    name = bytes(reader.take(reader.integer("H"))).decode("ascii", "replace")
    kind, count, offset, size = (int(x) for x in reader.unpack("BIQQ"))
    if kind not in (FLOAT32, FOUR_BIT) or (kind == FOUR_BIT and count % BLOCK):
        raise damaged(reader.path, f"tensor {name}: kind {kind} with {count} weights")
    expected = 4 * count if kind == FLOAT32 else count // BLOCK * BLOCK_BYTES
    if size != expected:
        raise damaged(reader.path, f"tensor {name}: {size} bytes, expected {expected}")
    raw = reader.slice(offset, size)
    values = np.frombuffer(raw, "<f4").copy() if kind == FLOAT32 else expand_blocks(raw)
    if not np.isfinite(values).all():
        raise damaged(reader.path, f"tensor {name} holds values that are no numbers")
    return name, values


def expand_blocks(raw: memoryview | bytes) -> NDArray[np.float32]:
    """float32 weights, 32 for every 18 bytes of `raw`."""
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    packed = blocks[:, 2:]
    weights = np.empty((len(blocks), BLOCK), np.float32)
    weights[:, : BLOCK // 2] = packed & 15
    weights[:, BLOCK // 2 :] = packed >> 4
    weights -= 8
    weights *= scales
    return weights.reshape(-1)
