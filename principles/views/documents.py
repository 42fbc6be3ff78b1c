"""The document, as one reads it on paper."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import Request, actor
from principles.models import Document, standing_of
from principles.permissions import may_join, may_observe, may_own
from principles.queries.outline import document_page, tone_of
from principles.views.access import document_view
from principles.views.crumbs import crumbs_of


@require_safe
@document_view
def document_detail(request: Request, document: Document) -> HttpResponse:
    user = actor(request)
    context = {
        "document": document,
        "page": document_page(document),
        "tone": tone_of(document),
        "standing": standing_of(user, document),
        "may_join": may_join(user, document),
        "may_observe": may_observe(user, document),
        "may_own": may_own(user, document),
        "crumbs": crumbs_of(document),
    }
    return render(request, "principles/document.html", context)
