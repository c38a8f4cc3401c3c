from __future__ import annotations

from scripts.crash_test import run


def test_kill_minus_nine_loses_nothing_and_makes_nothing_up() -> None:
    """The short form of `python scripts/crash_test.py`, which kills 1,000 times."""
    tally = run(kills=10, seed=20)
    assert tally.killed >= 10  # the last round may kill indexing, backup and restoring
    assert tally.acknowledged > 0
