"""Loading: every kind of bad file is a typed error that names it; good ones go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.documents.formats.layout import Layout
from qa.documents.load import FORMATS, Format, load_bytes, load_file
from qa.errors import (
    DamagedDocument,
    DocumentError,
    EmptyDocument,
    ReadingStopped,
    TooLarge,
    UnsafePath,
    UnsupportedFormat,
)
from qa.settings import Settings
from tests.documents.builders import make_docx, make_pdf

SETTINGS = Settings()


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "data", "error", "says"),
    [
        ("a.xyz", b"x", UnsupportedFormat, r"a\.xyz: the format \.xyz is not known; expected one"),
        ("a", b"x", UnsupportedFormat, r"\(no extension\) is not known"),
        ("a.txt", b"", EmptyDocument, r"a\.txt: the file is empty"),
        ("a.pdf", b"", EmptyDocument, r"a\.pdf: the file is empty"),
        ("a.txt", b" \n\t\r\n", EmptyDocument, r"a\.txt: the file is empty"),
        ("a.md", b"<!-- -->", EmptyDocument, r"a\.md: no text was found"),
        ("a.txt", bytes(range(256)), DamagedDocument, r"a\.txt: .* its content is binary"),
        ("a.txt", b"%PDF-1.4 x", DamagedDocument, r"a\.txt: .* its content is a PDF"),
        ("a.pdf", b"plain text", DamagedDocument, r"a\.pdf: .*does not begin like a PDF"),
        ("a.docx", b"plain text", DamagedDocument, r"a\.docx: the Word file's container"),
        ("a.docx", b"\xd0\xcf\x11\xe0" * 9, DamagedDocument, r"a\.docx: .*save it again"),
    ],
)
def test_bad_files(
    tmp_path: Path, name: str, data: bytes, error: type[DocumentError], says: str
) -> None:
    path = write(tmp_path, name, data)
    with pytest.raises(error, match=says):
        load_file(path, tmp_path, SETTINGS)


def test_good_files_of_every_format(tmp_path: Path) -> None:
    contents = {
        ".txt": "Бірлік".encode(),
        ".md": "# Бірлік".encode(),
        ".markdown": "Бірлік".encode(),
        ".html": "<p>Бірлік".encode(),
        ".htm": "<p>Бірлік".encode(),
        ".docx": make_docx([("Бірлік", None)]),
        ".pdf": make_pdf([["Бірлік"]]),
    }
    for suffix, data in contents.items():
        loaded = load_file(write(tmp_path, f"ф{suffix.upper()}", data), tmp_path, SETTINGS)
        assert loaded.layout.text == "Бірлік"
        assert (loaded.source, loaded.size) == (f"ф{suffix.upper()}", len(data))


def test_a_large_file_is_refused_without_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)

    def no_reading(*args: object, **options: object) -> None:
        raise AssertionError("the file was opened")

    monkeypatch.setattr(Path, "open", no_reading)
    with pytest.raises(TooLarge, match=r"big\.txt: 200000000 bytes, more than"):
        load_file(path, tmp_path, SETTINGS)


def test_the_limit_itself_is_allowed(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", b"abcd")
    assert load_file(path, tmp_path, Settings(max_document_bytes=4)).size == 4
    with pytest.raises(TooLarge):
        load_file(path, tmp_path, Settings(max_document_bytes=3))


def test_paths_that_lead_outside(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    secret = write(tmp_path, "secret.txt", b"secret")
    (inside / "link.txt").symlink_to(secret)
    for path in (inside / "link.txt", inside / ".." / "secret.txt", secret):
        with pytest.raises(UnsafePath, match="leads outside inside/"):
            load_file(path, inside, SETTINGS)


def test_missing_folders_and_special_names(tmp_path: Path) -> None:
    (tmp_path / "dir.txt").mkdir()
    (tmp_path / "broken.txt").symlink_to(tmp_path / "absent.txt")
    with pytest.raises(DocumentError, match=r"dir\.txt: not a regular file"):
        load_file(tmp_path / "dir.txt", tmp_path, SETTINGS)
    for name in ("broken.txt", "absent.txt"):
        with pytest.raises(DocumentError, match="no such file, or a broken link"):
            load_file(tmp_path / name, tmp_path, SETTINGS)
    with pytest.raises(UnsafePath, match="NUL"):
        load_file(tmp_path / "a\x00.txt", tmp_path, SETTINGS)


def test_a_file_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.txt", b"text")

    def refuse(*args: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    # Tests may run as a user whom file modes don't stop.
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DocumentError, match=r"a\.txt: .*Permission denied; check its permissions"):
        load_file(path, tmp_path, SETTINGS)


def test_uploads_are_loaded_from_memory() -> None:
    assert load_bytes("Бірлік".encode(), "жүктеу.txt", FORMATS[".txt"]).text == "Бірлік"
    with pytest.raises(EmptyDocument, match=r"жүктеу\.txt"):
        load_bytes(b"", "жүктеу.txt", FORMATS[".txt"])


class Panic(BaseException):
    """What a library in another language throws."""


@pytest.mark.parametrize(
    ("thrown", "error", "says"),
    [
        (MemoryError(), ReadingStopped, "too large inside .* QA_PARSER_MEMORY_MB"),
        (RecursionError(), DamagedDocument, "too deeply nested"),
        (LookupError("codec"), DamagedDocument, r"selectolax cannot read it \(LookupError\)"),
        (Panic(), DamagedDocument, r"selectolax cannot read it \(Panic\)"),
    ],
)
def test_whatever_a_library_throws_is_the_files_error(
    monkeypatch: pytest.MonkeyPatch,
    thrown: BaseException,
    error: type[DocumentError],
    says: str,
) -> None:
    def load(known: Format, data: bytes) -> Layout:
        raise thrown

    monkeypatch.setattr(Format, "load", load)
    with pytest.raises(error, match=rf"a\.html: {says}"):
        load_bytes(b"x", "a.html", FORMATS[".html"])


def test_ctrl_c_is_no_files_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(known: Format, data: bytes) -> Layout:
        raise KeyboardInterrupt

    monkeypatch.setattr(Format, "load", load)
    with pytest.raises(KeyboardInterrupt):
        load_bytes(b"x", "a.html", FORMATS[".html"])
