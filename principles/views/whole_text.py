"""Comments on the text as a whole: the list, and posting."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import Request, actor
from principles.actions.comments import post_comment
from principles.forms.comments import WholeTextForm
from principles.models import Comment, Document
from principles.queries.outline import tone_of, visible_document
from principles.queries.tallies import groups_of
from principles.queries.threads import (
    BadCursor,
    CommentFilters,
    comment_page,
    count_published,
    one_comment,
)
from principles.views.access import document_view
from principles.views.comments import answered
from principles.views.principles import comments_context, filter_form, place_url, principle_crumbs
from principles.views.refusals import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def comment_list_whole(request: Request, slug: str) -> HttpResponseBase:
    """All comments on the text as a whole; a POST adds one."""
    return (_post if request.method == "POST" else _list)(request, slug)


@document_view
def _list(request: Request, document: Document) -> HttpResponse:
    form = filter_form(groups_of(document), request.GET, on_words=False)
    filters = form.filters if form.is_valid() else CommentFilters()
    cursor = request.GET.get("after", "") if form.is_valid() else ""
    status = 200 if form.is_valid() else 400
    return _page(request, document, filters, cursor, status=status, filter_form=form)


def _page(
    request: Request,
    document: Document,
    filters: CommentFilters,
    cursor: str = "",
    *,
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    try:
        page = comment_page(document, filters, cursor)
    except BadCursor:
        raise Http404 from None
    chosen = {name: value for name, value in request.GET.items() if value and name != "after"}
    context = {
        "document": document,
        "tone": tone_of(document),
        **comments_context(request, document, None, page.threads),
        "page": page,
        "total": page.total,
        "comment_form": _empty_form(),
        "first_url": "?" + urlencode(chosen),
        "next_url": "?" + urlencode({**chosen, "after": page.next_cursor}),
        "crumbs": principle_crumbs(document, None),
        **forms,
    }
    return render(request, "principles/comment_list_whole.html", context, status=status)


def _post(request: Request, slug: str) -> HttpResponse:
    document = visible_document(actor(request), slug)
    user = signed_in(request)
    form = WholeTextForm(request.POST, auto_id="comment_%s")

    def post() -> Comment:
        return post_comment(
            principle=None,
            document=document,
            body=form.cleaned_data["body"],
            stance=form.cleaned_data["stance"],
            type=form.cleaned_data["type"],
            by=user,
        )

    comment = answered(form, post)
    if request.htmx:
        return _part(request, document, form, comment)
    if comment is None:
        empty = filter_form(groups_of(document), on_words=False)
        return _page(
            request, document, CommentFilters(), status=400, comment_form=form, filter_form=empty
        )
    messages.success(request, _("Your comment %(number)s is posted.") % {"number": comment})
    return HttpResponseRedirect(f"{place_url(document, None)}#c-{comment.number}")


def _part(
    request: Request, document: Document, form: WholeTextForm, comment: Comment | None
) -> HttpResponse:
    """The form again, with what was wrong in it; or empty, and the new comment."""
    threads = [] if comment is None else [one_comment(comment)]
    context = {
        "document": document,
        **comments_context(request, document, None, threads),
        "comment_form": form if comment is None else _empty_form(),
        "posted": comment,
        "total": count_published(document),
    }
    status = 400 if comment is None else 200
    return render(request, "principles/comment_form_new.html", context, status=status)


def _empty_form() -> WholeTextForm:
    return WholeTextForm(auto_id="comment_%s")
