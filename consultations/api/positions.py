"""Where the groups stand, for programs: the same read model as the pages."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.asking import answers, asked
from consultations.api.consultations import ConsultationApi
from consultations.api.position_serializers import (
    GroupQuerySerializer,
    MatrixSerializer,
    PositionsSerializer,
    PrinciplePositionSerializer,
    ResidualQuerySerializer,
    ResidualSerializer,
)
from consultations.queries.matrix import matrix_of
from consultations.queries.positions import positions_of
from consultations.queries.residual import residual_page


class PositionsApi(ConsultationApi):
    @extend_schema(responses=answers(ok=PositionsSerializer), operation_id="positions_list")
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """Each group on each principle: votes, points with their comments, amendments."""
        return Response(PositionsSerializer(positions_of(self.consultation)).data)


class PrinciplePositionApi(ConsultationApi):
    """Without a key: the text as a whole."""

    @extend_schema(responses=answers(ok=PrinciplePositionSerializer))
    def get(self, request: Request, slug: str, key: int | None = None) -> Response:  # noqa: ARG002
        """The groups on one principle."""
        position = positions_of(self.consultation).on(key)
        if position is None:
            raise Http404
        return Response(PrinciplePositionSerializer(position).data)


class MatrixApi(ConsultationApi):
    @extend_schema(parameters=[GroupQuerySerializer], responses=answers(ok=MatrixSerializer))
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """Principle by group at a glance."""
        code = asked(request, GroupQuerySerializer)["group"]
        return Response(MatrixSerializer(matrix_of(positions_of(self.consultation), code)).data)


class ResidualApi(ConsultationApi):
    @extend_schema(parameters=[ResidualQuerySerializer], responses=answers(ok=ResidualSerializer))
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """The comments that no point carries, fifty at a time."""
        query = asked(request, ResidualQuerySerializer)
        positions = positions_of(self.consultation)
        page = residual_page(
            self.consultation, positions, after=query["after"], code=query["group"]
        )
        return Response(ResidualSerializer(page).data)
