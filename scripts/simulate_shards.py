"""How long a search takes on several servers, drawn from what was measured.

    python scripts/measure_shards.py --servers 2 --size 13333 --answers 0 --log two.json
    python scripts/measure_shards.py --servers 3 --size 20000 --log three.json
    python scripts/simulate_shards.py two.json --cores 2 --check three.json
    python scripts/simulate_shards.py three.json

A search is the application's own work and some calls, each of which asks several servers at once
and waits for the slowest.  Searches are drawn from those of a log of `measure_shards.py`.  A
server's part of a call takes what the servers' parts took in that search in the mean, times how
much slower one of them was than the others, drawn from all searches; what the application does for
it (to send, and to read what comes) it does for one server after another.  What is read by row is
shared out among the servers.  Each call costs one round trip.

Words and the codes of vectors are searched in the application, whose cores share that of all
servers, unless `--apart` says that each server has a process beside it that does it.  What that
takes grows with the passages: `--each-million`, from `qa bench search`.  `--cores` is for servers
that share a machine; with `--check` what comes out is compared with what was measured there.  A log
that was made beside other work tells of proportions, not of times: `--as-if` scales it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_DRAWN = 4_000
"""Searches that are drawn for each line."""
_BY_ROW = ("read_passages", "token_states", "vectors", "labelled", "read_documents")
_EACH_MILLION = 187.0
"""Milliseconds of a processor for words and codes of a million passages, a search: what 8,000 and a
million took by `qa bench search`."""
_SERVERS = (1, 3, 10, 30, 100)
_PASSAGES = (100_000, 1_000_000)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one search: milliseconds of each server asked, (s,), and of what the application
    did for it."""

    name: str
    parts: Array
    own: Array


@dataclass(frozen=True, slots=True)
class Search:
    """`own` milliseconds of the application's, beside its calls."""

    own: float
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Log:
    """What was measured on so many servers of so many passages each; `uneven` is by how much single
    servers' parts of a call differ from their mean; `measured` (n,) are milliseconds of whole
    searches."""

    servers: int
    passages: float
    searches: tuple[Search, ...]
    uneven: Mapping[str, Array]
    measured: Array


@dataclass(frozen=True, slots=True)
class Setup:
    """What is predicted: `cores` that the servers share, 0 for machines of their own; `app_cores`
    are the application's; milliseconds of a `round_trip`, and of a processor for `each_million`."""

    servers: int
    passages: float
    cores: int
    app_cores: int
    round_trip: float
    apart: bool
    each_million: float


def read_log(file: Path, as_if: float = 0.0) -> Log:
    """The log, scaled so that the median search of one server takes `as_if` milliseconds."""
    known = json.loads(file.read_text(encoding="utf-8"))
    scale = as_if / float(np.median(known["one"])) if as_if else 1.0
    searches, ratios = [], dict[str, list[Array]]()
    for one in known["several"]:
        calls = []
        own = one["search"]
        for name, parts in one["calls"]:
            clock, worked = scale * np.array(parts, np.float64).T
            spent = np.maximum(clock - worked, 0.0)
            own -= clock.sum() / scale
            calls.append(Call(name, spent, worked))
            if len(spent) > 1:
                ratios.setdefault(name, []).append(spent / max(spent.mean(), 1e-6))
        searches.append(Search(max(scale * own, 0.0), tuple(calls)))
    uneven = {name: np.concatenate(some) for name, some in ratios.items()}
    passages = known["passages"] / known["servers"]
    measured = scale * np.array(known["measured"])
    return Log(known["servers"], passages, tuple(searches), uneven, measured)


def simulate(log: Log, setup: Setup, draw: np.random.Generator) -> Array:
    """Milliseconds of searches, (n,)."""
    calls = [call for search in log.searches for call in search.calls]
    least = [
        float(np.percentile([own.min() for own in some], 5))
        for some in ([call.parts for call in calls], [call.own for call in calls])
    ]
    chosen = draw.integers(len(log.searches), size=_DRAWN)
    return np.array([
        _search(log, log.searches[at], least, setup, draw) for at in chosen.tolist()
    ])  # fmt: skip


def _search(
    log: Log, search: Search, least: Sequence[float], setup: Setup, draw: np.random.Generator
) -> float:
    more = setup.each_million * max(setup.passages - log.passages, 0.0) / 1e6
    cores = 0 if setup.apart else setup.app_cores
    total = search.own + _together(np.full(setup.servers, more), cores)
    for call in search.calls:
        mean, own = call.parts.mean(), call.own.mean()
        if call.name in _BY_ROW:
            # A statement's own cost, and the rest by its share of the rows.
            mean, own = (
                fixed + max(spent - fixed, 0.0) * log.servers / setup.servers
                for fixed, spent in zip(least, (mean, own), strict=True)
            )
        parts = np.full(setup.servers, mean)
        if call.name in log.uneven and setup.servers > 1:
            parts *= draw.choice(log.uneven[call.name], setup.servers)
        total += _together(parts, setup.cores) + setup.round_trip + own * setup.servers
    return float(total)


def _together(parts: Array, cores: int) -> float:
    """When the last of the parts has ended, which so many cores work on; 0 for one each."""
    if not cores or cores >= len(parts):
        return float(parts.max())
    ends = np.zeros(cores)
    for part in parts:
        ends[ends.argmin()] += part
    return float(ends.max())


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("log", type=Path, help="of scripts/measure_shards.py")
    parser.add_argument("--servers", type=int, nargs="+", default=_SERVERS)
    parser.add_argument("--passages", type=int, nargs="+", default=_PASSAGES, help="of a server")
    parser.add_argument("--round-trip", type=float, default=0.3, help="milliseconds")
    parser.add_argument("--each-million", type=float, default=_EACH_MILLION, help="see above")
    parser.add_argument("--cores", type=int, default=0, help="that the servers share")
    parser.add_argument("--app-cores", type=int, default=2, help="of the application")
    parser.add_argument("--apart", action="store_true", help="see above")
    parser.add_argument("--as-if", type=float, default=0.0, help="see above, milliseconds")
    parser.add_argument("--check", type=Path, help="a log to compare with")
    given = parser.parse_args()
    log, draw = read_log(given.log, given.as_if), np.random.default_rng(100)
    if given.check:
        check(log, read_log(given.check), given, draw)
        return 0
    print("servers  passages each  passages in all  p50 ms  p95 ms")
    for passages in given.passages:
        for servers in given.servers:
            setup = _setup(given, servers, passages)
            p50, p95 = np.percentile(simulate(log, setup, draw), [50, 95])
            every = servers * passages
            print(f"{servers:7}  {passages:13,}  {every:15,}  {p50:6.0f}  {p95:6.0f}")
    return 0


def check(log: Log, measured: Log, given: argparse.Namespace, draw: np.random.Generator) -> None:
    """Predict what was measured, without a network between."""
    given.round_trip = 0.0
    setup = _setup(given, measured.servers, measured.passages)
    predicted = np.percentile(simulate(log, setup, draw), [50, 95])
    found = np.percentile(measured.measured, [50, 95])
    ratios = predicted / found
    print(
        f"{measured.servers} servers of {measured.passages:,.0f} passages, predicted from "
        f"{log.servers} of {log.passages:,.0f}: p50 / p95 {predicted[0]:.1f} / {predicted[1]:.1f} "
        f"ms; measured {found[0]:.1f} / {found[1]:.1f} ms; ratio {ratios[0]:.2f} / {ratios[1]:.2f}"
    )


def _setup(given: argparse.Namespace, servers: int, passages: float) -> Setup:
    return Setup(
        servers,
        passages,
        given.cores,
        given.app_cores,
        given.round_trip,
        given.apart,
        given.each_million,
    )


if __name__ == "__main__":
    sys.exit(main())
