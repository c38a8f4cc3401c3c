"""Pictures of pages (jpg, png, tiff with its pages, bmp): what is written on them."""

from __future__ import annotations

import io
import warnings

from qa.documents.formats.layout import Block, Layout, Recognised, Unread, assemble
from qa.errors import DamagedDocument, DocumentError, MissingReader, TooLarge

_MAX_PAGES = 500


def load_image(data: bytes) -> Layout:
    """Raises MissingReader without the OCR extra, DamagedDocument, TooLarge."""
    try:
        from PIL import Image

        from qa.documents.formats.ocr import recognise
    except ImportError as error:
        raise MissingReader(
            "reading pictures needs the extra: pip install 'qa[ocr]', and Tesseract "
            "(see docs/documents.md)"
        ) from error

    blocks: list[Block] = []
    unread: list[Unread] = []
    recognised: list[Recognised] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(data))
            count = min(getattr(picture, "n_frames", 1), _MAX_PAGES)
            for number in range(count):
                picture.seek(number)
                try:
                    page = recognise(picture.copy(), number)
                except MissingReader:
                    raise
                except DocumentError as error:
                    unread.append(Unread(f"page {number + 1}", str(error), error.slug))
                    continue
                blocks += page.blocks
                recognised.append(Recognised(number + 1, page.confidence, page.doubtful))
    except Image.DecompressionBombError as error:
        raise TooLarge(f"the picture has too many points ({error})") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise DamagedDocument(f"the picture is damaged ({error}); save it again") from error
    if unread and not recognised:
        raise DamagedDocument(unread[0].reason)
    layout = assemble(blocks, page_count=count)
    return Layout(
        layout.text,
        pages=layout.pages,
        unread=tuple(unread),
        recognised=tuple(recognised),
    )
