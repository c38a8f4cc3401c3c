"""How many unsupported sentences of a model's are caught, and how many true ones kept.

Each claim of the claims data, the second archive and the altered sentences is written by a
scripted model that was shown its passage and cites all of it; shown is what the judge lets
stand.  With `--gold` whole replies are written instead: to each question of gold dev, sentences
of its evidence with a number, a name or a denial altered, mixed with sentences of other documents,
through the archive's own search and prompt.  With `--overhead` the time is measured that a reply
costs beyond the model's.  With `--attacks` the planted attacks are run with the real embedding
model.

    python scripts/measure_generation.py --eval-data DIR [--split dev | --gold | --overhead]
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from pathlib import Path

from qa.answering.generation.evidence import Evidence, Shown
from qa.answering.generation.judging import Judge
from qa.answering.generation.reply import Line
from qa.checking.memory import RememberingEncoder
from qa.checking.windows import KnownSentence
from qa.documents.split import split_passages
from qa.embedding import TokenEncoder, load_encoder
from qa.evaluation.claim_items import ClaimItem, read_altered, read_claims, read_second
from qa.language.identify import identify
from qa.retrieval.prepare import prepare
from qa.retrieval.sentence_states import states_within, unpacked
from qa.settings import read_settings
from qa.types import Document, Span

MOST_SHOWN = 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval-data", type=Path, required=True)
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--most", type=int, default=10_000, help="claims of each set")
    parser.add_argument("--attacks", choices=("tuned", "held"))
    parser.add_argument("--gold", action="store_true")
    parser.add_argument("--overhead", action="store_true")
    parser.add_argument("--pace", type=float, default=0.02, help="seconds of the model's a word")
    parser.add_argument("--first", type=float, default=0.3, help="seconds before its first word")
    given = parser.parse_args()
    loaded = load_encoder(read_settings())
    assert isinstance(loaded, TokenEncoder)
    encoder = RememberingEncoder(loaded)
    if given.attacks:
        measure_attacks(given.attacks, encoder)
        return
    if given.gold or given.overhead:
        from scripts.mixed_replies import measure_gold, measure_overhead

        if given.overhead:
            measure_overhead(given.eval_data, loaded, given.pace, given.first)
        else:
            measure_gold(given.eval_data, loaded)
        return
    sets = {
        "news": read_claims(given.eval_data),
        "second": read_second(),
        "altered": read_altered(),
    }
    right: dict[tuple[str, str], list[bool]] = defaultdict(list)
    seconds = []
    for name, items in sets.items():
        for item in [i for i in items if i.split == given.split][: given.most]:
            began = time.process_time()
            shown = is_shown(item, encoder)
            seconds.append(time.process_time() - began)
            correct = shown == item.supported
            for key in (item.kind, item.pair, name):
                right["kept" if item.supported else "caught", key].append(correct)
            right["kept" if item.supported else "caught", "all"].append(correct)
    for (what, key), found in sorted(right.items()):
        print(f"| {what} | {key} | {sum(found)}/{len(found)} | {sum(found) / len(found):.3f} |")
    print(f"processor time a claim, median: {sorted(seconds)[len(seconds) // 2] * 1000:.0f} ms")


def is_shown(item: ClaimItem, encoder: TokenEncoder) -> bool:
    """Whether every sentence of the claim stands; its passage is read as an index reads it."""
    language = identify(item.passage).language
    document = Document("d", "d.txt", "", language, item.passage)
    passages = split_passages(document, encoder.count_tokens, read_settings().passage_tokens)
    states = {
        passage.id: unpacked(one.tokens, encoder.dimension)
        for passage, one in zip(
            passages, prepare(document, passages, encoder).passages, strict=True
        )
        if one.tokens is not None
    }
    places = [(passage, span) for passage in passages for span in passage.sentences]
    shown = tuple(
        Shown(number, document, passage, span)
        for number, (passage, span) in enumerate(places[:MOST_SHOWN], 1)
    )

    def known(one: Shown) -> list[KnownSentence]:
        read = states_within(one.passage, states[one.passage.id], one.span)
        return [KnownSentence(Span(0, len(one.text)), read)] if read else []

    judge = Judge(item.claim, item.claim_language, Evidence(shown, ()), encoder, known=known)
    judged = judge.judge(Line(item.claim, tuple(range(1, len(shown) + 1)), 0))
    return bool(judged) and all(one.stands for one in judged)


def measure_attacks(kind: str, encoder: TokenEncoder) -> None:
    from tests.answering.generation.test_injection import answered, only_what_stands
    from tests.attacks import attacks

    planted, reached, through = attacks(kind), 0, []
    for attack in planted:
        for leaks in (False, True):
            answer, model = answered(attack, encoder, leaks=leaks)
            reached += model.reached and not leaks
            try:
                only_what_stands(attack, answer)
            except AssertionError:
                through.append((leaks, attack.language.value, attack.hiding, attack.order))
    for one in through:
        print(*one)
    print(f"{len(planted)} attacks, {reached} reached the model, {len(through)} shown")


if __name__ == "__main__":
    main()
