"""`qa collection`, `qa key`, `qa audit`: who may read what, and who did what."""

from __future__ import annotations

import getpass
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from qa.cli.asking import Json
from qa.cli.run import counted, message, one_line, print_json, run_of
from qa.types import WHOLE_ARCHIVE, Scope

if TYPE_CHECKING:
    from qa.index.access import Key
    from qa.index.passage_index import ArchiveIndex

collection = typer.Typer(help="Collections: who reads which documents.", no_args_is_help=True)
key = typer.Typer(help="Keys for reading and keeping collections.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="As `qa collection list` gives it.")]
_DAYS = re.compile(r"(\d{1,5})d")


@contextmanager
def _opened(ctx: typer.Context) -> Iterator[ArchiveIndex]:
    """The index alone: none of this needs the model."""
    from qa.index.opening import open_index

    index = open_index(run_of(ctx).settings())
    try:
        yield index
    finally:
        index.close()


def _me() -> str:
    try:
        return f"command line ({getpass.getuser()})"
    except (OSError, KeyError):
        return "command line"


# Collections


@collection.command("list")
def list_collections(ctx: typer.Context, json: Json = False) -> None:
    """List the collections: name, open or closed, documents."""
    with _opened(ctx) as index:
        rows = index.access.collections(WHOLE_ARCHIVE)
    if json:
        print_json({"collections": [asdict(row) for row in rows]})
        return
    for row in rows:
        print(f"{row.name}\t{'open' if row.open else 'closed'}\t{row.documents}")
    message(counted(len(rows), "collection"))


@collection.command("create")
def create_collection(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Letters, digits, `_`, `-` and `.`.")],
    opened: Annotated[
        bool, typer.Option("--open", help="Everybody may read it; otherwise only keys do.")
    ] = False,
) -> None:
    """Begin a collection; `qa index --collection` begins one by itself."""
    with _opened(ctx) as index:
        index.access.create_collection(name, _me(), opened=opened)
    message(f"collection {name} is {'open' if opened else 'closed'}")


@collection.command("open")
def open_collection(ctx: typer.Context, name: Name) -> None:
    """Let everybody read a collection without a key."""
    with _opened(ctx) as index:
        index.access.set_open(name, True, _me())
    message(f"collection {name} is open: everybody who reaches the server reads it")


@collection.command("close")
def close_collection(ctx: typer.Context, name: Name) -> None:
    """Let only who has a key read a collection."""
    with _opened(ctx) as index:
        index.access.set_open(name, False, _me())
    message(f"collection {name} is closed: only keys for it read it")


@collection.command("delete")
def delete_collection(
    ctx: typer.Context,
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete a collection with its documents from the index; files stay where they are."""
    with _opened(ctx) as index:
        if not yes:
            held = len(index.documents(Scope.of(name), limit=-1).documents)
            question = f"Delete the collection {name} with {counted(held, 'document')}?"
            typer.confirm(question, abort=True, err=True)
        with index.writing(_me()) as writer:
            count = writer.drop_collection(name)
    message(f"deleted the collection {name} with {counted(count, 'document')}")


# Keys


@key.command("create")
def create_key(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Whom or what it is for.")],
    role: Annotated[
        Literal["reader", "keeper", "admin"],
        typer.Option(
            "--role",
            help="reader reads; keeper also adds and deletes; admin also sees feedback and audit.",
        ),
    ] = "reader",
    collections: Annotated[
        list[str] | None,
        typer.Option("--collection", "-c", metavar="NAME", help="Only this one; repeat."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="For all collections, also those that come later.")
    ] = False,
    expires: Annotated[
        str | None,
        typer.Option("--expires", metavar="WHEN", help="A day (2030-01-31) or days (90d)."),
    ] = None,
    json: Json = False,
) -> None:
    """Make a key and show it, this once; send it as `Authorization: Bearer KEY`."""
    from qa.errors import BadInput
    from qa.index.access import Role

    if everything == bool(collections):
        raise BadInput("say what the key is for: --collection NAME (repeat), or --all")
    scope = WHOLE_ARCHIVE if everything else Scope.of(*(collections or ()))
    with _opened(ctx) as index:
        made, secret = index.access.create_key(name, Role(role), scope, _when(expires), _me())
    if json:
        print_json({**_described(made), "key": secret})
        return
    message(f"key {made.id} for {one_line(made.name)}; it is not shown again:")
    print(secret)


@key.command("list")
def list_keys(ctx: typer.Context, json: Json = False) -> None:
    """List the keys: id, role, collections, state, last use, name."""
    with _opened(ctx) as index:
        keys = index.access.all_keys()
    if json:
        print_json({"keys": [_described(one) for one in keys]})
        return
    for one in keys:
        held = one.scope.collections
        cells = (
            one.id,
            one.role,
            "*" if held is None else ",".join(sorted(held)) or "-",
            _state(one),
            one.used or "never used",
            one_line(one.name),
        )
        print("\t".join(cells))
    message(counted(len(keys), "key"))


@key.command("revoke")
def revoke_key(
    ctx: typer.Context,
    ids: Annotated[list[str], typer.Argument(help="As `qa key list` gives them.")],
) -> None:
    """Make keys useless, from their next request on."""
    with _opened(ctx) as index:
        for key_id in ids:
            index.access.revoke_key(key_id, _me())
            message(f"revoked {one_line(key_id)}")


def _described(one: Key) -> dict[str, object]:
    held = one.scope.collections
    collections = None if held is None else sorted(held)
    told = {each: value for each, value in asdict(one).items() if each != "scope"}
    return {**told, "collections": collections, "valid": one.valid}


def _state(one: Key) -> str:
    if one.revoked:
        return f"revoked {one.revoked}"
    if not one.valid:
        return f"expired {one.expires}"
    return f"until {one.expires}" if one.expires else "valid"


def _when(text: str | None) -> datetime | None:
    """Raises BadInput."""
    from qa.errors import BadInput

    if text is None:
        return None
    if days := _DAYS.fullmatch(text):
        return datetime.now(UTC) + timedelta(days=int(days[1]))
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"--expires {text}: expected a day like 2030-01-31, or 90d") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


# The audit


def audit(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many, newest.")] = 100,
    json: Json = False,
) -> None:
    """Show who added, replaced and deleted documents, and who changed keys and collections."""
    with _opened(ctx) as index:
        page = index.audit.entries(WHOLE_ARCHIVE, limit)
    if json:
        print_json({"entries": [asdict(entry) for entry in page.entries], "total": page.total})
        return
    for entry in page.entries:
        cells = (
            entry.time,
            entry.actor,
            entry.action,
            entry.collection or "-",
            entry.subject,
            entry.detail,
        )
        print("\t".join(one_line(cell.replace("\t", " ")) for cell in cells))
    message(f"{len(page.entries)} of {page.total} entries")
