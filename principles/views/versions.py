"""Versions: the list, and what changed between any two."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import Request
from principles.forms.versions import CompareForm
from principles.models import Document
from principles.queries.history import diff_between, versions_of
from principles.views.access import document_view
from principles.views.crumbs import Crumb, crumbs_of


@require_safe
@document_view
def version_list(request: Request, document: Document) -> HttpResponse:
    versions = versions_of(document)
    asked = request.GET if "old" in request.GET else None
    form = CompareForm(asked, numbers=[row.version.number for row in versions])
    if form.is_valid():
        return HttpResponseRedirect(
            reverse("principles:version-compare", args=[document.slug, *form.cleaned_data.values()])
        )
    context = {
        "document": document,
        "versions": versions,
        "form": form,
        "crumbs": crumbs_of(document, Crumb(_("Versions"))),
    }
    return render(
        request, "principles/version_list.html", context, status=400 if form.errors else 200
    )


@require_safe
@document_view
def version_compare(request: Request, document: Document, old: int, new: int) -> HttpResponse:
    difference = diff_between(document, old, new)
    title = (
        _("Version %(number)s") % {"number": new}
        if old == new
        else _("From version %(old)s to version %(new)s") % {"old": old, "new": new}
    )
    list_url = reverse("principles:version-list", args=[document.slug])
    context = {
        "document": document,
        "difference": difference,
        "title": title,
        "crumbs": crumbs_of(document, Crumb(_("Versions"), list_url), Crumb(title)),
    }
    return render(request, "principles/version_compare.html", context)
