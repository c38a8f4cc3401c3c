# Two commands matter: `make run` and `make test`. Each does all the set-up it needs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
# The index of the bundled corpus lies in the checkout, so a clone is removed with its folder.
DATA   ?= .qa

INSTALL = $(BIN)/pip install --disable-pip-version-check -c constraints.txt

.PHONY: help run setup test bench bundle sbom lock clean

help:
	@echo 'make run    set up, index corpus/, serve the chat page on http://127.0.0.1:$(PORT)'
	@echo 'make test   set up, then lint, types and all tests'
	@echo 'make setup  the environment and the model only'
	@echo 'make bench  speed of encoding, indexing and searching'
	@echo 'make bundle a folder that installs where there is no network'
	@echo 'make sbom   the software bill of materials; make lock  its versions with hashes'
	@echo 'make clean  remove the environment and the index'

run: setup
	$(BIN)/qa --data $(DATA) index corpus
	$(BIN)/qa --data $(DATA) serve --port $(PORT)

setup: $(VENV)/.installed
	$(BIN)/qa model fetch

test: $(VENV)/.test-installed
	$(BIN)/python scripts/prepare_tests.py
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/qa model fetch
	$(BIN)/pytest -n 2 --dist loadfile

bench: $(VENV)/.test-installed
	$(BIN)/qa model fetch
	$(BIN)/qa bench encode
	$(BIN)/qa bench index
	$(BIN)/qa bench search

bundle: $(VENV)/.test-installed
	$(BIN)/python scripts/bundle.py dist/bundle

sbom: $(VENV)/.installed
	@$(BIN)/python scripts/sbom.py

lock: $(BIN)/python
	$(BIN)/python scripts/lock.py

clean:
	rm -rf $(VENV) $(DATA)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is %d.%d; name one: make PYTHON=python3.12" % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV)

# The stamps are made again when what they depend on is newer.
$(VENV)/.installed: $(BIN)/python pyproject.toml constraints.txt
	$(INSTALL) -e .
	@touch $@

$(VENV)/.test-installed: $(BIN)/python pyproject.toml constraints.txt
	$(INSTALL) $$($(BIN)/python scripts/torch_index.py) -e '.[test]'
	@touch $(VENV)/.installed $@
