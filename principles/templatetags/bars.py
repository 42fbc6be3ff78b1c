"""Bars of votes. In Python and not in a template: the page of a document shows hundreds of them."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from principles.tally import Segment

register = template.Library()


@register.simple_tag
def vote_bar(
    segments: Iterable[Segment],
    axis: float | None = None,
    *,
    label: str = "",
    size: str = "",
    silent: bool = False,
) -> SafeString:
    """An SVG bar, and its shares in words for screen readers unless `silent`.

    Numbers in SVG are never localised. The hatchings are those of components/patterns.html.
    """
    segments = tuple(segments or ())
    parts = format_html_join(
        "",
        '<rect x="{}%" y="8%" width="{}%" height="84%" fill="url(#vote-{})"/>',
        ((f"{each.x:.2f}", f"{each.width:.2f}", each.code) for each in segments),
    )
    line = SafeString("")
    if isinstance(axis, int | float):
        line = format_html('<line x1="{0}%" x2="{0}%" y1="0" y2="100%"/>', f"{axis:.2f}")
    words = SafeString("")
    if not silent:
        semicolon = pgettext("in a list", ";")
        shares = f"{semicolon} ".join(f"{each.label} {each.share_percent}%" for each in segments)
        words = format_html('<span class="vh">{}</span>', f"{label}: {shares}" if label else shares)
    return format_html(
        '<div class="bar{}"><svg width="100%" height="22" aria-hidden="true" focusable="false">'
        "{}{}</svg>{}</div>",
        f" bar-{size}" if size else "",
        parts,
        line,
        words,
    )
