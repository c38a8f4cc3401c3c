"""What is the same in every database."""

from __future__ import annotations

import json

import pytest

from qa.index.writer import metadata_json


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"б": "ә", "а": None, "в": {"я": 1, "ю": [True, 0.5]}, "г": []},
        {"rows": [[n, n + 1, "Парақ", n] for n in range(12_001)], "pages": [(0, 1)] * 5000},
    ],
)
def test_metadata_is_written_as_json_writes_it(metadata: dict[str, object]) -> None:
    expected = json.dumps(metadata, ensure_ascii=False, sort_keys=True)
    assert metadata_json(metadata) == expected


def test_no_piece_of_metadata_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    longest = 0
    dumps = json.dumps

    def noting(value: object, **how: bool) -> str:
        nonlocal longest
        longest = max(longest, len(value) if isinstance(value, list) else 0)
        return dumps(value, **how)  # type: ignore[arg-type]

    monkeypatch.setattr("qa.index.writer.json.dumps", noting)
    metadata_json({"rows": [[n, n] for n in range(50_000)]})
    assert 0 < longest <= 5000
