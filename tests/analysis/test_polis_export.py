"""Exports of Polis: both kinds of files of votes, either sign, and what is refused."""

from pathlib import Path

import pytest

from consultations.analysis.polis_export import NotAnExport, PolisStatement, read_polis_export
from tests.analysis.exports import PARTICIPANTS_VOTES, VOTES, export

CAST = [("0", 0, 1), ("0", 1, -1), ("1", 0, 1), ("1", 2, 0), ("2", 0, -1), ("2", 1, 1)]


def test_statements_are_read_with_their_moderation(tmp_path: Path) -> None:
    found = read_polis_export(export(tmp_path))
    assert found.statements == (
        PolisStatement(0, "Water is a right,\nfor all", 1, 2, written_at="1"),
        PolisStatement(1, "Fees should rise", 0, 1, is_seed=True, written_at="2"),
        PolisStatement(2, "Buy my shoes", -1, 0, is_meta=True, written_at="3"),
    )
    assert [found.moderated_out, found.meta] == [frozenset({2})] * 2
    assert found.topic == "The river"
    assert found.summary["conversation-description"] == "What now?\n\nSay it."


@pytest.mark.parametrize(
    "names", [{"participants-votes.csv": PARTICIPANTS_VOTES}, {"votes.csv": VOTES}]
)
def test_votes_are_read_from_either_file(tmp_path: Path, names: dict[str, str]) -> None:
    assert list(read_polis_export(export(tmp_path, names)).votes()) == CAST


def test_names_may_have_a_prefix(tmp_path: Path) -> None:
    names = {"2025-river-votes.csv": VOTES, "2025-river-participants-votes.csv": PARTICIPANTS_VOTES}
    found = read_polis_export(export(tmp_path, names, prefix="2025-river-"))
    assert found.votes_file.name == "2025-river-participants-votes.csv"
    assert list(found.votes()) == CAST


def test_votes_that_have_agreement_at_minus_one_are_turned_round(tmp_path: Path) -> None:
    reversed_votes = VOTES.replace(",1\n", ",x\n").replace(",-1\n", ",1\n").replace(",x\n", ",-1\n")
    found = read_polis_export(export(tmp_path, {"votes.csv": reversed_votes}))
    assert found.sign == -1
    assert list(found.votes()) == CAST


def test_a_conversation_without_a_summary_has_no_topic(tmp_path: Path) -> None:
    folder = export(tmp_path)
    (folder / "summary.csv").unlink()
    assert read_polis_export(folder).topic == ""


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "has neither participants-votes.csv nor votes.csv"),
        (
            {"votes.csv": "voter-id,comment-id,vote\n1,zero,1\n"},
            "votes.csv, line 2: invalid literal",
        ),
        (
            {"votes.csv": "voter,comment-id,vote\n1,0,1\n"},
            "votes.csv, line 2: no column 'voter-id'",
        ),
        (
            {"participants-votes.csv": "participant,0\n1,yes\n"},
            "participants-votes.csv, line 2: invalid",
        ),
        (
            {"votes.csv": VOTES, "comments.csv": "comment-id\n1\n"},
            "comments.csv, line 2: no column",
        ),
        ({"votes.csv": "voter-id\udcff"}, "votes.csv is not a CSV file in UTF-8"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, files: dict[str, str], said: str) -> None:
    with pytest.raises(NotAnExport, match=said):
        list(read_polis_export(export(tmp_path, files)).votes())


def test_a_folder_without_comments_or_none_at_all_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotAnExport, match=r"has no comments\.csv"):
        read_polis_export(tmp_path)
    with pytest.raises(NotAnExport, match="is not a folder"):
        read_polis_export(tmp_path / "nowhere")
