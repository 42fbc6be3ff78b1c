"""For pages of `principles`, whose Python does not know of consultations."""

from collections.abc import Sequence

from django import template
from django.template import Context

from consultations.permissions import may_flag
from consultations.queries.own_points import (
    Carrying,
    OwnComment,
    own_comments,
    points_carrying,
)
from consultations.queries.positions import SummaryShown, summaries_of_principle
from consultations.queries.voices import said_by_groups
from principles.models import Comment, Principle

register = template.Library()


@register.simple_tag
def summaries_of(principle: Principle) -> list[SummaryShown]:
    """The summaries of each group on this principle; four queries, one where there are none."""
    return summaries_of_principle(principle)


@register.simple_tag(takes_context=True)
def own_comments_on(context: Context, principle: Principle) -> list[OwnComment]:
    """The reader's own, or their organisation's, each with the points that carry it; four queries,
    none for whoever has not signed in."""
    user = context.get("user")
    if user is None or not user.is_authenticated:
        return []
    return own_comments(user, context["document"], principle)


@register.simple_tag
def points_of(comment: Comment) -> Sequence[Carrying]:
    """Those that the comment stands behind; three queries."""
    return points_carrying(comment)


@register.simple_tag(takes_context=True)
def is_own(context: Context, comment: Comment) -> bool:
    """Whether the reader wrote it, or speaks for the organisation that it is of."""
    user = context.get("user")
    return user is not None and user.is_authenticated and bool(may_flag(user, comment))


@register.filter
def is_of_a_group(comment: Comment) -> bool:
    """Whether it speaks for one, and a point should carry it; one query."""
    return said_by_groups().filter(pk=comment.pk).exists()
