"""The numbers that a graph computes with: those that the processor is quickest with.

Where it multiplies bytes by itself (VNNI), weights are rounded to 8 bits, a scale for each
output, and OpenVINO rounds what they are multiplied with likewise while it computes, a scale
for every run of `GROUP` numbers of a token.  A token's scales are its own, so a text's
vectors don't depend on what shares its batch.  What that costs and gains: docs/models.md.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.embedding.runtime import ops, ov

GROUP = 128
"""Numbers of a token that share a scale.  Of 64, 128 and 192 the quickest by little; the lowest
cosine to float32 is .9997, .9996 and .9995."""
_BYTES = frozenset(("avx512_vnni", "avx_vnni"))
_TILES = "amx_bf16"
"""A unit for matrices in bfloat16, several times as quick as VNNI on paper; not measured."""


class Precision(StrEnum):
    """What can be asked for; AUTO is INT8 where that is quickest, OpenVINO's choice elsewhere."""

    AUTO = "auto"
    INT8 = "int8"
    BFLOAT16 = "bfloat16"
    FLOAT32 = "float32"


_HINTS = {Precision.INT8: "f32", Precision.BFLOAT16: "bf16", Precision.FLOAT32: "f32"}


def chosen(asked: Precision, cpuinfo: Path = Path("/proc/cpuinfo")) -> Precision:
    """What `asked` comes to on this machine.

    The kernel says what the processor has; on systems that have no such file OpenVINO chooses.
    """
    if asked is not Precision.AUTO:
        return asked
    try:
        flags = set(cpuinfo.read_text(encoding="utf-8", errors="replace").split())
    except OSError:
        return asked
    return Precision.INT8 if flags & _BYTES and _TILES not in flags else asked


def properties_of(precision: Precision) -> tuple[dict[str, Any], bool]:
    """OpenVINO's properties for a graph on the CPU, and whether its weights are to be rounded."""
    precision = chosen(precision)
    # Each of several processes with one thread would be bound to the first core.
    properties: dict[str, Any] = {"ENABLE_CPU_PINNING": False}
    if precision in _HINTS:
        properties["INFERENCE_PRECISION_HINT"] = _HINTS[precision]
    if precision is Precision.INT8:
        properties["DYNAMIC_QUANTIZATION_GROUP_SIZE"] = GROUP
    return properties, precision is Precision.INT8


def round_weights(model: ov.Model) -> None:
    """Makes the constant matrices (outputs, inputs) of the graph 8-bit ones, where their inputs
    come in whole groups and the outputs fill one: a head's few gain nothing."""
    for node in model.get_ops():
        if node.get_type_name() != "MatMul" or not node.get_attributes()["transpose_b"]:
            continue
        given = node.input_value(1).get_node()
        if given.get_type_name() != "Constant":
            continue
        outputs, inputs = given.shape
        if inputs % GROUP == 0 and outputs >= GROUP:
            node.input(1).replace_source_output(_rounded(given.data).output(0))


def _rounded(weight: NDArray[np.float32]) -> ov.Node:
    scale = np.abs(weight).max(axis=1, keepdims=True) / np.float32(127)
    scale[scale == 0] = 1
    rounded = np.round(weight / scale).astype(np.int8)
    return ops.multiply(ops.convert(ops.constant(rounded), "f32"), ops.constant(scale))
