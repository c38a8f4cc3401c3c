"""Words of a claim that exclude what the evidence says: `rose` beside `fell`, `all` beside `some`.

A word counts only where the evidence has an alternative in the same place,
which the likeness of their tokens shows, and does not have the word itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from qa.checking.opposites import Alternative, added_limit, find_alternatives
from qa.checking.reading import Array, Reading
from qa.types import Span

# Likeness of the two words from which they may stand in the same place, and surely do.
_SAME_PLACE = (0.12, 0.28)


class Clash(NamedTuple):
    """The claim's word, the evidence's ("" for an `only` that nothing answers), and how surely
    they speak of the same, in [0, 1].

    `converse`: told from the other side the words agree (A beat B, B lost to A).  `places` are
    the spans of both words, none where nothing answers.
    """

    claim: str
    evidence: str
    degree: float
    converse: bool
    places: tuple[Span, ...] = ()


def find_clash(claim: Reading, evidence: Reading, similarity: Array) -> Clash | None:
    """The surest clash; `similarity` is (t, u): the claim's tokens by the evidence's."""
    said, there = find_alternatives(claim.text), find_alternatives(evidence.text)
    clashes = [
        clash
        for word in said
        if (others := _alternatives(word, said, there))
        and (clash := _nearest(word, others, claim, evidence, similarity)).degree > 0
    ]
    limit = added_limit(claim.text, evidence.text)
    if limit:
        clashes.append(Clash(limit, "", 1.0, converse=False))
    return max(clashes, key=lambda clash: clash.degree, default=None)


def _alternatives(
    word: Alternative, said: Sequence[Alternative], there: Sequence[Alternative]
) -> list[Alternative]:
    """What the evidence says instead; empty where both sides share an alternative of the set."""
    mine = {other.side for other in said if other.group == word.group}
    others = [other for other in there if other.group == word.group]
    return [] if any(other.side in mine for other in others) else others


def _nearest(
    word: Alternative,
    others: Sequence[Alternative],
    claim: Reading,
    evidence: Reading,
    similarity: Array,
) -> Clash:
    rows = similarity[claim.tokens(word.span)]
    found = []
    for other in others:
        block = rows[:, evidence.tokens(other.span)]
        likeness = float(block.max()) if block.size else 0.0
        low, high = _SAME_PLACE
        degree = min(1.0, max(0.0, (likeness - low) / (high - low)))
        found.append(Clash(word.text, other.text, degree, word.converse, (word.span, other.span)))
    return max(found, key=lambda clash: clash.degree)
