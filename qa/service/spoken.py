"""The language that a caller reads, as `Accept-Language` says."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from qa.language.problems import language_of_tags
from qa.types import Language


def spoken(request: Request) -> Language:
    return language_of_tags(request.headers.get("accept-language", ""))


Spoken = Annotated[Language, Depends(spoken)]
