# Two commands do everything: `make demo` opens the program on a sample office, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Half as many again as processors: a test often waits for a program, a server, a screen.
WORKERS ?= $(shell echo $$(( ($$(getconf _NPROCESSORS_ONLN) * 3 + 1) / 2 )))

# What is compiled once is kept: the gate starts hundreds of programs.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test venv lint types pytest format documents clean

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "hotich needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) (once; takes a minute) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

venv: $(STAMP)

demo: venv
	@$(BIN)/hotich demo

test: lint types pytest

lint: venv
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/lint-imports > $(VENV)/lint-imports.log 2>&1 || { cat $(VENV)/lint-imports.log; exit 1; }
	@echo "ruff, import contracts: ok"

types: venv
	@$(BIN)/mypy --no-error-summary
	@echo "mypy --strict: ok"

pytest: venv
	@$(BIN)/python -m pytest --quiet --numprocesses $(WORKERS) --dist worksteal

format: venv
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

documents: venv
	@$(BIN)/python -m tui.keysheet docs/keys.md
	@$(BIN)/python -m tui.picture docs/pictures

# All checks of schemathesis against the centre's OpenAPI; its own environment, for it pins other versions. Not part of `test`.
schemathesis: venv
	@test -x .venv-schemathesis/bin/schemathesis || { $(PYTHON) -m venv .venv-schemathesis && \
		.venv-schemathesis/bin/python -m pip install --quiet --disable-pip-version-check schemathesis; }
	@sh bench/schemathesis.sh $(BIN) .venv-schemathesis/bin/schemathesis

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
