"""What the API says and takes of amendments."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from principles.api.serializers import ListQuerySerializer, Serializer, SpanSerializer
from principles.states import (
    AMENDMENT_OUTCOMES,
    AmendmentKind,
    AmendmentStatus,
    ProposedOutcome,
)
from principles.text.operation_json import Malformed, operations_from_json
from principles.text.rebase import Applicability


class SponsorSerializer(Serializer):
    name = serializers.CharField()
    group = serializers.CharField()
    organisation = serializers.CharField()
    evidence = serializers.CharField()


class GroupSupportSerializer(Serializer):
    group = serializers.CharField()
    organisations = serializers.ListField(child=serializers.CharField())
    individuals = serializers.IntegerField()


class ChangesSerializer(Serializer):
    title = SpanSerializer(many=True)
    body = SpanSerializer(many=True)


class DecisionSerializer(Serializer):
    """`because` is the number of the adopted amendment it fell for or was taken into."""

    outcome = serializers.ChoiceField(choices=[each.value for each in AMENDMENT_OUTCOMES])
    sentence = serializers.CharField()
    because = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    version = serializers.IntegerField(allow_null=True)


class OperationsField(serializers.JSONField):
    """A list of operations: `mod` (principle, title, body), `add` (after, section, title, body),
    `sup` (principle), `move` (principle, after, section), `split` (principle, parts), `join`
    (principle, others, title, body). Principles go by their key, sections by their position."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            return operations_from_json(data)
        except Malformed as malformed:
            raise serializers.ValidationError(
                _("Operation %(index)s is malformed.") % {"index": malformed.index + 1}
            ) from malformed


class OperationShownSerializer(Serializer):
    code = serializers.CharField()
    code_label = serializers.CharField()
    heading = serializers.CharField()
    note = serializers.CharField()
    changes = ChangesSerializer()


class AmendmentSerializer(Serializer):
    number = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=AmendmentKind.choices)
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    status = serializers.ChoiceField(choices=AmendmentStatus.choices)
    principle_key = serializers.IntegerField()
    sponsor = SponsorSerializer()
    rationale = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField()
    text_hash = serializers.CharField()
    operations = OperationShownSerializer(many=True)
    base_version = serializers.IntegerField()
    applicability = serializers.ChoiceField(choices=[each.value for each in Applicability])
    fit = serializers.CharField()
    parent = serializers.IntegerField(allow_null=True)  # type: ignore[assignment]  # a field of this name
    cosponsors = SponsorSerializer(many=True)
    supporters = GroupSupportSerializer(many=True)
    backed = serializers.BooleanField()
    decision = DecisionSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    revised_at = serializers.DateTimeField(allow_null=True)


class AmendmentLineSerializer(Serializer):
    number = serializers.IntegerField()
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    status = serializers.CharField()


class SupportCountSerializer(Serializer):
    have = serializers.IntegerField()
    need = serializers.IntegerField()
    unit = serializers.CharField()
    sentence = serializers.CharField()


class ContestedSerializer(Serializer):
    heading = serializers.CharField()
    was = serializers.CharField()
    today = serializers.CharField()
    proposed = serializers.CharField()


class ConsentShownSerializer(Serializer):
    """`is_given` is null while the proposer of `parent` is asked."""

    parent = AmendmentLineSerializer()
    is_given = serializers.BooleanField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class CompromiseShownSerializer(Serializer):
    compromise = AmendmentLineSerializer()
    is_given = serializers.BooleanField(allow_null=True)


class ChildShownSerializer(AmendmentLineSerializer):
    number = serializers.IntegerField(source="line.number")
    kind = serializers.CharField(source="line.kind")
    label = serializers.CharField(source="line.label")
    status = serializers.CharField(source="line.status")
    text_hash = serializers.CharField()
    changes = ChangesSerializer()


class ProposedDecisionSerializer(Serializer):
    """`changes` are to the amendment, where it would be adopted with changes."""

    outcome = serializers.ChoiceField(choices=ProposedOutcome.choices)
    explanation = serializers.CharField()
    by = serializers.CharField()
    proposed_at = serializers.CharField(source="stamp")
    changes = ChangesSerializer(allow_null=True)
    operations = OperationShownSerializer(many=True)
    is_agreed = serializers.BooleanField(allow_null=True)
    answer = serializers.CharField()


class MoveSerializer(Serializer):
    at = serializers.DateTimeField()
    words = serializers.CharField()
    by = serializers.CharField()
    reason = serializers.CharField()


class AmendmentPageSerializer(AmendmentSerializer):
    """One amendment, with all its page shows."""

    support_count = SupportCountSerializer()
    contested = ContestedSerializer(many=True)
    consents = ConsentShownSerializer(many=True)
    compromises = CompromiseShownSerializer(many=True)
    amendments = ChildShownSerializer(many=True)
    proposed_decision = ProposedDecisionSerializer(allow_null=True)
    history = MoveSerializer(many=True)


class AmendmentListSerializer(Serializer):
    total = serializers.IntegerField()
    results = AmendmentSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class AmendmentQuerySerializer(ListQuerySerializer):
    status = serializers.ChoiceField(choices=AmendmentStatus.choices, required=False, default="")
    principle = serializers.IntegerField(required=False, min_value=1)


class ProposalSerializer(Serializer):
    """`base_hash` is the hash of the words of the principle it is filed under. Send `title` and
    `body` to word that principle anew, or `operations` for anything else; what changes other
    principles too names the version they were read in, `base_version`."""

    title = serializers.CharField(max_length=300, required=False)
    body = serializers.CharField(trim_whitespace=False, required=False)
    operations = OperationsField(required=False)
    rationale = serializers.CharField()
    label = serializers.CharField(max_length=120, allow_blank=True, default="")  # type: ignore[assignment]  # a field of this name
    base_hash = serializers.CharField(max_length=64)
    base_version = serializers.IntegerField(required=False, min_value=1, max_value=999_999_999)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("operations" in attrs) == ("title" in attrs and "body" in attrs):
            raise serializers.ValidationError(
                {"operations": _("Send either operations, or a title and a body.")}
            )
        return attrs


class NewProposalSerializer(ProposalSerializer):
    """A draft is read by its author alone, and needs no reasons yet. `parent` is the number of the
    amendment whose words it would change; a rival text replaces the whole principle."""

    rationale = serializers.CharField(allow_blank=True, default="")
    draft = serializers.BooleanField(default=False)
    kind = serializers.ChoiceField(
        choices=[AmendmentKind.ORDINARY.value, AmendmentKind.RIVAL.value],
        default=AmendmentKind.ORDINARY.value,
    )
    parent = serializers.IntegerField(  # type: ignore[assignment]  # a field of this name
        required=False, min_value=1, max_value=999_999_999
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        if not attrs["draft"] and not attrs["rationale"]:
            raise serializers.ValidationError({"rationale": _("Say why you propose this.")})
        return attrs


class CompromiseSerializer(ProposalSerializer):
    """`parents` are the numbers of the amendments it would replace."""

    parents = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=999_999_999),
        min_length=2,
        max_length=50,
    )


class WordingSerializer(Serializer):
    text_hash = serializers.CharField(max_length=64)


class AdoptionSerializer(WordingSerializer):
    """With `operations` it is adopted with changes."""

    base_hash = serializers.CharField(max_length=64)
    reason = serializers.CharField(allow_blank=True, default="")
    operations = OperationsField(required=False)


class RejectionSerializer(WordingSerializer):
    reason = serializers.CharField()


class ConsentSerializer(WordingSerializer):
    """`parent` is the number of the amendment answered for, `text_hash` the compromise's."""

    parent = serializers.IntegerField(min_value=1)  # type: ignore[assignment]  # a field of this name
    consents = serializers.BooleanField()


class DecisionProposalSerializer(WordingSerializer):
    """`operations` go with the outcome `modify` alone."""

    outcome = serializers.ChoiceField(choices=ProposedOutcome.choices)
    explanation = serializers.CharField()
    operations = OperationsField(required=False)


class DecisionAnswerSerializer(Serializer):
    """`proposed_at` is that of the proposed decision which was read."""

    agrees = serializers.BooleanField()
    answer = serializers.CharField(allow_blank=True, default="")
    proposed_at = serializers.CharField(max_length=40)
