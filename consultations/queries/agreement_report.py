"""The agreement found, in an outcome report: as plain values to freeze, and as they are read.

People stand in it by their account's number, as in all of a report; their words are theirs.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from consultations.models import Consultation, Designation, MinorityStatement, Objection
from consultations.queries.consensus import Evidence, evidence_from
from consultations.queries.designations import standing_designations
from consultations.states import ConsensusLevel
from principles.markdown import as_rendered, render
from principles.models import Participation

Plain = dict[str, Any]


def agreement_contents(consultation: Consultation) -> dict[int, Plain]:
    """By key of the principle: the designation that stands with its objections, and the minority
    statements that are not hidden. Three queries."""
    found: dict[int, Plain] = defaultdict(lambda: {"designation": None, "minority_statements": []})
    for designation in standing_designations(consultation).select_related("principle"):
        found[designation.principle.key]["designation"] = _designation(designation)
    statements = MinorityStatement.objects.filter(
        consultation=consultation, withdrawn_at__isnull=True, hidden_because=""
    ).select_related("principle", "version", "participation__group", "participation__organisation")
    for statement in statements:
        found[statement.principle.key]["minority_statements"].append(_statement(statement))
    return dict(found)


def _designation(designation: Designation) -> Plain:
    return {
        "level": designation.level,
        "rationale": designation.rationale,
        "proposed_level": designation.proposed_level,
        "evidence": designation.evidence,
        "version": designation.version.number,
        "text_hash": designation.text_hash,
        "by": designation.decided_by_id,
        "at": designation.decided_at.isoformat(timespec="seconds"),
        "objections_until": designation.objections_until.isoformat(timespec="seconds"),
        "objections": [_objection(each) for each in designation.objections.all()],
    }


def _objection(objection: Objection) -> Plain:
    return {
        **_voice(objection.participation),
        "reason": objection.reason,
        "at": objection.raised_at.isoformat(timespec="seconds"),
        "answer": objection.answer,
        "answered_by": objection.answered_by_id,
    }


def _statement(statement: MinorityStatement) -> Plain:
    return {
        **_voice(statement.participation),
        "body": statement.body,
        "version": statement.version.number,
        "at": (statement.edited_at or statement.made_at).isoformat(timespec="seconds"),
    }


def _voice(voice: Participation) -> Plain:
    """The group by its untranslated name."""
    return {
        "by": voice.user_id,
        "group": voice.group.name,
        "organisation": str(voice.organisation) if voice.organisation else "",
    }


@dataclass(frozen=True, slots=True)
class SaidReported:
    """An objection with its answer, or a minority statement, whose words are `html`."""

    name: str
    group: str
    organisation: str
    at: datetime | None
    words: str = ""
    html: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class AgreementReported:
    level_label: str
    rationale: str
    evidence: Evidence
    by: str
    at: datetime | None
    objections: Sequence[SaidReported]


def people_in(agreements: Iterable[Plain]) -> Iterator[int]:
    """The numbers of all who stand in these."""
    for plain in agreements:
        said = [*plain["minority_statements"]]
        if designation := plain["designation"]:
            said += [designation, *designation["objections"]]
        yield from (each["by"] for each in said if each["by"])


def agreement_reported(
    plain: Plain | None, names: Mapping[int, str]
) -> tuple[AgreementReported | None, list[SaidReported]]:
    """What was decided and the minority statements; neither in reports made before there were
    such."""
    if plain is None:
        return None, []
    statements = [
        _said(each, names, html=as_rendered(render(each["body"])))
        for each in plain["minority_statements"]
    ]
    if (designation := plain["designation"]) is None:
        return None, statements
    return (
        AgreementReported(
            level_label=str(ConsensusLevel(designation["level"]).label),
            rationale=designation["rationale"],
            evidence=evidence_from(designation["evidence"]),
            by=_name(designation["by"], names),
            at=parse_datetime(designation["at"]),
            objections=[
                _said(each, names, words=each["reason"], answer=each["answer"])
                for each in designation["objections"]
            ],
        ),
        statements,
    )


def _said(plain: Plain, names: Mapping[int, str], **words: Any) -> SaidReported:
    return SaidReported(
        name=_name(plain["by"], names),
        group=gettext(plain["group"]),
        organisation=plain["organisation"],
        at=parse_datetime(plain["at"]),
        **words,
    )


def _name(person: int | None, names: Mapping[int, str]) -> str:
    return names.get(person or 0, gettext("Former participant"))
