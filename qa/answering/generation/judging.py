"""Each sentence of a model against what it cites, then against all that it was shown.

A sentence stands when the check says so.  Where the sentences that it cites do not
carry it and others that were shown do, it stands on those: a wrong number is a slip,
a wrong statement is not.  Titles are read beside the sentences of their documents,
because "at the 26th session" is often said there only; they are never cited.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from qa.answering.generation.evidence import Evidence, Shown
from qa.answering.generation.reply import Line
from qa.checking.ahead import read_claims, read_source
from qa.checking.check import CheckedClaim, Source, check
from qa.checking.reading import is_function_word
from qa.checking.windows import READ_WHOLE, KnownSentence, moved
from qa.embedding import TokenEncoder
from qa.errors import TooLarge
from qa.language.identify import identify
from qa.language.machine_orders import orders_a_machine, told_of_its_task, visible
from qa.stages import Stage, stage
from qa.types import Language, Span, Verdict

MOST_CITED = 3
_STANDS = (Verdict.QUOTED, Verdict.SUPPORTED)
_PART = "\n\n"
_WORD = re.compile(r"\w+")
_SURE = 0.8
_ALIKE = 0.9
_FEWEST_WORDS = 4
_STEM = 4
_UNBOUNDED = 1 << 40
# What no prose has unless its source does: `ZX-91`, `key_3`, `KIQFV`.
_CAPITAL = r"[^\W\d_a-zа-яёәғқңөұүһі]"
# Behind a word, or behind an initial: `Н.Назарбаев` may begin a sentence too.
_NAMED = re.compile(
    rf"(?<=[\w,;:–—-] )[«“\"]?({_CAPITAL}\w{{2,}})"
    rf"|\b{_CAPITAL}\. ?(?:{_CAPITAL}\. ?)?({_CAPITAL}\w+)"
)
_CODED = re.compile(r"(?=\w*[^\W\d_])(?=\w*[\d_])\w{3,}|[^\W\d_a-zа-яёәғқңөұүһі]{5,}")


Known = Callable[[Shown], Sequence[KnownSentence]]


def _nothing(_: Shown) -> Sequence[KnownSentence]:
    return ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence of the model's with its verdict; `carried_by` are the numbers of the sentences
    that carry it, empty unless it stands."""

    text: str
    verdict: Verdict
    score: float
    reasons: tuple[str, ...]
    carried_by: tuple[int, ...]

    @property
    def stands(self) -> bool:
        return bool(self.carried_by)


class Judge:
    """Judges the lines of one reply; `quoted` are the numbers of the sentences that the
    extractive answer quotes, `known` gives a sentence's states where an index has them."""

    def __init__(
        self,
        question: str,
        language: Language,
        evidence: Evidence,
        encoder: TokenEncoder,
        quoted: Collection[int] = (),
        known: Known = _nothing,
    ) -> None:
        self._language = language
        self._shown = evidence.shown
        self._known = known
        self._encoder = encoder
        self._question = _words([question])
        self._asked = {w[:_STEM] for w in self._question if not is_function_word(w)}
        self._quoted = frozenset(quoted)
        familiar = _words(one.text for one in evidence.shown) | self._question
        self._foreign = _words(evidence.withheld) - familiar
        self._warm = 0

    @cached_property
    def _all(self) -> list[_Place]:
        """All that was shown, by passage; made when the model has been asked already."""
        return _by_passage(self._shown, self._known)

    @cached_property
    def _is_large(self) -> bool:
        return sum(len(place.source.text) for place in self._all) > READ_WHOLE

    def warm(self) -> bool:
        """Encode the evidence of one more passage, while nothing of the model's is there to be
        judged; False when all of it is."""
        if self._warm == len(self._all):
            return False
        with stage(Stage.CHECK):
            read_source(self._all[self._warm].source, self._encoder, large=self._is_large)
        self._warm += 1
        return True

    def expect(self, text: str, before: str = "") -> None:
        """Encode a line that has come to a sentence's end, while its marks are being written."""
        with stage(Stage.CHECK), suppress(TooLarge):
            read_claims(text, [place.source for place in self._all], self._encoder, before)

    def judge(self, line: Line, before: str = "") -> list[Judged]:
        """The statements of a line; `before` is the line before it, for whom `he` means."""
        with stage(Stage.CHECK):
            return self._judge(line, before)

    def _judge(self, line: Line, before: str) -> list[Judged]:
        if line.unfit:
            return [Judged(line.text, Verdict.UNSUPPORTED, 0.0, (line.unfit,), ())]
        cited = [self._shown[number - 1] for number in line.cited]
        near = [_with_surroundings(one, self._shown, self._known) for one in cited]
        found = self._check(line.text, near, before) if near else []
        judged = [self._judged(claim, near) for claim in found]
        if judged and all(one.stands for one in judged):
            return judged
        wider = self._check(line.text, self._all, before)
        others = [self._judged(claim, self._all) for claim in wider]
        if not judged:
            return others
        return [
            other if other.stands and not one.stands else one
            for one, other in zip(judged, others, strict=True)
        ]

    def _check(self, text: str, places: Sequence[_Place], before: str) -> Sequence[CheckedClaim]:
        sources = [place.source for place in places]
        return check(
            text, sources, self._encoder, self._language, max_chars=_UNBOUNDED, before=before
        ).claims

    def _judged(self, claim: CheckedClaim, places: Sequence[_Place]) -> Judged:
        carried = _carried_by(claim, {place.source.id: place for place in places})
        reason = self._objection(claim, carried) if claim.verdict in _STANDS else ""
        if claim.verdict in _STANDS and (reason or not carried):
            reasons = (reason or "title", *claim.reasons)
            return Judged(claim.text, Verdict.UNSUPPORTED, 0.0, reasons, ())
        carried = carried if claim.verdict in _STANDS else ()
        return Judged(claim.text, claim.verdict, claim.score, claim.reasons, carried)

    def _objection(self, claim: CheckedClaim, carried: Sequence[int]) -> str:
        """What else than its evidence speaks against a claim; empty for nothing."""
        if orders_a_machine(claim.text):
            return "order"
        if claim.text.rstrip('»”" ').endswith("?"):
            return "question"
        if not self._is_asked_for(claim.text, carried):
            return "off the question"
        if claim.verdict is Verdict.QUOTED:
            return ""
        carrying = [self._shown[number - 1] for number in carried]
        known = self._question | _words(
            text for one in carrying for text in (one.text, *_unless_order(one.document.title))
        )
        if any(_is_turned(claim.text, one.text) for one in carrying):
            return "turned"
        if (task := told_of_its_task(claim.text)) and task not in known:
            return "task"
        missed = _words(claim.missed)
        coded = {visible(word) for word in _CODED.findall(claim.text)}
        striking = coded | set(_names(claim.text))
        if (missed | striking) & self._foreign:
            return "withheld"
        # What is translated has no letters in common with its evidence; what is not, has.
        translated = all(one.passage.language is not self._language for one in carrying)
        stems = {word[:_STEM] for word in known}
        unknown = {word for word in striking if word[:_STEM] not in stems}
        if coded - known or unknown & (missed if translated else striking):
            return "unknown word"
        # Whose capital says nothing of whether it is a name; that nothing answers to it does.
        first = _words(_WORD.findall(claim.text)[:1])
        if any(word[:_STEM] not in stems for word in first & missed):
            return "unknown word"
        if len(_WORD.findall(claim.text)) < _FEWEST_WORDS or self._language is Language.OTHER:
            return ""
        spoken = identify(claim.text)
        other = spoken.language is not self._language and spoken.confidence >= _SURE
        return "language" if other else ""

    def _is_asked_for(self, claim: str, carried: Sequence[int]) -> bool:
        """Whether a claim has to do with the question: it shares a word with it, or rests on
        what the extractive answer quotes."""
        if not self._asked or self._quoted.intersection(carried):
            return True
        return any(word[:_STEM] in self._asked for word in _words([claim]))


@dataclass(frozen=True, slots=True)
class _Place:
    """A source made of sentences, with the span of each in it and its number."""

    source: Source
    numbers: tuple[tuple[Span, int], ...]


def _with_surroundings(one: Shown, shown: Sequence[Shown], known: Known) -> _Place:
    """A cited sentence between those that were shown before and after it in its passage; only
    the sentence itself carries a claim."""
    beside = [
        shown[place] if 0 <= place < len(shown) else None for place in (one.number - 2, one.number)
    ]
    before, after = (
        other if other is not None and other.passage.id == one.passage.id else None
        for other in beside
    )
    near = [x for x in (before, one, after) if x is not None]
    return _placed(f"cited {one.number}", near, known)


def _by_passage(shown: Sequence[Shown], known: Known) -> list[_Place]:
    groups: dict[str, list[Shown]] = {}
    for one in shown:
        groups.setdefault(one.passage.id, []).append(one)
    return [_placed(passage_id, group, known) for passage_id, group in groups.items()]


def _placed(name: str, sentences: Sequence[Shown], known: Known) -> _Place:
    text = "".join(_unless_order(sentences[0].document.title))
    numbers: list[tuple[Span, int]] = []
    read: list[KnownSentence] = []
    for one in sentences:
        text += _PART if text else ""
        numbers.append((Span(len(text), len(text) + len(one.text)), one.number))
        read += moved(known(one), len(text))
        text += one.text
    return _Place(Source(name, text, tuple(read)), tuple(numbers))


def _carried_by(claim: CheckedClaim, places: dict[str, _Place]) -> tuple[int, ...]:
    found = [
        number
        for evidence in claim.evidence
        for span, number in places[evidence.source_id].numbers
        if span.start < evidence.end and evidence.start < span.end
    ]
    return tuple(dict.fromkeys(found))[:MOST_CITED]


def _is_turned(claim: str, evidence: str) -> bool:
    """Whether a claim has its evidence's names and numbers at each other's places, and says the
    rest alike: what is only put otherwise has other words around them."""
    marked: list[list[str]] = []
    others: list[list[str]] = []
    for text in (claim, evidence):
        names = {*_names(text), *filter(str.isdigit, _WORD.findall(text))}
        words = [visible(word) for word in _WORD.findall(text)]
        marked.append([word for word in words if word in names])
        others.append([word for word in words if word not in names])
    if marked[0] == marked[1] or sorted(marked[0]) != sorted(marked[1]):
        return False
    alike = SequenceMatcher(None, others[0], others[1], autojunk=False).ratio()
    return alike >= _ALIKE


def _names(text: str) -> Iterator[str]:
    return (visible(inner or behind) for inner, behind in _NAMED.findall(text))


def _unless_order(title: str) -> tuple[str, ...]:
    return () if orders_a_machine(title) else (title,)


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(visible(text))}
