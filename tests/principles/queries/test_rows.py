"""Rows of exports say what the pages say, and no more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from principles.actions.decisions import adopt_amendment, reject_amendment
from principles.actions.sponsorship import back_amendment
from principles.models import (
    Anchor,
    Comment,
    Document,
    Participation,
    PrincipleText,
    Vote,
)
from principles.queries.rows import amendment_rows, comment_rows, vote_rows
from principles.queries.tallies import tally_by_group
from principles.states import CommentStatus, ResultsShown, Stage
from tests.factories.accounts import OrganisationFactory, group, individual, representative
from tests.factories.amendments import AmendmentFactory
from tests.factories.principles import joined, open_document, principle_of, seated, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return open_document(Stage.VOTE)


def comment_on(
    document: Document, voice: Participation, number: int, body: str, **fields: object
) -> Comment:
    return Comment.objects.create(
        document=document,
        number=number,
        principle=principle_of(document, 2),
        version=text_of(principle_of(document, 2)).version,
        author=voice.user,
        participation=voice,
        group=voice.group,
        body=body,
        html="",
        **{"stance": "concern", "type": "technical", "language": "en", **fields},
    )


def vote_of(document: Document, voice: Participation, choice: str, key: int = 1) -> Vote:
    text = text_of(principle_of(document, key))
    return Vote.objects.create(
        principle=text.principle,
        holder=voice.holder,
        text=text,
        text_hash=text.hash,
        choice=choice,
        reason="Why." if choice == "block" else "",
        participation=voice,
        group=voice.group,
        organisation=voice.organisation,
        cast_at=timezone.now(),
    )


# Comments --------------------------------------------------------------------------------------


def test_a_comment_is_a_row_with_who_said_it_and_on_what(document: Document) -> None:
    speaker = representative(OrganisationFactory.create(name="Alpha Relay"))
    voice = joined(speaker, document)
    first = comment_on(document, voice, 1, "Who measures?")
    text = text_of(principle_of(document, 2))
    Anchor.objects.create(comment=first, exact="Rules", text=text, start=0, end=5, placed_text=text)
    other = joined(individual("academia"), document)
    comment_on(document, other, 2, "We do.", parent=first, root=first, stance="support")

    rows = list(comment_rows(document))
    assert [
        (row.number, row.principle_key, row.principle, row.version, row.reply_to, row.body)
        for row in rows
    ] == [(1, 2, "2", 1, None, "Who measures?"), (2, 2, "2", 1, 1, "We do.")]
    assert [
        (row.author, row.group, row.organisation, row.evidence, row.stance, row.type, row.quote)
        for row in rows
    ] == [
        (
            speaker.name,
            "Civil society",
            "Alpha Relay",
            "self-declared",
            "concern",
            "technical",
            "Rules",
        ),
        (other.user.name, "Academia", "", "self-declared", "support", "technical", ""),
    ]


@pytest.mark.parametrize("status", [CommentStatus.WITHDRAWN, CommentStatus.HIDDEN])
def test_abuse_13_a_comment_no_longer_shown_keeps_its_place_and_loses_its_words(
    document: Document, status: CommentStatus
) -> None:
    voice = joined(individual(), document)
    comment = comment_on(document, voice, 7, "Said in anger.", status=status)
    text = text_of(principle_of(document, 2))
    Anchor.objects.create(
        comment=comment, exact="Rules", text=text, start=0, end=5, placed_text=text
    )
    [row] = comment_rows(document)
    assert (row.number, row.status) == (7, status.value)
    assert (row.body, row.quote, row.stance, row.type, row.language) == ("", "", "", "", "")


def test_an_erased_author_has_no_name_in_the_rows(document: Document) -> None:
    voice = joined(individual(name="Ana Real"), document)
    comment_on(document, voice, 1, "Kept.")
    comment_on(document, voice, 2, "Kept too.")
    AmendmentFactory.create(principle=principle_of(document), participation=voice)
    User.objects.filter(pk=voice.user_id).update(erased_at=timezone.now(), is_active=False)
    assert [row.author for row in comment_rows(document)] == 2 * ["Former participant"]
    assert [row.author for row in amendment_rows(document)] == ["Former participant"]


# Votes -----------------------------------------------------------------------------------------


def test_invariant_18_vote_rows_say_what_the_table_on_the_page_says(document: Document) -> None:
    for number in range(6):
        choice = "support" if number < 4 else "oppose"
        vote_of(document, joined(individual("academia"), document), choice)
    company = OrganisationFactory.create(group=group("private-sector"))
    vote_of(document, joined(representative(company), document), "block")
    joined(individual("academia"), document)

    principle = principle_of(document)
    tally = tally_by_group(principle, text_of(principle).hash)
    shown = {
        row.code: ({count.code: count.count for count in row.counts}, row.total, row.members)
        for row in tally.groups
    }
    rows = [row for row in vote_rows(document) if row.principle_key == 1]
    codes = {each.label: each.code for each in [group("academia"), group("private-sector")]}
    by_code = {codes[row.group]: row for row in rows if row.group in codes}
    for code, row in by_code.items():
        counts, total, members = shown[code]
        assert {name: getattr(row, name) for name in counts} == counts
        assert (row.voted, row.joined) == (total, members)
    assert (by_code["academia"].support, by_code["academia"].joined) == (4, 7)
    assert (by_code["private-sector"].block, by_code["private-sector"].voted) == (1, 1)
    assert {row.title for row in rows} == {text_of(principle).title}


def test_abuse_53_few_individuals_are_withheld_in_vote_rows_too(document: Document) -> None:
    for _ in range(4):
        vote_of(document, joined(individual("academia"), document), "oppose")
    university = OrganisationFactory.create(group=group("academia"))
    vote_of(document, joined(representative(university), document), "support")
    [row] = [
        row for row in vote_rows(document) if (row.principle_key, row.group) == (1, "Academia")
    ]
    assert (row.individuals_withheld, row.support, row.oppose) == (True, 1, 0)
    assert (row.voted, row.joined) == (1, 1)


def test_votes_on_earlier_words_are_in_no_row(document: Document) -> None:
    voice = joined(representative(), document)
    vote = vote_of(document, voice, "support")
    Vote.objects.filter(pk=vote.pk).update(text_hash="0" * 64)
    assert sum(row.voted for row in vote_rows(document)) == 0


def test_invariant_14_no_vote_row_comes_out_before_results_may(document: Document) -> None:
    vote_of(document, joined(representative(), document), "support")
    Document.objects.update(results_shown=ResultsShown.CLOSED)
    assert list(vote_rows(Document.objects.get())) == []
    Document.objects.update(stage=Stage.CLOSED)
    assert sum(row.voted for row in vote_rows(Document.objects.get())) == 1


# Amendments ------------------------------------------------------------------------------------


def test_an_amendment_is_a_row_with_its_backers_and_its_fate(document: Document) -> None:
    principle = principle_of(document, 3)
    moderator = seated(individual(), document)
    proposer = joined(representative(OrganisationFactory.create(name="Zeta")), document)
    first = AmendmentFactory.create(principle=principle, participation=proposer, label="Short")
    second = AmendmentFactory.create(principle=principle)
    for voice in (
        joined(individual("academia"), document),
        joined(individual(), document),
        joined(representative(OrganisationFactory.create(name="Alpha")), document),
    ):
        back_amendment(amendment=first, by=voice.user)
    reject_amendment(amendment=second, reason="Said already.", by=moderator)
    adopt_amendment(amendment=first, base_hash=first.base.hash, by=moderator)

    one, two = amendment_rows(Document.objects.get(pk=document.pk))
    assert (one.number, one.label, one.principle_key, one.principle, one.base_version) == (
        1,
        "Short",
        3,
        "3",
        1,
    )
    assert (one.group, one.organisation, one.organisations, one.individuals) == (
        "Civil society",
        "Zeta",
        ("Alpha",),
        2,
    )
    assert (one.status, one.reason, one.version, one.body) == ("adopted", "", 2, first.body)
    assert (two.status, two.reason, two.version) == ("rejected", "Said already.", None)
    assert two.closed_at is not None


def test_the_queries_are_as_many_for_one_row_as_for_three(document: Document) -> None:
    def add(number: int) -> None:
        voice = joined(individual(), document)
        comment_on(document, voice, number, "Words.")
        vote_of(document, voice, "support")
        amendment = AmendmentFactory.create(principle=principle_of(document))
        back_amendment(amendment=amendment, by=voice.user)

    def counts() -> list[int]:
        found = []
        for rows in (comment_rows, vote_rows, amendment_rows):
            with CaptureQueriesContext(connection) as queries:
                list(rows(Document.objects.get(pk=document.pk)))
            found.append(len(queries))
        return found

    add(1)
    first = counts()
    add(2)
    add(3)
    assert counts() == first
    assert first[0] == 3  # the document, the printed numbers, the comments
    assert first[2] == 4


def test_a_principle_that_left_the_text_is_named_by_its_key(document: Document) -> None:
    voice = joined(individual(), document)
    comment_on(document, voice, 1, "Of a principle that is gone.")
    PrincipleText.objects.filter(principle=principle_of(document, 2)).delete()
    assert [row.principle for row in comment_rows(document)] == ["2"]
