"""What the rules said of votes on amendments, for everyone to read.

A stored evaluation holds every count; here is only what may be published of it. Of several on one
amendment the last is shown: from one verdict after another withheld votes could be worked out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from accounts.models import StakeholderGroup
from principles.models import Amendment, Document, Evaluation
from principles.queries.tallies import results_hidden
from principles.rules import Evaluation as Verdict
from principles.rules import Inputs, Outcome, RuleSet, evaluate
from principles.states import AmendmentStatus
from principles.tally import whole_percents

_OUTCOMES = {
    Outcome.PASSED: gettext_lazy("The rule adopts it."),
    Outcome.NOT_PASSED: gettext_lazy("The rule does not adopt it."),
    Outcome.NOT_EVALUABLE: gettext_lazy("The rule could not decide: the moderators do."),
    Outcome.PENDING: gettext_lazy("The time to object is not over."),
}


@dataclass(frozen=True, slots=True)
class GroupShown:
    """One group under the rule; without numbers where they are withheld or it has no share."""

    code: str
    label: str
    in_favour: int | None
    counted: int | None
    percent: int | None
    why: str
    withheld: bool


@dataclass(frozen=True, slots=True)
class EvaluationShown:
    """`sentence` and `groups` are empty as long as results are hidden and votes can be cast."""

    outcome: str
    outcome_label: str
    sentence: str
    groups: tuple[GroupShown, ...]
    at: datetime
    by: str

    @property
    def is_left_to_moderators(self) -> bool:
        return self.outcome in {Outcome.NOT_EVALUABLE, Outcome.PENDING}


def evaluations_shown(
    document: Document, amendments: Iterable[Amendment]
) -> dict[int, EvaluationShown]:
    """The last one of each that was evaluated, by its number. Two queries, none without
    amendments."""
    by_pk = {each.pk: each for each in amendments}
    if not by_pk:
        return {}
    rows = Evaluation.objects.filter(amendment__in=by_pk).select_related("by").order_by("id")
    last = {row.amendment_id: row for row in rows}
    if not last:
        return {}
    labels, hidden = group_labels(), bool(results_hidden(document))
    found = {}
    for pk, row in last.items():
        amendment = by_pk[pk]
        is_hidden = hidden and amendment.status == AmendmentStatus.VOTING
        found[amendment.number] = _shown(row, labels, numbers=not hidden, words=not is_hidden)
    return found


def public_evaluations(document: Document) -> dict[int, dict[str, object]]:
    """The last of each amendment as JSON that may be published, by its number. Two queries; none
    while results are hidden."""
    if results_hidden(document):
        return {}
    rows = Evaluation.objects.filter(amendment__document=document).order_by("id")
    told = dict(rows.values_list("amendment__number", "told"))
    labels = group_labels() if told else {}
    return {number: verdict_of(each, labels).public_json() for number, each in told.items()}


def is_left_to_moderators(amendment: Amendment) -> bool:
    """Whether its vote was closed and the rule, on the wording of now, did not settle it: it could
    not decide, or what it passed no longer fits the text. One query."""
    last = amendment.evaluations.filter(text_hash=amendment.text_hash).last()
    return last is not None and last.outcome in {Outcome.NOT_EVALUABLE, Outcome.PASSED}


def group_labels() -> dict[str, str]:
    """In the reader's language, by code. One query."""
    return {group.code: group.label for group in StakeholderGroup.objects.all()}


def verdict_of(told: Mapping[str, Any], labels: Mapping[str, str]) -> Verdict:
    """The same verdict as was stored, in the reader's language."""
    inputs = Inputs.from_json(told["inputs"])
    groups = tuple(
        replace(group, label=labels.get(group.code, group.label)) for group in inputs.groups
    )
    return evaluate(RuleSet.from_json(told["rules"]), replace(inputs, groups=groups))


def _shown(
    row: Evaluation, labels: Mapping[str, str], *, numbers: bool, words: bool
) -> EvaluationShown:
    public = verdict_of(row.told, labels).public_json()
    groups: Any = public["groups"]
    return EvaluationShown(
        outcome=row.outcome,
        outcome_label=str(_OUTCOMES[Outcome(row.outcome)]),
        sentence=str(public["sentence"]) if words else "",
        groups=tuple(map(_group, groups)) if numbers else (),
        at=row.evaluated_at,
        by=row.by.public_name if row.by else gettext("Former participant"),
    )


def _group(public: Mapping[str, Any]) -> GroupShown:
    """From what may be published of it."""
    in_favour, counted = public.get("in_favour"), public.get("counted")
    percent = None
    if public.get("share") is not None and counted:
        percent = whole_percents([in_favour or 0, counted - (in_favour or 0)])[0]
    return GroupShown(
        code=public["code"],
        label=public["label"],
        in_favour=in_favour,
        counted=counted,
        percent=percent,
        why=public["why"],
        withheld=bool(public.get("withheld")),
    )
