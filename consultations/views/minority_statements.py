"""Minority statements: written and taken back by those who disagree, hidden by moderators."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from accounts.verdicts import require
from consultations.actions.minority_statements import (
    hide_minority_statement,
    show_minority_statement,
    withdraw_minority_statement,
    write_minority_statement,
)
from consultations.forms.designations import HideStatementForm, MinorityStatementForm
from consultations.permissions import may_hide_minority_statement, may_write_minority_statement
from consultations.queries.designations import minority_statement_of
from consultations.queries.overview import visible_consultation
from consultations.views.designations import (
    Sent,
    agreement_response,
    attempt_words,
    principle_at,
    to_principle,
)


@login_required
@require_POST
def statement_write(request: SignedInRequest, slug: str, key: int) -> HttpResponse:
    consultation = visible_consultation(request.user, slug)
    principle = principle_at(consultation, key)
    require(may_write_minority_statement(request.user, consultation))
    form = MinorityStatementForm(request.POST, auto_id="statement_%s")
    wrong = attempt_words(
        form,
        lambda: write_minority_statement(principle=principle, by=request.user, **form.cleaned_data),
    )
    if wrong:
        sent = Sent(form, wrong)
        return agreement_response(request, consultation, key, sent)
    messages.success(request, _("Your minority statement is published."))
    return to_principle(consultation, key, "minority")


@login_required
@require_POST
def statement_withdraw(request: SignedInRequest, slug: str, key: int, pk: int) -> HttpResponse:
    consultation = visible_consultation(request.user, slug)
    statement = minority_statement_of(consultation, key, pk)
    withdraw_minority_statement(statement=statement, by=request.user)
    messages.success(request, _("Your minority statement is taken back."))
    return to_principle(consultation, key, "minority")


@login_required
@require_POST
def statement_hide(request: SignedInRequest, slug: str, key: int, pk: int) -> HttpResponse:
    consultation = visible_consultation(request.user, slug)
    statement = minority_statement_of(consultation, key, pk)
    require(may_hide_minority_statement(request.user, consultation))
    form = HideStatementForm(request.POST, auto_id=f"hide_{pk}_%s")
    wrong = attempt_words(
        form,
        lambda: hide_minority_statement(
            statement=statement, reason=form.cleaned_data["reason"], by=request.user
        ),
    )
    if wrong:
        sent = Sent(form, wrong, pk)
        return agreement_response(request, consultation, key, sent)
    messages.success(request, _("The minority statement is hidden."))
    return to_principle(consultation, key, "minority")


@login_required
@require_POST
def statement_show(request: SignedInRequest, slug: str, key: int, pk: int) -> HttpResponse:
    consultation = visible_consultation(request.user, slug)
    statement = minority_statement_of(consultation, key, pk)
    show_minority_statement(statement=statement, by=request.user)
    messages.success(request, _("The minority statement is shown again."))
    return to_principle(consultation, key, "minority")
