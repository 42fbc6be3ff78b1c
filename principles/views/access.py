"""The way into every page of a document."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language

from accounts.caching import kept
from accounts.http import Request, actor
from principles.models import Document
from principles.queries.freshness import etag_of
from principles.queries.outline import visible_document


def document_view[**P](
    view: Callable[Concatenate[Request, Document, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Give the view its document, by slug, if the person may see it; else Http404.

    What anonymous visitors read may be kept by any cache that asks each time whether it changed;
    all else is kept by nobody but the reader's own browser.
    """

    @wraps(view)
    def wrapper(request: Request, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        document = visible_document(actor(request), slug)
        if not _is_anonymous_read(request):
            response = view(request, document, *args, **kwargs)
            patch_cache_control(response, private=True, no_cache=True)
            return response
        etag = _etag(request, document)

        def page() -> HttpResponseBase:
            return view(request, document, *args, **kwargs)

        # Its stand-in for "not changed" is a 304, which needs no page.
        response = get_conditional_response(request, etag=etag) or _kept(request, etag, page)
        if response.status_code in (200, 304):
            response["ETag"] = etag
            patch_cache_control(response, public=True, no_cache=True)
            # The same address gives htmx a part of the page.
            patch_vary_headers(response, ("HX-Request",))
        return response

    return wrapper


def _is_anonymous_read(request: Request) -> bool:
    """No account, and no message waiting to be shown once."""
    return (
        request.method in {"GET", "HEAD"}
        and actor(request) is None
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
    )


def _kept(request: Request, etag: str, page: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The page as the last anonymous reader got it; of pages with a query there are too many."""
    if request.META["QUERY_STRING"]:
        return page()
    return kept(("page", request.path, etag), page, worth=_is_whole)


def _is_whole(response: HttpResponseBase) -> bool:
    """A page for anyone: one with a cookie is for somebody."""
    return response.status_code == 200 and not response.streaming and not response.cookies


def _etag(request: Request, document: Document) -> str:
    part = "-part" if request.htmx else ""
    return quote_etag(etag_of(document, get_language() or "") + part)
