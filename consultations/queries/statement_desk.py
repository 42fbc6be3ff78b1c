"""Statements for those who run the consultation: what waits, and which voices are missing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from consultations.models import Consultation, Statement, StatementVote
from consultations.queries.statements import Card, CardPage, statement_page
from consultations.states import Opinion, StatementStatus
from principles.disclosure import FEWEST
from principles.queries.tallies import groups_of
from principles.tally import GroupVotes


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal with its author: who decides must know who asks."""

    card: Card
    author: str
    group: str
    organisation: str


@dataclass(frozen=True, slots=True)
class MissingVoices:
    """A group of which too few gave an opinion; `answered` None is fewer than five, of `joined`
    (None likewise)."""

    label: str
    answered: int | None
    joined: int | None


@dataclass(frozen=True, slots=True)
class OpenStatement:
    card: Card
    missing: Sequence[MissingVoices]


def waiting_statements(consultation: Consultation) -> list[Waiting]:
    """The longest waiting first, so many as fit a page. Two queries."""
    page = statement_page(consultation, status=StatementStatus.WAITING)
    people = {
        statement.pk: statement
        for statement in Statement.objects.filter(
            pk__in=[card.pk for card in page.cards]
        ).select_related("author", "participation__group", "participation__organisation")
    }
    return [_waiting(card, people[card.pk]) for card in page.cards]


def _waiting(card: Card, statement: Statement) -> Waiting:
    voice = statement.participation
    organisation = voice.organisation if voice else None
    return Waiting(
        card=card,
        author=statement.author.public_name if statement.author else "",
        group=voice.group.label if voice else "",
        organisation=organisation.name if organisation else "",
    )


def refused_statements(consultation: Consultation, after: int = 0) -> CardPage:
    return statement_page(consultation, status=StatementStatus.REFUSED, after=after)


def with_missing_voices(consultation: Consultation, cards: Sequence[Card]) -> list[OpenStatement]:
    """Opinions are counted whatever they say, those skipped left out. Two queries."""
    groups = groups_of(consultation.document)
    counted: dict[int, dict[int, int]] = defaultdict(dict)
    rows = (
        StatementVote.objects.filter(statement__in=[card.pk for card in cards], group__isnull=False)
        .exclude(opinion=Opinion.SKIP)
        .order_by()
        .values_list("statement", "group")
        .annotate(Count("pk"))
    )
    for statement, group, n in rows:
        counted[statement][group] = n
    return [OpenStatement(card, missing_voices(groups, counted[card.pk])) for card in cards]


def missing_voices(
    groups: Mapping[int, GroupVotes], answered: Mapping[int, int]
) -> list[MissingVoices]:
    """Groups that joined of which fewer than five answered, or fewer than a third; a group of which
    nobody joined has no voice to be missing."""
    return [
        MissingVoices(group.label, _safe(count), _safe(joined))
        for pk, group in groups.items()
        if (joined := group.joined)
        for count in [answered.get(pk, 0)]
        if count < FEWEST or 3 * count < joined
    ]


def _safe(count: int) -> int | None:
    return count if count >= FEWEST else None
