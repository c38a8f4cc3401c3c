"""The words of chat and pages, as browsers load them."""

from __future__ import annotations

import json
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from qa.language.packs import packs
from qa.service.pages import assets
from qa.service.strings import script

CHAT = "chat/strings.js"
PAGES = "pages/strings.js"


def said(name: str) -> dict[str, Any]:
    """What a module exports, by name."""
    code = script(name)
    assert code is not None
    lines = code.decode().removesuffix(";\n").split(";\n")
    pairs = [line.removeprefix("export const ").split(" = ", 1) for line in lines]
    return {key: json.loads(value) for key, value in pairs}


def test_every_pack_is_offered_the_systems_own_languages_first() -> None:
    chat = said(CHAT)
    assert list(chat["LANGUAGES"])[:3] == ["kk", "ru", "en"]
    assert chat["LANGUAGES"].keys() == {pack.language.value for pack in packs()}
    assert chat["LANGUAGES"]["tr"] == {"name": "Türkçe", "short": "Tür"}
    assert chat["CALENDAR"]["en"]["months"]["plain"][11] == "December"


def test_texts_have_flat_names() -> None:
    chat, pages = said(CHAT)["STRINGS"], said(PAGES)["STRINGS"]
    assert chat["en"]["panel.close"] == "Close"
    assert chat["ru"]["language.kk"] == "казахский"
    assert pages["en"]["home.documents"] == {"one": "{n} document", "other": "{n} documents"}


def test_why_a_file_was_not_read_is_said_as_everywhere() -> None:
    pages = said(PAGES)["STRINGS"]
    for pack in packs():
        mine = pages[pack.language.value]
        assert mine["reason.too-large"] == pack.problems.reasons["too-large"]


def test_a_browser_asks_whether_they_changed() -> None:
    client = TestClient(Starlette(routes=[Mount("/static", assets)]))
    first = client.get(f"/static/{CHAT}")
    assert first.content == script(CHAT)
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert first.headers["cache-control"] == "no-cache"
    tag = {"If-None-Match": first.headers["etag"]}
    assert client.get(f"/static/{CHAT}", headers=tag).status_code == 304
    assert client.get("/static/chat/none.js").status_code == 404
    assert client.post(f"/static/{CHAT}").status_code == 405
