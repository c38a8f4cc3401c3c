"""From a document to passages: runs of whole sentences that fit the embedding model.

Where to cut is an optimisation over a whole document, not a greedy walk: every
passage pays for the room it leaves empty, every cut for what it tears apart (a
paragraph, a list item from its number, a list from its introduction), and the
cheapest division is found by dynamic programming over sentences.  So there are
no tiny leftovers, and boundaries fall where the text has them.

Sizes are in tokens of the embedding model itself.  The tokens of sentences are
counted once and added up, which never counts less than counting them joined,
since the tokenizer's pieces do not reach over blanks.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.documents.formats.layout import Heading
from qa.documents.lists import ItemList, find_lists
from qa.language.sentences import split_sentences
from qa.types import Document, Passage, Span

# What a cut costs after a sentence; an empty passage's room costs 1.
_CUT_SECTION = 0.0
_CUT_PARAGRAPH = 0.1
_CUT_ITEM = 0.15
_CUT_LINE = 0.3
_CUT_SENTENCE = 0.5
_CUT_INTRODUCTION = 1.0
_CUT_HEADING = 10.0
# What running on over a section's end costs.
_CROSS_SECTION = 0.5
_MAX_SENTENCES = 32
# Of the passage's tokens, for the context in front of it.
_CONTEXT_SHARE = 4
_BLANK_LINE = re.compile(r"\n\s*\n")

CountTokens = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Per sentence: its tokens, the cost of cutting after it, of running on, whether to stop."""

    tokens: list[int]
    cut: list[float]
    cross: list[float]
    forced: list[bool]


def split_passages(document: Document, count_tokens: CountTokens, max_tokens: int) -> list[Passage]:
    """Passages in order; every sentence of the document lies in exactly one.

    A passage has at most `max_tokens` tokens, unless it is one sentence (or a
    heading or number with its sentence) that alone has more.  Its `context` has
    at most a quarter of that and is counted apart.
    """
    text = document.text
    sentences = split_sentences(text, document.language)
    if not sentences:
        return []
    lists = find_lists(text, sentences, document.language)
    headings = document_headings(document)
    tokens = [max(1, count_tokens(text[s.start : s.end])) for s in sentences]
    apart = [Span(*span) for span in document.metadata.get("furniture", ())]
    # A row says its headers itself, and is quoted alone.
    apart += [Span(*row[:2]) for row in document.metadata.get("rows", ())]
    plan = _plan(text, sentences, tokens, lists, headings, apart)
    bounds = _cheapest(plan, max_tokens)
    context = _Context(document.title, headings, lists, text, count_tokens, max_tokens)
    return [
        _passage(document, tuple(sentences[start:end]), context) for start, end in pairwise(bounds)
    ]


def document_headings(document: Document) -> list[Heading]:
    """The headings that loading found, in order."""
    return [Heading(*heading) for heading in document.metadata.get("headings", ())]


def passage_id(document_id: str, start: int, end: int, text: str) -> str:
    """Content-made id: 16 hexadecimal digits."""
    key = f"{document_id}\0{start}\0{end}\0{text}"
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _plan(
    text: str,
    sentences: Sequence[Span],
    tokens: list[int],
    lists: Sequence[ItemList],
    headings: Sequence[Heading],
    apart: Sequence[Span],
) -> _Plan:
    count = len(sentences)
    cut = [_CUT_SENTENCE] * count
    cross = [0.0] * count
    forced = [False] * count
    for index, (before, after) in enumerate(pairwise(sentences)):
        gap = text[before.end : after.start]
        if _BLANK_LINE.search(gap):
            cut[index] = _CUT_PARAGRAPH
        elif "\n" in gap:
            cut[index] = _CUT_LINE
    starts = [sentence.start for sentence in sentences]
    for found in lists:
        for item in found.items:
            # The sentence before an item is the previous item's last, or the introduction.
            first = bisect_right(starts, item.span.start) - 1
            if first > 0 and item.number > 1:
                cut[first - 1] = min(cut[first - 1], _CUT_ITEM)
            elif first > 0:
                cut[first - 1] = _CUT_INTRODUCTION
            if sentences[first].end <= item.head.start:
                cut[first] = _CUT_HEADING
    for heading in headings:
        first = bisect_left(starts, heading.start)
        last = bisect_left(starts, heading.end) - 1
        if 0 < first < count:
            cut[first - 1] = _CUT_SECTION
            cross[first - 1] = _CROSS_SECTION
        if 0 <= last < count - 1 and last >= first:
            cut[last] = _CUT_HEADING
            cross[last] = 0.0
    for span in apart:
        for edge in (bisect_left(starts, span.start), bisect_left(starts, span.end)):
            if 0 < edge < count:
                forced[edge - 1] = True
    return _Plan(tokens, cut, cross, forced)


def _cheapest(plan: _Plan, max_tokens: int) -> list[int]:
    """Sentence indices where passages begin, and the number of sentences at the end."""
    count = len(plan.tokens)
    best = [0.0] + [float("inf")] * count
    origin = [0] * (count + 1)
    for end in range(1, count + 1):
        size = 0
        crossing = 0.0
        for start in range(end - 1, max(-1, end - 1 - _MAX_SENTENCES), -1):
            size += plan.tokens[start]
            if start < end - 1:
                if plan.forced[start]:
                    break
                crossing += plan.cross[start]
                # A heading or a number goes with its sentence even when both are too long.
                if size > max_tokens and plan.cut[start] < _CUT_HEADING:
                    break
            room = max(0.0, 1 - size / max_tokens)
            over = _CUT_INTRODUCTION if size > max_tokens and start < end - 1 else 0.0
            cost = best[start] + room * room + crossing + over
            if end < count and not plan.forced[end - 1]:
                cost += plan.cut[end - 1]
            if cost < best[end]:
                best[end], origin[end] = cost, start
    bounds = [count]
    while bounds[-1]:
        bounds.append(origin[bounds[-1]])
    return bounds[::-1]


def _passage(document: Document, sentences: tuple[Span, ...], context: _Context) -> Passage:
    start, end = sentences[0].start, sentences[-1].end
    text = document.text[start:end]
    return Passage(
        id=passage_id(document.id, start, end, text),
        document_id=document.id,
        start=start,
        end=end,
        text=text,
        context=context.of(Span(start, end)),
        language=document.language,
        sentences=sentences,
    )


class _Context:
    """What a reader of the whole document would know at a place of it."""

    def __init__(
        self,
        title: str,
        headings: Sequence[Heading],
        lists: Sequence[ItemList],
        text: str,
        count_tokens: CountTokens,
        max_tokens: int,
    ) -> None:
        self._title = title
        self._text = text
        self._count_tokens = count_tokens
        self._limit = max(8, max_tokens // _CONTEXT_SHARE)
        # A heading that opens the text is the title in other words.
        self._paths = _heading_paths([h for h in headings if h.start > 0])
        self._path_starts = [start for start, _ in self._paths]
        self._lists = [found for found in lists if found.introduction]
        self._list_starts = [found.span.start for found in self._lists]

    def of(self, span: Span) -> str:
        """Title › section headings › list introduction, without what the span itself holds."""
        parts = [self._title, *self._sections(span), *self._introduction(span)]
        own = " ".join(self._text[span.start : span.end].split())
        kept: list[str] = []
        for part in parts:
            part = " ".join(part.split())
            if part and part not in own and part not in kept:
                kept.append(part)
        return self._shorten(kept)

    def _sections(self, span: Span) -> list[str]:
        index = bisect_right(self._path_starts, span.start) - 1
        if index < 0:
            return []
        return [self._text[h.start : h.end] for h in self._paths[index][1]]

    def _introduction(self, span: Span) -> list[str]:
        """Of the innermost list that began before the passage and runs into it."""
        index = bisect_right(self._list_starts, span.start) - 1
        for found in reversed(self._lists[max(0, index - 8) : index + 1]):
            introduction = found.introduction
            if found.span.end > span.start and introduction and introduction.end <= span.start:
                return [self._text[introduction.start : introduction.end]]
        return []

    def _shorten(self, parts: list[str]) -> str:
        """Every part gets an equal share of the limit; what one leaves the next may use."""
        shortened: list[str] = []
        left = self._limit
        for index, part in enumerate(parts):
            share = left // (len(parts) - index)
            fitting = self._fitting(part, share)
            if fitting:
                shortened.append(fitting)
                left -= self._count_tokens(fitting)
        return " › ".join(shortened)

    def _fitting(self, part: str, share: int) -> str:
        """As many whole words from the beginning as fit."""
        if self._count_tokens(part) <= share:
            return part
        words = part.split()
        count = bisect_right(
            range(1, len(words)), share, key=lambda n: self._count_tokens(" ".join(words[:n]))
        )
        return " ".join(words[:count])


def _heading_paths(headings: Sequence[Heading]) -> list[tuple[int, tuple[Heading, ...]]]:
    """From each heading on: it and the higher ones it stands under."""
    paths: list[tuple[int, tuple[Heading, ...]]] = []
    stack: list[Heading] = []
    for heading in headings:
        while stack and stack[-1].level >= heading.level:
            stack.pop()
        stack.append(heading)
        paths.append((heading.start, tuple(stack)))
    return paths
