"""Comments on a principle: the list, posting, one thread, one comment's history."""

from collections.abc import Callable
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import Request, actor
from accounts.verdicts import Refused
from principles.actions.comments import post_comment
from principles.forms.comments import CommentForm
from principles.markdown import as_rendered
from principles.models import Comment, Document
from principles.queries.principles import Reading, reading_of, visible_principle
from principles.queries.tallies import groups_of
from principles.queries.threads import (
    BadCursor,
    CommentFilters,
    comment_page,
    count_published,
    one_comment,
    thread_page,
)
from principles.states import CommentStatus
from principles.views.access import document_view
from principles.views.crumbs import Crumb
from principles.views.principles import (
    comments_context,
    filter_form,
    principle_crumbs,
    principle_response,
    reading_for,
    text_context,
)
from principles.views.refusals import signed_in

# Where an answer of the actions stands in a form; the others stand above it.
_FIELDS = {
    "empty": "body",
    "too_long": "body",
    "unreadable": "body",
    "quote_not_found": "anchor_exact",
    "quote_ambiguous": "anchor_exact",
    "unknown_choice": "stance",
    "reason_required": "reason",
}


@require_http_methods(["GET", "HEAD", "POST"])
def comment_list(request: Request, slug: str, key: int) -> HttpResponseBase:
    """All comments; a POST adds one."""
    return (_post if request.method == "POST" else _list)(request, slug, key)


@document_view
def _list(request: Request, document: Document, key: int) -> HttpResponse:
    """Filtered, and in pages."""
    reading = reading_of(document, key)
    form = filter_form(groups_of(document), request.GET)
    filters = form.filters if form.is_valid() else CommentFilters()
    cursor = request.GET.get("after", "") if form.is_valid() else ""
    try:
        page = comment_page(reading.principle, filters, cursor)
    except BadCursor:
        raise Http404 from None
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    context = {
        **text_context(document, reading, page.threads),
        **comments_context(request, document, reading, page.threads),
        "page": page,
        "filter_form": form,
        "first_url": "?" + urlencode(chosen),
        "next_url": "?" + urlencode({**chosen, "after": page.next_cursor}),
        "crumbs": principle_crumbs(document, reading, Crumb(_("Comments"))),
    }
    status = 200 if form.is_valid() else 400
    return render(request, "principles/comment_list.html", context, status=status)


@require_safe
@document_view
def comment_detail(request: Request, document: Document, number: int) -> HttpResponse:
    """A comment in its thread: where links to it lead."""
    comment = comment_of(document, number)
    try:
        thread = thread_page(comment, request.GET.get("after", ""))
    except BadCursor:
        raise Http404 from None
    reading = place_of(comment)
    context = {
        **(text_context(document, reading, [thread.root]) if reading else {"document": document}),
        "reading": reading,
        **comments_context(request, document, reading, [thread.root]),
        "comment": comment,
        "thread": thread,
        "crumbs": principle_crumbs(document, reading, Crumb(str(comment))),
    }
    return render(request, "principles/comment_list_thread.html", context)


@require_safe
@document_view
def comment_history(request: Request, document: Document, number: int) -> HttpResponse:
    """What a comment said before its author edited it."""
    comment = comment_of(document, number)
    if comment.status != CommentStatus.PUBLISHED:
        raise Http404
    reading = place_of(comment)
    here = reverse("principles:comment-detail", args=[document.slug, number])
    context = {
        "document": document,
        "reading": reading,
        "comment": comment,
        "html": as_rendered(comment.html),
        "revisions": [
            {"html": as_rendered(each.html), "replaced_at": each.replaced_at}
            for each in comment.revisions.order_by("-pk")
        ],
        "crumbs": principle_crumbs(
            document, reading, Crumb(str(comment), here), Crumb(_("History"))
        ),
    }
    return render(request, "principles/comment_history.html", context)


def _post(request: Request, slug: str, key: int) -> HttpResponse:
    principle = visible_principle(actor(request), slug, key)
    document = principle.document
    user = signed_in(request)
    form = CommentForm(request.POST, auto_id="comment_%s")

    def post() -> Comment:
        return post_comment(
            principle=principle,
            body=form.cleaned_data["body"],
            stance=form.cleaned_data["stance"],
            type=form.cleaned_data["type"],
            quote=form.quote,
            by=user,
        )

    comment = answered(form, post)
    if request.htmx:
        return _part(request, reading_of(document, key), form, comment)
    if comment is None:
        reading = reading_for(user, document, key)
        return principle_response(request, document, reading, status=400, comment_form=form)
    messages.success(request, _("Your comment %(number)s is posted.") % {"number": comment})
    here = reverse("principles:principle-detail", args=[slug, key])
    return HttpResponseRedirect(f"{here}#c-{comment.number}")


def _part(
    request: Request, reading: Reading, form: CommentForm, comment: Comment | None
) -> HttpResponse:
    """The form again, with what was wrong in it; or empty, and the new comment."""
    document = reading.principle.document
    threads = [] if comment is None else [one_comment(comment)]
    context = {
        "document": document,
        "reading": reading,
        **comments_context(request, document, reading, threads),
        "comment_form": form if comment is None else CommentForm(auto_id="comment_%s"),
        "posted": comment,
        "total": count_published(reading.principle),
    }
    status = 400 if comment is None else 200
    return render(request, "principles/comment_form_new.html", context, status=status)


def comment_of(document: Document, number: int) -> Comment:
    comments = Comment.objects.select_related("principle")
    comment = get_object_or_404(comments, document=document, number=number)
    comment.document = document
    if comment.principle is not None:
        comment.principle.document = document
    return comment


def place_of(comment: Comment) -> Reading | None:
    """The principle it is on; None of a comment on the text as a whole."""
    principle = comment.principle
    return reading_of(comment.document, principle.key) if principle else None


def answered(form: forms.Form, act: Callable[[], Comment]) -> Comment | None:
    """What the action made of a valid form; None with the refusal put at its field."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Refused as refused:
        field = _FIELDS.get(refused.code)
        form.add_error(field if field in form.fields else None, str(refused.message))
        return None
