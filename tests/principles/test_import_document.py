"""`manage.py import_document`, as an operator meets it."""

import json
import os
import subprocess
import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from principles.models import Document, Seat
from principles.states import Role
from tests.factories.accounts import ConvenerFactory, UserFactory

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / ".." / "shared" / "seeds"
TEXT = """Rules for an open network

We build the network together and agree on these rules.

1. Reach

Everyone may reach everyone.

2. Trust

What is promised is kept.
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "rules.txt"
    path.write_text(TEXT)
    return str(path)


def run(*arguments: str) -> tuple[str, str]:
    """What it wrote to standard output and to standard error."""
    out, err = StringIO(), StringIO()
    call_command("import_document", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def refusal(*arguments: str) -> str:
    with pytest.raises(CommandError) as error:
        run(*arguments)
    message = str(error.value)
    assert "\n" not in message
    return message


def test_a_dry_run_prints_a_readable_outline_that_ends_with_the_count(file: str) -> None:
    """Without a database: this test has none."""
    out, err = run(file, "--dry-run")
    assert out.splitlines()[0] == "Rules for an open network"
    assert out.splitlines()[-1] == "2 principles"
    assert err == ""


def test_a_dry_run_prints_json_and_nothing_else(file: str) -> None:
    out, _ = run(file, "--dry-run", "--json")
    outline = json.loads(out)
    assert list(outline) == ["title", "preamble", "sections", "left_out"]
    assert [list(each) for each in outline["sections"]] == [["heading", "intro", "principles"]]
    assert [list(each) for each in outline["sections"][0]["principles"]] == [
        ["number", "title", "text"]
    ] * 2
    assert outline["preamble"] == "We build the network together and agree on these rules."


def test_it_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(TEXT.encode())))
    out, _ = run("-", "--dry-run", "--json")
    assert json.loads(out)["title"] == "Rules for an open network"


def test_notices_are_written_beside_the_outline(tmp_path: Path) -> None:
    path = tmp_path / "empty.html"
    path.write_text("<html><body><h1>Title only</h1></body></html>")
    out, err = run(str(path), "--dry-run", "--json")
    assert json.loads(out)["sections"] == []
    assert "No principle was found." in err


@pytest.mark.django_db
def test_it_keeps_the_document(file: str) -> None:
    out, err = run(file)
    document = Document.objects.get()
    assert (document.title, document.source, document.language, document.created_by) == (
        "Rules for an open network",
        "rules.txt",
        "en",
        None,
    )
    assert out.splitlines()[-1] == "2 principles"
    assert err.strip() == f"Kept as /documents/{document.slug}/"


@pytest.mark.django_db
def test_it_keeps_the_document_of_its_owner(file: str) -> None:
    owner = ConvenerFactory.create(email="mara@example.org")
    out, _ = run(file, "--owner", "Mara@Example.org", "--language", "fr", "--json")
    assert json.loads(out)["title"] == "Rules for an open network"
    seat = Seat.objects.get()
    assert (seat.user, seat.role, seat.document.language) == (owner, Role.OWNER, "fr")


@pytest.mark.django_db
def test_an_owner_must_exist_and_be_allowed(file: str) -> None:
    assert (
        refusal(file, "--owner", "none@example.org") == "No one has the address none@example.org."
    )
    user = UserFactory.create()
    assert "start consultations" in refusal(file, "--owner", user.email)
    assert not Document.objects.exists()


@pytest.mark.django_db
def test_a_text_without_principles_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "bare.html"
    path.write_text("<html><body><h1>Title only</h1></body></html>")
    assert refusal(str(path)) == "There is no principle in this text."
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "There is no text in this."),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "This is not a text."),
        (b"caf\xe9", "This text is not in UTF-8: byte 0xe9 at position 3"),
        (b"x" * 20_000_001, "This is larger than 20 MB"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(data)
    assert refusal(str(path), "--dry-run").startswith(message)


def test_a_file_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    path = str(tmp_path / "none.txt")
    assert refusal(path, "--dry-run") == f"{path}: No such file or directory"
    assert refusal(str(tmp_path), "--dry-run") == f"{tmp_path}: Is a directory"


def test_a_language_must_be_one(file: str) -> None:
    assert refusal(file, "--dry-run", "--language", "xx") == "xx is not the code of a language."


# --- As a program -------------------------------------------------------------------------------


def program(
    database: str, *arguments: str, text: str | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "import_document", *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": database,
            "SECRET_KEY": "only-for-this-test-" * 3,
            "DJANGO_SETTINGS_MODULE": "config.settings",
        },
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


def test_on_a_fresh_clone_a_dry_run_needs_no_database(file: str, tmp_path: Path) -> None:
    database = tmp_path / "none" / "db.sqlite3"
    done = program(f"sqlite:///{database}", "-", "--dry-run", "--json", text=TEXT)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["title"] == "Rules for an open network"
    assert not database.exists()


def test_on_an_empty_database_it_says_to_migrate_first(file: str, tmp_path: Path) -> None:
    done = program(f"sqlite:///{tmp_path / 'db.sqlite3'}", file)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == (
        "CommandError: The database is not ready: run manage.py migrate first, or use --dry-run."
    )


def test_on_a_database_that_cannot_be_used_it_says_so(file: str, tmp_path: Path) -> None:
    done = program(f"sqlite:///{tmp_path / 'none' / 'db.sqlite3'}", file)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("CommandError: The database cannot be used: ")
    assert done.stderr.count("\n") == 1


# --- The texts this was made for ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("000_", {"sections": [3, 4, 4, 4], "numbers": [[1, 2, 3], *[[1, 2, 3, 4]] * 3]}),
        ("002_", {"sections": [5], "numbers": [[1, 2, 3, 4, 5]]}),
        ("003_", {"sections": [4], "numbers": [[1, 2, 3, 4]]}),
    ],
)
def test_a_real_text_gives_its_outline(name: str, shape: dict[str, list[object]]) -> None:
    for path in SEEDS.glob(f"{name}*.txt"):
        outline = json.loads(run(str(path), "--dry-run", "--json")[0])
        sections = [each["principles"] for each in outline["sections"] if each["principles"]]
        assert [len(section) for section in sections] == shape["sections"]
        assert [[each["number"] for each in section] for section in sections] == shape["numbers"]
        last = run(str(path), "--dry-run")[0].splitlines()[-1]
        assert last == f"{sum(map(len, sections))} principles"
