"""For pages of `principles`, whose Python does not know of consultations."""

from django import template

from consultations.queries.positions import SummaryShown, summaries_of_principle
from principles.models import Principle

register = template.Library()


@register.simple_tag
def summaries_of(principle: Principle) -> list[SummaryShown]:
    """The summaries of each group on this principle; one query."""
    return summaries_of_principle(principle)
