"""How long a search takes on several servers, drawn from what was measured.

    python scripts/measure_shards.py --servers 2 --size 13333 --answers 0 --log two.json
    python scripts/measure_shards.py --servers 3 --size 20000 --answers 0 --log three.json
    python scripts/simulate_shards.py two.json --cores 2 --check three.json
    python scripts/simulate_shards.py three.json --growth bench.jsonl

A search is the application's own work and some calls, each of which asks several servers at once
and waits for the slowest.  Searches are drawn from those of a log of `measure_shards.py`.  A call's
part of a server takes what it took in that search, times how much slower one server was than the
others there, drawn from all searches; what is read by row is shared out among the servers; what
is searched grows as `--growth` says, the lines that `qa bench search` writes for one server of
several sizes.  Each call costs one round trip.

Words are searched in the application, whose cores share the parts of all servers, unless
`--words-apart` says that each server has a process beside it that does it.  `--cores` is for
servers that share a machine, and with `--check` what comes out is compared with what was measured
there.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_DRAWN = 4_000
"""Searches that are drawn for each line."""
_GROWING = {"dense_search": "dense", "lexical_search": "lexical"}
"""Calls that go over what a server has, with the stages of `qa bench search` that are the same."""
_BY_ROW = ("passages", "token_states", "vectors", "term_counts")
_SERVERS = (1, 3, 10, 30, 100)
_PASSAGES = (100_000, 1_000_000)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one search: milliseconds of each server asked, (s,)."""

    name: str
    parts: Array


@dataclass(frozen=True, slots=True)
class Search:
    """`own` milliseconds of the application's, beside its calls; `whole` as measured."""

    own: float
    calls: tuple[Call, ...]
    whole: float


@dataclass(frozen=True, slots=True)
class Log:
    """What was measured on so many servers of so many passages each; `uneven` is by how much single
    servers' parts of a call differ from their mean, and `begun` what beginning a call takes."""

    servers: int
    passages: float
    searches: tuple[Search, ...]
    uneven: Mapping[str, Array]
    begun: float


@dataclass(frozen=True, slots=True)
class Setup:
    """What is predicted: `cores` that the servers share, 0 for machines of their own; of the
    application's `app_cores`; milliseconds of a `round_trip`."""

    servers: int
    passages: float
    cores: int
    app_cores: int
    round_trip: float
    words_apart: bool


def read_log(file: Path) -> Log:
    known = json.loads(file.read_text(encoding="utf-8"))
    searches, ratios = [], dict[str, list[Array]]()
    waits = []
    for one in known["several"]:
        calls = []
        for name, whole, parts in one["calls"]:
            spent = np.array(parts, np.float64)
            calls.append(Call(name, spent))
            waits.append(whole - spent.max())
            if len(spent) > 1:
                ratios.setdefault(name, []).append(spent / max(spent.mean(), 1e-6))
        own = one["search"] - sum(whole for _, whole, _ in one["calls"])
        searches.append(Search(max(own, 0.0), tuple(calls), one["search"]))
    uneven = {name: np.concatenate(some) for name, some in ratios.items()}
    passages = known["passages"] / known["servers"]
    return Log(known["servers"], passages, tuple(searches), uneven, float(np.median(waits)))


def read_growth(file: Path | None) -> dict[str, tuple[Array, Array]]:
    """Passages and median milliseconds of each stage, by size."""
    if file is None:
        return {}
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    lines.sort(key=lambda line: line["passages"])
    sizes = np.array([line["passages"] for line in lines], np.float64)
    return {
        stage: (sizes, np.array([line["times"][stage]["p50"] for line in lines], np.float64))
        for stage in set(_GROWING.values())
    }


def grown(growth: tuple[Array, Array], before: float, after: float) -> float:
    """How much longer a stage takes with other passages: along straight lines through what was
    measured, on logarithmic scales; beyond it as between the last two."""
    sizes, times = (np.log(one) for one in growth)

    def at(passages: float) -> float:
        place = np.log(passages)
        if place <= sizes[-1] or len(sizes) < 2:
            return float(np.interp(place, sizes, times))
        slope = (times[-1] - times[-2]) / (sizes[-1] - sizes[-2])
        return float(times[-1] + slope * (place - sizes[-1]))

    return float(np.exp(at(after) - at(before)))


def simulate(
    log: Log, growth: Mapping[str, tuple[Array, Array]], setup: Setup, draw: np.random.Generator
) -> Array:
    """Milliseconds of searches, (n,)."""
    factors = {
        name: grown(growth[stage], log.passages, setup.passages)
        for name, stage in _GROWING.items()
        if stage in growth
    }
    least = np.percentile([c.parts.min() for s in log.searches for c in s.calls], 5)
    chosen = draw.integers(len(log.searches), size=_DRAWN)
    return np.array([
        _search(log, log.searches[at], factors, float(least), setup, draw)
        for at in chosen.tolist()
    ])  # fmt: skip


def _search(
    log: Log,
    search: Search,
    factors: Mapping[str, float],
    least: float,
    setup: Setup,
    draw: np.random.Generator,
) -> float:
    total = search.own
    for call in search.calls:
        mean = call.parts.mean()
        if call.name in _BY_ROW:
            # A statement's own cost, and the rest by its share of the rows.
            shared = max(mean - least, 0.0) * log.servers / setup.servers
            mean = least + shared
        parts = mean * factors.get(call.name, 1.0) * np.ones(setup.servers)
        if call.name in log.uneven and setup.servers > 1:
            parts *= draw.choice(log.uneven[call.name], setup.servers)
        cores = setup.cores
        if call.name == "lexical_search" and not setup.words_apart:
            cores = setup.app_cores
        total += _together(parts, cores) + setup.round_trip
        total += log.begun if setup.servers > 1 else 0.0
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
    parser.add_argument("--growth", type=Path, help="lines that `qa bench search` wrote")
    parser.add_argument("--servers", type=int, nargs="+", default=_SERVERS)
    parser.add_argument("--passages", type=int, nargs="+", default=_PASSAGES, help="of a server")
    parser.add_argument("--round-trip", type=float, default=0.3, help="milliseconds")
    parser.add_argument("--cores", type=int, default=0, help="that the servers share")
    parser.add_argument("--app-cores", type=int, default=2, help="of the application")
    parser.add_argument("--words-apart", action="store_true", help="see above")
    parser.add_argument("--check", type=Path, help="a log to compare with")
    given = parser.parse_args()
    log, growth = read_log(given.log), read_growth(given.growth)
    draw = np.random.default_rng(100)
    if given.check:
        return check(log, growth, read_log(given.check), given, draw)
    print("servers  passages each  passages in all  p50 ms  p95 ms")
    for passages in given.passages:
        for servers in given.servers:
            setup = _setup(given, servers, passages)
            p50, p95 = np.percentile(simulate(log, growth, setup, draw), [50, 95])
            every = servers * passages
            print(f"{servers:7}  {passages:13,}  {every:15,}  {p50:6.0f}  {p95:6.0f}")
    return 0


def check(
    log: Log,
    growth: Mapping[str, tuple[Array, Array]],
    measured: Log,
    given: argparse.Namespace,
    draw: np.random.Generator,
) -> int:
    """Predict what was measured, without a network between."""
    given.round_trip = 0.0
    setup = _setup(given, measured.servers, measured.passages)
    predicted = np.percentile(simulate(log, growth, setup, draw), [50, 95])
    found = np.percentile([one.whole for one in measured.searches], [50, 95])
    ratios = predicted / found
    print(
        f"{measured.servers} servers of {measured.passages:,.0f} passages, predicted from "
        f"{log.servers} of {log.passages:,.0f}: p50 / p95 {predicted[0]:.1f} / {predicted[1]:.1f} "
        f"ms; measured {found[0]:.1f} / {found[1]:.1f} ms; ratio {ratios[0]:.2f} / {ratios[1]:.2f}"
    )
    return 0


def _setup(given: argparse.Namespace, servers: int, passages: float) -> Setup:
    return Setup(
        servers, passages, given.cores, given.app_cores, given.round_trip, given.words_apart
    )


if __name__ == "__main__":
    sys.exit(main())
