"""All comments of a document on the desk: filter, read, hide, show again."""

from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.verdicts import Refused
from consultations.forms.moderation import CommentLinesForm
from consultations.models import Consultation
from consultations.queries.moderation import comment_lines, full_comment
from consultations.views.access import desk_view
from consultations.views.attempts import DONE, SHOWN, attempt
from consultations.views.desk import desk_context
from principles.actions.comments import hide_comment, show_comment
from principles.forms.comments import HideForm
from principles.models import Comment


@require_safe
@desk_view
def desk_comments(request: SignedInRequest, consultation: Consultation) -> HttpResponse:
    return _page(request, consultation, HideForm())


@require_POST
@desk_view
def comment_hide(request: SignedInRequest, consultation: Consultation, number: int) -> HttpResponse:
    comment = get_object_or_404(consultation.document.comments, number=number)
    form = HideForm(request.POST)

    def hide() -> None:
        hide_comment(comment=comment, reason=form.cleaned_data["reason"], by=request.user)

    status = attempt(request, form, hide)
    if status != DONE:
        return _page(request, consultation, form, number, status)
    messages.success(request, _("Comment %(comment)s is hidden.") % {"comment": comment})
    return _back(request, consultation, comment)


@require_POST
@desk_view
def comment_show(request: SignedInRequest, consultation: Consultation, number: int) -> HttpResponse:
    comment = get_object_or_404(consultation.document.comments, number=number)
    try:
        show_comment(comment=comment, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("Comment %(comment)s is shown again.") % {"comment": comment})
    return _back(request, consultation, comment)


def _back(request: SignedInRequest, consultation: Consultation, comment: Comment) -> HttpResponse:
    """To the list as it was filtered, with the comment beside it."""
    here = reverse("consultations:desk-comments", args=[consultation.document.slug])
    query = request.GET.copy()
    query["comment"] = str(comment.number)
    return redirect(f"{here}?{query.urlencode()}#comment")


def _page(
    request: SignedInRequest,
    consultation: Consultation,
    hide_form: HideForm,
    number: int = 0,
    status: int = SHOWN,
) -> HttpResponse:
    form = CommentLinesForm(request.GET)
    if not form.is_valid():
        raise Http404(_("There is no such page of comments."))
    filters = form.filters()
    page = comment_lines(consultation, filters, before=form.cleaned_data["before"])
    selected = number or form.cleaned_data["comment"]
    query = request.GET.copy()
    query.pop("comment", None)
    older = query.copy()
    older["before"] = str(page.before)
    context = {
        **desk_context(request, consultation, here="comments"),
        "wrong": status != SHOWN,
        "form": CommentLinesForm(initial=asdict(filters)),
        "filtered": filters.narrows,
        "page": page,
        "query": query.urlencode(),
        "older_url": f"?{older.urlencode()}" if page.before else "",
        "newest_url": "?" if form.cleaned_data["before"] else "",
        "selected": full_comment(consultation, selected) if selected else None,
        "hide_form": hide_form,
    }
    return render(request, "consultations/desk_comments.html", context, status=status)
