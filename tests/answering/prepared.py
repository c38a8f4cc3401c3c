"""Archives made of a few texts, and the state in which answering receives a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from qa.answering.late_reader import LateInteractionReader
from qa.answering.quote import DocumentTexts, Quotation
from qa.answering.rules.asked import Asked, read_asked
from qa.answering.rules.evidence import SentenceCandidate, candidates
from qa.answering.select import select
from qa.embedding.encoder import TokenEncoder
from qa.index.local import LocalIndex
from qa.indexing import Indexer, index_settings
from qa.questions.intent import read_intent
from qa.questions.question import analyse
from qa.retrieval.search import Searcher
from qa.settings import Settings, read_settings
from qa.types import WHOLE_ARCHIVE, Filters
from tests.fakes import FakeTokenEncoder

EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Looked:
    """A question with what was found for it and the sentences that may answer, best first."""

    asked: Asked
    ranked: list[SentenceCandidate]

    def best_first(self, *beginnings: str) -> list[SentenceCandidate]:
        """The candidates with those that begin so in front, scored above all others."""
        front = [c for b in beginnings for c in self.ranked if c.text.startswith(b)]
        assert len(front) == len(beginnings), [c.text for c in self.ranked]
        top = self.ranked[0].score + len(front)
        raised = [replace(c, score=top - place) for place, c in enumerate(front)]
        return raised + [c for c in self.ranked if c not in front]


class Shelf:
    """An indexed folder of texts, asked without a service around it."""

    def __init__(self, index: LocalIndex, encoder: TokenEncoder, settings: Settings) -> None:
        self.index = index
        self._searcher = Searcher(index, encoder, settings)

    def look(self, text: str, filters: Filters = EVERYTHING) -> Looked:
        question = analyse(text)
        found = self._searcher.rank(WHOLE_ARCHIVE, question, filters=filters)
        asked = read_asked(
            question, read_intent(question.spellings), found, LateInteractionReader()
        )
        return Looked(asked, candidates(asked))

    def quote(self, text: str, *best: str) -> list[Quotation]:
        """What is quoted when the sentences that begin with `best` are the best."""
        looked = self.look(text)
        return select(
            looked.asked, looked.best_first(*best), DocumentTexts(self.index, WHOLE_ARCHIVE)
        )


@contextmanager
def shelf(
    folder: Path, texts: Mapping[str, str], encoder: TokenEncoder | None = None
) -> Iterator[Shelf]:
    """An index of `texts` by file name, by the fake encoder when no other is given."""
    sources, data = folder / "texts", folder / "data"
    sources.mkdir(parents=True)
    for name, text in texts.items():
        (sources / name).write_text(text, encoding="utf-8")
    used, settings = encoder or FakeTokenEncoder(), read_settings(data_dir=data)
    index = LocalIndex.open(data, index_settings(settings, used), create=True)
    if texts:
        Indexer(index, used, settings).update([sources])
    yield Shelf(index, used, settings)
    index.close()
