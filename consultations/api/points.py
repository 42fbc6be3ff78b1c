"""Acts on one point of a summary, each as on the desk; and objections of authors."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.asking import answers, given, signed_in
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
from consultations.api.consultations import ConsultationApi
from consultations.api.point_serializers import (
    FlaggedSerializer,
    MergeSerializer,
    ObjectionSerializer,
    OnRunSerializer,
    RewordSerializer,
    SettleSerializer,
    SplitSerializer,
    SummaryReviewSerializer,
    WithReasonSerializer,
)
from consultations.api.summaries import DeskApi
from consultations.models import Point, PointFlag

REVIEWED = answers(ok=SummaryReviewSerializer)


class PointApi(DeskApi):
    """Of the point with this number in summary `pk`; the answer is the summary after the act, 409
    when it was made anew since `run`."""

    def point(self, pk: int, number: int) -> Point:
        return get_object_or_404(self.summary(pk).points.select_related("summary"), number=number)


class RewordPointApi(PointApi):
    @extend_schema(request=RewordSerializer, responses=REVIEWED)
    def post(self, request: Request, slug: str, pk: int, number: int) -> Response:  # noqa: ARG002
        body = given(request, RewordSerializer)
        reword_point(point=self.point(pk, number), by=signed_in(request), **body)
        return self.reviewed(pk)


class PinPointApi(PointApi):
    @extend_schema(request=OnRunSerializer, responses=REVIEWED)
    def post(self, request: Request, slug: str, pk: int, number: int) -> Response:  # noqa: ARG002
        """Keep its words in later runs."""
        body = given(request, OnRunSerializer)
        pin_point(point=self.point(pk, number), by=signed_in(request), **body)
        return self.reviewed(pk)


class UnpinPointApi(PointApi):
    @extend_schema(request=OnRunSerializer, responses=REVIEWED)
    def post(self, request: Request, slug: str, pk: int, number: int) -> Response:  # noqa: ARG002
        body = given(request, OnRunSerializer)
        unpin_point(point=self.point(pk, number), by=signed_in(request), **body)
        return self.reviewed(pk)


class DropPointApi(PointApi):
    @extend_schema(request=WithReasonSerializer, responses=REVIEWED)
    def post(self, request: Request, slug: str, pk: int, number: int) -> Response:  # noqa: ARG002
        body = given(request, WithReasonSerializer)
        drop_point(point=self.point(pk, number), by=signed_in(request), **body)
        return self.reviewed(pk)


class RestorePointApi(PointApi):
    @extend_schema(request=OnRunSerializer, responses=REVIEWED)
    def post(self, request: Request, slug: str, pk: int, number: int) -> Response:  # noqa: ARG002
        """Undo that it was dropped or merged."""
        body = given(request, OnRunSerializer)
        restore_point(point=self.point(pk, number), by=signed_in(request), **body)
        return self.reviewed(pk)


class MergePointApi(PointApi):
    @extend_schema(request=MergeSerializer, responses=REVIEWED)
    def post(self, request: Request, slug: str, pk: int, number: int) -> Response:  # noqa: ARG002
        body = given(request, MergeSerializer)
        into = self.point(pk, body.pop("into"))
        merge_points(point=self.point(pk, number), into=into, by=signed_in(request), **body)
        return self.reviewed(pk)


class SplitPointApi(PointApi):
    @extend_schema(request=SplitSerializer, responses=REVIEWED)
    def post(self, request: Request, slug: str, pk: int, number: int) -> Response:  # noqa: ARG002
        """Make another point of what some of its comments say."""
        body = given(request, SplitSerializer)
        split_point(point=self.point(pk, number), by=signed_in(request), **body)
        return self.reviewed(pk)


class FlagPointApi(ConsultationApi):
    @extend_schema(request=ObjectionSerializer, responses=answers(ok=FlaggedSerializer))
    def post(self, request: Request, slug: str, pk: int, number: int) -> Response:  # noqa: ARG002
        """ "This is not what I said": of who made a comment that the point carries, or speaks for
        the organisation that did."""
        user, body = signed_in(request), given(request, ObjectionSerializer)
        points = Point.objects.filter(summary__consultation=self.consultation, summary=pk)
        comments: Any = self.consultation.document.comments.select_related(
            "document", "participation"
        )
        flag = flag_point(
            comment=get_object_or_404(comments, number=body["comment"]),
            point=get_object_or_404(points, number=number),
            note=body["note"],
            by=user,
        )
        return Response(FlaggedSerializer(flag).data)


class SettleFlagApi(DeskApi):
    @extend_schema(request=SettleSerializer, responses=REVIEWED)
    def post(self, request: Request, slug: str, pk: int, flag: int) -> Response:  # noqa: ARG002
        """Answer the author, and take the comment out of the point if they are right."""
        flags = PointFlag.objects.filter(point__summary=self.summary(pk))
        body = given(request, SettleSerializer)
        settle_flag(
            flag=get_object_or_404(flags.select_related("point__summary"), pk=flag),
            by=signed_in(request),
            **body,
        )
        return self.reviewed(pk)
