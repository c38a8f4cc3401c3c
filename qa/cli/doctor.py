"""`qa doctor`: what is wrong here, and what to do about it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from qa.cli.asking import Json
from qa.cli.run import print_json, run_of
from qa.errors import QaError

if TYPE_CHECKING:
    from qa.settings import Settings

GIGABYTE = 1_000_000_000
# The converted model and its conversion need the first; an index of a few documents the second.
PLENTY, LITTLE = 2 * GIGABYTE, GIGABYTE // 10


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    level: Level
    subject: str
    detail: str


def doctor(ctx: typer.Context, json: Json = False) -> None:
    """Check Python, packages, model, index, disk and cores; say what to do.

    Exit code 1 when something fails.
    """
    settings = run_of(ctx).settings()
    found = list(examine(settings))
    if json:
        print_json({"findings": [asdict(finding) for finding in found]})
    else:
        for finding in found:
            print(f"{finding.level:<4}  {finding.subject}: {finding.detail}")
    if any(finding.level is Level.FAIL for finding in found):
        raise typer.Exit(1)


def examine(settings: Settings) -> Iterator[Finding]:
    yield _python()
    yield from _packages()
    yield _model(settings)
    yield _reader(settings)
    yield _recognition()
    yield from _index(settings)
    yield _disk(settings.data_dir)
    yield _cores()
    yield _config()
    yield _descriptors(settings)
    yield _openness(settings)
    yield _key(settings)
    yield _port(settings)


def _python() -> Finding:
    return Finding(Level.OK, "python", f"{sys.version.split()[0]} at {sys.executable}")


def _packages() -> Iterator[Finding]:
    """What the package's own metadata requires, without its extras."""
    try:
        wanted = [line for line in requires("qa") or [] if "extra ==" not in line]
    except PackageNotFoundError:
        yield Finding(Level.WARN, "packages", "qa is not installed; run `pip install -e .`")
        return
    names = [_name(line) for line in wanted]
    missing = [name for name in names if not _installed(name)]
    if missing:
        listed = ", ".join(missing)
        yield Finding(Level.FAIL, "packages", f"missing: {listed}; run `pip install -e .` again")
    else:
        yield Finding(Level.OK, "packages", f"{len(names)} installed")


def _name(requirement: str) -> str:
    end = next((i for i, c in enumerate(requirement) if not (c.isalnum() or c in "-_.")), None)
    return requirement[:end]


def _installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def _model(settings: Settings) -> Finding:
    def check() -> str:
        from qa.embedding.model import verify_model
        from qa.embedding.precision import Precision, chosen
        from qa.settings import DEFAULT_MODEL

        if settings.model != DEFAULT_MODEL:
            return f"{settings.model} (its files are checked when it is loaded)"
        numbers = chosen(Precision(settings.precision))
        whole = f"{settings.model} is whole ({verify_model(settings)[:16]})"
        return whole if numbers is Precision.AUTO else f"{whole}, computed in {numbers}"

    return _try("model", check)


def _reader(settings: Settings) -> Finding:
    from qa.answering.learned import unfit
    from qa.answering.reader_file import read_tensors
    from qa.embedding.model import verify_model

    reason = ""

    def check() -> str:
        nonlocal reason
        read_tensors()
        reason = unfit(f"{settings.model}@{verify_model(settings)[:16]}")
        return reason or "its weights are whole and made for this model"

    found = _try("reader", check)
    return Finding(Level.WARN, "reader", reason) if reason else found


def _recognition() -> Finding:
    """Of text on pictures of pages, which not everybody has."""
    try:
        from qa.documents.formats.ocr import INSTALL, USUAL, languages
    except ImportError:
        detail = "scans are not read; for that see docs/documents.md#scans"
        return Finding(Level.WARN, "scans", detail)
    there = languages()
    missing = [name for name in USUAL if name not in there]
    if missing:
        return Finding(Level.WARN, "scans", f"not read in {', '.join(missing)}: {INSTALL}")
    names = ", ".join(name for name in there if name != "osd")
    return Finding(Level.OK, "scans", f"Tesseract reads them in {names}")


def _index(settings: Settings) -> Iterator[Finding]:
    from qa.index.database import NAME
    from qa.index.opening import where_of

    path = settings.data_dir / NAME
    if settings.index is None and not path.exists():
        detail = f"none in {settings.data_dir}; make one with `qa index FOLDER`"
        yield Finding(Level.WARN, "index", detail)
        return
    if settings.index is None:
        yield _try("database", lambda: _database(path))

    def open_it() -> str:
        from qa.pipeline import Archive

        about = Archive.open(settings).summary()
        return (
            f"generation {about.generation}, {about.documents} documents, "
            f"{about.passages} passages in {where_of(settings)}"
        )

    yield _try("index", open_it)


def _database(path: Path) -> str:
    import sqlite3
    from contextlib import closing

    from qa.errors import StorageError

    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as opened:
            found = opened.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        found = str(error)
    if found != "ok":
        raise StorageError(f"{path} is damaged ({found}); restore a copy, or delete it and index")
    return f"{path.stat().st_size / 1e6:.1f} MB, consistent"


def _disk(folder: Path) -> Finding:
    place = folder.absolute()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    detail = f"{free / GIGABYTE:.1f} GB free at {place}"
    if free < LITTLE:
        return Finding(Level.FAIL, "disk", f"{detail}; free some, or choose another --data folder")
    if free < PLENTY:
        return Finding(Level.WARN, "disk", f"{detail}; fetching the model needs 2 GB")
    return Finding(Level.OK, "disk", detail)


def _cores() -> Finding:
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    if count == 1:
        return Finding(Level.WARN, "cores", "1; indexing is slow with fewer than 2")
    return Finding(Level.OK, "cores", str(count))


def _config() -> Finding:
    """The settings were read by now; what is left is who else can."""
    from qa.settings import config_file

    path = config_file()
    if not path.exists():
        return Finding(Level.OK, "settings", f"from the environment; no file {path}")
    if path.stat().st_mode & 0o044 and "admin_key" in path.read_text(encoding="utf-8"):
        detail = f"{path} holds a key that others may read; run `chmod 600 {path}`"
        return Finding(Level.WARN, "settings", detail)
    return Finding(Level.OK, "settings", f"from {path} and the environment")


def _descriptors(settings: Settings) -> Finding:
    from qa.service.connections import limits_of

    most = limits_of(settings).most
    if most < settings.max_connections:
        return Finding(
            Level.WARN,
            "connections",
            f"{most} at once instead of {settings.max_connections}: this user may not open more "
            "files; raise the hard limit (`ulimit -Hn`, LimitNOFILE)",
        )
    return Finding(Level.OK, "connections", f"{most} at once")


def _openness(settings: Settings) -> Finding:
    from qa.service.hosts import own_names

    names = own_names(settings)
    if names is None:
        return Finding(
            Level.WARN,
            "names",
            f"the server listens on {settings.host} and answers to every name; give its own in "
            "QA_ALLOWED_HOSTS, and put a proxy with TLS in front",
        )
    return Finding(Level.OK, "names", f"answers to {', '.join(sorted(names))}")


def _key(settings: Settings) -> Finding:
    key = settings.admin_key.get_secret_value() if settings.admin_key else ""
    if not key:
        return Finding(Level.OK, "admin key", "unset: no uploads, deletions or /admin")
    if len(key) < 20:
        return Finding(
            Level.WARN,
            "admin key",
            f"{len(key)} characters can be guessed; make one with "
            '`python -c "import secrets; print(secrets.token_urlsafe(32))"`',
        )
    return Finding(Level.OK, "admin key", f"{len(key)} characters")


def _port(settings: Settings) -> Finding:
    from qa.errors import BadInput
    from qa.service.server import listen

    try:
        listen(settings.host, settings.port).close()
    except BadInput:
        where = f"{settings.host}:{settings.port}"
        detail = f"{where} is taken, by a running `qa serve` perhaps; else choose another --port"
        return Finding(Level.WARN, "port", detail)
    return Finding(Level.OK, "port", f"{settings.host}:{settings.port} is free")


def _try(subject: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(Level.OK, subject, check())
    except QaError as error:
        return Finding(Level.FAIL, subject, str(error))
    except Exception as error:
        return Finding(Level.FAIL, subject, f"unexpected {type(error).__name__}: {error}")
