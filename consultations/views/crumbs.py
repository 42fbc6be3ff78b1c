"""Where one is, on pages of consultations (the contract of components/crumbs.html)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from consultations.models import Consultation

Crumb = dict[str, str]


def consultation_crumbs(consultation: Consultation, *rest: Crumb) -> list[Crumb]:
    """To the consultation's own page where there is no `rest`."""
    own = {"label": consultation.document.title}
    if rest:
        slug = consultation.document.slug
        own["url"] = reverse("consultations:consultation-detail", args=[slug])
    lists = {"label": _("Consultations"), "url": reverse("consultations:consultation-list")}
    return [lists, own, *rest]


def desk_crumbs(consultation: Consultation, *rest: Crumb) -> list[Crumb]:
    """To the desk itself where there is no `rest`."""
    desk = {"label": _("Desk")}
    if rest:
        desk["url"] = reverse("consultations:desk", args=[consultation.document.slug])
    return consultation_crumbs(consultation, desk, *rest)
