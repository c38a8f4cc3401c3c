"""Discovery: stable order, nothing from outside, and names that cannot do harm."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from qa.documents.discover import discover, is_inside, safe_name, safe_path
from qa.documents.manifest import Problem
from qa.errors import UnsafePath


def test_folder_walk(tmp_path: Path) -> None:
    for name in ("б/екі.txt", "а.txt", "б/бір.md", ".hidden.txt", ".git/x.txt", "manifest.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("мәтін")
    files, problems = discover([tmp_path])
    assert [f.source for f in files] == ["а.txt", "б/бір.md", "б/екі.txt"]
    assert {f.root for f in files} == {tmp_path.resolve()}
    assert problems == ()


def test_a_file_has_its_folder_as_root_and_is_found_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    files, problems = discover([tmp_path / "a.txt", tmp_path])
    assert [(f.source, f.root) for f in files] == [("a.txt", tmp_path)]
    assert problems == ()


def test_sources_are_composed(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "йод.txt")
    (tmp_path / name).write_text("x")
    assert [f.source for f in discover([tmp_path])[0]] == ["йод.txt"]


def test_nothing_and_nowhere(tmp_path: Path) -> None:
    assert discover([]) == ((), ())
    assert discover([tmp_path]) == ((), ())
    missing = tmp_path / "absent"
    assert discover([missing]) == ((), (Problem(str(missing), "no such file or folder"),))


def test_links_out_of_the_folder_are_reported_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    inside = tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (outside / "secret.txt").write_text("құпия")
    (inside / "own.txt").write_text("өз")
    (inside / "file.txt").symlink_to(outside / "secret.txt")
    (inside / "folder").symlink_to(outside)
    (inside / "gone.txt").symlink_to(outside / "absent.txt")
    (inside / "twin.txt").symlink_to(inside / "own.txt")
    (inside / "loop").symlink_to(inside)
    files, problems = discover([inside])
    assert [f.source for f in files] == ["own.txt"]
    reasons = {p.source: p.reason for p in problems}
    assert set(reasons) == {"file.txt", "folder", "gone.txt", "loop"}
    assert reasons["file.txt"] == "a symbolic link that leads outside the folder is not followed"
    assert reasons["loop"] == "a symbolic link to a folder is not followed"


def test_is_inside(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b.txt").write_text("")
    assert is_inside(tmp_path / "b.txt", tmp_path)
    assert not is_inside(tmp_path / "a" / ".." / "b.txt", tmp_path / "a")
    assert not is_inside(tmp_path / "absent", tmp_path)


@pytest.mark.parametrize("name", ["есеп.txt", "Жиын 26 (соңғы).docx", "a-b_c.d.pdf"])
def test_ordinary_names_pass(name: str) -> None:
    assert safe_name(name) == name


def test_a_name_is_composed_and_trimmed() -> None:
    assert safe_name(unicodedata.normalize("NFD", " йод.txt ")) == "йод.txt"


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        ".",
        "..",
        "../a.txt",
        "a/../b.txt",
        "/etc/passwd",
        "a\\b.txt",
        "..\\a.txt",
        "C:a.txt",
        "a\x00.txt",
        "a\nb.txt",
        "a\u202etxt.exe",
        ".bashrc",
        "con.txt",
        "NUL",
        "a.txt.",
        "ұ" * 101 + ".txt",
        "a\ud800.txt",
    ],
)
def test_dangerous_names_are_refused(name: str) -> None:
    with pytest.raises(UnsafePath, match=r"is refused: .*; rename the file") as caught:
        safe_name(name)
    # Messages go to terminals and logs: no control characters in them.
    assert str(caught.value).isprintable()


def test_folders_of_an_uploaded_file_are_kept() -> None:
    assert safe_path("отчёты/2024/a.txt") == "отчёты/2024/a.txt"


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "a//b.txt", "a/../b.txt", "a/.hidden/b.txt", "a/", "d/" * 30 + "x"]
)
def test_folders_that_lead_elsewhere_are_refused(name: str) -> None:
    with pytest.raises(UnsafePath):
        safe_path(name)
