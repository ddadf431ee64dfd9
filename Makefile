# One command each: they build the virtual environment themselves when it is missing or out of date.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
LANGUAGE ?= nl

.PHONY: factsheets test golden mutants bench lab lock clean

factsheets: $(VENV)/.installed
	$(BIN)/kansrijk run --language $(LANGUAGE)

test: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pytest -n $(JOBS) tests
	JUPYTER_DEFAULT_PROVISIONER_NAME=kansrijk-warm \
		$(BIN)/pytest -n $(JOBS) --dist loadfile --nbval-lax --nbval-current-env -p no:cacheprovider notebooks

# Writes anew what tests/views/test_golden.py compares with: read the difference before you commit it.
golden: $(VENV)/.installed
	$(BIN)/python -m tests.golden

# Mutation testing of every room, or of one: make mutants ROOM=methods. Writes its result into docs/testing.md.
mutants: $(VENV)/.installed
	$(BIN)/python -m tests.mutants $(ROOM)

# What a run costs against papermill as it is commonly used; writes docs/benchmark.md.
bench: $(VENV)/.installed
	$(BIN)/python -m benchmarks.batch --areas $(or $(BENCH_AREAS),20)

lab: $(VENV)/.installed
	$(BIN)/jupyter lab notebooks

# Hashed and universal: the same versions on every platform and Python from 3.11 on; no index address in it.
lock: $(VENV)/.installed
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra test --universal --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --output-file requirements.lock

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis build *.egg-info
	find outputs -mindepth 1 ! -name README.md -delete
