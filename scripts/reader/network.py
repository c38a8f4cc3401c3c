"""The encoder's upper layers, run over question and passage together, with three heads."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from qa.embedding.graph import BertConfig


class Layer(nn.Module):
    """One encoder layer; parameters are named as the encoder's tensors are."""

    def __init__(self, config: BertConfig, inner: int, dropout: float) -> None:
        super().__init__()
        hidden = config.hidden
        self.heads, self.dropout = config.heads, dropout
        self.query, self.key, self.value = (nn.Linear(hidden, hidden) for _ in range(3))
        self.output = nn.Linear(hidden, hidden)
        self.attention_norm = nn.LayerNorm(hidden, eps=config.epsilon)
        self.up, self.down = nn.Linear(hidden, inner), nn.Linear(inner, hidden)
        self.norm = nn.LayerNorm(hidden, eps=config.epsilon)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """`states` (b, t, h); `mask` bool (b, 1, 1, t), False for padding."""
        b, t, h = states.shape

        def split(part: nn.Linear) -> Tensor:
            return part(states).view(b, t, self.heads, h // self.heads).transpose(1, 2)

        mixed = functional.scaled_dot_product_attention(
            split(self.query), split(self.key), split(self.value), attn_mask=mask,
            dropout_p=self.dropout if self.training else 0.0)  # fmt: skip
        attended = self.output(mixed.transpose(1, 2).reshape(b, t, h))
        attended = functional.dropout(attended, self.dropout, self.training)
        states = self.attention_norm(states + attended)
        inner = self.down(functional.gelu(self.up(states)))
        return self.norm(states + functional.dropout(inner, self.dropout, self.training))


NAMES = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "output",
    "attention.output.LayerNorm": "attention_norm",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "norm",
}
"""The encoder's names of a layer's parts -> ours."""


class Pooled(nn.Module):
    """Rows of states to one log-odds: attention by a learned vector, then two dense layers."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.pool = nn.Parameter(torch.zeros(hidden))
        self.inner, self.outer = nn.Linear(hidden, hidden), nn.Linear(hidden, 1)

    def forward(self, states: Tensor, members: Tensor) -> Tensor:
        """`states` (b, t, h), `members` bool (b, s, t) -> (b, s)."""
        looks = (states @ self.pool)[:, None, :] + (members.float() - 1) * 1e4
        pooled = torch.softmax(looks, -1) @ states
        return self.outer(functional.gelu(self.inner(pooled)))[..., 0]


class JointNetwork(nn.Module):
    """`lower` is the number of encoder layers below."""

    def __init__(self, tensors: Mapping[str, Any], config: BertConfig, lower: int,
                 dropout: float = 0.0) -> None:  # fmt: skip
        super().__init__()
        inner = len(tensors["encoder.layer.0.intermediate.dense.bias"])
        self.lower = lower
        self.layers = nn.ModuleList(
            Layer(config, inner, dropout) for _ in range(lower, config.layers)
        )
        for number, layer in enumerate(self.layers):
            for theirs, ours in NAMES.items():
                for part in ("weight", "bias"):
                    given = tensors[f"encoder.layer.{lower + number}.{theirs}.{part}"]
                    getattr(getattr(layer, ours), part).data = torch.tensor(given).float()
        self.segment = nn.Parameter(torch.zeros(2, config.hidden))
        self.sentence, self.passage = Pooled(config.hidden), Pooled(config.hidden)
        self.span = nn.Linear(config.hidden, 2)

    def forward(self, states: Tensor, segment: Tensor, mask: Tensor, members: Tensor
                ) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
        """`states` (b, t, h), `segment` int (b, t), `mask` bool (b, t), `members` bool (b, s, t)
        -> sentences (b, s), spans (b, t, 2), passages (b,)."""
        states = states + self.segment[segment]
        for layer in self.layers:
            states = layer(states, mask[:, None, None, :])
        passage = self.passage(states, mask[:, None, :])[:, 0]
        return self.sentence(states, members), self.span(states), passage

    def groups(self, layers: float, heads: float) -> list[dict[str, Any]]:
        """Parameter groups with their learning rates; norms and biases do not decay."""
        grouped: dict[tuple[bool, bool], list[Tensor]] = {}
        for name, parameter in self.named_parameters():
            key = (name.startswith("layers."), parameter.ndim > 1)
            grouped.setdefault(key, []).append(parameter)
        return [
            {
                "params": parameters,
                "lr": layers if tuned else heads,
                "weight_decay": 0.01 if decays else 0.0,
            }
            for (tuned, decays), parameters in grouped.items()
        ]


def tensors_of(state: Mapping[str, Tensor], lower: int) -> dict[str, NDArray[np.float32]]:
    """The network's parameters under the encoder's names."""
    ours = {mine: theirs for theirs, mine in NAMES.items()}
    found = {}
    for name, tensor in state.items():
        if name.startswith("layers."):
            _, number, part, kind = name.split(".")
            name = f"encoder.layer.{lower + int(number)}.{ours[part]}.{kind}"
        found[name] = tensor.float().numpy()
    return found


def state_of(tensors: Mapping[str, NDArray[np.float32]], lower: int) -> dict[str, Tensor]:
    """What `tensors_of` was given."""
    found = {}
    for name, tensor in tensors.items():
        if name.startswith("encoder.layer."):
            number, rest = name.removeprefix("encoder.layer.").split(".", 1)
            theirs, kind = rest.rsplit(".", 1)
            name = f"layers.{int(number) - lower}.{NAMES[theirs]}.{kind}"
        found[name] = torch.from_numpy(tensor)
    return found


def schedule(step: int, steps: int, warm: float = 0.06) -> float:
    """Share of the peak learning rate: up in a straight line, down in half a cosine."""
    first = max(1, int(warm * steps))
    if step < first:
        return (step + 1) / first
    return 0.5 * (1 + math.cos(math.pi * (step - first) / max(1, steps - first)))
