from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qa.embedding.q4 import expand_blocks, read_q4
from qa.errors import ModelError
from tests.embedding.q4_files import block, q4_file


def test_low_nibbles_come_first_and_eight_is_zero() -> None:
    nibbles = [0, 8, 15, *[8] * 13, 9, *[8] * 15]
    weights = expand_blocks(block(0.5, nibbles))
    expected = np.zeros(32, np.float32)
    expected[[0, 2, 16]] = [-4.0, 3.5, 0.5]
    assert weights.tolist() == expected.tolist()


def test_each_block_has_its_own_scale() -> None:
    weights = expand_blocks(block(1.0, [9] * 32) + block(-2.0, [9] * 32))
    assert weights.tolist() == [1.0] * 32 + [-2.0] * 32


def test_reads_sizes_and_tensors(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(q4_file())
    weights = read_q4(path)
    assert (weights.shape.hidden, weights.shape.vocabulary, weights.shape.positions) == (32, 8, 16)
    assert weights.shape.epsilon == pytest.approx(1e-12)
    assert len(weights.tensors) == 21
    assert weights.tensors["emb.word"][:4].tolist() == [-4.0, -3.5, -3.0, -2.5]
    assert weights.tensors["emb.word"][15:17].tolist() == [3.5, -4.0]
    assert weights.tensors["l0.fi.b"].tolist() == [0.25] * 64


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "beyond its 0 bytes"),
        (b"GGUF" + q4_file()[4:], "begins with b'GGUF'"),
        (q4_file(version=7), "version 7"),
        (q4_file(block_size=64), "blocks of 64"),
        (q4_file(hidden=-1), "impossible sizes"),
        (q4_file(kind=9), "kind 9"),
        (q4_file(shorten="l0.q.w"), "l0.q.w: 575 bytes, expected 576"),
        (q4_file(poison="l0.aln.w"), "l0.aln.w holds values that are no numbers"),
        (q4_file()[:-1], "beyond its"),
    ],
)
def test_damage_is_named(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="fetch the model again") as caught:
        read_q4(path)
    assert reason in str(caught.value)


def test_every_truncation_is_refused(tmp_path: Path) -> None:
    whole = q4_file()
    path = tmp_path / "model.bin"
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        with pytest.raises(ModelError):
            read_q4(path)
