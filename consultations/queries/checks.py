"""What a step that cannot be undone will do, to be read before it is taken."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext, gettext_lazy, ngettext

from consultations.models import Consultation
from consultations.queries.designations import open_matters
from consultations.queries.desk import Facts
from principles.models import Document
from principles.queries.decision_rules import amendment_sentences
from principles.states import ResultsShown, Visibility


@dataclass(frozen=True, slots=True)
class Answer:
    """The contract of components/summary_list.html."""

    term: str
    value: str
    url: str = ""

    @property
    def action(self) -> str:
        return gettext("Change")


@dataclass(frozen=True, slots=True)
class Check:
    """`answers` are as they will stand, `effects` what follows."""

    effects: Sequence[str]
    answers: Sequence[Answer] = field(default_factory=list)


_READERS = {
    Visibility.PUBLIC: gettext_lazy("Everyone can read it at once, and lists show it."),
    Visibility.LINK: gettext_lazy("Whoever has its address can read it at once."),
    Visibility.INVITED: gettext_lazy("Those invited can read it at once."),
}


def check_announcement(consultation: Consultation) -> Check:
    document = consultation.document
    settings = reverse("consultations:desk-settings", args=[document.slug])
    timetable = reverse("consultations:desk-timetable", args=[document.slug])
    return Check(
        effects=[
            str(_READERS[Visibility(document.visibility)]),
            gettext("The stages follow the timetable by themselves."),
            gettext("Rules and time zone stay as they are now, for good."),
        ],
        answers=[
            Answer(gettext("Title"), document.title),
            Answer(gettext("In one sentence"), consultation.summary, settings),
            Answer(gettext("Who may read"), document.get_visibility_display(), settings),
            Answer(gettext("Rules"), _rules(document), settings),
            Answer(gettext("Time zone"), consultation.timezone, settings),
            Answer(gettext("Timetable"), _timetable(consultation), timetable),
        ],
    )


def _rules(document: Document) -> str:
    sentences = [
        gettext("A vote may block, with a reason.")
        if document.allows_block
        else gettext("A vote cannot block."),
        gettext("Votes may be cast while amendments are open.")
        if document.early_voting
        else gettext("Votes are cast in the voting stage only."),
        gettext("Results are shown while votes are cast.")
        if document.results_shown == ResultsShown.LIVE
        else gettext("Results are shown only after the close."),
        gettext("Only verified members take part.")
        if document.verified_only
        else gettext("Everyone who says for whom they speak may take part."),
        *amendment_sentences(document),
    ]
    return "\n".join(sentences)


def _timetable(consultation: Consultation) -> str:
    zone = ZoneInfo(consultation.timezone)
    return "\n".join(
        gettext("%(stage)s: %(opens)s to %(closes)s")
        % {
            "stage": window.get_stage_display(),
            "opens": _moment(window.opens_at, zone),
            "closes": _moment(window.closes_at, zone),
        }
        for window in consultation.windows.all()
    )


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return formats.date_format(timezone.localtime(at, zone), gettext("j F Y, H:i"))


def check_close(consultation: Consultation, facts: Facts) -> Check:
    dropped = [
        str(window.get_stage_display())
        for window in consultation.windows.filter(opened_at__isnull=True)
    ]
    effects = [
        ngettext(
            "%(count)s vote is counted as it stands, and nobody votes after it.",
            "%(count)s votes are counted as they stand, and nobody votes after them.",
            facts.votes,
        )
        % {"count": facts.votes}
    ]
    if dropped:
        effects.append(
            gettext("These windows of the timetable are dropped: %(windows)s.")
            % {"windows": get_text_list(dropped, gettext("and"))}
        )
    if facts.amendments_open:
        effects.append(_undecided(facts.amendments_open))
    return Check(effects)


def _undecided(count: int) -> str:
    return ngettext(
        "%(count)s open amendment can no longer be adopted.",
        "%(count)s open amendments can no longer be adopted.",
        count,
    ) % {"count": count}


def check_conclusion(consultation: Consultation, facts: Facts) -> Check:
    effects = [
        gettext("Version %(number)s is the final text.")
        % {"number": consultation.document.current_version.number}  # type: ignore[union-attr]
    ]
    if facts.amendments_proposed:
        effects.append(
            ngettext(
                "%(count)s open amendment lapses.",
                "%(count)s open amendments lapse.",
                facts.amendments_proposed,
            )
            % {"count": facts.amendments_proposed}
        )
    if facts.summaries_to_review:
        effects.append(
            ngettext(
                "%(count)s summary stays marked as machine-made and not reviewed.",
                "%(count)s summaries stay marked as machine-made and not reviewed.",
                facts.summaries_to_review,
            )
            % {"count": facts.summaries_to_review}
        )
    effects += _unsettled(consultation)
    effects.append(gettext("The outcome report can then be published."))
    return Check(effects)


def _unsettled(consultation: Consultation) -> list[str]:
    """Of how much agreement there is, what stays as it is: nothing is decided after the end."""
    matters = open_matters(consultation)
    sentences = []
    if count := matters.undesignated:
        sentences.append(
            ngettext(
                "Of %(count)s principle it stays undecided how much agreement it found.",
                "Of %(count)s principles it stays undecided how much agreement they found.",
                count,
            )
            % {"count": count}
        )
    if count := matters.still_open:
        sentences.append(
            ngettext(
                "On %(count)s principle the time to object still runs: it ends now.",
                "On %(count)s principles the time to object still runs: it ends now.",
                count,
            )
            % {"count": count}
        )
    if count := matters.objections_unanswered:
        sentences.append(
            ngettext(
                "%(count)s objection stays unanswered.",
                "%(count)s objections stay unanswered.",
                count,
            )
            % {"count": count}
        )
    return sentences


def check_cancellation(consultation: Consultation, facts: Facts) -> Check:
    effects = [gettext("It ends without an outcome, and cannot be opened again.")]
    if consultation.announced_at is None:
        effects.append(gettext("Nobody but its team and those already invited will read it."))
        return Check(effects)
    effects.append(gettext("Everything said so far stays readable, with your reason."))
    if facts.amendments_open:
        effects.append(_undecided(facts.amendments_open))
    return Check(effects)
