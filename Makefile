# Everything is done from here; `make` alone lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export UV_PYTHON_DOWNLOADS := never
export VIRTUAL_ENV := $(CURDIR)/$(VENV)

.PHONY: help install demo test check bench test-server translations lock

help: ## List what can be done
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

install: $(READY) ## Make .venv with every package at its pinned version

demo: $(READY) ## Start two demonstration cities on 127.0.0.1:8000 (PORT); Ctrl-C stops everything
	@exec $(BIN)/guichet demo

test: $(READY) ## Check, then run every test, those in a real browser too (at most 10 minutes on two cores)
	script/bootstrap
	script/check
	script/test

check: $(READY) ## Check format, lint, types, floors, migrations, templates, translations
	script/check

bench: $(READY) ## Measure speed on generated cases, then on generated permits and bills; prints figures, writes JSON
	$(BIN)/guichet bench
	$(BIN)/guichet bench-permits

test-server: $(READY) ## Run the tests on Debian's own PostgreSQL instead of the embedded one
	script/test-server

translations: $(READY) ## Bring the French texts up to date with the code, and compile them
	$(BIN)/python script/translations update

lock: $(READY) ## Choose the newest allowed versions again and pin them by hash
	script/lock

$(READY): requirements.lock requirements-bootstrap.lock pyproject.toml
	@script/install $(VENV)
	@touch $@
