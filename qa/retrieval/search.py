"""Question to hits: candidates of every language, looked at closely, ranked together."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from qa.embedding import Encoder, TokenEmbedding, TokenEncoder
from qa.index.passage_index import PassageIndex, Statistics
from qa.retrieval.candidates import Candidate, find_candidates
from qa.retrieval.constraints import ConstraintMatch, FactIndex, strengths
from qa.retrieval.late import (
    LateScores,
    PassageStates,
    QuestionStates,
    late_scores,
    passage_states,
    question_states,
    sentence_scores,
    token_matches,
)
from qa.retrieval.question import Question
from qa.retrieval.rank import SIGNALS, Weights, combine, named, read_weights
from qa.retrieval.typical import QuestionMeans
from qa.settings import Settings
from qa.types import Filters, Hit, Language

Matrix = NDArray[np.float32]

EVERYTHING = Filters()
PARTS = frozenset((*SIGNALS, "background", "centering", "constraints"))
"""What `Searcher(without=…)` can leave out."""
_KEPT_STATES = 192
"""Passages whose unpacked states stay in memory, 0.3 MB each."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a question found.

    `constraints` are those read off the question with the documents that meet
    each; a certain one that no document meets is a reason to refuse.
    `sentences` has, for each hit, float32 (sentences, 2): how well each sentence
    alone matches the question (see `sentence_scores`); `tokens` has, sentences by
    tokens, how well it matches each token of the question's first reading, which stand
    at `token_spans` (t, 2) and weigh `token_weights` (t,).
    """

    hits: tuple[Hit, ...]
    constraints: tuple[ConstraintMatch, ...] = ()
    sentences: tuple[Matrix, ...] = ()
    tokens: tuple[Matrix, ...] = ()
    token_weights: Matrix = field(default_factory=lambda: np.zeros(0, np.float32))
    token_spans: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 2), np.int32))


class Searcher:
    """Searches one archive; methods may be called from any thread.

    `without` names parts to leave out, for measuring what each is worth: any
    signal's name, `background`, `centering`, `constraints`.
    """

    def __init__(
        self,
        index: PassageIndex,
        encoder: Encoder,
        settings: Settings,
        *,
        without: frozenset[str] = frozenset(),
        weights: Weights | None = None,
    ) -> None:
        self._index = index
        self._encoder = encoder
        self._settings = settings
        self._without = without
        self._weights = weights or read_weights()
        self._means = QuestionMeans(encoder)
        self._view: _View | None = None
        self._viewing = Lock()

    def search(
        self,
        question: Question,
        *,
        top_k: int | None = None,
        filters: Filters = EVERYTHING,
        explain: bool = True,
    ) -> SearchResult:
        """The best passages, best first; fewer than `top_k` only when there are fewer.

        Each hit carries its signals as they were before weighting when `explain` is set.
        """
        view = self._current()
        if not view.statistics.passages:
            return SearchResult(())
        matches = tuple(view.facts.match(constraint) for constraint in question.constraints)
        wanted = strengths(matches)
        readings = self._encode(question)
        compared = [
            self._question_states(text, reading, question.language, view)
            for text, reading in zip(question.readings, readings, strict=True)
        ]
        candidates = find_candidates(
            self._index,
            view.statistics,
            question,
            np.stack([reading.vector for reading in compared]),
            filters,
            self._rows_of(wanted, view) if not filters else (),
        )
        signals = self._signals(candidates, compared, view)
        pull = np.array([wanted.get(c.passage.document_id, 0.0) for c in candidates], np.float32)
        spoken = [candidate.passage.language for candidate in candidates]
        scores = combine(signals, spoken, question.language, pull, self._weights, self._without)
        order = np.argsort(-scores, kind="stable")[: top_k or self._settings.top_k]
        hits = self._hits(candidates, signals, pull, scores, order.tolist(), explain)
        chosen = [candidates[i] for i in order.tolist()]
        near, tokens = self._closely(compared, chosen, view)
        weights, spans = compared[0].weights, readings[0].offsets
        return SearchResult(hits, matches, near, tokens, weights, spans)

    def _current(self) -> _View:
        with self._viewing:
            if self._view is None or self._view.generation != self._index.generation:
                self._view = _View(self._index, "centering" not in self._without)
            return self._view

    def _encode(self, question: Question) -> list[TokenEmbedding]:
        if isinstance(self._encoder, TokenEncoder):
            return self._encoder.encode_question_tokens(question.readings)
        vectors = self._encoder.encode_questions(question.readings)
        empty = np.zeros((0, vectors.shape[1]), np.float32)
        nothing = np.zeros(0, np.int32)
        return [TokenEmbedding(v, empty, nothing, nothing.reshape(0, 2)) for v in vectors]

    def _question_states(
        self, text: str, reading: TokenEmbedding, language: Language, view: _View
    ) -> QuestionStates:
        if "centering" in self._without:
            nothing = np.zeros_like(view.statistics.mean_token)
            return question_states(text, reading, nothing, nothing, view.statistics)
        means = self._means.of(language)
        # A few ordinary questions know little of states; half the archive's mean steadies them.
        state = (means.state + view.statistics.mean_token) / np.float32(2)
        return question_states(text, reading, state, means.vector, view.statistics)

    def _rows_of(self, wanted: Mapping[str, float], view: _View) -> list[int]:
        """Some passages of the documents that the question names, so that they are compared."""
        best = sorted(wanted, key=lambda document: -wanted[document])[:_NAMED_DOCUMENTS]
        rows: list[int] = []
        for document in best:
            rows += list(self._index.document_passages(document))[:_NAMED_PASSAGES]
        return rows

    def _signals(
        self, candidates: Sequence[Candidate], compared: Sequence[QuestionStates], view: _View
    ) -> Matrix:
        """Signals (n, s) in the order of SIGNALS, the best reading's for late interaction."""
        states = view.states(self._index, candidates)
        found = [states[c.row] for c in candidates if c.row in states]
        readings = [dict(zip(states, late_scores(q, found), strict=True)) for q in compared]
        nothing = LateScores(0.0, 0.0, 0.0)
        rows = []
        for candidate in candidates:
            late = [scores.get(candidate.row, nothing) for scores in readings]
            rows.append((
                max(s.passage for s in late), max(s.window for s in late),
                max(s.sentence for s in late), candidate.dense, candidate.lexical, candidate.sound,
            ))  # fmt: skip
        return np.array(rows, np.float32).reshape(-1, len(SIGNALS))

    def _closely(
        self, compared: Sequence[QuestionStates], chosen: Sequence[Candidate], view: _View
    ) -> tuple[tuple[Matrix, ...], tuple[Matrix, ...]]:
        """`SearchResult.sentences` and `.tokens`: the best of the readings for each sentence,
        and the tokens of the first reading."""
        known = view.states(self._index, chosen)
        sentences, tokens = [], []
        for candidate in chosen:
            states = known.get(candidate.row)
            if states is None:
                sentences.append(np.zeros((len(candidate.passage.sentences), 2), np.float32))
                tokens.append(np.zeros((0, len(compared[0].weights)), np.float32))
                continue
            sentences.append(np.max([sentence_scores(q, states) for q in compared], axis=0))
            tokens.append(token_matches(compared[0], states))
        return tuple(sentences), tuple(tokens)

    def _hits(
        self,
        candidates: Sequence[Candidate],
        signals: Matrix,
        pull: Matrix,
        scores: Matrix,
        order: Sequence[int],
        explain: bool,
    ) -> tuple[Hit, ...]:
        documents = {
            document_id: self._index.document(document_id).document
            for document_id in dict.fromkeys(candidates[i].passage.document_id for i in order)
        }
        return tuple(
            Hit(
                candidates[i].passage,
                documents[candidates[i].passage.document_id],
                float(scores[i]),
                {**named(signals[i]), "constraints": round(float(pull[i]), 4)} if explain else {},
            )
            for i in order
        )


_NAMED_DOCUMENTS = 3
_NAMED_PASSAGES = 24


class _View:
    """What is read from one generation of the index once and used for every question."""

    def __init__(self, index: PassageIndex, centred: bool) -> None:
        self.generation = index.generation
        self.statistics: Statistics = index.statistics()
        if not centred:
            self.statistics = _without_means(self.statistics)
        self.facts = FactIndex(index.facts())
        self._kept: OrderedDict[int, PassageStates] = OrderedDict()
        self._lock = Lock()

    def states(
        self, index: PassageIndex, candidates: Sequence[Candidate]
    ) -> dict[int, PassageStates]:
        """Unpacked states by row, of the candidates that have any, in their order."""
        with self._lock:
            found = {c.row: self._kept[c.row] for c in candidates if c.row in self._kept}
        missing = {c.row: c.passage for c in candidates if c.row not in found}
        for row, stored in index.token_states(missing).items():
            mean = self.statistics.languages[missing[row].language].mean_token
            found[row] = passage_states(missing[row], stored, mean)
        with self._lock:
            for row, states in found.items():
                self._kept[row] = states
                self._kept.move_to_end(row)
            while len(self._kept) > _KEPT_STATES:
                self._kept.popitem(last=False)
        return {c.row: found[c.row] for c in candidates if c.row in found}


def _without_means(statistics: Statistics) -> Statistics:
    return replace(
        statistics,
        languages={
            language: replace(
                known,
                mean_vector=np.zeros_like(known.mean_vector),
                mean_token=np.zeros_like(known.mean_token),
            )
            for language, known in statistics.languages.items()
        },
    )
