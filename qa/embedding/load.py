"""From the settings to a ready encoder."""

from __future__ import annotations

from pathlib import Path

from qa.embedding.encoder import Encoder, TokenEncoder
from qa.embedding.folder import UnsupportedModelError
from qa.embedding.model import model_path, verify_model
from qa.settings import Settings


def load_encoder(settings: Settings) -> TokenEncoder | Encoder:
    """The encoder that `settings.model` names, its files checked.

    BERT-family models run on the fast path and give token states too; any other goes
    through sentence-transformers.  Raises ModelError when the model is missing, damaged
    or unknown, MissingExtra when it needs sentence-transformers and that is absent.
    """
    content = verify_model(settings)
    folder = model_path(settings, settings.model)
    name = f"{folder.name}@{content[:16]}"
    try:
        return _fast(folder, name, settings)
    except UnsupportedModelError as reason:
        from qa.embedding.sentence_transformer import SentenceTransformerEncoder

        return SentenceTransformerEncoder(
            folder, name, batch_size=settings.batch_size, reason=str(reason)
        )


def _fast(folder: Path, name: str, settings: Settings) -> TokenEncoder:
    # The runtime takes a quarter of a second to import: not for `qa --help`.
    from qa.embedding.fast import FastEncoder
    from qa.embedding.precision import Precision

    return FastEncoder(
        folder,
        name,
        threads=settings.threads,
        precision=Precision(settings.precision),
    )
