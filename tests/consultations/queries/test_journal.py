"""The record in words, and what of it is nobody's to read."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.actions.users import erase_account
from accounts.record import record
from consultations.actions.invitations import accept, invite
from consultations.actions.lifecycle import (
    advance,
    announce_consultation,
    cancel,
    conclude,
    move_stage,
)
from consultations.actions.settings import Rules, change_settings
from consultations.actions.timetable import WindowPlan, extend_window, set_timetable
from consultations.models import Consultation
from consultations.queries.journal import _PUBLIC, _SENTENCES, happenings, journal
from principles.actions.amendment_votes import (
    close_amendment_vote,
    open_amendment_votes,
    reorder_votes,
)
from principles.actions.amendments import propose_amendment
from principles.actions.comments import hide_comment, post_comment, show_comment
from principles.actions.decisions import adopt_amendment, reject_amendment
from principles.actions.participation import give_seat, join, remove_seat
from principles.actions.proposals import wording
from principles.actions.screening import admit_amendment, begin_screening
from principles.actions.votes import cast_vote
from principles.models import Seat
from principles.states import AMENDMENT_OUTCOMES, Role, Stage, Visibility
from tests.factories.accounts import MembershipFactory, UserFactory, group, individual
from tests.factories.consultations import (
    DAY,
    ConsultationFactory,
    run_by,
    running,
    three_windows,
)
from tests.factories.principles import joined, principle_of, text_of

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def words(consultation: Consultation) -> list[str]:
    """Oldest first."""
    return [act.words for act in journal(consultation).acts][::-1]


def test_journal_tells_a_consultations_life_in_words() -> None:
    consultation = ConsultationFactory.create(windows=three_windows(timezone.now() - HOUR))
    ana = run_by(consultation, name="Ana Lima")
    announce_consultation(consultation=consultation, by=ana)
    move_stage(consultation=consultation, to=Stage.AMEND, reason="All was said.", by=ana)
    move_stage(consultation=consultation, to=Stage.PAUSED, reason="A holiday.", by=ana)
    move_stage(consultation=consultation, to=Stage.CLOSED, reason="Enough.", by=ana)
    conclude(consultation=consultation, reason="Agreed.", by=ana)

    acts = journal(consultation).acts[::-1]

    amend = consultation.windows.get(stage=Stage.AMEND)
    comment = consultation.windows.get(stage=Stage.COMMENT)
    assert [(act.words, act.by, act.reason) for act in acts] == [
        ("The consultation was announced.", "Ana Lima", ""),
        ("It waits for its first window.", "Ana Lima", ""),
        (f"“Open for comment” opened, until {day(comment.closes_at)}.", "The timetable", ""),
        (f"“Amendments” opened, until {day(amend.closes_at)}.", "Ana Lima", "All was said."),
        ("Paused until the next window.", "Ana Lima", "A holiday."),
        ("The windows that were to come were dropped.", "Ana Lima", "Enough."),
        ("Closed, with 0 votes cast.", "Ana Lima", "Enough."),
        ("Version 1 of the text is final.", "Ana Lima", ""),
        ("Concluded.", "Ana Lima", "Agreed."),
    ]


def day(at: Any) -> str:
    return f"{at:%-d %B %Y, %H:%M}"


def test_journal_tells_of_settings_seats_and_invitations() -> None:
    consultation = ConsultationFactory.create()
    ana = run_by(consultation)
    change_settings(
        consultation=consultation,
        summary="Another one.",
        rules=Rules(allows_block=False),
        visibility=Visibility.INVITED,
        by=ana,
    )
    bo = UserFactory.create(name="Bo Karlsson", email="bo@example.org", address=True)
    seat = give_seat(document=consultation.document, user=bo, role=Role.OBSERVER, by=ana)
    remove_seat(seat=seat, by=ana)
    invitation = invite(
        consultation=consultation, email="bo@example.org", role=Role.MODERATOR, by=ana
    )
    accept(secret=invitation.secret, by=bo)
    cancel(consultation=consultation, reason="No money.", by=ana)

    assert words(consultation) == [
        "Changed: the sentence it is announced with and whether a vote may block.",
        (
            "Who may read was changed from “Public: listed, and anyone may read” to "
            "“By invitation: only invited people may read”."
        ),
        "Bo Karlsson is now Observer.",
        "Bo Karlsson is no longer Observer.",
        "An invitation was sent: Moderator.",
        "An invitation was accepted: Moderator.",
        "Bo Karlsson is now Moderator.",
        "The windows that were to come were dropped.",
        "Cancelled.",
    ]


def test_journal_tells_of_amendments_and_comments_with_where_to_read_them() -> None:
    consultation = running(Stage.AMEND)
    ana, speaker = run_by(consultation), individual()
    joined(speaker, consultation.document)
    principle = principle_of(consultation.document)
    comment = post_comment(principle=principle, body="Hm.", stance="concern", by=speaker)
    hide_comment(comment=comment, reason="Off topic.", by=ana)
    show_comment(comment=comment, by=ana)
    for body in ("One.", "Two."):
        text = text_of(principle)
        amendment = propose_amendment(
            principle=principle,
            operations=wording(principle.key, text.title, body),
            rationale="Clearer.",
            base_hash=text.hash,
            by=speaker,
        )
        if body == "One.":
            adopt_amendment(amendment=amendment, base_hash=text.hash, by=ana)
        else:
            reject_amendment(amendment=amendment, reason="Not clearer.", by=ana)

    acts = journal(consultation).acts[::-1]

    slug = consultation.document.slug
    assert [(act.words, act.reason, act.url) for act in acts] == [
        ("Comment C-1 was hidden.", "Off topic.", f"/documents/{slug}/comments/1/"),
        ("Comment C-1 was shown again.", "", f"/documents/{slug}/comments/1/"),
        ("A-1 was proposed.", "", f"/documents/{slug}/amendments/1/"),
        ("Version 2 of the text was published.", "A-1", f"/documents/{slug}/versions/"),
        ("A-1 was adopted.", "", f"/documents/{slug}/amendments/1/"),
        ("A-2 was proposed.", "", f"/documents/{slug}/amendments/2/"),
        ("A-2 was not adopted.", "Not clearer.", f"/documents/{slug}/amendments/2/"),
    ]


PRIVATE = {"amendment.vote_cast", "amendment.backed", "amendment.unbacked"}


def test_journal_has_a_sentence_for_every_act_on_amendments_but_who_voted_or_backed() -> None:
    actions = Path(__file__).resolve().parents[3] / "principles" / "actions"
    source = "".join(path.read_text() for path in sorted(actions.glob("*.py")))
    recorded = set(re.findall(r'kind="(amendment\.[a-z_]+)"', source))
    decided = {f"amendment.{outcome.value}" for outcome in AMENDMENT_OUTCOMES}

    told = {kind for kind in _SENTENCES if kind.startswith("amendment.")}

    assert told == (recorded | decided) - PRIVATE


def test_journal_tells_the_life_of_an_amendment_that_is_checked_and_voted_on() -> None:
    consultation = running(Stage.AMEND, screens_amendments=True)
    ana, speaker = run_by(consultation), individual()
    joined(speaker, consultation.document)
    principle = principle_of(consultation.document)
    text = text_of(principle)
    amendment, other = (
        propose_amendment(
            principle=principle,
            operations=wording(principle.key, text.title, body),
            rationale="Clearer.",
            base_hash=text.hash,
            by=speaker,
        )
        for body in ("One.", "Two.")
    )
    for each in (amendment, other):
        begin_screening(amendment=each, by=ana)
        admit_amendment(amendment=each, text_hash=each.text_hash, by=ana)
    reorder_votes(principle=principle, numbers=[1, 2], reason="As agreed.", by=ana)
    open_amendment_votes(principle=principle, by=ana)
    close_amendment_vote(amendment=amendment, by=ana)
    adopt_amendment(amendment=amendment, base_hash=text.hash, reason="All agree.", by=ana)

    assert words(consultation) == [
        "A-1 was proposed.",
        "A-2 was proposed.",
        "A-1 is being checked.",
        "A-1 was found admissible.",
        "A-2 is being checked.",
        "A-2 was found admissible.",
        "The order of votes on amendments was changed.",
        "The vote on A-1 opened.",
        "The vote on A-2 opened.",
        "The votes on A-1 were counted by the rule.",
        "Version 2 of the text was published.",
        "A-1 was adopted.",
        "A-2 fell, because A-1 was adopted.",
    ]


def test_journal_tells_of_the_timetable_in_the_consultations_own_zone() -> None:
    consultation = running(Stage.COMMENT, timezone="Asia/Tokyo")
    ana = run_by(consultation)
    opens_at = timezone.now().replace(hour=15, minute=0) + 30 * DAY
    set_timetable(
        consultation=consultation,
        windows=[WindowPlan(Stage.VOTE, opens_at, opens_at + DAY)],
        reason="Later.",
        by=ana,
    )
    window = consultation.windows.get(stage=Stage.VOTE)
    extend_window(window=window, closes_at=opens_at + 2 * DAY, reason="Longer.", by=ana)

    first = opens_at + 9 * HOUR
    assert words(consultation) == [
        f"The timetable was changed. To come: Voting from {day(first)} to {day(first + DAY)}.",
        f"“Voting” closes on {day(first + 2 * DAY)} instead of {day(first + DAY)}.",
    ]


def test_journal_tells_of_a_second_window_of_the_same_stage() -> None:
    consultation = running(Stage.COMMENT, closes_in=-HOUR)
    consultation.windows.filter(stage=Stage.AMEND).update(stage=Stage.COMMENT)
    advance(consultation=consultation)

    (act,) = journal(consultation).acts
    assert act.words.startswith("Another window of “Open for comment” opened, until ")
    assert act.by == "The timetable"


def test_journal_never_tells_who_voted_joined_or_backed() -> None:
    """Votes of individuals are only ever shown counted, to moderators too."""
    consultation = running(Stage.VOTE)
    voter = MembershipFactory.create()
    join(document=consultation.document, membership=voter, by=voter.user)
    principle = principle_of(consultation.document)
    cast_vote(
        principle=principle, choice="block", text_hash=text_of(principle).hash, by=voter.user,
        reason="I cannot live with it.",
    )  # fmt: skip

    assert journal(consultation).acts == []
    assert not {kind for kind in _SENTENCES if kind.startswith(("vote", "participant"))}


def test_journal_of_one_consultation_holds_nothing_of_another() -> None:
    mine, other = running(Stage.COMMENT), running(Stage.COMMENT)
    move_stage(consultation=other, to=Stage.AMEND, reason="Because.", by=run_by(other))

    assert journal(mine).acts == []


def test_journal_after_an_account_is_erased_names_nobody() -> None:
    consultation = running(Stage.COMMENT)
    ana = run_by(consultation, name="Ana Lima")
    bo = UserFactory.create(name="Bo Karlsson")
    give_seat(document=consultation.document, user=bo, role=Role.MODERATOR, by=ana)
    for person in (ana, bo):
        erase_account(user=person, by=person)

    (act,) = journal(consultation).acts
    assert (act.words, act.by) == ("Former participant is now Moderator.", "Former participant")


def test_journal_pages_from_the_newest_without_gap_or_repeat() -> None:
    consultation = running(Stage.COMMENT)
    ana = run_by(consultation)
    with transaction.atomic():
        for _ in range(5):
            record(stream=consultation.document.stream, kind="summaries.requested", by=ana)

    seen, before = [], 0
    while True:
        page = journal(consultation, before=before, limit=2)
        seen += [act.pk for act in page.acts]
        if page.before is None:
            break
        before = page.before

    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 5


@pytest.mark.parametrize("times", [1, 3])
def test_journal_asks_three_queries_whatever_it_tells(
    times: int, django_assert_num_queries: Any
) -> None:
    consultation = running(Stage.AMEND)
    ana = run_by(consultation)
    for _ in range(times):
        speaker = individual()
        joined(speaker, consultation.document)
        text = text_of(principle_of(consultation.document))
        amendment = propose_amendment(
            principle=text.principle,
            operations=wording(text.principle.key, text.title, f"Words of {speaker.pk}."),
            rationale="Clearer.",
            base_hash=text.hash,
            by=speaker,
        )
        reject_amendment(amendment=amendment, reason="No.", by=ana)
        give_seat(
            document=consultation.document, user=UserFactory.create(), role=Role.OBSERVER, by=ana
        )

    with django_assert_num_queries(3):
        journal(consultation)


def test_happenings_are_those_of_the_course_since_it_was_announced() -> None:
    consultation = ConsultationFactory.create()
    ana = run_by(consultation)
    set_timetable(consultation=consultation, windows=[], by=ana)
    set_timetable(
        consultation=consultation,
        windows=[WindowPlan(*span) for span in three_windows(timezone.now() + DAY)],
        by=ana,
    )
    assert happenings(consultation) == []

    announce_consultation(consultation=consultation, by=ana)
    give_seat(document=consultation.document, user=UserFactory.create(), role=Role.OBSERVER, by=ana)

    assert [act.words for act in happenings(consultation)] == [
        "It waits for its first window.",
        "The consultation was announced.",
    ]


def test_happenings_tell_of_no_seats_invitations_or_moderation() -> None:
    assert not {
        kind for kind in _PUBLIC if kind.startswith(("seat", "invitation", "comment", "summar"))
    }


def test_every_sentence_can_be_said_for_whatever_kinds_the_code_records() -> None:
    """A kind in the table that nothing records would be a sentence nobody reads."""
    consultation = running(Stage.COMMENT)
    ana = run_by(consultation)
    samples: dict[str, dict[str, object]] = {
        "document.imported": {"principles": 1},
        "report.made": {"report": 1},
        "report.published": {"report": 1},
        "summary.reviewed": {"group": "academia", "principle": None},
        "point.dropped": {"point": 2, "group": "academia", "principle": 3},
        "point.merged": {"point": 2, "group": "gone", "principle": 3, "new": {"into": 5}},
        "point.uncited": {"point": 2, "number": 7},
        "point.settled": {"point": 2, "number": 7, "group": "academia"},
        "consultation.created": {},
        "invitation.declined": {"role": "invited"},
        "invitation.revoked": {"role": "owner"},
        "amendment.revised": {"amendment": 1, "number": 4},
        "amendment.withdrawn": {"amendment": 1},
        "amendment.lapsed": {"amendment": 1},
    }
    academia = group("academia").label
    with transaction.atomic():
        for kind, data in samples.items():
            record(stream=consultation.document.stream, kind=kind, by=ana, **data)

    assert words(consultation) == [
        "The text was imported: 1 principle.",
        "Report 1 was drafted.",
        "Report 1 was published.",
        f"Summary reviewed: {academia} on the text as a whole.",
        f"P-2 ({academia} on principle 3) was dropped.",
        "P-2 (gone on principle 3) was merged into P-5.",
        "C-7 was taken out of P-2 (a summary).",
        f"Who made C-7 was answered on P-2 ({academia}).",
        "The consultation was drafted.",
        "An invitation was declined: Invited.",
        "An invitation was taken back: Owner.",
        "A-4 was revised.",
        "A-? was withdrawn.",
        "A-? lapsed.",
    ]
    assert Seat.objects.filter(document=consultation.document).count() == 1
