"""The files a site is set up with: complete, and in agreement with the settings."""

import re

import yaml

from tests.architecture.source import ROOT


def variables_of_settings() -> set[str]:
    source = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    return set(re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", source))


def variables_of_example() -> set[str]:
    source = (ROOT / ".env.example").read_text(encoding="utf-8")
    return set(re.findall(r"^#?([A-Z_]+)=", source, re.MULTILINE))


def test_example_explains_every_variable_the_settings_read() -> None:
    assert variables_of_settings() - variables_of_example() == set()


def test_example_explains_no_variable_that_nobody_reads() -> None:
    others = {"POSTGRES_PASSWORD", "WEB_CONCURRENCY", "CELERY_SKIP_CHECKS"}
    assert variables_of_example() - variables_of_settings() == others


def test_compose_runs_the_same_image_as_web_worker_and_beat() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    services = compose["services"]
    assert set(services) == {"migrate", "web", "worker", "beat", "database", "redis"}
    assert {services[name]["image"] for name in ("migrate", "web", "worker", "beat")} == {
        "polylogue"
    }
    for name in ("migrate", "web", "worker", "beat"):
        assert services[name]["environment"] == services["web"]["environment"]
        assert services[name]["cap_drop"] == ["ALL"]


def test_worker_is_given_longer_to_stop_than_its_longest_job() -> None:
    source = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    (minutes,) = re.findall(r"stop_grace_period: (\d+)m", source)
    assert int(minutes) * 60 > 600


def test_image_runs_as_nobody_special_and_installs_by_hash() -> None:
    source = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert source.index("USER polylogue") < source.index('CMD ["gunicorn"')
    assert "--require-hashes" in source


def test_image_holds_what_runs_and_nothing_else() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "*"
    kept = {line[1:] for line in lines if line.startswith("!")}
    assert {"accounts", "principles", "consultations", "config", "templates", "manage.py"} <= kept
    assert not kept & {"tests", ".env", "var", ".git"}


def test_ci_runs_the_tests_before_the_checks_and_stops_at_the_first_failure() -> None:
    source = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "set -euo pipefail" in source
    assert source.index("\nmake test") < source.index("\nmake check")
