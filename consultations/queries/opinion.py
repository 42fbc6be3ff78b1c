"""What may be said of the opinion groups: the one read model of page, API, tables and reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.translation import gettext, ngettext

from accounts.caching import kept
from accounts.models import StakeholderGroup
from consultations.analysis.opinion_published import (
    FEWEST_PARTICIPANTS,
    FEWEST_STATEMENTS,
    published,
)
from consultations.models import Consultation, OpinionRun, StatementVote
from consultations.states import Opinion, StatementStatus
from principles.queries.tallies import results_hidden

RUNS_LISTED = 10

type Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RunListed:
    """`groups` is 0 where there were no clear ones; `stability` from 0 to 1."""

    number: int
    made_at: datetime
    participants: int
    statements: int
    groups: int
    stability: float


@dataclass(frozen=True, slots=True)
class Opinions:
    """`contents` are the public results, plain values, empty while there is a reason for it:
    `hidden` says until when results are, `missing` what an analysis still lacks.

    `contents` are those of `consultations.analysis.opinion_published` with statements and
    stakeholder groups by number and code, and their words besides. They are of the run, not of
    now; of statements no longer open nothing is left in them.
    """

    contents: Plain
    hidden: str = ""
    missing: str = ""
    runs: Sequence[RunListed] = ()


def opinion_of(consultation: Consultation) -> Opinions:
    """Three queries, two more where the cache has nothing, two where there is no run."""
    if hidden := results_hidden(consultation.document):
        return Opinions({}, hidden=hidden)
    runs = OpinionRun.objects.filter(consultation=consultation).order_by("-number")
    run = runs.defer("result").first()
    if run is None:
        return Opinions({}, missing=_missing(consultation))
    contents = _contents(run, _words(consultation))
    if len(contents["statements"]) < FEWEST_STATEMENTS:
        return Opinions({}, missing=_missing(consultation))
    listed = kept(("opinion-runs", *_state_of(run)), lambda: _listed(runs))
    return Opinions(contents, runs=listed)


def _state_of(run: OpinionRun) -> tuple[int, str, str]:
    """A run never changes; what is made of it, and may be shown, does with the release."""
    return run.pk, run.input_hash, settings.RELEASE


def _listed(runs: QuerySet[OpinionRun]) -> list[RunListed]:
    """The newest few: each is as large as the conversation."""
    found = runs.values_list(
        "number",
        "made_at",
        "participant_count",
        "statement_count",
        "result__k",
        "result__stability",
        "result__is_clear",
    )
    return [
        RunListed(number, made_at, people, statements, k if is_clear else 0, stability)
        for number, made_at, people, statements, k, stability, is_clear in found[:RUNS_LISTED]
    ]


def _contents(run: OpinionRun, words: Mapping[int, Plain]) -> Plain:
    """`words` of the statements that are open, by id."""
    found = kept(("opinions", *_state_of(run)), lambda: published(run.result))
    names = dict(StakeholderGroup.objects.order_by("position", "name").values_list("code", "name"))
    return {
        **found,
        "run": run.number,
        "made_at": run.made_at.isoformat(timespec="seconds"),
        "group_names": {
            code: names.get(code, code) for code in _codes(found["statements"]) if code
        },
        "groups": [
            {**group, "representative": _numbered(group["representative"], words)}
            for group in found["groups"]
        ],
        "statements": [
            {**words[each["id"]], **{name: each[name] for name in each if name != "id"}}
            for each in found["statements"]
            if each["id"] in words
        ],
        "consensus": _numbered(found["consensus"], words),
        "slate": {
            "statements": [
                words[pk]["number"] for pk in found["slate"]["statements"] if pk in words
            ],
            # Of a slate that lost one they are no longer true.
            "shares": found["slate"]["shares"]
            if all(pk in words for pk in found["slate"]["statements"])
            else [None] * len(found["slate"]["shares"]),
        },
    }


def _codes(statements: Sequence[Plain]) -> list[str]:
    return list(statements[0]["stakeholders"]) if statements else []


def _numbered(found: Sequence[Plain], words: Mapping[int, Plain]) -> list[Plain]:
    return [
        {**each, "statement": words[each["statement"]]["number"]}
        for each in found
        if each["statement"] in words
    ]


def _words(consultation: Consultation) -> dict[int, Plain]:
    found = consultation.statements.filter(status=StatementStatus.OPEN).order_by("number")
    return {
        pk: {"number": number, "text": text, "language": language}
        for pk, number, text, language in found.values_list("pk", "number", "text", "language")
    }


def _missing(consultation: Consultation) -> str:
    """How far it is to the first analysis."""
    found = (
        StatementVote.objects.filter(
            statement__consultation=consultation, statement__status=StatementStatus.OPEN
        )
        .exclude(opinion=Opinion.SKIP)
        .aggregate(
            people=Count("holder", distinct=True), statements=Count("statement", distinct=True)
        )
    )
    if found["people"] >= FEWEST_PARTICIPANTS and found["statements"] >= FEWEST_STATEMENTS:
        return gettext("The answers are about to be analysed. Come back in a minute.")
    people = ngettext(
        "Answers of %(fewest)s people are needed, and so far %(count)s person answered.",
        "Answers of %(fewest)s people are needed, and so far %(count)s people answered.",
        found["people"],
    ) % {"fewest": FEWEST_PARTICIPANTS, "count": found["people"]}
    if found["people"] < FEWEST_PARTICIPANTS:
        return people
    return ngettext(
        "Answers to %(fewest)s statements are needed, and so far there are to %(count)s.",
        "Answers to %(fewest)s statements are needed, and so far there are to %(count)s.",
        found["statements"],
    ) % {"fewest": FEWEST_STATEMENTS, "count": found["statements"]}
