# `make build` and `make test` need Python 3.11 to 3.13 and make, and nothing else: both run `make setup` first.
# Variables: PYTHON (the interpreter to build .venv from), ARGS (more arguments for build, test, ui or bench),
# WORKERS (processes that run the tests; 0 runs them in one, as a debugger needs).

.DELETE_ON_ERROR:
.PHONY: setup ocr ray build test lint ui bench quality confidence audit lock clean

BIN := .venv/bin
STAMP := .venv/.installed
ARGS ?=
QUIET := --quiet --disable-pip-version-check --root-user-action ignore

SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c '$(SUPPORTED)' 2>/dev/null && command -v "$$p" && break; done)
UV ?= $(or $(shell command -v uv 2>/dev/null),.tools/uv/bin/uv)

# uv does not read pip's configuration: the package index and the certificates that are set for pip hold for uv too.
define LIKE_PIP
pip_setting() { "$(PYTHON)" -m pip config list 2>/dev/null | sed -n "s/^global\.$$1='\(.*\)'$$/\1/p"; }; \
if [ -z "$${UV_DEFAULT_INDEX:-}$${UV_INDEX_URL:-}" ]; then \
	index=$${PIP_INDEX_URL:-$$(pip_setting index-url)}; if [ -n "$$index" ]; then export UV_DEFAULT_INDEX="$$index"; fi; fi; \
if [ -z "$${SSL_CERT_FILE:-}" ]; then \
	cert=$${PIP_CERT:-$$(pip_setting cert)}; if [ -n "$$cert" ]; then export SSL_CERT_FILE="$$cert"; fi; fi
endef

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml | $(UV)
	@$(LIKE_PIP); set -e; \
	if ! "$(BIN)/python" -c '$(SUPPORTED)' 2>/dev/null; then "$(UV)" venv --quiet --clear --python "$(or $(PYTHON),>=3.11,<3.14)" .venv; fi; \
	"$(UV)" pip sync --quiet --compile-bytecode --python "$(BIN)/python" --require-hashes requirements.lock; \
	"$(UV)" pip install --quiet --python "$(BIN)/python" --no-deps --no-build-isolation --editable .
	@"$(BIN)/python" -m orchestration.dbt_project  # parses the dbt project, so that no build has to
	@touch $@

# The interpreter may lack venv (Debian without python3-venv) or forbid installing into itself (PEP 668):
# a private venv first, else a private folder; neither touches the system's Python.
.tools/uv/bin/uv:
	@if [ -z "$(PYTHON)" ]; then \
		echo "duixian needs Python 3.11, 3.12 or 3.13; none was found. Install one, or name it: make PYTHON=/path/to/python" >&2; exit 1; fi
	@echo "getting uv into .tools/uv"
	@rm -rf .tools/uv
	@{ "$(PYTHON)" -m venv .tools/uv >/dev/null 2>&1 && .tools/uv/bin/python -m pip install $(QUIET) 'uv>=0.8,<1'; } \
	|| { rm -rf .tools/uv && "$(PYTHON)" -m pip install $(QUIET) --target .tools/uv 'uv>=0.8,<1'; } \
	|| { rm -rf .tools/uv; echo "uv could not be installed: $(PYTHON) has neither a working venv nor pip. Install one of them (Debian: python3-venv) or uv itself." >&2; exit 1; }

build: setup
	@$(BIN)/duixian build $(ARGS)

# The tests of a file stay together, as they share a build; files go out in order, those with builds before the quick.
WORKERS ?= auto
test: setup
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

ui: setup
	@$(BIN)/duixian ui $(ARGS)

# How well labelled reports are read; SHARED is a folder with reports/ and eval/.
SHARED ?= ../shared
quality: setup
	@$(BIN)/python benchmarks/quality.py --shared "$(SHARED)" $(ARGS)

# A reader judges verdicts: NUMBER of them are drawn by SEED into FILE where it is not there yet, then asked for at the
# terminal (or judged in FILE with any editor), then counted. ARGS="--home DIR" names the home.
FILE ?= audit.csv
NUMBER ?= 120
SEED ?= 1
audit: setup
	@test -e "$(FILE)" || $(BIN)/python benchmarks/audit.py draw "$(FILE)" --number $(NUMBER) --seed $(SEED) $(ARGS)
	@test ! -t 0 || $(BIN)/python benchmarks/audit.py judge "$(FILE)"
	@test -t 0 || $(BIN)/python benchmarks/audit.py rates "$(FILE)"

# Measures the confidence of facts, and fits its weights again; ARGS="--keep" measures only.
confidence: setup
	@$(BIN)/python benchmarks/confidence.py --shared "$(SHARED)" $(ARGS)

# Time and memory of every stage over countries of growing size, into docs/performance.*.
bench: setup
	@$(BIN)/python benchmarks/performance.py --builds 1000 --output docs $(ARGS)

# uv.lock would name the index's host; this file names none.
lock: | $(UV)
	@$(LIKE_PIP); "$(UV)" pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate \
		--custom-compile-command "make lock" --extra dev --extra postgres --extra forms pyproject.toml --output-file requirements.lock
	@$(LIKE_PIP); "$(UV)" pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate \
		--custom-compile-command "make lock" --constraint requirements.lock --extra ocr pyproject.toml --output-file requirements.ocr.lock
	@$(LIKE_PIP); "$(UV)" pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate \
		--custom-compile-command "make lock" --constraint requirements.lock --constraint requirements.ocr.lock \
		--extra ray --extra ray-tests pyproject.toml --output-file requirements.ray.lock

# The extra ocr takes 350 MB, so that it is not part of the setup; with it (and a Chinese font) tests/forms/test_ocr.py runs.
ocr: setup
	@$(LIKE_PIP); "$(UV)" pip install --quiet --python "$(BIN)/python" --require-hashes -r requirements.ocr.lock

# The extra ray, and a store on loopback, take 280 MB; with them tests/integration/test_ray.py runs.
ray: setup
	@$(LIKE_PIP); "$(UV)" pip install --quiet --python "$(BIN)/python" --require-hashes -r requirements.ray.lock

clean:
	rm -rf .venv .tools .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info dbt/target dbt/logs
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
