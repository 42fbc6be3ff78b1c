"""What the process makes: summaries and reports."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.asking import answers, asked, given, signed_in
from accounts.http import actor
from consultations.actions.reports import make_report, publish_report
from consultations.actions.summaries import request_summaries, review_summary
from consultations.api.consultations import ConsultationApi
from consultations.api.serializers import (
    AmendmentListingQuerySerializer,
    AmendmentListingSerializer,
    ProgressSerializer,
    ReportSerializer,
    ReviewSerializer,
    SummaryQuerySerializer,
    SummarySerializer,
)
from consultations.permissions import may_see_desk
from consultations.queries.amendment_listing import AmendmentsInOrder
from consultations.queries.positions import (
    making_of_summaries,
    summaries_of_consultation,
    summary_shown,
)
from consultations.queries.report_page import published_report


class SummaryListApi(ConsultationApi):
    @extend_schema(
        parameters=[SummaryQuerySerializer], responses=answers(ok=SummarySerializer(many=True))
    )
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """What each group says of each principle."""
        query = asked(request, SummaryQuerySerializer)
        shown = summaries_of_consultation(self.consultation)
        if "principle" in query:
            shown = [each for each in shown if each.principle_key == query["principle"]]
        return Response(SummarySerializer(shown, many=True).data)

    @extend_schema(request=None, responses=answers(ok=ProgressSerializer))
    def post(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """Ask for those missing or out of date; a job makes them."""
        request_summaries(consultation=self.consultation, by=signed_in(request))
        return Response(ProgressSerializer(making_of_summaries(self.consultation)).data)


class SummaryProgressApi(ConsultationApi):
    @extend_schema(responses=answers(ok=ProgressSerializer))
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """How far the newest request is; for the team."""
        if not (seen := may_see_desk(actor(request), self.consultation)):
            raise PermissionDenied(str(seen.reason))
        making = making_of_summaries(self.consultation)
        if making is None:
            raise Http404
        return Response(ProgressSerializer(making).data)


class SummaryReviewApi(ConsultationApi):
    @extend_schema(request=ReviewSerializer, responses=answers(ok=SummarySerializer))
    def post(self, request: Request, slug: str, pk: int) -> Response:  # noqa: ARG002
        """A moderator approves it; 409 when it was made anew since `input_hash`."""
        summary = get_object_or_404(self.consultation.summaries, pk=pk)
        review_summary(summary=summary, by=signed_in(request), **given(request, ReviewSerializer))
        return Response(SummarySerializer(summary_shown(self.consultation, pk)).data)


class ReportApi(ConsultationApi):
    @extend_schema(responses=answers(ok=ReportSerializer))
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """The newest published report."""
        return Response(ReportSerializer(published_report(self.consultation)).data)

    @extend_schema(request=None, responses=answers(created=ReportSerializer))
    def post(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """Freeze what there is to report, as a draft."""
        report = make_report(consultation=self.consultation, by=signed_in(request))
        return Response(ReportSerializer(report).data, status=201)


class AmendmentListingApi(ConsultationApi):
    @extend_schema(
        parameters=[AmendmentListingQuerySerializer],
        responses=answers(ok=AmendmentListingSerializer),
    )
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """All amendments but drafts, by principle, in the order in which they are voted on."""
        key = asked(request, AmendmentListingQuerySerializer).get("principle")
        return Response(AmendmentsInOrder(self.consultation.document, key).as_json())


class PublishReportApi(ConsultationApi):
    @extend_schema(request=None, responses=answers(ok=ReportSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        report = get_object_or_404(self.consultation.reports, number=number)
        published = publish_report(report=report, by=signed_in(request))
        return Response(ReportSerializer(published).data)
