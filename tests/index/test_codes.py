"""Codes of vectors, against comparing them all."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from qa.index.postgres import codes
from qa.index.postgres.codes import Coded, Codes, encode
from qa.index.statistics import LANGUAGES

DIMENSION = 80
"""No multiple of 64."""
ONE, OTHER = LANGUAGES[0], LANGUAGES[1]


def made(number: int, seed: int) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Vectors around a mean of their language, as a model's are."""
    draw = np.random.default_rng(seed)
    languages = draw.integers(0, 2, number).astype(np.uint8)
    means = np.random.default_rng(7).normal(size=(2, DIMENSION)) * 2
    vectors = means[languages] + draw.normal(size=(number, DIMENSION))
    vectors /= np.linalg.norm(vectors, axis=1)[:, None]
    return vectors.astype(np.float32), languages


PARTS = [made(3_000, 1), made(700, 2)]
VECTORS = np.concatenate([vectors for vectors, _ in PARTS])
SPOKEN = np.concatenate([languages for _, languages in PARTS])
CODED = [(0, encode(*PARTS[0])), (3_000, encode(*PARTS[1]))]
QUESTIONS = np.random.default_rng(3).normal(size=(20, DIMENSION)).astype(np.float32)


def exact(question: NDArray[np.float32], allowed: NDArray[np.bool_], k: int) -> set[int]:
    scores = np.where(allowed, VECTORS @ question, -np.inf)
    return set(np.argsort(-scores)[:k].tolist())


@pytest.mark.parametrize("small", [0, 500, 4_096])
@pytest.mark.parametrize("promising", [400, 8_192])
@pytest.mark.parametrize("spoken", [[ONE], [OTHER], [ONE, OTHER]])
def test_the_nearest_are_among_those_that_codes_promise(
    promising: int, small: int, spoken: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "_PROMISING", promising)
    monkeypatch.setattr(codes, "_AT_ONCE", 500)
    monkeypatch.setattr(codes, "_COMPARED_AT_ONCE", 100)
    monkeypatch.setattr(codes, "_SMALL", small)
    coded = Coded(CODED)
    of_them = np.isin(SPOKEN, [LANGUAGES.index(language) for language in spoken])
    some = of_them & (np.arange(len(SPOKEN)) % 3 > 0)
    for allowed, mask in ((of_them, None), (some, some)):
        there = 0
        for question in QUESTIONS:
            found = coded.nearest(mask, spoken, question, 40).tolist()  # type: ignore[arg-type]
            assert len(found) == len(set(found)) == 40
            assert allowed[found].all()
            there += len(exact(question, allowed, 20) & set(found))
        assert there >= (0.99 if promising > 1_000 else 0.95) * 20 * len(QUESTIONS)


def test_fewer_than_asked_for_are_all_found() -> None:
    mask = np.zeros(len(SPOKEN), bool)
    mask[[5, 3_100]] = True
    found = Coded(CODED).nearest(mask, [ONE, OTHER], QUESTIONS[0], 40)
    assert sorted(found.tolist()) == [5, 3_100]
    assert Coded([]).nearest(None, [ONE], QUESTIONS[0], 40).tolist() == []


def test_vectors_that_are_their_mean_have_codes() -> None:
    same = np.ones((4, DIMENSION), np.float32)
    found = Coded([(0, encode(same, np.zeros(4, np.uint8)))]).nearest(None, [ONE], same[0], 3)
    assert len(found) == 3


def test_codes_come_back_from_a_file() -> None:
    _, known = CODED[1]
    again = Codes.of(known.arrays() | {"rows": np.zeros(1)})
    assert again is not None
    found = Coded([(0, again)]).nearest(None, [ONE], QUESTIONS[0], 10)
    assert found.tolist() == Coded([(0, known)]).nearest(None, [ONE], QUESTIONS[0], 10).tolist()
    assert Codes.of({"rows": np.zeros(1)}) is None
