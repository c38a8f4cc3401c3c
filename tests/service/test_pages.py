"""The pages as they are sent: words of the reader's language, before any script has run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from qa.language.packs import packs
from qa.service import strings
from qa.service.app import create_app
from qa.service.pages import FOLDER
from qa.settings import Settings
from tests.fake_archive import FakeArchive
from tests.local_client import local_client

PAGES = sorted(FOLDER.glob("*.html"))


@pytest.mark.parametrize(
    ("path", "tags", "language", "title"),
    [
        ("/", "kk-KZ,ru;q=0.8", "kk", "Мұрағаттан сұрау"),
        ("/documents", "ru", "ru", "Документы"),
        ("/documents?lang=tr", "ru", "tr", "Belgeler"),
        ("/people", "fr", "en", "People"),
        ("/none/such", "ru", "ru", "Такой страницы нет"),
    ],
)
def test_a_page_speaks_the_readers_language(
    client: TestClient, path: str, tags: str, language: str, title: str
) -> None:
    reply = client.get(path, headers={"Accept-Language": tags, "Accept": "text/html"})
    assert f'<html lang="{language}">' in reply.text
    assert f">{title}</title>" in reply.text
    assert "Accept-Language" in reply.headers["vary"]
    pack = next(pack for pack in packs() if pack.language == language)
    assert f"{pack.pages.words['site']['scripts']}</p></noscript>" in reply.text


def test_another_language_is_another_page_to_a_cache(client: TestClient) -> None:
    tags = {
        client.get("/", headers={"Accept-Language": language}).headers["etag"]
        for language in ("kk", "ru", "en")
    }
    assert len(tags) == 3


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_word_of_a_page_is_there(page: Path) -> None:
    for pack in packs():
        sent = strings.page(page.read_text("utf-8"), pack.language)
        named = re.findall(r'data-text="[\w.]+"[^>]*>([^<]*)', sent)
        assert named
        assert all(text.strip() and "{" not in text for text in named)


def test_words_are_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strings, "_texts", strings._texts.__wrapped__)  # as when first asked for
    monkeypatch.setattr(strings, "_flat", lambda _said: {"site.more": "<b> & more"})
    sent = strings.page('<p data-text="site.more"></p>', packs()[0].language)
    assert sent == '<p data-text="site.more">&lt;b&gt; &amp; more</p>'


@pytest.mark.parametrize("path", ["/admin", "/admin/feedback"])
def test_a_person_reads_on_the_page_that_administration_is_off(
    settings: Settings, archive: FakeArchive, path: str
) -> None:
    closed = Settings(data_dir=settings.data_dir)
    with local_client(create_app(closed, archive)) as client:  # type: ignore[arg-type]
        page = client.get(path, headers={"Accept": "text/html"})
        assert page.status_code == 403
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
        assert "pages/" in page.text
        assert client.get(path).headers["content-type"] == "application/problem+json"
