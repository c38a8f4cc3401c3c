"""`qa eval claims` on a few items with a stand-in for the model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from qa.errors import BadInput
from qa.evaluation.claim_items import ClaimItem, read_claims
from qa.evaluation.claims import measure, table
from qa.evaluation.classification import Bin, auc, balanced_accuracy, best_threshold, reliability
from qa.types import Language
from tests.fakes import FakeTokenEncoder

PASSAGE = "The mayor opened a school. It has 600 pupils. Rain fell in the night."


def item(key: str, claim: str, kind: str, split: str = "test") -> ClaimItem:
    supported = kind == "supported"
    return ClaimItem(
        key, claim, PASSAGE, Language.ENGLISH, Language.ENGLISH, supported, kind, split
    )


ITEMS = (
    item("a", "It has 600 pupils.", "supported"),
    item("b", "It has 700 pupils.", "number"),
    item("c", "Ships left the harbour early.", "foreign"),
    item("d", "Rain fell.", "supported", "dev"),
    item("e", "Ships left.", "foreign", "dev"),
    # Wrong on purpose: the checker says supported, so it is a miss.
    item("f", "Rain fell in the night.", "elsewhere"),
)


def test_figures_of_one_split() -> None:
    report = measure(ITEMS, "test", FakeTokenEncoder(512))
    assert report.items == 4
    assert {kind: group.right for kind, group in report.checker.kinds.items()} == {
        "elsewhere": 0.0,
        "foreign": 1.0,
        "number": 1.0,
        "supported": 1.0,
    }
    assert report.checker.balanced_accuracy == pytest.approx((1 + 2 / 3) / 2)
    assert report.checker.pairs["en→en"].items == 4
    # The cosine takes the changed number for the truth.
    assert report.baselines["cosine, best sentence"].kinds["number"].right == 0.0
    assert [miss.id for miss in report.misses] == ["f"]


def test_the_report_as_json_table_and_markdown() -> None:
    report = measure(ITEMS, "test", FakeTokenEncoder(512))
    written = json.loads(report.to_json())
    assert written["checker"]["kinds"]["number"]["auc"] is None
    assert "balanced accuracy" in table(report)
    page = report.to_markdown()
    assert "### f: elsewhere, en→en" in page
    assert "- evidence: Rain fell in the night." in page


def test_absent_data_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no evaluation data"):
        read_claims(tmp_path)


def test_items_are_read(tmp_path: Path) -> None:
    row = {
        "id": "c1",
        "claim": "Біреу келді.",
        "passage": "Кто-то пришёл.",
        "claim_lang": "kk",
        "passage_lang": "ru",
        "supported": True,
        "kind": "supported",
        "split": "dev",
    }
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "claims.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    (found,) = read_claims(tmp_path)
    assert (found.pair, found.supported, found.claim) == ("kk→ru", True, "Біреу келді.")


def test_measures() -> None:
    truth = np.array([True, True, False, False])
    scores = np.array([0.9, 0.4, 0.4, 0.1])
    assert auc(scores, truth) == 0.875
    assert balanced_accuracy(scores >= 0.5, truth) == 0.75
    assert best_threshold(scores, truth) == 0.4
    low, high = reliability(scores, truth, bins=2)
    assert (low.low, low.high, low.items) == (0.0, 0.5, 3)
    assert (low.mean_score, low.share_true) == pytest.approx((0.3, 1 / 3))
    assert high == Bin(0.5, 1.0, 1, 0.9, 1.0)
    assert np.isnan(auc(scores, np.ones(4, bool)))
