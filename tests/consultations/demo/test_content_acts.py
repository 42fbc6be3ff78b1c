"""What people of the demo say, propose and vote is consistent, varied and on the right words."""

import re
from collections import Counter
from difflib import SequenceMatcher

import pytest

from principles.states import ASKED_STANCES, Activity, Choice, CommentType
from tests.consultations.demo.content import (
    PARTICIPATORY,
    Record,
    allows,
    body_in_force,
    consultation,
    holder,
    number_in_force,
    part,
    participations,
    read,
    text,
)


def changed_spans(base: str, proposed: str) -> list[tuple[int, int]]:
    """Token spans of the base that the proposal replaces; an insertion has an empty span."""
    before, after = (re.findall(r"\w+|\s+|[^\w\s]", text) for text in (base, proposed))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [(i1, i2) for tag, i1, i2, _, _ in matcher.get_opcodes() if tag != "equal"]


def overlap(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> bool:
    return any(a1 <= b2 and b1 <= a2 for a1, a2 in one for b1, b2 in other)


# --- comments ---


@pytest.mark.parametrize("name", PARTICIPATORY)
def test_comments_resolve_and_come_in_order(name: str) -> None:
    keys = {row["key"] for row in consultation(name)["principles"]}
    comments = part(name, "comments")
    assert len({row["key"] for row in comments}) == len(comments)
    for file in consultation(name)["parts"]["comments"]:
        seen = dict[str, Record]()
        for row in read(file):
            assert row["principle"] in keys
            assert row["author"] in participations(name)
            assert participations(name)[row["author"]]["joined_at"] <= row["at"], row["key"]
            assert (row["stance"] in ASKED_STANCES, row["type"] in CommentType.values) == (
                True,
                True,
            )
            assert row["language"] in {"en", "fr", "es", "ar", "pt"}
            assert allows(name, Activity.COMMENT, row["at"]), row["key"]
            if "parent" in row:
                assert seen[row["parent"]]["at"] < row["at"], row["key"]
                assert seen[row["parent"]]["principle"] == row["principle"]
            for edit in row.get("edits", []):
                assert row["at"] < edit["at"] < 0
                assert edit["body"] != row["body"]
            assert row["at"] < row.get("withdrawn_at", 0.0)
            seen[row["key"]] = row
        assert [row["at"] for row in read(file)] == sorted(row["at"] for row in read(file))


@pytest.mark.parametrize("name", PARTICIPATORY)
def test_no_comment_repeats_another(name: str) -> None:
    bodies = [row["body"] for row in part(name, "comments")]
    assert len(set(bodies)) == len(bodies)
    opening = Counter(" ".join(body.split()[:5]) for body in bodies)
    assert [words for words, count in opening.items() if count > 1] == []


@pytest.mark.parametrize("name", PARTICIPATORY)
def test_quotes_occur_exactly_once_in_the_text_they_were_made_on(name: str) -> None:
    wrong = {
        row["key"]: row["quote"]
        for row in part(name, "comments")
        if "quote" in row
        and body_in_force(name, row["principle"], row["at"]).count(row["quote"]) != 1
    }
    assert wrong == {}


def test_each_group_makes_at_least_four_comments_on_each_principle() -> None:
    standing = [row for row in part("open_internet", "comments") if "withdrawn_at" not in row]
    counts = Counter(
        (row["principle"], participations("open_internet")[row["author"]]["group"])
        for row in standing
    )
    assert len(counts) == 5 * 6
    assert {cell: count for cell, count in counts.items() if count < 4} == {}


def test_each_group_speaks_with_several_voices_on_each_principle() -> None:
    voices: dict[tuple[str, str], set[str]] = {}
    for row in part("open_internet", "comments"):
        group = participations("open_internet")[row["author"]]["group"]
        voices.setdefault((row["principle"], group), set()).add(row["author"])
    assert {cell: len(names) for cell, names in voices.items() if len(names) < 4} == {}


def test_open_consultation_shows_every_form_a_comment_takes() -> None:
    comments = part("open_internet", "comments")
    assert len(comments) == 200
    assert sum("quote" in row for row in comments) == 42
    assert sum("parent" in row for row in comments) == 35
    assert sum("edits" in row for row in comments) == 2
    assert sum("withdrawn_at" in row for row in comments) == 1
    assert {row["stance"] for row in comments} == set(ASKED_STANCES)
    assert {row["type"] for row in comments} == set(CommentType.values)
    assert {row["language"] for row in comments} == {"en", "fr", "es", "ar", "pt"}
    assert [
        row["key"] for row in comments if re.search(r"(?ms)^- .*\]\(https://", row["body"])
    ] == ["rights-35"]


def test_some_quotes_no_longer_stand_in_the_text_of_today() -> None:
    lost = {
        row["key"]
        for row in part("open_internet", "comments")
        if "quote" in row
        and row["quote"] not in body_in_force("open_internet", row["principle"], 0.0)
    }
    assert lost == {"reach-30", "security-13"}


# --- amendments ---


@pytest.mark.parametrize("name", PARTICIPATORY)
def test_amendments_resolve_and_keep_to_their_window(name: str) -> None:
    amendments = part(name, "amendments")
    assert len({row["key"] for row in amendments}) == len(amendments)
    assert [row["at"] for row in amendments] == sorted(row["at"] for row in amendments)
    moderators = {
        member["person"]
        for member in consultation(name)["team"]
        if member["role"] in {"owner", "moderator"}
    }
    for row in amendments:
        supporters = [support["person"] for support in row["supporters"]]
        assert len({row["sponsor"], *supporters}) == 1 + len(supporters), row["key"]
        assert {row["sponsor"], *supporters} <= set(participations(name))
        assert allows(name, Activity.AMEND, row["at"])
        end = row.get("decision", {}).get("at", row.get("withdrawn_at", 0.0))
        assert all(row["at"] < support["at"] < end for support in row["supporters"]), row["key"]
        assert row["base_version"] == number_in_force(name, row["at"])
        assert ("decision" in row) == (row["status"] in {"adopted", "rejected"})
        assert ("withdrawn_at" in row) == (row["status"] == "withdrawn")
        if "decision" in row:
            assert row["decision"]["by"] in moderators
            assert ("reason" in row["decision"]) != ("by_vote" in row["decision"])


@pytest.mark.parametrize("name", PARTICIPATORY)
def test_amendments_differ_from_their_base(name: str) -> None:
    for row in part(name, "amendments"):
        base = text(name, row["principle"], row["base_version"])
        proposed = (row.get("title", base["title"]), row["body"])
        assert proposed != (base["title"], base["body"]), row["key"]
        assert ("title" in row) == (proposed[0] != base["title"]), row["key"]


@pytest.mark.parametrize("name", PARTICIPATORY)
def test_adopted_amendments_were_made_on_the_words_then_in_force(name: str) -> None:
    for row in part(name, "amendments"):
        if row["status"] == "adopted":
            before = number_in_force(name, row["decision"]["at"] - 0.001)
            base = text(name, row["principle"], row["base_version"])
            assert base == text(name, row["principle"], before), row["key"]


def test_fates_of_amendments_are_as_planned() -> None:
    fates = [Counter(row["status"] for row in part(name, "amendments")) for name in PARTICIPATORY]
    assert fates == [
        {"open": 14, "adopted": 2, "rejected": 2, "withdrawn": 1},
        {"adopted": 2, "rejected": 1},
    ]


def test_relations_between_amendments_hold_on_the_words() -> None:
    amendments = {row["key"]: row for row in part("open_internet", "amendments")}
    kinds = Counter[str]()
    for row in amendments.values():
        for relation, keys in row.get("relations", {}).items():
            for key in keys:
                other = amendments[key]
                assert row["key"] in other["relations"][relation]
                assert (row["principle"], row["base_version"]) == (
                    other["principle"],
                    other["base_version"],
                )
                base = text("open_internet", row["principle"], row["base_version"])["body"]
                spans = [changed_spans(base, item["body"]) for item in (row, other)]
                same = row["body"] == other["body"]
                found = "same_as" if same else "merges_with"
                if not same and overlap(*spans):
                    found = "collides_with"
                assert found == relation, (row["key"], key)
                kinds[relation] += 1
    assert {kind: count // 2 for kind, count in kinds.items()} == {
        "same_as": 1,
        "collides_with": 3,
        "merges_with": 7,
    }


def test_the_same_wording_comes_from_two_groups() -> None:
    by_body: dict[tuple[str, str], set[str]] = {}
    for row in part("open_internet", "amendments"):
        group = participations("open_internet")[row["sponsor"]]["group"]
        if "title" not in row:
            by_body.setdefault((row["principle"], row["body"]), set()).add(group)
    assert [groups for groups in by_body.values() if len(groups) > 1] == [
        {"technical-community", "civil-society"}
    ]


# --- votes ---


@pytest.mark.parametrize("name", PARTICIPATORY)
def test_votes_resolve_and_keep_to_their_window(name: str) -> None:
    keys = {row["key"] for row in consultation(name)["principles"]}
    votes = part(name, "votes")
    assert [row["at"] for row in votes] == sorted(row["at"] for row in votes)
    for row in votes:
        assert row["principle"] in keys
        assert row["choice"] in Choice.values
        assert allows(name, Activity.VOTE, row["at"])
        assert participations(name)[row["person"]]["joined_at"] < row["at"]
        assert row["choice"] != "block" or row["reason"]


@pytest.mark.parametrize("name", PARTICIPATORY)
def test_one_person_votes_for_each_organisation(name: str) -> None:
    voters: dict[str, set[str]] = {}
    for row in part(name, "votes"):
        participation = participations(name)[row["person"]]
        voters.setdefault(holder(participation), set()).add(row["person"])
    assert {key: names for key, names in voters.items() if len(names) > 1} == {}


def standing_choices(name: str, principle: str) -> dict[str, Counter[str]]:
    """Choices by group, each holder counted once with the latest vote."""
    latest = {row["person"]: row for row in part(name, "votes") if row["principle"] == principle}
    found: dict[str, Counter[str]] = {}
    for person, row in latest.items():
        group = participations(name)[person]["group"]
        found.setdefault(group, Counter())[row["choice"]] += 1
    return found


def test_most_people_vote_on_all_principles() -> None:
    per_person: dict[str, set[str]] = {}
    for row in part("open_internet", "votes"):
        per_person.setdefault(row["person"], set()).add(row["principle"])
    voters = len(per_person)
    assert voters == 58
    assert sum(len(keys) == 5 for keys in per_person.values()) > 0.8 * voters


def test_groups_differ_in_their_votes() -> None:
    share = {
        (principle["key"], group): counts["support"] / counts.total()
        for principle in consultation("open_internet")["principles"]
        for group, counts in standing_choices("open_internet", principle["key"]).items()
    }
    assert share["data", "technical-community"] > 0.8
    assert share["data", "civil-society"] < 0.4
    assert share["one-network", "governments"] < 0.3
    assert share["security", "private-sector"] > 0.6
    data = standing_choices("open_internet", "data")["civil-society"]
    assert (data["support"] > 0, data["accept"] > 0, data["oppose"] > 0) == (True, True, True)


def test_votes_on_an_earlier_text_are_asked_again_and_mostly_renewed() -> None:
    for row in part("open_internet", "amendments"):
        if row["status"] == "adopted":
            latest = {
                vote["person"]: vote["at"] >= row["decision"]["at"]
                for vote in part("open_internet", "votes")
                if vote["principle"] == row["principle"]
            }
            renewed = Counter(latest.values())
            assert 0 < renewed[False] < 0.2 * renewed.total()


def test_choices_of_every_kind_occur() -> None:
    assert {row["choice"] for row in part("open_internet", "votes")} == set(Choice.values)
