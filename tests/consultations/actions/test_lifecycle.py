"""A consultation from its creation to its end: what each move does, needs and leaves behind."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.verdicts import Conflict, Denied, Refused
from consultations.actions.lifecycle import (
    advance,
    announce_consultation,
    cancel,
    conclude,
    create_consultation,
    move_stage,
)
from consultations.actions.settings import Rules
from consultations.actions.stages import REASON_LENGTH
from consultations.actions.timetable import WindowPlan
from consultations.models import Consultation, StageChange, Window
from principles.models import Amendment, Document, Version
from principles.rules import PRESETS
from principles.states import (
    AmendmentStatus,
    ResultsShown,
    Role,
    Stage,
    VersionStatus,
    Visibility,
)
from tests.consultations.record import actor_of, acts
from tests.factories.accounts import StaffFactory, UserFactory, individual
from tests.factories.amendments import AmendmentFactory
from tests.factories.consultations import (
    DAY,
    WEEK,
    ConsultationFactory,
    run_by,
    running,
    three_windows,
)
from tests.factories.principles import DocumentFactory, principle_of, seated

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def stage_of(consultation: Consultation) -> Stage:
    return Stage(Document.objects.get(pk=consultation.document_id).stage)


def windows_of(consultation: Consultation) -> list[tuple[str, str]]:
    """Stage and state of each, in order."""
    return [
        (w.stage, "closed" if w.closed_at else "open" if w.opened_at else "planned")
        for w in Window.objects.filter(consultation=consultation)
    ]


def code(consultation: Consultation, **move: Any) -> str:
    """Of the refusal that a move by its moderator meets."""
    with pytest.raises(Refused) as caught:
        move_stage(
            consultation=consultation,
            by=run_by(consultation, Role.MODERATOR),
            **{"reason": "Because.", **move},
        )
    return caught.value.code


# --- Creation -------------------------------------------------------------------------------------


def created(document: Document, **fields: Any) -> Consultation:
    owner = seated(UserFactory.create(), document, Role.OWNER)
    words = {"summary": "What holds the network together?", "brief": "Read it.", "timezone": "UTC"}
    return create_consultation(document=document, by=owner, **{**words, **fields})


def test_create_consultation_makes_a_draft_with_its_timetable() -> None:
    document = DocumentFactory.create()
    plans = [WindowPlan(*window) for window in three_windows(timezone.now() + DAY)]

    consultation = created(document, timezone="Africa/Nairobi", windows=plans)

    assert consultation.announced_at is None
    assert stage_of(consultation) == Stage.DRAFT
    assert windows_of(consultation) == [
        ("comment", "planned"),
        ("amend", "planned"),
        ("vote", "planned"),
    ]
    assert acts(document, "consultation.created") == [
        {
            "timezone": "Africa/Nairobi",
            "allows_block": True,
            "early_voting": False,
            "results_shown": "live",
            "verified_only": False,
            "decision_rule": PRESETS["simple_majority"].as_json(),
            "support_needed": 0,
            "support_unit": "people",
            "screens_amendments": False,
        }
    ]


def test_create_consultation_sets_rules_and_visibility_of_the_document() -> None:
    document = DocumentFactory.create()
    rules = Rules(
        allows_block=False,
        early_voting=True,
        results_shown=ResultsShown.CLOSED,
        verified_only=True,
    )

    consultation = created(document, visibility=Visibility.INVITED, rules=rules)

    kept = Document.objects.get(pk=document.pk)
    assert (
        kept.visibility,
        kept.allows_block,
        kept.early_voting,
        kept.results_shown,
        kept.verified_only,
    ) == ("invited", False, True, "closed", True)
    assert consultation.document == kept


def test_create_consultation_by_link_gives_an_address_nobody_guesses() -> None:
    document = DocumentFactory.create(slug="a-charter", title="A charter")

    consultation = created(document, visibility=Visibility.LINK)

    assert consultation.document.slug.startswith("a-charter-")
    assert len(consultation.document.slug) == len("a-charter-") + 20


def test_create_consultation_twice_is_refused() -> None:
    consultation = ConsultationFactory.create()

    with pytest.raises(Refused) as caught:
        created(consultation.document)

    assert caught.value.code == "exists"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"summary": "  "}, "summary_needed"),
        ({"summary": "x" * 301}, "summary_too_long"),
        ({"summary": "a\x00b", "brief": "ok"}, None),
        ({"brief": "x" * 10_001}, "brief_too_long"),
        ({"timezone": "Europe/Atlantis"}, "unknown_timezone"),
        ({"timezone": "../../etc/passwd"}, "unknown_timezone"),
    ],
)
def test_create_consultation_checks_its_words(fields: dict[str, str], expected: str | None) -> None:
    document = DocumentFactory.create()

    if expected is None:
        assert "\x00" not in created(document, **fields).summary
        return
    with pytest.raises(Refused) as caught:
        created(document, **fields)

    assert caught.value.code == expected
    assert not Consultation.objects.filter(document=document).exists()


def test_create_consultation_with_a_bad_timetable_creates_nothing() -> None:
    document = DocumentFactory.create()
    plan = WindowPlan(Stage.COMMENT, timezone.now() + 2 * DAY, timezone.now() + DAY)

    with pytest.raises(Refused) as caught:
        created(document, windows=[plan])

    assert caught.value.code == "ends_first"
    assert not Consultation.objects.exists()


def test_create_consultation_is_the_owners() -> None:
    document = DocumentFactory.create()

    with pytest.raises(Denied):
        create_consultation(
            document=document,
            summary="x",
            brief="",
            timezone="UTC",
            by=seated(UserFactory.create(), document, Role.MODERATOR),
        )


# --- Announcement ---------------------------------------------------------------------------------


def test_announce_waits_for_the_first_window() -> None:
    consultation = ConsultationFactory.create()
    owner = run_by(consultation)

    announce_consultation(consultation=consultation, by=owner)

    consultation.refresh_from_db()
    assert consultation.announced_at is not None
    assert stage_of(consultation) == Stage.PAUSED
    assert actor_of(consultation.document, "consultation.announced") == owner.pk


def test_announce_opens_a_window_whose_time_has_come() -> None:
    consultation = ConsultationFactory.create(windows=three_windows(timezone.now() - HOUR))

    announce_consultation(consultation=consultation, by=run_by(consultation))

    assert stage_of(consultation) == Stage.COMMENT
    assert windows_of(consultation)[0] == ("comment", "open")
    changes = StageChange.objects.filter(consultation=consultation)
    assert [(c.old, c.new) for c in changes] == [("draft", "paused"), ("paused", "comment")]


def test_announce_without_a_window_is_refused() -> None:
    consultation = ConsultationFactory.create(windows=[])

    with pytest.raises(Refused) as caught:
        announce_consultation(consultation=consultation, by=run_by(consultation))

    assert caught.value.code == "no_window"


def test_announce_with_a_window_that_is_over_is_refused() -> None:
    windows = three_windows(timezone.now() - WEEK - HOUR)
    consultation = ConsultationFactory.create(windows=windows)

    with pytest.raises(Refused) as caught:
        announce_consultation(consultation=consultation, by=run_by(consultation))

    assert caught.value.code == "in_the_past"
    assert stage_of(consultation) == Stage.DRAFT


def test_announce_twice_is_refused_and_recorded_once() -> None:
    consultation = ConsultationFactory.create()
    owner = run_by(consultation)
    announce_consultation(consultation=consultation, by=owner)

    with pytest.raises(Refused) as caught:
        announce_consultation(consultation=consultation, by=owner)

    assert caught.value.code == "announced"
    assert len(acts(consultation.document, "consultation.announced")) == 1


# --- The timetable --------------------------------------------------------------------------------


def test_advance_before_anything_is_due_changes_nothing() -> None:
    consultation = running(Stage.COMMENT)

    advance(consultation=consultation)

    assert stage_of(consultation) == Stage.COMMENT
    assert acts(consultation.document) == []


def test_advance_opens_the_next_window_when_the_first_is_over() -> None:
    consultation = running(Stage.COMMENT, closes_in=-HOUR)

    advance(consultation=consultation)

    document = Document.objects.get(pk=consultation.document_id)
    amend = consultation.windows.get(stage=Stage.AMEND)
    assert document.stage == Stage.AMEND
    assert document.closes_at == amend.closes_at
    assert windows_of(consultation) == [
        ("comment", "closed"),
        ("amend", "open"),
        ("vote", "planned"),
    ]
    assert actor_of(document, "stage.changed") is None


def test_advance_twice_acts_once() -> None:
    consultation = running(Stage.COMMENT, closes_in=-HOUR)

    advance(consultation=consultation)
    advance(consultation=consultation)

    assert len(acts(consultation.document, "stage.changed")) == 1


def test_advance_pauses_between_two_windows() -> None:
    consultation = running(Stage.COMMENT, closes_in=-HOUR)
    consultation.windows.filter(stage=Stage.AMEND).delete()

    advance(consultation=consultation)

    assert stage_of(consultation) == Stage.PAUSED
    assert Document.objects.get(pk=consultation.document_id).closes_at is None


def test_advance_closes_after_the_last_window() -> None:
    consultation = running(Stage.VOTE, closes_in=-HOUR)

    advance(consultation=consultation)

    assert stage_of(consultation) == Stage.CLOSED
    assert acts(consultation.document, "stage.changed")[0]["votes"] == 0


def test_advance_skips_a_window_beat_missed_altogether() -> None:
    """Beat was down from the comments' last days through all of the amendments."""
    consultation = running(Stage.COMMENT, closes_in=-WEEK - HOUR)

    advance(consultation=consultation)

    assert stage_of(consultation) == Stage.VOTE
    assert windows_of(consultation) == [
        ("comment", "closed"),
        ("amend", "planned"),
        ("vote", "open"),
    ]
    moves = StageChange.objects.filter(consultation=consultation)
    assert [(move.old, move.new) for move in moves] == [("comment", "vote")]


def test_advance_after_beat_missed_everything_closes() -> None:
    consultation = running(Stage.COMMENT, closes_in=-4 * WEEK)

    advance(consultation=consultation)

    assert stage_of(consultation) == Stage.CLOSED


def test_advance_from_one_window_to_another_of_the_same_stage_moves_its_end_only() -> None:
    consultation = running(Stage.COMMENT, closes_in=-HOUR)
    consultation.windows.filter(stage=Stage.AMEND).update(stage=Stage.COMMENT)

    advance(consultation=consultation)

    document = Document.objects.get(pk=consultation.document_id)
    second = consultation.windows.filter(stage=Stage.COMMENT)[1]
    assert document.stage == Stage.COMMENT
    assert document.closes_at == second.closes_at
    assert windows_of(consultation)[:2] == [("comment", "closed"), ("comment", "open")]
    assert acts(document, "window.opened") == [
        {"stage": "comment", "closes_at": second.closes_at.isoformat(), "reason": ""}
    ]


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.CLOSED, Stage.CONCLUDED, Stage.CANCELLED])
def test_advance_leaves_alone_what_is_not_running(stage: Stage) -> None:
    consultation = running(stage)
    Window.objects.create(
        consultation=consultation,
        stage=Stage.VOTE,
        opens_at=timezone.now() - HOUR,
        closes_at=timezone.now() + HOUR,
    )

    advance(consultation=consultation)

    assert stage_of(consultation) == stage


# --- Moves by hand --------------------------------------------------------------------------------


def test_move_stage_opens_the_planned_window_now_and_ends_the_open_one() -> None:
    consultation = running(Stage.COMMENT)
    moderator = run_by(consultation, Role.MODERATOR)

    move_stage(consultation=consultation, to=Stage.AMEND, reason="All was said.", by=moderator)

    amend = consultation.windows.get(stage=Stage.AMEND)
    assert stage_of(consultation) == Stage.AMEND
    assert windows_of(consultation) == [
        ("comment", "closed"),
        ("amend", "open"),
        ("vote", "planned"),
    ]
    (change,) = StageChange.objects.filter(consultation=consultation)
    assert (change.old, change.new, change.by, change.reason) == (
        "comment",
        "amend",
        moderator,
        "All was said.",
    )
    assert acts(consultation.document, "stage.changed") == [
        {
            "old": "comment",
            "new": "amend",
            "reason": "All was said.",
            "closes_at": amend.closes_at.isoformat(),
        }
    ]


def test_move_stage_may_give_the_window_another_end() -> None:
    consultation = running(Stage.COMMENT)
    closes_at = timezone.now() + DAY

    move_stage(
        consultation=consultation,
        to=Stage.AMEND,
        reason="Two days are enough.",
        closes_at=closes_at,
        by=run_by(consultation),
    )

    assert Document.objects.get(pk=consultation.document_id).closes_at == closes_at


def test_move_stage_past_a_window_to_come_is_refused() -> None:
    """Otherwise the skipped one would cut the opened one short."""
    consultation = running(Stage.COMMENT)

    assert code(consultation, to=Stage.VOTE) == "overlap"
    assert stage_of(consultation) == Stage.COMMENT


def test_move_stage_without_a_planned_window_needs_its_end() -> None:
    consultation = running(Stage.VOTE)

    assert code(consultation, to=Stage.COMMENT) == "closing_time_needed"


def test_move_stage_to_a_window_that_would_close_in_the_past_is_refused() -> None:
    consultation = running(Stage.VOTE)

    assert code(consultation, to=Stage.COMMENT, closes_at=timezone.now() - HOUR) == "in_the_past"


def test_move_stage_pauses_until_the_next_window() -> None:
    consultation = running(Stage.COMMENT)

    move_stage(
        consultation=consultation, to=Stage.PAUSED, reason="A holiday.", by=run_by(consultation)
    )

    assert stage_of(consultation) == Stage.PAUSED
    assert windows_of(consultation)[0] == ("comment", "closed")


def test_move_stage_to_a_pause_without_an_end_is_refused() -> None:
    assert code(running(Stage.VOTE), to=Stage.PAUSED) == "no_window"


def test_move_stage_closes_and_drops_what_was_still_to_come() -> None:
    consultation = running(Stage.AMEND)
    dropped = consultation.windows.get(stage=Stage.VOTE)

    move_stage(
        consultation=consultation, to=Stage.CLOSED, reason="Agreed.", by=run_by(consultation)
    )

    assert stage_of(consultation) == Stage.CLOSED
    assert windows_of(consultation) == [("comment", "closed"), ("amend", "closed")]
    (plan,) = acts(consultation.document, "timetable.changed")
    assert plan["new"] == []
    assert [stage for stage, _, _ in plan["old"]] == ["vote"]
    assert plan["old"][0][2] == dropped.closes_at.astimezone(UTC).isoformat()


def test_move_stage_reopens_after_the_close() -> None:
    consultation = running(Stage.CLOSED)
    closes_at = timezone.now() + DAY

    move_stage(
        consultation=consultation,
        to=Stage.VOTE,
        reason="The site was down on the last day.",
        closes_at=closes_at,
        by=run_by(consultation),
    )

    document = Document.objects.get(pk=consultation.document_id)
    assert (document.stage, document.closes_at) == ("vote", closes_at)


@pytest.mark.parametrize("reason", ["", "  \n", "x" * (REASON_LENGTH + 1)])
def test_move_stage_needs_a_reason_to_publish(reason: str) -> None:
    refused = code(running(Stage.COMMENT), to=Stage.AMEND, reason=reason)

    assert refused == ("reason_too_long" if reason.strip() else "reason_needed")


def test_move_stage_shows_what_is_hidden_in_a_reason() -> None:
    consultation = running(Stage.COMMENT)

    move_stage(
        consultation=consultation, to=Stage.AMEND, reason="A\u202eB", by=run_by(consultation)
    )

    assert StageChange.objects.get(consultation=consultation).reason == "A[U+202E]B"


def test_move_stage_refuses_characters_no_database_keeps() -> None:
    assert code(running(Stage.COMMENT), to=Stage.AMEND, reason="a\ud800") == "unreadable"


@pytest.mark.parametrize("to", [Stage.DRAFT, Stage.CONCLUDED, Stage.CANCELLED])
def test_move_stage_goes_only_where_a_moderator_leads(to: Stage) -> None:
    assert code(running(Stage.COMMENT), to=to) == "not_a_move"


def test_move_stage_to_where_it_is_already_is_refused() -> None:
    assert code(running(Stage.COMMENT), to=Stage.COMMENT) == "there_already"


def test_move_stage_of_a_draft_asks_to_announce_it() -> None:
    assert code(ConsultationFactory.create(), to=Stage.COMMENT) == "not_announced"


@pytest.mark.parametrize("stage", [Stage.CONCLUDED, Stage.CANCELLED])
def test_move_stage_after_the_end_is_refused(stage: Stage) -> None:
    assert code(running(stage), to=Stage.COMMENT, closes_at=timezone.now() + DAY) == "ended"


def test_move_stage_from_the_close_to_a_pause_is_refused() -> None:
    consultation = running(Stage.CLOSED)
    Window.objects.create(
        consultation=consultation,
        stage=Stage.VOTE,
        opens_at=timezone.now() + HOUR,
        closes_at=timezone.now() + DAY,
    )

    assert code(consultation, to=Stage.PAUSED) == "not_a_move"


def test_move_stage_on_a_page_that_is_out_of_date_is_a_conflict() -> None:
    consultation = running(Stage.AMEND)

    with pytest.raises(Conflict) as caught:
        move_stage(
            consultation=consultation,
            to=Stage.CLOSED,
            reason="Because.",
            seen=Stage.COMMENT,
            by=run_by(consultation),
        )

    assert caught.value.code == "moved"
    assert stage_of(consultation) == Stage.AMEND


def test_move_stage_first_does_what_the_timetable_is_late_with() -> None:
    """The votes' last window is over, but beat has not been here: that is a close already."""
    consultation = running(Stage.VOTE, closes_in=-HOUR)

    move_stage(
        consultation=consultation, to=Stage.CLOSED, reason="Time is up.", by=run_by(consultation)
    )

    assert stage_of(consultation) == Stage.CLOSED
    assert actor_of(consultation.document, "stage.changed") is None


def test_move_stage_by_someone_removed_meanwhile_is_denied() -> None:
    """The rights are those under the lock, not those of the page."""
    consultation = running(Stage.COMMENT)
    moderator = run_by(consultation, Role.MODERATOR)
    assert consultation.document.seats.filter(user=moderator).delete()[0] == 1

    with pytest.raises(Denied):
        move_stage(consultation=consultation, to=Stage.AMEND, reason="Because.", by=moderator)


# --- The end --------------------------------------------------------------------------------------


def test_conclude_makes_the_text_final_and_lets_open_amendments_lapse() -> None:
    consultation = running(Stage.CLOSED)
    amendment = AmendmentFactory.create(principle=principle_of(consultation.document))

    conclude(consultation=consultation, reason="All issues are addressed.", by=run_by(consultation))

    assert stage_of(consultation) == Stage.CONCLUDED
    assert Amendment.objects.get(pk=amendment.pk).status == AmendmentStatus.LAPSED
    assert Version.objects.get(document=consultation.document).status == VersionStatus.FINAL
    assert acts(consultation.document, "stage.changed")[0]["reason"] == "All issues are addressed."


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.CLOSED])
def test_conclude_needs_the_close_first(stage: Stage) -> None:
    consultation = running(stage)

    with pytest.raises(Denied):
        conclude(consultation=consultation, reason="Done.", by=run_by(consultation))

    assert stage_of(consultation) == stage


def test_conclude_without_a_word_is_refused() -> None:
    consultation = running(Stage.CLOSED)

    with pytest.raises(Refused) as caught:
        conclude(consultation=consultation, reason=" ", by=run_by(consultation))

    assert caught.value.code == "reason_needed"


def test_cancel_ends_an_open_consultation_with_all_that_hangs_on_it() -> None:
    consultation = running(Stage.AMEND)
    amendment = AmendmentFactory.create(principle=principle_of(consultation.document))

    cancel(consultation=consultation, reason="The law was passed.", by=run_by(consultation))

    assert stage_of(consultation) == Stage.CANCELLED
    assert windows_of(consultation) == [("comment", "closed"), ("amend", "closed")]
    assert Amendment.objects.get(pk=amendment.pk).status == AmendmentStatus.LAPSED
    assert consultation.document.visibility == Visibility.PUBLIC


def test_cancel_of_what_was_never_announced_publishes_nothing() -> None:
    consultation = ConsultationFactory.create()

    cancel(consultation=consultation, reason="Overtaken by events.", by=run_by(consultation))

    document = Document.objects.get(pk=consultation.document_id)
    assert (document.stage, document.visibility) == (Stage.CANCELLED, Visibility.INVITED)
    assert list(Document.objects.listed_for(None)) == []
    assert list(Document.objects.listed_for(individual())) == []
    assert acts(document, "document.visibility_changed") == [{"old": "public", "new": "invited"}]


def test_cancel_is_the_owners() -> None:
    consultation = running(Stage.COMMENT)

    with pytest.raises(Denied):
        cancel(
            consultation=consultation,
            reason="Because.",
            by=run_by(consultation, Role.MODERATOR),
        )


def test_cancel_without_a_reason_is_refused() -> None:
    consultation = running(Stage.COMMENT)

    with pytest.raises(Refused) as caught:
        cancel(consultation=consultation, reason="", by=run_by(consultation))

    assert caught.value.code == "reason_needed"


@pytest.mark.parametrize("stage", [Stage.CONCLUDED, Stage.CANCELLED])
def test_cancel_after_the_end_is_refused(stage: Stage) -> None:
    consultation = running(stage)

    with pytest.raises(Refused) as caught:
        cancel(consultation=consultation, reason="Because.", by=StaffFactory.create())

    assert caught.value.code == "ended"


def test_deadlines_are_kept_by_the_database_and_not_by_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Abuse 67: an application clock two hours slow opens and closes nothing at another time."""
    consultation = running(Stage.VOTE, closes_in=-HOUR)
    slow = datetime.now(UTC) - 2 * HOUR
    monkeypatch.setattr(timezone, "now", lambda: slow)

    advance(consultation=consultation)

    assert stage_of(consultation) == Stage.CLOSED
