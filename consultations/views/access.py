"""The ways into pages of a consultation: as whoever may read it, and as its team."""

from collections.abc import Callable
from functools import update_wrapper, wraps
from typing import Concatenate

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from accounts.http import Request, SignedInRequest, actor
from accounts.verdicts import require
from consultations.models import Consultation
from consultations.permissions import may_see_desk
from consultations.queries.overview import visible_consultation
from principles.models import Document
from principles.views.access import document_view


def consultation_view[**P](
    view: Callable[Concatenate[Request, Consultation, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Give the view the consultation at this address, if the person may see it; else Http404.

    It may be cached as pages of its document are: all that it shows is an act on the document.
    """

    def wrapper(
        request: Request, document: Document, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        consultation = Consultation.objects.filter(document=document).first()
        if consultation is None:
            raise Http404
        consultation.document = document
        return view(request, consultation, *args, **kwargs)

    update_wrapper(wrapper, view)
    return document_view(wrapper)


def desk_view[**P](
    view: Callable[Concatenate[SignedInRequest, Consultation, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """The same for pages of its team: others who may read it are told why not (403), whoever has
    not signed in is asked to, whether or not there is such a consultation."""

    @wraps(view)
    @never_cache
    def wrapper(
        request: SignedInRequest, slug: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        user = actor(request)
        if user is None:
            return redirect_to_login(request.get_full_path())
        consultation = visible_consultation(user, slug)
        require(may_see_desk(user, consultation))
        return view(request, consultation, *args, **kwargs)

    return wrapper
