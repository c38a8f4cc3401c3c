"""Stages are counted without what runs inside them."""

from __future__ import annotations

import time

from qa.stages import Stage, stage, watched


def test_each_is_counted_without_what_runs_inside() -> None:
    with watched() as watch:
        with stage(Stage.GENERATE):
            time.sleep(0.02)
            for _ in range(2):
                with stage(Stage.CHECK):
                    time.sleep(0.03)
        with stage(Stage.GENERATE):
            time.sleep(0.01)
    assert list(watch.milliseconds) == ["check", "generate"]
    assert watch.milliseconds["check"] >= 60
    assert 30 <= watch.milliseconds["generate"] < watch.milliseconds["check"] + 1000
    with stage(Stage.SEARCH):
        pass
    assert Stage.SEARCH not in watch.seconds


def test_what_fails_is_counted_too() -> None:
    with watched() as watch:
        try:
            with stage(Stage.READ):
                raise KeyError
        except KeyError:
            pass
        assert watch.seconds[Stage.READ] >= 0
    with watched() as other:
        assert other.seconds == {}
