"""The points of a file, for people and for programs; a file that will not do is refused."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

ROWS = [
    ("r1", "Local storage rules raise the costs of small firms.", "industry", "storage"),
    ("r2", "Small firms carry the costs of local storage rules.", "industry", "storage"),
    ("r3", "Courts should order the removal of content.", "civil", "content"),
    ("r4", "", "civil", "content"),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "comments.csv"
    lines = ["id,comment,sector,topic", *(",".join(row) for row in ROWS)]
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    return path


def run(path: Path, *options: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(
        "key_points", str(path), "--text", "comment", "--group", "sector",
        "--embedder", "tfidf", *options, stdout=out, stderr=err,
    )  # fmt: skip
    return out.getvalue(), err.getvalue()


def test_programs_get_points_with_their_rows_the_residual_and_the_coverage(file: Path) -> None:
    out, err = run(file, "--id", "id", "--by", "topic", "--points", "1", "--json")
    parts: list[dict[str, Any]] = json.loads(out)["parts"]
    assert [part["part"] for part in parts] == ["content", "storage"]
    assert parts[0]["residual"] == ["r4"]
    assert parts[0]["coverage"]["overall"] == 0.5
    (point,) = parts[0]["points"]
    assert (point["row"], point["text"], point["group"]) == ("r3", ROWS[2][1], "civil")
    assert [row["row"] for row in point["rows"]] == ["r3"]
    assert err.splitlines()[0] == "4 rows read"


def test_people_get_the_same_in_words(file: Path) -> None:
    out, _ = run(file)
    assert "Group civil (50% of its rows carried)" in out
    assert f"- {ROWS[2][1]}\n  voices: 1; rows: 3" in out
    assert "Rows no point carries (1): 4" in out


def test_rows_of_one_voice_count_once(file: Path) -> None:
    out, _ = run(file, "--voice", "sector", "--json")
    (part,) = json.loads(out)["parts"]
    assert {point["voices"] for point in part["points"]} == {1}


def test_a_missing_column_is_named_with_those_there_are(file: Path) -> None:
    with pytest.raises(
        CommandError, match=r"has no column stance. Its columns: id, comment, sector, topic\."
    ):
        run(file, "--stance", "stance")


def test_what_is_no_table_of_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run(tmp_path / "none.csv")
    path = tmp_path / "bytes.csv"
    path.write_bytes(b"comment,sector\n\xff\xfe,a\n")
    with pytest.raises(CommandError, match="is not UTF-8"):
        run(path)
    path.write_text("")
    with pytest.raises(CommandError, match="Its columns: none"):
        run(path)


def test_a_number_of_points_that_makes_no_sense_is_refused(file: Path) -> None:
    with pytest.raises(CommandError, match="0 is not a number from 1 to 1000"):
        run(file, "--points", "0")
