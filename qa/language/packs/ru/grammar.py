"""What Russian needs code for."""

from __future__ import annotations

from qa.language.snowball import snowball

stem = snowball("russian")
