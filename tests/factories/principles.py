"""Documents, and who speaks on them, for tests.

`DocumentFactory.create(principles=3)` is a draft with a published version 1; `open_document(stage)`
one in which that stage is open. `joined(user, document)` gives a person a voice, `seated(...)` a
seat. A principle and its words: `principle_of(document)`, `text_of(principle)`.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone
from factory.declarations import LazyAttribute, LazyFunction, Sequence, SubFactory
from factory.django import DjangoModelFactory

from accounts.models import Membership, User
from accounts.regions import region_of
from principles.models import (
    Document,
    Participation,
    Principle,
    PrincipleText,
    Seat,
    Section,
    Version,
    hash_text,
    hash_version,
)
from principles.models.participation import forget_standing
from principles.states import Capacity, Role, Stage, VersionStatus
from tests.factories.accounts import MembershipFactory, UserFactory

BODIES = (
    "Everyone may reach every part of the network, whoever runs it and wherever they are.",
    "Rules are made in the open, with those whom they bind.\n\nDrafts are published in time.",
    "What is measured is said, and how.\n\n- yearly;\n- by region.",
)


class DocumentFactory(DjangoModelFactory[Document]):
    """`principles` texts, spread evenly over `sections` headings (0: no section); `owner` or None;
    `texts` as pairs of title and body instead of invented ones."""

    class Meta:
        model = Document

    slug = Sequence(lambda n: f"document-{n}")
    title = Sequence(lambda n: f"Rules for an open network, draft {n}")
    source = "draft.txt"

    @classmethod
    def _create(cls, model_class: type[Document], *args: Any, **fields: Any) -> Document:
        owner: User | None = fields.pop("owner", None)
        sections: int = fields.pop("sections", 1)
        preamble: str = fields.pop("preamble", "We, who build the network, agree on this.")
        count: int = fields.pop("principles", 3)
        texts = fields.pop("texts", None) or [
            (f"Principle {n} of the network", BODIES[(n - 1) % len(BODIES)])
            for n in range(1, count + 1)
        ]
        document: Document = super()._create(  # type: ignore[no-untyped-call]
            model_class, *args, created_by=owner, **fields
        )
        if owner is not None:
            Seat.objects.create(document=document, user=owner, role=Role.OWNER)
        _publish_first_version(document, preamble, texts, sections, owner)
        return document


def _publish_first_version(
    document: Document,
    preamble: str,
    texts: list[tuple[str, str]],
    sections: int,
    owner: User | None,
) -> None:
    headings = Section.objects.bulk_create(
        Section(document=document, position=n, heading=f"Section {n}")
        for n in range(1, sections + 1)
    )
    principles = Principle.objects.bulk_create(
        Principle(document=document, key=key) for key in range(1, len(texts) + 1)
    )
    hashes = [hash_text(title, body) for title, body in texts]
    version = Version.objects.create(
        document=document,
        number=1,
        status=VersionStatus.PUBLISHED,
        title=document.title,
        preamble=preamble,
        hash=hash_version(document.title, preamble, enumerate(hashes, 1)),
        created_by=owner,
        published_at=timezone.now(),
    )
    PrincipleText.objects.bulk_create(
        PrincipleText(
            version=version,
            principle=principle,
            section=headings[(principle.key - 1) * sections // len(texts)] if headings else None,
            position=principle.key,
            number=str(principle.key),
            title=title,
            body=body,
            hash=digest,
        )
        for principle, (title, body), digest in zip(principles, texts, hashes, strict=True)
    )
    document.current_version = version
    document.save(update_fields=["current_version"])


def open_document(
    stage: Stage = Stage.COMMENT, *, closes_at: datetime | None = None, **fields: Any
) -> Document:
    """A public document at `stage`; `fields` as for `DocumentFactory`."""
    return DocumentFactory.create(stage=stage, closes_at=closes_at, **fields)


def principle_of(document: Document, key: int = 1) -> Principle:
    return Principle.objects.get(document=document, key=key)


def text_of(principle: Principle) -> PrincipleText:
    """Its words in the current version."""
    document = Document.objects.get(pk=principle.document_id)
    return PrincipleText.objects.get(principle=principle, version=document.current_version_id)


class SeatFactory(DjangoModelFactory[Seat]):
    class Meta:
        model = Seat

    document = SubFactory(DocumentFactory)
    user = SubFactory(UserFactory)
    role = Role.MODERATOR


def seated(user: User, document: Document, role: Role = Role.MODERATOR) -> User:
    """The same person, with a seat at the document."""
    SeatFactory.create(document=document, user=user, role=role)
    forget_standing(user, document)
    return user


class ParticipationFactory(DjangoModelFactory[Participation]):
    """Frozen from `membership`: a new person, as an individual of civil society, if none is given.

    An individual and a representative: `membership=MembershipFactory.create(...)` or
    `RepresentativeFactory.create(...)`.
    """

    class Meta:
        model = Participation

    document = SubFactory(DocumentFactory)
    membership: Any = LazyFunction(MembershipFactory.create)
    user = LazyAttribute(lambda it: it.membership.user)
    capacity = LazyAttribute(
        lambda it: Capacity.ORGANISATION if it.membership.organisation else Capacity.INDIVIDUAL
    )
    group = LazyAttribute(lambda it: it.membership.stakeholder_group)
    organisation = LazyAttribute(lambda it: it.membership.organisation)
    region = LazyAttribute(
        lambda it: (
            it.membership.organisation.region
            if it.membership.organisation
            else region_of(it.membership.user.country)
        )
    )
    evidence = LazyAttribute(lambda it: it.membership.evidence)


def joined(user: User, document: Document) -> Participation:
    """The person's voice on the document, through their first membership (a new one if none)."""
    membership = Membership.objects.valid().filter(user=user).order_by("id").first()
    participation = ParticipationFactory.create(
        document=document, membership=membership or MembershipFactory.create(user=user)
    )
    forget_standing(user, document)
    return participation
