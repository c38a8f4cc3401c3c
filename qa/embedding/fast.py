"""The fast CPU path: a BERT-family encoder run by OpenVINO.

Passages are sorted by length before they are batched, so that little time goes into
padding, and pooled in float32 from the last hidden states, which are also what late
interaction wants: one forward pass serves both.

A passage's tokens can be made to look mostly at their own sentence.  Among its whole
passage a token takes on what the neighbours speak of; alone it loses what "he" is.
A bias on attention between sentences gets what reading both ways and taking the mean
gets, in one pass (measured in docs/retrieval.md).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.embedding.encoder import TokenEmbedding, Vectors, unit_rows
from qa.embedding.folder import ModelFolder, Pooling, read_folder, read_json
from qa.embedding.graph import build_graph
from qa.embedding.precision import Precision, compile_graph
from qa.embedding.runtime import ov
from qa.embedding.tokens import Tokenizer, Tokens
from qa.embedding.weights import map_tensors
from qa.errors import ModelError
from qa.kept import Kept

_PADDING = -1e4
"""Added to the attention of any token to padding."""

OTHER_SENTENCE = -1.5
"""Added to the attention of a token to those of other sentences: less than a quarter of the
weight.  Chosen on development questions among 0, -1, -1.5, -2, -3 and never."""


_BUCKET = 16
_FILLED = 0.7
"""Of the longest text of a batch, that the others of it have at least."""
_KEPT_QUESTIONS = 64
"""Questions whose lower states are kept between search and reading, each some 30 kB."""


@dataclass(frozen=True, slots=True, eq=False)
class LowerStates:
    """What the lower layers make of one text: `states` float32 `(n, h)` of all its tokens,
    prefix and special ones too; `content` the slice of them that belongs to the text, and
    `offsets` int32 `(len(content), 2)` its code points."""

    states: Vectors
    content: slice
    offsets: NDArray[np.int32]


class LowerLayers:
    """The first layers of a `FastEncoder`, for what reads on from there.

    Safe to call from several threads.
    """

    def __init__(self, layers: _Layers, folder: ModelFolder) -> None:
        self._layers = layers
        self._prompts = folder.prompts
        self._questions: Kept[str, LowerStates] = Kept(_KEPT_QUESTIONS)

    def question(self, text: str) -> LowerStates:
        """What the encoder made of a question lately is not made again."""
        found = self._questions.find([text]).get(text)
        return found or self._encode([text], self._prompts.question)[0]

    def passages(self, texts: Sequence[str]) -> list[LowerStates]:
        """In the order of `texts`."""
        return self._encode(texts, self._prompts.passage)

    def keep(self, text: str, made: LowerStates) -> None:
        """Of a question, for `question`."""
        self._questions.keep(text, made)

    def _encode(self, texts: Sequence[str], prefix: str) -> list[LowerStates]:
        results: list[LowerStates | None] = [None] * len(texts)
        for batch in self._layers.batches(texts, prefix, stages=1):
            for row, place in enumerate(batch.places):
                results[place] = batch.lower(row)
        return [result for result in results if result is not None]


class FastEncoder:
    """A `TokenEncoder` for a sentence-transformers folder of the BERT family.

    Safe to call from several threads: batches take turns, so a question waits for one
    batch of a running indexing at most.  0 texts in a batch are as many as there are threads,
    two at least: more are no quicker, and are padded to the longest.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        *,
        threads: int = 0,
        batch_size: int = 0,
        precision: Precision = Precision.AUTO,
    ) -> None:
        folder = read_folder(path)
        tensors = _strip_prefix(map_tensors(path / "model.safetensors"))
        self._folder = folder
        self._name = name
        self._tokenizer = Tokenizer(path / "tokenizer.json", folder.max_tokens)
        self._dense = _Dense(folder.dense) if folder.dense else None
        self._threads = threads or os.cpu_count() or 1
        self._precision = precision
        self.batch_size = batch_size or max(2, self._threads)
        embeddings = _InputEmbeddings(tensors, folder)

        def compiled(*stages: range) -> _Layers:
            requests = [
                self.compile(build_graph(tensors, folder.bert, layers)) for layers in stages
            ]
            return _Layers(self._tokenizer, embeddings, requests, self.batch_size)

        self._compiled = compiled
        self._layers: _Layers | None = None
        self._lower: LowerLayers | None = None
        self._compiling = Lock()

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self._dense.dimension if self._dense else self._folder.bert.hidden

    @property
    def max_tokens(self) -> int:
        return self._folder.max_tokens

    @property
    def folder(self) -> ModelFolder:
        return self._folder

    def lower(self, layers: int) -> LowerLayers:
        """The first `layers` layers; from now on the encoder itself runs in these two parts."""
        with self._compiling:
            split = self._compiled(range(layers), range(layers, self._folder.bert.layers))
            self._layers, self._lower = split, LowerLayers(split, self._folder)
            return self._lower

    def compile(self, graph: ov.Model) -> ov.InferRequest:
        """A graph ready to run with the threads and numbers that the encoder itself runs with."""
        return compile_graph(graph, self._threads, self._precision)

    def _whole(self) -> _Layers:
        """Compiled when it is first needed, since `lower` has it compiled in two parts."""
        with self._compiling:
            if self._layers is None:
                self._layers = self._compiled(range(self._folder.bert.layers))
            return self._layers

    def count_tokens(self, text: str) -> int:
        return self._tokenizer.count(text)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._folder.prompts.passage)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._folder.prompts.question)

    def encode_passage_tokens(
        self, texts: Sequence[str], sentences: Sequence[Sequence[int]] | None = None
    ) -> list[TokenEmbedding]:
        return self._encode_tokens(texts, self._folder.prompts.passage, sentences)

    def encode_question_tokens(self, texts: Sequence[str]) -> list[TokenEmbedding]:
        return self._encode_tokens(texts, self._folder.prompts.question, keep=self._lower)

    def _encode(self, texts: Sequence[str], prefix: str) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for batch in self._whole().batches(texts, prefix):
            vectors[batch.places] = self._pool(batch.states[-1], batch.tokens)
        return vectors

    def _encode_tokens(
        self,
        texts: Sequence[str],
        prefix: str,
        sentences: Sequence[Sequence[int]] | None = None,
        keep: LowerLayers | None = None,
    ) -> list[TokenEmbedding]:
        results: list[TokenEmbedding | None] = [None] * len(texts)
        for batch in self._whole().batches(texts, prefix, sentences):
            states = batch.states[-1]
            vectors = self._pool(states, batch.tokens)
            for row, place in enumerate(batch.places):
                text = batch.tokens[row]
                if keep is not None:
                    keep.keep(texts[place], batch.lower(row))
                results[place] = TokenEmbedding(
                    vector=vectors[row],
                    states=states[row, text.content].copy(),
                    token_ids=text.ids[text.content],
                    offsets=text.offsets,
                )
        return [result for result in results if result is not None]

    def _pool(self, states: Vectors, tokens: list[Tokens]) -> Vectors:
        if self._folder.pooling is Pooling.FIRST:
            pooled = states[:, 0]
        else:
            skipped = [0 if self._folder.include_prompt else t.content.start for t in tokens]
            pooled = np.stack(
                [
                    row[first : len(text.ids)].mean(0)
                    for row, first, text in zip(states, skipped, tokens, strict=True)
                ]
            )
        return unit_rows(self._dense(pooled) if self._dense else pooled)


class _Batch(NamedTuple):
    """Texts of similar length: places among those given, tokens, and the states `(b, t, h)`
    after each stage."""

    places: list[int]
    tokens: list[Tokens]
    states: list[Vectors]

    def lower(self, row: int) -> LowerStates:
        """What the first stage made of a text."""
        text = self.tokens[row]
        own = self.states[0][row, : len(text.ids)].copy()
        return LowerStates(own, text.content, text.offsets)


class _Layers:
    """Compiled stages, each going on from the one before, with what stands in front of them:
    texts in, hidden states out."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        embeddings: _InputEmbeddings,
        requests: Sequence[ov.InferRequest],
        batch_size: int,
    ) -> None:
        self._tokenizer = tokenizer
        self._embeddings = embeddings
        self._requests = requests
        self._batch_size = batch_size
        self._lock = Lock()

    def batches(
        self,
        texts: Sequence[str],
        prefix: str,
        sentences: Sequence[Sequence[int]] | None = None,
        *,
        stages: int | None = None,
    ) -> Iterator[_Batch]:
        """All `texts` in batches; through the first `stages` alone, or through all."""
        tokens = self._tokenizer.encode(texts, prefix)
        for batch in _alike([len(text.ids) for text in tokens], self._batch_size):
            chosen = [tokens[place] for place in batch]
            embeddings = self._embeddings.batch(chosen)
            bias = _attention_bias(chosen, embeddings.shape[1])
            if sentences is not None:
                bias = _own_sentences(bias, chosen, [sentences[place] for place in batch])
            states = [embeddings]
            for request in self._requests[:stages]:
                with self._lock:
                    outputs = request.infer([states[-1], bias], share_inputs=True)
                    states.append(np.array(outputs[0], np.float32))
            yield _Batch(batch, chosen, states[1:])


class _InputEmbeddings:
    """Word + position + type embeddings of a batch, from the mapped weight file."""

    def __init__(self, tensors: dict[str, NDArray[Any]], folder: ModelFolder) -> None:
        try:
            self._words = tensors["embeddings.word_embeddings.weight"]
            positions = tensors["embeddings.position_embeddings.weight"]
            types = tensors["embeddings.token_type_embeddings.weight"]
        except KeyError as error:
            raise ModelError(f"{folder.path}: the weights lack {error}; fetch them again") from None
        self._positions = np.array(positions[folder.first_position :] + types[0], np.float32)
        self._padding_id = folder.padding_id

    def batch(self, tokens: Sequence[Tokens]) -> Vectors:
        """`(b, t, h)`, padded to the longest and a little more."""
        width = padded(max(len(text.ids) for text in tokens))
        ids = np.full((len(tokens), width), self._padding_id, np.int32)
        for row, text in enumerate(tokens):
            ids[row, : len(text.ids)] = text.ids
        embeddings = self._words[ids].astype(np.float32, copy=False)
        longest = min(width, len(self._positions))
        embeddings[:, :longest] += self._positions[:longest]
        return embeddings


def padded(tokens: int) -> int:
    """With how many tokens so many are read: for every new shape the runtime gets ready anew, so
    there are few."""
    return -(-tokens // _BUCKET) * _BUCKET


def _alike(lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """Places of at most so many texts at once, longest first, none of which is mostly padding."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda place: -lengths[place]):
        if batch and (len(batch) == most or lengths[place] < _FILLED * lengths[batch[0]]):
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _attention_bias(tokens: Sequence[Tokens], width: int) -> Vectors:
    """`(b, 1, 1, t)`: every token looks at all tokens but padding."""
    bias = np.full((len(tokens), 1, 1, width), _PADDING, np.float32)
    for row, text in enumerate(tokens):
        bias[row, :, :, : len(text.ids)] = 0
    return bias


def _own_sentences(
    bias: Vectors, tokens: Sequence[Tokens], sentences: Sequence[Sequence[int]]
) -> Vectors:
    """`(b, 1, t, t)`: the bias with that of looking at another sentence added.

    Special tokens, the prefix and what stands before the first sentence belong to all.
    """
    width = bias.shape[-1]
    number = np.zeros((len(tokens), width), np.int32)
    for row, (text, starts) in enumerate(zip(tokens, sentences, strict=True)):
        number[row, text.content] = np.searchsorted(starts, text.offsets[:, 0], side="right")
    own, other = number[:, None, :, None], number[:, None, None, :]
    apart = (own != other) & (own > 0) & (other > 0)
    result: Vectors = bias + np.where(apart, np.float32(OTHER_SENTENCE), np.float32(0))
    return result


class _Dense:
    """A dense layer after pooling (LaBSE has one)."""

    def __init__(self, folder: Path) -> None:
        tensors = map_tensors(folder / "model.safetensors")
        self._weight = np.array(tensors["linear.weight"], np.float32)
        self._bias = np.array(tensors.get("linear.bias", np.zeros(1)), np.float32)
        activation = str(read_json(folder / "config.json").get("activation_function", "Tanh"))
        self._tanh = activation.endswith("Tanh")
        if not self._tanh and not activation.endswith("Identity"):
            raise ModelError(f"{folder}: activation {activation}; expected Tanh or Identity")
        self.dimension = len(self._weight)

    def __call__(self, vectors: Vectors) -> Vectors:
        result: Vectors = vectors @ self._weight.T + self._bias
        return np.tanh(result) if self._tanh else result


def _strip_prefix(tensors: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    # Some folders keep the name of the model's class in front of each tensor's.
    return {name.removeprefix("bert.").removeprefix("roberta."): t for name, t in tensors.items()}
