# One command each: make run, test, check, format. `make help` lists them all.
# Needs git, make and Python 3.11 or newer; everything else is installed into .venv.

PORT ?= 8000
PYTHON ?= python3
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check install --quiet --require-hashes
MANAGE := $(PY) manage.py
RANDOM_KEY = $(PY) -c 'import secrets; print(secrets.token_urlsafe(50))'
TEMPLATES = $$(find templates -name '*.html')

# What a public server runs with. NTM_ENV_FILE= keeps a developer's .env out of it.
PRODUCTION = env NTM_ENV_FILE= SECRET_KEY="$$($(RANDOM_KEY))" DEBUG=off DEMO=off HTTPS=on \
	ALLOWED_HOSTS=ntm.example.vn DATABASE_URL=sqlite://:memory:

# Each step of `setup` needs the one before it.
.NOTPARALLEL:
.PHONY: help run setup venv install install-dev test test-browser bench check format messages lock

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

run: setup ## set up, then serve; PORT=8000 unless told otherwise
	@echo "Serving on http://127.0.0.1:$(PORT)/ (Ctrl+C stops it)"
	@exec $(PY) -m gunicorn ntm_portal.wsgi:application --bind 127.0.0.1:$(PORT) \
		--workers $$((2 * $$($(PY) -c 'import os; print(os.cpu_count() or 1)'))) \
		--no-control-socket --log-level warning

setup: install .env ## all that `run` does before serving
	@$(MANAGE) set_up

# Written beside and moved, so that a stop in the middle leaves no half-made file.
.env:
	@umask 077 && key="$$($(RANDOM_KEY))" && \
		sed "s|^SECRET_KEY=.*|SECRET_KEY=$$key|" .env.example > .env.part && mv .env.part .env
	@echo "Wrote .env with a new SECRET_KEY."

# A virtual environment whose Python has gone (an upgrade, a moved folder) is made again.
venv:
	@if ! $(PY) -c 'import pip' 2>/dev/null; then \
		$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
			echo "Python 3.11 or newer is needed, and \"$(PYTHON)\" is not. Name one: make $(or $(MAKECMDGOALS),run) PYTHON=python3.11" >&2; \
			exit 1; }; \
		$(PYTHON) -m venv --clear $(VENV) || { \
			echo "Could not make $(VENV). On Debian and Ubuntu, python3-venv must be installed." >&2; \
			exit 1; }; \
	fi

# The lock that was installed is kept beside what it installed: nothing to do while they are equal.
install: venv
	@cmp -s requirements/base.txt $(VENV)/base.lock || { \
		echo "Installing what the portal needs..."; \
		$(PIP) -r requirements/base.txt && cp requirements/base.txt $(VENV)/base.lock; }

install-dev: venv
	@cmp -s requirements/dev.txt $(VENV)/dev.lock || { \
		echo "Installing what tests and checks need..."; \
		$(PIP) -r requirements/dev.txt && \
		cp requirements/base.txt $(VENV)/base.lock && cp requirements/dev.txt $(VENV)/dev.lock; }

# A file stays on one core: the world its tests share is then built once.
test: install-dev ## all tests but those that drive a browser
	@$(PY) -m pytest -n auto --dist loadfile -q

test-browser: install-dev ## the tests that drive Chromium
	@$(PY) -m pytest -n auto --dist loadfile -m browser tests/browser -q

bench: install-dev ## how fast the portal is, as ratios beside their goals; PostgreSQL where DATABASE_URL says so
	@$(PY) -m bench

check: install-dev ## lint, format, missing migrations, production settings, catalogues
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/djade --check $(TEMPLATES)
	@$(PY) compile_messages.py --check
	@$(PRODUCTION) $(MANAGE) makemigrations --check --dry-run
	@$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

format: install-dev ## write code and templates in the house format
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .
	@$(VENV)/bin/djade $(TEMPLATES)

messages: install-dev ## compile the Vietnamese catalogues after an edit
	@$(PY) compile_messages.py

lock: install-dev ## resolve pyproject.toml again, with hashes
	@$(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url \
		--no-emit-find-links --python-version 3.11 --upgrade pyproject.toml -o requirements/base.txt
	@$(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url \
		--no-emit-find-links --python-version 3.11 --upgrade --group dev -c requirements/base.txt \
		pyproject.toml -o requirements/dev.txt
