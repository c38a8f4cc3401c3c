"""The OpenAI-compatible routes, by the official client and by LangChain's over a real server."""

from __future__ import annotations

from collections.abc import Iterator

import openai
import pytest
from langchain_openai import ChatOpenAI

from qa.service.app import create_app
from qa.settings import Settings
from tests.browser.serving import serving
from tests.fake_archive import FakeArchive

QUESTION = [{"role": "user", "content": "Which fund?"}]
QUOTE = "Қор құрылды."


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> FakeArchive:
    return FakeArchive(Settings(data_dir=tmp_path_factory.mktemp("data")))


@pytest.fixture(scope="module")
def address(archive: FakeArchive) -> Iterator[str]:
    with serving(create_app(archive.settings, archive)) as url:  # type: ignore[arg-type]
        yield url


@pytest.fixture
def client(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as opened:
        yield opened


def link(address: str) -> str:
    return f"[\\[1\\]]({address}/documents/d1#char=15,27)"


def test_a_completion_cites_in_links_and_annotations(client: openai.OpenAI, address: str) -> None:
    found = client.chat.completions.create(model="qa", messages=QUESTION)  # type: ignore[call-overload]
    message = found.choices[0].message
    assert message.content == f"{QUOTE} {link(address)}"
    (annotation,) = message.annotations
    cited = annotation.url_citation
    assert message.content[cited.start_index : cited.end_index] == link(address)
    assert (cited.title, cited.url) == ("Сессия", f"{address}/documents/d1#char=15,27")
    assert found.choices[0].finish_reason == "stop"
    assert found.usage.total_tokens == found.usage.prompt_tokens + found.usage.completion_tokens


def test_a_stream_of_chunks_is_the_same(client: openai.OpenAI, address: str) -> None:
    chunks = list(
        client.chat.completions.create(  # type: ignore[call-overload]
            model="qa", messages=QUESTION, stream=True, stream_options={"include_usage": True}
        )
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == f"{QUOTE} {link(address)}"
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    assert chunks[-1].usage.completion_tokens > 0


def test_a_response_and_its_stream(client: openai.OpenAI, address: str) -> None:
    found = client.responses.create(model="qa", input="Which fund?")
    assert found.output_text == f"{QUOTE} {link(address)}"
    (annotation,) = found.output[0].content[0].annotations  # type: ignore[union-attr]
    assert annotation.url == f"{address}/documents/d1#char=15,27"
    events = list(client.responses.create(model="qa", input="Which fund?", stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    kinds = [event.type for event in events]
    assert kinds[:4] == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
    ]
    assert "response.output_text.annotation.added" in kinds
    assert kinds[-1] == "response.completed"
    text = "".join(e.delta for e in events if e.type == "response.output_text.delta")
    assert text == events[-1].response.output_text == found.output_text  # type: ignore[union-attr]


def test_the_conversation_before_is_history(client: openai.OpenAI, archive: FakeArchive) -> None:
    client.chat.completions.create(
        model="qa-extractive",
        messages=[
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Which fund?"},
            {"role": "assistant", "content": "This one. [\\[1\\]](http://x/documents/d1#char=0,3)"},
            {"role": "user", "content": [{"type": "text", "text": "And who?"}]},
        ],
    )
    asked = archive.asked[-1]
    assert asked["question"] == "And who?"
    assert [(t.role, t.content) for t in asked["history"]] == [
        ("user", "Which fund?"),
        ("assistant", "This one. [1]"),
    ]


def test_models_are_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["qa", "qa-extractive"]
    assert client.models.retrieve("qa").object == "model"


@pytest.mark.parametrize(
    ("model", "content", "kind", "said"),
    [
        ("nothing", "Which fund?", openai.NotFoundError, "the models are qa"),
        ("qa", "?", openai.BadRequestError, "has no words"),
        ("qa", " ", openai.BadRequestError, "no message with the role user has text"),
        ("qa", "x" * 3000, openai.BadRequestError, "3000 characters"),
        ("qa", "crash", openai.InternalServerError, "unexpected error"),
        ("qa-generative", "Which fund?", openai.InternalServerError, "set QA_LLM"),
    ],
)
def test_errors_have_their_shape(
    client: openai.OpenAI, model: str, content: str, kind: type[openai.APIStatusError], said: str
) -> None:
    for stream in (False, True):
        with pytest.raises(kind) as caught:
            client.chat.completions.create(
                model=model, messages=[{"role": "user", "content": content}], stream=stream
            )
        assert said in caught.value.body["message"]  # type: ignore[index]
        assert caught.value.body["type"] in ("invalid_request_error", "server_error")  # type: ignore[index]


def test_langchains_client_is_answered(address: str) -> None:
    model = ChatOpenAI(model="qa", base_url=f"{address}/v1", api_key="none")  # type: ignore[arg-type]
    assert model.invoke("Which fund?").text == f"{QUOTE} {link(address)}"
    streamed = "".join(chunk.text for chunk in model.stream("Which fund?"))
    assert streamed == f"{QUOTE} {link(address)}"


def test_a_key_that_is_unknown_is_refused_in_their_shape(address: str) -> None:
    with (
        openai.OpenAI(base_url=f"{address}/v1", api_key="wrong", max_retries=0) as client,
        pytest.raises(openai.AuthenticationError, match="the key is wrong"),
    ):
        client.chat.completions.create(model="qa", messages=QUESTION)  # type: ignore[call-overload]
