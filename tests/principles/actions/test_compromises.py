"""A compromise in the place of amendments that exclude one another, and an amendment to one."""

import pytest

from accounts.events import happened
from accounts.models import User
from accounts.verdicts import Denied
from principles.actions.amendment_votes import open_amendment_votes
from principles.actions.amendments import revise_amendment
from principles.actions.compromises import answer_consent, propose_compromise
from principles.actions.proposals import wording
from principles.actions.subamendments import accept_into_parent
from principles.events import ConsentAsked
from principles.models import Amendment, Consent, Document, Principle, Support
from principles.states import AmendmentKind, Stage
from tests.factories.accounts import individual
from tests.factories.amendments import (
    AmendmentFactory,
    DraftFactory,
    SubmittedFactory,
    SupportFactory,
    VotingFactory,
    compromise_of,
)
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
def moderator(document: Document) -> User:
    return seated(individual(), document)


@pytest.fixture
def parents(principle: Principle) -> list[Amendment]:
    return AmendmentFactory.create_batch(2, principle=principle)


def compromise(
    parents: list[Amendment], by: User, body: str = "Everyone, in the middle."
) -> Amendment:
    principle = parents[0].principle
    text = text_of(principle)
    return propose_compromise(
        principle=principle,
        parents=parents,
        operations=wording(principle.key, text.title, body),
        rationale="Both can live with it.",
        base_hash=text.hash,
        by=by,
    )


def answer(consent: Consent, by: User, *, yes: bool = True) -> Consent:
    found = Amendment.objects.get(pk=consent.compromise_id)
    return answer_consent(
        compromise=found, parent=consent.parent, consents=yes, text_hash=found.text_hash, by=by
    )


def answers(amendment: Amendment) -> list[bool | None]:
    return [each.is_given for each in amendment.consents.all()]


def revised(amendment: Amendment, body: str, by: User | None = None) -> Amendment:
    return revise_amendment(
        amendment=amendment,
        operations=wording(amendment.principle.key, amendment.title, body),
        rationale=amendment.rationale,
        base_hash=text_of(amendment.principle).hash,
        by=by or amendment.author,
    )


def status_of(amendment: Amendment) -> str:
    return Amendment.objects.get(pk=amendment.pk).status


# Compromises -------------------------------------------------------------------------------------


def test_who_proposed_what_it_would_replace_is_asked(
    document: Document, parents: list[Amendment], moderator: User
) -> None:
    asked: list[ConsentAsked] = []

    def listen(event: object, **_: object) -> None:
        if isinstance(event, ConsentAsked):
            asked.append(event)

    happened.connect(listen)
    made = compromise(parents, moderator)
    happened.disconnect(listen)
    assert (made.kind, made.status, made.participation) == (AmendmentKind.COMPROMISE, "open", None)
    assert answers(made) == [None, None]
    assert asked == [ConsentAsked(document.pk, made.pk, parent.pk) for parent in parents]


def test_a_moderator_who_once_joined_writes_it_in_nobodys_name(
    document: Document, parents: list[Amendment]
) -> None:
    moderator = seated(joined(individual(), document).user, document)
    made = compromise(parents, moderator)
    assert made.participation is None
    assert revised(made, "Everyone, nearer the middle.").body == "Everyone, nearer the middle."
    adopt(Amendment.objects.get(pk=made.pk), moderator)
    assert status_of(made) == "adopted"


def test_who_writes_it_consents_for_what_is_their_own(
    document: Document, parents: list[Amendment]
) -> None:
    made = compromise(parents, parents[0].author)
    assert answers(made) == [True, None]
    answer(made.consents.get(parent=parents[1]), parents[1].author)
    adopt(made, seated(individual(), document))
    assert [status_of(each) for each in parents] == ["subsumed", "subsumed"]


def test_an_answer_may_change_until_the_vote_on_it_opens(
    principle: Principle, parents: list[Amendment], moderator: User
) -> None:
    made = compromise(parents, moderator)
    one = made.consents.get(parent=parents[0])
    answer(one, parents[0].author)
    answer(one, parents[0].author, yes=False)
    assert answers(made) == [False, None]
    assert kinds(principle.document).count("amendment.consent_answered") == 2
    open_amendment_votes(principle=principle, by=moderator)
    with conflict("not_open"):
        answer(one, parents[0].author)


def test_a_revised_compromise_asks_again(parents: list[Amendment], moderator: User) -> None:
    made = compromise(parents, moderator)
    for consent in made.consents.all():
        answer(consent, consent.parent.author)
    seen = Amendment.objects.get(pk=made.pk)
    revised(made, "Everyone, elsewhere.")
    assert answers(made) == [None, None]
    with conflict("revised"):
        answer_consent(
            compromise=seen,
            parent=parents[0],
            consents=True,
            text_hash=seen.text_hash,
            by=parents[0].author,
        )
    adopt(Amendment.objects.get(pk=made.pk), moderator)
    assert [status_of(each) for each in parents] == ["fallen", "fallen"]


def test_other_reasons_ask_nobody_again(parents: list[Amendment], moderator: User) -> None:
    made = compromise(parents, moderator)
    answer(made.consents.get(parent=parents[0]), parents[0].author)
    revise_amendment(
        amendment=made,
        operations=wording(made.principle.key, made.title, made.body),
        rationale="Better reasons.",
        base_hash=made.base.hash,
        by=moderator,
    )
    assert answers(made) == [True, None]


def test_abuse_nobody_consents_for_others(parents: list[Amendment], moderator: User) -> None:
    made = compromise(parents, moderator)
    for other in (parents[1].author, moderator):
        with pytest.raises(Denied):
            answer(made.consents.get(parent=parents[0]), other)
    stranger = AmendmentFactory.create(principle=parents[0].principle)
    with conflict("not_a_parent"):
        answer_consent(
            compromise=made,
            parent=stranger,
            consents=True,
            text_hash=made.text_hash,
            by=stranger.author,
        )
    assert answers(made) == [None, None]


def test_a_compromise_is_between_two_that_can_be_decided_on(
    principle: Principle, parents: list[Amendment], moderator: User
) -> None:
    with refused("too_few_parents"):
        compromise(parents[:1], moderator)
    with refused("too_few_parents"):
        compromise([parents[0], parents[0]], moderator)
    for make in (SubmittedFactory, DraftFactory):
        with conflict("not_open"):
            compromise([*parents, make.create(principle=principle)], moderator)
    elsewhere = AmendmentFactory.create()
    with conflict("no_amendment"):
        compromise([*parents, elsewhere], moderator)
    assert not Amendment.objects.filter(kind=AmendmentKind.COMPROMISE).exists()


def test_it_collects_no_support_and_is_checked_where_all_are() -> None:
    document = open_document(Stage.AMEND, support_needed=5, screens_amendments=True)
    parents = AmendmentFactory.create_batch(2, principle=principle_of(document))
    assert compromise(parents, seated(individual(), document)).status == "submitted"


def test_participants_write_one_in_the_amendments_stage_and_the_team_until_the_vote(
    document: Document, principle: Principle, parents: list[Amendment], moderator: User
) -> None:
    writer = joined(individual(), document).user
    assert compromise(parents, writer).participation is not None
    Document.objects.update(stage=Stage.VOTE)
    with pytest.raises(Denied):
        compromise(parents, writer, "Later words.")
    assert compromise(parents, moderator, "Later words.").status == "open"


# Amendments to amendments --------------------------------------------------------------------------


@pytest.fixture
def child(parents: list[Amendment], document: Document) -> Amendment:
    writer = joined(individual(), document).user
    return propose(parents[0].principle, writer, "Theirs, but shorter.", parent=parents[0])


def accept(child: Amendment, by: User) -> Amendment:
    return accept_into_parent(amendment=child, text_hash=child.text_hash, by=by)


def test_its_author_makes_an_amendment_to_it_their_own(
    parents: list[Amendment], child: Amendment
) -> None:
    SupportFactory.create(amendment=parents[0])
    former = parents[0].body
    amended = accept(child, parents[0].author)
    assert (amended.pk, amended.body) == (parents[0].pk, "Theirs, but shorter.")
    assert [each.body for each in amended.revisions.all()] == [former]
    assert Support.objects.get().text_hash != amended.text_hash
    taken = Amendment.objects.get(pk=child.pk)
    assert (taken.status, taken.decision.because) == ("subsumed", amended)


def test_abuse_only_its_author_lets_it_be_amended(
    parents: list[Amendment], child: Amendment, moderator: User
) -> None:
    for other in (child.author, parents[1].author, moderator):
        with pytest.raises(Denied):
            accept(child, other)
    assert status_of(child) == "open"


def test_abuse_66_what_is_taken_in_was_seen(parents: list[Amendment], child: Amendment) -> None:
    seen = Amendment.objects.get(pk=child.pk)
    revised(child, "What they would never accept.")
    with conflict("revised"):
        accept(seen, parents[0].author)


def test_where_moderators_check_what_was_taken_in_is_checked() -> None:
    document = open_document(Stage.AMEND, screens_amendments=True)
    parent = AmendmentFactory.create(principle=principle_of(document))
    child = AmendmentFactory.create(principle=principle_of(document), parent=parent)
    assert accept(child, parent.author).status == "submitted"


def test_what_amends_nothing_is_taken_into_nothing(parents: list[Amendment]) -> None:
    with refused("no_parent"):
        accept(parents[1], parents[1].author)


def test_under_vote_its_author_takes_nothing_in(principle: Principle) -> None:
    parent = VotingFactory.create(principle=principle)
    child = AmendmentFactory.create(principle=principle, parent=parent)
    with conflict("not_open"):
        accept(child, parent.author)


def test_only_what_stands_before_the_vote_on_the_same_principle_is_amended(
    document: Document, principle: Principle
) -> None:
    writer = joined(individual(), document).user
    elsewhere = AmendmentFactory.create(principle=principle_of(document, 2))
    for parent in (VotingFactory.create(principle=principle), elsewhere):
        with refused("no_parent"):
            propose(principle, writer, parent=parent)


def test_a_compromise_amended_asks_again(document: Document, parents: list[Amendment]) -> None:
    made = compromise_of(*parents)
    child = AmendmentFactory.create(principle=made.principle, parent=made)
    accept(child, made.author)
    assert answers(made) == [None, None]


def test_an_amendment_adopted_makes_the_one_to_it_fall(
    parents: list[Amendment], child: Amendment, moderator: User
) -> None:
    adopt(parents[0], moderator)
    assert status_of(child) == "fallen"
