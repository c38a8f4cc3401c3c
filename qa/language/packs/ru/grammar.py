"""What Russian needs code for."""

from __future__ import annotations

from qa.language.plain_grammar import as_written, no_number
from qa.language.snowball import snowball

stem = snowball("russian")
expand = as_written
number = no_number
romanised_number = no_number
