"""What the check says of right and wrong translations.

Each sentence of the altered set is a quotation, its counterpart in another language a right
translation, the counterpart's altered copy a wrong one; where the counterpart has a number, a copy
without it is wrong too.

    python scripts/measure_translation.py [--split dev]
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict

from qa.answering.translation.translate import compare
from qa.checking.memory import RememberingEncoder
from qa.embedding import TokenEncoder, load_encoder
from qa.evaluation.claim_items import read_altered
from qa.settings import read_settings
from qa.types import Verdict

_NUMBER = re.compile(r" ?\b\d+\b")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    given = parser.parse_args()
    loaded = load_encoder(read_settings())
    assert isinstance(loaded, TokenEncoder)
    encoder = RememberingEncoder(loaded)
    right: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for item in (one for one in read_altered() if one.split == given.split):
        said = {item.kind: item.claim}
        if item.supported and _NUMBER.search(item.claim):
            said["number left out"] = _NUMBER.sub("", item.claim, count=1)
        for kind, translation in said.items():
            verdict, _ = compare(item.passage, translation, item.claim_language, encoder)
            stands = verdict is Verdict.SUPPORTED
            what = "stands" if kind == "supported" else "flagged"
            for key in (kind, item.pair, "all"):
                right[what, key].append(stands == (what == "stands"))
    for (what, key), found in sorted(right.items()):
        print(f"| {what} | {key} | {sum(found)}/{len(found)} | {sum(found) / len(found):.3f} |")


if __name__ == "__main__":
    main()
