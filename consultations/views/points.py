"""One point on the desk: what may be done to it; and its authors' "this is not what I said"."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import Request, SignedInRequest, actor
from accounts.models import User
from accounts.verdicts import require
from consultations.actions.point_flags import flag_point, settle_flag
from consultations.actions.points import (
    drop_point,
    merge_points,
    pin_point,
    restore_point,
    reword_point,
    split_point,
    unpin_point,
)
from consultations.forms.points import (
    DropForm,
    FlagForm,
    MergeForm,
    RewordForm,
    RunForm,
    SettleForm,
    SplitForm,
)
from consultations.models import Consultation, Point, PointFlag
from consultations.permissions import may_flag
from consultations.queries.own_points import points_carrying
from consultations.queries.point_review import PointReviewed, SummaryReview
from consultations.views.access import consultation_view, desk_view
from consultations.views.attempts import DONE, SHOWN, attempt, posted
from consultations.views.crumbs import consultation_crumbs
from consultations.views.desk import desk_context
from consultations.views.summaries import review_or_404, review_title

type _Forms = dict[str, forms.Form]


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def point_detail(
    request: SignedInRequest, consultation: Consultation, pk: int, number: int
) -> HttpResponse:
    """All that may be done to a point; `act` says which of the forms was sent."""
    review = review_or_404(consultation, pk)
    point = _point_or_404(review, number)
    act = request.POST.get("act", "")
    offered, status = _forms_of(review, point, posted(request), act), SHOWN
    if request.method == "POST":
        if act not in offered:
            raise Http404
        status = attempt(
            request, offered[act], partial(_do, act, offered[act], request.user, pk, point.pk)
        )
        if status == DONE:
            messages.success(request, _("It is done, and everyone can read that it was."))
            slug = consultation.document.slug
            return redirect("consultations:point-detail", slug, pk, number)
        # It may have changed under the act; what was written stays in the form.
        review = review_or_404(consultation, pk)
        point = review.point(number) or point
    title = _("%(point)s: %(summary)s") % {"point": point.name, "summary": review_title(review)}
    context = {
        **desk_context(request, consultation, here="summaries", title=title),
        "review": review,
        "point": point,
        "summary": review.summary,
        "forms": offered,
        "flags": [(flag, offered.get(flag.act)) for flag in point.flags],
        "form": offered.get(act),
        "act": act,
    }
    return render(request, "consultations/point_detail.html", context, status=status)


def _point_or_404(review: SummaryReview, number: int) -> PointReviewed:
    if (point := review.point(number)) is None:
        raise Http404
    return point


def _forms_of(
    review: SummaryReview, point: PointReviewed, data: QueryDict | None, bound: str
) -> _Forms:
    """By act; that named `bound` has `data`. Those of flags are named after them."""

    def made(act: str, form: type[forms.Form], **options: Any) -> forms.Form:
        return form(data if act == bound else None, auto_id=f"{act}_%s", **options)

    offered: _Forms = {}
    if point.is_shown:
        start = {"wording": point.wording}
        offered["reword"] = made("reword", RewordForm, initial=start)
        pin = "unpin" if point.is_pinned else "pin"
        offered[pin] = made(pin, RunForm)
        if others := review.merges_with(point):
            offered["merge"] = made("merge", MergeForm, others=others)
        if len(point.citations) > 1:
            offered["split"] = made("split", SplitForm, point=point)
        offered["drop"] = made("drop", DropForm)
    else:
        offered["restore"] = made("restore", RunForm)
    for flag in point.flags:
        if flag.settled_at is None:
            offered[flag.act] = made(flag.act, SettleForm)
    return offered


def _do(act: str, form: forms.Form, by: User, summary: int, pk: int) -> None:
    points = Point.objects.select_related("summary").filter(summary=summary)
    point, data = get_object_or_404(points, pk=pk), form.cleaned_data
    run = data.get("run", 0)
    match act:
        case "reword":
            reword_point(
                point=point, wording=data["wording"], reason=data["reason"], run=run, by=by
            )
        case "pin":
            pin_point(point=point, run=run, by=by)
        case "unpin":
            unpin_point(point=point, run=run, by=by)
        case "drop":
            drop_point(point=point, reason=data["reason"], run=run, by=by)
        case "restore":
            restore_point(point=point, run=run, by=by)
        case "merge":
            into = get_object_or_404(points, number=data["into"])
            merge_points(point=point, into=into, reason=data["reason"], run=run, by=by)
        case "split":
            split_point(
                point=point, comments=data["comments"], reason=data["reason"], run=run, by=by
            )
        case _:
            flag = get_object_or_404(PointFlag, point=point, pk=int(act.removeprefix("settle-")))
            settle_flag(
                flag=flag,
                answer=data["answer"],
                take_out_comment=data["take_out_comment"],
                by=by,
            )


@require_http_methods(["GET", "HEAD", "POST"])
@consultation_view
def point_flag(request: Request, consultation: Consultation, number: int, pk: int) -> HttpResponse:
    """For those whose comment has this number, on a point that carries it; one that does so
    no more says nothing, and gives back what was written."""
    if (user := actor(request)) is None:
        return redirect_to_login(request.get_full_path())
    document = consultation.document
    comment = get_object_or_404(document.comments.select_related("participation"), number=number)
    comment.document = document
    require(may_flag(user, comment))
    point = get_object_or_404(Point, pk=pk, summary__consultation=consultation)
    carrying = next((each for each in points_carrying(comment) if each.point == pk), None)
    form = FlagForm(posted(request))
    if carrying is None and not form.is_bound:
        raise Http404

    def flag() -> None:
        flag_point(comment=comment, point=point, note=form.cleaned_data["note"], by=user)

    status = attempt(request, form, flag)
    if status == DONE:
        messages.success(request, _("Moderators will read it, and answer you here."))
        return redirect("principles:comment-detail", document.slug, number)
    title = _("This is not what I said")
    context = {
        "consultation": consultation,
        "document": document,
        "title": title,
        "crumbs": consultation_crumbs(consultation, {"label": title}),
        "comment": comment,
        "carrying": carrying,
        "form": form,
    }
    return render(request, "consultations/point_flag.html", context, status=status)
