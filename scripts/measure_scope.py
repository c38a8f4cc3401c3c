"""Count what leaks out of collections that a caller may not read.

    python scripts/measure_scope.py --archives 2000 --log scope.jsonl
    python scripts/measure_scope.py --archives 100 --on postgres      # or shards: three servers

Draws archives, callers and requests, and compares every reply with that of an archive which
holds only what the caller may read (see `tests/scopes.py`).  Each archive is a piece of its own:
ended early, the same command goes on behind those that the file holds, and several may run
beside each other with files and seeds of their own.  Exit code 1 when a reply differs.

Most of the time goes to answering; with TMPDIR on a file system in memory, nothing waits for disks.
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from qa.index.passage_index import ArchiveIndex, IndexSettings
from qa.index.postgres.index import PostgresIndex
from qa.index.postgres.schema import scratch_schema
from qa.index.shards.index import ShardedIndex
from scripts.pieces import Pieces
from tests.index.server import running
from tests.scopes import compare, draw, in_folder

SERVERS = {"folder": 0, "postgres": 1, "shards": 3}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--archives", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1, help="of the first archive")
    parser.add_argument("--log", type=Path, help="what was done; a later run goes on behind it")
    parser.add_argument("--on", choices=SERVERS, default="folder", help="where the archives are")
    given = parser.parse_args()
    pieces = Pieces(given.log)
    logging.disable(logging.CRITICAL)  # of what is refused, twice an archive
    # Ctrl-C ends it early, and what was compared until then is told.
    with suppress(KeyboardInterrupt), ExitStack() as stack:
        servers = [stack.enter_context(running()) for _ in range(SERVERS[given.on])]
        urls = [server.new_database("scopes") for server in servers]
        for seed in pieces.left(given.seed):
            if len(pieces.done) >= given.archives:
                break
            routes, leaks = compared(seed, urls)
            pieces.add(seed, {"leaks": leaks, "replies": routes.total(), "routes": dict(routes)})
            print(f"{len(pieces.done)} archives, {pieces.total('leaks')} leaks", file=sys.stderr)
    routes = Counter[str]()
    for counted in pieces.done.values():
        routes.update(counted["routes"])
    for route, count in sorted(routes.items()):
        print(f"{count:6} {route}")
    leaks = pieces.total("leaks")
    print(f"{pieces.total('replies')} replies of {len(pieces.done)} archives, {leaks} leaks")
    return 1 if leaks else 0


def compared(seed: int, urls: Sequence[str]) -> tuple[Counter[str], int]:
    """Requests of an archive by route, and how many of their replies leak; the archive lies in a
    folder, or in databases."""
    rng, routes, leaks = random.Random(seed), Counter[str](), 0
    case = draw(rng)
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="qa-scope-"))

        def begin(own: Path, settings: IndexSettings) -> ArchiveIndex:
            if not urls:
                return in_folder(own, settings)
            places = [stack.enter_context(scratch_schema(url)) for url in urls]
            if len(places) > 1:
                return ShardedIndex.open(places, settings, create=True)
            return PostgresIndex.open(places[0], settings, create=True)

        for ask, leak in compare(Path(folder), case, rng, begin):
            routes[ask.route] += 1
            if leak is not None:
                leaks += 1
                print(f"LEAK seed {seed}: {leak.ask}\n--- given\n{leak.given}")
                print(f"--- expected\n{leak.expected}", flush=True)
    return routes, leaks


if __name__ == "__main__":
    sys.exit(main())
