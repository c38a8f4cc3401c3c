"""Count what leaks out of collections that a caller may not read.

    python scripts/measure_scope.py --cases 2000 --seed 1

Draws archives, callers and requests, and compares every reply with that of an archive which
holds only what the caller may read (see `tests/scopes.py`).  A case is one request.  Exit code 1
when a reply differs.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.scopes import compare, draw


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cases", type=int, default=2000, help="Requests to compare.")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    started, seed, leaks = time.monotonic(), given.seed, 0
    routes = Counter[str]()
    archives = 0
    # Ctrl-C ends it early, and what was compared until then is told.
    with suppress(KeyboardInterrupt):
        while routes.total() < given.cases:
            rng = random.Random(seed)
            case = draw(rng)
            with tempfile.TemporaryDirectory(prefix="qa-scope-") as folder:
                for ask, leak in compare(Path(folder), case, rng):
                    routes[ask.route] += 1
                    if leak is not None:
                        leaks += 1
                        print(f"LEAK seed {seed}: {leak.ask}\n--- given\n{leak.given}")
                        print(f"--- expected\n{leak.expected}", flush=True)
            archives, seed = archives + 1, seed + 1
            print(f"{routes.total()} replies, {leaks} leaks", file=sys.stderr, flush=True)
    for route, count in sorted(routes.items()):
        print(f"{count:6} {route}")
    seconds = time.monotonic() - started
    print(f"{routes.total()} replies of {archives} archives, {leaks} leaks, {seconds:.0f} s")
    return 1 if leaks else 0


if __name__ == "__main__":
    sys.exit(main())
