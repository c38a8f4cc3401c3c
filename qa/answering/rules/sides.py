"""Two things put side by side: "Where are there more schools, in A or in B?".

The sentence that matches such a question best names one of the two, and half a
comparison answers nothing.  So both are read off the question, and unless one
sentence speaks of both, the best sentence on each is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.answering.rules.asked import Asked
from qa.answering.rules.counted import same_noun
from qa.answering.rules.evidence import SentenceCandidate
from qa.language.names import name_similarity
from qa.language.stopwords import STOP_WORDS
from qa.language.tokens import Token, tokenize
from qa.questions.constraints import ConstraintMatch
from qa.questions.intent import Intent
from qa.types import Span

_OR = frozenset(("or", "или", "алде", "немесе", "либо"))
# Words of asking that are no side.
_ASKING = frozenset(("many", "much", "ба", "бе", "па", "пе", "ма", "ме"))
_MORE = re.compile(
    r"(?<!\w)(?:more|less|fewer|greater|larger|bigger|smaller|higher|lower|longer|older|earlier|later"
    r"|faster|\w{3,}er than|больше|меньше|более|менее|выше|ниже|старше|раньше|позже|быстрее|дольше"
    r"|дороже|дешевле|крупнее|сильнее|коп|аз|улкен|киши|жогары|томен|бурын|кеш|кымбат|арзан)(?!\w)"
)
_AND = frozenset(("and", "и", "мен", "пен", "бен", "жане", "а"))
_QUANTITY = re.compile(r"(?<!\w)(?:сколько|канша|неше|how many|how much)(?!\w)")
_WHICH_OF = re.compile(r"(?<!\w)(?:кайсы\w*|кто из|что из|which of|who of)(?!\w)")
_LONGEST_SIDE = 4
_ALIKE = 0.8
# A sentence is about a side where it meets it nearly as well as any does.
_NEARLY = 0.85


def sides_of(text: str) -> tuple[Span, Span] | None:
    """The two things of an alternative that a question asks to compare; None for none."""
    tokens = tokenize(text)
    plain = " ".join(token.word for token in tokens)
    joints = _OR if _MORE.search(plain) else frozenset()
    if len(_QUANTITY.findall(plain)) > 1 or _WHICH_OF.search(plain):
        joints |= _AND
    at = next((i for i, t in enumerate(tokens) if t.word in joints and i), -1)
    if at < 0:
        return None
    before, after = _side(tokens[:at][::-1])[::-1], _side(tokens[at + 1 :])
    if not before or not after:
        return None
    return Span(before[0].start, before[-1].end), Span(after[0].start, after[-1].end)


def _side(tokens: Sequence[Token]) -> list[Token]:
    """The words from the alternative's joint on, up to a mark or a preposition."""
    found: list[Token] = []
    for token in tokens:
        if token.raw in "«»“”\"'-":
            continue
        if not (token.letters or token.digits) or len(found) == _LONGEST_SIDE:
            break
        if (
            token.word in STOP_WORDS
            or token.word in _ASKING
            or _WHICH_OF.fullmatch(token.word)
            or _MORE.fullmatch(token.word)
        ):
            if found:
                break
            continue
        found.append(token)
    return found


def both_sides(asked: Asked, ranked: Sequence[SentenceCandidate]) -> list[SentenceCandidate]:
    """The best sentence that speaks of both things compared, else the best on each; empty
    where nothing is compared, or only one of the two is there."""
    sides = sides_of(asked.text)
    if sides is None or not ranked:
        return []
    about = [_about(asked, side, ranked) for side in sides]
    both = [c for c in ranked if all(any(c is own for own in found) for found in about)]
    if both and (both[0] is ranked[0] or not all(about) or both[0].score >= about[0][0].score):
        return both[:1]
    if not all(about):
        return []
    return [found[0] for found in about]


def _about(
    asked: Asked, side: Span, ranked: Sequence[SentenceCandidate]
) -> list[SentenceCandidate]:
    """The sentences about one side, best first: those that have its words, else those whose
    tokens meet it as well as any do."""
    words = [t.raw for t in tokenize(asked.text[side.start : side.end]) if t.letters]
    named = [c for c in ranked if any(_names(asked, w, c) for w in words)]
    if named:
        return named
    own = asked.tokens_of(side)
    if not own.any():
        return []
    met = [float(c.matches[own].mean()) if len(c.matches) else 0.0 for c in ranked]
    least = _NEARLY * max(met)
    return [c for c, match in zip(ranked, met, strict=True) if match >= least]


def _names(asked: Asked, word: str, candidate: SentenceCandidate) -> bool:
    language, other = asked.question.language, candidate.hit.passage.language
    return any(
        same_noun(word, token.raw, language, other)
        or (token.raw[0].isupper() and name_similarity(word, token.raw) >= _ALIKE)
        for token in tokenize(candidate.text)
        if token.letters and len(token.raw) > 2
    )


def documents_compared(
    intent: Intent, constraints: Sequence[ConstraintMatch]
) -> list[frozenset[str]]:
    """The documents of each thing that is put beside another: of several numbered events, and
    where the question compares, of all that it names; fewer than two are none."""
    numbered = {
        m.constraint.value: _strongest(m)
        for m in constraints
        if m.documents and m.constraint.event is not None and m.constraint.event.number
    }
    if len(numbered) > 1:
        return list(numbered.values())
    if not intent.compares:
        return []
    sides: list[frozenset[str]] = []
    for match in sorted(constraints, key=lambda m: -max(m.documents.values(), default=0.0)):
        documents = _strongest(match)
        if len(documents) == 1 and documents not in sides:
            sides.append(documents)
    return sides if len(sides) > 1 else []


def _strongest(match: ConstraintMatch) -> frozenset[str]:
    strongest = max(match.documents.values(), default=0.0)
    return frozenset(d for d, strength in match.documents.items() if strength == strongest)
