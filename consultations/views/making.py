"""What a job makes: how far it is, and that it is stopped."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from consultations.models import Consultation
from consultations.permissions import may_run
from consultations.queries.making import Making


def progress_part(
    request: SignedInRequest, consultation: Consultation, making: Making | None, template: str
) -> HttpResponse:
    """The progress alone, asked for every two seconds while the job runs."""
    context = {
        "document": consultation.document,
        "making": making,
        "runs": bool(may_run(request.user, consultation)),
    }
    response = render(request, template, context)
    if making is None or not making.is_under_way:
        # Done: the page has changed too.
        response["HX-Refresh"] = "true"
    return response


def tell_of_stop(request: SignedInRequest, stopped: int) -> None:
    if stopped:
        messages.success(request, _("It is stopped. What was made until then stays."))
    else:
        messages.info(request, _("Nothing was being made any more."))
