# Every target sets up what it needs itself and says what it does. `make test ARGS="tests/domain -x"` passes ARGS on.

PYTHON := .venv/bin/python

.PHONY: demo test check bench soak format setup help check-setup
.PHONY: check-format check-lint check-sizes check-types check-layers check-widget

help:
	@echo "make demo    run the demo shop, the server and a mail catcher on this machine"
	@echo "make test    run all tests; throw-away PostgreSQL, Redis and Chromium included"
	@echo "make check   format, lint, types, import contracts, file sizes, tsc"
	@echo "make format  put the code into its format"
	@echo "make bench   run the benchmarks"
	@echo "make soak    run the long tests"

demo:
	@scripts/setup python
	@$(PYTHON) -m examples.shop_demo $(ARGS)

test:
	@scripts/setup python services widget
	$(PYTHON) -m pytest -n 2 --dist loadfile $(ARGS)

soak:
	@scripts/setup python services widget
	$(PYTHON) -m pytest -m soak -o faulthandler_timeout=0 $(ARGS)

bench:
	@scripts/setup python services
	@$(PYTHON) -m bench $(ARGS)

# `make -k check` goes on to the next check when one fails.
check: check-format check-lint check-sizes check-types check-layers check-widget
check-format check-lint check-sizes check-types check-layers check-widget: check-setup

check-setup:
	@scripts/setup python widget

check-format:
	$(PYTHON) -m ruff format --check .

check-lint:
	$(PYTHON) -m ruff check .

check-sizes:
	$(PYTHON) scripts/file_sizes.py

check-types:
	$(PYTHON) -m mypy

check-layers:
	.venv/bin/lint-imports --no-logo

check-widget:
	cd widget && node_modules/.bin/tsc -p jsconfig.json

format:
	@scripts/setup python
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

setup:
	@scripts/setup python services widget
