"""Summaries: read, asked for, stopped, reviewed, published."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.asking import answers, asked, given, signed_in
from accounts.http import actor
from consultations.actions.making import stop_summaries
from consultations.actions.summaries import (
    publish_summary,
    reopen_summary,
    request_summaries,
    review_summary,
)
from consultations.api.consultations import ConsultationApi
from consultations.api.point_serializers import (
    OnRunSerializer,
    ProgressSerializer,
    SummaryQuerySerializer,
    SummaryReviewSerializer,
    SummaryRunSerializer,
    SummarySerializer,
)
from consultations.models import Summary
from consultations.permissions import may_see_desk
from consultations.queries.making import making_of_summaries
from consultations.queries.point_review import summary_review
from consultations.queries.positions import summaries_of_consultation
from consultations.queries.runs import runs_of


class SummaryListApi(ConsultationApi):
    @extend_schema(
        parameters=[SummaryQuerySerializer], responses=answers(ok=SummarySerializer(many=True))
    )
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """What each group says of each principle."""
        query = asked(request, SummaryQuerySerializer)
        shown = summaries_of_consultation(self.consultation, query.get("principle"))
        return Response(SummarySerializer(shown, many=True).data)

    @extend_schema(request=None, responses=answers(ok=ProgressSerializer))
    def post(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """Ask for all to be made again; a job makes them."""
        request_summaries(consultation=self.consultation, by=signed_in(request))
        return Response(ProgressSerializer(making_of_summaries(self.consultation)).data)


class DeskApi(ConsultationApi):
    """Of the team: others who may see the consultation are refused."""

    def require_desk(self, request: Request) -> None:
        if not (seen := may_see_desk(actor(request), self.consultation)):
            raise PermissionDenied(str(seen.reason))

    def summary(self, pk: int) -> Summary:
        return get_object_or_404(self.consultation.summaries, pk=pk)

    def reviewed(self, pk: int) -> Response:
        """As it is after the act."""
        return Response(SummaryReviewSerializer(summary_review(self.consultation, pk)).data)


class SummaryProgressApi(DeskApi):
    @extend_schema(responses=answers(ok=ProgressSerializer))
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """How far the newest job is; for the team."""
        self.require_desk(request)
        return self._progress()

    @extend_schema(request=None, responses=answers(ok=ProgressSerializer))
    def delete(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """Stop it; what it made until then stays."""
        stop_summaries(consultation=self.consultation, by=signed_in(request))
        return self._progress()

    def _progress(self) -> Response:
        making = making_of_summaries(self.consultation)
        if making is None:
            raise Http404
        return Response(ProgressSerializer(making).data)


class SummaryReviewApi(DeskApi):
    @extend_schema(responses=answers(ok=SummaryReviewSerializer))
    def get(self, request: Request, slug: str, pk: int) -> Response:  # noqa: ARG002
        """All its points, the dropped and merged too; for the team."""
        self.require_desk(request)
        self.summary(pk)
        return self.reviewed(pk)

    @extend_schema(request=OnRunSerializer, responses=answers(ok=SummaryReviewSerializer))
    def post(self, request: Request, slug: str, pk: int) -> Response:  # noqa: ARG002
        """A moderator says that its points speak for the group; 409 when it was made anew since."""
        review_summary(
            summary=self.summary(pk), by=signed_in(request), **given(request, OnRunSerializer)
        )
        return self.reviewed(pk)


class SummaryPublishApi(DeskApi):
    @extend_schema(request=OnRunSerializer, responses=answers(ok=SummaryReviewSerializer))
    def post(self, request: Request, slug: str, pk: int) -> Response:  # noqa: ARG002
        """Keep it as it is from now on."""
        publish_summary(
            summary=self.summary(pk), by=signed_in(request), **given(request, OnRunSerializer)
        )
        return self.reviewed(pk)


class SummaryReopenApi(DeskApi):
    @extend_schema(request=OnRunSerializer, responses=answers(ok=SummaryReviewSerializer))
    def post(self, request: Request, slug: str, pk: int) -> Response:  # noqa: ARG002
        """Take one step back: from published to reviewed, from reviewed to machine-made."""
        reopen_summary(
            summary=self.summary(pk), by=signed_in(request), **given(request, OnRunSerializer)
        )
        return self.reviewed(pk)


class SummaryRunsApi(DeskApi):
    @extend_schema(responses=answers(ok=SummaryRunSerializer(many=True)))
    def get(self, request: Request, slug: str, pk: int) -> Response:  # noqa: ARG002
        """What each run of the job changed, the newest first; for the team."""
        self.require_desk(request)
        return Response(SummaryRunSerializer(runs_of(self.summary(pk)), many=True).data)
