"""Planning windows, and moving the end of one."""

from collections.abc import Sequence
from datetime import UTC, timedelta

import pytest
from django.utils import timezone

from accounts.verdicts import Conflict, Denied, Refused
from consultations.actions.timetable import (
    MAX_WINDOWS,
    WindowPlan,
    extend_window,
    set_timetable,
)
from consultations.models import Consultation, Window
from consultations.queries.timetable import plan_revision, planned
from principles.models import Document
from principles.states import Role, Stage
from tests.consultations.record import acts
from tests.factories.consultations import (
    DAY,
    WEEK,
    ConsultationFactory,
    run_by,
    running,
    three_windows,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def plan(stage: Stage = Stage.VOTE, opens: timedelta = DAY, closes: timedelta = WEEK) -> WindowPlan:
    """From and to so long after now."""
    now = timezone.now()
    return WindowPlan(stage, now + opens, now + closes)


def spans(consultation: Consultation) -> list[tuple[str, bool]]:
    """Stage of each window, and whether it has opened."""
    windows = Window.objects.filter(consultation=consultation)
    return [(window.stage, window.opened_at is not None) for window in windows]


def refusal(
    consultation: Consultation, windows: Sequence[WindowPlan], reason: str = "We need more time."
) -> str:
    before = spans(consultation)
    with pytest.raises(Refused) as caught:
        set_timetable(
            consultation=consultation,
            windows=windows,
            reason=reason,
            by=run_by(consultation, Role.MODERATOR),
        )
    assert spans(consultation) == before
    return caught.value.code


def test_set_timetable_of_a_draft_replaces_it_and_needs_no_reason() -> None:
    consultation = ConsultationFactory.create()
    one = plan(Stage.COMMENT)

    set_timetable(consultation=consultation, windows=[one], by=run_by(consultation))

    assert spans(consultation) == [("comment", False)]
    (change,) = acts(consultation.document, "timetable.changed")
    assert change["reason"] == ""
    assert [stage for stage, _, _ in change["old"]] == ["comment", "amend", "vote"]
    assert change["new"] == [
        [
            "comment",
            one.opens_at.astimezone(UTC).isoformat(),
            one.closes_at.astimezone(UTC).isoformat(),
        ]
    ]


def test_set_timetable_of_a_draft_may_leave_it_without_windows() -> None:
    consultation = ConsultationFactory.create()

    set_timetable(consultation=consultation, windows=[], by=run_by(consultation))

    assert spans(consultation) == []


def test_set_timetable_leaves_the_past_and_the_open_window_alone() -> None:
    consultation = running(Stage.AMEND)
    closes_at = consultation.windows.get(stage=Stage.AMEND).closes_at

    set_timetable(
        consultation=consultation,
        windows=[WindowPlan(Stage.VOTE, closes_at, closes_at + DAY)],
        reason="A day is enough to vote.",
        by=run_by(consultation, Role.MODERATOR),
    )

    assert spans(consultation) == [("comment", True), ("amend", True), ("vote", False)]
    assert consultation.windows.get(stage=Stage.VOTE).closes_at == closes_at + DAY
    assert acts(consultation.document, "timetable.changed")[0]["reason"] == (
        "A day is enough to vote."
    )


def test_set_timetable_keeps_a_window_that_was_missed_as_history() -> None:
    consultation = running(Stage.VOTE)
    consultation.windows.filter(stage=Stage.AMEND).update(opened_at=None, closed_at=None)

    set_timetable(
        consultation=consultation,
        windows=[plan(Stage.COMMENT, 2 * WEEK, 3 * WEEK)],
        reason="Once more.",
        by=run_by(consultation),
    )

    assert spans(consultation) == [
        ("comment", True),
        ("amend", False),
        ("vote", True),
        ("comment", False),
    ]


def test_set_timetable_with_the_same_windows_records_nothing() -> None:
    consultation = running(Stage.COMMENT)
    same = [
        WindowPlan(Stage(window.stage), window.opens_at, window.closes_at)
        for window in planned(consultation)
    ]

    set_timetable(
        consultation=consultation, windows=same, reason="Tidying.", by=run_by(consultation)
    )

    assert acts(consultation.document) == []


def test_set_timetable_of_an_announced_one_needs_a_reason() -> None:
    assert refusal(running(Stage.COMMENT), [plan(opens=2 * WEEK, closes=3 * WEEK)], " ") == (
        "reason_needed"
    )


def test_set_timetable_edited_on_an_older_plan_is_a_conflict() -> None:
    """Abuse 66: two moderators plan at once; the second is shown what the first did."""
    consultation = ConsultationFactory.create()
    first, second = run_by(consultation), run_by(consultation, Role.MODERATOR)
    base = plan_revision(planned(consultation))
    set_timetable(consultation=consultation, windows=[plan(Stage.COMMENT)], base=base, by=first)

    with pytest.raises(Conflict) as caught:
        set_timetable(consultation=consultation, windows=[plan()], base=base, by=second)

    assert caught.value.code == "timetable_changed"
    assert spans(consultation) == [("comment", False)]


def test_set_timetable_notices_that_a_window_opened_meanwhile() -> None:
    consultation = running(Stage.COMMENT, closes_in=HOUR)
    base = plan_revision(planned(consultation))
    document = consultation.document
    consultation.windows.filter(stage=Stage.COMMENT).update(closes_at=timezone.now() - HOUR)
    consultation.windows.filter(stage=Stage.AMEND).update(opens_at=timezone.now() - HOUR)

    with pytest.raises(Conflict):
        set_timetable(
            consultation=consultation,
            windows=[plan(Stage.AMEND), plan(opens=WEEK, closes=2 * WEEK)],
            reason="Later.",
            base=base,
            by=run_by(consultation),
        )

    assert acts(document) == []


def test_set_timetable_refuses_windows_that_overlap() -> None:
    windows = [plan(Stage.COMMENT), plan(Stage.VOTE, 2 * DAY, 2 * WEEK)]

    assert refusal(ConsultationFactory.create(), windows) == "overlap"


def test_set_timetable_refuses_to_overlap_the_open_window() -> None:
    assert refusal(running(Stage.COMMENT, closes_in=2 * DAY), [plan(Stage.AMEND)]) == "overlap"


@pytest.mark.parametrize(
    ("stage", "opens", "closes", "expected"),
    [
        (Stage.VOTE, WEEK, DAY, "ends_first"),
        (Stage.VOTE, -WEEK, -DAY, "in_the_past"),
        (Stage.CLOSED, DAY, WEEK, "not_a_stage"),
    ],
)
def test_set_timetable_refuses_windows_that_cannot_be(
    stage: Stage, opens: timedelta, closes: timedelta, expected: str
) -> None:
    assert refusal(ConsultationFactory.create(), [plan(stage, opens, closes)]) == expected


def test_set_timetable_refuses_a_window_of_no_length() -> None:
    opens_at = timezone.now() + DAY

    assert (
        refusal(ConsultationFactory.create(), [WindowPlan(Stage.VOTE, opens_at, opens_at)])
        == "ends_first"
    )


def test_set_timetable_refuses_more_windows_than_anyone_reads() -> None:
    windows = [plan(opens=n * DAY, closes=(n + 1) * DAY) for n in range(1, MAX_WINDOWS + 2)]

    assert refusal(ConsultationFactory.create(), windows) == "too_many"


def test_set_timetable_during_a_pause_keeps_something_to_come() -> None:
    """Without it the next tick of beat would close the consultation."""
    assert refusal(running(Stage.PAUSED), []) == "nothing_to_come"


def test_set_timetable_of_a_closed_consultation_is_refused() -> None:
    assert refusal(running(Stage.CLOSED), [plan()]) == "closed"


@pytest.mark.parametrize("stage", [Stage.CONCLUDED, Stage.CANCELLED])
def test_set_timetable_after_the_end_is_refused(stage: Stage) -> None:
    assert refusal(running(stage), [plan()]) == "ended"


def test_set_timetable_is_not_the_observers() -> None:
    consultation = ConsultationFactory.create()

    with pytest.raises(Denied):
        set_timetable(consultation=consultation, windows=[], by=run_by(consultation, Role.OBSERVER))


# --- Moving an end --------------------------------------------------------------------------------


def extend(window: Window, by: timedelta, reason: str = "More time.") -> Window:
    extend_window(
        window=window,
        closes_at=window.closes_at + by,
        reason=reason,
        by=run_by(window.consultation, Role.MODERATOR),
    )
    return Window.objects.get(pk=window.pk)


def extension_refusal(window: Window, by: timedelta, reason: str = "More time.") -> str:
    with pytest.raises(Refused) as caught:
        extend(window, by, reason)
    assert Window.objects.get(pk=window.pk).closes_at == window.closes_at
    return caught.value.code


def test_extend_window_moves_the_deadline_of_the_open_stage() -> None:
    consultation = running(Stage.VOTE)
    window = consultation.windows.get(stage=Stage.VOTE)

    moved = extend(window, DAY)

    assert moved.closes_at == window.closes_at + DAY
    assert Document.objects.get(pk=consultation.document_id).closes_at == moved.closes_at
    assert acts(consultation.document) == [
        {
            "stage": "vote",
            "old": window.closes_at.astimezone(UTC).isoformat(),
            "new": moved.closes_at.astimezone(UTC).isoformat(),
            "reason": "More time.",
        }
    ]


def test_extend_window_may_shorten_it() -> None:
    window = running(Stage.VOTE).windows.get(stage=Stage.VOTE)

    assert extend(window, -DAY).closes_at == window.closes_at - DAY


def test_extend_window_to_come_leaves_the_open_one_alone() -> None:
    consultation = running(Stage.AMEND)

    extend(consultation.windows.get(stage=Stage.VOTE), DAY)

    document = Document.objects.get(pk=consultation.document_id)
    assert document.closes_at == consultation.windows.get(stage=Stage.AMEND).closes_at


def test_extend_window_into_the_next_is_refused() -> None:
    assert extension_refusal(running(Stage.AMEND).windows.get(stage=Stage.AMEND), DAY) == "overlap"


def test_extend_window_past_a_missed_one_is_allowed() -> None:
    consultation = running(Stage.VOTE)
    consultation.windows.filter(stage=Stage.AMEND).update(opened_at=None, closed_at=None)

    extend(consultation.windows.get(stage=Stage.VOTE), DAY)

    assert len(acts(consultation.document, "window.moved")) == 1


@pytest.mark.parametrize(
    ("by", "reason", "expected"),
    [
        (-2 * WEEK, "More time.", "in_the_past"),
        (timedelta(), "More time.", "nothing_changed"),
        (DAY, " ", "reason_needed"),
    ],
)
def test_extend_window_refuses_what_makes_no_sense(
    by: timedelta, reason: str, expected: str
) -> None:
    window = running(Stage.VOTE).windows.get(stage=Stage.VOTE)

    assert extension_refusal(window, by, reason) == expected


def test_extend_window_to_before_it_opens_is_refused() -> None:
    window = running(Stage.AMEND).windows.get(stage=Stage.VOTE)

    assert extension_refusal(window, -WEEK - HOUR) == "in_the_past"


def test_extend_window_that_is_over_is_refused_though_beat_was_late() -> None:
    """Extending what is over is opening it again, and is asked for as such."""
    window = running(Stage.VOTE, closes_in=-HOUR).windows.get(stage=Stage.VOTE)

    assert extension_refusal(window, DAY) == "window_closed"


def test_extend_window_nobody_opened_in_its_time_is_refused() -> None:
    consultation = running(Stage.VOTE)
    consultation.windows.filter(stage=Stage.AMEND).update(opened_at=None, closed_at=None)

    assert extension_refusal(consultation.windows.get(stage=Stage.AMEND), DAY) == "window_skipped"


def test_extend_window_after_the_end_is_refused() -> None:
    window = running(Stage.CONCLUDED).windows.get(stage=Stage.VOTE)

    assert extension_refusal(window, DAY) == "ended"


def test_extend_window_of_a_draft_goes_by_the_same_rules() -> None:
    window = ConsultationFactory.create(windows=three_windows(timezone.now() + DAY)).windows.get(
        stage=Stage.VOTE
    )

    assert extend(window, DAY).closes_at == window.closes_at + DAY
