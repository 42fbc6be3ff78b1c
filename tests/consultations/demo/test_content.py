"""The demo's files, people and frames of consultations keep the shape the README promises."""

import json
import re
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from accounts.models import Evidence, MembershipRole, OrganisationType
from accounts.models.group import DEFAULT_GROUPS
from accounts.regions import region_of
from principles.states import TEAM_ROLES, Activity, Capacity, ResultsShown, Stage, Visibility
from tests.consultations.demo.content import (
    CONSULTATIONS,
    CONTENT,
    PARTICIPATORY,
    ROOT,
    allows,
    consultation,
    membership_group,
    organisations,
    part,
    participations,
    people,
    read,
)

SEEDS = ROOT.parent / "shared" / "seeds"
DISPOSITIONS = {
    "accepted", "accepted-in-principle", "partly-accepted", "noted", "not-accepted",
    "out-of-scope", "duplicate", "deferred",
}  # fmt: skip
DESIGNATIONS = {
    "full-consensus", "consensus", "strong-support-significant-opposition", "divergence",
}  # fmt: skip


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return []


def sequences(text: str, length: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


# --- files ---


def test_files_are_short_readable_json_in_utf8() -> None:
    for path in sorted(CONTENT.rglob("*.json")):
        text = path.read_text(encoding="utf-8")
        assert text.endswith("\n"), path.name
        assert "\\u" not in text, path.name
        assert "\t" not in text, path.name
        assert text.count("\n") <= 1500, path.name


def test_every_file_is_reached_from_a_consultation_or_is_the_people() -> None:
    reached = {"people.json"} | {f"{name}.json" for name in CONSULTATIONS}
    for name in CONSULTATIONS:
        reached |= {file for files in consultation(name)["parts"].values() for file in files}
    assert {str(path.relative_to(CONTENT).as_posix()) for path in CONTENT.rglob("*.json")} == (
        reached
    )


def test_no_value_is_null() -> None:
    for path in CONTENT.rglob("*.json"):
        assert not re.search(r"\bnull\b", re.sub(r'"(\\.|[^"\\])*"', '""', path.read_text("utf-8")))


def test_overlap_check_finds_a_copied_sentence() -> None:
    ours = "Bread rises slowly when the kitchen is cold and dark."
    theirs = "They say bread rises slowly when the kitchen is cold, mostly."
    assert sequences(ours) & sequences(theirs) == {
        ("bread", "rises", "slowly", "when", "the", "kitchen", "is", "cold"),
    }


def test_content_shares_no_eight_words_with_a_seed_text() -> None:
    seeds = set[tuple[str, ...]]()
    for path in SEEDS.glob("*.txt"):
        seeds |= sequences(path.read_text(encoding="utf-8", errors="replace"))
    for path in CONTENT.rglob("*.json"):
        for text in strings(json.loads(path.read_text(encoding="utf-8"))):
            assert sequences(text) & seeds == set(), path.name


# --- people ---


def test_keys_names_and_addresses_are_unique() -> None:
    rows = read("people.json")["people"]
    for field in ("key", "name", "email"):
        assert len({row[field] for row in rows}) == len(rows), field
    assert all(row["email"].endswith("@example.org") for row in rows)
    found = read("people.json")["organisations"]
    for field in ("key", "name", "website"):
        assert len({row[field] for row in found}) == len(found), field


def test_there_are_about_sixty_people_and_twenty_five_organisations() -> None:
    assert (len(participations("open_internet")), len(people()), len(organisations())) == (
        61,
        66,
        26,
    )


def test_groups_and_organisations_of_people_resolve() -> None:
    groups = read("people.json")["groups"]
    assert groups == [code for code, _, _ in DEFAULT_GROUPS]
    assert all(row["group"] in groups for row in organisations().values())
    assert all(row["type"] in OrganisationType.values for row in organisations().values())
    for person in people().values():
        for membership in person.get("memberships", []):
            assert ("organisation" in membership) != ("group" in membership)
            assert membership_group(membership) in groups
            assert membership["role"] in MembershipRole.values
            assert membership["evidence"] in Evidence.values
            assert membership["valid_from"] < membership.get("valid_until", 0.0) <= 0.0
            verified = membership["evidence"] == Evidence.VERIFIED
            assert verified == ("verified_by" in membership) == ("verified_at" in membership)
            assert membership.get("verified_by", "staff") in people()


def test_each_organisation_has_a_representative() -> None:
    assert {
        membership["organisation"]
        for person in people().values()
        for membership in person.get("memberships", [])
        if membership["role"] == MembershipRole.REPRESENTATIVE
    } == set(organisations())


def test_both_kinds_of_evidence_occur() -> None:
    evidence = Counter(
        membership["evidence"]
        for person in people().values()
        for membership in person.get("memberships", [])
    )
    assert set(evidence) == {"verified", "self-declared"}


def test_every_group_comes_from_at_least_four_regions() -> None:
    by_group: dict[str, set[str]] = {}
    for row in participations("open_internet").values():
        region = region_of(people()[row["person"]]["country"])
        by_group.setdefault(row["group"], set()).add(region)
    assert {group: len(regions) >= 4 for group, regions in by_group.items()} == dict.fromkeys(
        read("people.json")["groups"], True
    )
    assert all(region_of(row["country"]) for row in organisations().values())


def test_names_are_written_in_several_scripts() -> None:
    names = " ".join(person["name"] for person in people().values())
    for script in ("[\u0600-\u06ff]", "[\u4e00-\u9fff]", "[\u0400-\u04ff]"):
        assert re.search(script, names), script


def test_there_is_one_login_a_demo_role() -> None:
    logins = read("people.json")["logins"]
    assert sorted(people()[row["person"]]["email"].partition("@")[0] for row in logins) == [
        "civil", "government", "industry", "moderator", "moderator2", "newcomer", "observer",
        "staff",
    ]  # fmt: skip
    assert [key for key, person in people().items() if person.get("staff")] == ["staff"]
    assert "memberships" not in people()["newcomer"]


# --- consultations ---


@pytest.mark.parametrize("name", CONSULTATIONS)
def test_frame_of_a_consultation_is_complete(name: str) -> None:
    frame = consultation(name)
    assert set(frame["brief"]) == {"what", "why", "who_asks", "what_happens"}
    assert frame["visibility"] in Visibility.values
    assert frame["rules"]["results_shown"] in ResultsShown.values
    assert 0 < len(frame["summary"]) <= 300
    assert {member["person"] for member in frame["team"]} <= set(people())
    assert {member["role"] for member in frame["team"]} <= TEAM_ROLES
    assert [member["role"] for member in frame["team"]].count("owner") == 1
    for window in frame["windows"]:
        assert window["opens_at"] < window["closes_at"]
    for earlier, later in pairwise(frame["windows"]):
        assert earlier["closes_at"] == later["opens_at"]
    keys = [row["key"] for row in frame["principles"]]
    assert len(set(keys)) == len(keys)


def test_stages_of_the_three_consultations_are_open_concluded_and_draft() -> None:
    assert [row["stage"] for row in map(consultation, CONSULTATIONS)] == [
        Stage.AMEND,
        Stage.CONCLUDED,
        Stage.DRAFT,
    ]
    assert allows("open_internet", Activity.AMEND, 0.0)
    assert allows("open_internet", Activity.VOTE, 0.0)
    assert all(window["closes_at"] < 0 for window in consultation("naming_resilience")["windows"])
    assert all(window["opens_at"] > 0 for window in consultation("peer_panel")["windows"])


def test_charter_has_the_shape_of_a_preamble_with_commitments_and_five_principles() -> None:
    charter = consultation("open_internet")
    assert len(re.findall(r"(?m)^- ", charter["preamble"])) == 8
    assert len(charter["principles"]) == 5
    for principle in charter["principles"]:
        *paragraphs, call = principle["body"].split("\n\n")
        assert 2 <= len(paragraphs) <= 4
        assert call.startswith("We invite each group to set goals, with dates,")
    assert len(consultation("naming_resilience")["principles"]) == 3
    assert len(consultation("peer_panel")["principles"]) == 4


def test_draft_has_no_participation() -> None:
    draft = consultation("peer_panel")
    assert draft["participations"] == []
    assert draft["parts"] == {"comments": [], "amendments": [], "votes": []}


@pytest.mark.parametrize("name", PARTICIPATORY)
def test_participations_agree_with_the_memberships_of_their_time(name: str) -> None:
    rows = consultation(name)["participations"]
    assert len({row["person"] for row in rows}) == len(rows)
    for row in rows:
        person = people()[row["person"]]
        assert (row["capacity"] == Capacity.ORGANISATION) == ("organisation" in row)
        assert consultation(name)["created_at"] <= row["joined_at"]
        of_then = [
            (item.get("organisation"), membership_group(item))
            for item in person["memberships"]
            if item["valid_from"] < row["joined_at"] < item.get("valid_until", 0.0)
        ]
        assert (row.get("organisation"), row["group"]) in of_then


@pytest.mark.parametrize("name", PARTICIPATORY)
def test_team_takes_no_part_in_the_matter(name: str) -> None:
    team = {member["person"] for member in consultation(name)["team"]}
    assert team & set(participations(name)) == set()


# --- outcome ---


def test_concluded_consultation_answers_every_comment_before_its_report() -> None:
    outcome = consultation("naming_resilience")["outcome"]
    team = {member["person"] for member in consultation("naming_resilience")["team"]}
    comments = part("naming_resilience", "comments")
    assert len(comments) == 31
    for row in comments:
        disposition = row["disposition"]
        assert disposition["code"] in DISPOSITIONS
        assert disposition["response"]
        assert disposition["by"] in team
        assert outcome["closed_at"] < disposition["at"] < outcome["published_at"]


def test_outcome_designates_every_principle_and_names_its_dissent() -> None:
    frame = consultation("naming_resilience")
    outcome = frame["outcome"]
    assert list(outcome["principles"]) == [row["key"] for row in frame["principles"]]
    assert {row["designation"] for row in outcome["principles"].values()} <= DESIGNATIONS
    for statement in outcome["minority_statements"]:
        assert statement["principle"] in outcome["principles"]
        assert outcome["closed_at"] < statement["at"] < outcome["published_at"]
        final = [
            row["choice"]
            for row in part("naming_resilience", "votes")
            if (row["person"], row["principle"]) == (statement["person"], statement["principle"])
        ][-1]
        assert final in {"oppose", "block"}


def test_figures_in_the_outcome_introduction_are_true() -> None:
    rows = participations("naming_resilience").values()
    speakers = Counter(row["capacity"] for row in rows)
    assert (len(rows), speakers["organisation"]) == (21, 14)
    assert len({row["group"] for row in rows}) == 6
    introduction = consultation("naming_resilience")["outcome"]["introduction"]
    assert introduction.startswith(
        "Twenty-one participants from six groups took part, fourteen of them for organisations. "
        "They made thirty-one comments"
    )
