"""The amendments of one principle: what excludes what, and what some would make together."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.asking import answers, asked, given, signed_in
from principles.actions.decisions import Seen, adopt_together
from principles.api.amendment_serializers import GroupSupportSerializer, SponsorSerializer
from principles.api.amendments import ProposeApi
from principles.api.base import PrincipleApi
from principles.api.serializers import ResultsSerializer, Serializer, VersionSerializer
from principles.queries.amendments import amendments_of_numbers
from principles.queries.merging import OpenAmendments, amendments_state
from principles.queries.what_if import results_of, what_if


class ProposedSerializer(Serializer):
    number = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    kind = serializers.CharField()
    status = serializers.CharField()
    sponsor = SponsorSerializer()
    supporters = GroupSupportSerializer(many=True)
    support = serializers.IntegerField()
    applicability = serializers.CharField()
    text_hash = serializers.CharField()


class PlaceSerializer(Serializer):
    kind = serializers.CharField()
    sentence = serializers.CharField()
    where = serializers.CharField()
    principle = serializers.IntegerField(allow_null=True)
    before = serializers.CharField()
    base = serializers.CharField()
    after = serializers.CharField()
    numbers = serializers.ListField(child=serializers.IntegerField())


class ReadingOfPlaceSerializer(Serializer):
    words = serializers.CharField()
    amendments = ProposedSerializer(many=True)
    more = serializers.IntegerField(help_text="How many more amendments say the same.")


class ContestSerializer(Serializer):
    place = PlaceSerializer()
    readings = ReadingOfPlaceSerializer(many=True)


class ComponentSerializer(Serializer):
    numbers = serializers.ListField(child=serializers.IntegerField())
    contests = ContestSerializer(many=True)
    alone = serializers.ListField(child=serializers.CharField())
    more = serializers.IntegerField(help_text="How many more readings there are.")


class MeetingSerializer(Serializer):
    numbers = serializers.ListField(child=serializers.IntegerField())
    kind = serializers.CharField()
    sentence = serializers.CharField()
    words = serializers.CharField()


class UnreadySerializer(Serializer):
    amendment = ProposedSerializer()
    why = serializers.CharField()


class MarkSerializer(Serializer):
    words = serializers.CharField()
    numbers = serializers.ListField(child=serializers.IntegerField())
    more = serializers.IntegerField()


class RunSerializer(Serializer):
    words = serializers.CharField()
    sources = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="The amendments the words are from; none: the text of today.",
    )


class SourcedSerializer(Serializer):
    kind = serializers.CharField()
    text = serializers.CharField()
    amendments = serializers.ListField(child=serializers.IntegerField())


class ResultSerializer(Serializer):
    key = serializers.IntegerField(allow_null=True)
    heading = serializers.CharField()
    state = serializers.ChoiceField(choices=["changed", "new", "deleted", "moved"])
    title = SourcedSerializer(many=True)
    body = SourcedSerializer(many=True)
    text = serializers.CharField()
    runs = RunSerializer(many=True)


class ConsequenceSerializer(Serializer):
    amendment = ProposedSerializer()
    because = serializers.IntegerField()
    is_taken_in = serializers.BooleanField()


class VoteUnderWaySerializer(Serializer):
    amendment = ProposedSerializer()
    tally = ResultsSerializer()
    sentence = serializers.CharField(
        help_text="What the rule says of the votes so far; empty where some are withheld."
    )


class WhatIfSerializer(Serializer):
    picked = serializers.ListField(child=serializers.IntegerField(), source="numbers")
    missing = serializers.ListField(child=serializers.IntegerField())
    unready = UnreadySerializer(many=True)
    collides = serializers.BooleanField()
    contests = ContestSerializer(many=True)
    alone = serializers.ListField(child=serializers.CharField())
    results = ResultSerializer(many=True)
    consequences = ConsequenceSerializer(many=True)
    votes = VoteUnderWaySerializer(many=True)
    rule = serializers.CharField()


class AmendmentsStateSerializer(Serializer):
    version = serializers.IntegerField()
    title = MarkSerializer(many=True)
    body = MarkSerializer(many=True)
    amendments = ProposedSerializer(many=True)
    components = ComponentSerializer(many=True)
    meetings = MeetingSerializer(many=True)
    unready = UnreadySerializer(many=True)
    compatible = serializers.ListField(child=serializers.IntegerField())
    merged = ResultSerializer(many=True, help_text="What the compatible ones make together.")
    what_if = WhatIfSerializer(allow_null=True, help_text="Of those picked, if any were.")


class PickSerializer(Serializer):
    pick = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=999_999_999),
        required=False,
        default=list,
        help_text="Numbers of amendments to try together; repeat it for each.",
    )


class SeenSerializer(Serializer):
    number = serializers.IntegerField(min_value=1, max_value=999_999_999)
    text_hash = serializers.CharField(max_length=64)


class TogetherSerializer(Serializer):
    version = serializers.IntegerField(help_text="The number of the version you saw.")
    amendments = SeenSerializer(many=True, allow_empty=False)
    reason = serializers.CharField(allow_blank=True, default="")


class PrincipleAmendmentsApi(ProposeApi):
    @extend_schema(
        parameters=[PickSerializer],
        responses=answers(ok=AmendmentsStateSerializer),
        operation_id="documents_principles_amendments_compare",
    )
    def get(self, request: Request, slug: str, key: int) -> Response:  # noqa: ARG002
        """All that is open on the principle, what excludes what, and the most that goes together;
        with `pick`, what these would make."""
        picks = asked(request, PickSerializer)["pick"]
        found = OpenAmendments(self.document, self.principle)
        state = amendments_state(found)
        body: dict[str, Any] = {name: getattr(state, name) for name in state.__slots__}
        body |= {
            "version": self.reading.version.number,
            "merged": results_of(found, state.compatible),
            "what_if": what_if(found, picks) if picks else None,
        }
        return Response(AmendmentsStateSerializer(body).data)


class AdoptTogetherApi(PrincipleApi):
    @extend_schema(request=TogetherSerializer, responses=answers(created=VersionSerializer))
    def post(self, request: Request, slug: str, key: int) -> Response:  # noqa: ARG002
        """A moderator makes them the text, in one version; 409 when the text or a wording changed
        since, or they exclude one another."""
        user = signed_in(request)
        sent = given(request, TogetherSerializer)
        hashes = {each["number"]: each["text_hash"] for each in sent["amendments"]}
        amendments = amendments_of_numbers(self.document, list(hashes), user)
        version = adopt_together(
            seen=[Seen(each, hashes[each.number]) for each in amendments],
            version=sent["version"],
            by=user,
            reason=sent["reason"],
        )
        return Response(VersionSerializer(version).data, status=201)
