"""Several servers as one archive: what is the same, and what becomes of it when one is missing."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from qa.errors import ArchiveError, BadInput, IndexMismatch, NotFound, Unreachable
from qa.index.browse import Browse
from qa.index.copying import copy_archive
from qa.index.labels import LabelKind
from qa.index.opening import open_at, where_of
from qa.index.passage_index import ArchiveIndex, IndexedDocument, IndexSettings
from qa.index.postgres import codes, dense, segments
from qa.index.postgres.index import PostgresIndex
from qa.index.reading import FileCopy, Unreadable
from qa.index.shards.index import ShardedIndex
from qa.index.shards.servers import home
from qa.index.shards.shard import Shard, ShardWriter
from qa.settings import read_settings
from qa.types import WHOLE_ARCHIVE, Filters, Language, Scope
from tests.index.contract.brute import QUESTION, TERMS, assert_holds
from tests.index.contract.conftest import different
from tests.index.contract.test_keeping import WIDER
from tests.index.contract.test_postgres import nearest_by_hand
from tests.index.contract.test_searching import ALL, HIDDEN, KAZAKH, PRESS, RUSSIAN, about, of
from tests.index.samples import SETTINGS, sample
from tests.index.server import SURE, Server, patiently, running
from tests.scopes import compare, draw

AT = "2026-01-01T00:00:00+00:00"
_numbers = count()
NEVER = "postgresql://qa@127.0.0.1:1/none"


@pytest.fixture
def urls(server: Server) -> list[str]:
    return different(server, 3)


@pytest.fixture
def opened(urls: list[str]) -> Iterator[Callable[[], ShardedIndex]]:
    made: list[ShardedIndex] = []

    def open_it() -> ShardedIndex:
        made.append(ShardedIndex.open(urls, SETTINGS, create=True))
        return made[-1]

    yield open_it
    for index in made:
        index.close()


def on(number: int, prefix: str = "d") -> str:
    """A document's id that lies on a server of three."""
    return next(name for n in range(99) if home(name := f"{prefix}{n}", 3) == number)


def counted(urls: list[str]) -> list[int]:
    """How many documents each server has."""
    found = []
    for url in urls:
        shard = Shard.open(url)
        found.append(shard.documents(WHOLE_ARCHIVE).total)
        shard.close()
    return found


# The same as one server


def test_where_a_document_lies_never_changes() -> None:
    assert [home(name, 3) for name in ("a", "b", "c", "сессия", "\ud800")] == [2, 2, 0, 2, 2]
    spread = np.bincount([home(f"d{n}", 3) for n in range(3000)])
    assert spread.min() > 900
    assert home("a", 1) == 0


def twins() -> list[IndexedDocument]:
    """Documents in both collections, a third of them as another one but for their names."""
    found = []
    for number in range(36):
        seed = number % 12
        made = sample("x", 1 + seed % 4, seed=seed, language=list(Language)[seed % 3])
        name = f"d{number}"
        passages = [
            replace(e, passage=replace(e.passage, id=f"{name}-{at}", document_id=name))
            for at, e in enumerate(made.passages)
        ]
        own = replace(made.document, id=name, source=f"{number % 5}/{name}.txt")
        document = replace(made, document=own, passages=passages)
        found.append(of(["default", "press"][number % 2], document))
    named = [about("s", "Ассамблеяның XXVI сессиясы өтті"), about("t", "XXVI сессия")]
    return [replace(one, indexed_at=AT) for one in (*found, *named)]


def answers(index: ArchiveIndex, scope: Scope) -> dict[str, object]:
    """What is found, in order and to the last bit."""

    def named(rows: list[int]) -> list[str]:
        return [one.id for one in index.passages(scope, rows).values()]

    questions = np.eye(8, dtype=np.float32)[:2]
    dense = index.dense_search(scope, questions, 30)
    words = index.lexical_search(scope, TERMS, 20)
    rows = [hit.row for hit in dense[0]]
    held = index.term_counts(scope, rows, words.weighing.terms)
    looked = [Browse("с", sort="-added"), Browse("сессия", limit=3), Browse(sort="title", offset=4)]
    listings = [index.browse(scope, asked) for asked in looked]
    statistics = index.statistics(scope)
    return {
        "dense": [(named([h.row for h in found]), [h.score for h in found]) for found in dense],
        "words": (named([hit.row for hit in words.hits]), [hit.score for hit in words.hits]),
        "weighing": (words.weighing.terms, words.weighing.limits.tolist(), words.weighing.average),
        "counts": (held.counts.tolist(), held.lengths.tolist()),
        "vectors": index.vectors(scope, rows).tolist(),
        "states": [one.states for one in index.token_states(scope, rows).values()],
        "labels": index.labelled(scope, LabelKind.EVENT, ["session", "session#26"]),
        "facts": list(index.facts(scope)),
        "documents": index.documents(scope, limit=7, offset=3),
        "sample": list(index.sample(scope, [Language.KAZAKH, Language.RUSSIAN], 300)),
        "listings": [
            ([d.summary for d in one.documents], one.total, one.facets) for one in listings
        ],
        "roots": (index.roots(scope), index.known_sources(scope, "/archive")),
        "audit": [
            (e.action, e.subject) for e in index.audit.entries(scope, 9, 2).entries
        ],
        "counted": (statistics.documents, statistics.spoken, statistics.collections),
        "frequency": statistics.token_frequency.tolist(),
        "means": {k: (v.passages, v.mean_vector.tolist()) for k, v in statistics.languages.items()},
    }  # fmt: skip


def test_three_servers_answer_as_one_to_the_last_bit(
    opened: Callable[[], ShardedIndex], server: Server
) -> None:
    """Also where passages score the same, and after changes."""
    (url,) = different(server, 1)
    one, three = PostgresIndex.open(url, SETTINGS), opened()
    for index in (one, three):
        with index.writing() as writer:
            writer.load(twins()[:20], audited=False)
        index.add(twins()[20:])
        index.delete(WHOLE_ARCHIVE, ["d3", "d16", "none"])
        index.add([twins()[5], replace(sample("late", 2), indexed_at=AT)])
    for scope in (WHOLE_ARCHIVE, PRESS, Scope.of("nowhere")):
        assert answers(three, scope) == answers(one, scope)
    one.close()


def test_beyond_exact_search_the_nearest_are_those_of_all_servers(
    opened: Callable[[], ShardedIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where codes choose what is compared, in several parts of which the small go together."""
    monkeypatch.setattr(dense, "EXACT_UP_TO", 100)
    monkeypatch.setattr(codes, "CODED_FROM", 50)
    monkeypatch.setattr(segments, "CODED_FROM", 50)
    monkeypatch.setattr(codes, "_PROMISING", 700)
    index = opened()
    many = [sample(f"m{n}", 40 + n, seed=n, language=list(Language)[n % 2]) for n in range(24)]
    index.add([*many, HIDDEN])
    with index.steady():
        directory = index._directory(WHOLE_ARCHIVE)
    assert 0 < len(directory.uncoded) < directory.passages
    index.delete(WHOLE_ARCHIVE, ["m3", "m4", "m20"])
    left = [one for n, one in enumerate(many) if n not in (3, 4, 20)]
    for filters in (
        Filters(),
        Filters(languages=(next(iter(Language)).value,)),
        Filters(sources=tuple(one.document.source for one in left[:7])),
        Filters(collections=("press",)),
    ):
        expected = nearest_by_hand([*left, HIDDEN], filters)[:10]
        hits = index.dense_search(WHOLE_ARCHIVE, QUESTION[None], 10, filters)[0]
        found = index.passages(WHOLE_ARCHIVE, [hit.row for hit in hits])
        assert [hit.score for hit in hits] == pytest.approx([score for score, _ in expected])
        assert {one.id for one in found.values()} == {name for _, name in expected}


def test_every_server_has_some_documents_whole(
    opened: Callable[[], ShardedIndex], urls: list[str]
) -> None:
    index = opened()
    index.add(twins())
    held = counted(urls)
    assert sum(held) == len(twins())
    assert min(held) > 5
    with index.writing() as writer:
        assert writer.load([*twins(), sample("more", 2)]) == len(twins()) + 1
    assert counted(urls)[home("more", 3)] == held[home("more", 3)] + 1


def test_writers_work_side_by_side(opened: Callable[[], ShardedIndex]) -> None:
    documents = [of(["default", "press"][n % 2], sample(f"d{n}", n % 4)) for n in range(24)]
    indexes = [opened() for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(lambda i: indexes[i].add(documents[i::3]), range(3))) == [8] * 3
    assert_holds(indexes[0], WHOLE_ARCHIVE, documents)
    with indexes[0].writing() as one, indexes[1].writing() as other:
        assert one.claim("file")
        assert not other.claim("file")
        one.release("file")
        assert other.claim("file")


def test_an_archive_goes_over_to_another_number_of_servers(
    opened: Callable[[], ShardedIndex], server: Server
) -> None:
    source = opened()
    source.add(twins())
    source.reading.add_copy(FileCopy("/archive", "twin.txt", "hash", "d1"))
    target = open_at(" ".join(different(server, 2)), SETTINGS)
    assert copy_archive(source, target).documents == len(twins())
    assert_holds(target, WHOLE_ARCHIVE, twins())
    assert target.reading.copies(WHOLE_ARCHIVE) == source.reading.copies(WHOLE_ARCHIVE)
    assert copy_archive(source, target).there == len(twins())
    target.close()


# What belongs to documents of several servers


def test_a_copy_is_noted_once_wherever_its_document_lies(
    opened: Callable[[], ShardedIndex],
) -> None:
    index, names = opened(), [on(n) for n in range(3)]
    index.add([sample(name) for name in names])
    for name in names:
        index.reading.add_copy(FileCopy("/archive", "twin.txt", "hash", name))
    last = FileCopy("/archive", "twin.txt", "hash", names[-1])
    assert index.reading.copies(WHOLE_ARCHIVE) == index.reading.copies_of(names[-1]) == [last]
    index.reading.add_copy(FileCopy("/archive", "twin.txt", "hash", "none"))
    index.reading.remove_copies("default", [("/archive", "twin.txt")])
    assert index.reading.copies(WHOLE_ARCHIVE) == []


def test_what_was_not_read_of_a_file_is_told_until_its_last_document_goes(
    opened: Callable[[], ShardedIndex],
) -> None:
    index, names = opened(), [on(n) for n in range(3)]
    held = [
        replace(made, document=replace(made.document, source=f"mail.eml/{made.document.id}.txt"))
        for made in map(sample, names)
    ]
    index.add(held)
    note = Unreadable("/archive", "mail.eml", "x.png", "damaged", "why")
    index.reading.put("default", [("/archive", "mail.eml")], [note])
    index.delete(WHOLE_ARCHIVE, names[:2])
    assert [one.part for one in index.reading.unread(WHOLE_ARCHIVE)] == ["x.png"]
    index.delete(WHOLE_ARCHIVE, names[2:])
    assert index.reading.unread(WHOLE_ARCHIVE) == []


def test_nothing_comes_through_of_what_a_caller_may_not_read(
    server: Server, tmp_path: Path
) -> None:
    def begin(_: Path, settings: IndexSettings) -> ArchiveIndex:
        urls = [server.new_database(f"scopes_{next(_numbers)}") for _ in range(2)]
        return ShardedIndex.open(urls, settings, create=True)

    rng = random.Random(3)
    found = list(compare(tmp_path, draw(rng), rng, begin))
    assert len(found) in (29, 30)
    assert [leak for _, leak in found if leak is not None] == []


# Broken off between two servers


class Dead(Exception):
    """Instead of a process that is killed."""


def test_a_collection_that_was_half_removed_goes_with_the_next_try(
    opened: Callable[[], ShardedIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = opened()
    own = [of("press", sample(on(n, "p"), 2)) for n in range(3)]
    index.add([*own, KAZAKH])
    left = iter([ShardWriter.drop_part])

    def drop_part(writer: ShardWriter, name: str) -> int:
        return next(left, _die)(writer, name)

    with monkeypatch.context() as patched:
        patched.setattr(ShardWriter, "drop_part", drop_part)
        with pytest.raises(Dead), index.writing() as writer:
            writer.drop_collection("press")
    # Whose keys opened it, they still do; what is left of it is found, and nothing else.
    assert index.access.names(WHOLE_ARCHIVE) == ("default", "press")
    assert_holds(index, PRESS, [own[0], own[2]])
    with index.writing() as writer:
        assert writer.drop_collection("press") == 2
        with pytest.raises(NotFound):
            writer.drop_collection("press")
    told = [e for e in index.audit.entries(WHOLE_ARCHIVE).entries if "deleted" in e.action]
    assert [(e.subject, e.detail) for e in told] == [("press", "2 documents")]
    assert_holds(index, WHOLE_ARCHIVE, [KAZAKH])


def _die(*given: object, **named: object) -> int:
    raise Dead


def test_a_document_whose_collection_was_begun_alone_leaves_a_closed_one(
    opened: Callable[[], ShardedIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = opened()
    document = of("press", sample(on(2, "p"), 2))
    with monkeypatch.context() as patched:
        patched.setattr(ShardWriter, "add", _die)
        with pytest.raises(Dead):
            index.add([document])
    assert index.access.names(WHOLE_ARCHIVE) == ("default", "press")
    assert index.access.anonymous() == Scope.of("default")
    assert_holds(index, WHOLE_ARCHIVE, [])
    index.add([document])
    assert_holds(index, PRESS, [document])


def test_servers_of_different_models_are_opened_only_to_be_embedded_anew(
    opened: Callable[[], ShardedIndex], urls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = opened()
    names = [on(n) for n in range(3)]
    index.add([sample(name) for name in names])
    anew = [sample(name, 2, dimension=9) for name in names]
    committed = iter([None])
    transaction = ShardWriter._transaction

    def dying(writer: ShardWriter) -> object:
        """The last server commits first; the next one to commit is broken off."""
        opened_one = transaction(writer)
        leaving = opened_one.__exit__

        class Held:
            def __enter__(self) -> object:
                return opened_one.__enter__()

            def __exit__(self, *error: object) -> object:
                if error[0] is None and next(committed, Dead) is Dead:
                    leaving(Dead, Dead(), None)
                    raise Dead
                return leaving(*error)  # type: ignore[arg-type]

        return Held()

    with monkeypatch.context() as patched:
        patched.setattr(ShardWriter, "_transaction", dying)
        with pytest.raises(Dead), index.writing() as writer:
            writer.replace_all(WIDER, anew)
    for settings in (SETTINGS, WIDER):
        with pytest.raises(IndexMismatch):
            ShardedIndex.open(urls, settings)
    again = ShardedIndex.open(urls)
    with again.writing() as writer:
        assert writer.replace_all(WIDER, anew) == 3
    again.close()
    whole = ShardedIndex.open(urls, WIDER)
    assert whole.statistics(WHOLE_ARCHIVE).passages == 6
    told = [one.action for one in whole.audit.entries(WHOLE_ARCHIVE).entries]
    assert told.count("archive embedded anew") == 1
    whole.close()


# Servers that are missing, or others


def test_without_one_of_its_servers_an_archive_answers_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.index.postgres.database._PATIENCE", 1.0)
    with running(SURE) as other:
        PostgresIndex.open(lone := other.new_database("archive"), SETTINGS, create=True).close()
        urls = [*different(server, 2), lone]
        index = ShardedIndex.open(urls, SETTINGS, create=True)
        index.add(ALL)
        other.kill()
        for ask in (
            lambda: index.dense_search(WHOLE_ARCHIVE, QUESTION[None], 3),
            lambda: index.lexical_search(WHOLE_ARCHIVE, TERMS, 3),
            lambda: index.documents(WHOLE_ARCHIVE),
            lambda: index.statistics(WHOLE_ARCHIVE),
            lambda: index.add([sample("new")]),
            lambda: ShardedIndex.open(urls, SETTINGS),
        ):
            with pytest.raises(Unreachable, match="archive cannot be reached"):
                ask()
        other.start()
        patiently(lambda: assert_holds(index, WHOLE_ARCHIVE, ALL))
        index.close()


def test_servers_are_those_of_one_archive_in_their_order(
    opened: Callable[[], ShardedIndex], urls: list[str], server: Server
) -> None:
    opened().add([HIDDEN, RUSSIAN])
    new, whole = different(server, 2)
    with closing(PostgresIndex.open(whole, SETTINGS)) as index:
        index.add([KAZAKH])
    cases = [
        ([urls[0], urls[2], urls[1]], BadInput, "is server 3 of 3 .*named as 2 of 3"),
        (urls[:2], BadInput, "is server 1 of 3 .*named as 1 of 2"),
        ([*urls, new], BadInput, "is server 1 of 3 .*named as 1 of 4"),
        ([new, urls[1]], BadInput, "is server 2 of 3"),
        ([new, whole], BadInput, "holds a whole archive"),
        ([new, new], BadInput, "named twice"),
    ]
    for named, error, said in cases:
        with pytest.raises(error, match=said):
            ShardedIndex.open(named, SETTINGS, create=True)
    with pytest.raises(ArchiveError, match="no server of an archive yet"):
        ShardedIndex.open([new, different(server, 1)[0]], SETTINGS)
    with pytest.raises(BadInput, match=r"is server 2 of 3 .*name all of them"):
        open_at(urls[1], SETTINGS)
    # None of these tries has changed anything.
    assert_holds(opened(), WHOLE_ARCHIVE, [HIDDEN, RUSSIAN])
    open_at(new, SETTINGS).close()


def test_several_addresses_have_blanks_between_them() -> None:
    secret = "postgresql://qa:geheim@127.0.0.1:1/none"
    settings = read_settings(index=f"{NEVER}\n  {secret} ")
    assert where_of(settings) == f"{NEVER.replace('qa@', '')}, {NEVER.replace('qa@', '')}"
    with pytest.raises(Unreachable) as error:
        open_at(f"{secret} {NEVER}", SETTINGS)
    assert "geheim" not in str(error.value)
    with pytest.raises(BadInput, match="blanks between"):
        open_at(f"{NEVER} elsewhere", SETTINGS)
