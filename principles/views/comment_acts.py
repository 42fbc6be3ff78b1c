"""What may be done with one comment: answer, edit, withdraw; hide and show again."""

from collections.abc import Callable
from functools import wraps

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import Request, actor
from accounts.models import User
from accounts.verdicts import Verdict, require
from principles.actions.comments import (
    edit_comment,
    hide_comment,
    post_comment,
    show_comment,
    withdraw_comment,
)
from principles.forms.comments import EditForm, HideForm, ReplyForm
from principles.markdown import as_rendered
from principles.models import Comment, Document
from principles.permissions import (
    may_comment,
    may_edit_comment,
    may_moderate,
    may_withdraw_comment,
)
from principles.queries.threads import one_comment
from principles.states import CommentStatus
from principles.views.access import document_view
from principles.views.comments import answered, comment_of, place_of
from principles.views.crumbs import Crumb
from principles.views.principles import comments_context, principle_crumbs

type Act = Callable[[Request, User, Comment], HttpResponse]


def comment_act(
    may: Callable[[User, Comment], Verdict],
) -> Callable[[Act], Callable[[Request, str, int], HttpResponseBase]]:
    """A page that asks, by GET, and acts, by POST, for those who may."""

    def decorate(act: Act) -> Callable[[Request, str, int], HttpResponseBase]:
        @require_http_methods(["GET", "HEAD", "POST"])
        @document_view
        @wraps(act)
        def view(request: Request, document: Document, number: int) -> HttpResponse:
            if (user := actor(request)) is None:
                return redirect_to_login(request.get_full_path())
            comment = comment_of(document, number)
            require(may(user, comment))
            return act(request, user, comment)

        return view

    return decorate


@comment_act(lambda user, comment: may_comment(user, comment.document))
def comment_reply(request: Request, user: User, comment: Comment) -> HttpResponse:
    form = ReplyForm(_data(request), auto_id=f"reply_{comment.number}_%s")

    def post() -> Comment:
        return post_comment(
            principle=comment.principle,
            document=comment.document,
            body=form.cleaned_data["body"],
            stance=form.cleaned_data["stance"],
            parent=comment,
            by=user,
        )

    reply = answered(form, post) if form.is_bound else None
    if request.htmx:
        return _reply_part(request, comment, form, reply)
    if reply is not None:
        return _done(request, reply, _("Your reply %(number)s is posted."))
    return _ask(
        request,
        comment,
        form,
        title=_("Reply to comment %(number)s"),
        button=_("Post reply"),
    )


@comment_act(may_edit_comment)
def comment_edit(request: Request, user: User, comment: Comment) -> HttpResponse:
    form = EditForm(_data(request), initial={"body": comment.body}, auto_id="edit_%s")

    def edit() -> Comment:
        return edit_comment(comment=comment, body=form.cleaned_data["body"], by=user)

    if form.is_bound and (changed := answered(form, edit)) is not None:
        return _done(request, changed, _("Your comment %(number)s is changed."))
    return _ask(
        request,
        comment,
        form,
        title=_("Edit comment %(number)s"),
        words=_("What it says now stays readable in the comment's history."),
        button=_("Save changes"),
    )


@comment_act(may_withdraw_comment)
def comment_withdraw(request: Request, user: User, comment: Comment) -> HttpResponse:
    form = forms.Form(_data(request))

    def withdraw() -> Comment:
        return withdraw_comment(comment=comment, by=user)

    if form.is_bound and answered(form, withdraw) is not None:
        return _done(request, comment, _("Your comment %(number)s is withdrawn."))
    return _ask(
        request,
        comment,
        form,
        title=_("Withdraw comment %(number)s?"),
        words=_(
            "Its words are no longer shown anywhere; replies to it stay. This cannot be undone."
        ),
        button=_("Withdraw it"),
        tone="danger",
    )


@comment_act(lambda user, comment: may_moderate(user, comment.document))
def comment_hide(request: Request, user: User, comment: Comment) -> HttpResponse:
    form = HideForm(_data(request), auto_id="hide_%s")

    def hide() -> Comment:
        return hide_comment(comment=comment, reason=form.cleaned_data["reason"], by=user)

    if form.is_bound and answered(form, hide) is not None:
        return _done(request, comment, _("Comment %(number)s is hidden."))
    return _ask(
        request,
        comment,
        form,
        title=_("Hide comment %(number)s"),
        words=_("The record keeps that you hid it, and why."),
        button=_("Hide it"),
        tone="danger",
    )


@comment_act(lambda user, comment: may_moderate(user, comment.document))
def comment_show(request: Request, user: User, comment: Comment) -> HttpResponse:
    form = forms.Form(_data(request))

    def show() -> Comment:
        return show_comment(comment=comment, by=user)

    if form.is_bound and answered(form, show) is not None:
        return _done(request, comment, _("Comment %(number)s is shown again."))
    return _ask(
        request,
        comment,
        form,
        title=_("Show comment %(number)s again?"),
        button=_("Show it again"),
        # Moderators read again what they hid; what its author took back, nobody.
        hidden_html=as_rendered(comment.html) if comment.status == CommentStatus.HIDDEN else "",
    )


def _data(request: Request) -> dict[str, str] | None:
    return request.POST.dict() if request.method == "POST" else None


def _ask(
    request: Request, comment: Comment, form: forms.Form, *, title: str, button: str, **words: str
) -> HttpResponse:
    document = comment.document
    reading = place_of(comment)
    here = reverse("principles:comment-detail", args=[document.slug, comment.number])
    title %= {"number": comment}
    context = {
        "document": document,
        "reading": reading,
        "comment": comment,
        "form": form,
        "title": title,
        "button": button,
        "back": f"{here}#c-{comment.number}",
        "crumbs": principle_crumbs(document, reading, Crumb(str(comment), here), Crumb(title)),
        **comments_context(request, document, reading, [one_comment(comment)]),
        **words,
    }
    status = 400 if form.errors else 200
    return render(request, "principles/comment_form.html", context, status=status)


def _reply_part(
    request: Request, comment: Comment, form: ReplyForm, reply: Comment | None
) -> HttpResponse:
    """The form under a comment; or, once sent, the answer."""
    reading = place_of(comment)
    threads = [] if reply is None else [one_comment(reply)]
    context = {
        "document": comment.document,
        "reading": reading,
        "comment": comment,
        "form": form,
        "reply": reply,
        **comments_context(request, comment.document, reading, threads),
    }
    status = 400 if form.errors else 200
    return render(request, "principles/comment_form_reply.html", context, status=status)


def _done(request: Request, comment: Comment, said: str) -> HttpResponse:
    messages.success(request, said % {"number": comment})
    here = reverse("principles:comment-detail", args=[comment.document.slug, comment.number])
    return HttpResponseRedirect(f"{here}#c-{comment.number}")
