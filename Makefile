# Modspil: `make run` and `make test` are all a newcomer needs; `make help` lists the rest.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
CATALOGUES := service/web/translations
T ?= tests
B ?= encoder import suggest

.PHONY: help install install-dev run test check encoder themes bench bench-quality format migrate translations clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.installed ## Install Modspil into .venv

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Python 3.11 or newer is needed"'
	$(PYTHON) -m venv $(VENV)
	$(PIP) --upgrade pip

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Installing Modspil (PyTorch among it: some minutes the first time) ..."
	$(PIP) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing what tests and checks need ..."
	$(PIP) --group dev
	@touch $@

install-dev: $(VENV)/.installed-dev ## Install the tools for tests and checks too

run: install ## Install, load the sample network, and serve it on http://127.0.0.1:8000
	MODSPIL_DEMO=true $(BIN)/modspil sample
	MODSPIL_DEMO=true $(BIN)/modspil serve

test: install-dev ## Install and run all tests; T=tests/models narrows
	$(BIN)/python tests/browser.py
	$(BIN)/python -m pytest $(T) --numprocesses 2 --dist loadgroup --cov --cov-report=term:skip-covered

check: install-dev ## Lint, types, import contracts, spelling, migrations, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/python -m service.db.migrations.check

encoder: install-dev ## Tune the encoder anew, and measure what tuning does by size of the training set (an hour)
	$(BIN)/python -m training.encoder --sizes 500 1000 2000 1000000 --out data/encoder/adapter

themes: install-dev ## Learn anew to tell problem themes; after every change of the encoder's adapter
	$(BIN)/python -m training.themes --out data/themes/classifier

bench: install-dev ## Measure speed and memory; prints JSON; B=suggest narrows, ARGS="--members 100000" is passed on
	for bench in $(B); do $(BIN)/python tests/benchmarks/bench_$$bench.py $(ARGS) || exit 1; done

bench-quality: install-dev ## Measure the ranking on public sets and the sample; writes docs/quality.md
	$(BIN)/python -m training.benchmarks all --write docs/quality.md

format: install-dev ## Format the code and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

migrate: install-dev ## Write a migration for changed tables: make migrate M="what changes"
	$(BIN)/python -m service.db.migrations.new "$(M)"

translations: install-dev ## Gather texts into the catalogues and compile them
	$(BIN)/pybabel extract --mapping service/web/babel.cfg --keyword lazy_gettext --no-location --sort-output \
		--output $(CATALOGUES)/messages.pot service/web
	$(BIN)/pybabel update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 100 \
		--input-file $(CATALOGUES)/messages.pot --output-dir $(CATALOGUES)
	$(BIN)/pybabel compile --directory $(CATALOGUES)

clean: ## Remove the virtual environment, caches and the demo's data
	rm -rf $(VENV) var build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage*
