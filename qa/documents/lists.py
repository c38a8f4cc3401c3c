"""Enumerations: an introduction and its items.

Speeches and minutes give what matters as lists (`Бірінші … Сегізінші`, `1)`,
`Во-первых`), and a question about "the instructions" wants every item in order
and nothing after the last.  A list is a run of markers of one style that counts
from one; an item ends where the next begins.  The last has no next, so it ends
where its own shape does: at the closing quotation mark of a list that stands in
quotation marks, else at its paragraph, and never longer than the items before.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.documents.list_markers import Marker, find_markers, follows
from qa.language.packs import either
from qa.types import Language, Span

_BLANK_LINE = re.compile(r"\n\s*\n")
# Sentences in one item, at most.
_LONGEST_ITEM = 60
_SPEECH = re.compile(rf"[,!?…»”]\s*[–—-]\s*(?:{either(lambda pack: pack.speech.dialogue)})")


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its number from 1, marker, whole span, and first whole sentence.

    `head` leaves out a marker that is no part of the sentence (`1)`, `•`,
    `Бірінші` on its own line) and keeps one that is (`Біріншіден, …`).
    """

    number: int
    marker: Span
    span: Span
    head: Span


@dataclass(frozen=True, slots=True)
class ItemList:
    """Items in order, at least two, with the sentence that announces them."""

    introduction: Span | None
    items: tuple[Item, ...]

    @property
    def span(self) -> Span:
        """From the first item's beginning to the last one's end."""
        return Span(self.items[0].span.start, self.items[-1].span.end)


def find_lists(text: str, sentences: Sequence[Span], language: Language) -> tuple[ItemList, ...]:
    """Lists of `text`, by where they begin; nested ones are lists of their own.

    `sentences` are those of `split_sentences(text, language)`, in order.
    """
    chains = _chains(text, sentences, list(find_markers(text, sentences)))
    lists = [_build(text, sentences, chain) for chain in chains]
    return tuple(sorted(lists, key=lambda found: found.span))


def _chains(text: str, sentences: Sequence[Span], markers: list[Marker]) -> Iterator[list[Marker]]:
    """Runs of one style that count up by one; bullets run on while nothing stands between."""
    open_chains: dict[str, list[Marker]] = {}
    for marker in markers:
        chain = open_chains.get(marker.style, [])
        if chain and _continues(text, sentences, chain, marker):
            chain.append(marker)
            continue
        if _is_list(text, sentences, chain):
            yield chain
        starts = marker.number in (0, 1)
        open_chains[marker.style] = [marker] if starts else []
    yield from (c for c in open_chains.values() if _is_list(text, sentences, c))


def _continues(text: str, sentences: Sequence[Span], chain: list[Marker], marker: Marker) -> bool:
    last = chain[-1]
    if marker.number:
        return follows(marker, last) and marker.sentence - last.sentence <= (
            1 if marker.inline else 60
        )
    between = text[sentences[last.sentence].start : sentences[marker.sentence].start]
    return between.strip("\n").count("\n") <= 1


def _is_list(text: str, sentences: Sequence[Span], chain: list[Marker]) -> bool:
    if len(chain) < 2:
        return False
    if chain[0].style[0:6] != "bullet" or chain[0].style[-1] not in "-–—":
        return True
    # Dashes open spoken lines, too: a list is announced, or its items don't end like sentences.
    first = chain[0].sentence
    ends = [text[sentences[m.sentence].end - 1] for m in chain]
    spoken = any(
        _SPEECH.search(text, *sentences[m.sentence]) or end in "!?"
        for m, end in zip(chain, ends, strict=True)
    )
    announced = first > 0 and text[sentences[first - 1].end - 1] == ":"
    open_ended = sum(end not in ".!?…" for end in ends)
    return not spoken and (announced or open_ended * 2 >= len(chain))


def _build(text: str, sentences: Sequence[Span], chain: list[Marker]) -> ItemList:
    items: list[Item] = []
    ends = [_end_before(text, sentences, following) for following in chain[1:]]
    lengths = [
        _sentence_at(sentences, end - 1) - marker.sentence + 1
        for marker, end in zip(chain, ends, strict=False)
    ]
    ends.append(_last_end(text, sentences, chain, max(lengths)))
    for number, (marker, end) in enumerate(zip(chain, ends, strict=True), 1):
        span = Span(marker.span.start, max(end, marker.span.end))
        items.append(Item(number, marker.span, span, _head(text, sentences, marker, span.end)))
    return ItemList(_introduction(text, sentences, chain[0]), tuple(items))


def _end_before(text: str, sentences: Sequence[Span], following: Marker) -> int:
    end = following.span.start
    if not following.inline:
        end = sentences[following.sentence].start
    return end - _blanks_before(text, end)


def _blanks_before(text: str, end: int) -> int:
    at = end
    while at > 0 and text[at - 1].isspace():
        at -= 1
    return end - at


def _last_end(text: str, sentences: Sequence[Span], chain: list[Marker], longest: int) -> int:
    last = chain[-1]
    if last.inline:
        return sentences[last.sentence].end
    quoted = _closing_quote(text, sentences, chain)
    if quoted is not None:
        return quoted
    head = last.sentence + (1 if last.alone else 0)
    end = sentences[min(head, len(sentences) - 1)].end
    one_line = all(
        "\n" not in text[m.span.end : e].strip() for m, e in _spans(text, sentences, chain)
    )
    # Numbered headings: each item is a line and the paragraph under it.
    headed = text[end - 1] not in ".!?…;," and all(
        "\n\n" in text[m.span.end : e] for m, e in _spans(text, sentences, chain)
    )
    for index in range(head + 1, min(last.sentence + longest, len(sentences))):
        gap = text[sentences[index - 1].end : sentences[index].start]
        if headed and index == head + 1:
            pass
        elif _BLANK_LINE.search(gap) or (one_line and "\n" in gap):
            break
        end = sentences[index].end
    return end


def _spans(
    text: str, sentences: Sequence[Span], chain: list[Marker]
) -> Iterator[tuple[Marker, int]]:
    for marker, following in pairwise(chain):
        yield marker, _end_before(text, sentences, following)


def _closing_quote(text: str, sentences: Sequence[Span], chain: list[Marker]) -> int | None:
    """End of the sentence that closes the quotation which opened at the first marker."""
    first = chain[0].span.start
    if first == 0 or text[first - 1] not in "«“„":
        return None
    depth = 1
    stop = sentences[min(chain[-1].sentence + _LONGEST_ITEM, len(sentences) - 1)].end
    for at in range(first, stop):
        if text[at] in "«“„":
            depth += 1
        elif text[at] in "»”":
            depth -= 1
            if depth == 0:
                inside = _sentence_at(sentences, at)
                return sentences[inside].end if inside >= chain[-1].sentence else None
    return None


def _head(text: str, sentences: Sequence[Span], marker: Marker, end: int) -> Span:
    if marker.alone and marker.sentence + 1 < len(sentences):
        head = sentences[marker.sentence + 1]
        return head if head.end <= end else marker.span
    stop = min(sentences[marker.sentence].end, end)
    if marker.style in ("ordinal", "adverb", "numeral"):
        return Span(marker.span.start, stop)
    start = marker.span.end
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1] in ";, \n\u00a0":
        stop -= 1
    return Span(start, stop)


def _introduction(text: str, sentences: Sequence[Span], first: Marker) -> Span | None:
    sentence = sentences[first.sentence]
    if first.inline:
        start, end = sentence.start, first.span.start - _blanks_before(text, first.span.start)
        if end - start > 3:
            return Span(start, end)
    return sentences[first.sentence - 1] if first.sentence else None


def _sentence_at(sentences: Sequence[Span], offset: int) -> int:
    return max(0, bisect_right(sentences, offset, key=lambda span: span.start) - 1)
