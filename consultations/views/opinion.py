"""Results of opinions: groups, what sets them apart and joins them, and every count."""

from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import Request, actor
from consultations.forms.opinion import StatementOrderForm
from consultations.models import Consultation
from consultations.permissions import may_run, may_see_desk
from consultations.queries.making import making_of_opinion_groups
from consultations.queries.opinion import opinion_of
from consultations.queries.opinion_page import opinion_page, statement_table
from consultations.queries.opinion_table import COLUMNS, opinion_rows
from consultations.states import StatementOrder
from consultations.views.access import consultation_view
from consultations.views.crumbs import consultation_crumbs
from consultations.writers.csv import csv_lines


@require_safe
@consultation_view
def opinion_results(request: Request, consultation: Consultation) -> HttpResponse:
    form = StatementOrderForm(request.GET)
    if not form.is_valid():
        raise BadRequest(_("There is no such order of statements."))
    found = opinion_of(consultation)
    context = {
        "consultation": consultation,
        "document": consultation.document,
        "opinions": found,
        "crumbs": consultation_crumbs(consultation, {"label": _("Groups of opinion")}),
    }
    if may_see_desk(actor(request), consultation):
        context |= {
            "sees_desk": True,
            "making": making_of_opinion_groups(consultation),
            "runs": bool(may_run(actor(request), consultation)),
        }
    if found.contents:
        order = StatementOrder(form.cleaned_data["order"] or StatementOrder.NUMBER)
        table = statement_table(
            found.contents,
            order,
            after=form.cleaned_data["after"],
            before=form.cleaned_data["before"],
        )
        if table is None:
            raise Http404(_("There is no such page of statements."))
        context |= {
            "page": opinion_page(found.contents),
            "table": table,
            "form": StatementOrderForm(initial={"order": order}),
            "newer_url": _page_url(order, "before", table.before),
            "older_url": _page_url(order, "after", table.after),
        }
    return render(request, "consultations/opinion_results.html", context)


def _page_url(order: StatementOrder, cursor: str, number: int | None) -> str:
    if number is None:
        return ""
    return f"?{urlencode({'order': order.value, cursor: number})}#statements"


@require_safe
@consultation_view
def opinion_csv(request: Request, consultation: Consultation) -> HttpResponse:  # noqa: ARG001
    found = opinion_of(consultation)
    if not found.contents:
        raise Http404(found.hidden or found.missing)
    name = f"{consultation.document.slug}-opinions.csv"
    return HttpResponse(
        csv_lines(COLUMNS, opinion_rows(found.contents)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
