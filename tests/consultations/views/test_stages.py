"""Announce, move, close, conclude, cancel: read before, then done."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from consultations.models import Consultation, StageChange, Summary
from principles.models import Document
from principles.states import Role, Stage, Visibility
from tests.consultations.views.pages import at, forms_of, signed_in, words_of
from tests.factories.accounts import group
from tests.factories.amendments import AmendmentFactory
from tests.factories.consultations import DAY, ConsultationFactory, run_by, running
from tests.factories.principles import DocumentFactory, principle_of

pytestmark = pytest.mark.django_db


def stage_of(consultation: Consultation) -> str:
    return Document.objects.get(pk=consultation.document_id).stage


def post(consultation: Consultation, name: str, **sent: Any) -> Any:
    return signed_in(run_by(consultation)).post(at(consultation, name), sent)


def shown(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo('Asia/Tokyo')):%-d %B %Y, %H:%M}"


# --- What is read before --------------------------------------------------------------------------


def test_announcing_is_read_through_before() -> None:
    consultation = ConsultationFactory.create(
        document=DocumentFactory.create(
            title="A charter", visibility=Visibility.LINK, allows_block=False, verified_only=True
        ),
        timezone="Asia/Tokyo",
    )

    said = words_of(signed_in(run_by(consultation)).get(at(consultation, "desk-announce")))

    for sentence in (
        "A charter",
        "By link: not listed, anyone with the address may read",
        "A vote cannot block.",
        "Votes are cast in the voting stage only.",
        "Results are shown while votes are cast.",
        "Only verified members take part.",
        "Asia/Tokyo",
        "Whoever has its address can read it at once.",
        f"Open for comment: {shown(consultation.windows.get(stage=Stage.COMMENT).opens_at)} to",
    ):
        assert sentence in said


def test_closing_says_what_it_ends() -> None:
    consultation = running(Stage.AMEND)
    AmendmentFactory.create(principle=principle_of(consultation.document))

    said = words_of(signed_in(run_by(consultation)).get(at(consultation, "desk-close")))

    assert "0 votes are counted as they stand, and nobody votes after them." in said
    assert "These windows of the timetable are dropped: Voting." in said
    assert "1 open amendment can no longer be adopted." in said


def test_concluding_says_what_it_ends() -> None:
    consultation = running(Stage.CLOSED)
    AmendmentFactory.create(principle=principle_of(consultation.document))
    version = consultation.document.current_version
    assert version is not None
    Summary.objects.create(
        consultation=consultation,
        principle=principle_of(consultation.document),
        group=group(),
        version=version,
        comment_count=1,
        people_count=1,
        input_hash="0" * 64,
        engine="tests",
    )

    said = words_of(signed_in(run_by(consultation)).get(at(consultation, "desk-conclude")))

    assert "Version 1 is the final text." in said
    assert "1 open amendment lapses." in said
    assert "1 summary stays marked as machine-made and not reviewed." in said


def test_cancelling_says_who_will_read_what_is_left() -> None:
    announced, draft = running(Stage.AMEND), ConsultationFactory.create()
    AmendmentFactory.create(principle=principle_of(announced.document))

    pages = [
        words_of(signed_in(run_by(each)).get(at(each, "desk-cancel")))
        for each in (announced, draft)
    ]

    assert "Everything said so far stays readable, with your reason." in pages[0]
    assert "1 open amendment can no longer be adopted." in pages[0]
    assert "Nobody but its team and those already invited will read it." in pages[1]


@pytest.mark.parametrize(
    ("name", "stages"),
    [
        ("desk-announce", {Stage.DRAFT}),
        ("desk-close", {Stage.COMMENT, Stage.AMEND, Stage.VOTE, Stage.PAUSED}),
        ("desk-cancel", set(Stage) - {Stage.CONCLUDED, Stage.CANCELLED}),
        ("desk-move", {Stage.COMMENT, Stage.AMEND, Stage.VOTE, Stage.PAUSED, Stage.CLOSED}),
    ],
)
def test_steps_are_asked_for_only_where_there_is_something_to_ask(
    name: str, stages: set[Stage]
) -> None:
    answers = {
        stage: signed_in(run_by(each)).get(at(each, name)).status_code
        for stage, each in ((stage, running(stage)) for stage in Stage)
    }

    assert {stage for stage, status in answers.items() if status == 200} == stages
    assert set(answers.values()) <= {200, 302}


# --- The steps ------------------------------------------------------------------------------------


def test_a_consultation_is_run_from_its_desk_from_start_to_end() -> None:
    consultation = ConsultationFactory.create()
    client = signed_in(run_by(consultation))

    steps: list[tuple[str, dict[str, Any]]] = [
        ("desk-announce", {}),
        ("desk-move", {"to": "comment", "reason": "Let us begin.", "seen": "paused"}),
        ("desk-move", {"to": "amend", "reason": "All was said.", "seen": "comment"}),
        ("desk-move", {"to": "paused", "reason": "A holiday.", "seen": "amend"}),
        ("desk-move", {"to": "vote", "reason": "Go on.", "seen": "paused"}),
        ("desk-close", {"reason": "All have voted."}),
        ("desk-conclude", {"reason": "Agreed."}),
    ]
    stages = []
    for name, sent in steps:
        answer = client.post(at(consultation, name), sent, follow=True)
        assert answer.redirect_chain == [(at(consultation, "desk"), 302)], words_of(answer)
        stages.append(stage_of(consultation))

    assert stages == ["paused", "comment", "amend", "paused", "vote", "closed", "concluded"]
    reasons = StageChange.objects.filter(consultation=consultation).values_list("reason", flat=True)
    assert [*reasons] == ["", *(sent["reason"] for _, sent in steps[1:])]


def test_reopening_after_the_close_asks_until_when() -> None:
    consultation = running(Stage.CLOSED)
    sent = {"to": "vote", "reason": "The site was down.", "seen": "closed"}

    refused = post(consultation, "desk-move", **sent)
    until = f"{timezone.now() + DAY:%Y-%m-%dT%H:%M}"
    done = post(consultation, "desk-move", **sent, closes_at=until)

    assert refused.status_code == 400
    assert "Say when this window closes." in words_of(refused)
    assert "The site was down." in refused.content.decode()
    assert (done.status_code, stage_of(consultation)) == (302, "vote")


def test_moving_from_a_page_that_is_out_of_date_is_a_conflict() -> None:
    consultation = running(Stage.AMEND)

    answer = post(
        consultation, "desk-move", to="paused", reason="My words.", seen=Stage.COMMENT.value
    )

    assert answer.status_code == 409
    assert "My words." in answer.content.decode()
    assert stage_of(consultation) == "amend"


@pytest.mark.parametrize("sent", [{}, {"to": "closed"}, {"to": "concluded"}, {"to": "draft"}])
def test_moving_offers_no_way_around_the_checks(sent: dict[str, str]) -> None:
    """Abuse 11: closing has its own page, and nothing else is a move by hand."""
    consultation = running(Stage.AMEND)

    answer = post(consultation, "desk-move", reason="Because.", seen="amend", **sent)

    assert (answer.status_code, stage_of(consultation)) == (400, "amend")


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("desk-close", Stage.VOTE),
        ("desk-conclude", Stage.CLOSED),
        ("desk-cancel", Stage.VOTE),
        ("desk-move", Stage.VOTE),
    ],
)
def test_steps_without_a_reason_are_not_taken(name: str, stage: Stage) -> None:
    consultation = running(stage)

    answer = post(consultation, name, reason="  ", to="paused", seen=stage.value)

    assert answer.status_code == 400
    assert stage_of(consultation) == stage


def test_cancelling_a_draft_keeps_it_from_everyone() -> None:
    consultation = ConsultationFactory.create()

    post(consultation, "desk-cancel", reason="Overtaken by events.")

    slug = consultation.document.slug
    assert stage_of(consultation) == "cancelled"
    assert signed_in(None).get(f"/consultations/{slug}/").status_code == 404


def test_announcing_twice_says_that_it_is_done() -> None:
    consultation = ConsultationFactory.create()
    post(consultation, "desk-announce")

    answer = post(consultation, "desk-announce")

    assert answer.status_code == 400
    assert "This consultation is announced already." in words_of(answer)


def test_announcing_without_a_window_says_what_is_missing() -> None:
    consultation = ConsultationFactory.create(windows=[])

    answer = post(consultation, "desk-announce")

    assert answer.status_code == 400
    assert "Plan at least one window first." in words_of(answer)


def test_concluding_too_early_is_denied() -> None:
    consultation = running(Stage.VOTE)

    assert post(consultation, "desk-conclude", reason="Now.").status_code == 403


def test_steps_need_a_token_from_this_site() -> None:
    """Abuse 50."""
    consultation = running(Stage.VOTE)
    client = Client(enforce_csrf_checks=True)
    client.force_login(run_by(consultation, Role.OWNER))

    answer = client.post(at(consultation, "desk-close"), {"reason": "Because."})

    assert (answer.status_code, stage_of(consultation)) == (403, "vote")


def test_check_pages_have_one_form() -> None:
    consultation = running(Stage.VOTE)
    page = signed_in(run_by(consultation)).get(at(consultation, "desk-close"))

    assert forms_of(page) == [""]
