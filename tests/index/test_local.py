from __future__ import annotations

import threading
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa.errors import ArchiveError, DocumentError, IndexBusy, IndexMismatch, NotFound
from qa.index import local, store
from qa.index.feedback import Feedback
from qa.index.local import LocalIndex
from qa.index.passage_index import IndexSettings, PassageIndex
from qa.index.snapshot import Snapshot
from qa.types import WHOLE_ARCHIVE, Filters, Language
from tests.index.samples import (
    SETTINGS,
    brute_bm25,
    brute_dense,
    by_passage_id,
    new_index,
    sample,
    scores_of,
    unit,
)

QUESTION = unit(np.arange(-3, 5).astype(np.float32))
TERMS = {"сессия": 1.0, "26": 2.0, "жоқ": 0.5}
DOCUMENTS = [
    sample("a", 4, date="2022-04-29"),
    sample("b", 3, language=Language.RUSSIAN, date="2022-05"),
    sample("c", 5, language=Language.ENGLISH, date="2021"),
    sample("d", 1),
]


@pytest.fixture
def index(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = new_index(tmp_path, *DOCUMENTS)
    yield opened
    opened.close()


def dense(
    index: LocalIndex, k: int = 10, filters: Filters | None = None
) -> list[tuple[str, float]]:
    (hits,) = index.dense_search(WHOLE_ARCHIVE, QUESTION[None], k, filters)
    return by_passage_id(index, hits)


def lexical(index: LocalIndex, filters: Filters | None = None) -> dict[str, float]:
    return dict(by_passage_id(index, index.lexical_search(WHOLE_ARCHIVE, TERMS, 100, filters).hits))


def expected_lexical(documents: list) -> dict[str, float]:  # type: ignore[type-arg]
    return {name: pytest.approx(s, abs=1e-4) for name, s in brute_bm25(documents, TERMS).items()}


def test_is_a_passage_index(index: LocalIndex) -> None:
    seam: PassageIndex = index
    assert seam.settings == SETTINGS


def test_dense_search_equals_brute_force(index: LocalIndex) -> None:
    assert dense(index, 7) == brute_dense(DOCUMENTS, QUESTION, 7)


def test_more_hits_asked_than_there_are(index: LocalIndex) -> None:
    assert dense(index, 1000) == brute_dense(DOCUMENTS, QUESTION, 13)


def test_several_questions_at_once(index: LocalIndex) -> None:
    both = index.dense_search(WHOLE_ARCHIVE, np.stack([QUESTION, -QUESTION]), 2)
    assert [by_passage_id(index, hits) for hits in both] == [
        brute_dense(DOCUMENTS, QUESTION, 2),
        brute_dense(DOCUMENTS, -QUESTION, 2),
    ]


def test_lexical_search_equals_the_printed_formula(index: LocalIndex) -> None:
    assert lexical(index) == expected_lexical(DOCUMENTS)


def test_lexical_scores_of_chosen_passages(index: LocalIndex) -> None:
    found = index.lexical_search(WHOLE_ARCHIVE, TERMS, 1)
    (best,) = found.hits
    assert scores_of(index, WHOLE_ARCHIVE, TERMS, [best.row, 999]) == [round(best.score, 5), 0.0]


def test_words_are_searched_meanwhile(index: LocalIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = index.lexical_search(WHOLE_ARCHIVE, TERMS, 5).hits
    monkeypatch.setattr(local, "MEANWHILE", 0)
    searched = threading.Event()
    waiting = threading.Event()
    lexical_of = LocalIndex._lexical

    def slow(*args: Any) -> Any:
        search = lexical_of(*args)

        def later() -> Any:
            assert waiting.wait(10)
            searched.set()
            return search()

        return later

    monkeypatch.setattr(LocalIndex, "_lexical", slow)
    hits = index.begin_lexical(WHOLE_ARCHIVE, TERMS, 5)
    assert not searched.is_set()
    # What was begun sees the archive as it was then.
    index.delete(WHOLE_ARCHIVE, ["a"])
    waiting.set()
    assert hits().hits == expected
    assert index.lexical_search(WHOLE_ARCHIVE, TERMS, 5).hits != expected


def test_filters_are_looked_up_by_whoever_asks(
    index: LocalIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database stands still for a thread, and another one would see it later."""
    monkeypatch.setattr(local, "MEANWHILE", 0)
    asking: list[str] = []
    select = Snapshot.select

    def noting(*args: Any) -> Any:
        asking.append(threading.current_thread().name)
        return select(*args)

    monkeypatch.setattr(Snapshot, "select", noting)
    filters = Filters(sources=("a.txt",))
    begun = index.begin_lexical(WHOLE_ARCHIVE, TERMS, 5, filters)
    assert begun().hits == index.lexical_search(WHOLE_ARCHIVE, TERMS, 5, filters).hits
    assert begun().hits
    assert set(asking) == {threading.current_thread().name}


def test_attainable_score_is_the_limit_of_the_formula(index: LocalIndex) -> None:
    found = index.lexical_search(WHOLE_ARCHIVE, {"жоқ": 1.5}, 10)
    assert found.hits == []
    assert found.weighing.attainable == pytest.approx(1.5 * np.log(1 + 13.5 / 0.5) * 2.2)


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        (Filters(), "abcd"),
        (Filters(sources=("a.txt", "c.txt")), "ac"),
        (Filters(sources=("none.txt",)), ""),
        (Filters(languages=(Language.RUSSIAN,)), "b"),
        (Filters(languages=(Language.KAZAKH, Language.ENGLISH)), "acd"),
        (Filters(date_from="2022-04-29"), "ab"),
        (Filters(date_from="2022-04-30"), "b"),
        (Filters(date_to="2022-04-28"), "c"),
        (Filters(date_to="2022-04"), "ac"),
        (Filters(date_from="2021-06-01", date_to="2022"), "abc"),
        (Filters(languages=(Language.KAZAKH,), date_from="2022"), "a"),
        (Filters(sources=("a.txt", "b.txt"), languages=(Language.RUSSIAN,)), "b"),
    ],
)
def test_filters(index: LocalIndex, filters: Filters, documents: str) -> None:
    allowed = [d for d in DOCUMENTS if d.document.id in documents]
    assert dense(index, 13, filters) == brute_dense(allowed, QUESTION, 13)
    everywhere = expected_lexical(DOCUMENTS)
    assert lexical(index, filters) == {
        name: score for name, score in everywhere.items() if name[0] in documents
    }


def test_reopening_gives_the_same_hits(index: LocalIndex, tmp_path: Path) -> None:
    again = LocalIndex.open(tmp_path, SETTINGS)
    assert dense(again) == dense(index)
    assert lexical(again) == lexical(index)
    assert again.generation == index.generation == 4
    again.close()


def test_deleting(index: LocalIndex) -> None:
    assert index.delete(WHOLE_ARCHIVE, ["a", "unknown", "c"]) == 2
    left = [DOCUMENTS[1], DOCUMENTS[3]]
    assert dense(index) == brute_dense(left, QUESTION, 10)
    assert lexical(index) == expected_lexical(left)
    with pytest.raises(NotFound, match="no document 'a'"):
        index.document(WHOLE_ARCHIVE, "a")
    assert index.document_passages(WHOLE_ARCHIVE, "a") == {}


def test_replacing_a_document(index: LocalIndex) -> None:
    changed = sample("b", 2, seed=7)
    assert index.add([changed]) == 1
    now = [DOCUMENTS[0], changed, *DOCUMENTS[2:]]
    assert dense(index, 20) == brute_dense(now, QUESTION, 20)
    assert lexical(index) == expected_lexical(now)
    assert index.known_sources(WHOLE_ARCHIVE, "/archive")["b.txt"] == "hash-b-7"


def test_many_small_additions_equal_one_large(tmp_path: Path) -> None:
    documents = [sample(f"n{i}", i % 4) for i in range(12)]
    index = new_index(tmp_path)
    for document in documents:
        index.add([document])
    index.delete(WHOLE_ARCHIVE, ["n3", "n10"])
    left = [d for d in documents if d.document.id not in ("n3", "n10")]
    assert dense(index, 50) == brute_dense(left, QUESTION, 50)
    assert lexical(index) == expected_lexical(left)
    index.close()


def test_rows_are_never_given_out_again(index: LocalIndex) -> None:
    before = set(index.document_passages(WHOLE_ARCHIVE, "d")) | set(
        index.document_passages(WHOLE_ARCHIVE, "c")
    )
    index.delete(WHOLE_ARCHIVE, ["d", "c"])
    index.add([DOCUMENTS[3]])
    assert min(index.document_passages(WHOLE_ARCHIVE, "d")) > max(before)


def test_equal_passages_come_in_the_order_of_their_rows(tmp_path: Path) -> None:
    vector = sample("x", 1).passages[0].vector
    index = new_index(tmp_path, sample("x", 1), sample("x2", 1, text="бір"))
    same = [sample("y", 1, text="екі"), sample("z", 1, text="үш")]
    for document in same:
        object.__setattr__(document.passages[0], "vector", vector)
    index.add(same)
    (hits,) = index.dense_search(WHOLE_ARCHIVE, vector[None], 4)
    assert [hit.row for hit in hits[:3]] == [1, 3, 4]
    index.close()


def test_empty_archive(tmp_path: Path) -> None:
    index = new_index(tmp_path)
    assert index.dense_search(WHOLE_ARCHIVE, QUESTION[None], 5) == [[]]
    assert index.dense_search(WHOLE_ARCHIVE, QUESTION[None], 5, Filters(sources=("a",))) == [[]]
    found = index.lexical_search(WHOLE_ARCHIVE, TERMS, 5)
    assert (found.hits, scores_of(index, WHOLE_ARCHIVE, TERMS, [1])) == ([], [0.0])
    assert index.vectors(WHOLE_ARCHIVE, [1]).tolist() == [[0.0] * 8]
    assert index.statistics(WHOLE_ARCHIVE).passages == 0
    assert index.documents(WHOLE_ARCHIVE).total == 0
    index.close()
    LocalIndex.open(tmp_path, SETTINGS).close()


def test_document_without_passages(tmp_path: Path) -> None:
    index = new_index(tmp_path, sample("empty", 0, text=None))
    assert index.document(WHOLE_ARCHIVE, "empty").document.text == ""
    assert dense(index) == []
    assert index.statistics(WHOLE_ARCHIVE).documents == 1
    index.close()


def test_no_terms_and_no_hits_asked(index: LocalIndex) -> None:
    assert index.lexical_search(WHOLE_ARCHIVE, {}, 5).weighing.attainable == 0.0
    assert index.lexical_search(WHOLE_ARCHIVE, TERMS, 0).hits == []
    assert index.dense_search(WHOLE_ARCHIVE, QUESTION[None], 0) == [[]]


def test_what_is_stored_comes_back_as_it_was(index: LocalIndex) -> None:
    stored = index.document(WHOLE_ARCHIVE, "b")
    assert stored.document == DOCUMENTS[1].document
    assert (stored.root, stored.content_hash) == ("/archive", "hash-b-None")
    passages = index.document_passages(WHOLE_ARCHIVE, "b")
    assert list(passages.values()) == [e.passage for e in DOCUMENTS[1].passages]
    rows = list(passages)[::-1]
    assert list(index.passages(WHOLE_ARCHIVE, [*rows, 999, *rows])) == rows
    np.testing.assert_array_equal(
        index.vectors(WHOLE_ARCHIVE, [*rows, 999]),
        np.stack([*(e.vector for e in DOCUMENTS[1].passages[::-1]), np.zeros(8)]),
    )
    states = index.token_states(WHOLE_ARCHIVE, rows)
    for row, entry in zip(rows, DOCUMENTS[1].passages[::-1], strict=True):
        assert entry.tokens is not None
        assert states[row].states == entry.tokens.states
        np.testing.assert_array_equal(states[row].token_ids, entry.tokens.token_ids)
        np.testing.assert_array_equal(states[row].offsets, entry.tokens.offsets)


@pytest.mark.parametrize(
    ("text", "limit", "offset", "total", "names"),
    [
        ("", 50, 0, 4, "abcd"),
        ("", 2, 1, 4, "bc"),
        ("ҚҰЖАТ B", 50, 0, 1, "b"),
        ("C.TXT", 50, 0, 1, "c"),
        ("%", 50, 0, 0, ""),
        ("' OR 1=1 --", 50, 0, 0, ""),
    ],
)
def test_document_list(
    index: LocalIndex, text: str, limit: int, offset: int, total: int, names: str
) -> None:
    page = index.documents(WHOLE_ARCHIVE, text, limit, offset)
    assert (page.total, [d.id for d in page.documents]) == (total, list(names))


def test_document_summary(index: LocalIndex) -> None:
    (summary,) = index.documents(WHOLE_ARCHIVE, "құжат b").documents
    text = DOCUMENTS[1].document.text
    assert (summary.language, summary.date, summary.passages) == (Language.RUSSIAN, "2022-05", 3)
    assert (summary.source, summary.title, summary.characters) == ("b.txt", "Құжат b", len(text))


def test_sources_belong_to_their_root(index: LocalIndex) -> None:
    index.add([sample("up", root="upload")])
    assert sorted(index.roots(WHOLE_ARCHIVE)) == ["/archive", "upload"]
    assert index.known_sources(WHOLE_ARCHIVE, "upload") == {"up.txt": "hash-up-None"}
    assert set(index.known_sources(WHOLE_ARCHIVE, "/archive")) == {
        "a.txt",
        "b.txt",
        "c.txt",
        "d.txt",
    }


def test_feedback_is_kept_newest_first(index: LocalIndex) -> None:
    first = index.feedback.add(Feedback("a1", "неге?", "up"), ["default"])
    second = index.feedback.add(
        Feedback("a2", "why?", "down", "wrong", '{"text": "x"}'), ["default"]
    )
    newest, oldest = index.feedback.all(WHOLE_ARCHIVE)
    assert (newest.id, newest.rating, newest.answer) == (second, "down", '{"text": "x"}')
    assert (oldest.id, oldest.question) == (first, "неге?")
    assert newest.created.endswith("+00:00")
    assert index.feedback.all(WHOLE_ARCHIVE, limit=1, offset=1) == [oldest]


def test_readers_switch_to_a_new_generation(index: LocalIndex, tmp_path: Path) -> None:
    readers = [LocalIndex.open(tmp_path, SETTINGS) for _ in range(2)]
    new = sample("e", 2)
    index.add([new])
    for reader in readers:
        assert dense(reader, 50) == brute_dense(DOCUMENTS, QUESTION, 50)
        assert reader.refresh()
        assert not reader.refresh()
        assert dense(reader, 50) == brute_dense([*DOCUMENTS, new], QUESTION, 50)
        assert reader.generation == index.generation
        reader.close()


@pytest.mark.parametrize("opening", ["checksum", "map_arrays", "Base.read"])
def test_a_reader_that_is_overtaken_reads_what_was_published_meanwhile(
    index: LocalIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opening: str
) -> None:
    """Whoever publishes drops the former files, also while another is about to read them."""
    monkeypatch.setattr("qa.index.vectors._CHANGED", 1_000)  # vectors are written anew, too
    reader = LocalIndex.open(tmp_path, SETTINGS)
    new, newer = sample("e", 2), sample("f", 1)
    index.add([new])
    original, met = attrgetter(opening)(store), list[Path]()

    def overtaken(given: Any) -> Any:
        if not met:
            met.append(given.path if isinstance(given, store.SavedFile) else given)
            index.add([newer])
            assert not met[0].exists()
        return original(given)

    monkeypatch.setattr(f"qa.index.store.{opening}", overtaken)
    monkeypatch.setattr(reader, "_recover", lambda _: pytest.fail("made anew"))
    assert reader.refresh()
    assert met
    assert dense(reader, 50) == brute_dense([*DOCUMENTS, new, newer], QUESTION, 50)
    reader.close()


def test_readers_go_on_while_a_writer_works(index: LocalIndex, tmp_path: Path) -> None:
    reader = LocalIndex.open(tmp_path, SETTINGS)
    new = sample("e", 2)
    with index.writing() as writer:
        writer.delete(WHOLE_ARCHIVE, ["a"])
        writer.add([new])
        assert not reader.refresh()
        kept = [name for name, _ in brute_dense(DOCUMENTS, QUESTION, 50) if name[0] != "a"]
        (hits,) = reader.dense_search(WHOLE_ARCHIVE, QUESTION[None], 50)
        found = reader.passages(WHOLE_ARCHIVE, (row for row, _ in hits))
        assert [p.id for p in found.values()] == kept
        late = LocalIndex.open(tmp_path, SETTINGS)
        assert late.generation == 4
        late.close()
        writer.publish()
        assert reader.refresh()
    assert dense(reader, 50) == brute_dense([*DOCUMENTS[1:], new], QUESTION, 50)
    reader.close()


def test_second_writer_is_told_at_once(index: LocalIndex, tmp_path: Path) -> None:
    import os

    other = LocalIndex.open(tmp_path, SETTINGS)
    with (
        index.writing(),
        pytest.raises(IndexBusy, match=f"process {os.getpid()} is writing"),
        other.writing(),
    ):
        pass
    other.close()


def test_what_was_stored_before_an_error_is_searchable(index: LocalIndex) -> None:
    new = sample("e", 2)

    def documents():  # type: ignore[no-untyped-def]
        yield new
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.add(documents())
    assert dense(index, 50) == brute_dense([*DOCUMENTS, new], QUESTION, 50)


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (sample("w", 1, dimension=4), IndexMismatch, r"shape \(4,\)"),
        (sample("w", 1, text="a\ud800b"), DocumentError, "half of a surrogate pair"),
    ],
)
def test_unusable_documents_are_refused(
    index: LocalIndex,
    wrong,
    error: type[Exception],
    message: str,  # type: ignore[no-untyped-def]
) -> None:
    with pytest.raises(error, match=message):
        index.add([wrong])
    assert dense(index) == brute_dense(DOCUMENTS, QUESTION, 10)


def test_passage_must_be_the_text_it_names(index: LocalIndex) -> None:
    wrong = sample("w", 2)
    object.__setattr__(wrong.document, "text", "x" + wrong.document.text)
    with pytest.raises(DocumentError, match="is not the document's text there"):
        index.add([wrong])


def test_vectors_must_be_finite(index: LocalIndex) -> None:
    wrong = sample("w", 2)
    wrong.passages[1].vector[3] = np.nan
    with pytest.raises(DocumentError, match="NaN"):
        index.add([wrong])
    assert index.documents(WHOLE_ARCHIVE).total == 4


def test_nul_and_astral_characters_are_kept(index: LocalIndex) -> None:
    index.add([sample("odd", 1, text="a\0b 😀 ҚХА‏")])
    assert index.document(WHOLE_ARCHIVE, "odd").document.text == "a\0b 😀 ҚХА‏"
    (passage,) = index.document_passages(WHOLE_ARCHIVE, "odd").values()
    assert passage.text == "a\0b 😀 ҚХА‏"


def test_no_index(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="make one with `qa index FOLDER`"):
        LocalIndex.open(tmp_path / "none")


def test_other_settings_are_refused(index: LocalIndex, tmp_path: Path) -> None:
    for other in (IndexSettings("other", 8, "tokens=200"), IndexSettings("fake@1", 8, "tokens=9")):
        with pytest.raises(IndexMismatch, match="run `qa index` to embed everything anew"):
            LocalIndex.open(tmp_path, other)


def test_replacing_everything_for_another_model(index: LocalIndex, tmp_path: Path) -> None:
    reader = LocalIndex.open(tmp_path)
    other = IndexSettings("other", 4, "tokens=9")
    new = [sample("a", 2, dimension=4), sample("q", 3, dimension=4)]
    with index.writing() as writer:
        assert writer.replace_all(other, new) == 2
    question = unit(np.ones(4, dtype=np.float32))
    assert reader.refresh()
    for opened in (index, reader, LocalIndex.open(tmp_path, other)):
        (hits,) = opened.dense_search(WHOLE_ARCHIVE, question[None], 9)
        assert by_passage_id(opened, hits) == brute_dense(new, question, 9)
        assert opened.settings == other
        opened.close()


def test_replacing_everything_is_all_or_nothing(index: LocalIndex) -> None:
    with pytest.raises(IndexMismatch), index.writing() as writer:
        writer.replace_all(IndexSettings("other", 4, ""), [sample("a", 2, dimension=8)])
    assert dense(index) == brute_dense(DOCUMENTS, QUESTION, 10)
    assert index.settings == SETTINGS


def test_threads_search_while_documents_come(index: LocalIndex) -> None:
    failures: list[BaseException] = []
    stop = threading.Event()

    def read() -> None:
        try:
            while not stop.is_set():
                (hits,) = index.dense_search(WHOLE_ARCHIVE, QUESTION[None], 50)
                assert hits == sorted(hits, key=lambda hit: -hit.score)
                for row, passage in index.passages(WHOLE_ARCHIVE, (row for row, _ in hits)).items():
                    expected = sample(passage.document_id, 5).passages
                    vector = expected[int(passage.id[-1])].vector
                    score = next(hit.score for hit in hits if hit.row == row)
                    if passage.document_id.startswith("t"):
                        assert score == pytest.approx(float(vector @ QUESTION), abs=1e-5)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for i in range(5):
        index.add([sample(f"t{i}", 5)])
        index.delete(WHOLE_ARCHIVE, [f"t{i - 3}"])
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
