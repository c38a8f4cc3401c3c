"""Question to hits: candidates of every language, looked at closely, ranked together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from qa.embedding import Encoder, TokenEmbedding, TokenEncoder
from qa.index.passage_index import PassageIndex
from qa.kept import Kept
from qa.questions.constraints import ConstraintMatch, strengths
from qa.questions.question import Question
from qa.retrieval.candidates import PassageCandidate, begin_lexical, find_candidates
from qa.retrieval.late import (
    LateScores,
    QuestionStates,
    late_scores,
    question_states,
    sentence_scores,
    token_matches,
    token_places,
)
from qa.retrieval.merging import merge
from qa.retrieval.rank import SIGNALS, Weights, combine, named, read_weights
from qa.retrieval.typical import QuestionMeans
from qa.retrieval.versions import centred, group
from qa.retrieval.view import View, kept_states
from qa.settings import Settings
from qa.stages import Stage, stage
from qa.types import Filters, Hit, Language, Scope

Matrix = NDArray[np.float32]

EVERYTHING = Filters()
PARTS = frozenset((*SIGNALS, "background", "centering", "constraints"))
"""What `Searcher(without=…)` can leave out."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a question found.

    `constraints` are those read off the question with the documents that meet
    each; a certain one that no document meets is a reason to refuse.
    `sentences` has, for each hit, float32 (sentences, 2): how well each sentence
    alone matches the question (see `sentence_scores`); `tokens` has, sentences by
    tokens, how well it matches each token of the question's first spelling, which stand
    at `token_spans` (t, 2) and weigh `token_weights` (t,).  `searched_for` are other
    spellings of the question that were searched besides.
    """

    hits: tuple[Hit, ...]
    constraints: tuple[ConstraintMatch, ...] = ()
    sentences: tuple[Matrix, ...] = ()
    tokens: tuple[Matrix, ...] = ()
    token_weights: Matrix = field(default_factory=lambda: np.zeros(0, np.float32))
    token_spans: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 2), np.int32))
    searched_for: tuple[str, ...] = ()
    places: tuple[NDArray[np.int32], ...] = ()


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
        self._views: Kept[Scope, View] = Kept(_VIEWS)
        self._states = kept_states()
        self._viewing = Lock()

    def rank(
        self,
        scope: Scope,
        question: Question,
        *,
        top_k: int | None = None,
        filters: Filters = EVERYTHING,
        explain: bool = True,
    ) -> SearchResult:
        """The best passages, best first; fewer than `top_k` only when there are fewer.

        Each hit carries its signals as they were before weighting when `explain` is set.
        """
        return self.closely(self.score(scope, question, filters), top_k=top_k, explain=explain)

    def list_hits(
        self,
        scope: Scope,
        question: Question,
        *,
        top_k: int | None = None,
        filters: Filters = EVERYTHING,
        explain: bool = False,
        merged: bool = True,
    ) -> SearchResult:
        """As `rank`, for a person to read: passages side by side are one hit, and so are
        versions of one text in several languages (`merging.py`, `versions.py`), unless `merged`
        is off.  `sentences` and `tokens` stay empty.
        """
        scored = self.score(scope, question, filters)
        return self.listed(scored, top_k=top_k, explain=explain, merged=merged)

    def closely(
        self, scored: Scored, *, top_k: int | None = None, explain: bool = True
    ) -> SearchResult:
        """What `rank` gives, of a question that was scored before."""
        scope, question, ranked = scored.scope, scored.question, scored.ranked
        if ranked is None:
            return SearchResult((), searched_for=question.searched_for)
        order = ranked.order[: top_k or self._settings.top_k]
        chosen = [ranked.candidates[i] for i in order]
        near, tokens, places = self._closely(ranked.compared, chosen, ranked.view)
        hits = self._hits(scope, ranked, order, explain)
        weights = ranked.compared[0].weights
        return SearchResult(
            hits,
            ranked.matches,
            near,
            tokens,
            weights,
            ranked.offsets,
            question.searched_for,
            places,
        )

    def listed(
        self,
        scored: Scored,
        *,
        top_k: int | None = None,
        explain: bool = False,
        merged: bool = True,
    ) -> SearchResult:
        """What `list_hits` gives, of a question that was scored before."""
        scope, question, ranked = scored.scope, scored.question, scored.ranked
        if ranked is None:
            return SearchResult((), searched_for=question.searched_for)
        shown = top_k or self._settings.top_k
        order = ranked.order[: 2 * shown + _LOOK_AHEAD if merged else shown]
        hits = self._hits(scope, ranked, order, explain)
        if merged:
            hits = self._grouped(scope, question, ranked, order, hits, shown)
        return SearchResult(hits, ranked.matches, searched_for=question.searched_for)

    def score(self, scope: Scope, question: Question, filters: Filters = EVERYTHING) -> Scored:
        """Every candidate with its score: the costly part of a search, done once a question."""
        return Scored(scope, question, self._score(scope, question, filters))

    def _grouped(
        self,
        scope: Scope,
        question: Question,
        ranked: _Ranked,
        order: Sequence[int],
        hits: Sequence[Hit],
        shown: int,
    ) -> tuple[Hit, ...]:
        view, rows = ranked.view, [ranked.candidates[i].row for i in order]
        means = {
            language: (known.mean_vector, known.passages)
            for language, known in view.statistics.languages.items()
        }
        vectors = centred(
            [ranked.candidates[i].passage for i in order],
            self._index.vectors(scope, rows),
            means,
            lambda language: self._means.of(language).vector,
        )
        merged = merge(hits, shown)
        differ = view.facts.differ({hit.document.id for hit in merged})
        grouped = group(merged, question.language, vectors, differ)
        return tuple(grouped[:shown])

    def _score(self, scope: Scope, question: Question, filters: Filters) -> _Ranked | None:
        """Every candidate with its score; None when the scope holds nothing."""
        view = self._view(scope)
        if not view.statistics.passages:
            return None
        begun = begin_lexical(self._index, scope, question, filters)
        matches = view.match(question)
        wanted = strengths(matches)
        with stage(Stage.EMBED):
            spellings = self._encode(question)
        compared = [
            self._question_states(text, spelling, question.language, view)
            for text, spelling in zip(question.spellings, spellings, strict=True)
        ]
        candidates = find_candidates(
            self._index,
            scope,
            view.statistics,
            begun,
            np.stack([spelling.vector for spelling in compared]),
            filters,
            self._rows_of(scope, wanted) if not filters else (),
        )
        matches = view.among(matches, {c.passage.document_id for c in candidates})
        wanted = strengths(matches)
        signals = self._signals(candidates, compared, view)
        pull = np.array([wanted.get(c.passage.document_id, 0.0) for c in candidates], np.float32)
        spoken = [candidate.passage.language for candidate in candidates]
        scores = combine(signals, spoken, question.language, pull, self._weights, self._without)
        order: list[int] = np.argsort(-scores, kind="stable").tolist()
        offsets = spellings[0].offsets
        return _Ranked(view, candidates, signals, pull, scores, order, matches, compared, offsets)

    def _view(self, scope: Scope) -> View:
        version = self._index.version(scope)
        with self._viewing:
            view = self._views.find([scope]).get(scope)
            if view is None or view.version != version:
                view = View(self._index, scope, "centering" not in self._without, self._states)
                self._views.keep(scope, view)
            return view

    def _encode(self, question: Question) -> list[TokenEmbedding]:
        if isinstance(self._encoder, TokenEncoder):
            return self._encoder.encode_question_tokens(question.spellings)
        vectors = self._encoder.encode_questions(question.spellings)
        empty = np.zeros((0, vectors.shape[1]), np.float32)
        nothing = np.zeros(0, np.int32)
        return [TokenEmbedding(v, empty, nothing, nothing.reshape(0, 2)) for v in vectors]

    def _question_states(
        self, text: str, spelling: TokenEmbedding, language: Language, view: View
    ) -> QuestionStates:
        if "centering" in self._without:
            nothing = np.zeros_like(view.statistics.mean_token)
            return question_states(text, spelling, nothing, nothing, view.statistics)
        means = self._means.of(language)
        # A few ordinary questions know little of states; half the archive's mean steadies them.
        state = (means.state + view.statistics.mean_token) / np.float32(2)
        return question_states(text, spelling, state, means.vector, view.statistics)

    def _rows_of(self, scope: Scope, wanted: Mapping[str, float]) -> list[int]:
        """Some passages of the documents that the question means, so that they are compared."""
        meant = [document for document, strength in wanted.items() if strength >= _MEANT]
        best = sorted(meant, key=lambda document: -wanted[document])[:_NAMED_DOCUMENTS]
        rows: list[int] = []
        for document in best:
            rows += list(self._index.document_passages(scope, document))[:_NAMED_PASSAGES]
        return rows

    def _signals(
        self, candidates: Sequence[PassageCandidate], compared: Sequence[QuestionStates], view: View
    ) -> Matrix:
        """Signals (n, s) in the order of SIGNALS, the best spelling's for late interaction."""
        states = view.states(self._index, candidates)
        found = [states[c.row] for c in candidates if c.row in states]
        spellings = [dict(zip(states, late_scores(q, found), strict=True)) for q in compared]
        nothing = LateScores(0.0, 0.0, 0.0)
        rows = []
        for candidate in candidates:
            late = [scores.get(candidate.row, nothing) for scores in spellings]
            rows.append((
                max(s.passage for s in late), max(s.window for s in late),
                max(s.sentence for s in late), candidate.dense, candidate.lexical, candidate.sound,
            ))  # fmt: skip
        return np.array(rows, np.float32).reshape(-1, len(SIGNALS))

    def _closely(
        self, compared: Sequence[QuestionStates], chosen: Sequence[PassageCandidate], view: View
    ) -> tuple[tuple[Matrix, ...], tuple[Matrix, ...], tuple[NDArray[np.int32], ...]]:
        """`SearchResult.sentences`, `.tokens` and `.places`: the best of the spellings for each
        sentence, and the tokens of the first spelling."""
        known = view.states(self._index, chosen)
        sentences, tokens, places = [], [], []
        none = np.zeros((0, len(compared[0].weights), 2), np.int32)
        for candidate in chosen:
            states = known.get(candidate.row)
            if states is None:
                sentences.append(np.zeros((len(candidate.passage.sentences), 2), np.float32))
                tokens.append(np.zeros((0, len(compared[0].weights)), np.float32))
                places.append(none)
                continue
            matches = [token_matches(spelling, states) for spelling in compared]
            scores = [
                sentence_scores(spelling, states, own)
                for spelling, own in zip(compared, matches, strict=True)
            ]
            sentences.append(np.max(scores, axis=0))
            tokens.append(matches[0])
            places.append(token_places(compared[0], states))
        return tuple(sentences), tuple(tokens), tuple(places)

    def _hits(
        self, scope: Scope, ranked: _Ranked, order: Sequence[int], explain: bool
    ) -> tuple[Hit, ...]:
        chosen = [ranked.candidates[i] for i in order]
        documents = self._index.read_documents(scope, {c.passage.document_id for c in chosen})
        return tuple(
            Hit(
                candidate.passage,
                documents[candidate.passage.document_id].document,
                float(ranked.scores[i]),
                ranked.explain(i) if explain else {},
            )
            for i, candidate in zip(order, chosen, strict=True)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """A question with its scored candidates, for `closely` and `listed`."""

    scope: Scope
    question: Question
    ranked: _Ranked | None


@dataclass(frozen=True, slots=True, eq=False)
class _Ranked:
    """All candidates of a question: `signals` (n, s), `pull` and `scores` (n,), places in
    `order` of score; `compared` are the spellings, `offsets` the first one's tokens' places."""

    view: View
    candidates: list[PassageCandidate]
    signals: Matrix
    pull: Matrix
    scores: Matrix
    order: list[int]
    matches: tuple[ConstraintMatch, ...]
    compared: list[QuestionStates]
    offsets: NDArray[np.int32]

    def explain(self, place: int) -> dict[str, float]:
        return {**named(self.signals[place]), "constraints": round(float(self.pull[place]), 4)}


_VIEWS = 8
"""Scopes whose statistics are kept; most servers see one or a few."""
_LOOK_AHEAD = 10
"""Passages beyond twice those asked for, among which versions of shown hits are looked for."""
_MEANT = 0.35
"""Strength from which a document's passages are compared whether or not they are near."""
_NAMED_DOCUMENTS = 3
_NAMED_PASSAGES = 24
