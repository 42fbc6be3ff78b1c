"""Public pages: the list, a consultation, the reports."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import Request, actor
from consultations.forms.listing import ConsultationFilterForm
from consultations.models import Consultation
from consultations.permissions import may_see_desk
from consultations.queries import overview
from consultations.queries.journal import happenings
from consultations.queries.statements import open_statements
from consultations.queries.turnout import turnout_of
from consultations.views.access import consultation_view
from consultations.views.crumbs import consultation_crumbs
from consultations.views.visits import previous_visit
from principles.models import standing_of
from principles.permissions import may_join
from principles.queries.decision_rules import amendment_sentences
from principles.queries.outline import tone_of
from principles.queries.tallies import results_hidden


@require_safe
def consultation_list(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    has_drafts = overview.has_drafts(user)
    form = ConsultationFilterForm(request.GET, has_drafts=has_drafts)
    if not form.is_valid():
        raise Http404(_("There is no such page of consultations."))
    asked = form.cleaned_data
    page = overview.consultation_page(
        user, state=asked["state"], words=asked["q"], before=asked["before"], after=asked["after"]
    )
    shown = {"state": asked["state"], "q": asked["q"]}
    context = {
        "form": ConsultationFilterForm(initial=shown, has_drafts=has_drafts),
        "page": page,
        "filtered": any(shown.values()),
        "newer_url": page_url(request, after=page.after),
        "older_url": page_url(request, before=page.before),
        "crumbs": [{"label": _("Consultations")}],
    }
    return render(request, "consultations/consultation_list.html", context)


def page_url(request: HttpRequest, **key: int | None) -> str:
    """This list with its filters, from another key; empty where there is nothing more."""
    if not all(key.values()):
        return ""
    query = request.GET.copy()
    for name in ("before", "after"):
        query.pop(name, None)
    query.update({name: str(value) for name, value in key.items()})
    return f"?{query.urlencode()}"


@require_safe
@consultation_view
def consultation_detail(request: Request, consultation: Consultation) -> HttpResponse:
    user, document = actor(request), consultation.document
    visited_at = previous_visit(request, consultation)
    turnout = turnout_of(document)
    context = {
        "consultation": consultation,
        "document": document,
        "tone": tone_of(document),
        "timeline": overview.timeline(consultation),
        "turnout": turnout,
        # Before there are any, "0 of 18 voted" would look like a result.
        "votes_shown": bool(turnout.total.voted) and not results_hidden(document),
        "happenings": happenings(consultation),
        "visited_at": visited_at,
        "news": overview.news_since(document, visited_at) if visited_at else None,
        "amendment_rules": amendment_sentences(document),
        "team": overview.team_of(consultation),
        "report": overview.newest_report(consultation),
        "has_statements": open_statements(consultation).exists(),
        "joinable": may_join(user, document),
        "participation": standing_of(user, document).participation,
        "desk": bool(may_see_desk(user, consultation)),
        "crumbs": consultation_crumbs(consultation),
    }
    return render(request, "consultations/consultation_detail.html", context)


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    context = {
        "reports": overview.published_reports(actor(request)),
        "crumbs": [{"label": _("Reports")}],
    }
    return render(request, "consultations/report_list.html", context)
