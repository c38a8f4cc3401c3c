from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from qa.answering.joint import JointLayers
from qa.answering.late_reader import LateInteractionReader
from qa.answering.learned import (
    PART_CHARS,
    PASSAGES,
    LearnedReader,
    Weighing,
    likeliest_part,
    load_reader,
    unfit,
)
from qa.answering.reader import NOTHING
from qa.answering.reader_file import WEIGHTS, read_tensors
from qa.checking.memory import RememberingEncoder
from qa.embedding.fast import FastEncoder
from qa.errors import ReaderError
from qa.questions.question import analyse
from qa.retrieval.prepare import text_to_embed
from qa.retrieval.search import SearchResult
from qa.types import Span
from scripts.reader.network import NAMES, JointNetwork
from tests.answering.readers import LOWER, found, make_encoder, tensors, write_reader
from tests.fakes import FakeTokenEncoder

QUESTION = analyse("the query of the passage?")
TEXTS = ("The passage of the query. The query of.", "Of the passage. The query. The the of.")


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> FastEncoder:
    return make_encoder(tmp_path_factory.mktemp("model") / "tiny")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, encoder: FastEncoder) -> Path:
    return write_reader(tmp_path_factory.mktemp("reader"), encoder)


def test_the_graph_says_what_the_trained_network_says(encoder: FastEncoder, folder: Path) -> None:
    stored = read_tensors(folder)
    network = JointNetwork(
        {f"encoder.layer.0.{k}.bias": np.zeros(64) for k in NAMES} | stored,
        encoder.folder.bert,
        LOWER,
    ).eval()
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if not name.startswith("layers."):
                parameter.copy_(torch.from_numpy(stored[name]))
    result = found(*TEXTS, context="Query")
    passages = [hit.passage for hit in result.hits]
    lower = encoder.lower(LOWER)
    joint = JointLayers(encoder, stored, LOWER)
    asked = lower.question(QUESTION.spellings[0]).states
    for passage, read in zip(passages, joint.read(QUESTION.spellings[0], passages), strict=True):
        told = lower.passages([text_to_embed(passage)])[0]
        states = torch.from_numpy(np.concatenate([asked, told.states.astype(np.float16)]))[None]
        segment = torch.tensor([[0] * len(asked) + [1] * len(told.states)])
        members = torch.zeros(1, len(passage.sentences), states.shape[1], dtype=torch.bool)
        first = len(asked) + told.content.start
        for number in range(len(passage.sentences)):
            members[0, number, first : first + len(read.numbers)] = torch.from_numpy(
                read.numbers == number
            )
        with torch.no_grad():
            mask = torch.ones(segment.shape, dtype=torch.bool)
            sentences, edges, answers = network(states.float(), segment, mask, members)
        assert read.sentences == pytest.approx(sentences[0].numpy(), abs=0.02)
        assert read.answers == pytest.approx(float(answers[0]), abs=0.02)
        own = edges[0, first : first + len(read.numbers)].numpy()
        assert read.edges == pytest.approx(own, abs=0.05)


def test_every_sentence_is_judged_and_where_the_answer_lies_in_what_was_read(
    encoder: FastEncoder, folder: Path
) -> None:
    result = found(*TEXTS)
    reading = LearnedReader.load(encoder, folder).read(QUESTION, result)
    assert {(one.hit, one.number) for one in reading.sentences} == {
        (0, 0), (0, 1), (1, 0), (1, 1), (1, 2)
    }  # fmt: skip
    assert len(reading.passages) == 2
    for one in reading.sentences:
        assert one.edges is not None
        assert one.edges.within(one.span) == pytest.approx(one.edges.logs.max(axis=0).sum())
        words = [Span(start, end) for start, end in one.edges.offsets.tolist()]
        assert all(one.span.start <= word.start < word.end <= one.span.end for word in words)
        likely = max(one.edges.within(word) for word in words)
        assert -20 < likely <= one.edges.within(one.span) <= 0
        assert one.edges.within(Span(one.span.end, one.span.end + 9)) == -math.inf


def test_reading_again_gives_the_same(encoder: FastEncoder, folder: Path) -> None:
    reader = LearnedReader.load(encoder, folder)
    first = reader.read(QUESTION, found(*TEXTS))
    again = reader.read(QUESTION, found(*TEXTS))
    assert [one.span for one in again.sentences] == [one.span for one in first.sentences]
    assert again.answerable == pytest.approx(first.answerable, abs=1e-3)


def test_a_likelier_sign_never_makes_an_answer_less_likely(
    encoder: FastEncoder, folder: Path
) -> None:
    reader = LearnedReader.load(encoder, folder)
    near = found(*TEXTS)
    far = SearchResult(near.hits, sentences=tuple(own / 2 for own in near.sentences))
    assert reader.read(QUESTION, near).answerable > reader.read(QUESTION, far).answerable


def test_ten_thousand_sentences_in_one_passage(encoder: FastEncoder, folder: Path) -> None:
    result = found("Of the passage. " * 10_000)
    reading = LearnedReader.load(encoder, folder).read(QUESTION, result)
    assert len(reading.sentences) == 10_000
    assert all(one.number < 32 for one in reading.sentences[:3])
    joint = LearnedReader.load(encoder, folder).read_jointly(QUESTION, result)[0]
    assert (joint.sentences == joint.sentences.min()).sum() > 9_900


def test_what_is_read_of_a_passage_is_told_of_the_passage(
    encoder: FastEncoder, folder: Path
) -> None:
    text = "Of the passage. " * 40
    result = found(text + "The query of the passage. " + text)
    near = np.zeros((81, 2), np.float32)
    near[40] = 1
    result = SearchResult(result.hits, sentences=(near,))
    joint = LearnedReader.load(encoder, folder).read_jointly(QUESTION, result)[0]
    part, first = likeliest_part(result.hits[0].passage, near[:, 0])
    assert first <= 40 < first + len(part.sentences) < 70
    assert len(part.text) <= PART_CHARS
    assert {40} <= set(joint.numbers) <= set(range(first, first + len(part.sentences)))
    own = joint.offsets[joint.numbers == 40]
    assert result.hits[0].passage.text[own[0, 0] : own[-1, 1]] == "The query of the passage."


def test_a_very_long_question_is_read(encoder: FastEncoder, folder: Path) -> None:
    long = analyse("the query of the passage " * 80)
    reading = LearnedReader.load(encoder, folder).read(long, found(*TEXTS))
    assert len(reading.sentences) == 5


def test_only_the_best_passages_are_read(encoder: FastEncoder, folder: Path) -> None:
    result = found(*["Of the passage the query. " * 5] * 8)
    reader = LearnedReader.load(encoder, folder)
    assert len(reader.read_jointly(QUESTION, result)) == PASSAGES < 8
    reading = reader.read(QUESTION, result)
    assert len(reading.sentences) == 40
    assert min(reading.passages[:PASSAGES]) > max(reading.passages[PASSAGES:])


@pytest.mark.parametrize(
    ("sizes", "best", "part"),
    [
        ([100, 100, 100, 100, 100], 0, (0, 3)),
        ([100, 100, 100, 100, 100], 2, (0, 3)),
        ([100, 100, 100, 100, 100], 3, (3, 5)),
        ([100, 900, 100], 1, (1, 2)),
        ([100, 900, 100], 2, (2, 3)),
        ([900], 0, (0, 1)),
    ],
)
def test_a_passage_is_read_in_the_run_of_its_likeliest_sentence(
    sizes: list[int], best: int, part: tuple[int, int]
) -> None:
    passage = found(" ".join("A" + "a" * (size - 2) + "." for size in sizes)).hits[0].passage
    assert [span.end - span.start for span in passage.sentences] == sizes
    near = np.zeros(len(sizes), np.float32)
    near[best] = 1
    read, first = likeliest_part(passage, near)
    assert (first, first + len(read.sentences)) == part
    assert read.text == passage.text[read.start - passage.start : read.end - passage.start]
    assert (read.start, read.end) == (read.sentences[0].start, read.sentences[-1].end)


def test_nothing_found_is_not_read(encoder: FastEncoder, folder: Path) -> None:
    assert LearnedReader.load(encoder, folder).read(QUESTION, SearchResult(())) == NOTHING


def test_another_model_is_named_and_answers_by_late_interaction(folder: Path) -> None:
    other = FakeTokenEncoder()
    with pytest.raises(ReaderError, match=r"made for tiny@.*the model is fake@1"):
        LearnedReader.load(other, folder)
    assert isinstance(load_reader(other), LateInteractionReader)


def test_the_same_model_under_another_name_will_do(encoder: FastEncoder, folder: Path) -> None:
    renamed = FastEncoder(encoder.folder.path, "copy@0123456789abcdef", threads=1)
    reader = LearnedReader.load(RememberingEncoder(renamed), folder)
    assert len(reader.read(QUESTION, found(*TEXTS)).sentences) == 5
    assert unfit("tiny@ff", folder) != ""


def test_weights_that_lack_a_part_are_refused(tmp_path: Path, encoder: FastEncoder) -> None:
    write_reader(tmp_path, encoder, weighing={})
    with pytest.raises(ReaderError, match="lacks something"):
        LearnedReader.load(encoder, tmp_path)
    (tmp_path / WEIGHTS).write_bytes(b"")
    with pytest.raises(ReaderError, match="damaged"):
        LearnedReader.load(encoder, tmp_path)


def test_the_heads_of_the_tiny_reader_are_the_network_s(encoder: FastEncoder) -> None:
    names = {name for name in tensors(encoder) if not name.startswith("encoder.")}
    network = JointNetwork(
        {f"encoder.layer.0.{k}.bias": np.zeros(64) for k in NAMES} | tensors(encoder),
        encoder.folder.bert,
        LOWER,
    )
    assert names == {n for n, _ in network.named_parameters() if not n.startswith("layers.")}


def test_weighing_reads_every_sign() -> None:
    with pytest.raises(KeyError):
        Weighing.from_json({"sentence": {}})
