"""Rebase: an amendment when its text has moved on."""

import pytest

from principles.text.collisions import CollisionKind
from principles.text.rebase import CURRENT, PROPOSAL, Applicability, Rebased, rebase

BASE = "All states share their public data with us. Others may wait."
PROPOSED = BASE.replace("public", "open")


@pytest.mark.parametrize(
    ("current", "rebased"),
    [
        (BASE, Rebased(Applicability.CLEAN, PROPOSED)),
        (
            BASE.replace("Others", "Some"),
            Rebased(Applicability.CLEAN, PROPOSED.replace("Others", "Some")),
        ),
        (
            BASE.replace(" Others", " We ask. Others"),
            Rebased(Applicability.CLEAN, PROPOSED.replace(" Others", " We ask. Others")),
        ),
        (
            BASE.replace("All", "Most"),
            Rebased(Applicability.AUTO_REBASED, PROPOSED.replace("All", "Most")),
        ),
        (
            PROPOSED.replace("Others", "Some"),
            Rebased(Applicability.ALREADY_SATISFIED, PROPOSED.replace("Others", "Some")),
        ),
        (None, Rebased(Applicability.TARGET_DELETED, None)),
    ],
)
def test_a_proposal_follows_its_text(current: str | None, rebased: Rebased) -> None:
    assert rebase(BASE, PROPOSED, current) == rebased


def test_where_the_text_says_otherwise_a_person_must_write() -> None:
    rebased = rebase(BASE, PROPOSED, BASE.replace("public data", "secret data"))
    assert (rebased.state, rebased.text) == (Applicability.NEEDS_REBASE, None)
    [lost] = rebased.lost
    assert lost.kind is CollisionKind.OVERLAPPING
    assert [(each.words, each.amendments) for each in lost.readings] == [
        ("secret", (CURRENT,)),
        ("open", (PROPOSAL,)),
    ]


def test_a_proposal_of_which_the_text_has_a_part_is_looked_at_by_its_proposer() -> None:
    proposed = PROPOSED.replace("may", "must")
    rebased = rebase(BASE, proposed, PROPOSED)
    assert rebased == Rebased(Applicability.AUTO_REBASED, proposed)


def test_a_proposal_to_delete_what_is_gone_is_satisfied() -> None:
    rebased = rebase(BASE, "Others may wait.", "Others may wait.")
    assert rebased.state is Applicability.ALREADY_SATISFIED


def test_a_proposal_the_text_has_in_another_encoding_is_satisfied() -> None:
    assert rebase("A tea.", "A caf\u00e9.", "A cafe\u0301.") == Rebased(
        Applicability.ALREADY_SATISFIED, "A cafe\u0301."
    )


def test_a_deleted_sentence_loses_the_change_within_it() -> None:
    rebased = rebase(BASE, PROPOSED, "Others may wait.")
    assert [each.kind for each in rebased.lost] == [CollisionKind.DELETED_AND_EDITED]


def test_the_proposers_text_is_kept_to_the_code_point_while_the_text_stands() -> None:
    proposed = "Caf\u00e9s and cafe\u0301s"
    assert rebase("Cafe\u0301s", proposed, "Cafe\u0301s").text == proposed
