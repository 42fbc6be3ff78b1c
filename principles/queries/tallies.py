"""Where each group stands on the words of today."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext

from accounts.models import StakeholderGroup
from principles.models import Document, Participation, Principle, PrincipleText, Vote
from principles.states import Capacity, ResultsShown, Stage
from principles.tally import AGAINST, IN_FAVOUR, GroupVotes, Tally, TallyRow, tally_from

__all__ = [
    "AGAINST",
    "IN_FAVOUR",
    "GroupVotes",
    "OrganisationVote",
    "Tally",
    "TallyRow",
    "groups_of",
    "organisation_votes",
    "reasons_against",
    "results_hidden",
    "tallies_of",
    "tally_by_group",
    "votes_by_group",
]


def results_hidden(document: Document) -> str:
    """Why nobody, the team included, sees results now; "" when everyone does."""
    if document.results_shown == ResultsShown.LIVE:
        return ""
    if document.stage in {Stage.CLOSED, Stage.CONCLUDED}:
        return ""
    if document.stage == Stage.CANCELLED:
        return gettext("This consultation was cancelled before its results were to be shown.")
    return gettext("Results are shown to everyone at once, after the consultation has closed.")


def tally_by_group(
    principle: Principle, text_hash: str, groups: dict[int, GroupVotes] | None = None
) -> Tally:
    """The votes on the words with this hash. Two queries, one where `groups_of` the document are
    given, besides `principle.document`."""
    document = principle.document
    if hidden := results_hidden(document):
        return Tally(hidden=hidden)
    if groups is None:
        groups = groups_of(document)
    ballot = _Ballot(text_hash, _counted(Vote.objects.filter(principle=principle)))
    return tally_from(
        ballot.of_groups(groups),
        allows_block=document.allows_block,
        awaiting=ballot.awaiting,
    )


def tallies_of(document: Document) -> dict[int, Tally]:
    """The tally of each principle of the current version, by its id, all drawn to one scale, so
    that their bars compare. Three queries."""
    if hidden := results_hidden(document):
        return {pk: Tally(hidden=hidden) for pk, _ in _current_words(document)}
    groups = groups_of(document)
    return {
        principle_id: tally_from(
            ballot.of_groups(groups),
            allows_block=document.allows_block,
            awaiting=ballot.awaiting,
            one_scale=True,
        )
        for principle_id, ballot in _ballots(document).items()
    }


def votes_by_group(document: Document) -> dict[int, list[GroupVotes]]:
    """The votes on each principle of the current version, by its id, for reports and exports:
    of the individuals print `GroupVotes.shown` and nothing else. Empty while results are hidden.
    Three queries."""
    if results_hidden(document):
        return {}
    groups = groups_of(document)
    return {pk: ballot.of_groups(groups) for pk, ballot in _ballots(document).items()}


class _Ballot:
    """The counted votes on one principle: those on the words with this hash, by group, and how
    many are on other words."""

    def __init__(self, text_hash: str, rows: Iterable[dict[str, Any]]) -> None:
        self.awaiting = 0
        self._organisations: dict[int, Counter[str]] = defaultdict(Counter)
        self._individuals: dict[int, Counter[str]] = defaultdict(Counter)
        for row in rows:
            if row["text_hash"] != text_hash:
                self.awaiting += row["votes"]
                continue
            group, choice = row["group_id"], row["choice"]
            self._organisations[group][choice] += row["organisations"]
            self._individuals[group][choice] += row["votes"] - row["organisations"]

    def of_groups(self, groups: dict[int, GroupVotes]) -> list[GroupVotes]:
        return [
            replace(
                group,
                organisations=+self._organisations[pk],
                individuals=+self._individuals[pk],
            )
            for pk, group in groups.items()
        ]


def _ballots(document: Document) -> dict[int, _Ballot]:
    rows = defaultdict(list)
    for row in _counted(Vote.objects.filter(principle__document=document), "principle_id"):
        rows[row["principle_id"]].append(row)
    return {pk: _Ballot(text_hash, rows[pk]) for pk, text_hash in _current_words(document)}


def _current_words(document: Document) -> Iterable[tuple[int, str]]:
    """The ids of the principles, in order of reading, with the hashes of their words."""
    texts = PrincipleText.objects.filter(version=document.current_version_id)
    return texts.order_by("position").values_list("principle_id", "hash")


def _counted(votes: QuerySet[Vote], *fields: str) -> Iterable[dict[str, Any]]:
    rows: Iterable[dict[str, Any]] = (
        votes.values(*fields, "group_id", "text_hash", "choice")
        .order_by()
        .annotate(votes=Count("pk"), organisations=Count("organisation"))
    )
    return rows


def groups_of(document: Document) -> dict[int, GroupVotes]:
    """The groups that can be chosen, or were, by id and in their order, with how many joined from
    each and no votes yet; whoever was only brought in joined nothing. One query."""
    joined = (
        Participation.objects.filter(document=document, group=OuterRef("pk"), is_imported=False)
        .order_by()
        .values("group")
    )
    organisations = joined.annotate(n=Count("organisation", distinct=True)).values("n")
    individuals = joined.annotate(
        n=Count("user", distinct=True, filter=Q(capacity=Capacity.INDIVIDUAL))
    ).values("n")
    groups = StakeholderGroup.objects.annotate(
        organisations_joined=Subquery(organisations), individuals_joined=Subquery(individuals)
    ).filter(Q(is_active=True) | Q(organisations_joined__isnull=False))
    return {
        group.pk: GroupVotes(
            code=group.code,
            label=group.label,
            organisations_joined=vars(group)["organisations_joined"] or 0,
            individuals_joined=vars(group)["individuals_joined"] or 0,
        )
        for group in groups
    }


@dataclass(frozen=True, slots=True)
class OrganisationVote:
    """A vote cast in an organisation's name: public, with its reason."""

    organisation: str
    group: str
    choice: str
    choice_label: str
    reason: str
    version: int
    is_current: bool


def organisation_votes(principle: Principle, text_hash: str) -> list[OrganisationVote]:
    """By group, then by name; none while results are hidden. One query."""
    if results_hidden(principle.document):
        return []
    votes = _by_organisations(Vote.objects.filter(principle=principle))
    return [_organisation_vote(vote, text_hash) for vote in votes]


def reasons_against(document: Document) -> dict[tuple[int, int], list[OrganisationVote]]:
    """The votes of organisations against the words of today that say why, by principle and group;
    none while results are hidden. One query."""
    if results_hidden(document):
        return {}
    votes = Vote.objects.filter(
        principle__document=document,
        principle__texts__version=document.current_version_id,
        principle__texts__hash=F("text_hash"),
        choice__in=AGAINST,
    ).exclude(reason="")
    found: dict[tuple[int, int], list[OrganisationVote]] = defaultdict(list)
    for vote in _by_organisations(votes):
        shown = _organisation_vote(vote, vote.text_hash)
        found[vote.principle_id, vote.group_id].append(shown)
    return found


def _by_organisations(votes: QuerySet[Vote]) -> QuerySet[Vote]:
    return (
        votes.filter(organisation__isnull=False)
        .select_related("organisation", "group", "text__version")
        .defer("text__body")
        .order_by("group__position", "organisation__name", "pk")
    )


def _organisation_vote(vote: Vote, text_hash: str) -> OrganisationVote:
    return OrganisationVote(
        organisation=str(vote.organisation),
        group=vote.group.label,
        choice=vote.choice,
        choice_label=str(vote.get_choice_display()),
        reason=vote.reason,
        version=vote.text.version.number,
        is_current=vote.text_hash == text_hash,
    )
