"""Amendments and those who back them, for tests.

`AmendmentFactory.create(principle=...)` is open, words it anew (`title`, `body`), on the words of
today; `DraftFactory`, `CollectingFactory`, `SubmittedFactory`, `ScreeningFactory` and
`VotingFactory` make it one that stands there. `SupportFactory` backs the wording of today,
`SponsorFactory` proposes it together; `compromise_of(...)` is one in the place of others;
`rejected(amendment)` is what a decision not to adopt leaves behind.
"""

from typing import Any

from django.utils import timezone
from factory.declarations import LazyAttribute, LazyFunction, Sequence, SubFactory
from factory.django import DjangoModelFactory

from principles.actions.locking import next_number
from principles.actions.proposals import hash_operations, wording
from principles.models import Amendment, Consent, Decision, Sponsor, Support
from principles.states import DECIDABLE_STATUSES, AmendmentKind, AmendmentStatus, Stage
from principles.text.operation_json import operations_as_json, operations_from_json
from tests.factories.accounts import MembershipFactory
from tests.factories.principles import (
    ParticipationFactory,
    open_document,
    principle_of,
    text_of,
)


class AmendmentFactory(DjangoModelFactory[Amendment]):
    """By a new individual of civil society, on the first principle of a new document, unless
    `participation` and `principle` are given."""

    class Meta:
        model = Amendment
        exclude = ("title", "body")

    principle: Any = LazyFunction(lambda: principle_of(open_document(Stage.AMEND)))
    document = LazyAttribute(lambda it: it.principle.document)
    number = LazyAttribute(lambda it: next_number(it.document, "amendment"))
    base = LazyAttribute(lambda it: text_of(it.principle))
    label = "Say who answers"
    operations = LazyAttribute(
        lambda it: operations_as_json(wording(it.principle.key, it.title, it.body))
    )
    text_hash = LazyAttribute(lambda it: hash_operations(operations_from_json(it.operations)))
    rationale = "Nobody can be asked otherwise."
    participation = LazyAttribute(
        lambda it: ParticipationFactory.create(
            document=it.document, membership=MembershipFactory.create()
        )
    )
    author = LazyAttribute(lambda it: it.participation.user)
    title = LazyAttribute(lambda it: it.base.title)
    body = Sequence(lambda n: f"Everyone may reach every part of the network, version {n}.")
    status = AmendmentStatus.OPEN
    opened_at = LazyAttribute(
        lambda it: timezone.now() if it.status in DECIDABLE_STATUSES else None
    )
    voting_since = LazyAttribute(
        lambda it: timezone.now() if it.status == AmendmentStatus.VOTING else None
    )

    @classmethod
    def _create(cls, model_class: type[Amendment], *args: Any, **fields: Any) -> Amendment:
        amendment: Amendment = super()._create(model_class, *args, **fields)  # type: ignore[no-untyped-call]
        amendment.touched.add(amendment.principle)
        return amendment


class DraftFactory(AmendmentFactory):
    status = AmendmentStatus.DRAFT


class CollectingFactory(AmendmentFactory):
    status = AmendmentStatus.COLLECTING


class SubmittedFactory(AmendmentFactory):
    status = AmendmentStatus.SUBMITTED


class ScreeningFactory(AmendmentFactory):
    status = AmendmentStatus.SCREENING


class VotingFactory(AmendmentFactory):
    status = AmendmentStatus.VOTING


class SponsorFactory(DjangoModelFactory[Sponsor]):
    """A new individual of civil society, unless `participation` is given."""

    class Meta:
        model = Sponsor

    amendment = SubFactory(AmendmentFactory)
    participation = LazyAttribute(
        lambda it: ParticipationFactory.create(
            document=it.amendment.document, membership=MembershipFactory.create()
        )
    )
    holder = LazyAttribute(lambda it: it.participation.holder)


class SupportFactory(DjangoModelFactory[Support]):
    """Of a new individual of civil society, unless `participation` is given."""

    class Meta:
        model = Support

    amendment = SubFactory(AmendmentFactory)
    participation = LazyAttribute(
        lambda it: ParticipationFactory.create(
            document=it.amendment.document, membership=MembershipFactory.create()
        )
    )
    holder = LazyAttribute(lambda it: it.participation.holder)
    group = LazyAttribute(lambda it: it.participation.group)
    text_hash = LazyAttribute(lambda it: it.amendment.text_hash)


def compromise_of(*parents: Amendment, consents: bool | None = True, **fields: Any) -> Amendment:
    """An open one in the place of these, to which all of their authors gave the same answer."""
    compromise = AmendmentFactory.create(
        principle=parents[0].principle, kind=AmendmentKind.COMPROMISE, **fields
    )
    for parent in parents:
        answered = {} if consents is None else {"answered_at": timezone.now(), "by": parent.author}
        Consent.objects.create(
            compromise=compromise,
            parent=parent,
            is_given=consents,
            text_hash=compromise.text_hash if answered else "",
            **answered,
        )
    return compromise


def rejected(amendment: Amendment, reason: str = "The text says so already.") -> Amendment:
    """The same amendment, not adopted."""
    Decision.objects.create(amendment=amendment, outcome=AmendmentStatus.REJECTED, reason=reason)
    amendment.status = AmendmentStatus.REJECTED
    amendment.save()
    return amendment
