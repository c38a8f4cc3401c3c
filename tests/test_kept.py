from __future__ import annotations

from qa.kept import Kept


def test_the_longest_unused_make_room() -> None:
    kept: Kept[int, str] = Kept(3)
    for key, value in enumerate("abc"):
        kept.keep(key, value)
    assert kept.find([2, 0, 7]) == {2: "c", 0: "a"}
    kept.keep(3, "d")
    assert kept.find(range(4)) == {0: "a", 2: "c", 3: "d"}


def test_sizes_count_and_what_is_too_large_is_not_kept() -> None:
    kept: Kept[str, str] = Kept(10)
    kept.keep("a", "a", 6)
    kept.keep("b", "b", 4)
    assert kept.find("ab") == {"a": "a", "b": "b"}
    kept.keep("a", "A", 7)
    assert kept.find("ab") == {"a": "A"}
    kept.keep("c", "c", 11)
    assert kept.find("abc") == {}
    kept.keep("d", "d", 10)
    assert kept.find("d") == {"d": "d"}
