"""Results of opinions, as the page shows them."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.asking import answers
from consultations.api.consultations import ConsultationApi
from consultations.api.serializers import OpinionResultsSerializer
from consultations.queries.opinion import opinion_of


class OpinionResultsApi(ConsultationApi):
    @extend_schema(responses=answers(ok=OpinionResultsSerializer))
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """Groups of opinion as the last analysis found them; 404 while there is nothing to show."""
        found = opinion_of(self.consultation)
        if not found.contents:
            raise Http404(found.hidden or found.missing)
        return Response(OpinionResultsSerializer(found.contents).data)
