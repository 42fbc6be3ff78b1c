"""`manage.py reanchor`, as a script or a person at a terminal meets it. No test has a database."""

import json
import os
import subprocess
import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from principles.management.commands import reanchor

ROOT = Path(__file__).parents[2]
OLD = "States should keep records. Companies should keep records of every transfer they make."
NEW = "To begin with: companies should keep records of each and every transfer. Nothing else stays."


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return written(tmp_path / "old.txt", OLD)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return written(tmp_path / "new.txt", NEW)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("reanchor", *map(str, arguments), stdout=out)
    return out.getvalue()


def place(*arguments: object) -> dict[str, object]:
    found: dict[str, object] = json.loads(run(*arguments, "--json"))
    assert list(found) == ["start", "end", "quote", "confidence", "reason", "explanation"]
    return found


def refusal(*arguments: object) -> str:
    with pytest.raises(CommandError) as error:
        run(*arguments)
    return str(error.value)


def test_words_that_stay_are_placed_with_full_confidence(tmp_path: Path, old: Path) -> None:
    new = written(tmp_path / "new.txt", "Above all: " + OLD)
    start = OLD.index("every transfer") + len("Above all: ")
    assert place(old, new, "--quote", "every transfer") == {
        "start": start,
        "end": start + len("every transfer"),
        "quote": "every transfer",
        "confidence": 1.0,
        "reason": None,
        "explanation": None,
    }


def test_changed_words_are_placed_with_less(old: Path, new: Path) -> None:
    found = place(old, new, "--quote", "keep records of every transfer")
    assert found["quote"] == "keep records of each and every transfer"
    assert found["confidence"] == pytest.approx(26 / 33, abs=0.001)


@pytest.mark.parametrize(
    ("quote", "around", "reason"),
    [
        ("keep records", [], "ambiguous_in_old"),
        ("keep record", [], "not_in_old"),
        ("State", [], "not_in_old"),
        ("Companies should keep record of every transfers they make", [], "not_in_old"),
        ("every transfer", ["--prefix", "Nothing of this stands "], "not_in_old"),
        ("keep records", ["--prefix", "States should "], "gone"),
        ("they make", [], "gone"),
    ],
)
def test_words_without_a_place_are_null_with_the_reason(
    old: Path, new: Path, quote: str, around: list[str], reason: str
) -> None:
    assert place(old, new, "--quote", quote, *around) == {
        "start": None,
        "end": None,
        "quote": None,
        "confidence": None,
        "reason": reason,
        "explanation": reanchor.REASONS[reason],
    }


def test_two_places_alike_in_the_new_text_are_ambiguous(tmp_path: Path) -> None:
    words = "Companies should keep records of every transfer"
    old = written(tmp_path / "old.txt", f"At the outset: {words} they make.")
    new = written(tmp_path / "new.txt", f"One: {words} at once. Two: {words} at once.")
    assert place(old, new, "--quote", words)["reason"] == "ambiguous"


def test_what_stands_around_chooses_among_twins(tmp_path: Path, old: Path) -> None:
    new = written(tmp_path / "new.txt", "First of all. " + OLD)
    first = place(old, new, "--quote", "keep records", "--prefix", "States should")
    second = place(old, new, "--quote", "keep records", "--suffix", "of every")
    starts = [first["start"], second["start"]]
    assert starts == [OLD.index("keep") + 14, OLD.rindex("keep") + 14]


def test_more_words_than_can_be_compared_are_named_as_the_reason(tmp_path: Path, old: Path) -> None:
    new = written(tmp_path / "new.txt", "word " * 100_001)
    assert place(old, new, "--quote", "every transfer")["reason"] == "too_long"


def test_without_json_a_line_says_where_the_words_are(tmp_path: Path, old: Path) -> None:
    new = written(tmp_path / "new.txt", OLD)
    assert run(old, new, "--quote", "every transfer") == (
        "61 to 75, confidence 1.00: every transfer\n"
    )


def test_without_json_a_line_says_why_they_have_no_place(old: Path, new: Path) -> None:
    assert run(old, new, "--quote", "they make") == (
        f"Nowhere (gone): {reanchor.REASONS['gone']}\n"
    )


def test_a_byte_order_mark_is_not_counted(tmp_path: Path, old: Path) -> None:
    new = tmp_path / "new.txt"
    new.write_bytes(b"\xef\xbb\xbf" + OLD.encode())
    assert place(old, new, "--quote", "States should")["start"] == 0


def test_one_of_the_texts_may_come_from_standard_input(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(OLD.encode())))
    assert place(old, "-", "--quote", "every transfer")["start"] == OLD.index("every transfer")


def test_both_from_standard_input_are_refused() -> None:
    message = "Only one of the two texts can come from standard input."
    assert refusal("-", "-", "--quote", "words") == message


def test_an_empty_quote_is_refused(old: Path, new: Path) -> None:
    assert refusal(old, new, "--quote", " ") == "--quote needs at least one word."


def test_a_missing_file_is_named(old: Path, tmp_path: Path) -> None:
    missing = tmp_path / "none.txt"
    message = f"{missing}: No such file or directory"
    assert refusal(old, missing, "--quote", "words") == message


def test_a_file_in_another_encoding_is_named(old: Path, tmp_path: Path) -> None:
    latin = tmp_path / "latin.txt"
    latin.write_bytes("un café".encode("latin-1"))
    assert refusal(old, latin, "--quote", "words") == f"{latin}: not UTF-8 (byte 6)."


def test_a_file_too_large_to_read_is_named(old: Path, tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b" " * (reanchor.LARGEST_FILE + 1))
    assert refusal(old, large, "--quote", "words") == f"{large}: more than 8 MB."


def test_the_command_needs_no_database_and_no_place_is_no_failure(old: Path, new: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "reanchor", old, new, "--quote", "they make", "--json"],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": "postgres://nobody@localhost:1/none",
            "SECRET_KEY": "only-for-this-test-" * 3,
            "DJANGO_SETTINGS_MODULE": "config.settings",
        },
        capture_output=True,
        check=True,
        text=True,
    )
    assert json.loads(done.stdout)["reason"] == "gone"
    assert done.stderr == ""
