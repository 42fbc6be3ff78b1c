"""What the API says and takes of consultations."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from principles.rules import CUSTOM, PRESETS, BadRules, RuleSet
from principles.states import ResultsShown, Stage, SupportUnit, Visibility

Serializer = serializers.Serializer[Any]
WINDOW_STAGES = [(s.value, s.label) for s in (Stage.COMMENT, Stage.AMEND, Stage.VOTE)]


class ListQuerySerializer(Serializer):
    state = serializers.ChoiceField(
        choices=["open", "upcoming", "closed", "concluded"], required=False, default=""
    )
    search = serializers.CharField(max_length=100, required=False, default="")
    cursor = serializers.IntegerField(required=False, min_value=1)


class ListedSerializer(Serializer):
    slug = serializers.SlugField()
    title = serializers.CharField()
    summary = serializers.CharField()
    stage = serializers.CharField()
    opens_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)
    concluded_at = serializers.DateTimeField(allow_null=True)
    groups_taking_part = serializers.IntegerField()
    comments = serializers.IntegerField()
    voters = serializers.IntegerField()


class ConsultationListSerializer(Serializer):
    results = ListedSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class WindowSerializer(Serializer):
    id = serializers.IntegerField(read_only=True)
    stage = serializers.ChoiceField(choices=WINDOW_STAGES)
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    opened_at = serializers.DateTimeField(read_only=True, allow_null=True)
    closed_at = serializers.DateTimeField(read_only=True, allow_null=True)


class TurnoutSerializer(Serializer):
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    individuals = serializers.IntegerField()
    organisations = serializers.IntegerField()
    comments = serializers.IntegerField()
    voted = serializers.IntegerField()


class ConsultationSerializer(Serializer):
    slug = serializers.SlugField()
    title = serializers.CharField()
    summary = serializers.CharField()
    brief = serializers.CharField()
    timezone = serializers.CharField()
    stage = serializers.CharField()
    closes_at = serializers.DateTimeField(allow_null=True)
    announced_at = serializers.DateTimeField(allow_null=True)
    decision_rule = serializers.JSONField(help_text="What decides on amendments.")
    decision_rule_sentence = serializers.CharField()
    support_needed = serializers.IntegerField()
    support_unit = serializers.CharField()
    screens_amendments = serializers.BooleanField()
    windows = WindowSerializer(many=True)
    turnout = TurnoutSerializer(many=True)


class DecisionRuleField(serializers.JSONField):
    """`{"preset": "silence"}` for a rule known by name (simple_majority, two_thirds_each_group,
    rough_consensus, silence); else the fields of a rule of its own: threshold ("2/3"), strict,
    scope (overall, groups, both), groups_needed, veto_groups (codes, or "*"), abstentions_count,
    blocks_stop, quorum_votes, quorum_members, silence_hours; what is left out is as in the simple
    majority."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            raise serializers.ValidationError(_("This is not a rule."))
        if data.keys() == {"preset"} and data["preset"] in PRESETS:
            return PRESETS[data["preset"]]
        usual = PRESETS["simple_majority"].as_json()
        try:
            return RuleSet.from_json({**usual, "preset": CUSTOM, **data})
        except BadRules as bad:
            raise serializers.ValidationError(
                _("The rule cannot be: %(field)s.") % {"field": bad.field}, code=bad.code
            ) from bad

    def to_representation(self, value: Any) -> Any:
        return value.as_json()


class NewConsultationSerializer(Serializer):
    document = serializers.SlugField()
    summary = serializers.CharField(max_length=300)
    brief = serializers.CharField(allow_blank=True, default="")
    timezone = serializers.CharField(max_length=64, default="UTC")
    visibility = serializers.ChoiceField(choices=Visibility.choices, required=False)
    allows_block = serializers.BooleanField(default=True)
    early_voting = serializers.BooleanField(default=False)
    results_shown = serializers.ChoiceField(
        choices=ResultsShown.choices, default=ResultsShown.LIVE.value
    )
    verified_only = serializers.BooleanField(default=False)
    decision_rule = DecisionRuleField(required=False)
    support_needed = serializers.IntegerField(min_value=0, max_value=1000, default=0)
    support_unit = serializers.ChoiceField(
        choices=SupportUnit.choices, default=SupportUnit.PEOPLE.value
    )
    screens_amendments = serializers.BooleanField(default=False)
    windows = WindowSerializer(many=True, default=list)


class TimetableSerializer(Serializer):
    windows = WindowSerializer(many=True)
    reason = serializers.CharField(allow_blank=True, default="")


class MoveSerializer(Serializer):
    to = serializers.ChoiceField(
        choices=[*WINDOW_STAGES, *((s.value, s.label) for s in (Stage.PAUSED, Stage.CLOSED))]
    )
    reason = serializers.CharField()
    closes_at = serializers.DateTimeField(required=False)


class ExtensionSerializer(Serializer):
    closes_at = serializers.DateTimeField()
    reason = serializers.CharField()


class EndSerializer(Serializer):
    reason = serializers.CharField(allow_blank=True, default="")


class AmendmentListingQuerySerializer(Serializer):
    principle = serializers.IntegerField(required=False, min_value=1)


class ListedAmendmentSerializer(Serializer):
    """`place` is that in the voting order, null where nothing is to be voted on any more;
    `share_changed` of the words, from 0 to 1; `collides_with` are numbers of amendments."""

    number = serializers.IntegerField()
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    status = serializers.CharField()
    place = serializers.IntegerField(allow_null=True)
    share_changed = serializers.FloatField(allow_null=True)
    measure = serializers.CharField()
    collides_with = serializers.ListField(child=serializers.IntegerField())
    base_version = serializers.IntegerField()
    operations = serializers.ListField(child=serializers.DictField())
    rationale = serializers.CharField()
    sponsor = serializers.DictField()
    support = serializers.ListField(child=serializers.DictField())
    proposed_decision = serializers.DictField(allow_null=True)
    decision = serializers.DictField(allow_null=True)
    evaluation = serializers.CharField(help_text="What the rule said of the last vote.")
    created_at = serializers.DateTimeField()


class ListedPrincipleSerializer(Serializer):
    key = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField()
    is_gone = serializers.BooleanField()
    voting_order = serializers.DictField(help_text="Why, and by whom, where a chair gave it.")
    amendments = ListedAmendmentSerializer(many=True)


class AmendmentListingSerializer(Serializer):
    """`format` changes when the shape does."""

    format = serializers.CharField()
    document = serializers.DictField()
    version = serializers.DictField()
    as_of = serializers.DateTimeField()
    principles = ListedPrincipleSerializer(many=True)


class ReportSerializer(Serializer):
    """`contents` are frozen; people stand in them by number."""

    number = serializers.IntegerField()
    hash = serializers.CharField()
    status = serializers.CharField()
    published_at = serializers.DateTimeField(allow_null=True)
    contents = serializers.JSONField()


class OpinionGroupSerializer(Serializer):
    """`representative`: what sets it apart; `share` of `n` who answered, inside and outside."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    size = serializers.IntegerField()
    is_uniform = serializers.BooleanField()
    left_out = serializers.IntegerField()
    representative = serializers.ListField(child=serializers.DictField())


class OpinionStatementSerializer(Serializer):
    """Counts are [agree, pass, disagree], null where withheld; `groups` in the order of the
    groups, `stakeholders` by code, "" being those who stated none."""

    number = serializers.IntegerField()
    text = serializers.CharField()
    language = serializers.CharField()
    total = serializers.ListField(child=serializers.IntegerField(), allow_null=True)
    groups = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), allow_null=True)
    )
    ungrouped = serializers.ListField(child=serializers.IntegerField(), allow_null=True)
    stakeholders = serializers.DictField(
        child=serializers.ListField(child=serializers.IntegerField(), allow_null=True)
    )
    group_aware = serializers.DictField(child=serializers.FloatField(), allow_null=True)


class OpinionResultsSerializer(Serializer):
    """Empty groups where there are no clear ones. A mark of the map is [column, row, stakeholder
    group, people, place, of how many in its cell]."""

    run = serializers.IntegerField()
    made_at = serializers.DateTimeField()
    participants = serializers.IntegerField()
    statements_count = serializers.IntegerField()
    votes = serializers.IntegerField()
    votes_needed = serializers.IntegerField()
    is_clear = serializers.BooleanField()
    stability = serializers.FloatField()
    groups = OpinionGroupSerializer(many=True)
    ungrouped = serializers.IntegerField()
    consensus = serializers.ListField(child=serializers.DictField())
    slate = serializers.DictField()
    group_names = serializers.DictField(child=serializers.CharField())
    cross = serializers.DictField()
    map = serializers.DictField()
    statements = OpinionStatementSerializer(many=True)
