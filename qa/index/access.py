"""Who may read what: collections, open or closed, and the keys to them.

A key is shown once.  What is stored of it is its id, which it begins with, and a
scrypt hash of the rest, so whoever gets hold of the database opens nothing with it.
Hashing is slow on purpose, and a key comes with every request: one that was found
right is remembered by its SHA-256 while its row stays as it is, so that revoking
and expiry still count from one request to the next.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from qa.errors import ArchiveError, BadInput, NotFound
from qa.index.audit import Action, record
from qa.index.sql import Connection, Tables
from qa.index.times import now
from qa.kept import Kept
from qa.types import Scope

_NAME = re.compile(r"\w[\w.-]{0,63}")
_MOST_LABEL = 200
_SCRYPT = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}
"""16 MB and about 40 ms of one core; the secret itself is 256 random bits."""
_REMEMBERED = 1_000
_NOTED_AGAIN = timedelta(minutes=1)


class Role(StrEnum):
    """What a key is good for, each with what those before it may do."""

    READER = "reader"
    KEEPER = "keeper"
    ADMIN = "admin"

    def may(self, role: Role) -> bool:
        order = list(Role)
        return order.index(self) >= order.index(role)


@dataclass(frozen=True, slots=True)
class CollectionRow:
    """A collection; `open` says that it is read without a key."""

    name: str
    open: bool
    created: str
    documents: int


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret; times are ISO, in UTC.  `used` is exact to a minute."""

    id: str
    name: str
    role: Role
    scope: Scope
    created: str
    expires: str | None = None
    revoked: str | None = None
    used: str | None = None

    @property
    def valid(self) -> bool:
        return self.revoked is None and (self.expires is None or self.expires > now())


def create_collection(connection: Connection, name: str, *, opened: bool = False) -> bool:
    """Begin a collection, closed unless `opened`; False where there is one of the name."""
    query = """INSERT INTO collections (name, open, created) VALUES (?, ?, ?)
      ON CONFLICT (name) DO NOTHING"""
    return connection.execute(query, [name, opened, now()]).rowcount > 0


class Access:
    """The collections and keys of one archive."""

    def __init__(self, database: Tables) -> None:
        self._database = database
        self._right: Kept[bytes, tuple[str, bytes]] = Kept(_REMEMBERED)

    # Collections

    def collections(self, scope: Scope) -> tuple[CollectionRow, ...]:
        """By name."""
        query = """SELECT name, open, created,
          (SELECT count(*) FROM documents d WHERE d.collection = c.name)
          FROM collections c ORDER BY name"""
        with self._database.reading() as connection:
            rows = [CollectionRow(n, bool(o), c, d) for n, o, c, d in connection.execute(query)]
        return tuple(row for row in rows if scope.allows(row.name))

    def names(self, scope: Scope) -> tuple[str, ...]:
        """Of the collections that there are and that the scope allows, in order."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT name FROM collections ORDER BY name").fetchall()
        return tuple(name for (name,) in rows if scope.allows(name))

    def anonymous(self) -> Scope:
        """What may be read without a key."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT name FROM collections WHERE open")
            return Scope(frozenset(name for (name,) in rows))

    def create_collection(self, name: str, actor: str, *, opened: bool = False) -> None:
        """Raises BadInput for a name that is taken or none."""
        name = collection_name(name)
        with self._database.transaction() as connection:
            if not create_collection(connection, name, opened=opened):
                raise BadInput(f"there is a collection {name!r} already; choose another name")
            detail = "open" if opened else "closed"
            record(connection, actor, Action.COLLECTION_CREATED, name, name, detail)

    def set_open(self, name: str, opened: bool, actor: str) -> None:
        """Let everybody read a collection, or only who has a key.  Raises NotFound."""
        action = Action.COLLECTION_OPENED if opened else Action.COLLECTION_CLOSED
        with self._database.transaction() as connection:
            query = "UPDATE collections SET open = ? WHERE name = ?"
            if not connection.execute(query, [opened, name]).rowcount:
                raise no_collection(name)
            record(connection, actor, action, name, name)

    # Keys

    def create_key(
        self, name: str, role: Role, scope: Scope, expires: datetime | None, actor: str
    ) -> tuple[Key, str]:
        """The key, and the secret that nobody can read again.

        Raises BadInput for a name that is empty or too long, or an expiry that has passed, and
        NotFound for a collection that is not there.
        """
        name = name.strip()
        if not 0 < len(name) <= _MOST_LABEL or not name.isprintable():
            raise BadInput(
                f"the key's name {name[:40]!a} is not 1 to {_MOST_LABEL} printable characters; "
                "name whom it is for"
            )
        until = None if expires is None else expires.astimezone(UTC).isoformat(timespec="seconds")
        if until is not None and until <= now():
            raise BadInput(f"the key would have expired on {until}; give a later time")
        for missing in (scope.collections or frozenset()) - set(self.names(scope)):
            raise no_collection(missing)
        key = Key(secrets.token_hex(4), name, role, scope, now(), until)
        secret, salt = secrets.token_urlsafe(32), secrets.token_bytes(16)
        query = """INSERT INTO keys (id, name, role, collections, salt, hash, created, expires)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
        held = None if scope.collections is None else json.dumps(sorted(scope.collections))
        values = [key.id, name, role.value, held, salt, _hash(secret, salt), key.created, until]
        with self._database.transaction() as connection:
            connection.execute(query, values)
            detail = f"{name}: {role} of {_of(scope)}, expires {until or 'never'}"
            record(connection, actor, Action.KEY_CREATED, key.id, detail=detail)
        return key, f"qa_{key.id}_{secret}"

    def all_keys(self) -> tuple[Key, ...]:
        """Also those that are over, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(f"SELECT {_KEY} FROM keys ORDER BY created, id").fetchall()
        return tuple(_key(row) for row in rows)

    def revoke_key(self, key_id: str, actor: str) -> None:
        """Make a key useless at once.  Raises NotFound; of one that is revoked nothing changes."""
        with self._database.transaction() as connection:
            query = "SELECT revoked FROM keys WHERE id = ?"
            row = connection.execute(query, [key_id]).fetchone()
            if row is None:
                raise NotFound(f"no key has the id {key_id!a}; `qa key list` shows them")
            if row[0] is None:
                connection.execute("UPDATE keys SET revoked = ? WHERE id = ?", [now(), key_id])
                record(connection, actor, Action.KEY_REVOKED, key_id)

    def find_key(self, given: str) -> Key | None:
        """The valid key that was given, or None.  Takes a moment for one not met lately."""
        mark, _, rest = given.partition("_")
        key_id, _, secret = rest.partition("_")
        query = f"SELECT {_KEY}, salt, hash FROM keys WHERE id = ?"
        with self._database.reading() as connection:
            row = connection.execute(query, [key_id]).fetchone() if mark == "qa" else None
        if row is None:
            return None
        *values, salt, stored = row
        key = _key(values)
        return key if key.valid and self._is_right(key_id, secret, salt, stored) else None

    def _is_right(self, key_id: str, secret: str, salt: bytes, stored: bytes) -> bool:
        digest = hashlib.sha256(secret.encode("utf-8", "replace")).digest()
        if self._right.find([digest]).get(digest) == (key_id, stored):
            return True
        right = hmac.compare_digest(_hash(secret, salt), stored)
        if right:
            self._right.keep(digest, (key_id, stored))
        return right

    def note_use(self, key: Key) -> None:
        """Remember that the key was used now; where nothing can be written, nothing is."""
        before = (datetime.now(UTC) - _NOTED_AGAIN).isoformat(timespec="seconds")
        if key.used is None or key.used <= before:
            with suppress(ArchiveError):
                self._database.note("UPDATE keys SET used = ? WHERE id = ?", [now(), key.id])


def collection_name(name: str) -> str:
    """The name as it is stored.  Raises BadInput for what is none."""
    found = unicodedata.normalize("NFC", name)
    if not _NAME.fullmatch(found):
        raise BadInput(
            f"{name[:80]!a} is no name for a collection; expected 1 to 64 letters, digits, "
            "`_`, `-` and `.`, the first a letter or digit"
        )
    return found


def no_collection(name: str) -> NotFound:
    return NotFound(f"no collection is called {name!a}; `qa collection list` shows them")


def withdraw(connection: Connection, name: str, actor: str) -> None:
    """Take a collection that is deleted out of every key, lest a later one of the same name
    is opened by it; a key to nothing else is revoked."""
    query = "SELECT id, collections FROM keys WHERE collections IS NOT NULL AND revoked IS NULL"
    for key_id, held in connection.execute(query).fetchall():
        if name in (names := json.loads(held)):
            rest = [other for other in names if other != name]
            revoked = None if rest else now()
            connection.execute(
                "UPDATE keys SET collections = ?, revoked = ? WHERE id = ?",
                [json.dumps(rest), revoked, key_id],
            )
            if revoked:
                record(connection, actor, Action.KEY_REVOKED, key_id, detail=f"{name} was deleted")


_KEY = "id, name, role, collections, created, expires, revoked, used"


def _key(row: list[str | None] | tuple[str | None, ...]) -> Key:
    key_id, name, role, held, created, *rest = row
    scope = Scope(None if held is None else frozenset(json.loads(held)))
    return Key(str(key_id), str(name), Role(str(role)), scope, str(created), *rest)


def _of(scope: Scope) -> str:
    return "all collections" if scope.collections is None else ", ".join(sorted(scope.collections))


def _hash(secret: str, salt: bytes) -> bytes:
    return hashlib.scrypt(secret.encode("utf-8", "replace"), salt=salt, **_SCRYPT)
