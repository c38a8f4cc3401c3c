"""A BERT encoder as an OpenVINO graph, built straight from a model folder's weights.

No export step and so no torch: the architecture is a page of operations, and writing
it down costs less than 2 GB of dependencies.  Two choices make it quick and small.
Word, position and type embeddings are summed outside in NumPy from the mapped weight
file, so the graph holds only the layers; and pooling happens outside in float32,
because the graph may compute in fewer bits (`precision.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.embedding.runtime import ops, ov
from qa.errors import ModelError

Tensors = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class BertConfig:
    """What the graph needs of a `config.json`."""

    hidden: int
    layers: int
    heads: int
    epsilon: float


def build_graph(tensors: Tensors, config: BertConfig, layers: range | None = None) -> ov.Model:
    """`(embeddings (b, t, h), bias (b, 1, 1 or t, t))` -> hidden states `(b, t, h)` after the
    last of the `layers`, all of them if none are named; those that do not begin with the
    first take hidden states in place of embeddings.

    The bias is added to the attention scores of every head in every layer: rows are the
    tokens that look, columns those that are looked at.
    """
    embeddings = ops.parameter([-1, -1, config.hidden], np.float32, name="embeddings")
    bias = ops.parameter([-1, 1, -1, -1], np.float32, name="bias")
    layers = range(config.layers) if layers is None else layers
    states = embeddings
    if layers.start == 0:
        states = _norm(tensors, "embeddings.LayerNorm", embeddings, config)
    for layer in layers:
        states = encoder_layer(tensors, f"encoder.layer.{layer}", states, bias, config)
    return ov.Model([states], [embeddings, bias], "encoder")


def encoder_layer(
    tensors: Tensors, name: str, states: ov.Node, bias: ov.Node, config: BertConfig
) -> ov.Node:
    """One layer whose tensors' names begin with `name`."""
    attended = _attention(tensors, f"{name}.attention.self", states, bias, config)
    attended = linear(tensors, f"{name}.attention.output.dense", attended)
    states = _norm(tensors, f"{name}.attention.output.LayerNorm", ops.add(states, attended), config)
    inner = ops.gelu(linear(tensors, f"{name}.intermediate.dense", states), "erf")
    inner = linear(tensors, f"{name}.output.dense", inner)
    return _norm(tensors, f"{name}.output.LayerNorm", ops.add(states, inner), config)


def _attention(
    tensors: Tensors, name: str, states: ov.Node, bias: ov.Node, config: BertConfig
) -> ov.Node:
    size = config.hidden // config.heads
    split = np.array([0, 0, config.heads, size], np.int64)

    def heads(part: str) -> ov.Node:
        projected = ops.reshape(linear(tensors, f"{name}.{part}", states), split, True)
        return ops.transpose(projected, np.array([0, 2, 1, 3], np.int64))

    query = ops.multiply(heads("query"), np.float32(size**-0.5))
    scores = ops.add(ops.matmul(query, heads("key"), False, True), bias)
    mixed = ops.matmul(ops.softmax(scores, -1), heads("value"), False, False)
    mixed = ops.transpose(mixed, np.array([0, 2, 1, 3], np.int64))
    return ops.reshape(mixed, np.array([0, 0, config.hidden], np.int64), True)


def linear(tensors: Tensors, name: str, states: ov.Node) -> ov.Node:
    """`states` by the rows of a weight, plus a bias."""
    product = ops.matmul(states, _constant(tensors, f"{name}.weight"), False, True)
    return ops.add(product, _constant(tensors, f"{name}.bias"))


def _norm(tensors: Tensors, name: str, states: ov.Node, config: BertConfig) -> ov.Node:
    axes = np.array([-1], np.int64)
    scaled = ops.mvn(states, axes, True, config.epsilon, "inside_sqrt")
    scaled = ops.multiply(scaled, _constant(tensors, f"{name}.weight"))
    return ops.add(scaled, _constant(tensors, f"{name}.bias"))


def _constant(tensors: Tensors, name: str) -> ov.Node:
    if name not in tensors:
        raise ModelError(f"the weights lack {name!r}; fetch the model again")
    return ops.constant(np.ascontiguousarray(tensors[name], np.float32))
