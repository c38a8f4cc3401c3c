from __future__ import annotations

from qa.retrieval.merging import merge
from qa.types import Document, Hit, Language, Passage, Span

TEXT = "Один. Два.\n\nТри. Четыре. Пять."
STOPS = {"a": (0, 5), "b": (6, 10), "c": (12, 16), "d": (17, 24), "e": (25, 30), "ab": (0, 10)}


def hit(
    name: str,
    score: float,
    *,
    document: str = "one",
    language: Language = Language.RUSSIAN,
    text: str = TEXT,
) -> Hit:
    start, end = STOPS[name]
    passage = Passage(
        f"{document}-{name}", document, start, end, text[start:end], name, language,
        (Span(start, end),),
    )  # fmt: skip
    return Hit(passage, Document(document, f"{document}.txt", "", language, text), score)


def spans(hits: list[Hit]) -> list[tuple[str, int, int, float]]:
    return [(h.document.id, h.passage.start, h.passage.end, h.score) for h in hits]


def test_neighbours_become_one_exact_span_with_the_best_score() -> None:
    (merged,) = merge([hit("c", 3.0), hit("b", 2.0), hit("d", 1.0)], 3)
    assert spans([merged]) == [("one", 6, 24, 3.0)]
    assert merged.passage.text == TEXT[6:24] == merged.document.text[6:24]
    assert merged.passage.id == "one-c"
    assert merged.passage.context == "b"
    assert [passage.id for passage in merged.passages] == ["one-b", "one-c", "one-d"]
    assert merged.passage.sentences == (Span(6, 10), Span(12, 16), Span(17, 24))


def test_a_gap_keeps_hits_apart_and_the_best_comes_first() -> None:
    found = merge([hit("a", 3.0), hit("e", 2.5), hit("c", 2.0)], 3)
    assert spans(found) == [("one", 0, 5, 3.0), ("one", 25, 30, 2.5), ("one", 12, 16, 2.0)]
    assert all(h.passages == () for h in found)


def test_overlapping_passages_are_merged() -> None:
    assert spans(merge([hit("b", 2.0), hit("ab", 1.0), hit("a", 0.5)], 3)) == [("one", 0, 10, 2.0)]


def test_documents_and_languages_stay_apart() -> None:
    others = [hit("b", 2.0, document="two"), hit("b", 1.0, language=Language.KAZAKH)]
    assert merge([hit("a", 3.0), *others], 3) == [hit("a", 3.0), *others]


def test_what_ranks_below_the_list_fills_it_but_never_grows_a_hit() -> None:
    ranked = [hit("a", 3.0), hit("c", 2.0), hit("b", 1.5), hit("d", 1.2), hit("e", 1.0)]
    assert spans(merge(ranked, 2)) == [
        ("one", 0, 5, 3.0), ("one", 12, 16, 2.0), ("one", 25, 30, 1.0),
    ]  # fmt: skip
    assert spans(merge(ranked, 3)) == [("one", 0, 16, 3.0), ("one", 25, 30, 1.0)]


def test_nothing_merges_into_nothing() -> None:
    assert merge([], 10) == []
