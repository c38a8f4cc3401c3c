"""Texts to vectors: the `Encoder` protocol, the fast CPU path, the default model."""

from qa.embedding.encoder import Encoder, TokenEmbedding, TokenEncoder
from qa.embedding.load import load_encoder

__all__ = ["Encoder", "TokenEmbedding", "TokenEncoder", "load_encoder"]
