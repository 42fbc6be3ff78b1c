"""Words written on a principle that is no longer part of the text: given back, not lost."""

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.http import Request
from principles.models import Amendment, Document
from principles.queries.principles import Reading, reading_of
from principles.views.crumbs import Crumb, crumbs_of


class PrincipleGone(Http404):
    """It was part of an earlier version."""


def reading_or_gone(document: Document, key: int) -> Reading:
    """As `reading_of`; raises PrincipleGone where the present version has it no more."""
    reading = reading_of(document, key)
    if reading.gone is not None:
        raise PrincipleGone
    return reading


def gone_page(
    request: Request,
    document: Document,
    words: Mapping[str, str],
    amendment: Amendment | None = None,
) -> HttpResponse:
    """`words` are what the person sent, by the names of the form's fields."""
    parts = [value for name, value in words.items() if _is_written(name) and value.strip()]
    context = {
        "document": document,
        "parts": parts,
        "amendment": amendment,
        "crumbs": crumbs_of(document, Crumb(_("No longer part of the text"))),
    }
    return render(request, "principles/proposal_gone.html", context, status=409)


def _is_written(name: str) -> bool:
    return name in {"title", "body", "rationale", "label"} or name.startswith("part_")
