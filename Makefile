# Two commands matter: `make run` and `make test`. Each does all the set-up it needs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
# The index of the bundled corpus lives in the checkout, so a clone is removed with its folder.
DATA   ?= .qa

.PHONY: run setup test bench clean

run: setup
	$(BIN)/qa --data $(DATA) index corpus
	$(BIN)/qa --data $(DATA) serve --port $(PORT)

setup: $(VENV)/.installed
	$(BIN)/qa model fetch

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; give one with make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/.test-installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $@ $(VENV)/.installed

test: $(VENV)/.test-installed
	$(BIN)/python scripts/prepare_tests.py
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/qa model fetch
	$(BIN)/pytest

bench: $(VENV)/.test-installed
	$(BIN)/qa model fetch
	$(BIN)/qa bench encode
	$(BIN)/qa bench index
	$(BIN)/qa bench search

clean:
	rm -rf $(VENV) $(DATA)
