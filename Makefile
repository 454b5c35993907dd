# Two commands on a fresh machine: make run, make test. Everything they need they fetch.
SHELL := /bin/bash
VENV := .venv
PYTHON := $(VENV)/bin/python
WEB := desk/web
WEB_SOURCES := $(shell find $(WEB)/src -type f 2>/dev/null) $(WEB)/package.json $(WEB)/package-lock.json $(WEB)/build.mjs $(wildcard vocabulary/words/*.json)
PIP := $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-input
# Node from PATH if it is new enough, from a wheel in the environment otherwise.
NODE_PATH_FIRST := PATH="$(CURDIR)/$(VENV)/bin:$$PATH"

# Tests that need nothing but Python; `test` does not run them a second time.
QUICK := tests/test_house.py tests/simulation tests/vocabulary tests/routing tests/hours

# A file's tests share a service, so a file stays together; no more than four at once.
SIDE_BY_SIDE := --numprocesses auto --maxprocesses 4 --dist loadfile

.PHONY: help run test check pure web tools clean lock

help: ## Show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(VENV)/.run web ## Run Callwright: service, Asterisk and screens
	@$(VENV)/bin/callwright run

test: check tools ## Everything the tests need, and every test: the quick ones, then all others
	$(PYTHON) -m pytest $(SIDE_BY_SIDE) tests $(QUICK:%=--ignore=%)

check: $(VENV)/.dev web ## The quick part: style, types, layers, pure tests
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	$(VENV)/bin/lint-imports --no-logo
	cd $(WEB) && $(NODE_PATH_FIRST) npm run --silent check
	$(PYTHON) -m pytest $(SIDE_BY_SIDE) $(QUICK) --quiet

web: $(WEB)/dist/manifest.json ## Build the screens

tools: $(VENV)/.dev ## Fetch Asterisk, sipp, Chromium and a voice, unless they are there
	$(PYTHON) -m telephony.asterisk.tools asterisk sipp chromium espeak

lock: ## Renew the locked dependencies (needs uv)
	uv pip compile -q --generate-hashes --universal --no-emit-index-url --no-header --python-version 3.11 --upgrade pyproject.toml requirements/build.in -o requirements/run.txt
	uv pip compile -q --generate-hashes --universal --no-emit-index-url --no-header --python-version 3.11 --upgrade pyproject.toml requirements/build.in --extra dev -o requirements/dev.txt
	uv pip compile -q --generate-hashes --universal --no-emit-index-url --no-header --python-version 3.11 --upgrade requirements/web.in -o requirements/web.txt

clean: ## Remove what was built; data in var/ stays
	rm -rf $(VENV) $(WEB)/node_modules $(WEB)/dist build *.egg-info

$(PYTHON):
	@found=; for name in python3.13 python3.12 python3.11 python3; do \
	  if command -v $$name >/dev/null && $$name -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$name; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "callwright: Python 3.11 or newer with venv is needed; on Debian: apt-get install python3 python3-venv" >&2; exit 1; fi; \
	$$found -m venv $(VENV)

$(VENV)/.run: requirements/run.txt pyproject.toml | $(PYTHON)
	@echo "Installing libraries ..."
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(PYTHON)
	@echo "Installing libraries for development ..."
	@$(PIP) --require-hashes -r requirements/dev.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run

$(VENV)/.node: requirements/web.txt | $(PYTHON)
	@if ! node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' 2>/dev/null || ! command -v npm >/dev/null; then \
	  echo "Installing Node.js into $(VENV) ..."; $(PIP) --require-hashes -r requirements/web.txt; fi
	@touch $@

$(WEB)/node_modules/.done: $(WEB)/package-lock.json $(WEB)/package.json $(VENV)/.node
	@echo "Installing what the screens are made with ..."
	@cd $(WEB) && $(NODE_PATH_FIRST) npm ci --no-audit --no-fund --silent
	@touch $@

$(WEB)/dist/manifest.json: $(WEB_SOURCES) $(WEB)/node_modules/.done
	@echo "Building the screens ..."
	@cd $(WEB) && $(NODE_PATH_FIRST) npm run --silent build
	@touch $@
