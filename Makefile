# Shortcuts only; every command stands in the README or in docs/.
.DEFAULT_GOAL := help
PYTHON ?= .venv/bin/python

help: ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ —/'
setup: ## virtual environment with everything for development
	python3 -m venv .venv && .venv/bin/pip install -r requirements-dev.txt
run: ## the app on the embedded default
	$(PYTHON) app.py
data: ## a release from data/raw, not yet published: it says how
	$(PYTHON) -m dashboard build
test: ## all tests
	$(PYTHON) -m pytest
fast: ## tests without a browser
	$(PYTHON) -m pytest -m "not browser"
check: ## linters, types, architecture
	$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check . && $(PYTHON) -m mypy && .venv/bin/lint-imports
browser: ## tests in Chromium
	$(PYTHON) -m pytest -m browser

.PHONY: help setup run data test fast check browser
