"""How much agreement each principle found: read by all, decided by the chair, objected to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, actor
from accounts.verdicts import Conflict, Refused, require
from consultations.actions.designations import OBJECTION_DAYS, designate
from consultations.actions.objections import answer_objection, raise_objection, withdraw_objection
from consultations.forms.designations import (
    AnswerForm,
    DesignationForm,
    HideStatementForm,
    MinorityStatementForm,
    ObjectionForm,
    WordsForm,
)
from consultations.models import Consultation
from consultations.permissions import (
    may_answer_objection,
    may_designate,
    may_hide_minority_statement,
    may_object,
    may_see_desk,
    may_withdraw_objection,
    may_write_minority_statement,
)
from consultations.queries.designations import (
    ObjectionShown,
    PrincipleAgreement,
    agreement_page,
    designation_of,
    objection_of,
    principle_agreement,
)
from consultations.queries.overview import visible_consultation
from consultations.views.attempts import CONFLICT, WRONG
from consultations.views.crumbs import consultation_crumbs
from principles.models import Principle

# What an action says of the words themselves stands beside them.
OF_THE_WORDS = ("empty", "too_long", "unreadable")


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that came back wrong, and of which objection or statement."""

    form: WordsForm
    status: int
    pk: int = 0


# They change by the clock as well, when the time to object ends: no state of the document tells.
kept_by_nobody_else = cache_control(private=True, no_cache=True)


@require_safe
@kept_by_nobody_else
def agreement(request: HttpRequest, slug: str) -> HttpResponse:
    user = actor(request)
    consultation = visible_consultation(user, slug)
    context = {
        "consultation": consultation,
        "document": consultation.document,
        "page": agreement_page(consultation),
        "desk": bool(may_see_desk(user, consultation)),
        "crumbs": consultation_crumbs(consultation, {"label": _("Agreement found")}),
    }
    return render(request, "consultations/designation_list.html", context)


@require_safe
@kept_by_nobody_else
def agreement_detail(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    return agreement_response(request, visible_consultation(actor(request), slug), key)


def agreement_response(
    request: HttpRequest, consultation: Consultation, key: int, sent: Sent | None = None
) -> HttpResponse:
    """The page of one principle, with the form that was wrong as it was sent."""
    user, slug = actor(request), consultation.document.slug
    moderates = bool(may_hide_minority_statement(user, consultation))
    page = principle_agreement(consultation, key, user, moderates=moderates)
    listing = {
        "label": _("Agreement found"),
        "url": reverse("consultations:agreement", args=[slug]),
    }
    context = {
        "consultation": consultation,
        "document": consultation.document,
        "page": page,
        "designating": may_designate(user, consultation),
        "objecting": may_object(user, consultation),
        "answering": may_answer_objection(user, consultation),
        "stating": may_write_minority_statement(user, consultation),
        "moderates": moderates,
        "crumbs": consultation_crumbs(consultation, listing, {"label": page.title}),
        **_forms(page, sent),
    }
    status = sent.status if sent else 200
    return render(request, "consultations/designation_detail.html", context, status=status)


def _forms(page: PrincipleAgreement, sent: Sent | None) -> dict[str, Any]:
    standing, statement = page.designation, page.own_statement
    designation_form = DesignationForm(
        auto_id="designation_%s",
        initial={
            "level": page.evidence.level if page.evidence else "",
            "objection_days": OBJECTION_DAYS,
            "replaces": standing.pk if standing else None,
        },
    )
    objection_form = ObjectionForm(
        auto_id="objection_%s", initial={"designation": standing.pk if standing else None}
    )
    statement_form = MinorityStatementForm(
        auto_id="statement_%s",
        initial={
            "body": statement.body if statement else "",
            "base_hash": statement.hash if statement else "",
        },
    )

    def as_sent(form: WordsForm, pk: int = 0) -> WordsForm:
        """The one that came back, in its place; else the empty one."""
        if sent is None or type(sent.form) is not type(form) or sent.pk != pk:
            return form
        if sent.status == CONFLICT:
            # Now that what changed is on the page, the same words may be sent again.
            typed = {name: sent.form.data.get(name) for name in form.fields}
            now = {field.name: form.initial[field.name] for field in form.hidden_fields()}
            sent.form.data = typed | now
        return sent.form

    return {
        "form": sent.form if sent else None,
        "designation_form": as_sent(designation_form),
        "objection_form": as_sent(objection_form),
        "statement_form": as_sent(statement_form),
        "objections": [
            (each, as_sent(_answer_form(each), each.pk))
            for each in (standing.objections if standing else ())
        ],
        "statements": [
            (each, as_sent(HideStatementForm(auto_id=f"hide_{each.pk}_%s"), each.pk))
            for each in page.minority_statements
        ],
    }


def _answer_form(objection: ObjectionShown) -> AnswerForm:
    return AnswerForm(auto_id=f"answer_{objection.pk}_%s", initial={"base_hash": objection.hash})


def attempt_words(form: WordsForm, act: Callable[[], object]) -> int:
    """0 once done, else the status of the page that shows the form again."""
    if not form.is_valid():
        return WRONG
    try:
        act()
    except Refused as refused:
        form.add_error(form.words if refused.code in OF_THE_WORDS else None, str(refused.message))
        return CONFLICT if isinstance(refused, Conflict) else WRONG
    return 0


def to_principle(consultation: Consultation, key: int, part: str) -> HttpResponse:
    here = reverse("consultations:agreement-detail", args=[consultation.document.slug, key])
    return redirect(f"{here}#{part}")


def principle_at(consultation: Consultation, key: int) -> Principle:
    return get_object_or_404(consultation.document.principles, key=key)


@login_required
@require_POST
def designation_make(request: SignedInRequest, slug: str, key: int) -> HttpResponse:
    consultation = visible_consultation(request.user, slug)
    principle = principle_at(consultation, key)
    require(may_designate(request.user, consultation))
    form = DesignationForm(request.POST, auto_id="designation_%s")
    wrong = attempt_words(
        form, lambda: designate(principle=principle, by=request.user, **form.cleaned_data)
    )
    if wrong:
        sent = Sent(form, wrong)
        return agreement_response(request, consultation, key, sent)
    messages.success(request, _("It is decided, and can be objected to."))
    return to_principle(consultation, key, "decided")


@login_required
@require_POST
def objection_raise(request: SignedInRequest, slug: str, key: int) -> HttpResponse:
    consultation = visible_consultation(request.user, slug)
    principle_at(consultation, key)
    require(may_object(request.user, consultation))
    form = ObjectionForm(request.POST, auto_id="objection_%s")

    def act() -> None:
        raise_objection(
            designation=designation_of(consultation, key, form.cleaned_data["designation"]),
            reason=form.cleaned_data["reason"],
            by=request.user,
        )

    if wrong := attempt_words(form, act):
        sent = Sent(form, wrong)
        return agreement_response(request, consultation, key, sent)
    messages.success(request, _("Your objection is published."))
    return to_principle(consultation, key, "objections")


@login_required
@require_POST
def objection_withdraw(request: SignedInRequest, slug: str, key: int, pk: int) -> HttpResponse:
    consultation = visible_consultation(request.user, slug)
    objection = objection_of(consultation, key, pk)
    require(may_withdraw_objection(request.user, objection))
    withdraw_objection(objection=objection, by=request.user)
    messages.success(request, _("Your objection is taken back."))
    return to_principle(consultation, key, "objections")


@login_required
@require_POST
def objection_answer(request: SignedInRequest, slug: str, key: int, pk: int) -> HttpResponse:
    consultation = visible_consultation(request.user, slug)
    objection = objection_of(consultation, key, pk)
    require(may_answer_objection(request.user, consultation))
    form = AnswerForm(request.POST, auto_id=f"answer_{pk}_%s")
    wrong = attempt_words(
        form,
        lambda: answer_objection(objection=objection, by=request.user, **form.cleaned_data),
    )
    if wrong:
        sent = Sent(form, wrong, pk)
        return agreement_response(request, consultation, key, sent)
    messages.success(request, _("The answer is published."))
    return to_principle(consultation, key, "objections")
