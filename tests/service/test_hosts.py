"""Which names the server answers to."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.service.app import create_app
from qa.service.hosts import own_names
from qa.settings import Settings
from tests.fake_archive import FakeArchive
from tests.local_client import local_client

REBOUND = "evil.example:8000"


def status(tmp_path: Path, asked: str | bytes, **given: object) -> int:
    settings = Settings(data_dir=tmp_path, **given)  # type: ignore[arg-type]
    with local_client(create_app(settings, FakeArchive(settings))) as client:  # type: ignore[arg-type]
        reply = client.get("/v1/archive", headers={"Host": asked})  # type: ignore[dict-item]
    if reply.status_code != 200:
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.json()["type"] == "/problems/unknown-host"
        assert "QA_ALLOWED_HOSTS" in reply.json()["detail"]
        assert "sandbox" in reply.headers["content-security-policy"]
    return reply.status_code


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "LOCALHOST.", "127.0.0.1:9", "[::1]:8000", "[::1]"]
)
def test_a_local_server_answers_to_its_own_machine(tmp_path: Path, host: str) -> None:
    assert status(tmp_path, host) == 200


@pytest.mark.parametrize(
    "host",
    [
        REBOUND,
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.example#localhost",
        "localhost@evil.example",
        "[::1",
        "[evil]",
        "",
        b"\xff\xfe",
        "192.168.0.7",
    ],
)
def test_a_local_server_refuses_other_names(tmp_path: Path, host: str | bytes) -> None:
    assert status(tmp_path, host) == (200 if host == "[::1" else 421)


def test_an_open_server_answers_to_every_name(tmp_path: Path) -> None:
    assert status(tmp_path, REBOUND, host="0.0.0.0") == 200


@pytest.mark.parametrize("bound", ["127.0.0.1", "0.0.0.0"])
@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("archive.example.org", 200),
        ("Archive.Example.org:443", 200),
        ("a.library.example", 200),
        ("library.example", 421),
        ("xlibrary.example", 421),
        ("localhost", 200),
        (REBOUND, 421),
    ],
)
def test_names_that_were_given(tmp_path: Path, bound: str, host: str, expected: int) -> None:
    names = ("archive.example.org", "*.Library.example")
    assert status(tmp_path, host, host=bound, allowed_hosts=names) == expected


@pytest.mark.parametrize(
    ("bound", "names", "any_name"),
    [
        ("127.0.0.1", (), False),
        ("127.1.2.3", (), False),
        ("::1", (), False),
        ("Localhost", (), False),
        ("127.0.0.1", ("*",), True),
        ("::", (), True),
        ("archive.example.org", (), True),
    ],
)
def test_by_default_it_depends_on_where_is_listened(
    tmp_path: Path, bound: str, names: tuple[str, ...], any_name: bool
) -> None:
    settings = Settings(data_dir=tmp_path, host=bound, allowed_hosts=names)
    assert (own_names(settings) is None) is any_name
