"""What documents hold on a person, for the person; importing it adds it to the download."""

from datetime import datetime

from accounts.models import User
from accounts.queries.personal_data import Json, contribute
from principles.models import (
    Amendment,
    Comment,
    ImportDraft,
    Participation,
    Seat,
    Support,
    Vote,
)


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def seats(user: User) -> Json:
    rows = Seat.objects.filter(user=user).select_related("document").order_by("pk")
    return [
        {"document": seat.document.slug, "role": seat.role, "since": _at(seat.created_at)}
        for seat in rows
    ]


def participations(user: User) -> Json:
    """Each voice taken up: for whom, as it was then."""
    rows = Participation.objects.filter(user=user).select_related(
        "document", "group", "organisation"
    )
    return [
        {
            "document": each.document.slug,
            "capacity": each.capacity,
            "group": each.group.code,
            "organisation": each.organisation.name if each.organisation else None,
            "region": each.region,
            "evidence": each.evidence,
            "joined_at": _at(each.joined_at),
            "left_at": _at(each.left_at),
        }
        for each in rows.order_by("pk")
    ]


def comments(user: User) -> Json:
    """With what they said before each edit."""
    rows = (
        Comment.objects.filter(author=user)
        .select_related("document", "principle", "anchor")
        .prefetch_related("revisions")
        .order_by("pk")
    )
    return [
        {
            "document": comment.document.slug,
            "number": comment.number,
            "principle": comment.principle.key if comment.principle else None,
            "stance": comment.stance,
            "type": comment.type,
            "body": comment.body,
            "quote": comment.anchor.exact if hasattr(comment, "anchor") else None,
            "status": comment.status,
            "created_at": _at(comment.created_at),
            "edited_at": _at(comment.edited_at),
            "earlier": [
                {"body": revision.body, "replaced_at": _at(revision.replaced_at)}
                for revision in comment.revisions.all()
            ],
        }
        for comment in rows
    ]


def votes(user: User) -> Json:
    """As they stand; every change of them is in the person's part of the record."""
    rows = Vote.objects.filter(participation__user=user).select_related(
        "principle__document", "group", "organisation"
    )
    return [
        {
            "document": vote.principle.document.slug,
            "principle": vote.principle.key,
            "choice": vote.choice,
            "reason": vote.reason,
            "group": vote.group.code,
            "organisation": vote.organisation.name if vote.organisation else None,
            "cast_at": _at(vote.cast_at),
        }
        for vote in rows.order_by("pk")
    ]


def amendments(user: User) -> Json:
    rows = (
        Amendment.objects.filter(author=user)
        .select_related("document", "principle", "base")
        .prefetch_related("revisions__base")
        .order_by("pk")
    )
    return [
        {
            "document": amendment.document.slug,
            "number": amendment.number,
            "principle": amendment.principle.key,
            "label": amendment.label,
            "title": amendment.title,
            "body": amendment.body,
            "operations": amendment.operations,
            "rationale": amendment.rationale,
            "status": amendment.status,
            "created_at": _at(amendment.created_at),
            "earlier": [
                {
                    "title": revision.title,
                    "body": revision.body,
                    "rationale": revision.rationale,
                    "replaced_at": _at(revision.replaced_at),
                }
                for revision in amendment.revisions.all()
            ],
        }
        for amendment in rows
    ]


def supports(user: User) -> Json:
    rows = Support.objects.filter(participation__user=user).select_related("amendment__document")
    return [
        {
            "document": support.amendment.document.slug,
            "amendment": support.amendment.number,
            "at": _at(support.created_at),
        }
        for support in rows.order_by("pk")
    ]


def imports(user: User) -> Json:
    """Texts uploaded and not yet made a document."""
    rows = ImportDraft.objects.filter(user=user, document__isnull=True).order_by("pk")
    return [
        {"source": draft.source, "outline": draft.outline, "created_at": _at(draft.created_at)}
        for draft in rows
    ]


for _name, _collect in {
    "seats": seats,
    "participations": participations,
    "comments": comments,
    "votes": votes,
    "amendments": amendments,
    "supports": supports,
    "imports": imports,
}.items():
    contribute(_name, _collect)
