"""What the API says and takes of the agreement found."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from consultations.actions.designations import (
    MOST_OBJECTION_DAYS,
    OBJECTION_DAYS,
    RATIONALE_LENGTH,
)
from consultations.actions.minority_statements import REASON_LENGTH
from consultations.actions.objections import OBJECTION_LENGTH
from consultations.states import ConsensusLevel
from principles.markdown import BODY_LENGTH

Serializer = serializers.Serializer[Any]


class SpeakerSerializer(Serializer):
    name = serializers.CharField()
    group = serializers.CharField()
    organisation = serializers.CharField()


class BlockSerializer(Serializer):
    organisation = serializers.CharField()
    group = serializers.CharField(source="group_label")
    reason = serializers.CharField()


class GroupVoicesSerializer(Serializer):
    """Votes that are shown and take a side; `blocks` are among those `against`."""

    code = serializers.CharField()
    in_favour = serializers.IntegerField()
    against = serializers.IntegerField()
    blocks = serializers.IntegerField()


class EvidenceSerializer(Serializer):
    """`level` is the proposed one, "" where too little is shown to propose any. Shares are in whole
    percent, rounded down; `withheld` are groups whose individuals are not shown."""

    level = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())
    overall_percent = serializers.IntegerField(allow_null=True)
    minimum_percent = serializers.IntegerField(allow_null=True)
    geometric_mean_percent = serializers.IntegerField(allow_null=True)
    groups = GroupVoicesSerializer(many=True, source="counts")
    withheld = serializers.ListField(child=serializers.CharField())
    awaiting = serializers.IntegerField()
    blocks = BlockSerializer(many=True)


class ObjectionSerializer(Serializer):
    """`hash` is of the reason and the answer: whoever answers says what they read."""

    id = serializers.IntegerField(source="pk")
    by = SpeakerSerializer()
    reason = serializers.CharField()
    raised_at = serializers.DateTimeField()
    answer = serializers.CharField()
    answered_by = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)
    hash = serializers.CharField()


class DesignationSerializer(Serializer):
    """`evidence` is that of the decision; `is_open` to objections."""

    id = serializers.IntegerField(source="pk")
    level = serializers.CharField()
    rationale = serializers.CharField()
    evidence = EvidenceSerializer()
    version = serializers.IntegerField()
    words_changed = serializers.BooleanField()
    decided_by = serializers.CharField()
    decided_at = serializers.DateTimeField()
    objections_until = serializers.DateTimeField()
    is_open = serializers.BooleanField()
    replaced_at = serializers.DateTimeField(allow_null=True)
    objections = ObjectionSerializer(many=True)


class MinorityStatementSerializer(Serializer):
    """`html` is the body as it is shown, `hash` that of the body; all three are empty while a
    moderator hides it."""

    id = serializers.IntegerField(source="pk")
    by = SpeakerSerializer()
    body = serializers.CharField()
    html = serializers.CharField()
    hash = serializers.CharField()
    version = serializers.IntegerField()
    made_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    hidden_because = serializers.CharField()


class AgreementRowSerializer(Serializer):
    key = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    evidence = EvidenceSerializer(allow_null=True)
    designation = DesignationSerializer(allow_null=True)
    minority_statements = serializers.IntegerField()


class AgreementSerializer(Serializer):
    """`hidden` says why results are not shown; it is empty when they are."""

    hidden = serializers.CharField()
    principles = AgreementRowSerializer(many=True, source="rows")


class PrincipleAgreementSerializer(Serializer):
    key = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    hidden = serializers.CharField()
    evidence = EvidenceSerializer(allow_null=True)
    designation = DesignationSerializer(allow_null=True)
    earlier = DesignationSerializer(many=True)
    minority_statements = MinorityStatementSerializer(many=True)


class DesignateSerializer(Serializer):
    """`replaces` is the id of the designation that stands, null if there is none."""

    level = serializers.ChoiceField(choices=ConsensusLevel.choices)
    rationale = serializers.CharField(max_length=RATIONALE_LENGTH)
    objection_days = serializers.IntegerField(
        min_value=1, max_value=MOST_OBJECTION_DAYS, default=OBJECTION_DAYS
    )
    replaces = serializers.IntegerField(allow_null=True)


class ObjectSerializer(Serializer):
    """`designation` is the id of the one objected to."""

    designation = serializers.IntegerField()
    reason = serializers.CharField(
        max_length=OBJECTION_LENGTH,
        error_messages={"blank": _("Say why you object: it must be answered.")},
    )


class AnswerSerializer(Serializer):
    """`base_hash` is the hash of the objection as it was read."""

    answer = serializers.CharField(max_length=OBJECTION_LENGTH)
    base_hash = serializers.CharField(max_length=64)


class WriteMinorityStatementSerializer(Serializer):
    """`base_hash` is the hash of one's statement as it was read, "" where there is none."""

    body = serializers.CharField(max_length=BODY_LENGTH)
    base_hash = serializers.CharField(max_length=64, allow_blank=True)


class HideMinorityStatementSerializer(Serializer):
    reason = serializers.CharField(max_length=REASON_LENGTH)
