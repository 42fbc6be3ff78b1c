"""Votes and comments cast at once, on PostgreSQL; each race is also run the naive way, which loses
it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from time import sleep

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from accounts.models import EntryPayload, User
from principles.actions import comments
from principles.actions.comments import post_comment
from principles.actions.locking import lock_stage, lock_stage_to_move
from principles.actions.votes import cast_vote
from principles.models import Comment, Document, Participation, Principle, Vote
from principles.states import Stage
from tests.factories.accounts import OrganisationFactory, individual, representative
from tests.factories.comments import cast_by
from tests.factories.principles import joined, open_document, principle_of, text_of

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
# As many as the pool has connections to hold at a time.
HELD = 6


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """What each act gave, or the error it met, each on a connection of its own."""

    def run(act: Callable[[], object]) -> object:
        try:
            return act()
        except IntegrityError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def document() -> Document:
    return open_document(Stage.VOTE)


@pytest.fixture
def principle(document: Document) -> Principle:
    return principle_of(document)


def voice_of(user: User, document: Document) -> Participation:
    return Participation.objects.get(user=user, document=document)


def test_fifty_identical_votes_at_once_leave_one_row_abuse_51(
    document: Document, principle: Principle
) -> None:
    user = joined(individual(), document).user
    text_hash = text_of(principle).hash

    def cast() -> Vote:
        return cast_vote(principle=principle, choice="accept", text_hash=text_hash, by=user)

    answers = at_once([cast] * 50)
    vote = Vote.objects.get()
    assert answers == [vote] * 50
    assert (vote.choice, vote.holder) == ("accept", f"u{user.pk}")
    assert EntryPayload.objects.filter(entry__kind="vote.cast", data__vote=vote.pk).exists()


def test_representatives_voting_at_once_leave_one_vote_of_the_organisation_invariant_9(
    document: Document, principle: Principle
) -> None:
    organisation = OrganisationFactory.create()
    users = [joined(representative(organisation), document).user for _ in range(HELD)]
    text_hash = text_of(principle).hash
    choices = ["support", "oppose"] * (HELD // 2)

    def casting(user: User, choice: str) -> Callable[[], Vote]:
        return lambda: cast_vote(principle=principle, choice=choice, text_hash=text_hash, by=user)

    at_once([casting(user, choice) for user, choice in zip(users, choices, strict=True)])
    vote = Vote.objects.get()
    assert vote.holder == f"o{organisation.pk}"
    assert vote.choice in {"support", "oppose"}
    assert EntryPayload.objects.filter(entry__kind="vote.cast").count() == HELD


def test_votes_looked_for_and_then_inserted_collide(
    document: Document, principle: Principle
) -> None:
    """The naive version: whoever asked before the first one committed meets the constraint, and
    without it would be a second row."""
    voice = voice_of(joined(individual(), document).user, document)
    asked = threading.Barrier(HELD)

    def cast() -> Vote:
        standing = Vote.objects.filter(principle=principle, holder=voice.holder).first()
        asked.wait(10)
        return standing or cast_by(voice, principle, "accept")

    answers = at_once([cast] * HELD)
    assert sum(isinstance(answer, IntegrityError) for answer in answers) == HELD - 1


def posting(principle: Principle, user: User) -> Callable[[], Comment]:
    return lambda: post_comment(principle=principle, body="Who checks?", stance="question", by=user)


def test_comment_sent_twice_at_once_is_one_and_uses_one_number_abuse_69(
    document: Document, principle: Principle
) -> None:
    user = joined(individual(), document).user
    first = posting(principle, user)
    answers = at_once([first] * HELD)
    comment = Comment.objects.get()
    assert answers == [comment] * HELD
    assert comment.number == 1
    other = post_comment(principle=principle, body="More.", stance="question", by=user)
    assert other.number == 2


def test_comment_not_looked_for_under_the_lock_is_posted_twice(
    document: Document, principle: Principle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The naive version: look before the lock is taken, when nobody has committed yet."""
    user = joined(individual(), document).user
    monkeypatch.setattr(comments, "_same_comment", lambda *_: None)
    asked = threading.Barrier(HELD)

    def post() -> Comment:
        earlier = Comment.objects.filter(author=user, body="Who checks?").first()
        asked.wait(10)
        return earlier or posting(principle, user)()

    at_once([post] * HELD)
    assert Comment.objects.count() == HELD


def is_read_after_the_wait(document: Document, read_clock: Callable[[], datetime]) -> bool:
    """Whether an act that met the stage held alone by another has the time of its release."""

    def act() -> datetime:
        try:
            with transaction.atomic():
                return read_clock()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock_stage_to_move(document.pk)
            reading = pool.submit(act)
            sleep(0.5)
            released = lock_stage(document.pk).now
        return reading.result(10) >= released


def test_clock_is_read_once_the_stage_is_held_invariant_12(document: Document) -> None:
    """A vote that waited for the close is late, however early it began."""
    assert is_read_after_the_wait(document, lambda: lock_stage(document.pk).now)


def test_clock_of_the_statement_that_waits_is_too_early(document: Document) -> None:
    """The naive version: the time at which a statement begins, before it has the lock."""

    def read() -> datetime:
        held = Document.objects.select_for_update().annotate(clock=Now()).get(pk=document.pk)
        clock: datetime = vars(held)["clock"]
        return clock

    assert not is_read_after_the_wait(document, read)
