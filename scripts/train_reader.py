"""Trains the reader: the encoder's upper layers, tuned to read question and passage together.

    python scripts/train_reader.py --data DIR --work DIR [--steps 1400] [--seed 1] [--start DIR]

`--data` is the folder of the training sets, `--work` one outside the repository for states,
checkpoints and the log.  The same command goes on where it was interrupted.  At the end, and
after every checkpoint, `--work`/reader.pt holds the network, which
`scripts/export_reader.py` calibrates and writes to `qa/answering/reader_weights/`.  `--start`
goes on from written weights, with other questions under another seed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from reader.batches import Batches, Read, collate
from reader.examples import Example, choose, make_examples, read_records
from reader.network import JointNetwork, schedule, state_of
from reader.states import StateStore
from torch import Tensor
from torch.nn import functional

from qa.answering.reader_file import read_manifest, read_tensors
from qa.embedding.fast import FastEncoder
from qa.embedding.load import load_encoder
from qa.embedding.weights import map_tensors
from qa.settings import read_settings

LOWER = 8
"""Encoder layers that stay apart and frozen."""
SOURCES = {"mlqa": 0.30, "tydi": 0.20, "pquad": 0.18, "idk": 0.17, "jaquad": 0.15}
"""Share of each file's questions.  squad2 and xquad are held out: they choose and calibrate."""
PER_CONTEXT = {"mlqa": 6, "tydi": 3, "pquad": 5, "idk": 4, "jaquad": 4}
_SKIPPED = frozenset(("hi", "th"))
"""Languages of contexts whose sentences the splitter does not know."""
_CHUNK_TOKENS = 1300
_SAVE_SECONDS = 240
_SPAN_WEIGHT, _ANSWER_WEIGHT = 0.4, 1.0


def main() -> None:
    arguments = _arguments()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    encoder = load_encoder(read_settings(threads=arguments.threads))
    assert isinstance(encoder, FastEncoder)
    arguments.work.mkdir(parents=True, exist_ok=True)
    examples = training_examples(arguments, encoder)
    store = StateStore(
        arguments.work / "states",
        f"{encoder.name}/{LOWER}",
        encoder.lower(LOWER),
        encoder.dimension,
    )
    network = new_network(encoder)
    if arguments.start:
        network.load_state_dict(state_of(read_tensors(arguments.start), LOWER))
    train(network, examples, store, arguments)


def new_network(encoder: FastEncoder) -> JointNetwork:
    tensors = map_tensors(encoder.folder.path / "model.safetensors")
    return JointNetwork(tensors, encoder.folder.bert, LOWER)


def training_examples(
    arguments: argparse.Namespace, encoder: FastEncoder
) -> dict[str, list[Example]]:
    """The examples of each source, in the order in which they are read."""
    total = arguments.steps * arguments.batch
    found = {}
    for source, share in SOURCES.items():
        records = [
            record
            for record in read_records(arguments.data / f"{source}.jsonl.gz")
            if record.language not in _SKIPPED
        ]
        records = choose(records, int(share * total * 1.03), PER_CONTEXT[source], arguments.seed)
        made = make_examples(records, encoder.count_tokens, arguments.seed)
        random.Random(arguments.seed).shuffle(made)
        found[source] = made
        print(f"{source}: {len(made)} questions", flush=True)
    return found


def batches_of(
    examples: dict[str, list[Example]], batch: int, seed: int
) -> Iterator[list[Example]]:
    """Batches with each source's share, without end; a source that is read up begins anew."""
    chance = random.Random(seed)
    names, shares = list(SOURCES), list(SOURCES.values())
    at = dict.fromkeys(names, 0)
    while True:
        some = []
        for name in chance.choices(names, shares, k=batch):
            listed = examples[name]
            some.append(listed[at[name] % len(listed)])
            at[name] += 1
        yield some


def train(
    network: JointNetwork,
    examples: dict[str, list[Example]],
    store: StateStore,
    arguments: argparse.Namespace,
) -> None:
    groups = network.groups(arguments.layer_rate, arguments.head_rate)
    peaks = [group["lr"] for group in groups]
    optimiser = torch.optim.AdamW(groups)
    path = arguments.work / f"{arguments.name}.pt"
    step = 0
    if path.exists():
        kept = torch.load(path, weights_only=True)
        network.load_state_dict(kept["network"])
        optimiser.load_state_dict(kept["optimiser"])
        step = kept["step"]
        print(f"going on from step {step}", flush=True)
    source = batches_of(examples, arguments.batch, arguments.seed)
    for _ in range(step):
        next(source)
    began = saved = time.monotonic()
    first, sums = step, np.zeros(4)
    network.train()
    pool = ThreadPoolExecutor(arguments.threads, initializer=lambda: torch.set_num_threads(1))
    while step < arguments.steps:
        # Seeded by the step, so that a resumed run drops what an unbroken one would have.
        batches = Batches(store, random.Random(f"{arguments.seed}/{step}"))
        share = schedule(step, arguments.steps)
        for group, peak in zip(optimiser.param_groups, peaks, strict=True):
            group["lr"] = peak * share
        losses = step_on(network, batches.reads(next(source)), pool, arguments.threads)
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        step += 1
        sums += [*losses, 1]
        if step % 20 == 0 or step == arguments.steps:
            seconds = time.monotonic() - began
            left = seconds / (step - first) * (arguments.steps - step)
            rank, span, answer = sums[:3] / sums[3]
            print(f"step {step}/{arguments.steps} rank {rank:.3f} span {span:.3f} "
                  f"answerable {answer:.3f} {seconds / (step - first):.2f} s/step, "
                  f"{left / 60:.0f} min left", flush=True)  # fmt: skip
            sums[:] = 0
        if time.monotonic() - saved > _SAVE_SECONDS or step == arguments.steps:
            saved = time.monotonic()
            keep(path, network, optimiser, step, arguments)


def step_on(
    network: JointNetwork, reads: Sequence[Sequence[Read]], pool: ThreadPoolExecutor, parts: int
) -> NDArray[np.float64]:
    """Sets the gradient of one batch; its losses: ranking, spans, answerability.

    Each thread takes a part of the questions and runs its operations alone: on cores that
    other work shares, waiting for each other within every operation costs half the speed.
    """
    flat = [read for own in reads for read in own]
    positive = max(1, sum(read.answers for read in flat))
    counts = Counts(
        max(1, sum(any(read.right.any() for read in own) for own in reads)),
        max(1, sum(bool(read.spans) for read in flat)),
        len(flat),
        (len(flat) - positive) / positive,
    )
    parameters = list(network.parameters())

    def run(part: int) -> tuple[NDArray[np.float64], Sequence[Tensor]]:
        losses = part_losses(network, reads[part::parts], counts)
        total = losses[0] + _SPAN_WEIGHT * losses[1] + _ANSWER_WEIGHT * losses[2]
        found = torch.autograd.grad(total, parameters, allow_unused=True)
        return losses.detach().double().numpy(), found

    done = list(pool.map(run, range(parts)))
    for place, parameter in enumerate(parameters):
        own = [found[place] for _, found in done if found[place] is not None]
        parameter.grad = sum(own[1:], own[0]) if own else None
    return np.sum([losses for losses, _ in done], axis=0)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a batch's losses are divided by, and the weight of passages that answer."""

    ranked: int
    spans: int
    reads: int
    positive: float


def part_losses(network: JointNetwork, reads: Sequence[Sequence[Read]], counts: Counts) -> Tensor:
    """A part's share of the batch's three losses, (3,)."""
    flat = [(number, read) for number, own in enumerate(reads) for read in own]
    flat.sort(key=lambda pair: len(pair[1].states))
    scores: dict[int, list[Tensor]] = {}
    rights: dict[int, list[Tensor]] = {}
    rank = span = answer = torch.zeros(())
    for chunk in chunks(flat):
        states, segment, mask, members = collate([read for _, read in chunk])
        sentences, edges, passages = network(states, segment, mask, members)
        present = members.any(-1)
        for row, (number, read) in enumerate(chunk):
            sign = -1.0 if read.answers else 1.0
            weight = counts.positive if read.answers else 1.0
            answer = answer + weight * functional.softplus(sign * passages[row])
            if read.ranks:
                here = present[row, : len(read.right)]
                scores.setdefault(number, []).append(sentences[row, : len(read.right)][here])
                rights.setdefault(number, []).append(torch.from_numpy(read.right)[here])
            if read.spans:
                span = span + span_loss(edges[row], read)
    for number, own in rights.items():
        if any(right.any() for right in own):
            rank = rank + listwise(torch.cat(scores[number]), torch.cat(own))
    return torch.stack([rank / counts.ranked, span / counts.spans, answer / counts.reads])


def chunks(
    flat: Sequence[tuple[int, Read]],
) -> Iterator[Sequence[tuple[int, Read]]]:
    """Runs of similar length with at most so many tokens."""
    start = 0
    while start < len(flat):
        end = start + 1
        while end < len(flat) and len(flat[end][1].states) * (end + 1 - start) <= _CHUNK_TOKENS:
            end += 1
        yield flat[start:end]
        start = end


def listwise(scores: Tensor, right: Tensor) -> Tensor:
    """Minus the log of the share that the right sentences have of all."""
    return torch.logsumexp(scores, 0) - torch.logsumexp(scores[right], 0)


def span_loss(edges: Tensor, read: Read) -> Tensor:
    """Of the first and last tokens, any right answer's, among the passage's sentences."""
    inside = torch.from_numpy(read.sentence >= 0)
    shown = edges[: len(inside)].masked_fill(~inside[:, None], -1e4)
    logs = torch.log_softmax(shown, 0)
    both = torch.stack([logs[a, 0] + logs[b, 1] for a, b in read.spans])
    return -torch.logsumexp(both, 0) / 2


def keep(
    path: Path,
    network: JointNetwork,
    optimiser: torch.optim.Optimizer,
    step: int,
    arguments: argparse.Namespace,
) -> None:
    """The checkpoint, whole or not at all."""
    hashes = {
        source: hashlib.sha256((arguments.data / f"{source}.jsonl.gz").read_bytes()).hexdigest()
        for source in SOURCES
    }
    told = {"seed": arguments.seed, "steps": arguments.steps, "batch": arguments.batch,
            "data": hashes, "lower": LOWER, "heads": network.layers[0].heads}  # fmt: skip
    if arguments.start:
        told["start"] = read_manifest(arguments.start)["sha256"]
    fresh = path.with_suffix(".tmp")
    torch.save({"network": network.state_dict(), "optimiser": optimiser.state_dict(),
                "step": step, "told": json.dumps(told)}, fresh)  # fmt: skip
    fresh.replace(path)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", default="reader", help="of the checkpoint")
    parser.add_argument("--steps", type=int, default=1400)
    parser.add_argument("--start", type=Path, help="folder of weights to go on from")
    parser.add_argument("--batch", type=int, default=16, help="questions a step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--layer-rate", type=float, default=1.5e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
