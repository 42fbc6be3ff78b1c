"""Each group against its own number."""

from typing import Any

import pytest

from consultations.queries.turnout import GroupTurnout, turnout_of
from principles.actions.comments import hide_comment, post_comment
from principles.actions.votes import cast_vote
from principles.models import Document, Principle
from principles.states import Role, Stage
from tests.factories.accounts import OrganisationFactory, group, individual, representative
from tests.factories.consultations import run_by, running
from tests.factories.principles import joined, principle_of, text_of

pytestmark = pytest.mark.django_db


def vote(document: Document, user: Any, choice: str = "support", key: int = 1) -> None:
    principle = principle_of(document, key)
    cast_vote(principle=principle, choice=choice, text_hash=text_of(principle).hash, by=user)


def comment(principle: Principle, user: Any, body: str = "Why?") -> Any:
    return post_comment(principle=principle, body=body, stance="question", by=user)


def row(document: Document, label: str) -> GroupTurnout:
    return next(each for each in turnout_of(document).groups if each.label == label)


def test_turnout_counts_an_organisation_once_however_many_speak_for_it() -> None:
    document = running(Stage.VOTE).document
    organisation = OrganisationFactory.create(group=group("academia"))
    for speaker in (representative(organisation), representative(organisation)):
        joined(speaker, document)
        vote(document, speaker)
    lone = individual("academia")
    joined(lone, document)

    academia = row(document, "Academia")

    assert (academia.organisations, academia.individuals, academia.voices, academia.voted) == (
        1,
        1,
        2,
        1,
    )


def test_turnout_counts_whoever_voted_once_for_all_principles() -> None:
    document = running(Stage.VOTE).document
    person = individual()
    joined(person, document)
    for key in (1, 2, 3):
        vote(document, person, key=key)

    assert turnout_of(document).total.voted == 1


def test_turnout_counts_published_comments_only() -> None:
    consultation = running(Stage.COMMENT)
    person = individual()
    joined(person, consultation.document)
    principle = principle_of(consultation.document)
    comment(principle, person)
    hidden = comment(principle, person, "Nonsense.")
    hide_comment(comment=hidden, reason="Off topic.", by=run_by(consultation, Role.MODERATOR))

    assert row(consultation.document, "Civil society").comments == 1


def test_turnout_shows_groups_from_which_nobody_came() -> None:
    document = running(Stage.COMMENT).document
    joined(individual("academia"), document)

    turnout = turnout_of(document)

    assert [each.label for each in turnout.groups] == [
        "Governments",
        "Private sector",
        "Civil society",
        "Technical community",
        "Academia",
        "Intergovernmental organisations",
    ]
    assert [each.voices for each in turnout.groups] == [0, 0, 0, 0, 1, 0]
    assert not turnout.is_empty


def test_turnout_of_nobody_is_empty() -> None:
    assert turnout_of(running(Stage.COMMENT).document).is_empty


@pytest.mark.parametrize("people", [1, 3])
def test_turnout_asks_three_queries_however_many_take_part(
    people: int, django_assert_num_queries: Any
) -> None:
    document = running(Stage.VOTE).document
    for _ in range(people):
        person = individual()
        joined(person, document)
        vote(document, person)

    with django_assert_num_queries(3):
        turnout_of(document)
