"""What a consultation is about, who may read it, and its rules."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.verdicts import require
from consultations.actions.settings import change_settings
from consultations.forms.settings import SettingsForm, settings_of
from consultations.models import Consultation
from consultations.permissions import may_change_settings
from consultations.views.access import desk_view
from consultations.views.attempts import DONE, attempt, posted
from consultations.views.desk import desk_context


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def desk_settings(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    require(may_change_settings(request.user, consultation))
    form = SettingsForm(
        posted(request),
        consultation=consultation,
        initial=settings_of(consultation.document, consultation),
    )
    status = attempt(
        request,
        form,
        lambda: change_settings(consultation=consultation, by=request.user, **form.values()),
    )
    if status == DONE:
        messages.success(request, _("The settings are changed."))
        return redirect("consultations:desk", consultation.document.slug)
    context = {**desk_context(request, consultation, here="settings"), "form": form}
    return render(request, "consultations/desk_settings.html", context, status=status)
