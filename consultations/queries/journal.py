"""The record of a consultation in words: who did what to its course, when and why.

Only acts of those who run it and what became of amendments. Who voted, joined or backed what is
in the record as well, and is nobody's to read here.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext

from accounts.models import EntryPayload, User
from consultations.models import Consultation
from consultations.queries.journal_agreement import AGREEMENT_SENTENCES
from consultations.queries.journal_points import POINT_SENTENCES, groups_named
from consultations.queries.journal_statements import STATEMENT_SENTENCES
from principles.models import Amendment, Document
from principles.states import AmendmentStatus, Role, Stage, Visibility

PAGE = 50
MEMORY = 8

type Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """One line. `by` is empty where nobody acted: the timetable did, or whoever holds a link."""

    pk: int
    at: datetime
    words: str
    by: str = ""
    reason: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Newest first; `before` is the cursor of the page after this one."""

    acts: Sequence[Act]
    before: int | None


@dataclass(frozen=True, slots=True)
class _Known:
    """What payloads name by number, looked up once for all acts of a page."""

    slug: str
    zone: ZoneInfo
    people: Mapping[str, str]
    amendments: Mapping[int, int]
    groups: Mapping[str, str]

    def person(self, data: Data) -> str:
        return self.people.get(data["user"], gettext("Former participant"))

    def moment(self, instant: str) -> str:
        local = timezone.localtime(datetime.fromisoformat(instant), self.zone)
        return formats.date_format(local, gettext("j F Y, H:i"))

    def amendment(self, data: Data) -> str:
        return f"A-{data['number']}" if data.get("number") else self.numbered(data["amendment"])

    def numbered(self, pk: int) -> str:
        return f"A-{self.amendments.get(pk, '?')}"


# --- One sentence a kind ----------------------------------------------------------------------


def _imported(data: Data, _known: _Known) -> str:
    count = data["principles"]
    return ngettext(
        "The text was imported: %(count)s principle.",
        "The text was imported: %(count)s principles.",
        count,
    ) % {"count": count}


_SETTINGS: Mapping[str, str | Promise] = {
    "summary": gettext_lazy("the sentence it is announced with"),
    "brief": gettext_lazy("the brief"),
    "timezone": gettext_lazy("the time zone"),
    "allows_block": gettext_lazy("whether a vote may block"),
    "early_voting": gettext_lazy("when votes may be cast"),
    "results_shown": gettext_lazy("when results are shown"),
    "verified_only": gettext_lazy("whether only verified members take part"),
    "decision_rule": gettext_lazy("the rule that decides on amendments"),
    "support_needed": gettext_lazy("how many must stand behind an amendment"),
    "support_unit": gettext_lazy("whom an amendment’s backing counts"),
    "screens_amendments": gettext_lazy("whether moderators check amendments first"),
}


def _settings_changed(data: Data, _known: _Known) -> str:
    names = [str(_SETTINGS[name]) for name in data["changes"] if name in _SETTINGS]
    return gettext("Changed: %(settings)s.") % {"settings": get_text_list(names, gettext("and"))}


def _visibility_changed(data: Data, _known: _Known) -> str:
    return gettext("Who may read was changed from “%(old)s” to “%(new)s”.") % {
        "old": Visibility(data["old"]).label,
        "new": Visibility(data["new"]).label,
    }


def _timetable_changed(data: Data, known: _Known) -> str:
    if not data["new"]:
        return gettext("The windows that were to come were dropped.")
    windows = [
        gettext("%(stage)s from %(opens)s to %(closes)s")
        % {
            "stage": Stage(stage).label,
            "opens": known.moment(opens),
            "closes": known.moment(closes),
        }
        for stage, opens, closes in data["new"]
    ]
    semicolon = pgettext("in a list", ";")
    return gettext("The timetable was changed. To come: %(windows)s.") % {
        "windows": f"{semicolon} ".join(windows)
    }


def _window_opened(data: Data, known: _Known) -> str:
    return gettext("Another window of “%(stage)s” opened, until %(closes)s.") % {
        "stage": Stage(data["stage"]).label,
        "closes": known.moment(data["closes_at"]),
    }


def _window_moved(data: Data, known: _Known) -> str:
    return gettext("“%(stage)s” closes on %(new)s instead of %(old)s.") % {
        "stage": Stage(data["stage"]).label,
        "new": known.moment(data["new"]),
        "old": known.moment(data["old"]),
    }


def _stage_changed(data: Data, known: _Known) -> str:
    new = Stage(data["new"])
    if new == Stage.CLOSED:
        return ngettext(
            "Closed, with %(count)s vote cast.", "Closed, with %(count)s votes cast.", data["votes"]
        ) % {"count": data["votes"]}
    if data["closes_at"]:
        return gettext("“%(stage)s” opened, until %(closes)s.") % {
            "stage": new.label,
            "closes": known.moment(data["closes_at"]),
        }
    if data["old"] == Stage.DRAFT and new == Stage.PAUSED:
        return gettext("It waits for its first window.")
    return str(_MOVED[new])


_MOVED: Mapping[Stage, str | Promise] = {
    Stage.PAUSED: gettext_lazy("Paused until the next window."),
    Stage.CONCLUDED: gettext_lazy("Concluded."),
    Stage.CANCELLED: gettext_lazy("Cancelled."),
}


def _seat_changed(data: Data, known: _Known) -> str:
    words = {"person": known.person(data)}
    if data["new"] is None:
        return gettext("%(person)s is no longer %(role)s.") % {
            **words,
            "role": Role(data["old"]).label,
        }
    return gettext("%(person)s is now %(role)s.") % {**words, "role": Role(data["new"]).label}


def _version_published(data: Data, _known: _Known) -> str:
    return gettext("Version %(number)s of the text was published.") % {"number": data["version"]}


def _version_final(data: Data, _known: _Known) -> str:
    return gettext("Version %(number)s of the text is final.") % {"number": data["version"]}


def _of_role(sentence: str | Promise) -> "Sentence":
    return lambda data, _known: str(sentence) % {"role": Role(data["role"]).label}


def _of_amendment(sentence: str | Promise) -> "Sentence":
    return lambda data, known: str(sentence) % {"amendment": known.amendment(data)}


def _because(sentence: str | Promise) -> "Sentence":
    return lambda data, known: (
        str(sentence) % {"amendment": known.amendment(data), "because": f"A-{data['because']}"}
    )


def _consent_answered(data: Data, known: _Known) -> str:
    words = {"amendment": known.amendment(data), "parent": known.numbered(data["parent"])}
    if data["consents"]:
        return gettext("The proposer of %(parent)s consents to %(amendment)s.") % words
    return gettext("The proposer of %(parent)s does not consent to %(amendment)s.") % words


def _decision_answered(data: Data, known: _Known) -> str:
    words = {"amendment": known.amendment(data)}
    if data["agrees"]:
        return gettext("The proposer of %(amendment)s agrees to the proposed decision.") % words
    return gettext("The proposer of %(amendment)s does not agree to the proposed decision.") % words


def _of_comment(sentence: str | Promise) -> "Sentence":
    return lambda data, _known: str(sentence) % {"comment": f"C-{data['number']}"}


def _of_report(sentence: str | Promise) -> "Sentence":
    return lambda data, _known: str(sentence) % {"report": data["report"]}


def _told(sentence: str | Promise) -> "Sentence":
    return lambda data, _known: str(sentence) % data


type Sentence = Callable[[Data, _Known], str]

_SENTENCES: Mapping[str, Sentence] = {
    "document.imported": _imported,
    "document.visibility_changed": _visibility_changed,
    "version.published": _version_published,
    "version.final": _version_final,
    "consultation.created": _told(gettext_lazy("The consultation was drafted.")),
    "consultation.announced": _told(gettext_lazy("The consultation was announced.")),
    "consultation.settings_changed": _settings_changed,
    "timetable.changed": _timetable_changed,
    "window.opened": _window_opened,
    "window.moved": _window_moved,
    "stage.changed": _stage_changed,
    "seat.changed": _seat_changed,
    "invitation.issued": _of_role(gettext_lazy("An invitation was sent: %(role)s.")),
    "invitation.accepted": _of_role(gettext_lazy("An invitation was accepted: %(role)s.")),
    "invitation.declined": _of_role(gettext_lazy("An invitation was declined: %(role)s.")),
    "invitation.revoked": _of_role(gettext_lazy("An invitation was taken back: %(role)s.")),
    "amendment.proposed": _of_amendment(gettext_lazy("%(amendment)s was proposed.")),
    "amendment.collecting": _of_amendment(gettext_lazy("%(amendment)s collects support.")),
    "amendment.submitted": _of_amendment(
        gettext_lazy("%(amendment)s has enough support and was submitted.")
    ),
    "amendment.screening": _of_amendment(gettext_lazy("%(amendment)s is being checked.")),
    "amendment.opened": _of_amendment(gettext_lazy("%(amendment)s was found admissible.")),
    "amendment.inadmissible": _of_amendment(
        gettext_lazy("%(amendment)s was found not admissible.")
    ),
    "amendment.revised": _of_amendment(gettext_lazy("%(amendment)s was revised.")),
    "amendment.checked_again": _of_amendment(
        gettext_lazy("%(amendment)s was revised and waits to be checked again.")
    ),
    "amendment.sponsor_joined": _of_amendment(
        gettext_lazy("%(amendment)s has another who proposes it.")
    ),
    "amendment.sponsor_left": _of_amendment(
        gettext_lazy("%(amendment)s lost one of those who proposed it.")
    ),
    "amendment.taken_over": _of_amendment(
        gettext_lazy("%(amendment)s was taken over by another of those who proposed it.")
    ),
    "amendment.consent_answered": _consent_answered,
    "amendment.decision_proposed": _of_amendment(
        gettext_lazy("A decision on %(amendment)s was proposed.")
    ),
    "amendment.decision_answered": _decision_answered,
    "amendment.reordered": _told(gettext_lazy("The order of votes on amendments was changed.")),
    "amendment.vote_opened": _of_amendment(gettext_lazy("The vote on %(amendment)s opened.")),
    "amendment.evaluated": _of_amendment(
        gettext_lazy("The votes on %(amendment)s were counted by the rule.")
    ),
    "amendment.withdrawn": _of_amendment(gettext_lazy("%(amendment)s was withdrawn.")),
    "amendment.adopted": _of_amendment(gettext_lazy("%(amendment)s was adopted.")),
    "amendment.adopted_modified": _of_amendment(
        gettext_lazy("%(amendment)s was adopted with changes.")
    ),
    "amendment.fallen": _because(
        gettext_lazy("%(amendment)s fell, because %(because)s was adopted.")
    ),
    "amendment.subsumed": _because(gettext_lazy("%(amendment)s was taken into %(because)s.")),
    "amendment.referred": _of_amendment(gettext_lazy("%(amendment)s was left for a later round.")),
    "amendment.rejected": _of_amendment(gettext_lazy("%(amendment)s was not adopted.")),
    "amendment.lapsed": _of_amendment(gettext_lazy("%(amendment)s lapsed.")),
    "comment.hidden": _of_comment(gettext_lazy("Comment %(comment)s was hidden.")),
    "comment.shown": _of_comment(gettext_lazy("Comment %(comment)s was shown again.")),
    **AGREEMENT_SENTENCES,
    **POINT_SENTENCES,
    **STATEMENT_SENTENCES,
    "report.made": _of_report(gettext_lazy("Report %(report)s was drafted.")),
    "report.published": _of_report(gettext_lazy("Report %(report)s was published.")),
}
# What whoever reads it is told: the course of things, not the work behind it.
_PUBLIC = frozenset(
    {
        "consultation.announced",
        "timetable.changed",
        "window.opened",
        "window.moved",
        "stage.changed",
        "version.published",
        "version.final",
        "designation.made",
        "report.published",
    }
)
_BY_TIMETABLE = frozenset({"stage.changed", "window.opened"})


def journal(consultation: Consultation, *, before: int = 0, limit: int = PAGE) -> JournalPage:
    """For the team. Four queries at most, whatever is on the page."""
    acts = _acts(consultation, _SENTENCES.keys(), before, limit + 1)
    shown = acts[:limit]
    return JournalPage(shown, shown[-1].pk if len(acts) > len(shown) else None)


def happenings(consultation: Consultation, limit: int = MEMORY) -> list[Act]:
    """For everyone, since it was announced. Three queries at most."""
    if consultation.announced_at is None:
        return []
    return _acts(consultation, _PUBLIC, 0, limit, since=consultation.announced_at)


def _acts(
    consultation: Consultation,
    kinds: Collection[str],
    before: int,
    limit: int,
    since: datetime | None = None,
) -> list[Act]:
    document = consultation.document
    found = EntryPayload.objects.filter(
        ~_passing(document), entry__stream=document.stream, entry__kind__in=kinds
    )
    if before:
        found = found.filter(entry_id__lt=before)
    if since is not None:
        found = found.filter(entry__occurred_at__gte=since)
    payloads = list(found.select_related("entry", "actor").order_by("-entry_id")[:limit])
    known = _Known(
        slug=document.slug,
        zone=ZoneInfo(consultation.timezone),
        people=_people(payloads),
        amendments=_amendments(document, payloads),
        groups=groups_named(payloads),
    )
    return [_act(payload, known) for payload in payloads]


def _passing(document: Document) -> Q:
    """Moves that nobody made: where no backing is needed an amendment is submitted with being
    proposed, and where nobody checks it, it is open at once."""
    submitted = Q(entry__kind="amendment.submitted", data__old=AmendmentStatus.DRAFT.value)
    if document.screens_amendments:
        return submitted
    opened = Q(entry__kind="amendment.opened", data__old=AmendmentStatus.SUBMITTED.value)
    return submitted | opened


def _act(payload: EntryPayload, known: _Known) -> Act:
    kind, data = payload.entry.kind, payload.data
    by = payload.actor.public_name if payload.actor else ""
    if not by and kind in _BY_TIMETABLE:
        by = gettext("The timetable")
    return Act(
        pk=payload.entry_id,
        at=payload.entry.occurred_at,
        words=_SENTENCES[kind](data, known),
        by=by,
        reason=data.get("reason") or data.get("note") or "",
        url=_url(kind, data, known),
    )


def _url(kind: str, data: Data, known: _Known) -> str:
    match kind.partition(".")[0]:
        case "version":
            return reverse("principles:version-list", args=[known.slug])
        case "amendment" if number := known.amendments.get(data.get("amendment", 0)):
            return reverse("principles:amendment-detail", args=[known.slug, number])
        case "comment":
            return reverse("principles:comment-detail", args=[known.slug, data["number"]])
        case "designation" | "objection" | "minority_statement":
            return reverse("consultations:agreement-detail", args=[known.slug, data["principle"]])
    return ""


def _people(payloads: Sequence[EntryPayload]) -> dict[str, str]:
    """Public names of those who got or lost a seat, by public id."""
    ids = {payload.data["user"] for payload in payloads if payload.entry.kind == "seat.changed"}
    if not ids:
        return {}
    return {
        str(person.public_id): person.public_name
        for person in User.objects.filter(public_id__in=ids)
    }


def _amendments(document: Document, payloads: Sequence[EntryPayload]) -> dict[int, int]:
    """Numbers of the amendments decided on, by id."""
    ids = {
        payload.data[name]
        for payload in payloads
        for name in ("amendment", "parent")
        if payload.entry.kind.startswith("amendment.") and name in payload.data
    }
    if not ids:
        return {}
    found = Amendment.objects.filter(document=document, pk__in=ids)
    return dict(found.values_list("pk", "number"))
