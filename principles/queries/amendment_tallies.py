"""Where each group stands on amendments, and what the document's rule says of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F

from principles.models import Amendment, AmendmentVote, Document
from principles.queries.tallies import groups_of, results_hidden
from principles.rules import PRESETS, Evaluation, GroupCount, Inputs, RuleSet, evaluate
from principles.states import Choice
from principles.tally import GroupVotes, Tally, tally_from


def rule_of(document: Document) -> RuleSet:
    if not document.decision_rule:
        return PRESETS["simple_majority"]
    return RuleSet.from_json(document.decision_rule)


def amendment_tallies(document: Document, amendments: Sequence[Amendment]) -> dict[int, Tally]:
    """By the amendment's number. Two queries."""
    if hidden := results_hidden(document):
        return {each.number: Tally(hidden=hidden) for each in amendments}
    return {
        number: tally_from(groups, allows_block=document.allows_block)
        for number, groups in votes_on(document, amendments).items()
    }


def votes_on(document: Document, amendments: Sequence[Amendment]) -> dict[int, list[GroupVotes]]:
    """The votes of every group, by the amendment's number; of individuals print `shown` alone."""
    groups = groups_of(document)
    organisations: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    individuals: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for row in _counted(amendments):
        key = (row["amendment_id"], row["group_id"])
        organisations[key][row["choice"]] += row["organisations"]
        individuals[key][row["choice"]] += row["votes"] - row["organisations"]
    return {
        each.number: [
            replace(
                group,
                organisations=+organisations[each.pk, pk],
                individuals=+individuals[each.pk, pk],
            )
            for pk, group in groups.items()
        ]
        for each in amendments
    }


def evaluation_of(amendment: Amendment, now: datetime) -> Evaluation:
    """By the document's rule, on the votes as they are."""
    return evaluations_of(amendment.document, [amendment], now)[amendment.number]


def evaluations_of(
    document: Document, amendments: Sequence[Amendment], now: datetime
) -> dict[int, Evaluation]:
    """By the amendment's number. Two queries. The numbers of a withheld group decide and are not
    for anyone to see: show `sentence` or `public_json`, and nothing while results are hidden."""
    rules, votes = rule_of(document), votes_on(document, amendments)
    found = {}
    for each in amendments:
        groups = votes[each.number]
        until = None
        if rules.silence_hours and each.voting_since is not None:
            until = each.voting_since + timedelta(hours=rules.silence_hours)
        counts = tuple(map(_count, groups))
        found[each.number] = evaluate(rules, Inputs(groups=counts, silence_until=until, now=now))
    return found


def _count(group: GroupVotes) -> GroupCount:
    votes = Counter(group.organisations) + Counter(group.individuals)
    return GroupCount(
        code=group.code,
        label=group.label,
        members=group.organisations_joined + group.individuals_joined,
        withheld=group.individuals_withheld,
        **{choice.value: votes.get(choice.value, 0) for choice in Choice},
    )


def _counted(amendments: Sequence[Amendment]) -> Iterable[dict[str, Any]]:
    rows: Iterable[Any] = (
        AmendmentVote.objects.filter(amendment__in=amendments, text_hash=F("amendment__text_hash"))
        .values("amendment_id", "group_id", "choice")
        .order_by()
        .annotate(votes=Count("pk"), organisations=Count("organisation"))
    )
    return rows
