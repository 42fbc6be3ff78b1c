"""A principle: its words, its results, and one's vote."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.asking import answers, given, signed_in
from accounts.http import actor
from principles.actions.votes import cast_vote
from principles.api.base import PrincipleApi
from principles.api.serializers import (
    OrganisationVoteSerializer,
    PrincipleSerializer,
    ResultsSerializer,
    VoteCastSerializer,
    VoteSerializer,
)
from principles.models import standing_of
from principles.queries.principles import reading_of
from principles.queries.tallies import organisation_votes, tally_by_group


class PrincipleDetailApi(PrincipleApi):
    @extend_schema(responses=answers(ok=PrincipleSerializer))
    def get(self, request: Request, slug: str, key: int) -> Response:  # noqa: ARG002
        """The words of today, with your vote on them."""
        voice = standing_of(actor(request), self.document).participation
        reading = reading_of(self.document, key, voice.holder if voice else None)
        return Response(PrincipleSerializer(reading).data)


class ResultsApi(PrincipleApi):
    @extend_schema(responses=answers(ok=ResultsSerializer))
    def get(self, request: Request, slug: str, key: int) -> Response:  # noqa: ARG002
        """By group, each against its own number; what is too small to show is not here."""
        return Response(ResultsSerializer(tally_by_group(self.principle, self.reading.hash)).data)


class VoteApi(PrincipleApi):
    @extend_schema(responses=answers(ok=OrganisationVoteSerializer(many=True)))
    def get(self, request: Request, slug: str, key: int) -> Response:  # noqa: ARG002
        """The votes of organisations; those of individuals are only ever counted."""
        votes = organisation_votes(self.principle, self.reading.hash)
        return Response(OrganisationVoteSerializer(votes, many=True).data)

    @extend_schema(request=VoteSerializer, responses=answers(ok=VoteCastSerializer))
    def post(self, request: Request, slug: str, key: int) -> Response:  # noqa: ARG002
        """Cast or change your vote; 409 when the words are no longer those of `text_hash`."""
        vote = cast_vote(
            principle=self.principle, by=signed_in(request), **given(request, VoteSerializer)
        )
        return Response(VoteCastSerializer(vote).data)
