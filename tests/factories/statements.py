"""Statements and opinions for tests, many at a time and without their acts.

`StatementFactory.create(consultation=...)` is open; `opinions(statement, "academia", "agree", 6)`
opinions of so many new individuals; `opinion_of(voice, statement, "pass")` that of one voice.
"""

from typing import Any

from django.utils import timezone
from factory.declarations import LazyFunction, Sequence, SubFactory
from factory.django import DjangoModelFactory

from consultations.models import Consultation, Statement, StatementVote
from consultations.states import StatementStatus
from principles.models import NumberSeries, Participation
from tests.factories.accounts import MembershipFactory, group
from tests.factories.consultations import ConsultationFactory
from tests.factories.principles import ParticipationFactory


class StatementFactory(DjangoModelFactory[Statement]):
    """Seeded and open; numbered after those that are there."""

    class Meta:
        model = Statement

    consultation: Any = SubFactory(ConsultationFactory)
    text = Sequence(lambda n: f"Ports should be open to all who keep to the rules ({n}).")
    is_seed = True
    status = StatementStatus.OPEN

    @classmethod
    def _create(cls, model_class: type[Statement], *args: Any, **fields: Any) -> Statement:
        document = fields["consultation"].document
        series, _ = NumberSeries.objects.get_or_create(document=document, kind="statement")
        series.last = fields.setdefault("number", series.last + 1)
        series.save()
        statement: Statement = super()._create(model_class, *args, **fields)  # type: ignore[no-untyped-call]
        return statement


class StatementVoteFactory(DjangoModelFactory[StatementVote]):
    class Meta:
        model = StatementVote

    statement: Any = SubFactory(StatementFactory)
    holder = Sequence(lambda n: f"x{n}")
    opinion = "agree"
    cast_at = LazyFunction(timezone.now)


def statements(consultation: Consultation, count: int, **fields: Any) -> list[Statement]:
    return [StatementFactory.create(consultation=consultation, **fields) for _ in range(count)]


def opinion_of(voice: Participation, statement: Statement, opinion: str) -> StatementVote:
    return StatementVoteFactory.create(
        statement=statement,
        holder=voice.holder,
        opinion=opinion,
        participation=voice,
        group=voice.group,
    )


def opinions(
    statement: Statement, code: str, opinion: str, individuals: int
) -> list[StatementVote]:
    """Of new individuals of the group `code`."""
    return [
        opinion_of(
            ParticipationFactory.create(
                document=statement.consultation.document,
                membership=MembershipFactory.create(group=group(code)),
            ),
            statement,
            opinion,
        )
        for _ in range(individuals)
    ]
