"""Reads a sentence-transformers folder: architecture, pooling, prompts, limits.

Only what the fast path runs exactly is accepted: BERT and XLM-RoBERTa encoders with
mean or first-token pooling, an optional dense layer, GELU.  For anything else
`read_folder` raises `UnsupportedModelError`, and the model goes through sentence-transformers.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from qa.embedding.graph import BertConfig
from qa.errors import ModelError


class UnsupportedModelError(ModelError):
    """The fast path cannot run this model; sentence-transformers may."""


class Pooling(Enum):
    MEAN = "mean"
    FIRST = "cls"


@dataclass(frozen=True, slots=True)
class Prompts:
    """What a model expects in front of a text."""

    passage: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A model the fast path can run.

    `first_position` is the position id of the first token: 0 for BERT, padding id + 1
    for XLM-RoBERTa.  `dense` is the folder of a dense layer after pooling, or None.
    """

    path: Path
    bert: BertConfig
    first_position: int
    padding_id: int
    max_tokens: int
    pooling: Pooling
    include_prompt: bool
    dense: Path | None
    prompts: Prompts


def read_folder(path: Path) -> ModelFolder:
    """Raises UnsupportedModelError for other architectures, ModelError for unreadable files."""
    config = read_json(path / "config.json")
    family = config.get("model_type")
    if family not in ("bert", "xlm-roberta", "roberta"):
        raise UnsupportedModelError(
            f"{path}: architecture {family!r}; the fast path runs BERT encoders"
        )
    if config.get("hidden_act", "gelu") != "gelu":
        raise UnsupportedModelError(f"{path}: activation {config['hidden_act']!r}; expected 'gelu'")
    if config.get("position_embedding_type", "absolute") != "absolute":
        raise UnsupportedModelError(f"{path}: relative positions; expected absolute ones")
    padding_id = int(config.get("pad_token_id") or 0)
    first = 0 if family == "bert" else padding_id + 1
    pooling, include_prompt, dense = _read_modules(path)
    positions = int(config["max_position_embeddings"]) - first
    return ModelFolder(
        path=path,
        bert=BertConfig(
            hidden=int(config["hidden_size"]),
            layers=int(config["num_hidden_layers"]),
            heads=int(config["num_attention_heads"]),
            epsilon=float(config.get("layer_norm_eps", 1e-12)),
        ),
        first_position=first,
        padding_id=padding_id,
        max_tokens=min(positions, _stated_limit(path) or positions),
        pooling=pooling,
        include_prompt=include_prompt,
        dense=dense,
        prompts=read_prompts(path, str(config.get("_name_or_path", ""))),
    )


def _stated_limit(path: Path) -> int:
    """The folder's own limit: sentence-transformers' where stated, else the tokenizer's; or 0."""
    own = read_json(path / "sentence_bert_config.json", optional=True).get("max_seq_length")
    tokenizer = read_json(path / "tokenizer_config.json", optional=True)
    return int(own or tokenizer.get("model_max_length") or 0)


def _read_modules(path: Path) -> tuple[Pooling, bool, Path | None]:
    pooling, include_prompt, dense = Pooling.MEAN, True, None
    for module in read_json(path / "modules.json", optional=True, default=[]):
        kind = str(module["type"]).rsplit(".", 1)[-1]
        folder = path / str(module["path"])
        if kind == "Pooling":
            pooling, include_prompt = _read_pooling(folder)
        elif kind == "Dense":
            dense = folder
        elif kind not in ("Transformer", "Normalize"):
            raise UnsupportedModelError(f"{path}: module {kind!r} is beyond the fast path")
    return pooling, include_prompt, dense


def _read_pooling(folder: Path) -> tuple[Pooling, bool]:
    config = read_json(folder / "config.json")
    # Older folders have one flag a mode, newer ones the mode's name.
    modes = [
        key.removeprefix("pooling_mode_").removesuffix("_token").removesuffix("_tokens")
        for key, value in config.items()
        if key.startswith("pooling_mode_") and value is True
    ]
    named = config.get("pooling_mode")
    modes = [named] if isinstance(named, str) else modes
    if len(modes) != 1 or modes[0] not in {mode.value for mode in Pooling}:
        raise UnsupportedModelError(f"{folder}: pooling {modes}; the fast path does mean or cls")
    return Pooling(modes[0]), bool(config.get("include_prompt", True))


def read_prompts(path: Path, name: str) -> Prompts:
    """The folder's own prompts; where it states none, those of the e5 family by name.

    The e5 models were trained with `query: ` and `passage: `, and lose several points
    without, but their folders rarely say so.
    """
    config = read_json(path / "config_sentence_transformers.json", optional=True)
    prompts = {k: v for k, v in (config.get("prompts") or {}).items() if v}
    if prompts:
        passage = prompts.get("passage", prompts.get("document", ""))
        return Prompts(passage, prompts.get("query", prompts.get("question", "")))
    return family_prompts(name) or family_prompts(path.name) or Prompts()


def family_prompts(name: str) -> Prompts | None:
    """Prompts of the e5 family, or None for another model's name."""
    words = re.split(r"[^a-z0-9]+", name.lower())
    if "e5" not in words:
        return None
    if "instruct" in words:
        task = "Given a web search query, retrieve relevant passages that answer the query"
        return Prompts("", f"Instruct: {task}\nQuery: ")
    return Prompts("passage: ", "query: ")


def read_json(path: Path, *, optional: bool = False, default: Any = None) -> Any:
    """The file's JSON; for an absent optional one, `default` or an empty object."""
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        if optional:
            return {} if default is None else default
        raise ModelError(
            f"{path} is missing, so {path.parent} holds no whole sentence-transformers model; "
            "give the model's name or its folder"
        ) from None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} is unreadable: {error}; fetch the model again") from error
