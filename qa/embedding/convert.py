"""From the two files of the package index to an ordinary sentence-transformers folder.

The folder is what the model's authors would have published: anything that reads
sentence-transformers models reads it, and nothing here depends on where it came from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from qa.embedding.folder import read_json
from qa.embedding.q4 import Shape, Weights, damaged, read_q4

Arrays = dict[str, NDArray[np.float32]]

_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def convert(weights_file: Path, tokenizer_file: Path, folder: Path) -> None:
    """Writes the model into the empty `folder`; ModelError where an input is damaged."""
    weights = read_q4(weights_file)
    target = folder / "model.safetensors"
    save_file(named_tensors(weights, weights_file), target, {"format": "pt"})
    target.chmod(0o644)  # the library makes it private; a cache may be shared
    tokenizer = json.dumps(original_blanks(read_json(tokenizer_file)), ensure_ascii=False)
    (folder / "tokenizer.json").write_text(tokenizer, "utf-8")
    for name, content in _configuration(weights.shape).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    (folder / "2_Normalize").mkdir()


def original_blanks(tokenizer: dict[str, Any]) -> dict[str, Any]:
    """The tokenizer with blanks treated as in the model's training.

    SentencePiece drops a text's outer blanks and splits at any other; this copy of the
    tokenizer keeps a last blank as a token of its own, which moves the vectors of texts
    that end with a line feed.
    """
    normalizers = tokenizer["normalizer"].get("normalizers", [tokenizer["normalizer"]])
    characters = [n for n in normalizers if n["type"] == "Precompiled"]
    metaspace = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    return {
        **tokenizer,
        "normalizer": {"type": "Sequence", "normalizers": characters},
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace],
        },
    }


def named_tensors(weights: Weights, source: Path) -> Arrays:
    """The tensors under the names and in the shapes of a `BertModel`."""
    shape = weights.shape
    inner, hidden = shape.feed_forward, shape.hidden
    tensors = {
        "embeddings.word_embeddings.weight": _take(weights, "emb.word", source, shape.vocabulary),
        "embeddings.position_embeddings.weight": _take(weights, "emb.pos", source, shape.positions),
        "embeddings.token_type_embeddings.weight": _take(
            weights, "emb.type", source, shape.token_types
        ),
        "embeddings.LayerNorm.weight": _take(weights, "emb.ln.w", source),
        "embeddings.LayerNorm.bias": _take(weights, "emb.ln.b", source),
        # Mean pooling never reads BERT's pooler; it is there because loaders expect it.
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
    }
    for layer in range(shape.layers):
        for short, full in _LAYER_NAMES.items():
            name = f"encoder.layer.{layer}.{full}"
            rows = None if short.endswith("ln") else inner if short == "fi" else hidden
            width = inner if short == "fo" else hidden
            tensors[f"{name}.weight"] = _take(weights, f"l{layer}.{short}.w", source, rows, width)
            tensors[f"{name}.bias"] = _take(
                weights, f"l{layer}.{short}.b", source, width=inner if short == "fi" else hidden
            )
    return tensors


def _take(
    weights: Weights, name: str, source: Path, rows: int | None = None, width: int | None = None
) -> NDArray[np.float32]:
    last = width or weights.shape.hidden
    shape = (last,) if rows is None else (rows, last)
    tensor = weights.tensors.get(name)
    if tensor is None or tensor.size != np.prod(shape):
        given = "missing" if tensor is None else f"of {tensor.size} weights"
        raise damaged(source, f"tensor {name} is {given}, expected the shape {shape}")
    return tensor.reshape(shape)


def _configuration(shape: Shape) -> Mapping[str, Any]:
    limit = shape.positions
    return {
        "config.json": {
            "_name_or_path": "intfloat/multilingual-e5-small",
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.token_types,
            "layer_norm_eps": round(shape.epsilon, 15),
            "position_embedding_type": "absolute",
            "tokenizer_class": "XLMRobertaTokenizer",
            "bos_token_id": 0,
            "pad_token_id": 1,
            "eos_token_id": 2,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "XLMRobertaTokenizer",
            "model_max_length": limit,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
        "modules.json": [
            _module(0, "", "Transformer"),
            _module(1, "1_Pooling", "Pooling"),
            _module(2, "2_Normalize", "Normalize"),
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
        "sentence_bert_config.json": {"max_seq_length": limit, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _module(index: int, path: str, kind: str) -> dict[str, Any]:
    return {
        "idx": index,
        "name": str(index),
        "path": path,
        "type": f"sentence_transformers.models.{kind}",
    }
