"""The command for analysts: opinion groups of an export, for people and for programs."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.analysis.conversations import conversation


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Thirty people and fifteen, on twelve statements of which one was moderated out."""
    rows = conversation(seed=3, sizes=(30, 15), statements=12, asked=1.0)
    with (tmp_path / "votes.csv").open("w", encoding="utf-8") as file:
        votes = csv.writer(file)
        votes.writerow(["timestamp", "datetime", "comment-id", "voter-id", "vote"])
        votes.writerows([0, "", statement, person, vote] for person, statement, vote in rows)
    with (tmp_path / "comments.csv").open("w", encoding="utf-8") as file:
        comments = csv.writer(file)
        comments.writerow(["comment-id", "author-id", "agrees", "moderated", "comment-body"])
        for statement in range(12):
            agrees = sum(row[1] == statement and row[2] == 1 for row in rows)
            moderated = -1 if statement == 11 else 1
            comments.writerow([statement, "0", agrees, moderated, f"Thought {statement}\nand more"])
    (tmp_path / "summary.csv").write_text("topic,The river\n", encoding="utf-8")
    return tmp_path


def told(folder: Path, *arguments: str) -> tuple[str, str]:
    out, error = io.StringIO(), io.StringIO()
    call_command("opinion_groups", str(folder), *arguments, stdout=out, stderr=error)
    return out.getvalue(), error.getvalue()


def test_programs_get_json_and_progress_stands_apart(folder: Path) -> None:
    out, error = told(folder, "--json")
    found: dict[str, Any] = json.loads(out)
    assert list(found) == [
        "topic", "k", "is_clear", "stability", "silhouette", "sizes",
        "groups", "representative", "consensus", "group_aware", "slate",
    ]  # fmt: skip
    assert (found["topic"], found["k"], found["sizes"]) == ("The river", 2, [30, 15])
    assert found["groups"] == {f"p{n:03d}": int(n >= 30) for n in range(45)}
    assert list(found["group_aware"]) == [str(statement) for statement in range(11)]
    assert set(found["group_aware"]["0"]) == {"minimum", "geometric_mean", "product"}
    assert [len(group) > 0 for group in found["representative"]] == [True, True]
    assert set(found["representative"][0][0]) >= {"statement", "direction", "share", "n", "p_test"}
    assert len(found["slate"]["statements"]) == 5
    assert error.splitlines()[-2:] == [f"{votes_in(folder):,} votes read", "Analysing ..."]


def votes_in(folder: Path) -> int:
    return (folder / "votes.csv").read_text(encoding="utf-8").count("\n") - 1


def test_the_same_seed_gives_the_same(folder: Path) -> None:
    assert told(folder, "--json", "--seed", "3") == told(folder, "--json", "--seed", "3")


def test_what_people_are_represents_nobody(folder: Path) -> None:
    before = json.loads(told(folder, "--json")[0])
    found = before["consensus"], before["slate"]["statements"], before["representative"]
    told_of = {each["statement"] for group in (found[0], *found[2]) for each in group}
    meta = told_of | set(found[1])
    assert len(meta) < 11
    path = folder / "comments.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "is-meta"])
        writer.writeheader()
        writer.writerows(
            {**row, "is-meta": str(int(row["comment-id"]) in meta).lower()} for row in rows
        )
    after = json.loads(told(folder, "--json")[0])
    assert (after["groups"], after["stability"]) == (before["groups"], before["stability"])
    assert after["group_aware"] == before["group_aware"]
    named = [*after["consensus"], *(each for group in after["representative"] for each in group)]
    assert not meta & {*(each["statement"] for each in named), *after["slate"]["statements"]}
    assert len(after["slate"]["statements"]) == min(5, 11 - len(meta))
    shown = "\n".join(told(folder)[0].splitlines()[:-46])
    assert not any(f"  {statement}: " in shown for statement in meta)


def test_people_can_read_it(folder: Path) -> None:
    lines = told(folder)[0].splitlines()
    assert lines[0] == "The river"
    assert lines[1].startswith("45 people voted on 11 statements; 45 of them")
    assert lines[2].startswith("2 groups, clear (stability ")
    assert "Group 1: 15 people" in lines
    assert any(line.endswith(": Thought 3 and more") for line in lines)
    assert not any("Thought 11" in line for line in lines)
    assert lines[-1] == "  p044 1"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--seed", "-1"], "A seed is 0 or more"), ([], "has no comments.csv")],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        told(tmp_path, *arguments)


def test_a_vote_that_is_none_is_named(folder: Path) -> None:
    with (folder / "votes.csv").open("a", encoding="utf-8") as file:
        file.write("0,,1,p001,4\n")
    with pytest.raises(CommandError, match=r"votes\.csv: a vote is \+1, 0 or -1, not 4"):
        told(folder)
