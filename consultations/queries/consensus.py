"""The evidence on which a level of consensus is proposed, and the proposal in sentences.

All of it stands on public pages besides: counts that are shown, blocks of organisations, which are
cast in public. Nothing here reads a vote that is withheld.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import OuterRef
from django.utils.translation import gettext

from accounts.models import StakeholderGroup
from consultations.analysis.consensus import (
    Figures,
    Ground,
    GroupVoices,
    Level,
    Proposal,
    Reason,
    figures_of,
    propose,
    voices_in,
)
from consultations.analysis.quantities import percent_reached
from consultations.queries.consensus_sentences import Case, sentence_of
from consultations.queries.frozen_votes import as_plain, groups_from
from consultations.states import ConsensusLevel
from principles.disclosure import FEWEST
from principles.models import Document, Principle, PrincipleText, Vote
from principles.queries.tallies import tallies_of, votes_by_group
from principles.states import Choice
from principles.tally import GroupVotes, Tally, tally_from

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Block:
    """Of an organisation, on the words of today: not cleared. `group` is the untranslated name."""

    organisation: str
    group: str
    reason: str

    @property
    def group_label(self) -> str:
        return gettext(self.group)


@dataclass(frozen=True)
class Evidence:
    """Votes by group as shown, blocks that stand, and how many votes are on earlier words.

    `names` are the untranslated names of groups by code, for freezing.
    """

    groups: Sequence[GroupVotes]
    blocks: Sequence[Block]
    awaiting: int
    proposal: Proposal
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def level(self) -> str:
        """Of those that are decided; "" where too little was said to propose one."""
        return self.proposal.level.value if self.proposal.level else ""

    @property
    def level_label(self) -> str:
        if not self.level:
            return gettext("Not evaluable")
        return str(ConsensusLevel(self.level).label)

    @cached_property
    def reasons(self) -> list[str]:
        """A sentence each."""
        return [sentence_of(ground, self._case) for ground in self.proposal.grounds]

    @property
    def figures(self) -> Figures:
        return self.proposal.figures

    @property
    def overall_percent(self) -> int | None:
        return _percent(self.figures.overall)

    @property
    def minimum_percent(self) -> int | None:
        return _percent(self.figures.minimum)

    @property
    def geometric_mean_percent(self) -> int | None:
        return _percent(self.figures.geometric_mean)

    @property
    def lowest(self) -> str:
        """The groups in which the smallest share is in favour."""
        return self._case.names(
            voices.code
            for voices in self.voices.values()
            if voices.share is not None and voices.share == self.figures.minimum
        )

    @property
    def opposition(self) -> list[str]:
        """Groups of which somebody is against, and how many of those who took a side."""
        return [
            gettext("%(group)s: %(against)s of %(votes)s against")
            % {
                "group": self._case.labels[voices.code],
                "against": voices.against,
                "votes": voices.took_sides,
            }
            for voices in self.voices.values()
            if voices.against
        ]

    @property
    def counts(self) -> list[GroupVoices]:
        return list(self.voices.values())

    @cached_property
    def voices(self) -> dict[str, GroupVoices]:
        return {group.code: voices_in(group.code, group.shown) for group in self.groups}

    @cached_property
    def tally(self) -> Tally:
        """Without what it says of withheld votes: they count in decisions by rule, and not here."""
        laid_out = tally_from(self.groups, allows_block=False, awaiting=self.awaiting)
        return replace(laid_out, withheld=())

    @property
    def withheld(self) -> list[str]:
        """Groups whose individuals are not shown."""
        return [group.label for group in self.groups if group.individuals_withheld]

    @property
    def withheld_sentence(self) -> str:
        if not self.withheld:
            return ""
        codes = (group.code for group in self.groups if group.individuals_withheld)
        return gettext(
            "Fewer than %(fewest)s individuals voted, or all voted alike, in: %(groups)s. "
            "They are in no figure here."
        ) % {"fewest": FEWEST, "groups": self._case.names(codes)}

    def as_plain(self) -> Plain:
        """To be frozen with the decision that was made on it."""
        return {
            "votes": [as_plain(group, self.names) for group in self.groups],
            "blocks": [
                {"organisation": each.organisation, "group": each.group, "reason": each.reason}
                for each in self.blocks
            ],
            "awaiting": self.awaiting,
            "level": self.level,
            "grounds": [
                {"reason": ground.reason.value, "groups": list(ground.groups)}
                for ground in self.proposal.grounds
            ],
        }

    @cached_property
    def _case(self) -> Case:
        labels = {group.code: group.label for group in self.groups}
        return Case(self.figures, self.voices, labels)


def _percent(share: float | Fraction | None) -> int | None:
    return None if share is None else percent_reached(share)


def evidence_from(plain: Plain) -> Evidence:
    """As it was frozen, in the reader's language: the level and its grounds are those of then."""
    groups = groups_from(plain["votes"])
    return Evidence(
        groups=groups,
        blocks=[
            Block(each["organisation"], each["group"], each["reason"]) for each in plain["blocks"]
        ],
        awaiting=plain["awaiting"],
        proposal=Proposal(
            level=Level(plain["level"]) if plain["level"] else None,
            grounds=tuple(
                Ground(Reason(each["reason"]), tuple(each["groups"])) for each in plain["grounds"]
            ),
            figures=figures_of(voices_in(group.code, group.shown) for group in groups),
        ),
    )


def evidence_by_principle(document: Document) -> dict[int, Evidence]:
    """On each principle of the current version, by its id; empty while results are hidden. Eight
    queries."""
    votes = votes_by_group(document)
    if not votes:
        return {}
    tallies, blocks = tallies_of(document), _blocks(document)
    names = dict(StakeholderGroup.objects.values_list("code", "name"))
    return {
        pk: _evidence(groups, blocks[pk], tallies[pk].awaiting, names)
        for pk, groups in votes.items()
    }


def evidence_on(document: Document, principle: Principle) -> Evidence:
    return evidence_by_principle(document)[principle.pk]


def _evidence(
    groups: Sequence[GroupVotes], blocks: Sequence[Block], awaiting: int, names: Mapping[str, str]
) -> Evidence:
    voices = [voices_in(group.code, group.shown) for group in groups]
    withheld = [group.code for group in groups if group.individuals_withheld]
    return Evidence(groups, blocks, awaiting, propose(voices, withheld), names)


def _blocks(document: Document) -> dict[int, list[Block]]:
    """On the words of today, by group and name."""
    words = PrincipleText.objects.filter(
        version=document.current_version_id, principle=OuterRef("principle")
    )
    votes = (
        Vote.objects.filter(
            principle__document=document,
            organisation__isnull=False,
            choice=Choice.BLOCK,
            text_hash__in=words.values("hash"),
        )
        .select_related("organisation", "group")
        .order_by("group__position", "organisation__name", "pk")
    )
    blocks: dict[int, list[Block]] = defaultdict(list)
    for vote in votes:
        blocks[vote.principle_id].append(
            Block(str(vote.organisation), vote.group.name, vote.reason)
        )
    return blocks
