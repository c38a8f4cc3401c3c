"""Passages that stand side by side in a document, shown as one hit.

Answering wants passages; a person who reads a list of hits wants each stretch of
text once.  So among the passages that would be shown, those that overlap or
adjoin become one exact span of the document, with the best one's score.  What
stands beside a shown stretch but ranks below the list is left out rather than
added: otherwise a small archive's hits would grow into whole documents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from qa.types import Document, Hit, Passage


def merge(hits: Sequence[Hit], shown: int) -> list[Hit]:
    """Hits, best first, of which no two of one document overlap or adjoin.

    `hits` are passages, best first; the first `shown` of them are merged with each
    other, the others kept where they touch nothing before them.
    """
    runs = _runs(hits[:shown])
    kept: defaultdict[str, list[Passage]] = defaultdict(list)
    for hit in runs:
        kept[hit.document.id].append(hit.passage)
    for hit in hits[shown:]:
        beside = kept[hit.document.id]
        if not any(touch(hit.document, hit.passage, passage) for passage in beside):
            beside.append(hit.passage)
            runs.append(hit)
    return runs


def _runs(hits: Sequence[Hit]) -> list[Hit]:
    by_document: defaultdict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_document[hit.document.id].append(hit)
    merged = []
    for found in by_document.values():
        run: list[Hit] = []
        for hit in sorted(found, key=lambda hit: (hit.passage.start, hit.passage.end)):
            if run and not touch(hit.document, _furthest(run), hit.passage):
                merged.append(_one(run))
                run = []
            run.append(hit)
        merged.append(_one(run))
    return sorted(merged, key=lambda hit: -hit.score)


def _furthest(run: Sequence[Hit]) -> Passage:
    return max((hit.passage for hit in run), key=lambda passage: passage.end)


def touch(document: Document, a: Passage, b: Passage) -> bool:
    """Whether two passages in one language overlap, or only white space is between them."""
    first, second = sorted((a, b), key=lambda passage: passage.start)
    return a.language is b.language and not document.text[first.end : second.start].strip()


def _one(run: Sequence[Hit]) -> Hit:
    """The hits of a run as one: the best one's with the span of all."""
    if len(run) == 1:
        return run[0]
    best = max(run, key=lambda hit: hit.score)
    passages = tuple(hit.passage for hit in run)
    start, end = passages[0].start, max(passage.end for passage in passages)
    sentences = sorted({sentence for passage in passages for sentence in passage.sentences})
    whole = replace(
        best.passage,
        start=start,
        end=end,
        text=best.document.text[start:end],
        context=passages[0].context,
        sentences=tuple(sentences),
    )
    return replace(best, passage=whole, passages=passages)
