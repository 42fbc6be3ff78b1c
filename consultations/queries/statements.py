"""Statements as pages show them: one, all that are open, one's own, and one's own answers.

Nobody's opinion but one's own is in any of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, When

from accounts.models import User
from consultations.models import Consultation, Statement
from consultations.states import Opinion, StatementStatus
from principles.models import PrincipleText, standing_of
from principles.states import CommentStatus

PAGE = 50


@dataclass(frozen=True, slots=True)
class Card:
    """A statement, where it comes from, and the code of one's own answer ("" for none yet).

    `principle` is the number of a principle in the text of today, "" where there is none;
    `comment` the number of a comment that can still be read.
    """

    pk: int
    number: int
    text: str
    language: str
    status: StatementStatus
    reason: str
    principle_key: int | None
    principle: str
    principle_title: str
    comment: int | None
    opinion: str

    @property
    def name(self) -> str:
        return f"S-{self.number}"

    @property
    def opinion_label(self) -> str:
        return str(Opinion(self.opinion).label) if self.opinion else ""

    @property
    def is_answered(self) -> bool:
        return self.opinion not in ("", Opinion.SKIP)

    @property
    def is_waiting(self) -> bool:
        return self.status == StatementStatus.WAITING

    @property
    def status_label(self) -> str:
        return str(self.status.label)


@dataclass(frozen=True, slots=True)
class CardPage:
    """In the order of their numbers; `after` is the cursor of the page after this one."""

    cards: Sequence[Card]
    after: int | None


def holder_of(user: User | None, consultation: Consultation) -> str:
    """Whose answers the person gives and reads; "" without a voice."""
    voice = standing_of(user, consultation.document).participation
    return voice.holder if voice else ""


def open_statements(consultation: Consultation) -> QuerySet[Statement]:
    return consultation.statements.filter(status=StatementStatus.OPEN)


def as_cards(
    statements: QuerySet[Statement], consultation: Consultation, holder: str = ""
) -> list[Card]:
    """With this holder's answers. One query."""
    words = PrincipleText.objects.filter(
        version=consultation.document.current_version_id, principle=OuterRef("principle")
    )
    found: QuerySet[Any] = statements.alias(
        mine=FilteredRelation("votes", condition=Q(votes__holder=holder))
    ).annotate(
        key=F("principle__key"),
        principle_number=Subquery(words.values("number")[:1]),
        title=Subquery(words.values("title")[:1]),
        comment_number=Case(
            When(comment__status=CommentStatus.PUBLISHED, then=F("comment__number"))
        ),
        opinion=F("mine__opinion"),
    )
    return [
        Card(
            pk=statement.pk,
            number=statement.number,
            text=statement.text,
            language=statement.language,
            status=StatementStatus(statement.status),
            reason=statement.status_reason,
            principle_key=statement.key,
            principle=statement.principle_number or "",
            principle_title=statement.title or "",
            comment=statement.comment_number,
            opinion=statement.opinion or "",
        )
        for statement in found
    ]


def open_card(consultation: Consultation, number: int, holder: str = "") -> Card | None:
    found = as_cards(open_statements(consultation).filter(number=number), consultation, holder)
    return found[0] if found else None


def statement_page(
    consultation: Consultation,
    *,
    status: StatementStatus = StatementStatus.OPEN,
    after: int = 0,
    limit: int = PAGE,
) -> CardPage:
    """One query."""
    found = consultation.statements.filter(status=status, number__gt=after)
    return _page(as_cards(found.order_by("number")[: limit + 1], consultation), limit)


def answered_page(
    consultation: Consultation, holder: str, *, after: int = 0, limit: int = PAGE
) -> CardPage:
    """What this holder answered or skipped. One query."""
    found = open_statements(consultation).filter(
        pk__in=Statement.objects.filter(votes__holder=holder).values("pk"), number__gt=after
    )
    return _page(as_cards(found.order_by("number")[: limit + 1], consultation, holder), limit)


def proposed_by(consultation: Consultation, user: User) -> list[Card]:
    """The person's own statements, whatever became of them. One query."""
    found = consultation.statements.filter(author=user).order_by("-number")
    return as_cards(found[:PAGE], consultation)


def _page(cards: list[Card], limit: int) -> CardPage:
    shown = cards[:limit]
    return CardPage(shown, shown[-1].number if len(cards) > limit else None)
