"""Statements on the desk: seeded, let in or not, and which voices each still lacks."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.verdicts import Refused
from consultations.actions.making import request_opinion_groups, stop_opinion_groups
from consultations.actions.statements import admit_statement, refuse_statement, seed_statements
from consultations.forms.statements import DeskStatementsForm, RefuseStatementForm, SeedForm
from consultations.models import Consultation, Statement
from consultations.permissions import may_seed_statements
from consultations.queries.making import making_of_opinion_groups
from consultations.queries.moderation import full_comment
from consultations.queries.statement_desk import (
    refused_statements,
    waiting_statements,
    with_missing_voices,
)
from consultations.queries.statements import statement_page
from consultations.states import StatementStatus
from consultations.views.access import desk_view
from consultations.views.attempts import DONE, SHOWN, attempt, posted
from consultations.views.desk import desk_context
from consultations.views.making import progress_part, tell_of_stop


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def desk_statements(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    asked = _asked(request)
    form = SeedForm(
        posted(request),
        consultation=consultation,
        initial={"comment": asked["comment"] or None},
    )
    seeded: list[Statement] = []

    def seed() -> None:
        data = form.cleaned_data
        seeded.extend(
            seed_statements(
                consultation=consultation,
                texts=form.lines,
                principle=data["principle"],
                comment=data["comment"],
                by=request.user,
            )
        )

    status = attempt(request, form, seed)
    if status != DONE:
        return _page(request, consultation, form, status=status)
    count = len(seeded)
    messages.success(
        request,
        ngettext(
            "%(count)s statement is open for opinions.",
            "%(count)s statements are open for opinions.",
            count,
        )
        % {"count": count},
    )
    return redirect("consultations:desk-statements", consultation.document.slug)


@require_POST
@desk_view
def statement_admit(
    request: SignedInRequest, consultation: Consultation, number: int
) -> HttpResponse:
    statement = _statement(consultation, number)
    return _done(
        request,
        statement,
        lambda: admit_statement(statement=statement, by=request.user),
        _("Statement %(statement)s is open for opinions."),
    )


@require_POST
@desk_view
def statement_refuse(
    request: SignedInRequest, consultation: Consultation, number: int
) -> HttpResponse:
    statement = _statement(consultation, number)
    form = RefuseStatementForm(request.POST, auto_id=f"refuse_{number}_%s")

    def refuse() -> None:
        refuse_statement(statement=statement, by=request.user, reason=form.cleaned_data["reason"])

    status = attempt(request, form, refuse)
    if status != DONE:
        seed_form = SeedForm(consultation=consultation)
        return _page(request, consultation, seed_form, status=status, refused=(number, form))
    said = _("Statement %(statement)s is not let in.")
    messages.success(request, said % {"statement": statement})
    return redirect("consultations:desk-statements", consultation.document.slug)


@require_safe
@desk_view
def opinion_progress(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    making = making_of_opinion_groups(consultation)
    return progress_part(request, consultation, making, "consultations/opinion_progress.html")


@require_POST
@desk_view
def opinion_find(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    request_opinion_groups(consultation=consultation, by=request.user)
    messages.success(
        request, _("Groups of opinion are looked for, if enough people answered anew.")
    )
    return redirect("consultations:desk-statements", consultation.document.slug)


@require_POST
@desk_view
def opinion_stop(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    tell_of_stop(request, stop_opinion_groups(consultation=consultation, by=request.user))
    return redirect("consultations:desk-statements", consultation.document.slug)


def _statement(consultation: Consultation, number: int) -> Statement:
    statement = get_object_or_404(consultation.statements, number=number)
    statement.consultation = consultation
    return statement


def _done(
    request: SignedInRequest, statement: Statement, act: Callable[[], object], said: str
) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, said % {"statement": statement})
    return redirect("consultations:desk-statements", statement.consultation.document.slug)


def _asked(request: SignedInRequest) -> dict[str, Any]:
    form = DeskStatementsForm(request.GET)
    if not form.is_valid():
        raise Http404(_("There is no such page of statements."))
    return form.cleaned_data


def _page(
    request: SignedInRequest,
    consultation: Consultation,
    form: SeedForm,
    *,
    status: int = SHOWN,
    refused: tuple[int, RefuseStatementForm] | None = None,
) -> HttpResponse:
    asked = _asked(request)
    shows_refused = asked["status"] == StatementStatus.REFUSED
    page = (
        refused_statements(consultation, asked["after"])
        if shows_refused
        else statement_page(consultation, after=asked["after"])
    )
    wrong_number, wrong_form = refused or (0, None)

    def refuse_form(number: int) -> RefuseStatementForm:
        if wrong_form is not None and number == wrong_number:
            return wrong_form
        return RefuseStatementForm(auto_id=f"refuse_{number}_%s")

    opened = [] if shows_refused else with_missing_voices(consultation, page.cards)
    waiting = waiting_statements(consultation)
    context = {
        **desk_context(request, consultation, here="statements"),
        "seeds": bool(may_seed_statements(request.user, consultation)),
        "wrong": status != SHOWN,
        "form": form,
        "error_form": wrong_form or form,
        "source": full_comment(consultation, asked["comment"]) if asked["comment"] else None,
        "making": making_of_opinion_groups(consultation),
        "waiting": [(each, refuse_form(each.card.number)) for each in waiting],
        "shows_refused": shows_refused,
        "refused": page.cards if shows_refused else [],
        "open": [(each, refuse_form(each.card.number)) for each in opened],
        "older_url": _next_page(asked["status"], page.after),
    }
    return render(request, "consultations/desk_statements.html", context, status=status)


def _next_page(status: str, after: int | None) -> str:
    if not after:
        return ""
    return f"?status={status}&after={after}" if status else f"?after={after}"
