"""Where each group stands on each principle: one read model for pages, API, exports and reports.

    positions = positions_of(consultation)
    for principle in positions.principles:          # the text as a whole comes last, if spoken of
        for group in principle.groups:              # every group, in order
            group.vote, group.points, group.changes, group.minority

Of votes there is what `principles.queries.tallies` shows and nothing while results are hidden
(`votes_hidden` says why); of comments there are the words as they are published now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language

from accounts.caching import kept
from consultations.models import Consultation, Summary
from consultations.queries.asked_changes import ChangeAsked, changes_asked
from consultations.queries.coverage import Carried, Coverage, together
from consultations.queries.group_comments import CommentsOfGroup, comments_by_group
from consultations.queries.group_votes import (
    GroupVote,
    VotesAcross,
    group_votes,
    votes_across,
)
from consultations.queries.making import Making, making_of_summaries
from consultations.queries.minority import MinorityView, leaning_of, minority_of
from consultations.queries.points import (
    CitationShown,
    PointShown,
    Side,
    SummaryShown,
    sides_of,
    summaries_shown,
)
from consultations.queries.quantities import few_voices_sentence
from consultations.queries.themes import PointOfGroup, ThemeShown, themes_shown
from consultations.states import ThemeKind
from principles.models import Principle, PrincipleText
from principles.queries.freshness import state_of
from principles.queries.tallies import (
    OrganisationVote,
    groups_of,
    reasons_against,
    results_hidden,
    votes_by_group,
)
from principles.tally import ChoiceCount, GroupVotes

__all__ = [
    "ChangeAsked",
    "CitationShown",
    "Coverage",
    "GroupPosition",
    "Making",
    "PointShown",
    "Positions",
    "PrinciplePosition",
    "Side",
    "SummaryShown",
    "ThemeShown",
    "making_of_summaries",
    "positions_of",
    "summaries_of_consultation",
    "summaries_of_principle",
    "summary_shown",
]


def summaries_of_principle(principle: Principle) -> list[SummaryShown]:
    """In the order of the groups; four queries at most, however many comments there are."""
    return summaries_shown(Summary.objects.filter(principle=principle))


def summaries_of_consultation(
    consultation: Consultation, key: int | None = None
) -> list[SummaryShown]:
    """By principle (the one with this key, if one is given), the text as a whole last, then group;
    four queries at most."""
    summaries = Summary.objects.filter(consultation=consultation)
    return summaries_shown(summaries.filter(principle__key=key) if key else summaries)


def summary_shown(consultation: Consultation, pk: int) -> SummaryShown | None:
    found = summaries_shown(Summary.objects.filter(consultation=consultation, pk=pk))
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Group:
    """`joined`: people and organisations that have a vote."""

    code: str
    label: str
    joined: int


@dataclass(frozen=True, slots=True)
class GroupPosition:
    """Of one group on one principle.

    `vote` is None while results are hidden, and for the text as a whole. `reasons` are those
    organisations gave for voting against.
    """

    code: str
    label: str
    said: CommentsOfGroup
    vote: GroupVote | None = None
    summary: SummaryShown | None = None
    changes: Sequence[ChangeAsked] = ()
    reasons: Sequence[OrganisationVote] = ()

    @property
    def points(self) -> Sequence[PointShown]:
        return self.summary.points if self.summary else ()

    @property
    def set_aside(self) -> Sequence[PointShown]:
        """By moderators, with their reasons."""
        return self.summary.set_aside if self.summary else ()

    @property
    def sides(self) -> Sequence[Side]:
        return sides_of(self.points)

    @property
    def cited(self) -> frozenset[int]:
        """The numbers of its comments that stand behind a point."""
        return frozenset(cited.number for point in self.points for cited in point.citations)

    @property
    def leaning(self) -> str:
        """ "for", "against" or "divided", by votes or else comments; "" where neither tells."""
        return leaning_of(self.vote, self.said)

    @property
    def smallness(self) -> str:
        """What so few voices allow to say; "" where they are enough, or none."""
        return few_voices_sentence(self.said.voices)

    @property
    def minority(self) -> MinorityView | None:
        return minority_of(self.vote, self.said, self.points, self.reasons)

    @property
    def is_silent(self) -> bool:
        """No vote, no comment, no amendment."""
        voted = self.vote is not None and (self.vote.voted or self.vote.individuals_withheld)
        return not (voted or self.said.comments or self.changes)


@dataclass(frozen=True, slots=True)
class PrinciplePosition:
    """Of all groups on one principle; no `key`: on the text as a whole.

    `themes` are shared, contested or of one group only. `coverage` says which part of the comments
    a point carries, None before they were read for the first time. `engine` and `made_at` say how
    and when that was; "" and None: not yet.
    """

    key: int | None
    number: str
    title: str
    groups: Sequence[GroupPosition]
    votes: VotesAcross | None
    themes: Sequence[ThemeShown]
    coverage: Coverage | None
    engine: str
    made_at: datetime | None

    @property
    def speaking(self) -> Sequence[GroupPosition]:
        return [group for group in self.groups if not group.is_silent]

    @property
    def silent(self) -> Sequence[GroupPosition]:
        return [group for group in self.groups if group.is_silent]

    @property
    def out_of_date(self) -> bool:
        return any(group.summary and group.summary.out_of_date for group in self.groups)

    @property
    def comments(self) -> int:
        return sum(group.said.comments for group in self.groups)

    def themes_of(self, kind: str) -> Sequence[ThemeShown]:
        return [theme for theme in self.themes if theme.kind == kind]


@dataclass(frozen=True, slots=True)
class Positions:
    slug: str
    title: str
    language: str
    version: int
    groups: Sequence[Group]
    principles: Sequence[PrinciplePosition]
    coverage: Coverage | None
    votes_hidden: str

    @property
    def is_empty(self) -> bool:
        """Nothing was said or voted yet that could be shown."""
        return not any(principle.speaking for principle in self.principles)

    @property
    def choices(self) -> Sequence[ChoiceCount]:
        """For the key to the bars; none while no bar is shown."""
        votes = (group.vote for each in self.principles for group in each.groups if group.vote)
        return next((vote.counts for vote in votes if vote.segments), ())

    @property
    def shared(self) -> Sequence[ThemeShown]:
        return self._themes(ThemeKind.SHARED)

    @property
    def contested(self) -> Sequence[ThemeShown]:
        return self._themes(ThemeKind.CONTESTED)

    @property
    def distinctive(self) -> Sequence[ThemeShown]:
        return self._themes(ThemeKind.DISTINCTIVE)

    def on(self, key: int | None) -> PrinciplePosition | None:
        return next((each for each in self.principles if each.key == key), None)

    def _themes(self, kind: str) -> Sequence[ThemeShown]:
        return [theme for principle in self.principles for theme in principle.themes_of(kind)]


def positions_of(consultation: Consultation) -> Positions:
    """Made once for each state of the document; a fixed number of queries, one where it was made.
    The same for every reader."""
    document = consultation.document
    here = ("positions", *state_of(document), get_language(), settings.RELEASE)
    return kept(here, lambda: _Reading(consultation).positions())


class _Reading:
    """All that was asked of the database, and how it goes together."""

    def __init__(self, consultation: Consultation) -> None:
        document = consultation.document
        self.document = document
        self.hidden = results_hidden(document)
        self.groups = groups_of(document)
        self.labels = {group.code: group.label for group in self.groups.values()}
        self.texts = list(
            PrincipleText.objects.filter(version=document.current_version_id)
            .select_related("principle", "version")
            .defer("body")
            .order_by("position")
        )
        self.votes = votes_by_group(document)
        self.reasons = reasons_against(document)
        self.said = comments_by_group(document)
        self.changes = changes_asked(document)
        self.summaries: dict[tuple[int | None, str], SummaryShown] = {
            (summary.principle_key, summary.group_code): summary
            for summary in summaries_of_consultation(consultation)
        }
        self.analyses = {
            analysis.principle_id: analysis
            for analysis in consultation.analyses.prefetch_related("themes").defer("centroids")
        }

    def positions(self) -> Positions:
        principles = [
            self.principle(text.principle_id, text.principle.key, text.number, text.title)
            for text in self.texts
        ]
        if (whole := self.principle(None, None, "", "")).comments:
            principles.append(whole)
        parts = [each.coverage for each in principles if each.coverage is not None]
        return Positions(
            slug=self.document.slug,
            title=self.document.title,
            language=self.document.language,
            version=self.texts[0].version.number if self.texts else 0,
            groups=[
                Group(each.code, each.label, each.organisations_joined + each.individuals_joined)
                for each in self.groups.values()
            ],
            principles=principles,
            coverage=together(parts) if parts else None,
            votes_hidden=self.hidden,
        )

    def principle(
        self, pk: int | None, key: int | None, number: str, title: str
    ) -> PrinciplePosition:
        votes = self.votes_on(pk)
        groups = [
            GroupPosition(
                code=group.code,
                label=group.label,
                said=self.said.get((pk, group_id), CommentsOfGroup()),
                vote=votes.get(group.code),
                summary=self.summaries.get((key, group.code)),
                changes=self.changes.get((pk, group_id), ()) if pk else (),
                reasons=self.reasons.get((pk, group_id), ()) if pk else (),
            )
            for group_id, group in self.groups.items()
        ]
        analysis = self.analyses.get(pk)
        points = [
            PointOfGroup(group.code, group.label, point)
            for group in groups
            for point in group.points
        ]
        return PrinciplePosition(
            key=key,
            number=number,
            title=title,
            groups=groups,
            votes=votes_across((self.labels[code], vote) for code, vote in votes.items())
            if votes
            else None,
            themes=themes_shown([*analysis.themes.all()], (key, number), self.labels, points)
            if analysis
            else (),
            coverage=_coverage(groups),
            engine=analysis.engine if analysis else "",
            made_at=analysis.made_at if analysis else None,
        )

    def votes_on(self, pk: int | None) -> dict[str, GroupVote]:
        cast: Sequence[GroupVotes] = self.votes.get(pk, ()) if pk else ()
        shown = group_votes(cast, allows_block=self.document.allows_block)
        return {votes.code: vote for votes, vote in zip(cast, shown, strict=True)}


def _coverage(groups: Sequence[GroupPosition]) -> Coverage | None:
    """Counted of what is shown now, so that what moderators dropped and authors took back counts as
    carried by nothing."""
    if not any(group.summary for group in groups):
        return None
    return Coverage(
        [
            Carried(group.code, group.label, len(group.cited), group.said.comments)
            for group in groups
            if group.said.comments
        ]
    )
