"""An archive made before there were collections is brought up to date where it lies.

`layout1.sql` is the dump of one that layout 1 made of the samples `a` and `b`.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from qa.errors import ArchiveError
from qa.index import schema
from qa.index.database import NAME
from qa.index.local import LocalIndex
from qa.types import WHOLE_ARCHIVE, Filters, Language, Scope
from tests.index.samples import SETTINGS, by_passage_id, new_index, sample

QUESTION = np.eye(8, dtype=np.float32)[0]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    folder = tmp_path / "old"
    folder.mkdir()
    with closing(sqlite3.connect(folder / NAME)) as connection:
        connection.executescript(Path(__file__).with_name("layout1.sql").read_text("utf-8"))
    return folder


def layout(folder: Path) -> str:
    with closing(sqlite3.connect(folder / NAME)) as connection:
        (found,) = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
        return str(found)


def columns(folder: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(folder / NAME)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        return {
            (table, column[1])
            for (table,) in tables.fetchall()
            for column in connection.execute(f"PRAGMA table_info({table})")
        }


def test_an_older_archive_answers_as_a_new_one(old: Path, tmp_path: Path) -> None:
    opened = LocalIndex.open(old, SETTINGS)
    new = new_index(
        tmp_path / "new",
        sample("a", 2),
        sample("b", 1, language=Language.RUSSIAN, date="2022-04-29"),
    )
    everybody = Scope.of("default")
    for index in (opened, new):
        assert index.access.anonymous() == everybody
        assert index.statistics(everybody).collections == {"default": 2}
    (mine,), (other,) = (i.dense_search(everybody, QUESTION[None], 9) for i in (opened, new))
    assert by_passage_id(opened, mine) == by_passage_id(new, other)
    dated = Filters(date_from="2022-01-01", collections=("default",))
    terms = {"қор": 1.0, "26": 1.0}
    hits = [i.lexical_search(everybody, terms, 9, dated).hits for i in (opened, new)]
    assert by_passage_id(opened, hits[0]) == by_passage_id(new, hits[1]) != []
    assert opened.document(everybody, "a").document == new.document(everybody, "a").document
    assert opened.folders(everybody) == ["/archive"]
    assert [given.question for given in opened.feedback.all(everybody)] == ["неге?"]
    opened.add([sample("c", 1)])
    assert opened.documents(WHOLE_ARCHIVE).total == 3
    assert [entry.subject for entry in opened.audit.entries(WHOLE_ARCHIVE).entries] == ["c.txt"]
    opened.close()
    new.close()
    assert layout(old) == layout(tmp_path / "new") == str(schema.SCHEMA)
    assert columns(old) == columns(tmp_path / "new")


def test_an_interrupted_change_of_layout_leaves_the_old_one(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> bool:
        raise KeyboardInterrupt

    before = columns(old)
    with monkeypatch.context() as patched:
        patched.setattr(schema, "create_collection", die)
        with pytest.raises(KeyboardInterrupt):
            LocalIndex.open(old, SETTINGS)
    assert (layout(old), columns(old)) == ("1", before)
    LocalIndex.open(old, SETTINGS).close()
    assert layout(old) == str(schema.SCHEMA)


def test_a_later_layout_is_refused(old: Path) -> None:
    later = schema.SCHEMA + 1
    with closing(sqlite3.connect(old / NAME)) as connection, connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'schema'", [later])
    told = f"layout {later}, this version reads layouts 1 to {schema.SCHEMA}"
    with pytest.raises(ArchiveError, match=told):
        LocalIndex.open(old, SETTINGS)
