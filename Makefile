# `make` lists the targets. Another interpreter: PYTHON=python3.12 make book
PYTHON ?= python3
BIN := .venv/bin
NOTEBOOKS ?= $(shell find book -name '*.ipynb' -not -path '*/.ipynb_checkpoints/*' | sort)

# Two BLAS threads on two cores are many times slower than one as soon as anything else runs,
# and the order of a threaded sum is not fixed.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1
export MKL_NUM_THREADS := 1

# Figures of the unit tests need no screen. The notebooks keep Jupyter's own backend, without which
# they show no figure.
unexport MPLBACKEND
PYTEST := MPLBACKEND=agg $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help book pdf test check packages lint unit pages chromium notebooks lab theorems data calibrate mutants bench rebaseline numbers clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "%-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Two levels of one environment: what reading and verifying need, and all that is pinned. Each stamp
# is written last, so a set-up that was cut short starts again. Python compiles what it first loads,
# which is a small part: compiling all would take as long as the rest of the installation.
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-compile --requirement

.venv/.book: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "This book needs Python 3.11 or newer, and $(PYTHON) is not: try PYTHON=python3.12 make book." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "$(PYTHON) lacks the venv module: install it (on Debian the package python3-venv)." >&2; exit 1; }
	@echo "Installing what the book needs into .venv, half a gigabyte: a minute or two."
	@$(PYTHON) -m venv .venv
	@sed '/^# 2[.]/,$$d' requirements.txt | $(PIP) /dev/stdin
	@touch $@

.venv/.all: .venv/.book
	@echo "Installing all else, with torch: a few minutes, and up to six gigabytes where torch comes with CUDA."
	@$(PIP) requirements.txt
	@touch $@

packages: .venv/.all ## install what networks, notebooks and tests need besides

# Sphinx reports a warning only when it reads a page, so a second, partial build would hide the
# warnings of the first: every build starts from nothing. The mark dates the last good build.
book: .venv/.book ## build the site and print its address
	@rm -rf _build
	$(BIN)/jupyter-book build book --config _config.yml --path-output . -W --keep-going
	@touch _build/html/.built
	@echo "file://$(CURDIR)/_build/html/intro.html"

# A build of its own, for its page "Run it" links to the PDF.
pdf: chromium .venv/.all ## build the site with the book in it as one PDF
	$(MAKE) book BOOK_PDF=yes
	@rm _build/html/.built
	$(BIN)/python tools/print/print_book.py
	@touch _build/html/.built

test: chromium lint unit notebooks pages ## everything that is checked: lint, types, tests, notebooks, site

check: lint ## lint, types and the unit tests but the longest, in less than two minutes
	$(PYTEST) -n 2 --dist worksteal -m "not pages and not long"

lint: .venv/.all
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

unit: .venv/.all
	$(PYTEST) -n 2 --dist worksteal -m "not pages"

# A test of pages is one that asks for the browser or the built site: see tests/conftest.py.
pages: pdf ## build the site and check every page in the browser
	$(PYTEST) -n 2 --dist worksteal -m pages

# First of all, so that nobody waits for minutes before they are told what they must install.
chromium:
	@$(PYTHON) tools/print/chromium.py

# The cells of a notebook share a kernel, so one worker takes a whole notebook.
notebooks: .venv/.all
	$(BIN)/python -m pytest --nbval --nbval-cell-timeout=120 -n 2 --dist loadscope $(NOTEBOOKS)

# It asks no other host for anything: tools/lab turns its news and its look for updates off, and a
# read-only extension manager lists no packages.
lab: .venv/.all ## open the chapters in JupyterLab
	$(BIN)/jupyter lab book $(if $(filter 0,$(shell id -u)),--allow-root) --LabApp.app_settings_dir="$(CURDIR)/tools/lab" --LabApp.extension_manager=readonly

# What is finished lies in _sweeps: each of these can be interrupted, and goes on. A claim that is not
# supported is a result (exit 1), and stored like any other. The seed of what lies beyond the theorems
# is one that no claim had met when it was last changed.
VERIFY := $(BIN)/python -m fc verify --store _sweeps

theorems: .venv/.all ## the part of `make data` on the theorems and on the attacks, about an hour
	$(VERIFY) --scale quick --records book/data/quick.json || [ $$? = 1 ]
	$(VERIFY) --scale full --records book/data/full.json || [ $$? = 1 ]
	$(BIN)/python -m fc refute --settings 2000 --train 60 --store _sweeps --json book/data/attacks.json || [ $$? = 1 ]

data: theorems ## run the experiments again and store their results, about two hours
	$(VERIFY) beyond --scale quick --seed 10 --records book/data/beyond.json || [ $$? = 1 ]
	$(BIN)/python tools/store/measure_assumptions.py book/data/assumptions.json
	$(BIN)/python tools/store/store_explorer_cases.py tests/data/explorer.json
	$(BIN)/python tools/store/run_own.py book/own
	$(BIN)/python tools/store/draw_answer.py book/data/full.json book/images/answer.png

calibrate: .venv/.all ## verify under many seeds and measure how often tests err, about two hours
	$(BIN)/python tools/store/calibrate.py book/data/false_alarms.json

# Of the comparison every run is kept in _sweeps, so it can be interrupted, and goes on.
bench: .venv/.all ## measure the speed again, some minutes; AUTHORS=.../toy.py compares with the authors' script, an hour
	$(BIN)/python -m benchmarks.measure
	$(if $(AUTHORS),$(BIN)/python -m benchmarks.numerical book/data/numerical_comparison.json --authors "$(AUTHORS)")

mutants: .venv/.all ## plant each wrong simulator and see what catches it, about an hour
	MPLBACKEND=agg $(BIN)/python tests/mutants/mutants.py --json book/data/mutants.json

rebaseline: .venv/.all ## run the notebooks and store their outputs; NOTEBOOKS=... picks some
	$(BIN)/python tools/store/execute_notebooks.py $(NOTEBOOKS)

numbers: .venv/.book ## write the stored numbers into the text again, without running anything
	$(BIN)/python tools/store/write_numbers.py

clean: ## delete the site and the caches; the environment stays
	rm -rf _build _sweeps .hypothesis .pytest_cache .mypy_cache .ruff_cache fc.egg-info
	find benchmarks book fc tests tools -name __pycache__ -o -name .ipynb_checkpoints | xargs rm -rf
