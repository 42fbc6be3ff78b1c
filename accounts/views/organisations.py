"""Organisations: find, register, edit, join."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.memberships import join_organisation
from accounts.actions.organisations import edit_organisation, register_organisation
from accounts.countries import country_name
from accounts.forms import FindOrganisationForm, OrganisationForm, RoleForm
from accounts.http import SignedInRequest
from accounts.models import MembershipRole, Organisation
from accounts.permissions import may_edit_organisation, may_regroup_organisations
from accounts.queries.organisations import organisation_page, organisations, visible_organisation
from accounts.regions import Region
from accounts.verdicts import Refused, require
from accounts.views.crumbs import Crumb, crumbs_to

PAGE_SIZE = 50


@require_safe
@never_cache
@login_required
def organisation_list(request: SignedInRequest) -> HttpResponse:
    form = FindOrganisationForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {"search": "", "group": None}
    pages = Paginator(organisations(**wanted), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    query = request.GET.copy()
    return render(
        request,
        "accounts/organisation_list.html",
        {
            "form": form,
            "page": page,
            "is_filtered": any(wanted.values()),
            "previous_url": _page_url(query, page.previous_page_number())
            if page.has_previous()
            else "",
            "next_url": _page_url(query, page.next_page_number()) if page.has_next() else "",
            "crumbs": crumbs_to(_("Organisations")),
        },
        status=200 if form.is_valid() else 400,
    )


def _page_url(query: Any, number: int) -> str:
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@require_safe
@never_cache
@login_required
def organisation_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = visible_organisation(request.user, pk)
    return _detail(request, organisation, RoleForm())


def _detail(
    request: SignedInRequest, organisation: Organisation, form: RoleForm, status: int = 200
) -> HttpResponse:
    region = organisation.region
    return render(
        request,
        "accounts/organisation_detail.html",
        {
            "page": organisation_page(request.user, organisation),
            "country": country_name(organisation.country),
            "region": Region(region).label if region else "",
            "form": form,
            "crumbs": crumbs_to(organisation.name, _organisations()),
        },
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def organisation_register(request: SignedInRequest) -> HttpResponse:
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            organisation = register_organisation(by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("name", str(refused.message))
        else:
            messages.success(request, _("The organisation is registered, and you speak for it."))
            return redirect("accounts:organisation-detail", pk=organisation.pk)
    return render(
        request,
        "accounts/organisation_form.html",
        {"form": form, "crumbs": crumbs_to(_("Register an organisation"), _organisations())},
        status=400 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def organisation_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = visible_organisation(request.user, pk)
    require(may_edit_organisation(request.user, organisation))
    form = OrganisationForm(
        request.POST if request.method == "POST" else None,
        initial={
            name: getattr(organisation, name)
            for name in ("name", "group", "type", "country", "website", "register_number")
        },
        may_regroup=may_regroup_organisations(request.user).allowed,
    )
    if form.is_valid():
        try:
            edit_organisation(organisation=organisation, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("name", str(refused.message))
        else:
            messages.success(request, _("The organisation has been changed."))
            return redirect("accounts:organisation-detail", pk=organisation.pk)
    here = Crumb(organisation.name, reverse("accounts:organisation-detail", args=[pk]))
    return render(
        request,
        "accounts/organisation_form.html",
        {
            "form": form,
            "organisation": organisation,
            "crumbs": crumbs_to(_("Change"), _organisations(), here),
        },
        status=400 if form.errors else 200,
    )


@require_http_methods(["POST"])
@login_required
def organisation_join(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = visible_organisation(request.user, pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        role = MembershipRole(form.cleaned_data["role"])
        try:
            join_organisation(
                user=request.user, organisation=organisation, role=role, by=request.user
            )
        except Refused as refused:
            form.add_error("role", str(refused.message))
        else:
            messages.success(request, _("You have joined the organisation."))
            return redirect("accounts:organisation-detail", pk=pk)
    return _detail(request, organisation, form, status=400)


def _organisations() -> Crumb:
    return Crumb(_("Organisations"), reverse("accounts:organisation-list"))
