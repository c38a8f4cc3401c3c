"""Nothing comes through of what a caller may not read (`scripts/measure_scope.py` tries more)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.scopes import compare, draw


@pytest.mark.parametrize("seed", range(6))
def test_an_archive_says_what_one_with_only_the_permitted_documents_says(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    found = list(compare(tmp_path, draw(rng), rng))
    assert len(found) in (29, 30)
    assert [leak for _, leak in found if leak is not None] == []
