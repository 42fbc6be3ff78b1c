"""What the API says of votes on amendments, and takes."""

from typing import Any

from rest_framework import serializers

from principles.api.amendment_serializers import AmendmentSerializer
from principles.api.serializers import ResultsSerializer
from principles.states import Choice

Serializer = serializers.Serializer[Any]


class OwnAmendmentVoteSerializer(Serializer):
    choice = serializers.CharField()
    reason = serializers.CharField()
    is_current = serializers.BooleanField()


class EvaluatedGroupSerializer(Serializer):
    """No numbers where the votes of the group are withheld."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    in_favour = serializers.IntegerField(allow_null=True)
    counted = serializers.IntegerField(allow_null=True)
    percent = serializers.IntegerField(allow_null=True)
    why = serializers.CharField()
    withheld = serializers.BooleanField()


class EvaluationSerializer(Serializer):
    """`sentence` and `groups` are empty as long as results are hidden."""

    outcome = serializers.CharField(help_text="passed, not_passed, not_evaluable or pending")
    sentence = serializers.CharField()
    groups = EvaluatedGroupSerializer(many=True)
    at = serializers.DateTimeField()


class BallotSerializer(Serializer):
    """`excludes` and `before` are numbers of amendments; `before` are closed first."""

    amendment = AmendmentSerializer(source="card")
    place = serializers.IntegerField()
    measure = serializers.CharField()
    excludes = serializers.ListField(child=serializers.IntegerField())
    before = serializers.ListField(child=serializers.IntegerField())
    silence_until = serializers.DateTimeField(allow_null=True)
    own_vote = OwnAmendmentVoteSerializer(source="own", allow_null=True)
    results = ResultsSerializer(source="tally")
    evaluation = EvaluationSerializer(allow_null=True)


class DecidedSerializer(Serializer):
    amendment = AmendmentSerializer(source="card")
    results = ResultsSerializer(source="tally")
    evaluation = EvaluationSerializer(allow_null=True)


class VotingSerializer(Serializer):
    rule = serializers.CharField()
    order_reason = serializers.CharField()
    order_by = serializers.CharField()
    ballots = BallotSerializer(many=True)
    decided = DecidedSerializer(many=True)


class AmendmentVoteSerializer(Serializer):
    choice = serializers.ChoiceField(choices=Choice.choices)
    text_hash = serializers.CharField(max_length=64, help_text="Of the amendment.")
    reason = serializers.CharField(allow_blank=True, default="")


class OrderSerializer(Serializer):
    """`numbers` of amendments in their order; those not named follow."""

    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=1), allow_empty=False, max_length=1000
    )
    reason = serializers.CharField()
