"""Where a page of a document is."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from principles.models import Document


@dataclass(frozen=True, slots=True)
class Crumb:
    """The last one of a page has no `url`."""

    label: str
    url: str = ""


def crumbs_of(document: Document, *rest: Crumb) -> list[Crumb]:
    """Consultations, the document, then `rest`; with none, the document's own page."""
    own = reverse("principles:document-detail", args=[document.slug]) if rest else ""
    return [Crumb(_("Consultations"), _list_url()), Crumb(document.title, own), *rest]


def _list_url() -> str:
    """The list is a page of an app that this one does not depend on."""
    try:
        return reverse("consultations:consultation-list")
    except NoReverseMatch:
        return reverse("home")
