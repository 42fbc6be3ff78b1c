"""What the API says and takes of summaries and their points."""

from typing import Any

from rest_framework import serializers

from consultations.actions.points import WORDING_LENGTH
from principles.text.wording import RATIONALE_LENGTH

Serializer = serializers.Serializer[Any]


class PointCitationSerializer(Serializer):
    """`words` are those of comment C-`number` as it is published now."""

    number = serializers.IntegerField()
    words = serializers.CharField()


class ChangeOfPointSerializer(Serializer):
    kind = serializers.CharField(source="kind_label")
    by = serializers.CharField()
    reason = serializers.CharField()
    before = serializers.CharField(help_text="The wording it had, where that changed.")
    changed_at = serializers.DateTimeField()


class ShownPointSerializer(Serializer):
    """`text` is verbatim from the first citation unless `is_reworded`."""

    number = serializers.IntegerField()
    side = serializers.CharField()
    text = serializers.CharField()
    is_reworded = serializers.BooleanField()
    voices = serializers.IntegerField()
    organisations = serializers.IntegerField()
    same_text = serializers.IntegerField()
    citations = PointCitationSerializer(many=True)
    changes = ChangeOfPointSerializer(many=True)


class PointSetAsideSerializer(Serializer):
    number = serializers.IntegerField()
    side = serializers.CharField()
    text = serializers.CharField()
    changes = ChangeOfPointSerializer(many=True)


class SummarySerializer(Serializer):
    """What a group says of a principle, or of the text as a whole (null)."""

    id = serializers.IntegerField(source="pk")
    principle_key = serializers.IntegerField(allow_null=True)
    group = serializers.CharField()
    points = ShownPointSerializer(many=True)
    set_aside = PointSetAsideSerializer(
        many=True, help_text="Dropped or merged by moderators; the changes say why."
    )
    comments = serializers.IntegerField()
    voices = serializers.IntegerField()
    coverage = serializers.FloatField(
        allow_null=True, help_text="The part of its comments, from 0 to 1, that a point carries."
    )
    on_version = serializers.IntegerField()
    out_of_date = serializers.BooleanField()
    status = serializers.CharField(help_text="machine, reviewed or published")
    engine = serializers.CharField()
    made_at = serializers.DateTimeField()


class FlagSerializer(Serializer):
    """The author of comment C-`number` objects to the point."""

    id = serializers.IntegerField(source="pk")
    number = serializers.IntegerField()
    note = serializers.CharField()
    flagged_at = serializers.DateTimeField()
    answer = serializers.CharField()
    settled_at = serializers.DateTimeField(allow_null=True)


class ReviewedPointSerializer(Serializer):
    number = serializers.IntegerField()
    side = serializers.CharField()
    text = serializers.CharField(help_text="Empty where no comment stands behind it now.")
    wording = serializers.CharField(help_text="A moderator's, else empty.")
    is_pinned = serializers.BooleanField()
    status = serializers.CharField(help_text="shown, dropped or merged")
    reason = serializers.CharField()
    merged_into = serializers.IntegerField(allow_null=True)
    theme = serializers.CharField()
    voices = serializers.IntegerField()
    organisations = serializers.IntegerField()
    citations = PointCitationSerializer(many=True)
    changes = ChangeOfPointSerializer(many=True)
    flags = FlagSerializer(many=True)


class SummaryReviewSerializer(Serializer):
    """`run` is to be sent with each act on it: it says what was read."""

    id = serializers.IntegerField(source="summary.pk")
    run = serializers.IntegerField()
    status = serializers.CharField(source="summary.status")
    out_of_date = serializers.BooleanField(source="summary.out_of_date")
    points = ReviewedPointSerializer(many=True)


class SummaryRunSerializer(Serializer):
    number = serializers.IntegerField()
    made_at = serializers.DateTimeField()
    engine = serializers.CharField()
    comments = serializers.IntegerField()
    points = serializers.IntegerField()
    changes = serializers.ListField(child=serializers.CharField())


class SummaryQuerySerializer(Serializer):
    principle = serializers.IntegerField(required=False, min_value=1)


class ProgressSerializer(Serializer):
    status = serializers.CharField()
    done = serializers.IntegerField()
    total = serializers.IntegerField()


class OnRunSerializer(Serializer):
    run = serializers.IntegerField(min_value=1)


def _reason(**options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=RATIONALE_LENGTH, **options)


class RewordSerializer(OnRunSerializer):
    """An empty wording shows the words of its first comment again."""

    wording = serializers.CharField(max_length=WORDING_LENGTH, allow_blank=True)
    reason = _reason(allow_blank=True, default="")


class WithReasonSerializer(OnRunSerializer):
    reason = _reason()


class MergeSerializer(WithReasonSerializer):
    into = serializers.IntegerField(min_value=1, help_text="The number of the other point.")


class SplitSerializer(WithReasonSerializer):
    comments = serializers.ListField(child=serializers.IntegerField(min_value=1), allow_empty=False)


class SettleSerializer(Serializer):
    answer = _reason()
    take_out_comment = serializers.BooleanField(default=False)


class ObjectionSerializer(Serializer):
    """`comment` is the number of one's own comment, which the point carries."""

    comment = serializers.IntegerField(min_value=1)
    note = _reason(allow_blank=True, default="")


class FlaggedSerializer(Serializer):
    """One's own objection, and the answer to it."""

    note = serializers.CharField()
    flagged_at = serializers.DateTimeField()
    answer = serializers.CharField()
    settled_at = serializers.DateTimeField(allow_null=True)
