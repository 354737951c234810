# `make help` lists what there is. Needed beforehand: git, make, Python 3.11 or newer with venv.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && \
	echo "$$python" && break; done)
TOOLS = $(if $(PYTHON),$(PYTHON) -m tools,@echo "Install Python 3.11 or newer." >&2; exit 1;)

.DEFAULT_GOAL := help
.PHONY: help run test assurance check fix bench database database-stop lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Start the demonstration council (PORT=8080 chooses the port)
	@$(TOOLS) run

test: ## Run every test (PYTEST_ARGS="tests/people -x" chooses some)
	@$(TOOLS) test

assurance: ## Run the long campaigns whole (PYTEST_ARGS chooses some)
	@$(TOOLS) assurance

check: ## Check style, types, imports, migrations and templates
	@$(TOOLS) check

fix: ## Put right what a program can put right
	@$(TOOLS) fix

bench: ## Run the measurements, which print ratios
	@$(TOOLS) bench

database: ## Start the database and leave it running, for manage.py and pytest
	@$(TOOLS) database

database-stop: ## Stop that database
	@$(TOOLS) database-stop

lock: ## Resolve requirements/*.in anew
	@$(TOOLS) lock

clean: ## Remove all that set-up made, the demonstration council included
	@$(TOOLS) clean
