"""What the API says and takes, over the read models the pages show."""

from typing import Any

from rest_framework import serializers

from principles.queries.threads import AuthorKind, Sort, Words
from principles.states import (
    ASKED_STANCE_CHOICES,
    Choice,
    CommentType,
    Stage,
    Stance,
    Visibility,
)

Serializer = serializers.Serializer[Any]


class RulesSerializer(Serializer):
    allows_block = serializers.BooleanField()
    early_voting = serializers.BooleanField()
    results_shown = serializers.CharField()
    verified_only = serializers.BooleanField()


class VersionSerializer(Serializer):
    number = serializers.IntegerField()
    hash = serializers.CharField()
    status = serializers.CharField()
    note = serializers.CharField()
    published_at = serializers.DateTimeField()


class VersionRowSerializer(Serializer):
    version = VersionSerializer()
    changed = serializers.ListField(child=serializers.CharField())
    added = serializers.ListField(child=serializers.CharField())
    removed = serializers.ListField(child=serializers.CharField())
    moved = serializers.ListField(child=serializers.CharField())
    amendments = serializers.ListField(child=serializers.IntegerField())
    is_current = serializers.BooleanField()


class SpanSerializer(Serializer):
    kind = serializers.CharField()
    text = serializers.CharField()


class FateSerializer(Serializer):
    """The amendment that deleted the principle (sup), or by which words of it went into another."""

    code = serializers.CharField()
    principle = serializers.IntegerField()
    into = serializers.IntegerField(allow_null=True)
    version = serializers.IntegerField()
    amendment = serializers.IntegerField()


class ChangeSerializer(Serializer):
    key = serializers.IntegerField()
    number = serializers.CharField()
    old_number = serializers.CharField(help_text='"" where the older version does not have it.')
    title = serializers.CharField()
    kind = serializers.CharField()
    is_moved = serializers.BooleanField()
    fate = FateSerializer(allow_null=True)
    title_spans = SpanSerializer(many=True)
    body_spans = SpanSerializer(many=True)


class DocumentDiffSerializer(Serializer):
    old = VersionSerializer()
    new = VersionSerializer()
    title = SpanSerializer(many=True)
    preamble = SpanSerializer(many=True)
    changes = ChangeSerializer(many=True)


class DocumentSerializer(Serializer):
    """A document in a list."""

    slug = serializers.SlugField()
    title = serializers.CharField()
    language = serializers.CharField()
    stage = serializers.ChoiceField(choices=Stage.choices)
    closes_at = serializers.DateTimeField(allow_null=True)
    visibility = serializers.ChoiceField(choices=Visibility.choices)


class DocumentListSerializer(Serializer):
    results = DocumentSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class PrincipleLineSerializer(Serializer):
    key = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField()
    hash = serializers.CharField()
    comments = serializers.IntegerField()
    open_amendments = serializers.IntegerField()


class SectionSerializer(Serializer):
    heading = serializers.CharField()
    intro = serializers.CharField()
    principles = PrincipleLineSerializer(many=True)


class DocumentDetailSerializer(DocumentSerializer):
    rules = RulesSerializer(source="*")
    version = VersionSerializer(source="current_version")
    preamble = serializers.CharField(source="current_version.preamble")
    sections = SectionSerializer(many=True)
    comments_on_whole = serializers.IntegerField()


class OutlinePrincipleSerializer(Serializer):
    number = serializers.IntegerField(min_value=0)
    title = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)


class OutlineSectionSerializer(Serializer):
    heading = serializers.CharField(allow_blank=True)
    intro = serializers.CharField(allow_blank=True, default="")
    principles = OutlinePrincipleSerializer(many=True)


class OutlineSerializer(Serializer):
    title = serializers.CharField(allow_blank=True)
    preamble = serializers.CharField(allow_blank=True)
    sections = OutlineSectionSerializer(many=True)
    left_out = serializers.ListField(child=serializers.CharField(allow_blank=True), default=list)


class TextToReadSerializer(Serializer):
    text = serializers.CharField(trim_whitespace=False)


class NewDocumentSerializer(Serializer):
    outline = OutlineSerializer()
    source = serializers.CharField(max_length=200, allow_blank=True, default="")  # type: ignore[assignment]  # a field of this name
    language = serializers.CharField(max_length=12, default="en")


class ListQuerySerializer(Serializer):
    cursor = serializers.IntegerField(required=False, min_value=1)


class DocumentQuerySerializer(ListQuerySerializer):
    stage = serializers.ChoiceField(choices=Stage.choices, required=False)


class CompareQuerySerializer(Serializer):
    old = serializers.IntegerField(min_value=1)
    new = serializers.IntegerField(min_value=1)


class JoinSerializer(Serializer):
    membership = serializers.IntegerField()


class ParticipationSerializer(Serializer):
    capacity = serializers.CharField()
    group = serializers.CharField(source="group.label")
    organisation = serializers.CharField(source="organisation.name", default="")
    evidence = serializers.CharField()
    joined_at = serializers.DateTimeField()


class CountSerializer(Serializer):
    code = serializers.CharField()
    count = serializers.IntegerField()


class ResultRowSerializer(Serializer):
    """`total` voted of `members` who joined; `suppressed`: not shown."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    counts = CountSerializer(many=True)
    total = serializers.IntegerField()
    members = serializers.IntegerField()
    suppressed = serializers.BooleanField()


class ResultsSerializer(Serializer):
    hidden = serializers.CharField(help_text="Why results are not shown; empty when they are.")
    groups = ResultRowSerializer(many=True)
    withheld = serializers.ListField(child=serializers.CharField())
    awaiting = serializers.IntegerField(help_text="Votes cast on earlier words.")


class OwnVoteSerializer(Serializer):
    choice = serializers.CharField()
    reason = serializers.CharField()
    version = serializers.IntegerField()
    is_current = serializers.BooleanField()


class GoneSerializer(Serializer):
    """Since this version the principle is no part of the text."""

    version = serializers.IntegerField()
    amendments = serializers.ListField(child=serializers.IntegerField())
    into = serializers.IntegerField(
        source="into.key", default=None, help_text="The principle that took its words in."
    )


class PrincipleSerializer(Serializer):
    """Of one that is gone, the last words it had."""

    key = serializers.IntegerField(source="principle.key")
    number = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField()
    hash = serializers.CharField(help_text="Send it back as text_hash when you vote.")
    version = serializers.IntegerField(source="version.number")
    gone = GoneSerializer(allow_null=True)
    own_vote = OwnVoteSerializer(allow_null=True)


class VoteSerializer(Serializer):
    choice = serializers.ChoiceField(choices=Choice.choices)
    text_hash = serializers.CharField(max_length=64)
    reason = serializers.CharField(allow_blank=True, default="")


class VoteCastSerializer(Serializer):
    choice = serializers.CharField()
    reason = serializers.CharField()
    text_hash = serializers.CharField()
    cast_at = serializers.DateTimeField()


class OrganisationVoteSerializer(Serializer):
    organisation = serializers.CharField()
    group = serializers.CharField()
    choice = serializers.CharField()
    reason = serializers.CharField()
    version = serializers.IntegerField()
    is_current = serializers.BooleanField()


class CommentSerializer(Serializer):
    """Of a withdrawn or hidden comment neither words nor quote are here."""

    number = serializers.IntegerField()
    principle = serializers.IntegerField(
        source="principle_key",
        allow_null=True,
        help_text="The principle's key; none of a comment on the text as a whole.",
    )
    reply_to = serializers.IntegerField(source="parent_number", allow_null=True)
    author = serializers.CharField()
    group = serializers.CharField()
    organisation = serializers.CharField()
    is_verified = serializers.BooleanField()
    stance = serializers.CharField()
    status = serializers.CharField()
    status_reason = serializers.CharField()
    html = serializers.CharField()
    language = serializers.CharField()
    quote = serializers.CharField()
    is_orphan = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)


class ThreadSerializer(Serializer):
    comments = CommentSerializer(many=True)
    more_replies = serializers.IntegerField()


class CommentPageSerializer(Serializer):
    total = serializers.IntegerField()
    matching = serializers.IntegerField()
    threads = ThreadSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class CommentQuerySerializer(Serializer):
    """The filters of the page; `search` looks in the words."""

    group = serializers.SlugField(required=False, default="")
    stance = serializers.ChoiceField(choices=Stance.choices, required=False, default="")
    type = serializers.ChoiceField(choices=CommentType.choices, required=False, default="")
    author = serializers.ChoiceField(choices=AuthorKind.choices, required=False, default="")
    words = serializers.ChoiceField(choices=Words.choices, required=False, default="")
    search = serializers.CharField(max_length=200, required=False, default="")
    sort = serializers.ChoiceField(choices=Sort.choices, required=False, default=Sort.NEWEST.value)
    cursor = serializers.CharField(max_length=40, required=False, default="")


class QuoteSerializer(Serializer):
    """A TextQuoteSelector of the Web Annotation Data Model."""

    exact = serializers.CharField(max_length=2000, trim_whitespace=False)
    prefix = serializers.CharField(
        max_length=64, trim_whitespace=False, allow_blank=True, default=""
    )
    suffix = serializers.CharField(
        max_length=64, trim_whitespace=False, allow_blank=True, default=""
    )


class NewCommentSerializer(Serializer):
    body = serializers.CharField()
    stance = serializers.ChoiceField(choices=ASKED_STANCE_CHOICES)
    type = serializers.ChoiceField(choices=CommentType.choices, default=CommentType.GENERAL.value)
    language = serializers.CharField(max_length=12, allow_blank=True, default="")
    reply_to = serializers.IntegerField(required=False, min_value=1)
    quote = QuoteSerializer(required=False)


class EditedCommentSerializer(Serializer):
    body = serializers.CharField()


class ReasonSerializer(Serializer):
    reason = serializers.CharField()
