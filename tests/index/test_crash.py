from __future__ import annotations

from scripts.crash_test import run


def test_kill_minus_nine_loses_nothing_and_makes_nothing_up() -> None:
    """The short form of `python scripts/crash_test.py`, which kills 1,000 times."""
    tally = run(kills=10, seed=20)
    assert tally.killed >= 10  # the last round may kill indexing, backup and restoring
    assert tally.acknowledged > 0


def test_nor_does_it_in_postgresql_where_servers_die_as_well() -> None:
    tally = run(kills=6, seed=3, on="postgres")
    assert tally.killed >= 6
    assert tally.moments["server"] > 0
    assert tally.acknowledged > 0
