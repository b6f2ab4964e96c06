# Every target makes what it needs inside .venv of this checkout, and nothing outside the checkout.
PYTHON ?= python3
# One word of the shell, whatever spaces and quotes somebody's folder has; nothing where it is not given.
quoted = $(if $(1),'$(subst ','\'',$(1))')
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test extension bench roundtrip faults hostile mutants fuzz lint lock clean

demo: $(VENV)/.run
	$(BIN)/python -m workbook demo -o out

test: lint
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict xlcore udfs
	$(BIN)/mypy workbook benchmarks libreoffice

# The program for LibreOffice, as one file that it installs.
extension: $(VENV)/.run
	$(BIN)/python -m libreoffice.extension out/chitieu.oxt

bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks.run $(foreach name,$(SCENARIO),$(call quoted,$(name)))

# What a recalculation and a save change in each workbook of a folder, part by part; by default in samples of our own.
roundtrip: $(VENV)/.dev
	$(BIN)/python -m tests.workbook.lossless $(call quoted,$(FOLDER))

# Kills, full disks, failing calls, several runs at once; with strace and as root also at every call that writes.
faults: $(VENV)/.dev
	$(BIN)/python -m tests.security.faults

# Every hostile input of docs/security-inputs.md and what became of it; the suite leaves out what costs much.
hostile: $(VENV)/.dev
	$(BIN)/python -m tests.security.answers

# Workbooks spoilt at random through the command line; the same seed spoils them in the same way.
COUNT ?= 20000
SEED ?= 1
mutants: $(VENV)/.dev
	$(BIN)/python -m tests.security.mutants --count $(call quoted,$(COUNT)) --seed $(call quoted,$(SEED)) $(if $(FOLDER),--folder $(call quoted,$(FOLDER)))

# Coverage-guided fuzzing of each reader, with atheris in an environment of its own, so many seconds for each.
FUZZ := .venv-fuzz
TARGETS ?= formulas formats sheets packages
EACH ?= 300
fuzz: $(FUZZ)/.made
	for target in $(TARGETS); do \
	  $(FUZZ)/bin/python -m tests.security.fuzz $$target --seconds $(call quoted,$(EACH)) || exit 1; \
	done

$(FUZZ)/.made: pyproject.toml requirements.lock
	$(call quoted,$(PYTHON)) -m venv $(FUZZ)
	$(FUZZ)/bin/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[dev,fuzz]'
	@touch $@

# The exact versions that the tests ran with, written from the environment that is installed now; for Windows with hashes.
lock: $(VENV)/.bench
	$(BIN)/python -m pip freeze --exclude-editable --exclude pip --exclude setuptools | LC_ALL=C sort -f > requirements.lock
	$(BIN)/python windows/make_lock.py

clean:
	rm -rf $(VENV) $(FUZZ) out build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(call quoted,$(PYTHON)) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed; say which with: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	$(call quoted,$(PYTHON)) -m venv $(VENV)

# A stamp tells which set is installed already; a larger set satisfies a smaller one.
$(VENV)/.run: pyproject.toml requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e .
	@touch $@

$(VENV)/.dev: pyproject.toml requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[dev]'
	@touch $@ $(VENV)/.run

$(VENV)/.bench: pyproject.toml requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[dev,bench]'
	@touch $@ $(VENV)/.dev $(VENV)/.run
