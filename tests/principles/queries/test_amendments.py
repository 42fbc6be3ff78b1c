"""What pages show of amendments, and at what cost."""

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from principles.actions.amendments import propose_amendment, revise_amendment
from principles.actions.decisions import adopt_amendment, lapse_amendments, reject_amendment
from principles.actions.editorial import correct_principle
from principles.actions.proposals import wording
from principles.actions.proposed_decisions import answer_proposed_decision, propose_decision
from principles.actions.sponsorship import back_amendment, join_sponsors, withdraw_amendment
from principles.models import Amendment, Document, Participation, Principle, Vote
from principles.queries.amendments import (
    ON_PRINCIPLE,
    PER_PAGE,
    amendment_page,
    amendments_matching,
    amendments_of,
)
from principles.states import ProposedOutcome, Stage
from tests.factories.accounts import OrganisationFactory, group, individual, representative
from tests.factories.amendments import AmendmentFactory, SupportFactory, rejected
from tests.factories.cache import empty_cache
from tests.factories.principles import (
    joined,
    open_document,
    principle_of,
    seated,
    text_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return open_document(Stage.AMEND)


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


@pytest.fixture
def reader(document: Document) -> User:
    return joined(individual("academia"), document).user


@pytest.fixture
def moderator(document: Document) -> User:
    return seated(individual(), document)


def fresh(document: Document) -> Document:
    """As the next request fetches it."""
    return Document.objects.select_related("current_version").get(pk=document.pk)


def text(spans: object) -> list[tuple[str, str]]:
    return [(span.kind, span.text) for span in spans]  # type: ignore[attr-defined]


# One card --------------------------------------------------------------------------------------


def test_a_card_says_what_changes_who_proposes_and_why(principle: Principle) -> None:
    speaker = representative(OrganisationFactory.create(name="Open Fibre Watch"), verified=True)
    base = text_of(principle)
    AmendmentFactory.create(
        principle=principle,
        participation=joined(speaker, principle.document),
        title=base.title,
        body=base.body.replace("Everyone", "Each person"),
        rationale="Everyone is vague.",
        label="Name the person",
    )
    [card] = amendments_of(principle, None).open
    assert (card.number, card.label, card.status_label, card.tone) == (
        1,
        "Name the person",
        "Open",
        "now",
    )
    assert (card.principle_key, card.principle_number, card.base_version) == (1, "1", 1)
    assert (card.sponsor.name, card.sponsor.group) == (speaker.name, "Civil society")
    assert (card.sponsor.organisation, card.sponsor.evidence) == ("Open Fibre Watch", "verified")
    assert text(card.changes.title) == []
    assert text(card.changes.body)[:2] == [("delete", "Everyone"), ("insert", "Each person")]
    assert (card.needs_adapting, card.is_said, card.decision) == (False, False, None)


def test_the_spans_of_a_card_hold_both_wordings_entirely(document: Document) -> None:
    amendment = AmendmentFactory.create(
        principle=principle_of(document), title="A new title", body="Other words.\n\nAnd more."
    )
    changes = amendment_page(document, amendment.number, None).card.changes
    for spans, old, new in (
        (changes.title, amendment.base.title, amendment.title),
        (changes.body, amendment.base.body, amendment.body),
    ):
        assert "".join(span.text for span in spans if span.kind != "insert") == old
        assert "".join(span.text for span in spans if span.kind != "delete") == new


def test_what_cannot_be_seen_is_named_in_what_changes(document: Document) -> None:
    base = text_of(principle_of(document))
    AmendmentFactory.create(
        principle=principle_of(document), body=base.body.replace("Every", "Ev\u200bery", 1)
    )
    [card] = amendments_of(principle_of(document), None).open
    inserted = "".join(span.text for span in card.changes.body if span.kind == "insert")
    assert "[U+200B]" in inserted


def test_a_text_too_long_to_compare_is_replaced_whole() -> None:
    document = open_document(Stage.AMEND, texts=[("Title", "a " * 100_001 + "a")])
    AmendmentFactory.create(principle=principle_of(document), body="Short.")
    [card] = amendments_of(principle_of(document), None).open
    assert [span.kind for span in card.changes.body] == ["delete", "insert"]


def test_support_is_shown_by_group_organisations_by_name_individuals_counted(
    principle: Principle,
) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    document = principle.document
    company = OrganisationFactory.create(name="Zeta Cables", group=group("private-sector"))
    other = OrganisationFactory.create(name="Alpha Relay", group=group("private-sector"))
    voices = [
        joined(individual("private-sector"), document),
        joined(individual("private-sector"), document),
        joined(representative(company), document),
        joined(representative(other), document),
        joined(individual("academia"), document),
    ]
    for voice in voices:
        SupportFactory.create(amendment=amendment, participation=voice)
    SupportFactory.create(amendment=amendment, text_hash="0" * 64)  # of an earlier wording

    [card] = amendments_of(principle, None).open
    assert card.support == 5
    assert [(each.group, each.organisations, each.individuals) for each in card.supporters] == [
        ("Private sector", ("Alpha Relay", "Zeta Cables"), 2),
        ("Academia", (), 1),
    ]


def test_a_card_knows_what_its_reader_backs(principle: Principle, reader: User) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    document = principle.document

    def card() -> tuple[bool, bool, bool]:
        principle.document = fresh(document)
        [shown] = amendments_of(principle, reader).open
        return shown.backed, shown.asked_again, bool(shown.may_back)

    assert card() == (False, False, True)
    back_amendment(amendment=amendment, by=reader)
    assert card() == (True, False, True)
    revise_amendment(
        amendment=amendment,
        operations=wording(amendment.principle.key, amendment.title, "Better words."),
        rationale="Better.",
        base_hash=amendment.base.hash,
        by=amendment.author,
    )
    assert card() == (False, True, True)
    Document.objects.update(stage=Stage.CLOSED)
    assert card() == (False, True, False)


def test_sponsors_see_what_they_may_do_with_their_own(principle: Principle, reader: User) -> None:
    AmendmentFactory.create(
        principle=principle, participation=Participation.objects.get(user=reader)
    )
    [card] = amendments_of(principle, reader).open
    assert (card.may_back, card.may_revise.allowed, card.may_withdraw.allowed) == (None, True, True)
    [card] = amendments_of(principle, None).open
    assert (card.may_back is None, card.may_revise.allowed, card.may_withdraw.allowed) == (
        False,
        False,
        False,
    )


def test_after_an_adoption_the_others_say_why_they_ended(
    principle: Principle, moderator: User
) -> None:
    first = AmendmentFactory.create(principle=principle, body="Adopted words.")
    AmendmentFactory.create(principle=principle, body="Words of another.")
    AmendmentFactory.create(principle=principle, body="Adopted words.")
    adopt_amendment(amendment=first, base_hash=first.base.hash, by=moderator, reason="All agree.")
    principle.document = fresh(principle.document)
    shown = amendments_of(principle, None)
    assert shown.open == ()
    assert [(line.number, line.status_label, line.tone) for line in shown.closed] == [
        (3, "Taken into another", "past"),
        (2, "Fallen", "past"),
        (1, "Adopted", "done"),
    ]
    decisions = [amendment_page(principle.document, n, None).card.decision for n in (1, 2, 3)]
    assert [each.sentence for each in decisions if each] == [
        "Adopted: it is the text since version 2.",
        "Fell because A-1 was adopted.",
        "Taken into A-1.",
    ]

    page = amendment_page(principle.document, 1, None)
    decision = page.card.decision
    assert decision is not None
    assert (decision.reason, decision.by, decision.version) == ("All agree.", moderator.name, 2)
    assert (page.card.needs_adapting, page.since) == (False, None)


def _fits(document: Document, number: int) -> tuple[str, str]:
    card = amendment_page(fresh(document), number, None).card
    return card.applicability.value, card.fit


def test_a_new_version_says_of_each_open_amendment_how_it_fits(
    principle: Principle, moderator: User
) -> None:
    base = text_of(principle)
    for old, new in (("Everyone", "Each person"), ("network", "net"), ("runs", "owns or runs")):
        AmendmentFactory.create(principle=principle, body=base.body.replace(old, new))
    correct_principle(
        principle=principle,
        title=base.title,
        body=base.body.replace("network", "net"),
        rationale="Shorter.",
        base_hash=base.hash,
        by=moderator,
    )
    document = principle.document
    around = (
        "Made on version 1. Words around those it changes have changed since: its proposer must "
        "look at it before it can be adopted."
    )
    said = "The text says exactly this by now: another amendment brought these words."
    assert [_fits(document, number) for number in (1, 2, 3)] == [
        ("auto_rebased", around),
        ("already_satisfied", said),
        ("auto_rebased", around),
    ]
    since = amendment_page(fresh(document), 1, None).since
    assert since is not None
    assert "net" in [span.text for span in since.body if span.kind == "insert"]


# The amendments of a principle ------------------------------------------------------------------


def test_a_principle_shows_the_most_backed_first_and_says_how_many_there_are(
    principle: Principle,
) -> None:
    amendments = AmendmentFactory.create_batch(ON_PRINCIPLE + 2, principle=principle)
    for _ in range(2):
        SupportFactory.create(amendment=amendments[5])
    SupportFactory.create(amendment=amendments[9])
    shown = amendments_of(principle, None)
    assert [card.number for card in shown.open] == [6, 10, 1, 2, 3, 4, 5, 7, 8, 9]
    assert (shown.open_count, shown.closed_count, shown.has_more) == (12, 0, True)


def test_closed_amendments_stand_in_lines_newest_first(principle: Principle) -> None:
    for amendment in AmendmentFactory.create_batch(3, principle=principle):
        rejected(amendment)
    AmendmentFactory.create(principle=principle)
    AmendmentFactory.create(principle=principle_of(principle.document, 2))
    shown = amendments_of(principle, None)
    assert [line.number for line in shown.closed] == [3, 2, 1]
    assert (shown.open_count, shown.closed_count, shown.has_more) == (1, 3, False)


def test_a_principle_without_amendments_says_who_may_propose(
    principle: Principle, reader: User
) -> None:
    shown = amendments_of(principle, reader)
    assert (shown.open, shown.open_count, shown.closed, shown.may_propose.allowed) == (
        (),
        0,
        (),
        True,
    )


# The list --------------------------------------------------------------------------------------


def test_the_list_is_filtered_by_status_and_principle(document: Document) -> None:
    first = AmendmentFactory.create(principle=principle_of(document, 1))
    AmendmentFactory.create(principle=principle_of(document, 2))
    rejected(first)
    AmendmentFactory.create()  # of another document

    def numbers(**filters: object) -> tuple[list[int], int]:
        found = amendments_matching(document, None, **filters)  # type: ignore[arg-type]
        return [card.number for card in found.cards], found.total

    assert numbers() == ([2, 1], 2)
    assert numbers(status="open") == ([2], 1)
    assert numbers(status="rejected", principle_key=1) == ([1], 1)
    assert numbers(principle_key=3) == ([], 0)


def test_the_list_turns_its_pages_both_ways(document: Document) -> None:
    AmendmentFactory.create_batch(2 * PER_PAGE + 1, principle=principle_of(document))
    newest = amendments_matching(document, None)
    assert [card.number for card in newest.cards] == list(range(41, 21, -1))
    assert (newest.before, newest.after, newest.total) == (22, None, 41)
    middle = amendments_matching(document, None, before=22)
    assert (middle.before, middle.after) == (2, 21)
    oldest = amendments_matching(document, None, before=2)
    assert ([card.number for card in oldest.cards], oldest.before, oldest.after) == ([1], None, 1)
    assert amendments_matching(document, None, after=1) == middle
    assert amendments_matching(document, None, after=21) == newest
    beyond = amendments_matching(document, None, before=1)
    assert (beyond.cards, beyond.before, beyond.after) == ((), None, None)


# The page --------------------------------------------------------------------------------------


def test_an_amendment_of_another_document_is_not_found(document: Document) -> None:
    amendment = AmendmentFactory.create()
    with pytest.raises(Http404):
        amendment_page(document, amendment.number, None)


def test_the_page_shows_how_the_wording_came_about(document: Document) -> None:
    amendment = AmendmentFactory.create(
        principle=principle_of(document), body="First words.", rationale="First reason."
    )
    for body, rationale in (("Second words.", "First reason."), ("Third words.", "New reason.")):
        revise_amendment(
            amendment=amendment,
            operations=wording(amendment.principle.key, amendment.title, body),
            rationale=rationale,
            base_hash=amendment.base.hash,
            by=amendment.author,
        )
    page = amendment_page(document, amendment.number, None)
    revisions = [move.revision for move in page.history if move.revision]
    assert [
        (text(each.changes.body)[:2], each.rationale, each.base_version) for each in revisions
    ] == [
        ([("delete", "First"), ("insert", "Second")], "", 1),
        ([("delete", "Second"), ("insert", "Third")], "First reason.", 1),
    ]
    assert page.card.revised_at is not None


def test_the_history_tells_every_move_and_nobodys_backing(
    principle: Principle, moderator: User, reader: User
) -> None:
    author = joined(individual(name="Ada Author"), principle.document).user
    base = text_of(principle)
    amendment = propose_amendment(
        principle=principle,
        operations=wording(principle.key, base.title, "Other words."),
        rationale="Why.",
        base_hash=base.hash,
        by=author,
    )
    back_amendment(amendment=amendment, by=reader)
    join_sponsors(amendment=amendment, by=joined(individual(), principle.document).user)
    propose_decision(
        amendment=amendment,
        outcome=ProposedOutcome.REJECT,
        explanation="It says less.",
        text_hash=amendment.text_hash,
        by=moderator,
    )
    answer_proposed_decision(amendment=amendment, agrees=True, by=author)
    withdraw_amendment(amendment=amendment, by=author)
    history = amendment_page(fresh(principle.document), amendment.number, None).history
    assert [(move.words, move.reason) for move in history] == [
        ("Proposed on version 1 of the text", ""),
        ("Opened for decision", ""),
        ("Proposed by one more", ""),
        ("The moderators proposed a decision: Do not adopt", "It says less."),
        ("Its proposer answered: agrees", ""),
        ("Withdrawn by its author", ""),
    ]
    assert history[0].by == "Ada Author"


def test_moderators_see_what_an_adoption_brings_about(
    principle: Principle, moderator: User, reader: User
) -> None:
    amendment = AmendmentFactory.create(principle=principle)
    other = AmendmentFactory.create(principle=principle)
    voice, words = Participation.objects.get(user=reader), text_of(principle)
    Vote.objects.create(
        principle=principle,
        holder=voice.holder,
        text=words,
        text_hash=words.hash,
        choice="support",
        participation=voice,
        group=voice.group,
        cast_at=voice.joined_at,
    )
    document = fresh(principle.document)
    desk = amendment_page(document, amendment.number, moderator).desk
    assert desk is not None
    assert (desk.base_hash, desk.votes_asked_again) == (words.hash, 1)
    assert [line.number for line in desk.falling] == [other.number]
    assert (desk.may_adopt.allowed, desk.may_reject.allowed) == (True, True)
    assert amendment_page(document, amendment.number, reader).desk is None
    assert amendment_page(document, amendment.number, None).desk is None

    Document.objects.update(stage=Stage.CLOSED)
    desk = amendment_page(fresh(document), amendment.number, moderator).desk
    assert desk is not None
    assert (desk.may_adopt.allowed, desk.may_reject.allowed) == (False, True)


def test_there_is_nothing_to_decide_on_a_closed_or_an_own_amendment(
    principle: Principle, moderator: User
) -> None:
    done = AmendmentFactory.create(principle=principle)
    reject_amendment(amendment=done, reason="No.", by=moderator)
    document = fresh(principle.document)
    assert amendment_page(document, done.number, moderator).desk is None
    own = AmendmentFactory.create(principle=principle)
    author = seated(own.author, document)
    desk = amendment_page(fresh(document), own.number, author).desk
    assert desk is not None
    assert (desk.may_adopt.allowed, desk.may_reject.allowed) == (False, False)


def test_withdrawn_and_lapsed_amendments_stay_readable(
    principle: Principle, moderator: User
) -> None:
    first, second = AmendmentFactory.create_batch(2, principle=principle)
    withdraw_amendment(amendment=first, by=first.author)
    lapse_amendments(document=principle.document, by=moderator)
    cards = [amendment_page(principle.document, number, None).card for number in (1, 2)]
    assert [(card.status_label, card.body) for card in cards] == [
        ("Withdrawn", first.body),
        ("Lapsed", second.body),
    ]
    assert all(card.closed_at is not None for card in cards)


# Cost ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["principle", "list", "page"])
def test_the_queries_are_as_many_for_one_amendment_as_for_three(
    principle: Principle, moderator: User, what: str
) -> None:
    def add() -> Amendment:
        amendment = AmendmentFactory.create(principle=principle)
        SupportFactory.create(amendment=amendment)
        rejected(AmendmentFactory.create(principle=principle))
        revise_amendment(
            amendment=amendment,
            operations=wording(
                amendment.principle.key, amendment.title, f"Better words {amendment.number}."
            ),
            rationale="Better.",
            base_hash=amendment.base.hash,
            by=amendment.author,
        )
        return amendment

    def count() -> int:
        document = fresh(principle.document)
        principle.document = document
        empty_cache()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            if what == "principle":
                amendments_of(principle, moderator)
            elif what == "list":
                amendments_matching(document, moderator)
            else:
                amendment_page(document, 1, moderator)
        return len(queries)

    add()
    first = count()
    add()
    add()
    assert count() == first
    # Two of them say what the reader is to the document, and one its state, where it came without.
    assert first == {"principle": 7, "list": 6, "page": 16}[what]
