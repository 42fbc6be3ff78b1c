"""The votes on the amendments of one principle: in which order, how one voted, how it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.verdicts import Verdict
from principles.models import Amendment, AmendmentVote, Document, Principle, standing_of
from principles.permissions import (
    may_decide,
    may_moderate,
    may_open_votes,
    may_vote_on_amendments,
)
from principles.queries.amendment_cards import AmendmentCard, cards_of, with_related
from principles.queries.amendment_tallies import amendment_tallies, rule_of
from principles.queries.clauses import TextOfToday
from principles.queries.decision_rules import rule_sentence
from principles.queries.evaluations import EvaluationShown, evaluations_shown
from principles.queries.voting_order import Turn, voting_order
from principles.states import DECIDABLE_STATUSES, AmendmentStatus
from principles.tally import Tally

# Of those that were voted on and are decided, so many are told of, the newest first.
DECIDED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class OwnAmendmentVote:
    """`is_current`: cast on the wording as it is, so that it counts."""

    choice: str
    choice_label: str
    reason: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Ballot:
    """An amendment in its turn. `before` are those under vote that exclude it and are closed first;
    `silence_until` is when the time to object ends, where it has not."""

    card: AmendmentCard
    place: int
    measure: str
    excludes: tuple[int, ...]
    before: tuple[int, ...]
    own: OwnAmendmentVote | None
    tally: Tally
    evaluation: EvaluationShown | None
    silence_until: datetime | None

    @property
    def number(self) -> int:
        return self.card.number

    @property
    def rewords(self) -> int | None:
        """The amendment that says this if it is adopted: the text stays, and nothing falls."""
        return self.card.parent if self.card.parent in self.excludes else None

    @property
    def is_under_vote(self) -> bool:
        return self.card.status == AmendmentStatus.VOTING

    @property
    def may_be_closed(self) -> bool:
        return self.is_under_vote and not self.before and self.silence_until is None


@dataclass(frozen=True, slots=True)
class Decided:
    """One that was voted on and is decided."""

    card: AmendmentCard
    tally: Tally
    evaluation: EvaluationShown | None


@dataclass(frozen=True, slots=True)
class Voting:
    """`moderates`: the reader runs it, and may open and close votes as the verdicts say."""

    rule: str
    ballots: tuple[Ballot, ...]
    decided: tuple[Decided, ...]
    order_reason: str
    order_by: str
    may_vote: Verdict
    moderates: bool
    may_open: Verdict
    may_close: Verdict

    @property
    def waiting(self) -> tuple[Ballot, ...]:
        """Open, and not under vote yet."""
        return tuple(each for each in self.ballots if not each.is_under_vote)

    @property
    def under_vote(self) -> tuple[Ballot, ...]:
        return tuple(each for each in self.ballots if each.is_under_vote)

    @property
    def next(self) -> int | None:
        """The number of the one to be closed next."""
        return next((each.number for each in self.ballots if each.may_be_closed), None)


def voting_on(principle: Principle, user: User | None) -> Voting:
    """The same number of queries for one amendment as for many."""
    document = principle.document
    found = with_related(Amendment.objects.filter(principle=principle), document, user)
    rows = list(found.filter(status__in=DECIDABLE_STATUSES))
    decided = _decided(found)
    for each in (*rows, *decided):
        each.document = document
    tallies = amendment_tallies(document, [*rows, *decided])
    evaluations = evaluations_shown(document, [*rows, *decided])
    order = voting_order(principle, rows, TextOfToday(document, rows))
    cards = {card.number: card for card in cards_of(document, user, [*rows, *decided])}
    own = own_votes(document, rows, user)
    under_vote = {each.number for each in rows if each.status == AmendmentStatus.VOTING}
    return Voting(
        rule=rule_sentence(document),
        ballots=tuple(
            Ballot(
                card=cards[turn.amendment.number],
                place=turn.place,
                measure=turn.measure,
                excludes=turn.excludes,
                before=_before(turn, order.turns, under_vote),
                own=own.get(turn.amendment.number),
                tally=tallies[turn.amendment.number],
                evaluation=evaluations.get(turn.amendment.number),
                silence_until=silence_until(turn.amendment),
            )
            for turn in order.turns
        ),
        decided=tuple(
            Decided(cards[each.number], tallies[each.number], evaluations.get(each.number))
            for each in decided
        ),
        order_reason=order.reason,
        order_by=order.by,
        may_vote=may_vote_on_amendments(user, document),
        moderates=bool(may_moderate(user, document)),
        may_open=may_open_votes(user, document),
        may_close=may_decide(user, document),
    )


def own_votes(
    document: Document, amendments: Sequence[Amendment], user: User | None
) -> dict[int, OwnAmendmentVote]:
    """Of those for whom the person speaks, by the amendment's number. One query, none for who has
    no voice."""
    voice = standing_of(user, document).participation
    if voice is None or not amendments:
        return {}
    hashes = {each.pk: (each.number, each.text_hash) for each in amendments}
    votes = AmendmentVote.objects.filter(amendment__in=amendments, holder=voice.holder)
    return {
        hashes[vote.amendment_id][0]: OwnAmendmentVote(
            choice=vote.choice,
            choice_label=str(vote.get_choice_display()),
            reason=vote.reason,
            is_current=vote.text_hash == hashes[vote.amendment_id][1],
        )
        for vote in votes
    }


def silence_until(amendment: Amendment) -> datetime | None:
    """Until when anybody may object; None where no such time runs."""
    hours = rule_of(amendment.document).silence_hours
    if not hours or amendment.status != AmendmentStatus.VOTING or amendment.voting_since is None:
        return None
    until = amendment.voting_since + timedelta(hours=hours)
    return until if until > timezone.now() else None


def _decided(found: QuerySet[Amendment]) -> list[Amendment]:
    ended = found.exclude(status__in=DECIDABLE_STATUSES).filter(voting_since__isnull=False)
    return list(ended.order_by("-closed_at", "-number")[:DECIDED_SHOWN])


def _before(turn: Turn, turns: Iterable[Turn], under_vote: set[int]) -> tuple[int, ...]:
    return tuple(
        other.amendment.number
        for other in turns
        if other.place < turn.place
        and other.amendment.number in turn.excludes
        and other.amendment.number in under_vote
    )
