# Two commands on a machine that has only Python 3.11, pip and make:
#   make report   sets up its own environment, rebuilds the whole report, prints where the files are
#   make test     sets up the same environment with the test tools and runs every check
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
OUT    ?= out

# What each purpose installs: extras of pyproject.toml. With LOCK=1 the versions and hashes of lock/*.txt, nothing newer.
EXTRAS_report := report,equities
EXTRAS_web    := web,equities
EXTRAS_test   := test
EXTRAS_bench  := bench
EXTRAS_docs   := docs
LOCK_report := lock/report.txt
LOCK_web    := lock/web.txt
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: report test bench serve schemas gallery docs dist try-install lint-files lock clean

report: $(VENV)/.installed-report
	$(BIN)/fedsheet report --lang both --out $(OUT)

test: $(VENV)/.installed-test
	$(BIN)/ruff check src tests tools bench
	$(BIN)/ruff format --check src tests tools bench
	$(BIN)/mypy
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile # a file's tests share what they compute

serve: $(VENV)/.installed-web
	$(BIN)/fedsheet serve --open

schemas: $(VENV)/.installed-report
	$(BIN)/python tools/file_pages.py

gallery: $(VENV)/.installed-docs
	$(BIN)/python tools/gallery.py

docs: $(VENV)/.installed-docs
	$(BIN)/python tools/docs_site.py

bench: $(VENV)/.installed-bench
	for program in bench/*.py; do $(BIN)/python $$program || exit 1; done

# The source archive, the wheel built from it, and that wheel used in an environment of its own.
dist: $(VENV)/.installed-test
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist .

try-install: dist
	$(BIN)/python tools/try_install.py dist/*.whl

# Files that no test of Python reads: containers, workflows, hooks, the citation.
lint-files: $(VENV)/.installed-lint
	$(BIN)/hadolint Dockerfile .devcontainer/Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.citation-file-format CITATION.cff
	$(BIN)/zizmor --offline .github
	$(BIN)/pre-commit validate-config

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed-%: pyproject.toml | $(BIN)/python
ifdef LOCK
	$(PIP) install --require-hashes --requirement $(or $(LOCK_$*),lock/all.txt)
	$(PIP) install --no-deps --no-build-isolation --editable .
else
	$(PIP) install --editable ".[$(EXTRAS_$*)]"
endif
	touch $@

$(VENV)/.installed-lint: pyproject.toml | $(BIN)/python # programs that nothing of ours is built with: not locked
	$(PIP) install --editable ".[lint]"
	touch $@

# The versions that LOCK=1 installs, for every Python and system we run on. What is locked stays unless UPGRADE=1.
COMPILE = $(BIN)/uv pip compile --quiet pyproject.toml lock/build.in --universal --python-version 3.11 --generate-hashes \
          --no-emit-index-url --no-annotate --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)
lock: $(BIN)/python
	$(PIP) install "uv>=0.9"
	$(COMPILE) --extra test --extra docs --extra bench --output-file lock/all.txt
	$(COMPILE) --extra report --extra equities --constraint lock/all.txt --output-file lock/report.txt
	$(COMPILE) --extra web --extra equities --constraint lock/all.txt --output-file lock/web.txt

clean:
	rm -rf $(VENV) $(OUT) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
