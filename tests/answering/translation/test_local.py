"""A translation model of one's own: a tiny one, trained here to know one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from transformers import M2M100Config, M2M100ForConditionalGeneration, NllbTokenizer

from qa.answering.translation.local import LocalTranslator
from qa.errors import ModelError, Stopped
from qa.types import Language

KAZAKH, RUSSIAN = "Қор 60 адамға көмектесті.", "Фонд помог 60 людям."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """NLLB's kind of model and codes, of one layer and with letters for pieces."""
    torch.manual_seed(1)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # what is so small is slower in several
    made = tmp_path_factory.mktemp("model")
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", *sorted({*KAZAKH, *RUSSIAN} - {" "})]
    tokenizer = NllbTokenizer(
        vocab={piece: number for number, piece in enumerate(pieces)},
        merges=[],
        src_lang="kaz_Cyrl",
        tgt_lang="rus_Cyrl",
        additional_special_tokens=["kaz_Cyrl", "rus_Cyrl"],
    )
    model = M2M100ForConditionalGeneration(
        M2M100Config(
            vocab_size=len(tokenizer),
            d_model=32,
            encoder_layers=1,
            decoder_layers=1,
            encoder_ffn_dim=64,
            decoder_ffn_dim=64,
            encoder_attention_heads=2,
            decoder_attention_heads=2,
            dropout=0.0,
            attention_dropout=0.0,
            encoder_layerdrop=0.0,
            decoder_layerdrop=0.0,
            max_position_embeddings=64,
            bos_token_id=0,
            pad_token_id=1,
            eos_token_id=2,
            decoder_start_token_id=2,
        )
    )
    given = tokenizer(KAZAKH, text_target=RUSSIAN, return_tensors="pt")
    steps = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(80):
        steps.zero_grad()
        model(**given).loss.backward()
        steps.step()
    model.save_pretrained(made)
    tokenizer.save_pretrained(made)
    yield made
    torch.set_num_threads(threads)


def test_sentences_are_translated_one_by_one(folder: Path) -> None:
    translator = LocalTranslator(str(folder), many=True)
    said = translator.translate(f"{KAZAKH} {KAZAKH}", Language.KAZAKH, Language.RUSSIAN)
    assert said == f"{RUSSIAN} {RUSSIAN}"
    assert translator.name == str(folder)


def test_a_model_for_one_direction_needs_no_codes(folder: Path) -> None:
    translator = LocalTranslator(str(folder), many=False)
    assert translator.translate(KAZAKH, Language.KAZAKH, Language.RUSSIAN) == RUSSIAN


def test_a_language_that_the_model_does_not_know_is_named(folder: Path) -> None:
    translator = LocalTranslator(str(folder), many=True)
    with pytest.raises(ModelError, match="has no code for en"):
        translator.translate(KAZAKH, Language.KAZAKH, Language.ENGLISH)


def test_it_stops_when_nobody_waits(folder: Path) -> None:
    translator = LocalTranslator(str(folder), many=False)
    with pytest.raises(Stopped):
        translator.translate(KAZAKH, Language.KAZAKH, Language.RUSSIAN, lambda: True)


def test_what_is_no_model_is_said(tmp_path: Path) -> None:
    translator = LocalTranslator(str(tmp_path), many=True)
    with pytest.raises(ModelError, match="cannot be loaded"):
        translator.translate(KAZAKH, Language.KAZAKH, Language.RUSSIAN)
