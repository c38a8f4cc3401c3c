from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qa.embedding.folder import (
    Pooling,
    Prompts,
    UnsupportedModelError,
    family_prompts,
    read_folder,
    read_prompts,
)
from qa.errors import ModelError

CONFIG = {
    "model_type": "bert",
    "hidden_size": 8,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "max_position_embeddings": 64,
    "layer_norm_eps": 1e-5,
    "pad_token_id": 0,
}


def write(folder: Path, name: str, content: Any) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(content))


def test_bert(tmp_path: Path) -> None:
    write(tmp_path, "config.json", CONFIG)
    folder = read_folder(tmp_path)
    assert (folder.first_position, folder.max_tokens, folder.pooling) == (0, 64, Pooling.MEAN)
    assert folder.bert.epsilon == 1e-5
    assert folder.dense is None


def test_xlm_roberta_counts_positions_from_after_the_padding_id(tmp_path: Path) -> None:
    changed = {**CONFIG, "model_type": "xlm-roberta", "pad_token_id": 1}
    write(tmp_path, "config.json", {**changed, "max_position_embeddings": 514})
    folder = read_folder(tmp_path)
    assert (folder.first_position, folder.max_tokens) == (2, 512)


@pytest.mark.parametrize(
    ("own", "tokenizer", "expected"),
    [(32, 16, 32), (512, 16, 64), (None, 16, 16), (None, 10**30, 64), (None, None, 64)],
)
def test_the_smaller_limit_holds(
    tmp_path: Path, own: int | None, tokenizer: int | None, expected: int
) -> None:
    write(tmp_path, "config.json", CONFIG)
    write(tmp_path, "sentence_bert_config.json", {"max_seq_length": own})
    write(tmp_path, "tokenizer_config.json", {"model_max_length": tokenizer})
    assert read_folder(tmp_path).max_tokens == expected


@pytest.mark.parametrize(
    ("config", "pooling"),
    [
        ({"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}, Pooling.FIRST),
        ({"pooling_mode_mean_tokens": True, "pooling_mode_max_tokens": False}, Pooling.MEAN),
        ({"pooling_mode": "cls"}, Pooling.FIRST),
    ],
)
def test_both_forms_of_pooling_settings(
    tmp_path: Path, config: dict[str, Any], pooling: Pooling
) -> None:
    write(tmp_path, "config.json", CONFIG)
    write(tmp_path, "modules.json", [{"path": "1_Pooling", "type": "x.models.Pooling"}])
    write(tmp_path, "1_Pooling/config.json", config)
    assert read_folder(tmp_path).pooling is pooling


@pytest.mark.parametrize(
    ("config", "modules", "pooling", "reason"),
    [
        ({"model_type": "mpnet"}, [], {}, "architecture 'mpnet'"),
        ({"hidden_act": "relu"}, [], {}, "activation 'relu'"),
        ({"position_embedding_type": "relative_key"}, [], {}, "relative positions"),
        ({}, ["Asym"], {}, "module 'Asym'"),
        ({}, ["Pooling"], {"pooling_mode_max_tokens": True}, r"pooling \['max'\]"),
        ({}, ["Pooling"], {"pooling_mode": "lasttoken"}, "lasttoken"),
    ],
)
def test_what_the_fast_path_leaves_to_others(
    tmp_path: Path, config: Any, modules: list[str], pooling: Any, reason: str
) -> None:
    write(tmp_path, "config.json", CONFIG | config)
    write(tmp_path, "modules.json", [{"path": "1_Pooling", "type": f"a.{m}"} for m in modules])
    write(tmp_path, "1_Pooling/config.json", pooling)
    with pytest.raises(UnsupportedModelError, match=reason):
        read_folder(tmp_path)


def test_an_empty_folder_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"config\.json is missing"):
        read_folder(tmp_path)


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "be')
    with pytest.raises(ModelError, match="unreadable"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("name", "prompts"),
    [
        ("intfloat/multilingual-e5-small", Prompts("passage: ", "query: ")),
        ("e5_base_v2", Prompts("passage: ", "query: ")),
        ("sentence-transformers/LaBSE", None),
        ("some-re5t-model", None),
    ],
)
def test_family_prompts(name: str, prompts: Prompts | None) -> None:
    assert family_prompts(name) == prompts


def test_instruct_models_take_a_task_before_the_question() -> None:
    prompts = family_prompts("multilingual-e5-large-instruct")
    assert prompts is not None
    assert prompts.passage == ""
    assert prompts.question.startswith("Instruct: ")
    assert prompts.question.endswith("\nQuery: ")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"query": "Q ", "document": "D "}, Prompts("D ", "Q ")),
        ({"query": "Q ", "passage": "P ", "document": "D "}, Prompts("P ", "Q ")),
        ({"query": "", "document": ""}, Prompts("passage: ", "query: ")),
        (None, Prompts("passage: ", "query: ")),
    ],
)
def test_stated_prompts_come_before_the_family(
    tmp_path: Path, stated: Any, expected: Prompts
) -> None:
    write(tmp_path, "config_sentence_transformers.json", {"prompts": stated})
    assert read_prompts(tmp_path, "intfloat/multilingual-e5-small") == expected
