"""How probable it is that the archive answers at all.

A cosine cannot tell (docs/answering.md); evidence can: how closely the best
sentence matches, how far the best passage stands above the others, how much of
the question finds a counterpart in it, whether its names and numbers are
there, whether a thing of the kind asked for is, and whether any document meets
what the question says of the document.  A logistic model weighs them; it is
fitted by `scripts/fit_answers.py`.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from qa.answering.absent import CAPITAL, READ, names
from qa.answering.compared import documents_compared
from qa.answering.dated import says_the_same
from qa.answering.rules.asked import Asked, Matrix
from qa.answering.rules.contacts import CONTACTS
from qa.answering.rules.evidence import FEATURES, LENT, SentenceCandidate, read_weights
from qa.answering.rules.named import beginning_of, focus_missing, meaning_missing
from qa.answering.rules.traits import holds
from qa.language.events import GATHERINGS
from qa.language.names import find_names, name_keys
from qa.language.packs import either, pack_of
from qa.language.people import find_people
from qa.language.terms import value_terms
from qa.language.tokens import tokenize
from qa.language.values import ValueKind, find_values
from qa.questions.constraints import ConstraintMatch
from qa.questions.intent import Intent, Kind
from qa.questions.question import Question
from qa.retrieval.search import SearchResult
from qa.types import Hit

EVIDENCE = (
    "gap",
    "uncovered",
    "weakest",
    "word_gap",
    "stands_out",
    "words",
    "words_missing",
    "numbers_missing",
    "names_missing",
    "people_missing",
    "time_missing",
    "number_missing",
    "place_missing",
    "theme_missing",
    "focus_missing",
    "meaning_missing",
    "event_unmet",
    "event_met",
    "same_language",
    "yes_no",
)
_MEANT = 0.45
_OF_A_PLACE = re.compile(rf"(?:{either(lambda pack: pack.locating.adjectives)})$")
# A likeness below which two tokens mean different things, in whatever languages.
_MATCHED = 0.4
_ONE_IN_TWENTY = np.float32(1.65)
# A sentence whose score is less than so much below the best one's is nearly as good.
_NEARLY = 1.0
_NEAR = 4
_TYPED = (Kind.TIME, Kind.NUMBER, Kind.PLACE, Kind.THEME)
# The best sentence is weighed against so many others.
_RIVALS = 50


def probability(asked: Asked, ranked: Sequence[SentenceCandidate], threshold: float) -> float:
    """That the archive answers the question, in [0, 1]; 0 when nothing was found, or what is asked
    for is a way to reach somebody that is not there.

    Reading takes longer than all the rest, so the passages are read only where what a reader
    says can decide on which side of `threshold` the question is; elsewhere it is taken to say
    what it says on the average.
    """
    if not ranked or any(lacks(kind, asked, ranked) for kind in CONTACTS):
        return 0.0
    signs = asked.readings.signs
    # A reader without a network gives no signs, and has weights of its own.
    fitted = read_weights()["refusal"]["learned" if signs else "late"]
    evidence = dict(zip(EVIDENCE, evidence_row(asked, ranked), strict=True))
    known = fitted["bias"] + _weighed(fitted["weights"], evidence)
    if not signs:
        return _logistic(known)
    usual = known + _weighed(fitted["weights"], fitted["usual"])
    if abs(usual - _log_odds(threshold)) > fitted["most_moved"]:
        return _logistic(usual)
    read = dict(zip(signs, asked.readings.whole().signs, strict=True))
    return _logistic(known + _weighed(fitted["weights"], read))


def _weighed(weights: Mapping[str, float], evidence: Mapping[str, float]) -> float:
    return sum(weights[name] * value for name, value in evidence.items())


def _logistic(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds))))


def _log_odds(probability: float) -> float:
    if not 0 < probability < 1:
        return math.copysign(math.inf, probability - 0.5)
    return math.log(probability / (1 - probability))


def evidence_row(asked: Asked, ranked: Sequence[SentenceCandidate]) -> list[float]:
    """The numbers that speak for and against an answer, in the order of `EVIDENCE`."""
    question, intent, found = asked.question, asked.intent, asked.found
    best = ranked[0]
    hit = best.hit
    # Another edition of the passage is no rival of it.
    others = [
        h.score
        for h in found.hits
        if h is not hit and not says_the_same(h.passage.text, hit.passage.text, h.passage.language)
    ]
    covered = _around(best, found)
    for documents in documents_compared(intent, found.constraints):
        # What is compared is in several documents, and no sentence meets all of the question.
        side = next((c for c in ranked if c.hit.document.id in documents), None)
        if side is not None and len(covered):
            covered = np.maximum(covered, _around(side, found))
    weights = asked.weights if len(covered) else np.ones(1, np.float32)
    covered = covered if len(covered) else np.zeros(1, np.float32)
    heavy = covered[np.argsort(-weights)[:4]]
    met = event_support(found.constraints, hit.document.id)
    reached = _Reached(asked, best, covered, weights)
    return [
        hit.score - max(others) if others else 0.0,
        float(weights[covered < _MATCHED].sum()),
        float(heavy.min()),
        reached.word_gap,
        # Alone among few sentences that all match badly, a sentence stands out for nothing.
        max(reached.lift, 0.0) / sum(math.exp(c.score - best.score) for c in ranked[:_RIVALS]),
        best.features[FEATURES.index("words")],
        words_missing(asked, hit),
        numbers_missing(question, intent, hit),
        names_missing(question, found, best),
        people_missing(question, found, hit),
        *(float(lacks(kind, asked, ranked)) for kind in _TYPED),
        float(focus_missing(asked, best)),
        float(meaning_missing(asked, best)),
        float(met < 0),
        float(met > 0),
        float(_matches_closely(question, hit)),
        # A false premise is answered with what corrects it, which meets only some of the words.
        float(Kind.YES_NO in intent.kinds),
    ]


def lacks(kind: Kind, asked: Asked, ranked: Sequence[SentenceCandidate]) -> bool:
    """Whether `kind` is asked for and neither the best sentence nor one nearly as good in its
    document holds such a thing."""
    if kind not in asked.intent.kinds or not ranked:
        return False
    best = ranked[0]
    near = [
        c for c in ranked[:_NEAR]
        if c.score > best.score - _NEARLY and c.hit.document.id == best.hit.document.id
    ]  # fmt: skip
    return not any(holds(kind, c.told, c.hit.passage.language, asked.question) for c in near)


class _Reached:
    """How well the question's words are met around the best sentence (or by the document's
    opening), beside what is reached by what else was found in that language: states of two
    languages are less alike, whatever they say, so a likeness alone tells little."""

    def __init__(
        self, asked: Asked, best: SentenceCandidate, covered: Matrix, weights: Matrix
    ) -> None:
        self.lift = self.word_gap = 0.0
        language = best.hit.passage.language
        matrices = [
            tokens
            for hit, tokens in zip(asked.found.hits, asked.found.tokens, strict=False)
            if len(tokens) and hit.passage.language is language
        ]
        if not matrices:
            return
        rows = np.concatenate(matrices)
        # What one sentence in twenty reaches, were the likenesses spread normally: unlike the
        # best of them it doesn't grow with the archive.
        high = rows.mean(axis=0) + _ONE_IN_TWENTY * rows.std(axis=0)
        self.lift = float((covered - rows.mean(axis=0)) @ weights)
        reach = np.maximum(covered, LENT * asked.openings.get(best.hit.document.id, covered))
        words = [own for span in asked.words.content if (own := asked.tokens_of(span)).any()]
        if words:
            self.word_gap = min(float((reach - high)[own].mean()) for own in words)


def _matches_closely(question: Question, hit: Hit) -> bool:
    """Whether the model sees both texts in one language it knows well: their states are nearer
    than those of two languages, whatever they say.  It hardly knows spellings other than the
    usual one."""
    pack = pack_of(question.language)
    same = question.language == hit.passage.language
    return same and (pack is None or pack.typical.close) and len(question.spellings) == 1


def event_support(constraints: Sequence[ConstraintMatch], document_id: str) -> float:
    """1 when the document meets the numbered event asked for, -1 when no document does or
    another one certainly does, 0 when none is asked for."""
    support = 0.0
    for match in constraints:
        event = match.constraint.event
        if event is None or not event.number or event.kind not in GATHERINGS:
            continue
        if document_id in match.documents:
            support = max(support, 1.0)
        elif not match.met or match.certain:
            support = support or -1.0
    return support


def words_missing(asked: Asked, hit: Hit) -> float:
    """The share of the question's words that no word of a document in its own language begins
    like; 0 where the languages differ."""
    if asked.question.language is not hit.document.language:
        return 0.0
    there = _all_words(hit.document.title + " " + hit.document.text[:READ])
    missing = [not _begins(asked.text[a:b], there) for a, b in asked.words.content]
    return sum(missing) / max(len(missing), 1)


def _begins(word: str, words: Sequence[str]) -> bool:
    """Whether one of the sorted, folded `words` begins like `word`, its ending aside."""
    start = beginning_of(word)
    place = bisect_left(words, start)
    return place < len(words) and words[place].startswith(start)


def numbers_missing(question: Question, intent: Intent, hit: Hit) -> float:
    """The share of the question's numbers and dates that the document does not hold.  How many
    items are asked for (`which eight …`) is no number to be found, and which in a row (`the first
    wife`) is seldom said again; the number of an event is evidence of its own."""
    asked = [
        value
        for value in question.values
        if not value.weak
        and value.kind is not ValueKind.ORDINAL
        and value.value != str(intent.count)
    ]
    if not asked:
        return 0.0
    there = _all_values(hit.document.title) | _all_values(hit.document.text[:READ])
    there |= _all_values(hit.passage.text)
    return sum(there.isdisjoint(value_terms(v)) for v in asked) / len(asked)


def names_missing(question: Question, found: SearchResult, best: SentenceCandidate) -> float:
    """The share of the question's names that nothing in the document sounds like and nothing
    in the passage means."""
    text, tokens = question.spellings[0], found.tokens[best.place]
    names = [n for n in find_names(text) if not (n.weak or n.quoted)]
    if not names or not len(tokens):
        return 0.0
    document = best.hit.document
    there = _all_keys(f"{document.title} {best.hit.passage.text}")
    there |= _all_keys(document.text[:READ])
    matched = tokens.max(axis=0)
    missing = 0
    for name in names:
        spans = found.token_spans
        own = (spans[:, 0] < name.end) & (spans[:, 1] > name.start)
        meant = float(matched[own].mean()) if own.any() else 0.0
        missing += meant < _MEANT and there.isdisjoint(_forms(name.text, name.keys))
    return missing / len(names)


def _forms(name: str, keys: Sequence[str]) -> set[str]:
    """The keys of a name, and where it is an adjective (`Туркестанской`) those of what it is
    made of: Түркістан, Turkistan."""
    forms = set(keys)
    if _OF_A_PLACE.search(name):
        forms |= {shorter for key in keys for shorter in (key[:-2], key[:-3]) if len(shorter) > 2}
    return forms


def people_missing(question: Question, found: SearchResult, hit: Hit) -> float:
    """1 when the question is about a person who is nowhere in the best documents."""
    people = find_people(question.spellings[0])
    documents = {h.document.id: h.document for h in (hit, *found.hits[:5])}
    texts = [document.text[:READ] for document in documents.values()]
    return float(any(not names(person.name, texts) for person in people))


@lru_cache(maxsize=128)
def _all_values(text: str) -> frozenset[str]:
    return frozenset(form for value in find_values(text) for form in value_terms(value))


@lru_cache(maxsize=128)
def _all_words(text: str) -> tuple[str, ...]:
    return tuple(sorted({token.word for token in tokenize(text)}))


@lru_cache(maxsize=128)
def _all_keys(text: str) -> frozenset[str]:
    return frozenset(key for word in set(CAPITAL.findall(text)) for key in name_keys(word))


def _around(best: SentenceCandidate, found: SearchResult) -> Matrix:
    """How well the question's tokens are matched in the best sentence and its neighbours in
    the passage, float32 (t,)."""
    place = best.hit.passage.sentences.index(best.span)
    rows = found.tokens[best.place][max(0, place - 1) : place + 2]
    return np.maximum(rows.max(axis=0), best.matches) if len(rows) else np.zeros(0, np.float32)
