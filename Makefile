# Each target makes what it needs. `make` alone lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test check style types contracts production suite browser bench messages lock clean

PYTHON := .venv/bin/python
PYTHONS := python3.13 python3.14 python3.12 python3 python
# `make demo PORT=8080 ARGS=--reset`
PORT :=
ARGS :=
# What part of the branches `make test` must reach, in percent; it takes half as long again.
COVERAGE :=
# What `make check` and `make bench` run on.
CHECK_DATABASE_URL := postgres://postgres@127.0.0.1:5432/polylogue
CHECK_REDIS_URL := redis://127.0.0.1:6379/9
SERVICES = DATABASE_URL=$(CHECK_DATABASE_URL) CACHE_URL=$(CHECK_REDIS_URL)
# One more than there are cores: the tests of faults mostly wait.
SUITE_PROCESSES = $(shell expr $$(nproc) + 1)
EMBEDDED := DATABASE_URL=sqlite://:memory: CELERY_BROKER_URL=filesystem:// CACHE_URL=locmemcache://

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

demo: .venv/installed ## serve the demonstration on this machine; PORT=8080, ARGS=--reset
	@exec $(PYTHON) manage.py demo $(if $(PORT),--port $(PORT)) $(ARGS)

test: .venv/installed-dev ## run the tests that need no service and no browser; COVERAGE=95 holds them to it
	$(EMBEDDED) $(PYTHON) -m pytest -n auto -m "not services and not browser" \
	  $(if $(COVERAGE),--cov --cov-report=term --cov-fail-under=$(COVERAGE)) $(ARGS)

check: style types contracts production suite browser ## all that a change must pass

style: .venv/installed-dev ## formatting and linting
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	.venv/bin/djlint --check templates
	.venv/bin/djlint --lint templates
	.venv/bin/bandit --quiet --recursive --severity-level medium --confidence-level medium --configfile pyproject.toml \
	  accounts principles consultations config

types: .venv/installed-dev ## static types
	.venv/bin/mypy

contracts: .venv/installed-dev ## who may import whom; models against migrations; the API's schema
	.venv/bin/lint-imports --no-logo
	$(EMBEDDED) $(PYTHON) manage.py makemigrations --check --dry-run
	$(EMBEDDED) $(PYTHON) manage.py spectacular --validate --fail-on-warn --file /dev/null

production: .venv/installed-dev ## Django's own checks, with the environment of a production site
	SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))') \
	  SITE_URL=https://polylogue.example ALLOWED_HOSTS=polylogue.example EMAIL_HOST=mail.example \
	  DATABASE_URL=$(CHECK_DATABASE_URL) CELERY_BROKER_URL=$(CHECK_REDIS_URL) \
	  CACHE_URL=$(CHECK_REDIS_URL) $(PYTHON) manage.py check --deploy --fail-level WARNING

# What knows no database was tried at length by `make test`.
suite: .venv/installed-dev ## the suite again, on PostgreSQL and Redis
	$(SERVICES) $(PYTHON) -m pytest -n $(SUITE_PROCESSES) -m "not browser" --hypothesis-profile=brief \
	  --ignore tests/text --ignore tests/analysis --ignore tests/principles/importers --durations=20 $(ARGS)

browser: .venv/installed-dev ## the journeys in Chromium
	$(SERVICES) $(PYTHON) -m pytest -n auto -m browser --durations=10 $(ARGS)

bench: .venv/installed-dev .venv-peers/installed ## measure, on PostgreSQL
	$(SERVICES) $(PYTHON) -m tests.benchmarks $(ARGS)

messages: .venv/installed-dev ## bring the catalogues up to date with the code; needs gettext
	$(EMBEDDED) $(PYTHON) manage.py makemessages --all --no-obsolete --add-location file \
	  --ignore '.venv*' --ignore tests --ignore var
	msgfmt --check --statistics -o config/locale/ar/LC_MESSAGES/django.mo config/locale/ar/LC_MESSAGES/django.po

lock: .venv/bin/python ## pin every dependency anew, with hashes, for every platform
	$(PYTHON) -m pip install --quiet --disable-pip-version-check uv
	$(call LOCK) -o requirements.txt
	$(call LOCK) --group dev -o requirements-dev.txt

LOCK = .venv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url \
  --no-emit-find-links --no-annotate --no-header --python-version 3.12 pyproject.toml

clean: ## remove what was made here: the environment, the demonstration's data, caches
	rm -rf .venv .venv-peers var staticfiles htmlcov .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis

# A version manager leaves commands that exist and do not run, and hides those that would:
# take the first that really is new enough, wherever it lies.
.venv/bin/python:
	@IFS=:; for name in $(PYTHONS); do \
	  for folder in $$PATH $${PYENV_ROOT:-$$HOME/.pyenv}/versions/*/bin; do \
	    python=$$folder/$$name; \
	    if [ -x "$$python" ] && "$$python" -c \
	      'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; \
	    then \
	      echo "Creating .venv with $$("$$python" --version) ..."; \
	      "$$python" -m venv --clear .venv && exit 0; rm -rf .venv; exit 1; \
	    fi; \
	  done; \
	done; \
	echo "Polylogue needs Python 3.12 or newer with its venv module, and found none here." >&2; \
	exit 1

# The lock names everything, so nothing is left to resolve; and what is imported compiles itself.
INSTALL = $(PYTHON) -m pip install --disable-pip-version-check --no-input --progress-bar off \
  --no-deps --no-compile --require-hashes --requirement
# One line that counts, in place of a screenful of names.
COUNT = if [ -t 1 ]; then \
  awk '/^Collecting/ { printf "\r  %d packages", ++n; fflush() } END { if (n) print "" }'; \
  else cat >/dev/null; fi

.venv/installed: requirements.txt | .venv/bin/python
	@echo "Installing what requirements.txt pins (only the first time) ..."
	@$(INSTALL) $< | $(COUNT)
	@touch $@

.venv/installed-dev: requirements-dev.txt requirements.txt | .venv/bin/python
	@echo "Installing what requirements-dev.txt pins (only the first time) ..."
	@$(INSTALL) $< | $(COUNT)
	@touch .venv/installed $@

# What benchmarks measure beside has dependencies of its own, which are none of ours.
.venv-peers/installed: requirements-peers.txt | .venv/bin/python
	@echo "Installing what requirements-peers.txt pins (only the first time) ..."
	@$(PYTHON) -m venv --clear .venv-peers
	@.venv-peers/bin/$(subst .venv/bin/,,$(INSTALL)) $< | $(COUNT)
	@touch $@
