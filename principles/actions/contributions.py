"""Written contributions that reached the secretariat elsewhere: brought in as comments."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext

from accounts.events import announce
from accounts.models import Evidence, Organisation, OrganisationType, StakeholderGroup, User
from accounts.record.append import record
from accounts.regions import region_of
from accounts.verdicts import Refused, require
from principles.actions.locking import lock_stage_to_move, next_number
from principles.events import CommentPosted
from principles.markdown import render
from principles.models import Comment, Document, Participation
from principles.permissions import OVER, may_moderate
from principles.states import ENDED_STAGES, Capacity, CommentType, Stance


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a contribution, on a principle or, with None, on the text as a whole."""

    principle_id: int | None
    body: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """`source` is its id where it comes from; `organisation` "" for a person's, who is `person`.

    `country` is an ISO 3166-1 code or "". `pieces` are in order, as `clean_source` gives them.
    """

    source: str
    organisation: str
    person: str
    group: StakeholderGroup
    country: str
    language: str
    text: str
    pieces: Sequence[Piece]

    def address(self, document: Document) -> str:
        """What its author's account is known by, once a document: the same words of the same
        author under the same id are the same contribution. No mail reaches it (RFC 2606)."""
        parts = (self.source, self.organisation, self.person, self.text)
        digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()
        return f"contribution-{document.pk}-{digest[:32]}@invalid"


def are_here(document: Document, contributions: Sequence[Contribution]) -> set[str]:
    """The addresses of those that were brought in before."""
    addresses = [each.address(document) for each in contributions]
    return set(User.objects.filter(email__in=addresses).values_list("email", flat=True))


@transaction.atomic
def import_contribution(*, document: Document, contribution: Contribution, by: User) -> int:
    """Its pieces as comments, in order, of an account nobody can use; returns how many, none where
    it was brought in before. What was never asked, its stance, is not stated."""
    document = lock_stage_to_move(document.pk)
    require(may_moderate(by, document))
    if document.stage in ENDED_STAGES:
        raise Refused("over", OVER)
    address = contribution.address(document)
    if User.objects.filter(email=address).exists():
        return 0
    if document.current_version_id is None:
        raise ValueError("a document has its first version from its import")
    voice = _voice(document, contribution, address, by)
    comments = [_comment(document, voice, piece, contribution) for piece in contribution.pieces]
    record(
        stream=document.stream,
        kind="contribution.imported",
        by=by,
        source=contribution.source,
        participation=voice.pk,
        group=voice.group.code,
        organisation=voice.organisation_id,
        comments=len(comments),
        first=comments[0].number if comments else None,
        text_hash=hashlib.sha256(contribution.text.encode()).hexdigest(),
    )
    for comment in comments:
        announce(
            CommentPosted(
                document_id=document.pk, principle_id=comment.principle_id, comment_id=comment.pk
            )
        )
    return len(comments)


def _voice(document: Document, contribution: Contribution, address: str, by: User) -> Participation:
    """Without a membership nobody may speak with it; an organisation's is its own, in the group
    that the organisation is in."""
    organisation = _organisation(contribution, by) if contribution.organisation else None
    name = gettext("Written contribution") if organisation else contribution.person
    author = User.objects.create_user(
        address, name=name, country=contribution.country, is_active=False, wants_mail=False
    )
    return Participation.objects.create(
        document=document,
        user=author,
        capacity=Capacity.ORGANISATION if organisation else Capacity.INDIVIDUAL,
        group=organisation.group if organisation else contribution.group,
        organisation=organisation,
        region=organisation.region if organisation else region_of(contribution.country),
        evidence=Evidence.SELF_DECLARED,
        is_imported=True,
        left_at=Now(),
    )


def _organisation(contribution: Contribution, by: User) -> Organisation:
    """The one of this name, else a new one that nobody represents yet."""
    found = Organisation.objects.select_related("group").filter(
        name__iexact=contribution.organisation
    )
    if (known := found.order_by("pk").first()) is not None:
        return known
    return Organisation.objects.create(
        name=contribution.organisation,
        group=contribution.group,
        type=OrganisationType.OTHER,
        country=contribution.country,
        created_by=by,
    )


def _comment(
    document: Document, voice: Participation, piece: Piece, contribution: Contribution
) -> Comment:
    if document.current_version is None:
        raise ValueError("a document has its first version from its import")
    return Comment.objects.create(
        document=document,
        number=next_number(document, "comment"),
        principle_id=piece.principle_id,
        version=document.current_version,
        author_id=voice.user_id,
        participation=voice,
        group_id=voice.group_id,
        stance=Stance.NONE,
        type=CommentType.GENERAL,
        body=piece.body,
        html=render(piece.body),
        language=contribution.language,
    )
