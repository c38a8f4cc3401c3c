"""Claim checking, a stage of its own: `qa.checking.check` judges a text by its sources."""
