"""What the API says of where the groups stand: the read model as pages show it."""

from typing import Any

from rest_framework import serializers

Serializer = serializers.Serializer[Any]
_GROUP = "Code of a group; all of them without."


class GroupQuerySerializer(Serializer):
    group = serializers.SlugField(required=False, default="", help_text=_GROUP)


class ResidualQuerySerializer(GroupQuerySerializer):
    after = serializers.IntegerField(required=False, default=0, min_value=0, max_value=2**31 - 1)


class CitedWordsSerializer(Serializer):
    """`words` are a slice of the comment as it is published now."""

    number = serializers.IntegerField()
    words = serializers.CharField()
    said_by = serializers.CharField()
    organisation = serializers.CharField()
    language = serializers.CharField()


class PositionPointSerializer(Serializer):
    """`text` is verbatim from the first citation unless `is_reworded` by a moderator; `voices` of
    the `of` people and organisations of the group that commented say it."""

    id = serializers.IntegerField(source="pk")
    number = serializers.IntegerField()
    side = serializers.CharField()
    text = serializers.CharField()
    is_reworded = serializers.BooleanField()
    voices = serializers.IntegerField()
    of = serializers.IntegerField()
    organisations = serializers.IntegerField()
    same_text = serializers.IntegerField()
    said_by = serializers.CharField(help_text="How many of the group say it, in words.")
    citations = CitedWordsSerializer(many=True)


class ShareSerializer(Serializer):
    """`low` and `high` bound the share (Wilson, 95 %); null where so few are only described."""

    n = serializers.IntegerField()
    of = serializers.IntegerField()
    share = serializers.FloatField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class VotesByChoiceSerializer(Serializer):
    code = serializers.CharField()
    count = serializers.IntegerField()


class GroupVoteSerializer(Serializer):
    """Without the individuals where they are fewer than five or of one mind
    (`individuals_withheld`)."""

    counts = VotesByChoiceSerializer(many=True)
    voted = serializers.IntegerField()
    joined = serializers.IntegerField()
    agreement = ShareSerializer(allow_null=True)
    leaning = serializers.CharField()
    individuals_withheld = serializers.BooleanField()


class SummaryStateSerializer(Serializer):
    """How what the group says was found, and how far to trust it."""

    status = serializers.CharField()
    out_of_date = serializers.BooleanField()
    on_version = serializers.IntegerField()
    comments = serializers.IntegerField()
    voices = serializers.IntegerField()
    engine = serializers.CharField()
    made_at = serializers.DateTimeField()


class ChangeAskedSerializer(Serializer):
    number = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    proposed_by = serializers.CharField()
    status = serializers.CharField()
    organisations = serializers.ListField(child=serializers.CharField())
    individuals = serializers.IntegerField()


class ReasonSerializer(Serializer):
    organisation = serializers.CharField()
    choice = serializers.CharField()
    reason = serializers.CharField()


class MinorityViewSerializer(Serializer):
    """`points` by id."""

    sentence = serializers.CharField()
    points = serializers.ListField(child=serializers.IntegerField(), source="point_ids")
    reasons = ReasonSerializer(many=True)


class SaidSerializer(Serializer):
    comments = serializers.IntegerField()
    voices = serializers.IntegerField()
    voices_for = serializers.IntegerField()
    voices_against = serializers.IntegerField()


class GroupPositionSerializer(Serializer):
    """`vote` is null while results are hidden, and on the text as a whole."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    leaning = serializers.CharField(allow_blank=True)
    is_silent = serializers.BooleanField()
    vote = GroupVoteSerializer(allow_null=True)
    said = SaidSerializer()
    summary = SummaryStateSerializer(allow_null=True)
    points = PositionPointSerializer(many=True)
    changes = ChangeAskedSerializer(many=True)
    minority = MinorityViewSerializer(allow_null=True)


class ThemeOfGroupSerializer(Serializer):
    code = serializers.CharField()
    voices = serializers.IntegerField()
    share = serializers.FloatField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    voices_for = serializers.IntegerField()
    voices_against = serializers.IntegerField()


class ThemeSerializer(Serializer):
    """`kind`: shared, contested, or distinctive (of one group); `points` by id."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    kind = serializers.CharField()
    principle_key = serializers.IntegerField(allow_null=True)
    groups = ThemeOfGroupSerializer(many=True)
    points = serializers.ListField(child=serializers.IntegerField(), source="point_ids")


class CarriedSerializer(Serializer):
    """`carried` of the `comments` stand behind a point; `code` of the group, "" for all."""

    code = serializers.CharField(allow_blank=True)
    carried = serializers.IntegerField()
    comments = serializers.IntegerField()
    share = serializers.FloatField()


class CoverageSerializer(Serializer):
    overall = CarriedSerializer()
    worst = CarriedSerializer(allow_null=True)
    residual = serializers.IntegerField()
    groups = CarriedSerializer(many=True)


class VotesAcrossSerializer(Serializer):
    """Of the groups with votes that are shown; `left_out` names those without."""

    overall = ShareSerializer(allow_null=True)
    least = ShareSerializer(allow_null=True)
    least_group = serializers.CharField(allow_blank=True)
    geometric_mean = serializers.FloatField(allow_null=True)
    left_out = serializers.ListField(child=serializers.CharField())


class PrinciplePositionSerializer(Serializer):
    """`key` is null for the text as a whole."""

    key = serializers.IntegerField(allow_null=True)
    number = serializers.CharField(allow_blank=True)
    title = serializers.CharField(allow_blank=True)
    votes = VotesAcrossSerializer(allow_null=True)
    groups = GroupPositionSerializer(many=True)
    themes = ThemeSerializer(many=True)
    coverage = CoverageSerializer(allow_null=True)
    engine = serializers.CharField(allow_blank=True)
    made_at = serializers.DateTimeField(allow_null=True)
    out_of_date = serializers.BooleanField()


class PositionGroupSerializer(Serializer):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    joined = serializers.IntegerField()


class PositionsSerializer(Serializer):
    """`votes_hidden` says why there are no votes yet; "" where they are shown."""

    title = serializers.CharField()
    version = serializers.IntegerField()
    votes_hidden = serializers.CharField(allow_blank=True)
    groups = PositionGroupSerializer(many=True)
    principles = PrinciplePositionSerializer(many=True)
    coverage = CoverageSerializer(allow_null=True)


class CellSerializer(Serializer):
    """`mark`: for, against, divided, spoke (took no side), few (votes not shown), silent."""

    group = serializers.CharField()
    mark = serializers.CharField()
    word = serializers.CharField()
    by_votes = serializers.BooleanField()
    in_favour = serializers.IntegerField()
    voted = serializers.IntegerField()
    points_for = serializers.IntegerField()
    points_against = serializers.IntegerField()
    comments = serializers.IntegerField()
    changes = serializers.IntegerField()
    minority = serializers.BooleanField()


class MatrixRowSerializer(Serializer):
    key = serializers.IntegerField(allow_null=True)
    number = serializers.CharField(allow_blank=True)
    title = serializers.CharField(allow_blank=True)
    cells = CellSerializer(many=True)


class MatrixSerializer(Serializer):
    caption = serializers.CharField()
    groups = PositionGroupSerializer(many=True)
    rows = MatrixRowSerializer(many=True)


class ResidualCommentSerializer(Serializer):
    number = serializers.IntegerField(source="node.number")
    principle_key = serializers.IntegerField(allow_null=True)
    author = serializers.CharField(source="node.author")
    group = serializers.CharField(source="node.group")
    organisation = serializers.CharField(source="node.organisation", allow_blank=True)
    stance = serializers.CharField(source="node.stance")
    html = serializers.CharField(source="node.html")
    language = serializers.CharField(source="node.language", allow_blank=True)


class ResidualSerializer(Serializer):
    """`after` is the number to go on from, 0 at the end."""

    total = serializers.IntegerField()
    after = serializers.IntegerField()
    comments = ResidualCommentSerializer(many=True)
