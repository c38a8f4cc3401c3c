"""A tiny model in the 4-bit format, written by hand: what the parser is checked with."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

HIDDEN, LAYERS, HEADS, INNER, VOCABULARY, POSITIONS, TYPES = 32, 1, 2, 64, 8, 16, 2

Tensor = tuple[str, int, NDArray[np.float32]]


def names_and_sizes() -> list[tuple[str, int, int]]:
    """`(name, kind, weights)` of every tensor, kind 1 for 4 bits."""
    listed = [
        ("emb.word", 1, VOCABULARY * HIDDEN),
        ("emb.pos", 0, POSITIONS * HIDDEN),
        ("emb.type", 0, TYPES * HIDDEN),
        ("emb.ln.w", 0, HIDDEN),
        ("emb.ln.b", 0, HIDDEN),
    ]
    for part in ("q", "k", "v", "ao"):
        listed += [(f"l0.{part}.w", 1, HIDDEN * HIDDEN), (f"l0.{part}.b", 0, HIDDEN)]
    listed += [("l0.fi.w", 1, INNER * HIDDEN), ("l0.fi.b", 0, INNER)]
    listed += [("l0.fo.w", 1, HIDDEN * INNER), ("l0.fo.b", 0, HIDDEN)]
    for part in ("aln", "oln"):
        listed += [(f"l0.{part}.w", 0, HIDDEN), (f"l0.{part}.b", 0, HIDDEN)]
    return listed


def block(scale: float, nibbles: list[int]) -> bytes:
    """32 weights: the scale, then byte j with weight j low and weight j + 16 high."""
    return struct.pack("<e", scale) + bytes(nibbles[j] | nibbles[j + 16] << 4 for j in range(16))


def q4_file(
    *,
    magic: bytes = b"E5S1",
    version: int = 1,
    block_size: int = 32,
    hidden: int = HIDDEN,
    without: str = "",
    kind: int | None = None,
    shorten: str = "",
    poison: str = "",
) -> bytes:
    """The file's bytes; the arguments break one thing each."""
    sizes = (hidden, LAYERS, HEADS, INNER, VOCABULARY, POSITIONS, TYPES)
    head = magic + struct.pack("<I7ifi", version, *sizes, 1e-12, block_size)
    blob = b"abc"
    head += struct.pack("<i4iQ", 2, 0, 2, 1, 3, len(blob))
    head += struct.pack("<3I2f", 0, 1, 3, -1.0, -2.0) + blob
    head += struct.pack("<iI", 1, 4) + b"nmap"
    bodies = []
    for name, stored, count in names_and_sizes():
        if name == without:
            continue
        if stored == 1:
            body = block(0.5, list(range(16)) * 2) * (count // 32)
        else:
            values = np.full(count, 0.25, "<f4")
            if name == poison:
                values[0] = np.nan
            body = values.tobytes()
        bodies.append((name, stored if kind is None else kind, count, body))
    size = len(head) + 4 + sum(2 + len(name) + 1 + 4 + 8 + 8 for name, *_ in bodies)
    directory = struct.pack("<i", len(bodies))
    offset = size
    for name, stored, count, body in bodies:
        directory += struct.pack("<H", len(name)) + name.encode()
        length = len(body) - 1 if name == shorten else len(body)
        directory += struct.pack("<BIQQ", stored, count, offset, length)
        offset += len(body)
    return head + directory + b"".join(body for *_, body in bodies)
