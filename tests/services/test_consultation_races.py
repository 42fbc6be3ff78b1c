"""Closing among voters, and two who run a consultation at once, on PostgreSQL; each race is also run
the naive way, which loses it."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from accounts.models import EntryPayload, User
from accounts.verdicts import Conflict, Denied, Refused
from consultations.actions.invitations import accept, invite
from consultations.actions.lifecycle import advance, move_stage
from consultations.actions.stages import change_stage, votes_digest
from consultations.actions.timetable import WindowPlan, set_timetable
from consultations.models import Consultation, Invitation, StageChange, Window
from consultations.queries.timetable import plan_revision, planned
from consultations.timetable import due_at
from principles.actions.locking import lock_stage, lock_stage_to_move
from principles.actions.votes import cast_vote
from principles.models import Document, Participation, Seat, Vote
from principles.states import Role, Stage
from tests.factories.accounts import UserFactory, individual
from tests.factories.comments import cast_by
from tests.factories.consultations import DAY, WEEK, run_by, running
from tests.factories.principles import joined, principle_of, text_of

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
ROUNDS = 5
VOTERS = 200
# As many as the pool has connections to hold at a time, less one for the test itself.
THREADS = 7


def at_once(acts: Sequence[Callable[[], object]], threads: int = 0) -> list[object]:
    """What each act gave, or the refusal it met, each on a connection of its own."""

    def run(act: Callable[[], object]) -> object:
        try:
            return act()
        except (Refused, Denied) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(threads or len(acts)) as pool:
        return list(pool.map(run, acts))


def together(*acts: Callable[[], object]) -> list[object]:
    """The same, all started at one moment."""
    start = threading.Barrier(len(acts))

    def after_start(act: Callable[[], object]) -> Callable[[], object]:
        def run() -> object:
            start.wait(10)
            return act()

        return run

    return at_once([after_start(act) for act in acts])


def voters_of(consultation: Consultation, count: int) -> list[Participation]:
    return [joined(individual(), consultation.document) for _ in range(count)]


def frozen_tally(document: Document) -> dict[str, object]:
    """What the record says stood at the close."""
    (payload,) = EntryPayload.objects.filter(entry__kind="stage.changed", data__new="closed")
    return {name: payload.data[name] for name in ("votes", "votes_sha256")}


# --- Closing among voters -------------------------------------------------------------------------


def test_close_among_200_voters_freezes_the_votes_that_were_accepted_abuse_64() -> None:
    """Invariant 12: frozen tally = stored votes = accepted votes."""
    consultation = running(Stage.VOTE)
    document = consultation.document
    principle = principle_of(document)
    text_hash = text_of(principle).hash
    moderator = run_by(consultation, Role.MODERATOR)
    voters = [voice.user for voice in voters_of(consultation, VOTERS)]

    def voting(user: User) -> Callable[[], Vote]:
        return lambda: cast_vote(
            principle=principle, choice="support", text_hash=text_hash, by=user
        )

    def close() -> None:
        move_stage(consultation=consultation, to=Stage.CLOSED, reason="Enough.", by=moderator)

    acts: list[Callable[[], object]] = [voting(user) for user in voters]
    acts.insert(VOTERS // 3, close)
    answers = at_once(acts, THREADS)

    accepted = [answer for answer in answers if isinstance(answer, Vote)]
    refused = [answer for answer in answers if isinstance(answer, Refused | Denied)]
    assert len(accepted) + len(refused) == VOTERS
    assert min(len(accepted), len(refused)) > 0
    assert {vote.pk for vote in accepted} == set(Vote.objects.values_list("pk", flat=True))
    assert frozen_tally(document) == votes_digest(document)
    assert frozen_tally(document)["votes"] == len(accepted)


def test_close_that_waits_for_nobody_freezes_too_few() -> None:
    """The naive version: who looked at the stage before the close votes after it."""
    consultation = running(Stage.VOTE)
    document = consultation.document
    principle = principle_of(document)
    looked, closed = threading.Barrier(THREADS), threading.Event()

    def voting(voice: Participation) -> Callable[[], object]:
        def vote() -> object:
            is_open = Document.objects.get(pk=document.pk).stage == Stage.VOTE
            looked.wait(10)
            closed.wait(10)
            return cast_by(voice, principle, "support") if is_open else None

        return vote

    def close() -> None:
        looked.wait(10)
        with transaction.atomic():
            change_stage(consultation, document, Stage.CLOSED, by=None)
        closed.set()

    document.now = timezone.now()
    at_once([close, *(voting(voice) for voice in voters_of(consultation, THREADS - 1))])

    assert frozen_tally(document)["votes"] == 0
    assert Vote.objects.count() == THREADS - 1


def can_be_held_alone(hold: Callable[[int], object], document: Document) -> bool:
    """Within some seconds, while two others share it in turn, each letting go when the other has it
    again, or after a while without."""
    over, turn, held = threading.Event(), threading.Condition(), [0, 0]

    def sharing(me: int) -> Callable[[], object]:
        def share() -> None:
            while not over.is_set():
                with transaction.atomic():
                    hold(document.pk)
                    await_the_other(me)

        return share

    def await_the_other(me: int) -> None:
        with turn:
            held[me] += 1
            seen = held[1 - me]
            turn.notify_all()
            turn.wait_for(lambda: over.is_set() or held[1 - me] > seen, timeout=1)

    def alone() -> bool:
        sleep(0.2)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = '4s'")
                lock_stage_to_move(document.pk)
        except OperationalError:
            return False
        finally:
            over.set()
        return True

    *_, got_it = at_once([sharing(0), sharing(1), alone])
    return bool(got_it)


def test_whoever_moves_the_stage_takes_turns_with_those_who_act_on_it() -> None:
    """However many vote, a moderator who closes waits for those before, not for those after."""
    assert can_be_held_alone(lock_stage, running(Stage.VOTE).document)


def test_shared_locks_of_the_row_alone_would_let_a_moderator_wait_for_ever() -> None:
    """The naive version."""

    def share(document_id: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM principles_document WHERE id = %s FOR SHARE", [document_id]
            )

    assert not can_be_held_alone(share, running(Stage.VOTE).document)


# --- Two who run it at once -----------------------------------------------------------------------


def moving(consultation: Consultation, to: Stage, by: User) -> Callable[[], object]:
    """As from a page on which comments are open."""
    fresh = Consultation.objects.get(pk=consultation.pk)
    return lambda: move_stage(
        consultation=fresh, to=to, reason="Because.", seen=Stage.COMMENT, by=by
    )


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_moderators_moving_at_once_make_one_move(round_: int) -> None:
    consultation = running(Stage.COMMENT)
    first, second = run_by(consultation), run_by(consultation, Role.MODERATOR)

    answers = together(
        moving(consultation, Stage.AMEND, first), moving(consultation, Stage.CLOSED, second)
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "NoneType"]
    (change,) = StageChange.objects.all()
    assert Document.objects.get(pk=consultation.document_id).stage == change.new
    open_windows = Window.objects.filter(opened_at__isnull=False, closed_at__isnull=True)
    assert open_windows.count() == (1 if change.new == Stage.AMEND else 0)


def test_two_moves_without_the_lock_both_start_from_the_same_stage() -> None:
    """The naive version."""
    consultation = running(Stage.COMMENT)
    looked = threading.Barrier(2)

    def moves(to: Stage) -> Callable[[], object]:
        def move() -> None:
            document = Document.objects.get(pk=consultation.document_id)
            document.now = timezone.now()
            looked.wait(10)
            with transaction.atomic():
                change_stage(consultation, document, to, by=None)

        return move

    at_once([moves(Stage.AMEND), moves(Stage.CLOSED)])

    assert {change.old for change in StageChange.objects.all()} == {"comment"}
    assert StageChange.objects.count() == 2


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_beats_at_once_follow_the_timetable_once_abuse_62(round_: int) -> None:
    consultation = running(Stage.COMMENT, closes_in=-DAY / 24)

    def beat() -> None:
        advance(consultation=Consultation.objects.get(pk=consultation.pk))

    together(beat, beat, beat)

    assert [(change.old, change.new) for change in StageChange.objects.all()] == [
        ("comment", "amend")
    ]


def test_two_beats_without_the_lock_both_find_the_same_thing_due() -> None:
    """The naive version."""
    consultation = running(Stage.COMMENT, closes_in=-DAY / 24)
    looked, due = threading.Barrier(2), []

    def beat() -> None:
        windows = list(Window.objects.filter(consultation=consultation))
        looked.wait(10)
        due.append(due_at(windows, timezone.now()).open)

    at_once([beat, beat])

    assert [window.stage for window in due if window] == ["amend", "amend"]


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_timetables_planned_at_once_leave_the_one_that_was_first_abuse_66(round_: int) -> None:
    consultation = running(Stage.COMMENT)
    base = plan_revision(planned(consultation))
    opens_at = timezone.now() + 2 * WEEK

    def planning(stage: Stage, by: User) -> Callable[[], object]:
        fresh = Consultation.objects.get(pk=consultation.pk)
        return lambda: set_timetable(
            consultation=fresh,
            windows=[WindowPlan(stage, opens_at, opens_at + DAY)],
            reason="Because.",
            base=base,
            by=by,
        )

    answers = together(
        planning(Stage.AMEND, run_by(consultation)), planning(Stage.VOTE, run_by(consultation))
    )

    assert sum(isinstance(answer, Conflict) for answer in answers) == 1
    assert len(planned(consultation)) == 1


# --- Invitations ----------------------------------------------------------------------------------


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_one_address_invited_twice_at_once_has_one_invitation(round_: int) -> None:
    consultation = running(Stage.COMMENT)

    def inviting(by: User) -> Callable[[], object]:
        fresh = Consultation.objects.get(pk=consultation.pk)
        return lambda: invite(
            consultation=fresh, email="guest@example.org", role=Role.INVITED, by=by
        )

    answers = together(inviting(run_by(consultation)), inviting(run_by(consultation)))

    assert Invitation.objects.count() == 1
    assert [answer.code for answer in answers if isinstance(answer, Refused)] == ["invited_already"]


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_one_invitation_accepted_twice_at_once_gives_one_seat_abuse_20(round_: int) -> None:
    consultation = running(Stage.COMMENT)
    invitation = invite(
        consultation=consultation,
        email="guest@example.org",
        role=Role.MODERATOR,
        by=run_by(consultation),
    )
    person = UserFactory.create(email="guest@example.org", address=True)

    def accepting() -> Seat:
        return accept(secret=invitation.secret, by=person)

    answers = together(accepting, accepting)

    refused = [answer.code for answer in answers if isinstance(answer, Refused)]
    assert refused == ["invitation_accepted"]
    assert EntryPayload.objects.filter(entry__kind="invitation.accepted").count() == 1
