from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from qa.embedding.encoder import TokenEncoder
from qa.embedding.fast import FastEncoder
from qa.embedding.folder import UnsupportedModelError
from qa.embedding.precision import Precision
from tests.embedding.tiny_models import make_model

TEXTS = ["мен сен", "the of и на мен сен ол", "", "of", "ол " * 60, "unknown words here"]


def cosines(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return (left * right).sum(1)


@pytest.mark.parametrize("kind", ["bert", "xlm-roberta"])
@pytest.mark.parametrize("pooling", ["mean", "cls"])
@pytest.mark.parametrize("dense", [0, 8])
def test_agrees_with_sentence_transformers(
    tmp_path: Path, kind: str, pooling: str, dense: int
) -> None:
    model = make_model(tmp_path / "m", kind, pooling=pooling, dense=dense)
    encoder = FastEncoder(tmp_path / "m", "m", precision=Precision.FLOAT32)
    assert encoder.dimension == (dense or 32)
    assert encoder.max_tokens == 32
    found, expected = encoder.encode_passages(TEXTS), model.encode(TEXTS)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=2e-5)


def test_prompts_of_the_folder(tmp_path: Path) -> None:
    prompts = {"query": "query: ", "passage": "passage: "}
    model = make_model(tmp_path / "m", prompts=prompts)
    encoder = FastEncoder(tmp_path / "m", "m", precision=Precision.FLOAT32)
    questions = model.encode(TEXTS, prompt_name="query")
    passages = model.encode(TEXTS, prompt_name="passage")
    np.testing.assert_allclose(encoder.encode_questions(TEXTS), questions, atol=2e-5)
    np.testing.assert_allclose(encoder.encode_passages(TEXTS), passages, atol=2e-5)
    assert not np.allclose(questions, passages, atol=1e-2)


def test_in_two_parts_it_says_the_same_and_a_question_is_read_on_from_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_model(tmp_path / "m", prompts={"query": "query: ", "passage": "passage: "})
    encoder = FastEncoder(tmp_path / "m", "m", precision=Precision.FLOAT32)
    whole = encoder.encode_question_tokens(TEXTS)
    lower = encoder.lower(1)
    alone = lower.question(TEXTS[1])
    for text, before in zip(encoder.encode_question_tokens(TEXTS), whole, strict=True):
        np.testing.assert_allclose(text.states, before.states, atol=2e-5)
        np.testing.assert_allclose(text.vector, before.vector, atol=2e-5)
    # Nothing is encoded for what was searched.
    monkeypatch.setattr(lower, "_encode", lambda *_: pytest.fail("encoded again"))
    kept = lower.question(TEXTS[1])
    np.testing.assert_allclose(kept.states, alone.states, atol=2e-5)
    assert kept.content == alone.content
    np.testing.assert_array_equal(kept.offsets, alone.offsets)


def test_another_architecture_is_unsupported(tmp_path: Path) -> None:
    make_model(tmp_path / "m", "distilbert")
    with pytest.raises(UnsupportedModelError, match="'distilbert'"):
        FastEncoder(tmp_path / "m", "m")


def test_token_states_average_to_the_vector(encoder: TokenEncoder) -> None:
    text = "Қазақстан халқы Ассамблеясының XXVI сессиясы"
    [embedding] = encoder.encode_passage_tokens([text])
    pieces = [text[start:end] for start, end in embedding.offsets.tolist()]
    assert pieces[:2] == ["Қазақстан", "халқы"]
    assert "".join(pieces) == text.replace(" ", "")
    assert embedding.states.shape == (len(pieces), 384)
    assert len(embedding.token_ids) == len(pieces) == encoder.count_tokens(text)
    assert embedding.states.dtype == np.float32
    assert embedding.vector.tolist() == pytest.approx(encoder.encode_passages([text])[0].tolist())
    # The vector is the mean over these and four more (two special, two of the prefix).
    mean = embedding.states.mean(0)
    assert float(mean @ embedding.vector / np.linalg.norm(mean)) > 0.97


def test_the_state_of_a_token_depends_on_its_text(encoder: TokenEncoder) -> None:
    river, money = encoder.encode_question_tokens(["bank of a river", "bank of England loans"])
    assert river.token_ids[0] == money.token_ids[0]
    assert not np.allclose(river.states[0], money.states[0], atol=0.05)


def test_a_token_looks_mostly_at_its_own_sentence(encoder: TokenEncoder) -> None:
    bank, river, money = "The bank was old.", " The river rose.", " The loans were repaid."
    context = "News. "

    def states(tail: str, sentences: list[int] | None) -> np.ndarray:
        text = context + bank + tail
        told = None if sentences is None else [sentences]
        [embedding] = encoder.encode_passage_tokens([text], told)
        return embedding.states[:6]

    start = len(context)
    starts = [start, start + len(bank)]
    mixed = np.linalg.norm(states(river, None) - states(money, None), axis=1)
    told = np.linalg.norm(states(river, starts) - states(money, starts), axis=1)
    # The context's tokens look at all sentences, those of the first one at it.
    assert (told[2:] < 0.8 * mixed[2:]).all()
    assert (told[2:] > 0).all()
    # One sentence has no other; its last start is where the context ends.
    np.testing.assert_allclose(states("", [start]), states("", None), atol=1e-3)


def test_sentences_are_those_of_their_own_text_whatever_the_batch(encoder: TokenEncoder) -> None:
    texts = ["One. Two.", "The Assembly met in spring. It spoke of language and of schools. " * 3]
    starts = [[0, 5], [0, 28, 66]]
    together = encoder.encode_passage_tokens(texts, starts)
    for text, told, embedding in zip(texts, starts, together, strict=True):
        [single] = encoder.encode_passage_tokens([text], [told])
        apart = np.linalg.norm(single.states - embedding.states, axis=1)
        assert (apart / np.linalg.norm(single.states, axis=1)).max() < 0.05


def test_offsets_survive_normalisation(encoder: TokenEncoder) -> None:
    # NFKC inside the tokenizer turns one code point into two; the emoji takes two UTF-16 units.
    text = "  № ﬁсессия 👍🏽 ½ е\u0308лка"
    [embedding] = encoder.encode_passage_tokens([text])
    starts, ends = embedding.offsets.T
    assert (starts >= 2).all()
    assert (ends <= len(text)).all()
    assert (starts <= ends).all()
    assert text[starts[0] : ends[0]] == "№"
    assert text[starts[-1] : ends[-1]] == "ка"


def test_company_in_the_batch_does_not_matter(encoder: TokenEncoder) -> None:
    texts = ["Сессия.", "Что поручил Президент?", "The Assembly of People " * 40, "Мемлекет " * 9]
    alone = np.concatenate([encoder.encode_passages([text]) for text in texts])
    together = encoder.encode_passages(texts)
    assert cosines(alone, together).min() >= 0.9999
    for text, embedding in zip(texts, encoder.encode_passage_tokens(texts), strict=True):
        [single] = encoder.encode_passage_tokens([text])
        assert single.states.shape == embedding.states.shape
        apart = np.linalg.norm(single.states - embedding.states, axis=1)
        assert (apart / np.linalg.norm(single.states, axis=1)).max() < 0.05


def test_order_is_kept(encoder: TokenEncoder) -> None:
    texts = [f"сессия {number} " * (number % 5 + 1) for number in range(20)]
    vectors = encoder.encode_passages(texts)
    alone = encoder.encode_passages([texts[13]])
    assert int(np.argmax(vectors @ alone[0])) == 13


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("   ", 0), ("\ud800", 0), ("a\x00b", 3), ("мен\udfff", 1)],
)
def test_hostile_text(encoder: TokenEncoder, text: str, tokens: int) -> None:
    [embedding] = encoder.encode_passage_tokens([text])
    assert embedding.states.shape == (tokens, 384)
    assert embedding.offsets.shape == (tokens, 2)
    assert float(np.linalg.norm(embedding.vector)) == pytest.approx(1, abs=1e-5)


def test_no_texts(encoder: TokenEncoder) -> None:
    assert encoder.encode_passages([]).shape == (0, 384)
    assert encoder.encode_question_tokens([]) == []


def test_a_megabyte_is_cut_at_the_limit(encoder: TokenEncoder) -> None:
    text = "ассамблея " * 100_000
    [embedding] = encoder.encode_passage_tokens([text])
    prefix_and_special = 4
    assert len(embedding.states) == encoder.max_tokens - prefix_and_special == 508
    assert encoder.count_tokens(text) >= 100_000


def test_threads_get_their_own_results(encoder: TokenEncoder) -> None:
    texts = [f"вопрос номер {number}" for number in range(24)]
    expected = np.concatenate([encoder.encode_questions([text]) for text in texts])
    with ThreadPoolExecutor(6) as pool:
        found = np.concatenate(list(pool.map(lambda text: encoder.encode_questions([text]), texts)))
    assert cosines(found, expected).min() >= 0.9999
    assert not np.allclose(expected[0], expected[1], atol=1e-3)


def test_meaning_crosses_languages(encoder: TokenEncoder) -> None:
    question = encoder.encode_questions(["Where is the capital of Kazakhstan?"])
    passages = encoder.encode_passages(
        ["Астана – столица Казахстана.", "Рецепт борща со сметаной.", "Футболдан әлем чемпионаты."]
    )
    assert int(np.argmax(passages @ question[0])) == 0
