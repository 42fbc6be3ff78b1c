"""Casting votes: what counts, for whom, on which words, and until when."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.events import Event, happened
from accounts.models import Entry, EntryPayload, Organisation, User
from accounts.verdicts import Conflict, Denied, Refused
from principles.actions.locking import lock_stage_to_move
from principles.actions.versions import publish_version
from principles.actions.votes import REASON_LENGTH, TextChanged, cast_vote
from principles.events import VoteCast
from principles.models import Document, Participation, Principle, Vote, hash_text
from principles.models.participation import forget_standing
from principles.states import Choice, Role, Stage
from tests.factories.accounts import (
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    ended,
    group,
    individual,
    representative,
)
from tests.factories.principles import joined, open_document, principle_of, seated, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return open_document(Stage.VOTE, owner=UserFactory.create())


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


@pytest.fixture
def voter(document: Document) -> User:
    return joined(individual(), document).user


@pytest.fixture
def announced() -> Iterator[list[Event]]:
    events: list[Event] = []

    def listen(event: Event, **_: object) -> None:
        events.append(event)

    happened.connect(listen)
    yield events
    happened.disconnect(listen)


def cast(principle: Principle, by: User, choice: str = "support", **fields: str) -> Vote:
    values = {"text_hash": text_of(principle).hash, **fields}
    return cast_vote(principle=principle, choice=choice, by=by, **values)


def change_text(principle: Principle, body: str = "Other words altogether.") -> None:
    document = Document.objects.get(pk=principle.document_id)
    owner = User.objects.get(seats__document=document, seats__role=Role.OWNER)
    title = text_of(principle).title
    with transaction.atomic():
        publish_version(
            document=lock_stage_to_move(document.pk),
            changes={principle.pk: (title, body)},
            note="",
            by=owner,
        )


def payloads(kind: str) -> list[dict[str, object]]:
    return [each.data for each in EntryPayload.objects.filter(entry__kind=kind).order_by("pk")]


# --- What a vote is -------------------------------------------------------------------------------


def test_vote_names_the_words_the_group_and_the_moment(principle: Principle, voter: User) -> None:
    before = timezone.now()
    vote = cast(principle, voter, "accept")
    text = text_of(principle)
    voice = Participation.objects.get(user=voter)
    assert Vote.objects.get() == vote
    assert vote.text == text
    assert vote.text_hash == text.hash
    assert vote.participation == voice
    assert vote.group == voice.group
    assert vote.organisation is None
    assert vote.holder == f"u{voter.pk}"
    assert before - timedelta(seconds=2) < vote.cast_at < timezone.now() + timedelta(seconds=2)


def test_vote_is_recorded_and_announced(
    principle: Principle, voter: User, announced: list[Event]
) -> None:
    vote = cast(principle, voter, "oppose")
    assert payloads("vote.cast") == [
        {
            "actor": str(voter.public_id),
            "vote": vote.pk,
            "principle": principle.pk,
            "holder": vote.holder,
            "participation": vote.participation_id,
            "text_hash": vote.text_hash,
            "choice": "oppose",
            "reason": "",
            "replaces": None,
        }
    ]
    assert announced == [
        VoteCast(document_id=principle.document_id, principle_id=principle.pk, vote_id=vote.pk)
    ]


@pytest.mark.parametrize("choice", [c.value for c in Choice if c != Choice.BLOCK])
def test_vote_without_a_block_has_no_reason(principle: Principle, voter: User, choice: str) -> None:
    assert cast(principle, voter, choice, reason="left over").reason == ""


def test_block_keeps_its_reason(principle: Principle, voter: User) -> None:
    vote = cast(principle, voter, "block", reason=" It binds\r\nnobody.\u202e ")
    assert vote.reason == "It binds\nnobody.[U+202E]"


# --- Invariant 9: one vote a holder ---------------------------------------------------------------


def test_vote_is_changed_in_place_until_the_close_invariant_9(
    principle: Principle, voter: User
) -> None:
    first = cast(principle, voter, "support")
    second = cast(principle, voter, "oppose")
    assert second.pk == first.pk
    assert Vote.objects.get().choice == "oppose"
    assert [each["replaces"] for each in payloads("vote.cast")] == [None, "support"]


def test_organisation_counts_once_however_many_speak_for_it_invariant_9(
    document: Document, principle: Principle
) -> None:
    organisation = OrganisationFactory.create(group=group("academia"))
    one, other = representative(organisation), representative(organisation)
    joined(one, document)
    joined(other, document)
    cast(principle, one, "support")
    cast(principle, other, "abstain")
    vote = Vote.objects.get()
    assert (vote.choice, vote.holder) == ("abstain", f"o{organisation.pk}")
    assert vote.organisation == organisation
    assert vote.participation.user == other


def test_organisation_and_its_people_as_individuals_are_different_holders(
    document: Document, principle: Principle, voter: User
) -> None:
    joined(organisation := representative(), document)
    cast(principle, voter)
    cast(principle, organisation)
    assert Vote.objects.count() == 2


def test_database_refuses_a_second_vote_of_one_holder_invariant_9(
    principle: Principle, voter: User
) -> None:
    vote = cast(principle, voter)
    vote.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        vote.save(force_insert=True)


def test_same_vote_again_is_the_vote_that_stands_abuse_69(
    principle: Principle, voter: User, announced: list[Event]
) -> None:
    first = cast(principle, voter, "block", reason="It binds nobody.")
    again = cast(principle, voter, "block", reason="It binds nobody. ")
    assert (again.pk, again.cast_at) == (first.pk, first.cast_at)
    assert len(payloads("vote.cast")) == 1
    assert len(announced) == 1


# --- Invariant 10: bound to the words -------------------------------------------------------------


def test_vote_on_words_that_changed_meanwhile_is_a_conflict_invariant_10(
    principle: Principle, voter: User
) -> None:
    read = text_of(principle)
    change_text(principle)
    with pytest.raises(TextChanged) as conflict:
        cast(principle, voter, text_hash=read.hash)
    assert isinstance(conflict.value, Conflict)
    assert conflict.value.voted == read
    assert conflict.value.current == text_of(principle)
    assert not Vote.objects.exists()
    assert payloads("vote.cast") == []


def test_vote_on_words_that_never_were_is_a_conflict_without_them(
    principle: Principle, voter: User
) -> None:
    with pytest.raises(TextChanged) as conflict:
        cast(principle, voter, text_hash=hash_text("Never", "written"))
    assert conflict.value.voted is None


def test_vote_stays_with_the_words_it_was_cast_on_invariant_10(
    principle: Principle, voter: User
) -> None:
    vote = cast(principle, voter)
    old = text_of(principle)
    change_text(principle)
    vote.refresh_from_db()
    assert (vote.text, vote.text_hash) == (old, old.hash)
    cast(principle, voter)
    vote.refresh_from_db()
    assert vote.text_hash == text_of(principle).hash != old.hash


def test_vote_on_words_that_came_back_counts_again(principle: Principle, voter: User) -> None:
    text = text_of(principle)
    vote = cast(principle, voter)
    change_text(principle)
    change_text(principle, text.body)
    assert text_of(principle).hash == vote.text_hash


# --- Invariant 11: the group at the time of the act -----------------------------------------------


def test_changing_employer_rewrites_no_vote_invariant_11(
    document: Document, principle: Principle
) -> None:
    membership = MembershipFactory.create(group=group("governments"))
    user = membership.user
    joined(user, document)
    vote = cast(principle, user)
    ended(membership)
    Participation.objects.filter(user=user).update(left_at=timezone.now())
    MembershipFactory.create(user=user, group=group("private-sector"))
    joined(user, document)
    vote.refresh_from_db()
    assert vote.group.code == "governments"


def test_organisation_moved_to_another_group_keeps_its_votes_where_they_were_invariant_11(
    document: Document, principle: Principle
) -> None:
    organisation = OrganisationFactory.create(group=group("academia"))
    joined(user := representative(organisation), document)
    vote = cast(principle, user)
    Organisation.objects.update(group=group("governments"))
    vote.refresh_from_db()
    assert vote.group.code == "academia"


# --- Invariant 12: before the close, by the database's clock --------------------------------------


def test_vote_after_the_close_is_refused_though_the_stage_has_not_moved_abuse_67(
    document: Document, principle: Principle, voter: User
) -> None:
    Document.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refused) as refused:
        cast(principle, voter)
    assert refused.value.code == "window_closed"
    assert not Vote.objects.exists()


@pytest.mark.parametrize("hours", [-2, 2])
def test_clock_of_this_machine_decides_nothing_abuse_67(
    document: Document, principle: Principle, voter: User, hours: int
) -> None:
    now = timezone.now()
    Document.objects.update(closes_at=now + timedelta(hours=1))
    with time_machine.travel(now + timedelta(hours=hours)):
        vote = cast(principle, voter)
    assert abs(vote.cast_at - now) < timedelta(minutes=1)
    Document.objects.update(closes_at=now - timedelta(hours=1))
    with time_machine.travel(now + timedelta(hours=hours)), pytest.raises(Refused):
        cast(principle, voter, "oppose")


# --- Who may not, and what is no vote -------------------------------------------------------------


@pytest.mark.parametrize("stage", [s for s in Stage if s != Stage.VOTE])
def test_vote_outside_the_voting_stage_is_denied(
    document: Document, principle: Principle, voter: User, stage: Stage
) -> None:
    Document.objects.update(stage=stage)
    with pytest.raises(Denied):
        cast(principle, voter)
    assert not Vote.objects.exists()


def test_vote_of_someone_who_has_not_joined_is_denied(principle: Principle) -> None:
    with pytest.raises(Denied):
        cast(principle, individual())


def test_vote_of_the_team_is_denied(document: Document, principle: Principle, voter: User) -> None:
    seated(voter, document)
    with pytest.raises(Denied):
        cast(principle, voter)


def test_vote_of_someone_who_left_is_denied(
    document: Document, principle: Principle, voter: User
) -> None:
    Participation.objects.update(left_at=timezone.now())
    forget_standing(voter, document)
    with pytest.raises(Denied):
        cast(principle, voter)


def nothing(principle: Principle) -> None:
    """Nothing to prepare."""


def forbid_blocks(principle: Principle) -> None:
    Document.objects.filter(pk=principle.document_id).update(allows_block=False)


@pytest.mark.parametrize(
    ("prepare", "choice", "reason", "code"),
    [
        (nothing, "", "", "unknown_choice"),
        (nothing, "veto", "", "unknown_choice"),
        (nothing, "SUPPORT", "", "unknown_choice"),
        (nothing, "block", "", "reason_required"),
        (nothing, "block", " \n ", "reason_required"),
        (nothing, "block", "x" * (REASON_LENGTH + 1), "too_long"),
        (nothing, "block", "half \ud83d", "unreadable"),
        (forbid_blocks, "block", "It binds nobody.", "block_not_allowed"),
    ],
)
def test_what_is_no_vote_changes_no_count_abuse_52(
    principle: Principle,
    voter: User,
    prepare: Callable[[Principle], None],
    choice: str,
    reason: str,
    code: str,
) -> None:
    prepare(principle)
    with pytest.raises(Refused) as refused:
        cast(principle, voter, choice, reason=reason)
    assert refused.value.code == code
    assert not Vote.objects.exists()
    assert not Entry.objects.filter(kind="vote.cast").exists()


def test_vote_on_a_principle_dropped_from_the_text_is_refused(
    document: Document, principle: Principle, voter: User
) -> None:
    text_hash = text_of(principle).hash
    Document.objects.update(current_version=None)
    with pytest.raises(Refused) as refused:
        cast_vote(principle=principle, choice="support", text_hash=text_hash, by=voter)
    assert refused.value.code == "principle_gone"


def test_vote_that_fails_leaves_no_record(
    principle: Principle, voter: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(event: Event, **_: object) -> None:
        raise RuntimeError

    happened.connect(fail)
    with pytest.raises(RuntimeError):
        cast(principle, voter)
    happened.disconnect(fail)
    assert not Vote.objects.exists()
    assert not Entry.objects.filter(kind="vote.cast").exists()
