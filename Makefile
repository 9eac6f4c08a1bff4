# make demo   builds the demo show's site from nothing but Python 3.11
# make test   runs every test, browser tests included
# make prove  runs every proof of what Podloom promises (hours); SAMPLE=1: some of each kind (minutes)
# make serve  shows the built site
# make screens  takes the pictures of docs/screens again, from the built demo
PYTHON ?= python3.11
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo serve test prove strace lint types browser screens clean lock sbom licences audit

demo: $(VENV)/.run
	@$(BIN)/podloom build

serve: $(VENV)/.run
	@$(BIN)/podloom serve

test: $(VENV)/.dev $(VENV)/.openai $(VENV)/.zensical browser
	$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile

prove: $(VENV)/.dev browser strace
	@$(BIN)/python -m prove $(if $(SAMPLE),--sample)

# strace cuts a run off at a call of the system; it is installed from Debian where that is allowed, or its proofs are named as not run.
strace:
	@sh prove/strace.sh

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

# Chromium is found, or installed from Debian where that is allowed, or its tests are named as not run.
browser:
	@sh tests/browser/chromium.sh

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null 2>&1 && $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)

$(VENV)/.run: requirements/build.txt requirements/run.txt requirements/speakers.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Podloom needs into $(VENV) (once) ..."
	@$(PIP) install --require-hashes -r requirements/build.txt -r requirements/run.txt
	@$(PIP) install --no-deps --require-hashes -r requirements/speakers.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@echo "Installing what the tests need into $(VENV) (once) ..."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

# The reference engine, for the tests that compare with it; where it cannot be had, they say that they were not run.
$(VENV)/.openai: requirements/openai.txt | $(VENV)/.dev
	@echo "Installing the reference engine into $(VENV) (once) ..."
	@$(PIP) install --no-deps --require-hashes -r requirements/openai.txt && touch $@ || echo "!!! openai-whisper could not be installed here"

# The site builder that comes after MkDocs, for the test that it reads the same theme.
$(VENV)/.zensical: requirements/zensical.txt | $(VENV)/.dev
	@echo "Installing the other site builder into $(VENV) (once) ..."
	@$(PIP) install --no-deps --require-hashes -r requirements/zensical.txt && touch $@ || echo "!!! zensical could not be installed here"

screens: demo $(VENV)/.dev browser
	@$(BIN)/python docs/screens/take.py build/site

# Pins everything anew, with hashes and without addresses. Needs pip-tools.
lock:
	sh requirements/lock.sh

# What is installed here: as CycloneDX 1.5 (JSON), and as a list of licences.
sbom: $(VENV)/.run
	@$(BIN)/python requirements/sbom.py

licences: $(VENV)/.run
	@$(BIN)/python requirements/sbom.py --licences

# Known faults of what is pinned, where the tool and its database can be reached: `pip install pip-audit`.
audit:
	@command -v pip-audit >/dev/null 2>&1 || { echo "!!! NOT CHECKED: pip-audit is not here (pip install pip-audit)"; exit 1; }
	pip-audit --require-hashes --disable-pip -r requirements/run.txt

clean:
	rm -rf build
