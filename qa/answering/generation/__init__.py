"""Prose by a language model, of which every sentence is checked before it is shown."""
