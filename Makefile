# Needs python3 (3.11 or newer, with venv) and make; everything else is fetched into .venv, once.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
UV_VERSION := 0.13.9

.DEFAULT_GOAL := help
.PHONY: help setup up demo test test-rules test-servers prove check bench docs clean

help: ## say what each target does
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-7s %s\n", $$1, $$2 }'

setup: $(READY) ## fetch what the others need into .venv (they do it themselves)

up: $(READY) ## run the whole service with its own PostgreSQL, Temporal and mail server
	@$(BIN)/mentorship up

demo: $(READY) ## run the demonstration, with time made to fly
	@$(BIN)/mentorship demo

# Where Python keeps no bytecode, each of the many processes that tests start compiles all it imports.
test: export PYTHONDONTWRITEBYTECODE =

test: $(READY) ## run the tests but the long ones, on real servers; the rules must be covered to the last branch
	@$(MAKE) --no-print-directory --jobs=2 test-rules test-servers

# No xdist here: coverage would trace it too. It says what it found when it is through, in one piece.
test-rules:
	@found=$$(mktemp); $(BIN)/pytest tests/domain --cov >"$$found" 2>&1; ended=$$?; \
	  echo; cat "$$found"; rm -f "$$found"; exit $$ended

# Temporal's SDK may crash a process that is done and exits; xdist's workers may do so unharmed.
# They are more than two because servers are waited for.
test-servers:
	$(BIN)/pytest --ignore=tests/domain -m "not long" --numprocesses=4 --dist=loadgroup

prove: export PYTHONDONTWRITEBYTECODE =

prove: $(READY) ## play the long stories: mentorships lived in a browser, the demonstration, upgrades, tutorial
	$(BIN)/pytest --ignore=tests/domain -m long --numprocesses=2 --dist=loadgroup

check: $(READY) ## lint, formatting, types, and which room may import which
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY) ## measure what the service costs, in a quarter of an hour, and write docs/performance.md
	@$(BIN)/python -m benchmarks

docs: $(READY) ## build the pages into site/, to be read from there without a network
	$(BIN)/mkdocs build --strict --quiet

clean: ## remove .venv and caches; the data in .mentorship stays
	rm -rf .venv .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache dist site
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "This needs Python 3.11 or newer, and '$(PYTHON)' is not: say which one with 'make PYTHON=python3.12 …'." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "'$(PYTHON)' cannot make virtual environments: install its venv module (Debian, Ubuntu: apt install python3-venv)." >&2; exit 1; }
	@echo "Setting up .venv …" >&2
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(BIN)/uv sync --quiet --locked --all-extras --no-python-downloads
	@touch $@
