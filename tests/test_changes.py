"""What counts as new, changed, unchanged and gone."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from qa.changes import Changes, document_id, find_changes, known_paths
from qa.errors import BadInput
from qa.index.passage_index import PassageIndex
from qa.index.reading import FileCopy, Unreadable
from qa.types import DEFAULT_COLLECTION, WHOLE_ARCHIVE, Scope


class Known:
    """Stands for an index: content hashes by source, by root."""

    def __init__(self) -> None:
        self.held: dict[str, dict[str, str]] = {}
        self.whole: list[str] = []
        self.kept_copies: list[FileCopy] = []

    def roots(self, scope: Scope) -> list[str]:
        return list(self.held)

    def known_sources(self, scope: Scope, root: str) -> dict[str, str]:
        return dict(self.held.get(root, {}))

    def folders(self, scope: Scope) -> list[str]:
        return self.whole

    @property
    def reading(self) -> Known:
        return self

    def copies(self, scope: Scope) -> list[FileCopy]:
        return self.kept_copies

    def unread(self, scope: Scope) -> list[Unreadable]:
        return []

    @property
    def access(self) -> Known:
        return self

    def names(self, scope: Scope) -> tuple[str, ...]:
        return (DEFAULT_COLLECTION,)

    def paths(self) -> list[Path]:
        return known_paths(cast("PassageIndex", self), WHOLE_ARCHIVE)

    def find(self, *paths: Path, max_bytes: int = 1000) -> Changes:
        return find_changes(cast("PassageIndex", self), DEFAULT_COLLECTION, paths, max_bytes)

    def follow(self, *paths: Path) -> Changes:
        """Find the changes, and store them as indexing would."""
        changes = self.find(*paths)
        self.whole += [folder for folder in changes.folders if folder not in self.whole]
        for file in changes.changed:
            self.held.setdefault(file.root, {})[file.source] = file.content_hash
        for root, sources in self.held.items():
            gone = [s for s in sources if document_id(root, s) in changes.vanished]
            for source in gone:
                del sources[source]
        return changes


def write(folder: Path, **files: str) -> Path:
    """Files by name, `__` for `/`; returns the folder."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def sources(changes: Changes) -> list[str]:
    return [file.source for file in changes.changed]


def problems(changes: Changes) -> list[tuple[str, str]]:
    return [(problem.source, problem.reason) for problem in changes.problems]


def manifest(folder: Path, entries: Sequence[dict[str, Any]]) -> None:
    (folder / "manifest.json").write_text(json.dumps(entries), encoding="utf-8")


@pytest.fixture
def index() -> Known:
    return Known()


def test_a_second_look_finds_nothing(index: Known, tmp_path: Path) -> None:
    folder = write(tmp_path / "a", one="1", sub__two="2")
    first = index.follow(folder)
    assert sources(first) == ["one.txt", "sub/two.txt"]
    assert [(f.root, f.known) for f in first.changed] == [(str(folder), False)] * 2
    assert index.find(folder) == Changes((), 2, (), (), (str(folder),))


def test_changed_bytes_are_an_update_and_a_missing_file_has_vanished(
    index: Known, tmp_path: Path
) -> None:
    folder = write(tmp_path / "a", one="1", two="2", three="3")
    index.follow(folder)
    write(folder, two="2nd")
    (folder / "three.txt").unlink()
    found = index.find(folder)
    assert [(f.source, f.known) for f in found.changed] == [("two.txt", True)]
    assert found.vanished == (document_id(str(folder), "three.txt"),)
    assert found.unchanged == 1


def test_a_touched_file_is_unchanged(index: Known, tmp_path: Path) -> None:
    folder = write(tmp_path / "a", one="1")
    index.follow(folder)
    os.utime(folder / "one.txt", (1, 1))
    assert index.find(folder).unchanged == 1


def test_a_manifest_entry_changes_its_own_file_only(index: Known, tmp_path: Path) -> None:
    folder = write(tmp_path / "a", one="1", two="2")
    index.follow(folder)
    manifest(folder, [{"file": "two.txt", "title": "Екі"}])
    changed = index.follow(folder).changed
    assert [(f.source, f.entry.title) for f in changed] == [("two.txt", "Екі")]
    manifest(folder, [{"file": "two.txt", "title": "Екі"}, {"file": "absent.txt"}])
    assert index.find(folder).unchanged == 2


def test_the_nearest_manifest_counts_from_whichever_folder_is_given(
    index: Known, tmp_path: Path
) -> None:
    folder = write(tmp_path / "a", sub__one="1", sub__two="2")
    manifest(folder, [{"file": f"sub/{n}.txt", "title": "from above"} for n in ("one", "two")])
    manifest(folder / "sub", [{"file": "two.txt", "title": "from beside"}])
    changed = index.follow(folder).changed
    assert [f.entry.title for f in changed] == ["from above", "from beside"]
    assert index.find(folder / "sub").unchanged == 2
    assert index.find(folder / "sub/one.txt").unchanged == 1


def test_a_damaged_manifest_is_named_by_its_place(index: Known, tmp_path: Path) -> None:
    folder = write(tmp_path / "a", sub__one="1")
    (folder / "sub/manifest.json").write_text("{")
    (found,) = index.find(folder).problems
    assert found.source == "sub/manifest.json"
    assert found.reason.startswith("the manifest is ignored: ")


def test_equal_names_in_two_folders_are_two_documents(index: Known, tmp_path: Path) -> None:
    one, two = write(tmp_path / "one", text="a"), write(tmp_path / "two", text="b")
    changes = index.follow(one, two)
    assert [(f.root, f.source) for f in changes.changed] == [
        (str(one), "text.txt"),
        (str(two), "text.txt"),
    ]
    assert document_id(str(one), "text.txt") != document_id(str(two), "text.txt")
    (two / "text.txt").unlink()
    write(two, other="c")
    assert index.find(one, two).vanished == (document_id(str(two), "text.txt"),)


def test_a_subfolder_is_brought_up_to_date_in_place(index: Known, tmp_path: Path) -> None:
    folder = write(tmp_path / "a", one="1", sub__two="2", sub__three="3", subway__four="4")
    index.follow(folder)
    write(folder, one="changed, and not looked at", sub__two="2nd", sub__new="n")
    (folder / "sub/three.txt").unlink()
    (folder / "subway/four.txt").unlink()
    found = index.find(folder / "sub")
    assert [(f.root, f.source) for f in found.changed] == [
        (str(folder), "sub/new.txt"),
        (str(folder), "sub/two.txt"),
    ]
    assert found.vanished == (document_id(str(folder), "sub/three.txt"),)


def test_a_folder_indexed_after_its_subfolder_stores_nothing_twice(
    index: Known, tmp_path: Path
) -> None:
    folder = write(tmp_path / "a", one="1", sub__two="2", sub__three="3")
    index.follow(folder / "sub")
    found = index.follow(folder)
    assert (sources(found), found.unchanged, found.vanished) == (["one.txt"], 2, ())
    (folder / "sub/two.txt").unlink()
    found = index.follow(folder)
    assert found.vanished == (document_id(str(folder / "sub"), "two.txt"),)
    assert index.find(folder / "sub") == Changes((), 1, (), (), (str(folder / "sub"),))


@pytest.mark.parametrize("order", [1, -1])
def test_a_folder_given_with_its_subfolder_is_one_root(
    index: Known, tmp_path: Path, order: int
) -> None:
    folder = write(tmp_path / "a", one="1", sub__two="2")
    given = [folder, folder / "sub"][::order]
    assert {(f.root, f.source) for f in index.follow(*given).changed} == {
        (str(folder), "one.txt"),
        (str(folder), "sub/two.txt"),
    }
    assert index.find(*given).unchanged == 2


def test_a_file_alone_leaves_its_neighbours_in_peace(index: Known, tmp_path: Path) -> None:
    folder = write(tmp_path / "a", one="1", two="2")
    index.follow(folder)
    write(folder, one="1st")
    (folder / "two.txt").unlink()
    found = index.find(folder / "one.txt")
    assert (sources(found), found.vanished) == (["one.txt"], ())


def test_a_file_indexed_alone_keeps_its_root(index: Known, tmp_path: Path) -> None:
    folder = write(tmp_path / "a", sub__one="1", sub__two="2")
    index.follow(folder / "sub/one.txt")
    found = index.follow(folder)
    assert (sources(found), found.unchanged) == (["sub/two.txt"], 1)


def test_nothing_to_index_is_refused_and_nothing_lost(index: Known, tmp_path: Path) -> None:
    folder = write(tmp_path / "a", one="1", sub__two="2")
    index.follow(folder)
    (folder / "one.txt").rename(tmp_path / "elsewhere.mp3")
    (folder / "sub/two.txt").rename(folder / "song.mp3")
    with pytest.raises(BadInput, match=r"no file with one of the endings \.txt, .*; the 2 indexed"):
        index.find(folder)
    with pytest.raises(BadInput, match=r"nowhere: no such file or folder"):
        index.find(tmp_path / "nowhere")
    with pytest.raises(BadInput, match=r"song\.mp3: no file with one of the endings"):
        index.find(folder / "song.mp3")


def test_an_empty_folder_beside_a_full_one_loses_nothing(index: Known, tmp_path: Path) -> None:
    disk, folder = write(tmp_path / "disk", one="1"), write(tmp_path / "a", two="2")
    index.follow(disk, folder)
    (disk / "one.txt").unlink()
    (folder / "two.txt").unlink()
    write(folder, three="3")
    found = index.find(disk, folder)
    assert found.vanished == (document_id(str(folder), "two.txt"),)
    ((source, reason),) = problems(found)
    assert source == str(disk)
    assert reason.endswith(
        "; the 1 indexed from there are kept, `qa documents remove` removes them"
    )


def test_a_folder_that_cannot_be_read_keeps_what_it_held(
    index: Known, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "a", one="1", sub__two="2", sub__deep__three="3", sub2__four="4")
    index.follow(folder)
    (folder / "sub2/four.txt").unlink()
    scandir = os.scandir

    def failing(path: Any) -> Any:
        if Path(path).name == "sub":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", failing)
    found = index.find(folder)
    assert problems(found) == [("sub", "the folder cannot be read: Permission denied")]
    assert found.vanished == (document_id(str(folder), "sub2/four.txt"),)


def test_a_file_that_cannot_be_read_is_reported_and_kept(
    index: Known, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "a", one="1", two="2")
    index.follow(folder)
    write(folder, one="1st")
    opened = Path.open

    def failing(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == "two.txt":
            raise OSError(5, "Input/output error")
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", failing)
    found = index.find(folder)
    assert problems(found) == [("two.txt", "cannot be read: Input/output error")]
    assert (sources(found), found.vanished) == (["one.txt"], ())


def test_what_will_be_refused_is_not_read(
    index: Known, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "a", small="12", large="123")
    (folder / "film.avi").write_text("1")
    monkeypatch.setattr(Path, "open", None)
    with pytest.raises(TypeError):
        index.find(folder, max_bytes=2)
    (folder / "small.txt").unlink()
    found = index.find(folder, max_bytes=2)
    assert [(f.source, f.content_hash) for f in found.changed] == [
        ("film.avi", ""),
        ("large.txt", ""),
    ]


def test_a_folder_is_the_same_through_a_symbolic_link(index: Known, tmp_path: Path) -> None:
    folder = write(tmp_path / "a", sub__one="1")
    index.follow(folder)
    (tmp_path / "link").symlink_to(folder)
    assert index.find(tmp_path / "link") == Changes((), 1, (), (), (str(folder),))
    assert index.find(tmp_path / "link/sub/one.txt") == Changes((), 1, (), (), ())
    found = index.find(tmp_path / "link/sub/../sub")
    assert found == Changes((), 1, (), (), (str(folder / "sub"),))


def test_a_link_out_of_the_folder_is_reported_and_what_it_replaced_is_kept(
    index: Known, tmp_path: Path
) -> None:
    folder = write(tmp_path / "a", one="1", two="2")
    outside = write(tmp_path / "outside", secret="s") / "secret.txt"
    index.follow(folder)
    (folder / "one.txt").unlink()
    (folder / "one.txt").symlink_to(outside)
    found = index.find(folder)
    reason = "a symbolic link that leads outside the folder is not followed"
    assert found == Changes((), 1, (), found.problems, (str(folder),))
    assert problems(found) == [("one.txt", reason)]


def test_a_link_given_by_name_lies_in_its_own_folder(index: Known, tmp_path: Path) -> None:
    real = write(tmp_path / "a", one="1") / "one.txt"
    (tmp_path / "links").mkdir()
    (tmp_path / "links/alias.txt").symlink_to(real)
    (file,) = index.find(tmp_path / "links/alias.txt").changed
    assert (file.root, file.source) == (str(tmp_path / "links"), "alias.txt")


def test_names_in_another_normal_form_are_the_same(index: Known, tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "мұрағат й")
    folder = write(tmp_path / name, **{name: "1"})
    assert sources(index.follow(folder)) == [unicodedata.normalize("NFC", f"{name}.txt")]
    assert index.find(folder) == Changes((), 1, (), (), (str(folder.resolve()),))
    (folder / f"{name}.txt").unlink()
    write(folder, other="2")
    assert len(index.find(folder).vanished) == 1


def test_uploads_belong_to_no_folder(
    index: Known, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.held["upload"] = {"letter.txt": "hash"}
    folder = write(tmp_path / "upload", other="1")
    monkeypatch.chdir(tmp_path)
    found = index.find(Path("upload"))
    assert [(f.root, f.source) for f in found.changed] == [(str(folder), "other.txt")]
    assert found.vanished == ()


def test_what_was_indexed_is_what_is_read_again(index: Known, tmp_path: Path) -> None:
    folder = write(tmp_path / "a", one="1")
    other = write(tmp_path / "b", two="2", three="3")
    index.follow(folder)
    index.follow(other / "two.txt")
    # The folder of a file that was given by name was not given itself.
    assert index.paths() == [folder, other / "two.txt"]
    index.held["upload"] = {"four.txt": "4"}
    assert index.paths() == [folder, other / "two.txt"]
    index.follow(other)
    assert index.paths() == [folder, other]


def test_a_folder_that_is_gone_is_named_while_its_documents_are_kept(
    index: Known, tmp_path: Path
) -> None:
    folder, other = write(tmp_path / "a", one="1"), write(tmp_path / "b", two="2")
    index.follow(folder, other)
    folder.rename(tmp_path / "c")
    assert index.paths() == [folder, other]
    assert problems(index.find(*index.paths())) == [(str(folder), "no such file or folder")]
    del index.held[str(folder)]
    assert index.paths() == [other]


def test_nothing_indexed_is_nothing_to_read_again(index: Known) -> None:
    assert index.paths() == []
