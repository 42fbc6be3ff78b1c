"""The end of mails a person may do without, from the link in each of them."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.actions.users import stop_mail
from accounts.http import Request
from accounts.mail import reader_of


# The mail program posts by itself (RFC 8058), without our page; the token is what lets it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mail_stop(request: Request, token: str) -> HttpResponse:
    if (reader := reader_of(token)) is None:
        raise Http404
    if request.method == "POST":
        stop_mail(user=reader)
    context = {"is_stopped": request.method == "POST"}
    return render(request, "accounts/mail_stop.html", context)
