"""Drafts of amendments: their author's alone, kept whatever is open, proposed when it is."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from accounts.models import Entry, User
from accounts.verdicts import Conflict, Denied
from principles.actions.amendments import (
    discard_draft,
    revise_amendment,
    save_draft,
    submit_draft,
)
from principles.actions.proposals import DuplicateWording, StaleBase, wording
from principles.actions.sponsorship import back_amendment, join_sponsors, withdraw_amendment
from principles.models import Amendment, AmendmentRevision, Document, Principle
from principles.queries.amendments import (
    amendment_page,
    amendments_matching,
    amendments_of,
    drafts_of,
)
from principles.queries.outline import document_page
from principles.queries.rows import amendment_rows
from principles.states import AmendmentKind, AmendmentStatus, Stage
from tests.factories.accounts import StaffFactory, individual
from tests.factories.amendments import AmendmentFactory, DraftFactory
from tests.factories.principles import joined, open_document, principle_of, seated, text_of
from tests.principles.actions.amending import adopt, conflict, kinds, propose, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return open_document(Stage.AMEND)


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


@pytest.fixture
def author(document: Document) -> User:
    return joined(individual(), document).user


def draft(
    principle: Principle, by: User, body: str = "Not yet for others.", **fields: str
) -> Amendment:
    text = text_of(principle)
    values = {"rationale": "", "base_hash": text.hash, **fields}
    words = wording(principle.key, text.title, body)
    return save_draft(principle=principle, by=by, operations=words, **values)  # type: ignore[arg-type]


def test_a_draft_needs_no_reasons_and_leaves_no_trace(principle: Principle, author: User) -> None:
    saved = draft(principle, author)
    assert (saved.number, saved.status, saved.rationale) == (1, AmendmentStatus.DRAFT, "")
    assert Entry.objects.count() == 0


def test_abuse_nobody_but_its_author_finds_a_draft(
    document: Document, principle: Principle, author: User
) -> None:
    number = draft(principle, author).number
    readers = [
        None,
        joined(individual(), document).user,
        seated(individual(), document),
        StaffFactory.create(),
    ]
    for reader in readers:
        assert amendments_matching(document, reader).total == 0
        assert amendments_matching(document, reader, status="draft").cards == ()
        assert amendments_of(principle, reader).open_count == 0
        with pytest.raises(Http404):
            amendment_page(document, number, reader)
        assert not Amendment.objects.visible_to(reader).exists()
    assert list(amendment_rows(document)) == []
    assert [row.amendments for row in document_page(document).rows] == [0, 0, 0]
    assert amendment_page(document, number, author).card.status == "draft"
    assert amendments_matching(document, author).total == 0
    assert [line.number for line in drafts_of(document, author)] == [number]
    assert drafts_of(document, readers[1]) == ()


def test_abuse_no_act_of_others_reaches_a_draft(document: Document, principle: Principle) -> None:
    hidden = DraftFactory.create(principle=principle)
    other = joined(individual(), document).user
    for act in (back_amendment, join_sponsors):
        with conflict("not_open"):
            act(amendment=hidden, by=other)
    for mine in (discard_draft, submit_draft, withdraw_amendment):
        with pytest.raises(Denied):
            mine(amendment=hidden, by=other)
    with refused("no_parent"):
        propose(principle, other, parent=hidden)


def test_a_draft_is_rewritten_without_a_trace(principle: Principle, author: User) -> None:
    saved = draft(principle, author)
    revise_amendment(
        amendment=saved,
        operations=wording(principle.key, saved.title, "Written anew."),
        rationale="",
        base_hash=saved.base.hash,
        by=author,
    )
    saved.refresh_from_db()
    assert (saved.body, saved.status, saved.revised_at) == ("Written anew.", "draft", None)
    assert (AmendmentRevision.objects.count(), Entry.objects.count()) == (0, 0)


def test_what_is_discarded_is_gone_but_for_its_number_invariant_8(
    principle: Principle, author: User
) -> None:
    saved = draft(principle, author)
    discard_draft(amendment=saved, by=author)
    assert (Amendment.objects.count(), Entry.objects.count()) == (0, 0)
    assert propose(principle, author).number == 2
    with conflict("no_amendment"):
        discard_draft(amendment=saved, by=author)


def test_what_was_proposed_is_not_discarded(principle: Principle, author: User) -> None:
    with conflict("not_open"):
        discard_draft(amendment=propose(principle, author), by=author)


def test_a_draft_is_not_withdrawn(principle: Principle, author: User) -> None:
    with conflict("not_open"):
        withdraw_amendment(amendment=draft(principle, author), by=author)


def test_a_draft_is_proposed(document: Document, principle: Principle, author: User) -> None:
    saved = draft(principle, author, rationale="So that someone answers.")
    submitted = submit_draft(amendment=saved, by=author)
    assert (submitted.status, submitted.number) == (AmendmentStatus.OPEN, 1)
    assert submitted.opened_at is not None
    assert kinds(document) == ["amendment.proposed", "amendment.submitted", "amendment.opened"]
    with conflict("not_open"):
        submit_draft(amendment=saved, by=author)


def test_a_draft_is_not_proposed_without_reasons(principle: Principle, author: User) -> None:
    saved = draft(principle, author)
    with refused("rationale_required"):
        submit_draft(amendment=saved, by=author)
    assert Amendment.objects.get().status == AmendmentStatus.DRAFT


def test_two_may_draft_the_same_and_one_may_propose_it(
    document: Document, principle: Principle, author: User
) -> None:
    other = joined(individual(), document).user
    first = draft(principle, author, rationale="Mine.")
    second = draft(principle, other, rationale="Mine.")
    submit_draft(amendment=first, by=author)
    with pytest.raises(DuplicateWording) as told:
        submit_draft(amendment=second, by=other)
    assert told.value.amendment == first


def test_a_draft_on_words_that_changed_is_told_so_and_kept(
    document: Document, principle: Principle, author: User
) -> None:
    saved = draft(principle, author, rationale="Mine.")
    other = AmendmentFactory.create(principle=principle, body="Adopted meanwhile.")
    adopt(other, seated(individual(), document))
    with pytest.raises(StaleBase) as told:
        submit_draft(amendment=saved, by=author)
    assert (told.value.base, told.value.current) == (saved.base, text_of(principle))
    kept = Amendment.objects.get(pk=saved.pk)
    assert (kept.status, kept.body) == (AmendmentStatus.DRAFT, "Not yet for others.")


@pytest.mark.parametrize("stage", [Stage.COMMENT, Stage.VOTE, Stage.PAUSED, Stage.CLOSED])
def test_a_draft_is_kept_while_nothing_can_be_proposed(author: User, stage: Stage) -> None:
    document = open_document(stage)
    joined(author, document)
    saved = draft(principle_of(document), author, rationale="Later.")
    with pytest.raises(Denied):
        submit_draft(amendment=saved, by=author)
    assert Amendment.objects.get().status == AmendmentStatus.DRAFT


def test_abuse_67_what_comes_after_the_last_second_is_kept_as_a_draft(author: User) -> None:
    document = open_document(Stage.AMEND, closes_at=timezone.now() - timedelta(seconds=1))
    joined(author, document)
    with refused("window_closed"):
        propose(principle_of(document), author, "Written too long.")
    saved = draft(principle_of(document), author, "Written too long.", rationale="Kept.")
    with refused("window_closed"):
        submit_draft(amendment=saved, by=author)
    assert Amendment.objects.get().body == "Written too long."


def test_the_team_drafts_nothing(document: Document, principle: Principle) -> None:
    moderator = seated(joined(individual(), document).user, document)
    with pytest.raises(Denied):
        draft(principle, moderator)


@pytest.mark.parametrize("kind", [AmendmentKind.COMPROMISE, AmendmentKind.EDITORIAL])
def test_abuse_no_author_takes_the_moderators_way_round_the_checks(
    principle: Principle, author: User, kind: AmendmentKind
) -> None:
    with pytest.raises(Denied):
        propose(principle, author, kind=kind)
    with pytest.raises(Denied):
        draft(principle, author, kind=kind)
    assert Amendment.objects.count() == 0


def test_a_draft_on_an_amendment_that_is_gone_is_not_proposed(
    principle: Principle, author: User
) -> None:
    parent = AmendmentFactory.create(principle=principle)
    text = text_of(principle)
    saved = save_draft(
        principle=principle,
        operations=wording(principle.key, text.title, "Theirs, and more."),
        rationale="It lacks this.",
        base_hash=text.hash,
        by=author,
        parent=parent,
    )
    withdraw_amendment(amendment=parent, by=parent.author)
    with refused("no_parent"):
        submit_draft(amendment=saved, by=author)


def test_a_discarded_draft_lets_go_of_what_it_would_have_changed(
    principle: Principle, author: User
) -> None:
    saved = draft(principle, author)
    assert list(saved.touched.all()) == [principle]
    discard_draft(amendment=saved, by=author)
    assert not principle.touching_amendments.exists()


def test_two_discards_at_a_click_are_a_conflict_and_no_fault(
    principle: Principle, author: User
) -> None:
    saved = draft(principle, author)
    discard_draft(amendment=Amendment.objects.get(pk=saved.pk), by=author)
    with pytest.raises(Conflict):
        discard_draft(amendment=saved, by=author)
