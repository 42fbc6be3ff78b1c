"""Votes on the amendments of a principle: their order, one's vote, opening and closing."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.asking import answers, given, signed_in
from accounts.http import actor
from principles.actions.amendment_votes import (
    cast_amendment_vote,
    close_amendment_vote,
    open_amendment_votes,
    reorder_votes,
)
from principles.api.amendment_vote_serializers import (
    AmendmentVoteSerializer,
    OrderSerializer,
    VotingSerializer,
)
from principles.api.base import DocumentApi, PrincipleApi
from principles.api.serializers import VoteCastSerializer
from principles.models import Document, Principle
from principles.queries.amendment_voting import voting_on
from principles.queries.amendments import amendment_of


def _shown(request: Request, principle: Principle) -> Response:
    """As it is after the act: fetched anew."""
    document = Document.objects.select_related("current_version").get(pk=principle.document_id)
    fresh = Principle(pk=principle.pk, document=document, key=principle.key)
    return Response(VotingSerializer(voting_on(fresh, actor(request))).data)


class VotingApi(PrincipleApi):
    @extend_schema(responses=answers(ok=VotingSerializer))
    def get(self, request: Request, slug: str, key: int) -> Response:  # noqa: ARG002
        """The amendments in voting order, results by group, and what the rule said."""
        return _shown(request, self.principle)


class OpenVotesApi(PrincipleApi):
    @extend_schema(request=None, responses=answers(ok=VotingSerializer))
    def post(self, request: Request, slug: str, key: int) -> Response:  # noqa: ARG002
        """A moderator puts the open ones to the vote; none is revised or withdrawn from then on."""
        open_amendment_votes(principle=self.principle, by=signed_in(request))
        return _shown(request, self.principle)


class OrderApi(PrincipleApi):
    @extend_schema(request=OrderSerializer, responses=answers(ok=VotingSerializer))
    def post(self, request: Request, slug: str, key: int) -> Response:  # noqa: ARG002
        """A moderator changes the order, with the reason."""
        reorder_votes(
            principle=self.principle, by=signed_in(request), **given(request, OrderSerializer)
        )
        return _shown(request, self.principle)


class AmendmentVoteApi(DocumentApi):
    @extend_schema(request=AmendmentVoteSerializer, responses=answers(ok=VoteCastSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """Cast or change your vote; 409 while it is not under vote."""
        user = signed_in(request)
        amendment = amendment_of(self.document, number, user)
        vote = cast_amendment_vote(
            amendment=amendment, by=user, **given(request, AmendmentVoteSerializer)
        )
        return Response(VoteCastSerializer(vote).data)


class CloseVoteApi(DocumentApi):
    @extend_schema(request=None, responses=answers(ok=VotingSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """A moderator has it counted by the rule; 409 where one that excludes it comes first."""
        user = signed_in(request)
        amendment = amendment_of(self.document, number, user)
        close_amendment_vote(amendment=amendment, by=user)
        return _shown(request, amendment.principle)
