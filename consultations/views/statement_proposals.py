"""Statements in one's own words: proposed, and taken back while they wait."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import Request, actor
from accounts.verdicts import Refused
from consultations.actions.statements import Duplicate, propose_statement, withdraw_statement
from consultations.forms.statements import ProposeForm
from consultations.models import Consultation
from consultations.permissions import may_propose_statement
from consultations.states import StatementStatus
from consultations.views.access import consultation_view
from consultations.views.attempts import DONE, attempt, posted
from consultations.views.statements import opinions_context
from principles.views.refusals import refusal_of, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@consultation_view
def statement_propose(request: Request, consultation: Consultation) -> HttpResponse:
    """`?comment=12` takes it from that comment."""
    if (user := actor(request)) is None:
        return redirect_to_login(request.get_full_path())
    form = ProposeForm(
        posted(request),
        consultation=consultation,
        initial={"comment": request.GET.get("comment", "")},
    )
    existing: list[str] = []

    def propose() -> None:
        try:
            propose_statement(consultation=consultation, by=user, **form.cleaned_data)
        except Duplicate as duplicate:
            if duplicate.statement.status == StatementStatus.OPEN:
                existing.append(_address(consultation, duplicate.statement.number))
            raise

    status = attempt(request, form, propose)
    if status == DONE:
        messages.success(request, _("Your statement waits for a moderator to read it."))
        return redirect("consultations:opinion-list", consultation.document.slug)
    verdict = may_propose_statement(user, consultation)
    context = {
        **opinions_context(request, consultation, here=""),
        "form": form,
        "existing": existing[0] if existing else "",
        "refusal": refusal_of(verdict, consultation.document, request.path),
    }
    return render(request, "consultations/statement_propose.html", context, status=status)


@require_POST
@consultation_view
def statement_withdraw(request: Request, consultation: Consultation, number: int) -> HttpResponse:
    user = signed_in(request)
    # Those of others do not exist here, as they are not shown before they are let in.
    statement = get_object_or_404(consultation.statements, number=number, author=user)
    statement.consultation = consultation
    try:
        withdraw_statement(statement=statement, by=user)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(
            request, _("Statement %(statement)s is withdrawn.") % {"statement": statement}
        )
    return redirect("consultations:opinion-list", consultation.document.slug)


def _address(consultation: Consultation, number: int) -> str:
    return reverse("consultations:statement-detail", args=[consultation.document.slug, number])
