"""Random archives seen by random callers, beside archives that hold only what these may read.

Whatever a route says must be the same, byte for byte but for ids that are drawn and for
times: then nothing of what a caller may not read has come through, neither a text, a title or
a name, nor a count, a spelling, or the weight of a word.  Documents share words, names,
sources and vectors across collections, so that what leaks shows.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from fastapi.testclient import TestClient

from qa.archive import Archive
from qa.changes import document_id
from qa.documents.split import split_passages
from qa.index.access import Role
from qa.index.local import LocalIndex
from qa.index.passage_index import UPLOADS, ArchiveIndex, IndexedDocument, IndexSettings
from qa.indexing import index_settings
from qa.language.identify import identify
from qa.retrieval.prepare import prepare
from qa.service.app import create_app
from qa.settings import Settings
from qa.types import DEFAULT_COLLECTION, WHOLE_ARCHIVE, Document, Scope
from tests.fakes import FakeTokenEncoder
from tests.local_client import local_client

COLLECTIONS = (DEFAULT_COLLECTION, "press", "internal", "қаулылар")
_SOURCES = tuple(f"{name}.txt" for name in "abcdefgh")
_PEOPLE = ("Болат Искаков", "Сауле Ахметова", "Ержан Тұрсынов", "Nina Orlova", "Пётр Зимин")
_TEMPLATES = (
    "{year} жылы {number}-сессия {place} қаласында өтті. {person} «{fund}» қорын құрды.",
    "{person} төраға болып сайланды. Қор {number} мың адамға көмектесті.",
    "В {year} году прошла {number}-я сессия. {person} выступил с докладом о фонде «{fund}».",
    "Фонд «{fund}» помог {number} семьям. Заседание прошло в городе {place}.",
    "The {number}th session was held in {place} in {year}. {person} founded the {fund} fund.",
    "{person} said that the {fund} fund helped {number} families.",
)
_PLACES = ("Алматы", "Астана", "Шымкент", "Қызылорда")
_FUNDS = ("Бірлік", "Үңғөрқұм", "Надежда", "Harvest", "Жасқанат")
_DRAWN = re.compile(r"\bkey [0-9a-f]{8} \(")
_KEY_ID = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was added; one of the same name in a collection replaces the former."""

    collection: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """An archive, by what was done to it in turn, and somebody who asks it.

    A `role` of None is of somebody without a key; `held` None is a key to everything.
    """

    uploads: tuple[Upload, ...]
    open: frozenset[str]
    role: Role | None
    held: frozenset[str] | None

    @property
    def permitted(self) -> Scope:
        if self.role is None:
            return Scope(self.open)
        return WHOLE_ARCHIVE if self.held is None else Scope(self.held | self.open)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request."""

    method: str
    path: str
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def route(self) -> str:
        return f"{self.method} {'/'.join(self.path.split('/')[:3]).partition('?')[0]}"


def draw(rng: random.Random) -> Case:
    names = COLLECTIONS[: rng.randint(2, len(COLLECTIONS))]
    uploads = tuple(
        Upload(rng.choice(names), rng.choice(_SOURCES), _text(rng))
        for _ in range(rng.randint(4, 12))
    )
    opened = frozenset(name for name in names if rng.random() < 0.4)
    role = rng.choice((None, Role.READER, Role.KEEPER, Role.ADMIN))
    some = rng.sample(names, rng.randint(1, len(names) - 1))
    held = None if rng.random() < 0.1 else frozenset(some)
    return Case(uploads, opened, role, held)


def _text(rng: random.Random) -> str:
    chosen = rng.sample(_TEMPLATES, rng.randint(1, 3))
    return " ".join(
        template.format(
            year=rng.randint(1990, 2024),
            number=rng.randint(2, 40),
            place=rng.choice(_PLACES),
            person=rng.choice(_PEOPLE),
            fund=rng.choice(_FUNDS),
        )
        for template in chosen
    )


def requests(case: Case, ids: Sequence[tuple[str, str]], rng: random.Random) -> Iterator[Ask]:
    """One of each kind; what they ask comes from all documents, also from those not to be read.

    `ids` are (document id, source) of all documents.
    """
    said = rng.choice(case.uploads).text
    words = said.split()
    start = rng.randrange(len(words))
    query = " ".join(words[start : start + rng.randint(1, 6)]) or "қор"
    person, fund = rng.choice(_PEOPLE), rng.choice(_FUNDS)
    question = rng.choice(
        (
            f"{person} кім?",
            f"Кто такой {person}?",
            f"Who founded the {fund} fund?",
            f"{fund} қоры қанша адамға көмектесті?",
            f"{rng.randint(2, 40)}-сессия қайда өтті?",
            "Унгоркум коры кимге комектести?",
            query,
        )
    )
    names = rng.sample(COLLECTIONS, rng.randint(1, len(COLLECTIONS)))
    filters = rng.choice(({}, {"collections": names}, {"sources": [rng.choice(_SOURCES)]}))
    history = [{"role": "user", "content": said[:200]}] if rng.random() < 0.5 else []
    asked = {"question": question, "filters": filters, "history": history}
    document_id, source = rng.choice(ids)
    target = rng.choice(COLLECTIONS)
    yield Ask("POST", "/v1/answers", {"json": asked})
    yield Ask("POST", "/v1/answers", {"json": {**asked, "stream": True}})
    yield Ask("POST", "/v1/search", {"json": {"query": query, "filters": filters, "explain": True}})
    yield Ask("POST", "/v1/search", {"json": {"query": question, "merge": False, "top_k": 50}})
    yield Ask("POST", "/v1/check", {"json": {"text": said}})
    yield Ask("GET", "/v1/archive")
    yield Ask("GET", "/v1/documents", {"params": {"query": source[:1], "limit": 3}})
    sought = {"query": " ".join(query.split()[:2]), "sort": "relevance", "facets": True}
    yield Ask("GET", "/v1/documents", {"params": sought})
    yield Ask("GET", "/v1/names", {"params": {"query": fund[:3]}})
    yield Ask("GET", f"/v1/documents/{document_id}")
    yield Ask("GET", f"/v1/documents/{document_id}/versions")
    yield Ask("GET", f"/v1/documents/{document_id}/original")
    yield Ask("GET", "/metrics")
    said_to_models = [*history, {"role": "user", "content": question}]
    yield Ask("POST", "/v1/chat/completions", {"json": {"model": "qa", "messages": said_to_models}})
    yield Ask("POST", "/v1/responses", {"json": {"model": "qa", "input": question}})
    yield Ask("GET", "/v1/models")
    yield _call("search", {"query": query})
    yield _call("fetch", {"id": document_id})
    yield _call("answer", {"question": question})
    yield _call("check", {"text": said})
    span = {"document_id": document_id, "start": 0, "end": 5, "language": "en"}
    yield Ask("POST", "/v1/translate", {"json": span})
    answered = {"answer_id": "a1", "rating": "up", "question": question}
    yield Ask("POST", "/v1/feedback", {"json": answered})
    yield Ask("GET", "/v1/feedback")
    yield Ask("GET", "/v1/problems")
    yield Ask("GET", "/v1/audit")
    yield Ask("GET", "/v1/reindex")
    file = ("files", (source, said.encode(), "text/plain"))
    yield Ask("POST", "/v1/documents", {"files": [file], "data": {"collection": target}})
    deleted = rng.choice(ids)[0]
    yield Ask("DELETE", f"/v1/documents/{deleted}")
    yield Ask("POST", f"/v1/documents/{deleted}/restore")
    # After a change example questions are found anew, which takes as long as ten other requests.
    if rng.random() < 0.25:
        yield Ask("GET", "/v1/archive")


def _call(tool: str, arguments: dict[str, Any]) -> Ask:
    """Of a tool over MCP."""
    said = {"name": tool, "arguments": arguments}
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": said}
    return Ask("POST", "/mcp", {"json": asked})


@dataclass(frozen=True, slots=True)
class Leak:
    """Two replies that differ: of the archive, and of one with only what may be read."""

    ask: Ask
    given: str
    expected: str


Begun = Callable[[Path, IndexSettings], ArchiveIndex]


def in_folder(folder: Path, settings: IndexSettings) -> ArchiveIndex:
    return LocalIndex.open(folder, settings, create=True)


def compare(
    folder: Path, case: Case, rng: random.Random, begin: Begun = in_folder
) -> Iterator[tuple[Ask, Leak | None]]:
    """Every request to both archives, with its leak if there is one; `begin` makes each."""
    permitted = case.permitted
    own = tuple(upload for upload in case.uploads if permitted.allows(upload.collection))
    with ExitStack() as stack:
        # Keys are as random as ever; only guessing them has become cheap.
        stack.enter_context(patch.dict("qa.index.access._SCRYPT", {"n": 2}))
        whole, key = _made(folder / "whole", case, case.uploads, stack, begin)
        only, other_key = _made(folder / "only", case, own, stack, begin)
        ids = [(d.id, d.source) for d in whole.documents(limit=-1).documents]
        # Somebody else's feedback, on what they could read.
        whole.add_feedback(answer_id="a0", question="Бәрі туралы?", rating="down")
        if permitted.covers(Scope(frozenset(whole.access.names(WHOLE_ARCHIVE)))):
            only.add_feedback(answer_id="a0", question="Бәрі туралы?", rating="down")
        # Example questions are found at the start and anew beside the requests; here that would
        # be by chance, and for nobody: they are found when the caller asks for them.
        stack.enter_context(patch("qa.service.state.REFRESH_SECONDS", 3600))
        with patch("qa.service.state.Service._find_examples"):
            apps = [create_app(archive.settings, archive) for archive in (whole, only)]
        first, second = (stack.enter_context(local_client(app)) for app in apps)
        for ask in requests(case, ids, rng):
            given, expected = _reply(first, ask, key), _reply(second, ask, other_key)
            yield ask, Leak(ask, given, expected) if given != expected else None


def _made(
    folder: Path, case: Case, uploads: Sequence[Upload], stack: ExitStack, begin: Begun
) -> tuple[Archive, str]:
    """The archive and the caller's key, empty for none."""
    settings, encoder = Settings(data_dir=folder), FakeTokenEncoder()
    index = begin(folder, index_settings(settings, encoder))
    archive = Archive(index, encoder, settings)
    stack.enter_context(closing(archive))
    index.add(_prepared(upload, encoder) for upload in uploads)
    there = index.access.names(WHOLE_ARCHIVE)
    for name in there:
        index.access.set_open(name, name in case.open, "test")
    if case.role is None:
        return archive, ""
    for name in case.held or ():
        if name not in there:
            index.access.create_collection(name, "test", opened=name in case.open)
    _, key = index.access.create_key("test", case.role, Scope(case.held), None, "test")
    return archive, key


def _prepared(upload: Upload, encoder: FakeTokenEncoder) -> IndexedDocument:
    name = document_id(UPLOADS, upload.source, upload.collection)
    title, _, _ = upload.text.partition(".")
    spoken = identify(upload.text).language
    document = Document(
        name, upload.source, title, spoken, upload.text, {}, collection=upload.collection
    )
    passages = split_passages(document, encoder.count_tokens, 12)
    content = hashlib.sha256(upload.text.encode()).hexdigest()
    return replace(prepare(document, passages, encoder), content_hash=content)


def _reply(client: TestClient, ask: Ask, key: str) -> str:
    headers = {"Accept": "application/json, text/event-stream"}
    headers |= {"Authorization": f"Bearer {key}"} if key else {}
    reply = client.request(ask.method, ask.path, headers=headers, **ask.given)
    kind = reply.headers.get("content-type", "").partition(";")[0]
    return f"{reply.status_code} {kind}\n{_plain(ask, kind, reply.text)}"


def _plain(ask: Ask, kind: str, text: str) -> str:
    """The body without drawn ids and times."""
    if text and kind.endswith("json"):
        return _DRAWN.sub("key (", json.dumps(_undrawn(json.loads(text)), ensure_ascii=False))
    if kind == "text/event-stream":
        lines = (line.partition("data: ") for line in text.splitlines())
        return "\n".join(
            json.dumps(_undrawn(json.loads(data)), ensure_ascii=False) if mark else head
            for head, mark, data in lines
        )
    if ask.path == "/metrics":
        return "\n".join(re.findall(r"^qa_(?:documents|passages|index).*", text, re.MULTILINE))
    return text


_DRAWN_FIELDS = {
    "id",
    "request_id",
    "timings_ms",
    "time",
    "indexed_at",
    "created",
    "created_at",
}


def _undrawn(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _undrawn(v) for k, v in value.items() if k not in _DRAWN_FIELDS}
    if isinstance(value, str) and _KEY_ID.fullmatch(value):
        return "drawn"
    return [_undrawn(each) for each in value] if isinstance(value, list) else value
