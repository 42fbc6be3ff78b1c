"""Words in Markdown, as HTML that is safe to show."""

from django import template
from django.utils.safestring import SafeString

from principles.markdown import as_rendered, render

register = template.Library()


@register.filter
def prose(source: str) -> SafeString:
    """Of a brief: written by its team, and trusted no more than what anyone writes."""
    return as_rendered(render(source))
