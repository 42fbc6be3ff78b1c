"""Which comments speak for a group."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from principles.models import Comment, Seat
from principles.states import MODERATING_ROLES, CommentStatus


def said_by_groups() -> QuerySet[Comment]:
    """Those published, but for the replies of owners and moderators: who runs a consultation may
    answer in it, and takes no side."""
    team = Seat.objects.filter(
        document=OuterRef("document"), user=OuterRef("author"), role__in=MODERATING_ROLES
    )
    return Comment.objects.filter(
        Q(parent__isnull=True) | ~Exists(team), status=CommentStatus.PUBLISHED
    )
