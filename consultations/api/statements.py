"""Statements: listed, proposed, let in or not; cards and opinions of whoever asks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.asking import answers, asked, given, next_url, signed_in
from accounts.http import actor
from accounts.models import User
from accounts.verdicts import require
from consultations.actions.statement_votes import give_opinion
from consultations.actions.statements import (
    MOST_SEEDED,
    REASON_LENGTH,
    admit_statement,
    propose_statement,
    refuse_statement,
    seed_statements,
    withdraw_statement,
)
from consultations.api.consultations import ConsultationApi
from consultations.models import Consultation, Statement
from consultations.models.statement import STATEMENT_LENGTH
from consultations.permissions import may_give_opinion, may_see_desk
from consultations.queries.statement_deck import deck_of
from consultations.queries.statements import (
    as_cards,
    holder_of,
    open_card,
    open_statements,
    statement_page,
)
from consultations.states import Opinion, StatementStatus
from principles.models import Comment, Principle

Serializer = serializers.Serializer[Any]


class StatementSerializer(Serializer):
    """`principle` is its key in the document, `comment` a number there."""

    number = serializers.IntegerField()
    text = serializers.CharField()
    language = serializers.CharField()
    status = serializers.CharField()
    reason = serializers.CharField()
    principle = serializers.IntegerField(source="principle_key", allow_null=True)
    comment = serializers.IntegerField(allow_null=True)
    opinion = serializers.CharField(help_text="Your own: agree, pass, disagree, skip, or none.")


class StatementQuerySerializer(Serializer):
    status = serializers.ChoiceField(
        choices=[each.value for each in StatementStatus],
        required=False,
        default=StatementStatus.OPEN.value,
        help_text="Others than open ones are for the team.",
    )
    cursor = serializers.IntegerField(required=False, min_value=1, default=0)


class StatementPageSerializer(Serializer):
    results = StatementSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class _SourceSerializer(Serializer):
    principle = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    comment = serializers.IntegerField(required=False, allow_null=True, min_value=1)


class NewStatementSerializer(_SourceSerializer):
    text = serializers.CharField(max_length=STATEMENT_LENGTH)


class SeedsSerializer(_SourceSerializer):
    texts = serializers.ListField(
        child=serializers.CharField(max_length=STATEMENT_LENGTH),
        min_length=1,
        max_length=MOST_SEEDED,
    )


class NextQuerySerializer(Serializer):
    skipped = serializers.BooleanField(required=False, default=False)


class DeckSerializer(Serializer):
    card = StatementSerializer(allow_null=True)
    answered = serializers.IntegerField()
    skipped = serializers.IntegerField()
    total = serializers.IntegerField()


class OpinionSerializer(Serializer):
    opinion = serializers.ChoiceField(choices=[each.value for each in Opinion])


class StatementReasonSerializer(Serializer):
    reason = serializers.CharField(max_length=REASON_LENGTH)


class StatementListApi(ConsultationApi):
    @extend_schema(
        parameters=[StatementQuerySerializer],
        responses=answers(ok=StatementPageSerializer),
        operation_id="consultations_statements_list",
    )
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """Fifty at a time, without anyone's opinions."""
        query = asked(request, StatementQuerySerializer)
        status = StatementStatus(query["status"])
        if status != StatementStatus.OPEN:
            require(may_see_desk(actor(request), self.consultation))
        page = statement_page(self.consultation, status=status, after=query["cursor"])
        body = {"results": page.cards, "next": next_url(request, page.after)}
        return Response(StatementPageSerializer(body).data)

    @extend_schema(request=NewStatementSerializer, responses=answers(created=StatementSerializer))
    def post(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """Propose one; moderators read it before others do."""
        body = given(request, NewStatementSerializer)
        statement = propose_statement(
            consultation=self.consultation,
            text=body["text"],
            by=signed_in(request),
            **_source(self.consultation, body),
        )
        return Response(_shown(self.consultation, [statement])[0], status=201)


class StatementSeedApi(ConsultationApi):
    @extend_schema(
        request=SeedsSerializer, responses=answers(created=StatementSerializer(many=True))
    )
    def post(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """The team's own, open at once: all or none."""
        body = given(request, SeedsSerializer)
        seeded = seed_statements(
            consultation=self.consultation,
            texts=body["texts"],
            by=signed_in(request),
            **_source(self.consultation, body),
        )
        return Response(_shown(self.consultation, seeded), status=201)


class NextStatementApi(ConsultationApi):
    @extend_schema(parameters=[NextQuerySerializer], responses=answers(ok=DeckSerializer))
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """The next card for you, or for the organisation you speak for."""
        user = actor(request)
        require(may_give_opinion(user, self.consultation))
        skipped = asked(request, NextQuerySerializer)["skipped"]
        holder = holder_of(user, self.consultation)
        return Response(DeckSerializer(deck_of(self.consultation, holder, skipped=skipped)).data)


class StatementApi(ConsultationApi):
    """One of them, by its number."""

    def statement(self, number: int, by: User) -> Statement:
        """Those that are not open exist for the team and their author only."""
        found = get_object_or_404(self.consultation.statements, number=number)
        is_shown = found.status == StatementStatus.OPEN or found.author_id == by.pk
        if not (is_shown or may_see_desk(by, self.consultation)):
            raise Http404
        found.consultation = self.consultation
        return found

    @extend_schema(responses=answers(ok=StatementSerializer))
    def get(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        card = open_card(self.consultation, number, holder_of(actor(request), self.consultation))
        if card is None:
            raise Http404
        return Response(StatementSerializer(card).data)


class OpinionApi(StatementApi):
    http_method_names = ["put", "options"]

    @extend_schema(request=OpinionSerializer, responses=answers(ok=StatementSerializer))
    def put(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """Give an opinion, change it, or take it back with "skip"."""
        user = signed_in(request)
        statement = get_object_or_404(open_statements(self.consultation), number=number)
        statement.consultation = self.consultation
        give_opinion(statement=statement, by=user, **given(request, OpinionSerializer))
        holder = holder_of(user, self.consultation)
        return Response(StatementSerializer(open_card(self.consultation, number, holder)).data)


class StatementAdmitApi(StatementApi):
    http_method_names = ["post", "options"]

    @extend_schema(request=None, responses=answers(ok=StatementSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """A moderator lets it in."""
        user = signed_in(request)
        statement = admit_statement(statement=self.statement(number, user), by=user)
        return Response(_shown(self.consultation, [statement])[0])


class StatementRefuseApi(StatementApi):
    http_method_names = ["post", "options"]

    @extend_schema(request=StatementReasonSerializer, responses=answers(ok=StatementSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """A moderator does not let it in, or takes it away again."""
        user, body = signed_in(request), given(request, StatementReasonSerializer)
        statement = refuse_statement(statement=self.statement(number, user), by=user, **body)
        return Response(_shown(self.consultation, [statement])[0])


class StatementWithdrawApi(StatementApi):
    http_method_names = ["post", "options"]

    @extend_schema(request=None, responses=answers(ok=StatementSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """Its author takes it back while it waits."""
        user = signed_in(request)
        statement = withdraw_statement(statement=self.statement(number, user), by=user)
        return Response(_shown(self.consultation, [statement])[0])


def _shown(consultation: Consultation, statements: Sequence[Statement]) -> Any:
    found = Statement.objects.filter(pk__in=[each.pk for each in statements]).order_by("number")
    return StatementSerializer(as_cards(found, consultation), many=True).data


def _source(consultation: Consultation, body: Mapping[str, Any]) -> dict[str, Any]:
    """The principle and the comment that the numbers name."""
    document = consultation.document
    found: dict[str, Any] = {}
    if (key := body.get("principle")) is not None:
        found["principle"] = Principle.objects.filter(document=document, key=key).first()
    if (number := body.get("comment")) is not None:
        found["comment"] = Comment.objects.filter(document=document, number=number).first()
    if strange := [name for name, thing in found.items() if thing is None]:
        raise ValidationError({name: ["There is nothing of this number."] for name in strange})
    return found
