from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qa.embedding.precision import Precision, chosen, round_weights
from qa.embedding.runtime import ops, ov
from qa.embedding.workers import Workers

WIDE, NARROW = 256, 48


def linear(rows: np.ndarray, *, transposed: bool = True) -> ov.Model:
    """`states` (b, t, inputs) by one constant matrix."""
    inputs = rows.shape[1] if transposed else rows.shape[0]
    states = ops.parameter([-1, -1, inputs], np.float32, name="states")
    return ov.Model([ops.matmul(states, ops.constant(rows), False, transposed)], [states], "one")


def stored_types(model: ov.Model) -> set[str]:
    return {
        node.get_element_type().get_type_name()
        for node in model.get_ops()
        if node.get_type_name() == "Constant"
    }


@pytest.fixture
def rows() -> np.ndarray:
    return np.random.default_rng(1).normal(size=(WIDE, WIDE)).astype(np.float32)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("fpu avx2 avx512_vnni avx512_bf16", Precision.INT8),
        ("fpu avx2 avx_vnni", Precision.INT8),
        ("fpu avx2 avx512_vnni amx_bf16 amx_tile", Precision.AUTO),
        ("fpu avx2 avx512f", Precision.AUTO),
    ],
)
def test_bytes_where_the_processor_multiplies_them(
    tmp_path: Path, flags: str, expected: Precision
) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(f"processor : 0\nflags\t\t: {flags}\n\nprocessor : 1\n", encoding="utf-8")
    assert chosen(Precision.AUTO, cpuinfo) is expected
    assert chosen(Precision.FLOAT32, cpuinfo) is Precision.FLOAT32


def test_a_system_that_does_not_tell_is_left_to_the_runtime(tmp_path: Path) -> None:
    assert chosen(Precision.AUTO, tmp_path / "absent") is Precision.AUTO


def test_matrices_are_rounded_where_whole_groups_come_in(rows: np.ndarray) -> None:
    whole, part = linear(rows), linear(rows[:, :NARROW].copy())
    turned, head = linear(rows, transposed=False), linear(rows[:2].copy())
    for model in (whole, part, turned, head):
        round_weights(model)
    assert "i8" in stored_types(whole)
    assert stored_types(part) == stored_types(turned) == stored_types(head) == {"f32"}


def test_in_bytes_it_says_nearly_the_same_and_a_row_nothing_of_its_batch(
    rows: np.ndarray,
) -> None:
    rows[3] = 0
    states = np.random.default_rng(2).normal(size=(2, 5, WIDE)).astype(np.float32)
    states[0, 0, 7] = 400  # one number far above the others costs its own token alone
    precise = Workers(1, Precision.FLOAT32).compile(linear(rows)).run([states])[0]
    request = Workers(1, Precision.INT8).compile(linear(rows))
    rounded, alone = request.run([states])[0], request.run([states[1:]])[0]
    assert np.abs(precise - states @ rows.T).max() < 1e-2
    assert np.abs(rounded - precise)[1].max() < 0.02 * np.abs(precise[1]).max()
    assert not rounded[..., 3].any()
    np.testing.assert_array_equal(alone[0], rounded[1])
