"""The fast CPU path: a BERT-family encoder run by OpenVINO.

Passages are read one a thread, and pooled in float32 from the last hidden states, which are
also what late interaction wants: one forward pass serves both.

A passage's tokens can be made to look mostly at their own sentence.  Among its whole
passage a token takes on what the neighbours speak of; alone it loses what "he" is.
A bias on attention between sentences gets what reading both ways and taking the mean
gets, in one pass (measured in docs/retrieval.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.embedding.encoder import TokenEmbedding, Vectors, unit_rows
from qa.embedding.folder import ModelFolder, Pooling, read_folder, read_json
from qa.embedding.graph import build_graph
from qa.embedding.precision import Precision
from qa.embedding.runtime import ov
from qa.embedding.tokens import Tokenizer, Tokens
from qa.embedding.weights import map_tensors
from qa.embedding.workers import Requests, Workers
from qa.errors import ModelError
from qa.kept import Kept

_PADDING = -1e4
"""Added to the attention of any token to padding."""

OTHER_SENTENCE = -1.5
"""Added to the attention of a token to those of other sentences: less than a quarter of the
weight.  Chosen on development questions among 0, -1, -1.5, -2, -3 and never."""


_BUCKET = 16
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
        return [one.lower() for one in self._layers.read(texts, prefix, stages=1)]


class FastEncoder:
    """A `TokenEncoder` for a sentence-transformers folder of the BERT family.

    Safe to call from several threads: a question has the graph for one text to itself, and
    passages of several callers are read by turns.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        *,
        threads: int = 0,
        precision: Precision = Precision.AUTO,
    ) -> None:
        folder = read_folder(path)
        tensors = _strip_prefix(map_tensors(path / "model.safetensors"))
        self._folder = folder
        self._name = name
        self._tokenizer = Tokenizer(path / "tokenizer.json", folder.max_tokens)
        self._dense = _Dense(folder.dense) if folder.dense else None
        self.workers = Workers(threads, precision)
        embeddings = _InputEmbeddings(tensors, folder)

        def stages(*layers: range) -> _Layers:
            graphs = [partial(build_graph, tensors, folder.bert, one) for one in layers]
            return _Layers(self._tokenizer, embeddings, graphs, self.workers)

        self._stages = stages
        self._layers = stages(range(folder.bert.layers))
        self._lower: LowerLayers | None = None

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
        self._layers = self._stages(range(layers), range(layers, self._folder.bert.layers))
        self._lower = LowerLayers(self._layers, self._folder)
        return self._lower

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
        for place, read in enumerate(self._layers.read(texts, prefix)):
            vectors[place] = self._pool(read)
        return vectors

    def _encode_tokens(
        self,
        texts: Sequence[str],
        prefix: str,
        sentences: Sequence[Sequence[int]] | None = None,
        keep: LowerLayers | None = None,
    ) -> list[TokenEmbedding]:
        results = []
        for text, read in zip(texts, self._layers.read(texts, prefix, sentences), strict=True):
            if keep is not None:
                keep.keep(text, read.lower())
            tokens = read.tokens
            results.append(
                TokenEmbedding(
                    vector=self._pool(read),
                    states=read.states[-1][tokens.content].copy(),
                    token_ids=tokens.ids[tokens.content],
                    offsets=tokens.offsets,
                )
            )
        return results

    def _pool(self, read: _Read) -> Vectors:
        """The text's vector `(d,)`, of unit length."""
        states, tokens = read.states[-1], read.tokens
        if self._folder.pooling is Pooling.FIRST:
            pooled = states[:1]
        else:
            first = 0 if self._folder.include_prompt else tokens.content.start
            pooled = states[first : len(tokens.ids)].mean(0, keepdims=True)
        vector: Vectors = unit_rows(self._dense(pooled) if self._dense else pooled)[0]
        return vector


class _Read(NamedTuple):
    """A text's tokens and the states `(t, h)` after each stage, padding at the end."""

    tokens: Tokens
    states: list[Vectors]

    def lower(self) -> LowerStates:
        """What the first stage made of the text."""
        own = self.states[0][: len(self.tokens.ids)].copy()
        return LowerStates(own, self.tokens.content, self.tokens.offsets)


class _Layers:
    """Stages of layers, each going on from the one before, with what stands in front of them:
    texts in, hidden states out."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        embeddings: _InputEmbeddings,
        stages: Sequence[Callable[[], ov.Model]],
        workers: Workers,
    ) -> None:
        self._tokenizer = tokenizer
        self._embeddings = embeddings
        self._stages = stages
        self._workers = workers
        self._compiled: dict[bool, list[Requests]] = {True: [], False: []}
        self._compiling = Lock()

    def read(
        self,
        texts: Sequence[str],
        prefix: str,
        sentences: Sequence[Sequence[int]] | None = None,
        *,
        stages: int | None = None,
    ) -> Iterator[_Read]:
        """Each text, in order, through the first `stages` or through all."""
        tokens = self._tokenizer.encode(texts, prefix)
        requests = self._requests(stages, together=len(texts) == 1)

        def read(place: int) -> _Read:
            text = tokens[place]
            width = padded(len(text.ids))
            bias = _attention_bias(text, width)
            if sentences is not None:
                bias = _own_sentences(bias, text, sentences[place])
            states = [self._embeddings.look_up(text, width)[None]]
            for one in requests:
                states += one.run([states[-1], bias])
            return _Read(text, [made[0] for made in states[1:]])

        return self._workers.each(read, range(len(texts)))

    def _requests(self, stages: int | None, *, together: bool) -> list[Requests]:
        """Those of the first `stages`, compiled when they are first needed: who only asks needs
        no graph for the upper layers of many passages."""
        # One thread is all threads.
        together = together and self._workers.threads > 1
        compiled = self._compiled[together]
        with self._compiling:
            for graph in self._stages[len(compiled) : stages]:
                compiled.append(self._workers.compile(graph(), together=together))
            return compiled[:stages]


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

    def look_up(self, text: Tokens, width: int) -> Vectors:
        """`(width, h)`, padding behind the text's."""
        ids = np.full(width, self._padding_id, np.int32)
        ids[: len(text.ids)] = text.ids
        embeddings = self._words[ids].astype(np.float32, copy=False)
        longest = min(width, len(self._positions))
        embeddings[:longest] += self._positions[:longest]
        return embeddings


def padded(tokens: int) -> int:
    """With how many tokens so many are read: for every new shape the runtime gets ready anew, so
    there are few."""
    return -(-tokens // _BUCKET) * _BUCKET


def _attention_bias(text: Tokens, width: int) -> Vectors:
    """`(1, 1, 1, t)`: every token looks at all tokens but padding."""
    bias = np.zeros((1, 1, 1, width), np.float32)
    bias[..., len(text.ids) :] = _PADDING
    return bias


def _own_sentences(bias: Vectors, text: Tokens, starts: Sequence[int]) -> Vectors:
    """`(1, 1, t, t)`: the bias with that of looking at another sentence added.

    Special tokens, the prefix and what stands before the first sentence belong to all.
    """
    number = np.zeros(bias.shape[-1], np.int32)
    number[text.content] = np.searchsorted(starts, text.offsets[:, 0], side="right")
    own, other = number[:, None], number[None, :]
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
