"""The parts of claim checking; `qa.checking.check` puts them together."""
