"""What only PostgreSQL promises: row security, writers side by side, and a server that dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from itertools import count
from pathlib import Path

import numpy as np
import psycopg
import pytest

from qa.errors import ArchiveError, DocumentError, Unreachable
from qa.index.opening import open_index, scratch
from qa.index.passage_index import ArchiveIndex, IndexedDocument
from qa.index.postgres import codes
from qa.index.postgres import dense as dense_module
from qa.index.postgres.binary import vector
from qa.index.postgres.database import Database
from qa.index.postgres.index import PostgresIndex
from qa.index.postgres.segments import to_merge, vector_of
from qa.indexing import Indexer, index_settings
from qa.settings import Settings, read_settings
from qa.types import WHOLE_ARCHIVE, Filters, Language, Scope
from tests.fakes import FakeTokenEncoder
from tests.index.contract.brute import QUESTION, assert_holds, dense
from tests.index.contract.test_searching import ALL, HIDDEN, KAZAKH, RUSSIAN, of
from tests.index.samples import SETTINGS, sample
from tests.index.server import Server, patiently, running

_numbers = count()


@pytest.fixture
def url(server: Server) -> str:
    return server.copied("template_of_tests", f"p{next(_numbers)}")


@pytest.fixture
def opened(url: str) -> Callable[[], PostgresIndex]:
    return lambda: PostgresIndex.open(url, SETTINGS)


def test_the_database_itself_hides_what_a_scope_does_not_hold(url: str) -> None:
    index = PostgresIndex.open(url, SETTINGS)
    index.add(ALL)
    index.close()
    tables = ("documents", "passages", "vectors", "terms", "token_states", "labels", "segments")
    with psycopg.connect(url, autocommit=True) as connection:
        for scope, expected in (
            ("default", {"default"}),
            ("*", {"default", "press"}),
            (None, set()),
        ):
            if scope is None:
                connection.execute("RESET qa.scope")
            else:
                connection.execute("SELECT set_config('qa.scope', %s, false)", [scope])
            for table in tables:
                rows = connection.execute(f"SELECT DISTINCT collection FROM {table}").fetchall()
                assert {name for (name,) in rows} == (expected if table != "labels" else set())
        connection.execute("SELECT set_config('qa.scope', 'press', false)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(
                "INSERT INTO terms SELECT passage + 1000, 'default', hashes, counts FROM terms"
            )


def test_the_queries_themselves_hide_it_too(server: Server, url: str) -> None:
    """As a superuser, whom row security does not hold."""
    database = url.split("/")[3].split("?")[0]
    index = PostgresIndex.open(server.url(database), SETTINGS)
    index.add(ALL)
    assert_holds(index, Scope.of("default"), [d for d in ALL if d is not HIDDEN])
    assert_holds(index, Scope.of("press"), [HIDDEN])
    rows = list(index.document_passages(Scope.of("press"), "p"))
    assert index.passages(Scope.of("default"), rows) == {}
    assert index.token_states(Scope.of("default"), rows) == {}
    assert not index.vectors(Scope.of("default"), rows).any()
    assert not index.term_counts(Scope.of("default"), rows, ["қор"]).lengths.any()
    assert index.documents(Scope.of("default")).total == 3
    index.close()


def test_values_arrive_as_they_were_sent(url: str) -> None:
    """In binary form, with what arrays hold seldom."""
    columns = {"a": "bigint", "b": "integer", "c": "text", "d": "bytea", "e": "vector"}
    draw = np.random.default_rng(5)
    rows = [
        (-(1 << 62) + n, n - 3, None if n % 3 else f"қ{n}\n'", bytes([n, 0, 255]) * n,
         draw.normal(size=3).astype(np.float32))
        for n in range(7)
    ]  # fmt: skip
    database = Database(url)
    with database.writing() as session:
        session.run("CREATE TEMP TABLE sent (a bigint, b integer, c text, d bytea, e vector)")
        session.insert("sent", columns, rows)
        session.insert("sent", columns, [])
        query = "SELECT a, b, c, d, vector_send(e) FROM sent ORDER BY a"
        found = session.run(query).fetchall()
        asked = session.run("SELECT vector_send(?::vector)", [vector(rows[2][4])]).fetchone()
    database.close()
    assert [row[:4] for row in found] == [row[:4] for row in rows]
    for (*_, sent), (*_, given) in zip(found, rows, strict=True):
        np.testing.assert_array_equal(vector_of(sent), given)
    assert asked is not None
    np.testing.assert_array_equal(vector_of(asked[0]), rows[2][4])


def test_a_connection_that_failed_while_all_stood_still_serves_the_next(url: str) -> None:
    """And sees what that one may see, not what was asked for in vain."""
    database = Database(url)

    def seen(scope: Scope) -> object:
        with database.within(scope) as session:
            return session.run("SELECT current_setting('qa.scope')").fetchone()

    assert seen(Scope.of("press")) == ("press",)

    def fail() -> None:
        with database.steady(), database.within(Scope.of("default")) as session:
            assert seen(Scope.of("default")) == ("default",)
            session.run("SELECT 1 / 0").fetchall()

    for _ in range(3):
        with pytest.raises(psycopg.errors.DivisionByZero):
            fail()
        assert seen(Scope.of("press")) == ("press",)
    with database.steady():
        session = database.still
        assert session is not None
        assert [name for name, *_ in session.collections or ()] == ["default"]
    assert session.collections is None
    database.close()


def test_writers_work_side_by_side_on_different_documents(
    opened: Callable[[], PostgresIndex],
) -> None:
    documents = [of(["default", "press"][n % 2], sample(f"d{n}", n % 5)) for n in range(40)]
    indexes = [opened() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        for done in pool.map(lambda i: indexes[i].add(documents[i::4]), range(4)):
            assert done == 10
    assert_holds(indexes[0], WHOLE_ARCHIVE, documents)
    assert indexes[0].generation == 40
    for index in indexes:
        index.close()


def test_writers_of_one_document_wait_for_each_other(opened: Callable[[], PostgresIndex]) -> None:
    versions = [sample("d", 3, seed=n) for n in range(8)]
    indexes = [opened() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda i: indexes[i].add(versions[i::4]), range(4)))
    (passages,) = {indexes[0].statistics(WHOLE_ARCHIVE).passages}
    stored = indexes[0].document(WHOLE_ARCHIVE, "d").content_hash
    (last,) = [one for one in versions if one.content_hash == stored]
    assert passages == 3
    assert_holds(indexes[0], WHOLE_ARCHIVE, [last])
    for index in indexes:
        index.close()


def test_merging_and_files_of_segments_change_no_answer(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.index.postgres.near.FROM", 6)
    monkeypatch.setattr("qa.index.lexical.COMMON", 8)
    folder = tmp_path / "segments"
    index = PostgresIndex.open(url, SETTINGS, near=folder)
    documents = {f"d{n}": sample(f"d{n}", 1 + n % 3) for n in range(30)}
    for document in documents.values():
        index.add([document])
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT set_config('qa.scope', '*', false)")
        query = "SELECT digest FROM segments WHERE size >= 6"
        large = {digest for (digest,) in connection.execute(query)}
        (number,) = connection.execute("SELECT count(*) FROM segments").fetchone() or (0,)
    assert number < 15
    assert len(large) > 1
    assert_holds(index, WHOLE_ARCHIVE, list(documents.values()))
    assert {file.name.partition(".")[0] for file in folder.iterdir()} == large
    for name in ("d3", "d4", "d20"):
        index.delete(WHOLE_ARCHIVE, [documents.pop(name).document.id])
    assert_holds(index, WHOLE_ARCHIVE, list(documents.values()))
    index.close()


def test_files_of_segments_are_read_by_the_next_and_made_anew_where_damaged(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.index.postgres.near.FROM", 2)
    folder = tmp_path / "segments"
    documents = [sample("a", 40), sample("b", 5)]
    index = PostgresIndex.open(url, SETTINGS, near=folder)
    index.add(documents)
    assert_holds(index, WHOLE_ARCHIVE, documents)
    index.close()
    files = sorted(folder.iterdir())
    assert len(files) == 2
    (folder / f"{'0' * 64}.{'0' * 64}.arrays").write_bytes(b"of a segment that is gone")
    damaged = bytearray(files[0].read_bytes())
    damaged[len(damaged) // 2] ^= 1
    files[0].write_bytes(damaged)
    before = files[1].stat().st_mtime_ns
    index = PostgresIndex.open(url, SETTINGS, near=folder)
    assert_holds(index, WHOLE_ARCHIVE, documents)
    assert sorted(folder.iterdir()) == files
    assert files[1].stat().st_mtime_ns == before
    assert bytearray(files[0].read_bytes()) != damaged
    index.close()


def test_where_no_file_can_be_written_segments_stay_in_memory(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.index.postgres.near.FROM", 2)
    (tmp_path / "file").touch()
    index = PostgresIndex.open(url, SETTINGS, near=tmp_path / "file" / "segments")
    index.add([KAZAKH, RUSSIAN])
    assert_holds(index, WHOLE_ARCHIVE, [KAZAKH, RUSSIAN])
    index.close()


def test_many_documents_are_loaded_as_if_one_by_one(url: str) -> None:
    documents = [of(["default", "press"][n % 2], sample(f"d{n}", n % 5)) for n in range(40)]
    index = PostgresIndex.open(url, SETTINGS)
    index.add([sample("d3", 2, seed=1)])
    broken = sample("broken", 1)
    broken = replace(broken, document=replace(broken.document, title="a\0b"))
    with index.writing() as writer:
        assert writer.load(documents) == 40
        with pytest.raises(DocumentError, match="zero character"):
            writer.load([documents[0], broken])
    assert_holds(index, WHOLE_ARCHIVE, documents)
    assert index.generation == 42
    told = [one.action for one in index.audit.entries(WHOLE_ARCHIVE, -1).entries]
    assert told.count("document replaced") == 2
    index.close()


LAYOUT_1 = """
CREATE TABLE postings (
  term bigint NOT NULL, segment bigint NOT NULL, collection text NOT NULL,
  places bytea NOT NULL, counts bytea NOT NULL, PRIMARY KEY (term, segment)
);
ALTER TABLE segments DROP digest, ALTER packed DROP NOT NULL;
CREATE INDEX vectors_near_8 ON vectors USING hnsw ((vector::halfvec(8)) halfvec_ip_ops);
UPDATE meta SET value = '1' WHERE key = 'layout';
"""


def test_an_archive_of_the_first_layout_is_brought_up_to_date(url: str) -> None:
    """There a large segment's postings lay in a table, a row a term."""
    index = PostgresIndex.open(url, SETTINGS)
    index.add([KAZAKH, sample("large", 40), HIDDEN])
    index.close()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT set_config('qa.scope', '*', false)")
        query = "SELECT id, collection, packed FROM segments ORDER BY size DESC LIMIT 1"
        ((number, collection, packed),) = connection.execute(query).fetchall()
        connection.execute(LAYOUT_1)
        held = np.load(BytesIO(packed))
        starts, more = held["starts"], held["more"]
        for at, term in enumerate(held["terms"].astype(np.int64).tolist()):
            places = held["places"][starts[at] : starts[at + 1]].astype("<u2").tobytes()
            counts = held["counts"][more[at] : more[at + 1]].tobytes()
            values = [term, number, collection, places, counts]
            connection.execute("INSERT INTO postings VALUES (%s, %s, %s, %s, %s)", values)
        connection.execute("UPDATE segments SET packed = NULL WHERE id = %s", [number])
    for _ in range(2):
        index = PostgresIndex.open(url, SETTINGS)
        assert_holds(index, WHOLE_ARCHIVE, [KAZAKH, sample("large", 40), HIDDEN])
        index.close()
    with psycopg.connect(url) as connection:
        query = "SELECT count(*) FROM pg_class WHERE relname IN ('postings', 'vectors_near_8')"
        assert connection.execute(query).fetchone() == (0,)


def test_which_segments_are_merged() -> None:
    assert to_merge(dict.fromkeys(range(7), 1), {}, 99) == []
    assert to_merge(dict.fromkeys(range(8), 1), {}, 99) == [list(range(8))]
    assert to_merge(dict.fromkeys(range(8), 20), {}, 99) == [[0, 1, 2, 3]]
    assert to_merge(dict.fromkeys(range(8), 50), {}, 99) == []
    assert to_merge({1: 8, 2: 300}, {1: 2}, 99) == [[1]]


def test_beyond_exact_search_codes_are_used_and_filters_hold(
    opened: Callable[[], PostgresIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense_module, "EXACT_UP_TO", 100)
    monkeypatch.setattr(codes, "_PROMISING", 700)
    index = opened()
    many = [sample(f"m{n}", 60, language=list(Language)[n % 2]) for n in range(16)]
    index.add([*many, HIDDEN])
    with index.steady():
        directory = index._directory(WHOLE_ARCHIVE)
    assert len(directory.uncoded) == len(HIDDEN.passages)
    index.delete(WHOLE_ARCHIVE, ["m3", "m4"])
    left = [one for n, one in enumerate(many) if n not in (3, 4)]
    for filters in (
        Filters(),
        Filters(languages=(next(iter(Language)).value,)),
        Filters(sources=tuple(one.document.source for one in left[:7])),
        Filters(collections=("press",)),
    ):
        expected = nearest_by_hand([*left, HIDDEN], filters)[:10]
        hits = index.dense_search(WHOLE_ARCHIVE, QUESTION[None], 10, filters)[0]
        found = index.passages(WHOLE_ARCHIVE, [hit.row for hit in hits])
        assert [found[hit.row].id for hit in hits] == [name for _, name in expected]
        assert [hit.score for hit in hits] == pytest.approx([score for score, _ in expected])
    assert [name for name, _ in dense(index, Scope.of("press"), 10)] == [
        name for _, name in nearest_by_hand([HIDDEN], Filters())
    ]
    index.close()


def nearest_by_hand(
    documents: Sequence[IndexedDocument], filters: Filters
) -> list[tuple[float, str]]:
    return sorted(
        (
            (float(entry.vector @ QUESTION), entry.passage.id)
            for one in documents
            for entry in one.passages
            if not filters.languages or entry.passage.language in filters.languages
            if not filters.sources or one.document.source in filters.sources
            if not filters.collections or one.document.collection in filters.collections
        ),
        reverse=True,
    )


def test_a_scratch_archive_leaves_nothing_behind(url: str, tmp_path: Path) -> None:
    settings = read_settings(index=url, data_dir=tmp_path)
    index = PostgresIndex.open(url, SETTINGS)
    index.add([KAZAKH])
    index.close()
    for place in (settings, read_settings(data_dir=tmp_path)):
        with scratch(place, SETTINGS) as thrown:
            assert thrown.documents(WHOLE_ARCHIVE).total == 0
            thrown.add([RUSSIAN])
            assert_holds(thrown, WHOLE_ARCHIVE, [RUSSIAN])
    with psycopg.connect(url) as connection:
        query = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'qa_scratch%'"
        assert connection.execute(query).fetchone() == (0,)
    index = PostgresIndex.open(url, SETTINGS)
    assert_holds(index, WHOLE_ARCHIVE, [KAZAKH])
    index.close()
    assert list(tmp_path.iterdir()) == []


# Several `qa index`


class _Slow(FakeTokenEncoder):
    def encode_passage_tokens(self, texts, sentences=None):  # type: ignore[no-untyped-def]
        import time

        time.sleep(0.05)
        return super().encode_passage_tokens(texts, sentences)


def _indexer(url: str, encoder: FakeTokenEncoder) -> tuple[ArchiveIndex, Indexer]:
    settings = read_settings(index=url, parser_processes=0)
    index = open_index(settings, index_settings(settings, encoder), create=True)
    return index, Indexer(index, encoder, settings)


def test_workers_share_a_folder_between_them(server: Server, tmp_path: Path) -> None:
    url = server.new_database(f"w{next(_numbers)}")
    for n in range(12):
        (tmp_path / f"{n}.txt").write_text(f"Мост номер {n} открыт. Дорога длинная.", "utf-8")
    encoders = [_Slow() for _ in range(3)]
    workers = [_indexer(url, encoder) for encoder in encoders]
    with ThreadPoolExecutor(3) as pool:
        reports = list(pool.map(lambda w: w[1].update([tmp_path]), workers))
    assert sum(report.added for report in reports) == 12
    assert sum(len(encoder.encoded) for encoder in encoders) == 12
    assert all(report.added + report.unchanged == 12 for report in reports)
    assert workers[0][0].documents(WHOLE_ARCHIVE).total == 12
    for index, _ in workers:
        index.close()


KILLED = """
    import sys, time
    from pathlib import Path
    from tests.index.contract.test_postgres import _indexer
    from tests.fakes import FakeTokenEncoder

    class Stuck(FakeTokenEncoder):
        def encode_passage_tokens(self, texts, sentences=None):
            if "номер 3" in texts[0]:
                print("stuck", flush=True)
                time.sleep(60)
            return super().encode_passage_tokens(texts, sentences)

    _indexer(sys.argv[1], Stuck())[1].update([Path(sys.argv[2])])
"""


def test_a_worker_that_is_killed_leaves_its_documents_to_the_others(
    server: Server, tmp_path: Path
) -> None:
    url = server.new_database(f"w{next(_numbers)}")
    for n in range(6):
        (tmp_path / f"{n}.txt").write_text(f"Мост номер {n} открыт. Дорога длинная.", "utf-8")
    script = [sys.executable, "-c", textwrap.dedent(KILLED), url, str(tmp_path)]
    with subprocess.Popen(script, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"stuck\n"
        index, indexer = _indexer(url, FakeTokenEncoder())
        with ThreadPoolExecutor(1) as pool:
            other = pool.submit(indexer.update, [tmp_path])
            # It has some in hand, and this one waits for them.
            time.sleep(1)
            assert not other.done()
            os.kill(worker.pid, signal.SIGKILL)
            report = other.result(timeout=30)
    assert report.added + report.unchanged == 6
    assert index.documents(WHOLE_ARCHIVE).total == 6
    index.close()


# A server that is not there


def test_a_server_that_cannot_be_reached_is_named_without_its_password(tmp_path: Path) -> None:
    settings = Settings(index="postgresql://qa:hidden@127.0.0.1:9/archive", data_dir=tmp_path)
    with pytest.raises(Unreachable) as caught:
        open_index(settings)
    assert "postgresql://127.0.0.1:9/archive" in str(caught.value)
    assert "hidden" not in str(caught.value) + repr(settings)


def test_a_database_without_an_archive(server: Server) -> None:
    with pytest.raises(ArchiveError, match="holds no index"):
        PostgresIndex.open(server.new_database(f"p{next(_numbers)}"))


def test_what_was_acknowledged_survives_a_server_that_is_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("qa.index.postgres.database._PATIENCE", 1.0)
    with running({"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}) as server:
        url = server.new_database("killed")
        index = PostgresIndex.open(url, SETTINGS, create=True)

        def broken_off() -> Iterator[IndexedDocument]:
            yield KAZAKH
            yield RUSSIAN
            server.kill()
            yield HIDDEN

        with pytest.raises(Unreachable, match="cannot be reached"):
            index.add(broken_off())
        server.start()
        # The same process goes on, without being opened anew.
        assert patiently(lambda: index.add([HIDDEN])) == 1
        assert_holds(index, WHOLE_ARCHIVE, [KAZAKH, RUSSIAN, HIDDEN])
        index.close()
