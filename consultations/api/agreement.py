"""The agreement found on each principle: read, decided, objected to, differed from."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.asking import answers, given, signed_in
from accounts.http import actor
from consultations.actions.designations import designate
from consultations.actions.minority_statements import (
    hide_minority_statement,
    show_minority_statement,
    withdraw_minority_statement,
    write_minority_statement,
)
from consultations.actions.objections import answer_objection, raise_objection, withdraw_objection
from consultations.api.agreement_serializers import (
    AgreementSerializer,
    AnswerSerializer,
    DesignateSerializer,
    HideMinorityStatementSerializer,
    ObjectSerializer,
    PrincipleAgreementSerializer,
    WriteMinorityStatementSerializer,
)
from consultations.api.consultations import ConsultationApi
from consultations.permissions import may_hide_minority_statement
from consultations.queries.designations import (
    agreement_page,
    designation_of,
    minority_statement_of,
    objection_of,
    principle_agreement,
)
from principles.models import Principle

_SHOWN = answers(ok=PrincipleAgreementSerializer)


class AgreementListApi(ConsultationApi):
    @extend_schema(
        responses=answers(ok=AgreementSerializer), operation_id="consultations_agreement_list"
    )
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """For each principle: the level proposed from the votes, and the one decided."""
        return Response(AgreementSerializer(agreement_page(self.consultation)).data)


class PrincipleAgreementApi(ConsultationApi):
    """Every act answers with the principle as it stands after it."""

    def principle(self) -> Principle:
        return get_object_or_404(
            self.consultation.document.principles, key=self.kwargs["principle_key"]
        )

    def shown(self, request: Request, status: int = 200) -> Response:
        user = actor(request)
        page = principle_agreement(
            self.consultation,
            self.kwargs["principle_key"],
            user,
            moderates=bool(may_hide_minority_statement(user, self.consultation)),
        )
        return Response(PrincipleAgreementSerializer(page).data, status=status)

    @property
    def place(self) -> dict[str, Any]:
        return {"consultation": self.consultation, "key": self.kwargs["principle_key"]}


class AgreementApi(PrincipleAgreementApi):
    @extend_schema(responses=_SHOWN)
    def get(self, request: Request, slug: str, principle_key: int) -> Response:  # noqa: ARG002
        """With the votes it rests on, objections and minority statements."""
        return self.shown(request)


class DesignateApi(PrincipleAgreementApi):
    @extend_schema(
        request=DesignateSerializer, responses=answers(created=PrincipleAgreementSerializer)
    )
    def post(self, request: Request, slug: str, principle_key: int) -> Response:  # noqa: ARG002
        """The chair decides on the level; 409 when another designation stands than `replaces`."""
        body = given(request, DesignateSerializer)
        designate(principle=self.principle(), by=signed_in(request), **body)
        return self.shown(request, 201)


class ObjectApi(PrincipleAgreementApi):
    @extend_schema(
        request=ObjectSerializer, responses=answers(created=PrincipleAgreementSerializer)
    )
    def post(self, request: Request, slug: str, principle_key: int) -> Response:  # noqa: ARG002
        body = given(request, ObjectSerializer)
        raise_objection(
            designation=designation_of(**self.place, pk=body["designation"]),
            reason=body["reason"],
            by=signed_in(request),
        )
        return self.shown(request, 201)


class WithdrawObjectionApi(PrincipleAgreementApi):
    @extend_schema(request=None, responses=_SHOWN)
    def post(self, request: Request, slug: str, principle_key: int, pk: int) -> Response:  # noqa: ARG002
        withdraw_objection(objection=objection_of(**self.place, pk=pk), by=signed_in(request))
        return self.shown(request)


class AnswerObjectionApi(PrincipleAgreementApi):
    @extend_schema(request=AnswerSerializer, responses=_SHOWN)
    def post(self, request: Request, slug: str, principle_key: int, pk: int) -> Response:  # noqa: ARG002
        """The chair answers; 409 when the objection or its answer is no longer that of
        `base_hash`."""
        body = given(request, AnswerSerializer)
        objection = objection_of(**self.place, pk=pk)
        answer_objection(objection=objection, by=signed_in(request), **body)
        return self.shown(request)


class WriteMinorityStatementApi(PrincipleAgreementApi):
    @extend_schema(request=WriteMinorityStatementSerializer, responses=_SHOWN)
    def put(self, request: Request, slug: str, principle_key: int) -> Response:  # noqa: ARG002
        """One's own, or one's organisation's: made, or changed; 409 when other words stand than
        those of `base_hash`."""
        body = given(request, WriteMinorityStatementSerializer)
        write_minority_statement(principle=self.principle(), by=signed_in(request), **body)
        return self.shown(request)


class WithdrawMinorityStatementApi(PrincipleAgreementApi):
    @extend_schema(request=None, responses=_SHOWN)
    def post(self, request: Request, slug: str, principle_key: int, pk: int) -> Response:  # noqa: ARG002
        withdraw_minority_statement(
            statement=minority_statement_of(**self.place, pk=pk), by=signed_in(request)
        )
        return self.shown(request)


class HideMinorityStatementApi(PrincipleAgreementApi):
    @extend_schema(request=HideMinorityStatementSerializer, responses=_SHOWN)
    def post(self, request: Request, slug: str, principle_key: int, pk: int) -> Response:  # noqa: ARG002
        """A moderator shows the reason in place of its words."""
        reason = given(request, HideMinorityStatementSerializer)["reason"]
        hide_minority_statement(
            statement=minority_statement_of(**self.place, pk=pk),
            reason=reason,
            by=signed_in(request),
        )
        return self.shown(request)


class ShowMinorityStatementApi(PrincipleAgreementApi):
    @extend_schema(request=None, responses=_SHOWN)
    def post(self, request: Request, slug: str, principle_key: int, pk: int) -> Response:  # noqa: ARG002
        show_minority_statement(
            statement=minority_statement_of(**self.place, pk=pk), by=signed_in(request)
        )
        return self.shown(request)
