from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from qa.embedding import Encoder, TokenEncoder, load_encoder
from qa.embedding.fast import FastEncoder
from qa.embedding.precision import Precision
from qa.embedding.sentence_transformer import SentenceTransformerEncoder
from qa.errors import MissingExtra, ModelError
from qa.settings import Settings
from tests.embedding.tiny_models import make_model

TEXTS = ["мен сен", "the of и на", "", "\ud800", "ол " * 60]


def test_the_default_agrees_with_sentence_transformers(
    model_folder: Path, encoder: TokenEncoder
) -> None:
    texts = [
        "Қазақстан халқы Ассамблеясының XXVI сессиясында Мемлекет басшысы сөз сөйледі.\n",
        "Глава государства поручил   Правительству принять меры до 29 апреля 2022 года.",
        "The Assembly of People of Kazakhstan was founded in 1995.",
        "",
        "сессия " * 700,
    ]
    plain = SentenceTransformer(str(model_folder), device="cpu")
    exact = FastEncoder(model_folder, "f32", precision=Precision.FLOAT32)
    for name, found, precise in (
        ("passage", encoder.encode_passages(texts), exact.encode_passages(texts)),
        ("query", encoder.encode_questions(texts), exact.encode_questions(texts)),
    ):
        expected = plain.encode(texts, prompt_name=name)
        assert (precise * expected).sum(1).min() >= 0.99999
        assert (found * expected).sum(1).min() >= 0.998
    ids = plain.tokenizer(f"passage: {texts[0]}")["input_ids"]
    assert encoder.count_tokens(texts[0]) == len(ids) - 4


def test_the_name_tells_the_content(model_folder: Path, encoder: TokenEncoder) -> None:
    name, content = encoder.name.split("@")
    assert name == "multilingual-e5-small"
    assert len(content) == 16
    assert int(content, 16) > 0
    assert (encoder.dimension, encoder.max_tokens) == (384, 512)


def test_a_folder_of_another_architecture(tmp_path: Path) -> None:
    plain = make_model(tmp_path / "m", "distilbert", prompts={"query": "query: "})
    loaded = load_encoder(Settings(model=str(tmp_path / "m")))
    assert isinstance(loaded, SentenceTransformerEncoder)
    assert isinstance(loaded, Encoder)
    assert not isinstance(loaded, TokenEncoder)
    assert (loaded.dimension, loaded.max_tokens) == (32, 32)
    clean = [text.replace("\ud800", "\ufffd") for text in TEXTS]
    np.testing.assert_allclose(loaded.encode_passages(TEXTS), plain.encode(clean), atol=1e-5)
    questions = plain.encode(clean, prompt_name="query")
    np.testing.assert_allclose(loaded.encode_questions(TEXTS), questions, atol=1e-5)
    assert loaded.encode_passages([]).shape == (0, 32)
    assert [loaded.count_tokens(text) for text in TEXTS] == [2, 4, 0, 1, 60]


def test_the_name_changes_with_the_weights(tmp_path: Path) -> None:
    make_model(tmp_path / "m")
    settings = Settings(model=str(tmp_path / "m"))
    first = load_encoder(settings).name
    assert load_encoder(settings).name == first
    weights = tmp_path / "m" / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-2] ^= 1
    weights.write_bytes(content)
    assert load_encoder(settings).name != first


def test_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_model(tmp_path / "m", "distilbert")
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtra, match=r"pip install 'qa\[sentence-transformers\]'"):
        load_encoder(Settings(model=str(tmp_path / "m")))


def test_an_absent_model_is_not_downloaded(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="run `qa model fetch`"):
        load_encoder(Settings(model_cache=tmp_path))
    with pytest.raises(ModelError, match="run `qa model fetch`"):
        load_encoder(Settings(model="some/model", model_cache=tmp_path))


def test_an_unreadable_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"config\.json is missing"):
        load_encoder(Settings(model=str(tmp_path)))


@pytest.mark.parametrize("damage", ["cut", "garbage", "absent"])
def test_damaged_weights_of_a_plain_folder(tmp_path: Path, damage: str) -> None:
    make_model(tmp_path / "m")
    weights = tmp_path / "m" / "model.safetensors"
    content = weights.read_bytes()
    weights.unlink()
    if damage != "absent":
        weights.write_bytes(content[:-100] if damage == "cut" else b"\xff" * 64)
    with pytest.raises(ModelError, match=r"model\.safetensors is no readable safetensors file"):
        load_encoder(Settings(model=str(tmp_path / "m")))
