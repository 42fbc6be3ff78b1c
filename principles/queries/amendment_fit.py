"""How an amendment fits the text of today, and where it stands, in sentences."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_lazy

from principles.models import Amendment
from principles.queries.clauses import TextOfToday
from principles.states import LIVE_STATUSES, AmendmentStatus
from principles.text.clashes import Clash
from principles.text.operations_rebase import RebasedOperations
from principles.text.readings import Reading
from principles.text.rebase import CURRENT, PROPOSAL, Applicability
from principles.text.wording import name_invisible

_FITS = {
    Applicability.CLEAN: gettext_lazy(
        "Made on version %(version)s. The text has changed elsewhere since: this still changes "
        "exactly these words."
    ),
    Applicability.AUTO_REBASED: gettext_lazy(
        "Made on version %(version)s. Words around those it changes have changed since: its "
        "proposer must look at it before it can be adopted."
    ),
    Applicability.NEEDS_REBASE: gettext_lazy(
        "Made on version %(version)s. The text now reads otherwise where this would change it: it "
        "can be adopted once its proposer has adapted it."
    ),
    Applicability.ALREADY_SATISFIED: gettext_lazy(
        "The text says exactly this by now: another amendment brought these words."
    ),
    Applicability.TARGET_DELETED: gettext_lazy(
        "Made on version %(version)s. The principle it would change is no longer part of the text."
    ),
}
_STANDS = {
    AmendmentStatus.DRAFT: gettext_lazy("A draft: only you can read it."),
    AmendmentStatus.COLLECTING: gettext_lazy("It collects support before it is submitted."),
    AmendmentStatus.SUBMITTED: gettext_lazy("It waits for the moderators to check it."),
    AmendmentStatus.SCREENING: gettext_lazy(
        "The moderators check whether it can be decided on: does it change the text, and does it "
        "relate to it."
    ),
    AmendmentStatus.OPEN: gettext_lazy("It can be backed, and decided on."),
    AmendmentStatus.VOTING: gettext_lazy(
        "It is being voted on: it can no longer be revised or withdrawn."
    ),
    AmendmentStatus.WITHDRAWN: gettext_lazy("Its author took it back."),
    AmendmentStatus.LAPSED: gettext_lazy("The consultation ended before it was decided on."),
}


@dataclass(frozen=True, slots=True)
class Contested:
    """Words the text and the amendment have both changed: as they were, as the text has them now,
    and as the amendment would. `heading` is the principle's, "" where it is gone."""

    heading: str
    was: str
    today: str
    proposed: str


def fit_sentence(amendment: Amendment, applicability: Applicability, today: int | None) -> str:
    """Nothing for what is decided, or was made on the present version (of the id `today`)."""
    is_current = amendment.base.version_id == today
    if amendment.status not in LIVE_STATUSES or is_current:
        return ""
    return str(_FITS[applicability]) % {"version": amendment.base.version.number}


def standing_sentence(status: AmendmentStatus) -> str:
    """Of what no decision speaks of."""
    return str(_STANDS.get(status, ""))


def contested_of(rebased: RebasedOperations, today: TextOfToday) -> tuple[Contested, ...]:
    """What a person must resolve, in the order of the text."""
    titles = {clause.key: clause.words.title for clause in today.clauses}
    return tuple(_contested(clash, titles.get(clash.principle or 0, "")) for clash in rebased.lost)


def _contested(clash: Clash, heading: str) -> Contested:
    readings = clash.collision.readings if clash.collision else clash.readings
    return Contested(
        heading=heading,
        was=name_invisible(clash.collision.base if clash.collision else clash.base),
        today=_under(CURRENT, readings),
        proposed=_under(PROPOSAL, readings),
    )


def _under(who: int, readings: Iterable[Reading]) -> str:
    return next((name_invisible(each.words) for each in readings if who in each.amendments), "")


_OUTCOMES = {
    AmendmentStatus.ADOPTED: gettext_lazy("Adopted: it is the text since version %(version)s."),
    AmendmentStatus.ADOPTED_MODIFIED: gettext_lazy(
        "Adopted with changes: the changed wording is the text since version %(version)s."
    ),
    AmendmentStatus.REJECTED: gettext_lazy("Not adopted: the text stays as it is."),
    AmendmentStatus.INADMISSIBLE: gettext_lazy("Not admissible: it is not decided on."),
    AmendmentStatus.REFERRED: gettext_lazy("Left for a later round: the text stays as it is."),
    AmendmentStatus.FALLEN: gettext_lazy("Fell because %(because)s was adopted."),
    AmendmentStatus.SUBSUMED: gettext_lazy("Taken into %(because)s."),
}


def outcome_sentence(outcome: AmendmentStatus, version: int | None, because: int | None) -> str:
    """Of a decision: what became of it."""
    if because is None and outcome == AmendmentStatus.FALLEN:
        return gettext("Fell: it cannot stand beside what was adopted.")
    return str(_OUTCOMES[outcome]) % {"version": version, "because": f"A-{because}"}
