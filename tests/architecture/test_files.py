"""What no file under version control may hold, and how long a module may grow."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, application_modules, tracked

# Put together here, so that this file does not hold them either.
HOSTS = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "registry." + "npmjs",
    "deb." + "debian.org",
    "index-" + "url",
)
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:work|root|home)/[a-z]")
TEXT = [
    path
    for path in tracked()
    if path.suffix
    in {"", ".py", ".md", ".txt", ".toml", ".yaml", ".yml", ".html", ".css", ".js", ".json", ".po"}
]
LONGEST_MODULE = 420
# Tables of data, one row a line.
DATA = {"accounts/countries.py", "accounts/regions.py"}


@pytest.mark.parametrize("host", HOSTS)
def test_no_file_names_a_package_registry(host: str) -> None:
    allowed = {"Makefile"} if host.startswith("index") else set()
    found = {
        path.relative_to(ROOT).as_posix()
        for path in TEXT
        if host in path.read_text(encoding="utf-8")
    }
    assert found - allowed == set()


def test_no_file_names_a_path_of_one_machine() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): match.group()
        for path in TEXT
        if (match := MACHINE_PATH.search(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_no_lock_file_that_records_where_packages_came_from() -> None:
    assert tracked("uv.lock", "*package-lock.json") == []


def test_every_pinned_package_has_its_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-peers.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        assert [line for line in lines if "==" in line and "--hash=sha256:" not in line] == []


def test_no_module_grows_past_its_subject() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in application_modules()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }
    assert {name: lines for name, lines in long.items() if name not in DATA} == {}


@pytest.mark.parametrize(
    "path", application_modules(), ids=lambda path: str(path.relative_to(ROOT))
)
def test_module_leaves_nothing_for_later(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert re.findall(r"\b(?:TODO|FIXME|XXX|raise NotImplementedError)\b", source) == []
