"""What every `PassageIndex` finds, against brute force over the documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from qa.documents.facts import extract_facts, to_json
from qa.errors import NotFound
from qa.index import catalogue
from qa.index.labels import LabelKind
from qa.index.passage_index import IndexedDocument
from qa.index.postgres import rows
from qa.index.shards import index as shards
from qa.types import WHOLE_ARCHIVE, Document, Filters, Language, Passage, Scope, Span
from tests.index.contract.brute import QUESTION, TERMS, assert_holds, dense, lexical
from tests.index.contract.conftest import Place
from tests.index.samples import sample

PRESS = Scope.of("press")
DEFAULT = Scope.of("default")


def of(collection: str, document: IndexedDocument) -> IndexedDocument:
    return replace(document, document=replace(document.document, collection=collection))


KAZAKH = sample("a", 4, date="2022-04-29")
RUSSIAN = sample("b", 3, language=Language.RUSSIAN, date="2023")
ENGLISH = sample("c", 2, language=Language.ENGLISH)
HIDDEN = of("press", sample("p", 5))
ALL = (KAZAKH, RUSSIAN, ENGLISH, HIDDEN)


def test_searches_rows_and_statistics_equal_brute_force(place: Place) -> None:
    index = place.filled(*ALL)
    assert_holds(index, WHOLE_ARCHIVE, ALL)
    assert_holds(index, DEFAULT, [KAZAKH, RUSSIAN, ENGLISH])
    assert_holds(index, PRESS, [HIDDEN])
    assert_holds(index, Scope.of("nowhere"), [])


def test_a_few_of_the_best_are_the_first_of_all(place: Place) -> None:
    index = place.filled(*ALL)
    assert dense(index, WHOLE_ARCHIVE, 3) == dense(index, WHOLE_ARCHIVE)[:3]
    best = list(lexical(index, WHOLE_ARCHIVE).items())
    assert list(lexical(index, WHOLE_ARCHIVE, 2).items()) == best[:2]
    assert index.dense_search(WHOLE_ARCHIVE, QUESTION[None], 0) == [[]]
    each = [Filters(languages=(language,)) for language in (Language.RUSSIAN, Language.KAZAKH)]
    for some, k in ((each, 2), (each, 0), ([], 2)):
        several = index.dense_searches(WHOLE_ARCHIVE, QUESTION[None], k, some)
        assert several == [index.dense_search(WHOLE_ARCHIVE, QUESTION[None], k, f) for f in some]
    assert index.lexical_search(WHOLE_ARCHIVE, TERMS, 0).hits == []


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (Filters(languages=(Language.RUSSIAN,)), "b"),
        (Filters(languages=(Language.RUSSIAN, Language.ENGLISH)), "bc"),
        (Filters(sources=("a.txt", "c.txt", "none\0")), "ac"),
        (Filters(collections=("press",)), "p"),
        (Filters(date_from="2022-04-29", date_to="2022-05"), "a"),
        (Filters(date_from="2022-05-01"), "b"),
        (Filters(date_to="2022"), "a"),
        (Filters(languages=(Language.KAZAKH,), collections=("default",)), "a"),
        (Filters(sources=("none",)), ""),
    ],
)
def test_filters(place: Place, filters: Filters, names: str) -> None:
    index = place.filled(*ALL)
    for scope, allowed in ((WHOLE_ARCHIVE, "abcp"), (DEFAULT, "abc")):
        wanted = {name for name in names if name in allowed}
        (found,) = index.dense_search(scope, QUESTION[None], 99, filters)
        held = index.passages(scope, [hit.row for hit in found]).values()
        assert {passage.document_id for passage in held} == wanted
        expected = sum(len(d.passages) for d in ALL if d.document.id in wanted)
        assert len(held) == expected
        words = index.lexical_search(scope, TERMS, 99, filters).hits
        plain = {hit.row: hit.score for hit in index.lexical_search(scope, TERMS, 99).hits}
        rows = {hit.row for hit in found}
        assert {h.row: h.score for h in words} == {r: s for r, s in plain.items() if r in rows}
        assert index.begin_lexical(scope, TERMS, 99, filters)().hits == words


def test_several_questions_at_once(place: Place) -> None:
    index = place.filled(*ALL)
    questions = np.eye(8, dtype=np.float32)[:3]
    together = index.dense_search(WHOLE_ARCHIVE, questions, 5)
    apart = [index.dense_search(WHOLE_ARCHIVE, q[None], 5)[0] for q in questions]
    assert [[hit.row for hit in found] for found in together] == [
        [hit.row for hit in found] for found in apart
    ]


def test_what_a_scope_hides_is_nobodys(place: Place) -> None:
    index = place.filled(*ALL)
    rows = list(index.document_passages(PRESS, "p"))
    assert len(rows) == 5
    assert index.passages(DEFAULT, rows) == {}
    assert index.token_states(DEFAULT, rows) == {}
    assert not index.vectors(DEFAULT, rows).any()
    found = index.term_counts(DEFAULT, rows, list(TERMS))
    assert not found.counts.any()
    assert not found.lengths.any()
    assert index.document_passages(DEFAULT, "p") == {}
    with pytest.raises(NotFound):
        index.document(DEFAULT, "p")
    asked = ["p", "c", "none", "a", "c"]
    assert set(index.read_documents(DEFAULT, asked)) == {"a", "c"}
    found = index.read_documents(WHOLE_ARCHIVE, asked)
    assert found == {name: index.document(WHOLE_ARCHIVE, name) for name in ("p", "c", "a")}


def test_rows_that_are_gone_or_never_were(place: Place) -> None:
    index = place.filled(KAZAKH, RUSSIAN)
    kept, gone = (list(index.document_passages(WHOLE_ARCHIVE, name)) for name in "ab")
    index.delete(WHOLE_ARCHIVE, ["b"])
    asked = [10**9, *gone, kept[1], kept[0]]
    assert list(index.passages(WHOLE_ARCHIVE, asked)) == [kept[1], kept[0]]
    assert list(index.token_states(WHOLE_ARCHIVE, asked)) == [kept[1], kept[0]]
    found = index.vectors(WHOLE_ARCHIVE, asked).any(axis=1).tolist()
    assert found == [False] * 4 + [True] * 2
    lengths = index.term_counts(WHOLE_ARCHIVE, asked, ["қор"]).lengths.tolist()
    assert lengths == [0.0] * 4 + [6.0] * 2
    read = index.read_passages(WHOLE_ARCHIVE, asked, ["26", "қор"])
    there = list(read.passages)
    assert there == [kept[1], kept[0]]
    assert read.passages == index.passages(WHOLE_ARCHIVE, there)
    np.testing.assert_array_equal(read.vectors, index.vectors(WHOLE_ARCHIVE, there))
    counts = index.term_counts(WHOLE_ARCHIVE, there, ["26", "қор"])
    np.testing.assert_array_equal(read.counts.counts, counts.counts)
    np.testing.assert_array_equal(read.counts.lengths, counts.lengths)
    assert index.read_passages(WHOLE_ARCHIVE, [], ["қор"]).vectors.shape == (0, 8)


def test_an_empty_archive_finds_nothing(place: Place) -> None:
    index = place.open()
    assert_holds(index, WHOLE_ARCHIVE, [])
    assert index.lexical_search(WHOLE_ARCHIVE, {}, 5).weighing.attainable == 0.0
    assert index.labelled(WHOLE_ARCHIVE, LabelKind.TITLE, ["w:құжат"]) == []
    assert index.label_counts(WHOLE_ARCHIVE, LabelKind.TITLE, []) == {}
    assert index.generation == 0


def test_a_document_without_passages(place: Place) -> None:
    nothing = sample("empty", 0)
    index = place.filled(nothing, KAZAKH)
    assert_holds(index, WHOLE_ARCHIVE, [nothing, KAZAKH])
    assert index.document(WHOLE_ARCHIVE, "empty").document.text == ""


def test_many_passages_of_one_document(place: Place) -> None:
    """More than PostgreSQL keeps in one value, with several documents beside them."""
    large = sample("large", 700)
    index = place.filled(KAZAKH, large, RUSSIAN)
    assert_holds(index, WHOLE_ARCHIVE, [KAZAKH, large, RUSSIAN])
    index.delete(WHOLE_ARCHIVE, ["a"])
    assert_holds(index, WHOLE_ARCHIVE, [large, RUSSIAN])


def test_the_same_text_twice_is_found_twice(place: Place) -> None:
    twin = replace(KAZAKH, document=replace(KAZAKH.document, id="a2", source="a2.txt"))
    twin = replace(
        twin,
        passages=[
            replace(e, passage=replace(e.passage, id=f"{e.passage.id}-2", document_id="a2"))
            for e in KAZAKH.passages
        ],
    )
    index = place.filled(KAZAKH, twin)
    assert_holds(index, WHOLE_ARCHIVE, [KAZAKH, twin])


@pytest.mark.parametrize(
    "text",
    [
        "漢字かな交じり文",
        "\u202eʼ‌‍ ﷽ 😀",
        "a\r\nb\tc",
        "'; DROP TABLE documents; --",
        "%s {} ? $1 \\x00",
    ],
)
def test_any_text_comes_back_as_it_was(place: Place, text: str) -> None:
    document = sample("odd", text=text)
    index = place.filled(document)
    stored = index.document(WHOLE_ARCHIVE, "odd").document
    (passage,) = index.document_passages(WHOLE_ARCHIVE, "odd").values()
    assert (stored.text, passage.text) == (text, text)
    assert passage == document.passages[0].passage
    assert index.lexical_search(WHOLE_ARCHIVE, {text: 1.0, "?": 1.0}, 5).hits is not None


def test_hostile_keys_and_terms(place: Place) -> None:
    index = place.filled(KAZAKH)
    odd = ["", "\0", "\ud800", "' OR 1=1 --", "%", "x" * 100_000, "{a,b}", "NULL", "\\"]
    assert index.labelled(WHOLE_ARCHIVE, LabelKind.PERSON, odd) == []
    assert index.label_counts(WHOLE_ARCHIVE, LabelKind.DATE, odd) == {}
    assert index.lexical_search(WHOLE_ARCHIVE, dict.fromkeys(odd, 1.0), 5).hits == []
    assert index.read_documents(WHOLE_ARCHIVE, odd) == {}
    for name in odd:
        assert index.document_passages(WHOLE_ARCHIVE, name) == {}
        with pytest.raises(NotFound):
            index.document(WHOLE_ARCHIVE, name)


# Labels

SESSION = "Ассамблеяның XXVI сессиясы өтті\n\nАстанада Ассамблеяның XXVI сессиясы өтті."


def about(name: str, text: str, collection: str = "default") -> IndexedDocument:
    title = text.split("\n")[0]
    document = Document(name, f"{name}.txt", title, Language.KAZAKH, text, {}, collection)
    span = Span(0, len(text))
    passage = Passage(f"{name}-0", name, 0, len(text), text, "", Language.KAZAKH, (span,))
    entry = replace(KAZAKH.passages[0], passage=passage)
    facts = to_json(extract_facts(document))
    return IndexedDocument(document, [entry], f"hash-{name}", "/archive", facts)


def test_documents_are_found_by_what_they_are_filed_under(place: Place) -> None:
    index = place.filled(about("s", SESSION), about("t", SESSION, "press"), about("u", "Мост"))
    found = index.labelled(WHOLE_ARCHIVE, LabelKind.EVENT, ["session#26", "none"])
    assert [(one.document_id, one.key) for one in found] == [
        ("s", "session#26"),
        ("t", "session#26"),
    ]
    assert [f.document_id for f in index.labelled(DEFAULT, LabelKind.EVENT, ["session"])] == ["s"]
    keys = ["w:сесси", "w:мост", "w:нет"]
    assert index.label_counts(WHOLE_ARCHIVE, LabelKind.TITLE, keys) == {"w:сесси": 2, "w:мост": 1}
    assert index.label_counts(PRESS, LabelKind.TITLE, keys) == {"w:сесси": 1}
    index.delete(WHOLE_ARCHIVE, ["s"])
    found = index.labelled(WHOLE_ARCHIVE, LabelKind.EVENT, ["session#26"])
    assert [one.document_id for one in found] == ["t"]


def test_some_documents_are_looked_up_among_those_that_share_a_label(place: Place) -> None:
    index = place.filled(about("s", SESSION), about("t", SESSION, "press"), about("u", "Мост"))
    keys = ["session#26"]

    def found(scope: Scope, *among: str) -> list[str]:
        labelled = index.labelled(scope, LabelKind.EVENT, keys, among)
        return [one.document_id for one in labelled]

    assert found(WHOLE_ARCHIVE, "t", "u", "none", "\0", "\ud800") == ["t"]
    assert found(WHOLE_ARCHIVE, "t", "s") == ["s", "t"]
    assert found(WHOLE_ARCHIVE) == []
    assert found(DEFAULT, "t", "s") == ["s"]


def test_what_very_many_documents_share_is_not_counted_to_the_end(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = place.filled(*(about(name, SESSION) for name in "stuvw"))
    for module in (catalogue, rows, shards):
        monkeypatch.setattr(module, "TOO_COMMON", 2)
    counts = index.label_counts(WHOLE_ARCHIVE, LabelKind.EVENT, ["session#26", "none"])
    assert counts == {"session#26": 3}
    assert index.label_counts(PRESS, LabelKind.EVENT, ["session#26"]) == {}


def test_new_facts_file_a_document_anew(place: Place) -> None:
    index = place.filled(about("s", SESSION))
    index.add([about("s", "Мост ашылды")])
    assert index.labelled(WHOLE_ARCHIVE, LabelKind.EVENT, ["session"]) == []
    assert index.label_counts(WHOLE_ARCHIVE, LabelKind.TITLE, ["w:мост"]) == {"w:мост": 1}


# What changes while it is read


def test_inside_steady_the_archive_stands_still(place: Place) -> None:
    index = place.filled(KAZAKH, RUSSIAN)
    other = place.open()
    with index.steady():
        assert index.document(WHOLE_ARCHIVE, "a").document.id == "a"
        other.delete(WHOLE_ARCHIVE, ["a"])
        other.add([ENGLISH])
        assert_holds(index, WHOLE_ARCHIVE, [KAZAKH, RUSSIAN])
        with pytest.raises(NotFound):
            index.document(WHOLE_ARCHIVE, "c")
    index.refresh()
    assert_holds(index, WHOLE_ARCHIVE, [RUSSIAN, ENGLISH])


def test_others_see_a_new_generation(place: Place) -> None:
    index, other = place.open(), place.open()
    assert not other.refresh()
    before = other.generation
    index.add([KAZAKH])
    assert other.refresh()
    assert other.generation > before
    assert not other.refresh()
    assert_holds(other, WHOLE_ARCHIVE, [KAZAKH])


def test_a_version_moves_with_what_the_scope_allows(place: Place) -> None:
    index = place.filled(KAZAKH, HIDDEN)
    default, press = index.version(DEFAULT), index.version(PRESS)
    index.add([of("press", sample("q", 1))])
    assert index.version(DEFAULT) == default
    assert index.version(PRESS) != press


def test_random_changes_leave_what_the_documents_say(new_place: Callable[[], Place]) -> None:
    random = np.random.default_rng(7)
    place = new_place()
    index, held = place.open(), dict[str, IndexedDocument]()
    for step in range(40):
        number = int(random.integers(9))
        name, collection = f"d{number}", ["default", "press"][number % 2]
        if name in held and random.random() < 0.4:
            index.delete(WHOLE_ARCHIVE, [name])
            del held[name]
        else:
            language = list(Language)[random.integers(3)]
            made = sample(name, int(random.integers(0, 6)), seed=step, language=language)
            held[name] = of(collection, made)
            index.add([held[name]])
        if step % 8 == 7:
            inside = list(held.values())
            assert_holds(index, WHOLE_ARCHIVE, inside)
            own = [d for d in inside if d.document.collection == "press"]
            assert_holds(index, PRESS, own)
    assert_holds(place.open(), WHOLE_ARCHIVE, list(held.values()))
