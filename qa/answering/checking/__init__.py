"""The parts of claim checking; `qa.answering.check` puts them together."""
