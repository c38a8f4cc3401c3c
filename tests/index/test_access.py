"""Collections open and close, keys open what they are for, and the audit keeps it all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qa.errors import BadInput, NotFound
from qa.index import access as access_module
from qa.index.access import Access, Role
from qa.index.audit import Action
from qa.index.database import NAME
from qa.index.local import LocalIndex
from qa.types import WHOLE_ARCHIVE, Scope
from tests.index.samples import new_index


@pytest.fixture
def index(tmp_path: Path) -> Iterator[LocalIndex]:
    opened = new_index(tmp_path)
    opened.access.create_collection("press", "me")
    yield opened
    opened.close()


@pytest.fixture
def access(index: LocalIndex) -> Access:
    return index.access


def test_the_default_collection_is_open_and_others_are_not(access: Access) -> None:
    rows = access.collections(WHOLE_ARCHIVE)
    assert [(row.name, row.open) for row in rows] == [("default", True), ("press", False)]
    assert access.anonymous() == Scope.of("default")
    access.set_open("press", True, "me")
    access.set_open("default", False, "me")
    assert access.anonymous() == Scope.of("press")
    assert access.names(Scope.of("press", "none")) == ("press",)


@pytest.mark.parametrize("name", ["", "a/b", "-a", "a\nb", "x" * 65, "../up", "a b"])
def test_names_that_are_none(access: Access, name: str) -> None:
    with pytest.raises(BadInput, match="no name for a collection"):
        access.create_collection(name, "me")


def test_a_name_is_given_once(access: Access) -> None:
    access.create_collection("қаулылар", "me")
    with pytest.raises(BadInput, match="already"):
        access.create_collection("press", "me")
    with pytest.raises(NotFound):
        access.set_open("none", True, "me")


def test_a_key_opens_what_it_is_for_and_its_secret_is_not_stored(
    access: Access, tmp_path: Path
) -> None:
    key, secret = access.create_key("Newsroom", Role.KEEPER, Scope.of("press"), None, "me")
    assert secret.startswith(f"qa_{key.id}_")
    found = access.find_key(secret)
    assert found is not None
    assert (found.id, found.role, found.scope) == (key.id, Role.KEEPER, Scope.of("press"))
    for wrong in (
        "",
        "qa",
        secret[:-1],
        f"qa_00000000_{secret[12:]}",
        secret.upper(),
        f"{secret}x",
    ):
        assert access.find_key(wrong) is None
    stored = b"".join(path.read_bytes() for path in tmp_path.glob(f"{NAME}*"))
    assert secret[12:].encode() not in stored


def test_a_key_that_was_right_is_not_hashed_again(
    access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, secret = access.create_key("a", Role.READER, WHOLE_ARCHIVE, None, "me")
    assert access.find_key(secret) is not None
    monkeypatch.setattr(access_module, "_hash", None)
    assert access.find_key(secret) is not None


def test_a_revoked_key_is_useless_at_once(access: Access) -> None:
    key, secret = access.create_key("a", Role.READER, WHOLE_ARCHIVE, None, "me")
    assert access.find_key(secret) is not None
    access.revoke_key(key.id, "me")
    access.revoke_key(key.id, "me")
    assert access.find_key(secret) is None
    with pytest.raises(NotFound):
        access.revoke_key("none", "me")


def test_an_expired_key_is_useless(access: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    _, secret = access.create_key("a", Role.READER, WHOLE_ARCHIVE, soon, "me")
    assert access.find_key(secret) is not None
    monkeypatch.setattr(access_module, "now", lambda: "2999-01-01T00:00:00+00:00")
    assert access.find_key(secret) is None
    with pytest.raises(BadInput, match="would have expired"):
        access.create_key("a", Role.READER, WHOLE_ARCHIVE, soon, "me")


def test_last_use_is_noted(access: Access) -> None:
    _, secret = access.create_key("a", Role.READER, WHOLE_ARCHIVE, None, "me")
    found = access.find_key(secret)
    assert found is not None
    assert found.used is None
    access.note_use(found)
    (listed,) = access.all_keys()
    assert listed.used is not None


def test_keys_need_a_name_and_collections_that_are_there(access: Access) -> None:
    with pytest.raises(BadInput, match="name whom it is for"):
        access.create_key(" ", Role.READER, WHOLE_ARCHIVE, None, "me")
    with pytest.raises(NotFound, match="'none'"):
        access.create_key("a", Role.READER, Scope.of("press", "none"), None, "me")


def test_a_collection_of_the_same_name_is_not_opened_by_keys_to_the_former(
    index: LocalIndex, access: Access
) -> None:
    _, one = access.create_key("a", Role.READER, Scope.of("press"), None, "me")
    _, two = access.create_key("b", Role.READER, Scope.of("press", "default"), None, "me")
    with index.writing() as writer:
        writer.drop_collection("press")
    access.create_collection("press", "me")
    assert access.find_key(one) is None
    found = access.find_key(two)
    assert found is not None
    assert found.scope == Scope.of("default")


def test_the_audit_tells_each_what_is_theirs(index: LocalIndex) -> None:
    index.access.set_open("press", True, "me")
    key, _ = index.access.create_key("a", Role.READER, Scope.of("press"), None, "you")
    page = index.audit.entries(WHOLE_ARCHIVE)
    told = [(entry.actor, entry.action, entry.subject) for entry in page.entries]
    assert told == [
        ("you", "key created", key.id),
        ("me", "collection opened", "press"),
        ("me", "collection created", "press"),
    ]
    assert page.entries[0].detail == "a: reader of press, expires never"
    assert [e.subject for e in index.audit.entries(Scope.of("press")).entries] == ["press", "press"]
    assert index.audit.entries(Scope.of("default")).total == 0
    assert [e.id for e in index.audit.entries(WHOLE_ARCHIVE, 1, 1).entries] == [2]


@pytest.mark.parametrize("statement", ["DELETE FROM audit", "UPDATE audit SET actor = 'other'"])
def test_the_audit_is_append_only(index: LocalIndex, tmp_path: Path, statement: str) -> None:
    index.audit.record("me", Action.ASKED, "неге?")
    with (
        closing(sqlite3.connect(tmp_path / NAME)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(statement)


def test_roles_hold_those_below_them() -> None:
    assert Role.ADMIN.may(Role.KEEPER)
    assert Role.KEEPER.may(Role.READER)
    assert not Role.READER.may(Role.KEEPER)
    assert not Role.KEEPER.may(Role.ADMIN)
