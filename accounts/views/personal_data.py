"""What the site holds on a person, for that person to take away."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.identity import identity_confirmed
from accounts.queries.personal_data import personal_data
from accounts.views.crumbs import crumbs_to


@require_safe
@never_cache
@login_required
@identity_confirmed
def data(request: SignedInRequest) -> HttpResponse:
    return render(
        request, "accounts/personal_data.html", {"crumbs": crumbs_to(_("Your personal data"))}
    )


@require_safe
@never_cache
@login_required
@identity_confirmed
def download(request: SignedInRequest) -> HttpResponse:
    return JsonResponse(
        personal_data(request.user),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": 'attachment; filename="polylogue-personal-data.json"'},
    )
