"""What the process makes: reports, and amendments in their order."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.asking import answers, asked, signed_in
from consultations.actions.reports import make_report, publish_report
from consultations.api.consultations import ConsultationApi
from consultations.api.serializers import (
    AmendmentListingQuerySerializer,
    AmendmentListingSerializer,
    ReportSerializer,
)
from consultations.queries.amendment_listing import AmendmentsInOrder
from consultations.queries.report_page import published_report


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
