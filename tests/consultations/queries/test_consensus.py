"""The evidence a level is proposed from: what everyone sees, and nothing of what is withheld."""

from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from consultations.analysis.consensus import Level, Reason
from consultations.queries.consensus import (
    _evidence,
    evidence_by_principle,
    evidence_from,
    evidence_on,
)
from consultations.queries.designations import agreement_page, principle_agreement
from principles.models import Vote
from principles.states import Choice, Stage
from principles.tally import GroupVotes
from tests.factories.accounts import UserFactory, individual
from tests.factories.comments import cast_by, organisation_vote, votes
from tests.factories.consultations import running
from tests.factories.designations import decided, voted
from tests.factories.principles import joined, principle_of

CHOICES = st.dictionaries(st.sampled_from(list(Choice)), st.integers(1, 9), max_size=5)
# One to four votes of individuals, in whatever way, or more of one mind: never shown.
WITHHELD = st.lists(st.sampled_from(list(Choice)), min_size=1, max_size=4) | st.builds(
    lambda choice, people: [choice] * people, st.sampled_from(list(Choice)), st.integers(5, 9)
)


def counted(choices: Sequence[Choice]) -> dict[str, int]:
    return {choice: choices.count(choice) for choice in choices}


@given(CHOICES, CHOICES, WITHHELD, WITHHELD)
def test_what_is_published_is_the_same_whatever_the_withheld_votes_are(
    seen: dict[str, int], organisations: dict[str, int], one: list[Choice], other: list[Choice]
) -> None:
    def published(withheld: list[Choice]) -> object:
        groups = [
            GroupVotes("a", "A", organisations=seen, organisations_joined=60),
            GroupVotes(
                "b",
                "B",
                organisations=organisations,
                individuals=counted(withheld),
                organisations_joined=60,
                individuals_joined=4,
            ),
        ]
        evidence = _evidence(groups, [], 0, {})
        return (
            evidence.as_plain(),
            evidence.reasons,
            evidence.figures,
            evidence.lowest,
            evidence.opposition,
            evidence.tally,
        )

    assert published(one) == published(other)


@pytest.mark.django_db
def test_the_evidence_of_a_principle_in_sentences() -> None:
    consultation = voted()

    evidence = evidence_on(consultation.document, principle_of(consultation.document))

    assert evidence.proposal.level == Level.STRONG_SUPPORT
    assert evidence.reasons == ["1 block is not cleared, from: Governments."]
    assert (evidence.overall_percent, evidence.minimum_percent, evidence.lowest) == (
        87,
        0,
        "Governments",
    )
    assert evidence.opposition == ["Governments: 1 of 1 against"]
    assert evidence.withheld_sentence == (
        "Fewer than 5 individuals voted, or all voted alike, in: Technical community. They are in "
        "no figure here."
    )
    assert [block.organisation for block in evidence.blocks] == ["Ministry of Posts"]


@pytest.mark.django_db
def test_every_reason_is_a_sentence_in_every_language() -> None:
    plain = evidence_on(
        (consultation := voted()).document, principle_of(consultation.document)
    ).as_plain()
    plain["grounds"] = [
        {"reason": reason.value, "groups": ["governments", "academia"]} for reason in Reason
    ]

    for language in ("en", "ar"):
        with translation.override(language):
            reasons = evidence_from(plain).reasons
        assert len(set(reasons)) == len(Reason)
        assert not [each for each in reasons if "%(" in each]


@pytest.mark.django_db
def test_evidence_that_was_frozen_reads_as_it_was_shown() -> None:
    consultation = voted()
    evidence = evidence_on(consultation.document, principle_of(consultation.document))

    read = evidence_from(evidence.as_plain())

    assert (read.level, read.reasons, read.figures) == (
        evidence.level,
        evidence.reasons,
        evidence.figures,
    )
    assert (read.tally, read.blocks) == (evidence.tally, evidence.blocks)


@pytest.mark.django_db
def test_a_block_on_earlier_words_or_taken_back_stands_no_more() -> None:
    consultation = running(Stage.CLOSED)
    principle = principle_of(consultation.document)
    votes(principle, "academia", "support", 5)
    votes(principle, "academia", "accept", 1)
    for name in ("A", "B"):
        organisation_vote(principle, "governments", "block", name, reason="No.")
    Vote.objects.filter(organisation__name="A").update(text_hash="0" * 64)
    Vote.objects.filter(organisation__name="B").update(choice="accept", reason="")

    evidence = evidence_on(consultation.document, principle)

    assert (evidence.level, list(evidence.blocks), evidence.awaiting) == ("full", [], 1)


@pytest.mark.django_db
def test_individuals_that_block_are_counted_where_they_are_shown_and_not_named() -> None:
    consultation = running(Stage.CLOSED)
    principle = principle_of(consultation.document)
    votes(principle, "academia", "support", 6)
    for _ in range(2):
        voice = joined(individual("civil-society"), consultation.document)
        cast_by(voice, principle, "block", reason="Mine.")
    votes(principle, "civil-society", "support", 9)

    evidence = evidence_on(consultation.document, principle)

    assert (evidence.figures.blocks, list(evidence.blocks)) == (2, [])


@pytest.mark.django_db
@pytest.mark.parametrize("principles", [1, 3])
def test_pages_take_the_same_queries_for_one_principle_as_for_many(principles: int) -> None:
    consultation = running(Stage.CLOSED, principles=principles)
    for key in range(1, principles + 1):
        votes(principle_of(consultation.document, key), "academia", "support", 5)
        decided(consultation, key=key)
    reader = UserFactory.create()

    with CaptureQueriesContext(connection) as listing:
        agreement_page(consultation)
    with CaptureQueriesContext(connection) as one:
        principle_agreement(consultation, 1, reader)

    assert (len(listing), len(one)) == (13, 14)
    assert evidence_by_principle(consultation.document).keys()
