"""Who wrote each word of a principle."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.asking import answers
from principles.api.base import PrincipleApi
from principles.api.serializers import Serializer
from principles.queries.authorship import authorship_of


class AuthoredRunSerializer(Serializer):
    """All runs joined are the text."""

    words = serializers.CharField(trim_whitespace=False)
    by = serializers.IntegerField(help_text="The number of one of `sources`.")


class AuthorSerializer(Serializer):
    """The first version, the moderators, or amendments that all say this."""

    number = serializers.IntegerField(help_text="0 for the first version.")
    kind = serializers.ChoiceField(choices=("first", "moderators", "amendment"))
    amendments = serializers.ListField(child=serializers.IntegerField(), source="numbers")
    words = serializers.IntegerField()
    share = serializers.FloatField(help_text="Of all words, from 0 to 1.")


class AuthorshipSerializer(Serializer):
    key = serializers.IntegerField()
    hash = serializers.CharField()
    title = AuthoredRunSerializer(many=True)
    body = AuthoredRunSerializer(many=True)
    sources = AuthorSerializer(many=True)


class AuthorshipApi(PrincipleApi):
    @extend_schema(responses=answers(ok=AuthorshipSerializer))
    def get(self, request: Request, slug: str, key: int) -> Response:  # noqa: ARG002
        """Who wrote each word of the principle as it is today."""
        found = authorship_of(self.document, key)
        runs = {
            name: [{"words": run.words, "by": found.source_of(run).number} for run in part]
            for name, part in (("title", found.title), ("body", found.body))
        }
        shown = {"key": key, "hash": self.reading.hash, "sources": found.sources, **runs}
        return Response(AuthorshipSerializer(shown).data)
