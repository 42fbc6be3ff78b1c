"""What the demo tells of the deliberation on amendments keeps to its own people and windows."""

from collections import Counter

import pytest

from principles.rules import PRESETS
from principles.states import Activity, Choice, ProposedOutcome
from tests.consultations.demo.content import (
    PARTICIPATORY,
    Record,
    allows,
    body_in_force,
    consultation,
    holder,
    part,
    participations,
    with_changes,
)

MODERATORS_ACTS = {
    "admit", "refuse", "refer", "propose_decision", "open_votes", "close_vote", "correct",
}  # fmt: skip


def proposed(name: str) -> dict[str, Record]:
    """Every amendment by its key, with its author as `by`."""
    rows = [row | {"by": row["sponsor"]} for row in part(name, "amendments")]
    rows += [row for row in part(name, "deliberation") if row["act"] == "propose"]
    assert len({row["key"] for row in rows}) == len(rows)
    return {row["key"]: row for row in rows}


@pytest.mark.parametrize("name", PARTICIPATORY)
def test_acts_come_in_order_and_name_amendments_made_before(name: str) -> None:
    acts, known = part(name, "deliberation"), proposed(name)
    assert [row["at"] for row in acts] == sorted(row["at"] for row in acts)
    for row in acts:
        named = [row[field] for field in ("amendment", "compromise", "amends") if field in row]
        for key in [*named, *row.get("parents", ())]:
            assert known[key]["at"] < row["at"], row


@pytest.mark.parametrize("name", PARTICIPATORY)
def test_acts_are_done_by_those_who_may_while_amendments_are_open(name: str) -> None:
    moderators = {
        member["person"]
        for member in consultation(name)["team"]
        if member["role"] in {"owner", "moderator"}
    }
    for row in part(name, "deliberation"):
        voters = [person for people in row.get("votes", {}).values() for person in people]
        who = {row["by"]} if "by" in row else set(voters)
        allowed = moderators if row["act"] in MODERATORS_ACTS else set(participations(name))
        assert who <= allowed, row
        assert allows(name, Activity.AMEND, row["at"]), row


@pytest.mark.parametrize("name", PARTICIPATORY)
def test_changes_are_made_on_words_that_stand_once_in_the_text_of_then(name: str) -> None:
    for row in part(name, "deliberation"):
        if "change" in row:
            body = body_in_force(name, row["principle"], row["at"] - 0.001)
            assert with_changes(row, body) != body, row["key"]


@pytest.mark.parametrize("name", PARTICIPATORY)
def test_only_the_proposers_answer_for_what_they_proposed(name: str) -> None:
    known = proposed(name)
    for row in part(name, "deliberation"):
        if row["act"] in {"consent", "answer"}:
            assert row["by"] == known[row["amendment"]]["by"], row
        if row["act"] == "propose_decision":
            assert row["outcome"] in ProposedOutcome.values
        if row["act"] == "join":
            speakers = participations(name)
            author = known[row["amendment"]]["by"]
            assert holder(speakers[row["by"]]) != holder(speakers[author]), row


@pytest.mark.parametrize("name", PARTICIPATORY)
def test_each_votes_once_on_an_amendment(name: str) -> None:
    cast = Counter[tuple[str, str]]()
    for row in part(name, "deliberation"):
        for choice, people in row.get("votes", {}).items():
            assert choice in Choice.values
            voices = (holder(participations(name)[person]) for person in people)
            cast.update((row["amendment"], voice) for voice in voices)
    assert {vote: times for vote, times in cast.items() if times > 1} == {}


def test_every_consultation_says_by_which_rule_it_decides() -> None:
    assert {name: consultation(name)["rules"]["decision_rule"] for name in PARTICIPATORY} == (
        dict.fromkeys(PARTICIPATORY, "two_thirds_each_group")
    )
    assert consultation("peer_panel")["rules"]["decision_rule"] in PRESETS


def test_open_consultation_shows_every_act_a_participant_has() -> None:
    acts = Counter(row["act"] for row in part("open_internet", "deliberation"))
    assert set(acts) == {"propose", "back", "join", "consent", "propose_decision", "answer"}
    shapes = Counter(
        shape
        for row in part("open_internet", "deliberation")
        for shape in ("add", "move_after", "amends", "parents", "change", "body")
        if shape in row
    )
    assert shapes == {
        "change": 8, "add": 1, "move_after": 1, "amends": 1, "parents": 1, "body": 1,
    }  # fmt: skip
