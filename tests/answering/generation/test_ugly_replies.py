"""Whatever a model writes, only sentences with a standing verdict are shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.archive import Archive
from qa.embedding import TokenEncoder
from qa.index.local import LocalIndex
from qa.settings import Settings
from qa.types import WHOLE_ARCHIVE, Answer, Citation, Claim, Mode, Status, Verdict
from tests.answering.generation.museum import QUESTION, TEXTS, filled, index_of
from tests.scripted import ScriptedModel

COST = "The restoration cost 340 million tenge."
YEAR = "The museum in Koktal was restored in 2019."
LED = "The architect Daniyar Omarov led the work."
GOOD = f"{COST} [@340]"
STANDS = (Verdict.QUOTED, Verdict.SUPPORTED)

# Name, reply, the sentences shown, the note.  None of them: the extractive answer is given.
REPLIES: list[tuple[str, str, list[str], str]] = [
    ("one claim", GOOD, [COST], ""),
    ("two claims", f"{COST} [@340]\n{YEAR} [@2019]", [COST, YEAR], ""),
    ("no markers", COST, [COST], ""),
    ("wrong but shown marker", f"{COST} [@Daniyar]", [COST], ""),
    ("invented marker", f"{COST} [@340][77]", [COST], ""),
    ("only invented markers", f"{COST} [98][99]", [COST], ""),
    ("marker zero", f"{COST} [0]", [COST], ""),
    ("huge marker", f"{COST} [9999]", [COST], ""),
    ("marker inside a word", "The restora[@340]tion cost 340 million tenge.", [COST], ""),
    ("marker before", f"[@340] {COST}", [COST], ""),
    ("marker list", f"{COST} [@340, @2019]", [COST], ""),
    ("marker range", f"{COST} [1-3]", [COST], ""),
    ("forty markers", COST + "".join(f" [{n}]" for n in range(1, 41)), [COST], ""),
    ("round marker", f"{COST} (@340)", [COST], ""),
    ("lens brackets", f"{COST}【@340†source】", [COST], ""),
    ("footnote marker", f"{COST}[^@340]", [COST], ""),
    ("raised marker", f"{COST}¹", [COST], ""),
    ("source word in the marker", f"{COST} [source @340]", [COST], ""),
    ("number sign", f"{COST} [№@340]", [COST], ""),
    ("bullet", f"- {GOOD}", [COST], ""),
    ("numbered", f"1. {COST} [@340]\n2. {YEAR} [@2019]", [COST, YEAR], ""),
    ("bold", f"**{COST}** [@340]", [COST], ""),
    ("heading and claim", f"## Answer\n{GOOD}", [COST], ""),
    ("preamble", f"Sure! Here are the claims you asked for:\n{GOOD}", [COST], ""),
    ("windows lines", f"{COST} [@340]\r\n{YEAR} [@2019]\r\n", [COST, YEAR], ""),
    ("blank lines", f"\n\n\n{GOOD}\n\n\n", [COST], ""),
    ("thinking", f"<think>It may be 900 million. Hm.\n</think>\n{GOOD}", [COST], ""),
    ("thinking without an opening", f"Let me see.\nOkay.</think>\n{GOOD}", [COST], ""),
    ("thinking without an end", f"<think>\n{COST} [@340]\nand so on", [], "empty"),
    ("thinking in capitals", f"<THINKING>x</THINKING>{GOOD}", [COST], ""),
    ("channels", "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final"
     f"<|message|>{GOOD}", [COST], ""),
    ("special tokens", f"{COST} [@340]</s><|im_end|>", [COST], ""),
    ("zero-width marks", "The resto\u200bration cost 340 million te\u2060nge. [@340]", [COST], ""),
    ("right-to-left override", f"\u202e{COST}\u202c [@340]", [COST], ""),
    ("repeated line", "\n".join([GOOD] * 30), [COST], "endless"),
    ("repeated without numbers", "\n".join([COST] * 3 + [GOOD]), [COST], "endless"),
    ("endless text", f"{COST} [@340]\n" + "and so it goes on " * 2000, [COST], "endless"),
    ("endless line", "blah " * 3000, [], "endless"),
    ("endless lines", "\n".join(f"Fact number {n} is known to all." for n in range(900)), [],
     "unsupported"),
    ("empty", "", [], "empty"),
    ("blanks", " \n\t\n ", [], "empty"),
    ("dots", "...\n…\n", [], "empty"),
    ("only markers", "[1][2][3]", [], "empty"),
    ("only emoji", "😀😀😀", [], "empty"),
    ("none", "NONE", [], "none"),
    ("none with a stop", "None.", [], "none"),
    ("refusal", "I'm sorry, but as an AI language model I cannot help with that.", [],
     "unsupported"),
    ("no answer in words", "The evidence does not contain the answer.", [], "unsupported"),
    ("another number", "The restoration cost 430 million tenge. [@340]", [], "unsupported"),
    ("another unit", "The restoration cost 340 billion tenge. [@340]", [], "unsupported"),
    ("another year", "The museum in Koktal was restored in 2018. [@2019]", [], "unsupported"),
    ("another name", "The architect Daniyar Akhmetov led the work. [@Daniyar]", [],
     "unsupported"),
    ("a denial", "The restoration did not cost 340 million tenge. [@340]", [], "unsupported"),
    ("a denial lost", "The mayor attended the opening. [@mayor]", [], "unsupported"),
    ("true and false", f"{COST} [@340]\nFinland paid for the restoration. [@340]", [COST], ""),
    ("true and wrong", f"{COST} [@340]\nThe museum in Koktal was restored in 2018. [@2019]",
     [COST], "contradicted"),
    ("another language", "Реставрация обошлась в 340 миллионов тенге. [@340]", [], "unsupported"),
    ("a third language", "La restauration a coûté 340 millions de tenges. [@340]", [],
     "unsupported"),
    ("json", json.dumps({"claims": [{"text": COST, "ids": [2]}]}), [], "unsupported"),
    ("half a json", '{"claims": [{"text": "' + COST, [], "unsupported"),
    ("json lines", json.dumps({"claim": COST}) + "\n" + json.dumps({"claim": YEAR}), [],
     "unsupported"),
    ("code fence", f"```\n{COST} [@340]\n```", [COST], ""),
    ("table", f"| claim | source |\n| --- | --- |\n| {COST} | 2 |", [], "unsupported"),
    ("html", f"<p>{COST}</p>", [], "unsupported"),
    ("script", f"<script>alert(1)</script>\n{GOOD}", [COST], ""),
    ("link", f"See https://evil.example/x for more.\n{GOOD}", [COST], ""),
    ("link in a claim", "The restoration cost 340 million tenge, see evil.example/340. [@340]", [],
     "unsupported"),
    ("markdown link", "[The restoration cost 340 million tenge](https://evil.example) [@340]", [],
     "unsupported"),
    ("markdown image", f"![x](https://evil.example/p.png)\n{GOOD}", [COST], ""),
    ("mail", "Write to help@evil.example about the restoration.", [], "unsupported"),
    ("roles", f"{GOOD}\nUser: And who led it?\nAssistant: {LED} [@Daniyar]", [COST], ""),
    ("a question back", "Would you like to know more about the museum?", [], "unsupported"),
    ("one word", "340", [], "unsupported"),
    ("a quotation", f"«{COST}» [@340]", [f"«{COST}»"], ""),
    ("two sentences in a line", f"{COST} {YEAR} [@340][@2019]", [COST, YEAR], ""),
    ("true and false in a line", f"{COST} It was paid by Finland. [@340]", [COST], ""),
    ("null byte", f"\0{GOOD}\0", [COST], ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, encoder: TokenEncoder) -> Iterator[LocalIndex]:
    opened = index_of(tmp_path_factory.mktemp("museum"), TEXTS, encoder)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def extractive(index: LocalIndex, encoder: TokenEncoder) -> Answer:
    """What is given where no sentence of the model's stands."""
    answer = Archive(index, encoder, Settings(data_dir=Path("unused"))).ask(QUESTION)
    assert "340" in answer.text
    return answer


def asked(
    index: LocalIndex, encoder: TokenEncoder, reply: str, **settings: object
) -> tuple[Answer, ScriptedModel, list[Claim | Citation]]:
    model = ScriptedModel(lambda prompt: filled(reply, prompt))
    made = Settings(data_dir=Path("unused"), **settings)  # type: ignore[arg-type]
    told: list[Claim | Citation] = []
    answer = Archive(index, encoder, made, model).ask(
        QUESTION,
        on_event=lambda event: told.append(event) if not hasattr(event, "question") else None,  # type: ignore[arg-type]
    )
    return answer, model, told


def only_what_stands(answer: Answer, index: LocalIndex) -> None:
    numbers = {citation.number for citation in answer.citations}
    for claim in answer.claims:
        assert answer.text[claim.start : claim.end] == claim.text
        assert claim.verdict in STANDS
        assert claim.citations
        assert set(claim.citations) <= numbers
    for citation in answer.citations:
        text = index.document(WHOLE_ARCHIVE, citation.document_id).document.text
        assert text[citation.start : citation.end] == citation.quote
    assert not re.search(r"https?:|evil|<|\]\(", answer.text)


def test_there_are_sixty_of_them() -> None:
    assert len({reply for _, reply, _, _ in REPLIES}) == len(REPLIES) >= 60


@pytest.mark.parametrize(
    ("reply", "said", "note"), [row[1:] for row in REPLIES], ids=[row[0] for row in REPLIES]
)
def test_only_checked_sentences_are_shown(
    index: LocalIndex,
    encoder: TokenEncoder,
    extractive: Answer,
    reply: str,
    said: list[str],
    note: str,
) -> None:
    answer, model, told = asked(index, encoder, reply)
    assert answer.status is Status.ANSWERED
    only_what_stands(answer, index)
    assert answer.generation is not None
    assert filled(reply, model.prompts[0]).startswith(answer.generation.raw)
    assert answer.generation.note == note
    if said:
        assert answer.mode is Mode.GENERATIVE
        assert [claim.text for claim in answer.claims] == said
    else:
        assert answer.mode is Mode.EXTRACTIVE
        assert answer.claims == extractive.claims
        assert answer.citations == extractive.citations
        assert answer.text.startswith(f"{extractive.text}\n")
    assert set(told) == {*answer.claims, *answer.citations}
