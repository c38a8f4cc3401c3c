"""The MCP server, by the official client: in process, and over HTTP."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from qa.connect.mcp import mcp_server
from qa.service.app import create_app
from qa.settings import Settings
from tests.browser.serving import serving
from tests.fake_archive import KAZAKH, FakeArchive


@pytest.fixture
def archive(tmp_path: Path) -> FakeArchive:
    return FakeArchive(Settings(data_dir=tmp_path))


def server_of(archive: FakeArchive) -> Any:
    return mcp_server(lambda: archive, asyncio.to_thread, lambda: "http://host")  # type: ignore[arg-type, return-value]


def held(result: Any) -> Any:
    """What a reply holds: one text item, and the same as structured content."""
    (item,) = result.content
    assert json.loads(item.text) == result.structured_content
    return result.structured_content


async def test_search_and_fetch_are_what_deep_research_wants(archive: FakeArchive) -> None:
    async with Client(server_of(archive)) as client:
        found = held(await client.call_tool("search", {"query": "қор"}))
        assert found["results"][0] == {
            "id": "d1",
            "title": "Сессия",
            "url": f"http://host/documents/d1#char=0,{len(KAZAKH.text)}",
        }
        fetched = held(await client.call_tool("fetch", {"id": "d1"}))
        assert fetched == {
            "id": "d1",
            "title": "Сессия",
            "text": KAZAKH.text,
            "url": "http://host/documents/d1",
            "metadata": {"source": "kk.txt", "language": "kk", "date": "2022-04-29"},
        }


async def test_answer_and_check(archive: FakeArchive) -> None:
    async with Client(server_of(archive)) as client:
        answered = held(await client.call_tool("answer", {"question": "Which fund?"}))
        assert (answered["status"], answered["text"]) == ("answered", "Қор құрылды. [1]")
        assert answered["citations"][0]["url"] == "http://host/documents/d1#char=15,27"
        checked = held(await client.call_tool("check", {"text": "Қор 50."}))
        assert checked["claims"][0]["verdict"] == "contradicted"


async def test_everything_only_reads_and_documents_are_resources(archive: FakeArchive) -> None:
    async with Client(server_of(archive)) as client:
        tools = (await client.list_tools()).tools
        assert {tool.name for tool in tools} == {"search", "fetch", "answer", "check"}
        assert all(t.annotations is not None and t.annotations.read_only_hint for t in tools)
        listed = (await client.list_resources()).resources
        assert [one.uri for one in listed] == ["qa://documents/d1", "qa://documents/d2"]
        (content,) = (await client.read_resource("qa://documents/d1")).contents
        assert content.text == KAZAKH.text  # type: ignore[union-attr]


async def test_errors_say_what_to_do(archive: FakeArchive) -> None:
    async with Client(server_of(archive)) as client:
        for tool, given, said in (
            ("fetch", {"id": "none"}, "no document has the id"),
            ("answer", {"question": "?"}, "has no words"),
            ("check", {"text": " "}, "the text is empty"),
        ):
            result = await client.call_tool(tool, given)
            assert result.is_error
            assert said in result.content[0].text  # type: ignore[union-attr]


async def test_over_http_without_a_session(archive: FakeArchive) -> None:
    with serving(create_app(archive.settings, archive)) as url:  # type: ignore[arg-type]
        async with Client(f"{url}/mcp") as client:
            found = held(await client.call_tool("search", {"query": "қор"}))
            assert found["results"][0]["url"].startswith(f"{url}/documents/d1#char=")
