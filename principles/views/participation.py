"""Taking up a voice."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import Request, actor
from accounts.models import Membership, User
from accounts.permissions import may_speak_for
from accounts.queries.groups import memberships_of
from accounts.verdicts import Refused, require
from principles.actions.participation import join
from principles.forms.participation import JoinForm
from principles.models import Document, standing_of
from principles.permissions import may_join
from principles.views.access import document_view
from principles.views.crumbs import Crumb, crumbs_of


@dataclass(frozen=True, slots=True)
class Excluded:
    """A membership that gives no voice here, and why."""

    membership: Membership
    reason: str | Promise


@require_http_methods(["GET", "HEAD", "POST"])
@document_view
def participation_join(request: Request, document: Document) -> HttpResponse:
    user = actor(request)
    if user is None:
        return redirect_to_login(request.get_full_path())
    require(may_join(user, document))
    usable, excluded = _memberships(user, document)
    form = JoinForm(
        request.POST if request.method == "POST" else None,
        memberships=usable,
        initial={"membership": _present(user, document, usable)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            join(document=document, membership=form.cleaned_data["membership"], by=user)
        except Refused as refused:
            form.add_error("membership", str(refused.message))
        else:
            messages.success(request, _("You can take part now."))
            return HttpResponseRedirect(_next(request, document))
    context = {
        "document": document,
        "form": form,
        "usable": usable,
        "excluded": excluded,
        "next": _next(request, document),
        "crumbs": crumbs_of(document, Crumb(_("For whom do you speak?"))),
    }
    return render(request, "principles/join.html", context, status=400 if form.errors else 200)


def _memberships(user: User, document: Document) -> tuple[list[Membership], list[Excluded]]:
    usable, excluded = [], []
    for membership in memberships_of(user):
        if not (verdict := may_speak_for(user, membership)):
            excluded.append(Excluded(membership, verdict.reason))
        elif document.verified_only and not membership.is_verified:
            excluded.append(Excluded(membership, _("Only verified members may take part here.")))
        else:
            usable.append(membership)
    return usable, excluded


def _present(user: User, document: Document, usable: list[Membership]) -> int | None:
    """The membership the person speaks through now, or the only one there is."""
    voice = standing_of(user, document).participation
    if voice is not None and voice.membership_id is not None:
        return voice.membership_id
    return usable[0].pk if len(usable) == 1 else None


def _next(request: HttpRequest, document: Document) -> str:
    """Where the person came from, if that is a path of this site; else the document."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    hosts = {request.get_host()}
    if url.startswith("/") and url_has_allowed_host_and_scheme(url, hosts, request.is_secure()):
        return url
    return reverse("principles:document-detail", args=[document.slug])
