"""Kill the indexer at random moments and look whether anything was lost or made up.

Each round files of a folder are written, changed and removed, and a process is
told to bring the index up to date, or to back it up and put that back elsewhere.
It dies by SIGKILL after a random time, or at a random write, fsync, rename or
commit.  Then the archive is opened and must hold every document that was
acknowledged, each once and each wholly old or wholly new, and its nearest and BM25
searches must equal brute force over what is stored.  Now and then indexing is finished
and the archive must equal one made at a stroke.  Some of the files belong to a closed
collection, of which nobody without a key may see anything.  Each round a key is made and an
older one revoked as well: the one must open what it did, the other nothing, and the audit must
tell of exactly the keys and documents that there are.

    python scripts/crash_test.py --kills 1000 --log crash.jsonl
    python scripts/crash_test.py --kills 100 --on postgres      # or shards: three servers

In PostgreSQL (a server of the wheel's) it is the server that is killed one time in four.

Each archive lives through `--each` kills; ended early, the same command goes on with the next.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import logging
import multiprocessing
import random
import re
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from qa.documents import isolation
from qa.errors import ArchiveError
from qa.index import access, failpoints
from qa.index.access import Role
from qa.index.audit import Action
from qa.index.backup import back_up, restore
from qa.index.bm25 import Postings
from qa.index.database import NAME
from qa.index.lexical import build_segment, pack_terms
from qa.index.opening import open_at
from qa.index.passage_index import ArchiveIndex, IndexedPassage
from qa.indexing import Indexer, Progress, index_settings
from qa.settings import Settings
from qa.types import WHOLE_ARCHIVE, Scope
from scripts.pieces import Pieces
from tests.fakes import FakeTokenEncoder
from tests.index.server import SURE, Server, patiently, running

COLLECTIONS = ("default", "closed")
NAMES = {f"d{i:02d}.txt": COLLECTIONS[i % 4 == 3] for i in range(20)}
"""The files' names, and the collection of each: a folder of its own."""
REVOKED = "revoked "
KEYS = 3
"""Valid keys that are kept; when there are more, the oldest is revoked."""
PARSED_BESIDE = 0.2
"""How often files are read in a process beside the one that dies, which takes most of a round's
time to start; else by itself."""
PATIENCE = 3600
"""Seconds for what reads files beside: on a busy machine it would be late, and a file that could
not be read is no document that was lost."""
CHEAP = {"n": 2}
"""For scrypt: keys are made and looked up in each round, and nobody guesses them here."""
WORDS = [
    "қор",
    "сессия",
    "өтті",
    "фонд",
    "помог",
    "людям",
    "собрание",
    "прошло",
    "assembly",
    "met",
    "agreed",
]
SERVERS = {"folder": 0, "postgres": 1, "shards": 3}
BROKEN_OFF = 3
"""How a process ends that has lost its server."""
REVISION = re.compile(r"Ревизия (\d+)\.")

Revisions = dict[str, int]
"""Revision of each file, or of each document in the index, by name."""


@dataclass(slots=True)
class Tally:
    """What a run did; `survived` counts rounds that ended before they could be killed."""

    rounds: int = 0
    killed: int = 0
    survived: int = 0
    acknowledged: int = 0
    keys: int = 0
    revoked: int = 0
    compared: int = 0
    moments: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a process noted before it died: files as stored, keys as shown and as revoked."""

    files: set[str]
    secrets: list[str]
    revoked: list[str]


class CrashTest:
    """A folder of files, its index in a folder or on `servers`, and what is known to be in it."""

    def __init__(self, folder: Path, seed: int, servers: Sequence[Server] = ()) -> None:
        self.files = folder / "files"
        self.data = folder / "data"
        self.servers = servers
        self.where = self.place("data")
        self.notes = folder / "notes"
        self.draw = random.Random(seed)
        self.on_disk: Revisions = {}
        self.indexed: Revisions = {}
        self.secrets: dict[str, str] = {}
        self.tally = Tally()
        for collection in COLLECTIONS:
            (self.files / collection).mkdir(parents=True)
        # A process from the server has never run a thread that a fork would lose.
        self.processes = multiprocessing.get_context("forkserver")
        # What the server has imported no process has to; `__main__` it does not find.
        self.processes.set_forkserver_preload(["scripts.crash_test"])

    def place(self, name: str) -> str:
        """Where an archive of this name lies, or will lie."""
        if not self.servers:
            return str(self.data.with_name(name))
        return " ".join(server.new_database(name) for server in self.servers)

    def round(self) -> None:
        """Change files, index them, die, look."""
        number = self.tally.rounds
        for name in self.draw.sample(sorted(NAMES), self.draw.randint(1, 7)):
            path = self.files / NAMES[name] / name
            beside = sum(NAMES[other] == NAMES[name] for other in self.on_disk)
            if name in self.on_disk and self.draw.random() < 0.35 and beside > 1:
                path.unlink()
                del self.on_disk[name]
            else:
                self.on_disk[name] = number
                path.write_text(make_text(name, number), encoding="utf-8")
        self.indexed = self.check(self.index_and_die())
        if not self.servers and self.indexed and self.draw.random() < 0.3:
            self.back_up_and_restore()
        self.tally.rounds += 1

    def back_up_and_restore(self) -> None:
        """Die at either; there is a whole backup or none, and a whole archive or none."""
        saved, restored = self.data.with_name("saved.qa"), self.data.with_name("restored")
        self.run_and_die(back_up_archive, self.data, saved, moments=6)
        if not saved.exists():
            return
        self.run_and_die(restore_archive, saved, restored, moments=8)
        try:
            restore(saved, restored)
        except ArchiveError:  # it was put back before the end
            with contextlib.closing(open_index(str(restored))) as index:
                assert read_revisions(index) == self.indexed, "half a backup was put back"
            restore(saved, restored, replace=True)
        with contextlib.closing(open_index(str(restored))) as index:
            assert read_revisions(index) == self.indexed, "the backup holds something else"
        saved.unlink()
        shutil.rmtree(restored)

    def index_and_die(self) -> Acknowledged:
        """Run the indexer until it is killed."""
        self.notes.write_text("")
        parsers = int(self.draw.random() < PARSED_BESIDE)
        # In a database there are no files that are written, synced and renamed.
        moments = 14 if self.servers else 26
        given = self.files, self.where, self.notes, parsers
        if self.servers and self.draw.random() < 0.25:
            self.run_and_kill_server(index_files, *given)
        else:
            self.run_and_die(index_files, *given, moments=moments)
        # A file is noted when it is taken in hand, so the last one may not be stored.
        noted = self.notes.read_text().splitlines()
        secrets = [line for line in noted if line.startswith("qa_")]
        revoked = [line.removeprefix(REVOKED) for line in noted if line.startswith(REVOKED)]
        files = [line for line in noted if line in NAMES or line == "."]
        return Acknowledged(set(files[:-1]) - {"."}, secrets, revoked)

    def run_and_kill_server(self, target: Any, *given: Path | str | int) -> None:
        """Run `target` in a process whose server is killed after some time, and comes back."""
        process = self.processes.Process(target=target, args=(*given, 0))
        process.start()
        process.join(self.draw.uniform(0.0, 0.8))
        killed = self.draw.choice(self.servers)
        killed.kill()
        restart(killed)
        process.join()
        assert process.exitcode in (0, BROKEN_OFF), f"ended with {process.exitcode}"
        self.tally.killed += 1
        self.tally.moments["server"] += 1

    def run_and_die(self, target: Any, *given: Path | str | int, moments: int) -> None:
        """Run `target` in a process until it is killed: at some moment, or after some time."""
        by_time = self.draw.random() < 0.4
        count = 0 if by_time else self.draw.randint(1, moments)
        process = self.processes.Process(target=target, args=(*given, count))
        process.start()
        if by_time:
            process.join(self.draw.uniform(0.0, 0.4))
            process.kill()
        process.join()
        if process.exitcode == 0:
            self.tally.survived += 1
        else:
            assert process.exitcode == -9, f"{target.__name__} ended with {process.exitcode}"
            self.tally.killed += 1
            self.tally.moments["time" if by_time else "failpoint"] += 1

    def check(self, acknowledged: Acknowledged) -> Revisions:
        """Raise AssertionError unless the archive is as it must be; what it holds."""
        if not self.servers and not (self.data / NAME).exists():
            assert acknowledged == Acknowledged(set(), [], []), "the database is gone"
            return {}
        try:
            index = patiently(lambda: open_index(self.where))
        except (sqlite3.Error, ArchiveError) as error:
            raise AssertionError(f"the archive does not open: {error}") from error
        with contextlib.closing(index):
            found = read_revisions(index)
            unread = {one.source: one.reason for one in index.reading.unread(WHOLE_ARCHIVE)}
            for name in acknowledged.files:
                kept = found.get(name) == self.on_disk[name]
                assert kept, f"{name} was acknowledged and is lost: {unread.get(name, 'unnoticed')}"
            for name, revision in found.items():
                allowed = {self.on_disk.get(name), self.indexed.get(name)}
                assert revision in allowed, f"{name} is at {revision}, expected one of {allowed}"
            for name, revision in self.indexed.items():
                kept = name in found or name not in self.on_disk
                assert kept, f"{name} at {revision} was stored before and is lost"
            self.tally.acknowledged += len(acknowledged.files)
            self.tally.keys += len(acknowledged.secrets)
            self.tally.revoked += len(acknowledged.revoked)
            self.secrets |= {secret.split("_")[1]: secret for secret in acknowledged.secrets}
            check_access(index, self.secrets, acknowledged)
            check_collections(index, found)
            self.check_stored()
            check_searches(index, self.draw.randrange(10**6))
        return found

    def check_stored(self) -> None:
        """That SQLite has nothing to complain of."""
        if self.servers:
            return
        with contextlib.closing(sqlite3.connect(self.data / NAME)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []

    def finish(self, scratch: str) -> None:
        """Complete the indexing; the archive must equal one made at a stroke, and stay so."""
        with contextlib.closing(open_index(self.where)) as index:
            update(index, self.files)
            assert read_revisions(index) == self.on_disk
            assert update(index, self.files) == 0, "a second run embedded something"
            with contextlib.closing(open_index(scratch)) as fresh:
                update(fresh, self.files)
                assert contents(index) == contents(fresh), "differs from an archive made at once"
            check_searches(index, 0)
        self.indexed = dict(self.on_disk)
        self.tally.compared += 1


def make_text(name: str, revision: int) -> str:
    """A file's text; `name` and `revision` decide it."""
    draw = random.Random(f"{name}/{revision}")
    sentences = [
        " ".join(draw.choices(WORDS, k=draw.randint(4, 9))).capitalize() + "."
        for _ in range(draw.randint(2, 40))
    ]
    return f"Құжат {name}\n\nРевизия {revision}. {' '.join(sentences)}\n"


@functools.cache
def settings(data: Path, parsers: int = 0) -> Settings:
    return Settings(
        data_dir=data,
        passage_tokens=32,
        parser_processes=parsers,
        parser_seconds=PATIENCE,
        parser_cpu_seconds=PATIENCE,
    )


def open_index(where: str) -> ArchiveIndex:
    return open_at(where, index_settings(settings(Path("/")), FakeTokenEncoder()))


def restart(server: Server) -> None:
    """Once what is left of the killed one has noticed."""
    for _ in range(100):
        with contextlib.suppress(AssertionError):
            server.start()
            return
        time.sleep(0.1)
    raise AssertionError("the server does not come back")


def update(index: ArchiveIndex, files: Path, on_progress: Any = None, parsers: int = 0) -> int:
    """Index each collection's folder; how many passages were embedded."""
    embedded = 0
    for collection in COLLECTIONS:
        if any((files / collection).iterdir()):
            known = {"collection": collection}
            indexer = Indexer(index, FakeTokenEncoder(), settings(files, parsers), **known)
            embedded += indexer.update([files / collection], on_progress).passages
    return embedded


def index_files(files: Path, where: str, notes: Path, parsers: int, count: int) -> None:
    """What the process that dies does: index, noting each file as it is taken in hand."""
    be_quiet()
    try:
        index_and_note(files, where, notes, parsers, count)
    except ArchiveError:
        sys.exit(BROKEN_OFF)


def index_and_note(files: Path, where: str, notes: Path, parsers: int, count: int) -> None:
    access._SCRYPT.update(CHEAP)
    isolation._START_SECONDS = PATIENCE
    failpoints.arm("*" if count else "", count)
    with notes.open("ab", buffering=0) as file, contextlib.closing(open_index(where)) as index:

        def note(progress: Progress) -> None:
            file.write(f"{progress.source or '.'}\n".encode())

        _, secret = index.access.create_key("crash", Role.READER, WHOLE_ARCHIVE, None, "crash")
        file.write(f"{secret}\n".encode())
        valid = [key for key in index.access.all_keys() if key.valid]
        for key in valid[:-KEYS]:
            index.access.revoke_key(key.id, "crash")
            file.write(f"{REVOKED}{key.id}\n".encode())
        update(index, files, note, parsers)


def check_access(index: ArchiveIndex, secrets: dict[str, str], last: Acknowledged) -> None:
    """Keys that were shown open, revoked ones do not, and the audit agrees with what is there."""
    keys = index.access.all_keys()
    assert secrets.keys() <= {key.id for key in keys}, "a key that was shown is lost"
    assert set(last.revoked) <= {key.id for key in keys if not key.valid}, "a revoked key is valid"
    for key in keys[-2 * KEYS :]:
        if secret := secrets.get(key.id):
            assert (index.access.find_key(secret) is not None) == key.valid, "a key is wrong"
    entries = index.audit.entries(WHOLE_ARCHIVE, -1).entries
    for action, there in (
        (Action.KEY_CREATED, {key.id for key in keys}),
        (Action.KEY_REVOKED, {key.id for key in keys if not key.valid}),
    ):
        told = [entry.subject for entry in entries if entry.action == action]
        assert sorted(told) == sorted(there), "audit and keys disagree"
    done = {e.detail: e.action for e in reversed(entries) if e.action.startswith("document")}
    added = {name for name, action in done.items() if action != Action.DOCUMENT_DELETED}
    documents = index.documents(WHOLE_ARCHIVE, limit=-1).documents
    assert added == {document.id for document in documents}, "audit and documents disagree"


def check_collections(index: ArchiveIndex, found: Revisions) -> None:
    """Each document is in its own collection, and nobody sees more than the open one."""
    for collection in COLLECTIONS:
        scope = Scope.of(collection)
        held = {one.source for one in index.documents(scope, limit=-1).documents}
        assert held == {name for name in found if NAMES[name] == collection}, "a document moved"
    assert index.access.anonymous() == Scope.of("default"), "a closed collection is open"


def back_up_archive(data: Path, saved: Path, count: int) -> None:
    failpoints.arm("*" if count else "", count)
    back_up(data, saved)


def restore_archive(saved: Path, data: Path, count: int) -> None:
    failpoints.arm("*" if count else "", count)
    restore(saved, data)
    open_index(str(data)).close()


def read_revisions(index: ArchiveIndex) -> Revisions:
    """The revision of every document, read from all of its passages' text."""
    found: Revisions = {}
    for summary in index.documents(WHOLE_ARCHIVE, limit=-1).documents:
        assert summary.source not in found, f"{summary.source} is there twice"
        document = index.document(WHOLE_ARCHIVE, summary.id).document
        passages = index.document_passages(WHOLE_ARCHIVE, summary.id)
        assert passages, f"{summary.source} has no passages"
        assert len(index.token_states(WHOLE_ARCHIVE, passages)) == len(passages)
        for passage in passages.values():
            assert document.text[passage.start : passage.end] == passage.text
        match = REVISION.search(document.text)
        assert match, f"{summary.source} holds another text"
        found[summary.source] = int(match[1])
        expected = make_text(summary.source, found[summary.source]).split()
        assert document.text.split() == expected, f"{summary.source} is half old, half new"
    return found


def contents(index: ArchiveIndex) -> dict[str, list[Any]]:
    """All that is stored of each document, row ids and times aside."""
    found = {}
    for summary in index.documents(WHOLE_ARCHIVE, limit=-1).documents:
        stored = index.document(WHOLE_ARCHIVE, summary.id)
        passages = index.document_passages(WHOLE_ARCHIVE, summary.id)
        states = index.token_states(WHOLE_ARCHIVE, passages)
        found[summary.id] = [
            (stored.document, stored.content_hash, stored.facts, stored.root),
            list(passages.values()),
            [(s.states, s.token_ids.tolist(), s.offsets.tolist()) for s in states.values()],
            index.vectors(WHOLE_ARCHIVE, list(passages)).tolist(),
        ]
    return found


def check_searches(index: ArchiveIndex, seed: int) -> None:
    """Searches must equal brute force over the vectors and terms that are stored."""
    stored: dict[int, IndexedPassage] = {}
    for summary in index.documents(WHOLE_ARCHIVE, limit=-1).documents:
        rows = index.document_passages(WHOLE_ARCHIVE, summary.id)
        stored |= zip(rows, index.whole(summary.id).passages, strict=True)
    live = sorted(stored)
    assert index.statistics(WHOLE_ARCHIVE).passages == len(live), "passages are counted wrong"
    draw = np.random.default_rng(seed)
    questions = draw.normal(size=(4, index.settings.dimension)).astype(np.float32)
    for question, hits in zip(
        questions, index.dense_search(WHOLE_ARCHIVE, questions, len(live) + 9), strict=True
    ):
        brute = {row: float(stored[row].vector @ question) for row in live}
        assert {hit.row for hit in hits} == set(brute), "other passages are found than stored"
        for hit in hits:
            assert abs(hit.score - brute[hit.row]) < 1e-4
    postings = Postings([
        build_segment(np.array(live, np.int64), [pack_terms(stored[row].terms) for row in live])
    ])  # fmt: skip
    terms = {f"w:{word}": 1.0 for word in WORDS} | {f"g:{word[:4]}": 0.5 for word in WORDS}
    places, scores, _ = postings.search(terms, len(live) + 9)
    expected = np.zeros(len(live), np.float32)
    expected[places] = scores
    found = index.lexical_search(WHOLE_ARCHIVE, terms, len(live) + 9).hits
    given = {hit.row: hit.score for hit in found}
    np.testing.assert_allclose([given.get(row, 0.0) for row in live], expected, atol=1e-4)


def be_quiet() -> None:
    """Of connections that broke off."""
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)


def run(kills: int, seed: int, on: str = "folder") -> Tally:
    """What `kills` did to one archive; raises AssertionError at the first thing that is wrong."""
    be_quiet()
    with contextlib.ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory())
        stack.enter_context(patch.dict(access._SCRYPT, CHEAP))
        servers = [stack.enter_context(running(SURE)) for _ in range(SERVERS[on])]
        test = CrashTest(Path(name), seed, servers)
        while test.tally.killed < kills:
            test.round()
            if test.tally.rounds % 10 == 0 or test.tally.killed >= kills:
                test.finish(test.place(f"fresh_{test.tally.rounds}"))
        return test.tally


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--each", type=int, default=50, help="kills that one archive lives through")
    parser.add_argument("--seed", type=int, default=1, help="of the first archive")
    parser.add_argument("--on", choices=SERVERS, default="folder", help="where the archive is")
    parser.add_argument("--log", type=Path, help="what was done; a later run goes on behind it")
    given = parser.parse_args()
    pieces = Pieces(given.log)
    for seed in pieces.left(given.seed):
        if (killed := pieces.total("killed")) >= given.kills:
            break
        try:
            tally = run(min(given.each, given.kills - killed), seed, given.on)
        except AssertionError as error:
            print(f"seed {seed}: {error}", file=sys.stderr)
            return 1
        pieces.add(seed, {name: getattr(tally, name) for name in Tally.__slots__})
        print(f"{pieces.total('killed')}/{given.kills} kills", file=sys.stderr)
    moments = Counter[str]()
    for counted in pieces.done.values():
        moments.update(counted["moments"])
    print(
        f"{pieces.total('killed')} kills ({dict(moments)}) in {pieces.total('rounds')} rounds, "
        f"{pieces.total('acknowledged')} acknowledged documents, {pieces.total('keys')} keys and "
        f"{pieces.total('revoked')} revocations all there, "
        f"{pieces.total('compared')} comparisons with an archive made at once"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
