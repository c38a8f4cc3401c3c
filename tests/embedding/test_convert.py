from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.embedding.convert import convert, original_blanks
from qa.embedding.weights import map_tensors
from qa.errors import ModelError
from tests.embedding.q4_files import q4_file

PRECOMPILED = {"type": "Precompiled", "precompiled_charsmap": ""}
TOKENIZER = {
    "normalizer": {"type": "Sequence", "normalizers": [PRECOMPILED, {"type": "Replace"}]},
    "pre_tokenizer": {"type": "Metaspace"},
    "model": {"type": "Unigram"},
}


@pytest.fixture
def sources(tmp_path: Path) -> tuple[Path, Path]:
    weights, tokenizer = tmp_path / "w.bin", tmp_path / "t.json"
    weights.write_bytes(q4_file())
    tokenizer.write_text(json.dumps(TOKENIZER))
    return weights, tokenizer


def test_writes_a_sentence_transformers_folder(sources: tuple[Path, Path], tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    convert(*sources, folder)
    config = json.loads((folder / "config.json").read_text())
    assert (config["architectures"], config["hidden_size"], config["layer_norm_eps"]) == (
        ["BertModel"],
        32,
        1e-12,
    )
    tensors = map_tensors(folder / "model.safetensors")
    assert tensors["encoder.layer.0.intermediate.dense.weight"].shape == (64, 32)
    assert tensors["encoder.layer.0.output.dense.weight"].shape == (32, 64)
    assert tensors["embeddings.word_embeddings.weight"][0, :2].tolist() == [-4.0, -3.5]
    assert len(tensors) == 23
    prompts = json.loads((folder / "config_sentence_transformers.json").read_text())["prompts"]
    assert prompts == {"query": "query: ", "passage": "passage: "}
    modules = json.loads((folder / "modules.json").read_text())
    assert [module["path"] for module in modules] == ["", "1_Pooling", "2_Normalize"]


def test_blanks_are_split_as_in_training() -> None:
    changed = original_blanks(TOKENIZER)
    assert changed["normalizer"]["normalizers"] == [PRECOMPILED]
    kinds = [part["type"] for part in changed["pre_tokenizer"]["pretokenizers"]]
    assert kinds == ["WhitespaceSplit", "Metaspace"]
    assert changed["model"] == TOKENIZER["model"]


@pytest.mark.parametrize("missing", ["emb.word", "l0.fo.w", "l0.oln.b"])
def test_missing_tensor_is_named(sources: tuple[Path, Path], tmp_path: Path, missing: str) -> None:
    sources[0].write_bytes(q4_file(without=missing))
    with pytest.raises(ModelError, match=f"{missing} is missing"):
        convert(*sources, tmp_path)


def test_tensor_of_another_size_is_named(sources: tuple[Path, Path], tmp_path: Path) -> None:
    sources[0].write_bytes(q4_file(hidden=64))
    with pytest.raises(ModelError, match=r"emb.word is of 256 weights, expected the shape \(8, 64"):
        convert(*sources, tmp_path)
