"""Amendments: listed, proposed, revised, backed, decided."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.asking import answers, asked, given, next_url, signed_in
from accounts.http import actor
from accounts.models import User
from principles.actions.amendments import (
    discard_draft,
    revise_amendment,
    save_draft,
    submit_draft,
)
from principles.actions.compromises import answer_consent, propose_compromise
from principles.actions.decisions import adopt_amendment, refer_amendment, reject_amendment
from principles.actions.late_proposals import KeptAsDraft, propose_or_keep
from principles.actions.proposals import changed_keys, wording
from principles.actions.proposed_decisions import answer_proposed_decision, propose_decision
from principles.actions.screening import admit_amendment, begin_screening, refuse_amendment
from principles.actions.sponsorship import (
    back_amendment,
    join_sponsors,
    leave_sponsors,
    take_over_amendment,
    unback_amendment,
    withdraw_amendment,
)
from principles.actions.subamendments import accept_into_parent
from principles.api.amendment_serializers import (
    AdoptionSerializer,
    AmendmentListSerializer,
    AmendmentPageSerializer,
    AmendmentQuerySerializer,
    CompromiseSerializer,
    ConsentSerializer,
    DecisionAnswerSerializer,
    DecisionProposalSerializer,
    NewProposalSerializer,
    ProposalSerializer,
    RejectionSerializer,
    WordingSerializer,
)
from principles.api.base import DocumentApi, PrincipleApi
from principles.models import Document
from principles.queries.amendments import (
    amendment_of,
    amendment_page,
    amendments_matching,
    amendments_of_numbers,
)


def _shown(document: Document, number: int, user: User | None) -> dict[str, object]:
    fresh = Document.objects.select_related("current_version").get(pk=document.pk)
    page = amendment_page(fresh, number, user)
    card = {field.name: getattr(page.card, field.name) for field in fields(page.card)}
    whole = {
        **card,
        "support_count": page.support,
        "contested": page.contested,
        "consents": page.ties.consents,
        "compromises": page.ties.compromises,
        "amendments": page.ties.children,
        "proposed_decision": page.proposed,
        "history": page.history,
    }
    return AmendmentPageSerializer(whole).data


def _proposal(
    request: Request, key: int, declared: type[ProposalSerializer] = ProposalSerializer
) -> dict[str, Any]:
    """What was sent, as operations."""
    sent = given(request, declared)
    if "operations" in sent:
        if changed_keys(sent["operations"]) - {key} and "base_version" not in sent:
            raise ValidationError(
                {"base_version": _("Name the version in which you read the other principles.")}
            )
        return sent
    return {
        "operations": wording(key, sent.pop("title"), sent.pop("body")),
        **sent,
    }


class AmendmentListApi(DocumentApi):
    @extend_schema(
        parameters=[AmendmentQuerySerializer],
        responses=answers(ok=AmendmentListSerializer),
        operation_id="documents_amendments_list",
    )
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        query = asked(request, AmendmentQuerySerializer)
        page = amendments_matching(
            self.document,
            actor(request),
            status=query["status"],
            principle_key=query.get("principle"),
            before=query.get("cursor"),
            after=None,
        )
        body = {
            "total": page.total,
            "results": page.cards,
            "next": next_url(request, page.before),
        }
        return Response(AmendmentListSerializer(body).data)


class ProposeApi(PrincipleApi):
    @extend_schema(
        request=NewProposalSerializer, responses=answers(created=AmendmentPageSerializer)
    )
    def post(self, request: Request, slug: str, key: int) -> Response:
        """Propose other words, or keep them as a draft; 409 when the words are no longer those of
        `base_hash`. What comes after the close is kept as a draft: `draft` in the problem is its
        address."""
        user = signed_in(request)
        sent = _proposal(request, key, NewProposalSerializer)
        act = save_draft if sent.pop("draft") else propose_or_keep
        if (parent := sent.pop("parent", None)) is not None:
            sent["parent"] = amendment_of(self.document, parent, user)
        try:
            amendment = act(principle=self.principle, by=user, **sent)
        except KeptAsDraft as kept:
            address = reverse("api:amendment", args=[slug, kept.draft.number])
            kept.members = {"draft": request.build_absolute_uri(address)}
            raise
        return Response(_shown(self.document, amendment.number, user), status=201)


class CompromiseApi(PrincipleApi):
    @extend_schema(request=CompromiseSerializer, responses=answers(created=AmendmentPageSerializer))
    def post(self, request: Request, slug: str, key: int) -> Response:  # noqa: ARG002
        """Propose one text in the place of `parents`; those who proposed them are asked."""
        user = signed_in(request)
        sent = _proposal(request, self.principle.key, CompromiseSerializer)
        parents = amendments_of_numbers(self.document, sent.pop("parents"), user)
        made = propose_compromise(principle=self.principle, parents=parents, by=user, **sent)
        return Response(_shown(self.document, made.number, user), status=201)


class AmendmentApi(DocumentApi):
    @extend_schema(responses=answers(ok=AmendmentPageSerializer))
    def get(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        return Response(_shown(self.document, number, actor(request)))

    @extend_schema(request=ProposalSerializer, responses=answers(ok=AmendmentPageSerializer))
    def put(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """Its author words it anew; those who backed it are asked again."""
        user = signed_in(request)
        amendment = amendment_of(self.document, number, user)
        proposal = _proposal(request, amendment.principle.key)
        revise_amendment(amendment=amendment, by=user, **proposal)
        return Response(_shown(self.document, number, user))

    @extend_schema(responses=answers(done=None))
    def delete(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """Discard a draft: only its author, and nothing is left of it."""
        user = signed_in(request)
        discard_draft(amendment=amendment_of(self.document, number, user), by=user)
        return Response(status=204)


class _ActApi(DocumentApi):
    """A POST with the fields of `serializer`, handed to `act`."""

    act: Callable[..., object]

    def answer(self, request: Request, number: int, **fields: object) -> Response:
        user = signed_in(request)
        self.act(amendment=amendment_of(self.document, number, user), by=user, **fields)
        return Response(_shown(self.document, number, user))


class SubmitDraftApi(_ActApi):
    act = staticmethod(submit_draft)

    @extend_schema(request=None, responses=answers(ok=AmendmentPageSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """Propose a draft of yours; 409 when the text changed since it was written."""
        return self.answer(request, number)


class BackApi(_ActApi):
    act = staticmethod(back_amendment)

    @extend_schema(request=WordingSerializer, responses=answers(ok=AmendmentPageSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """Back the wording you saw; an organisation counts once."""
        return self.answer(request, number, **given(request, WordingSerializer))


class UnbackApi(_ActApi):
    act = staticmethod(unback_amendment)

    @extend_schema(request=None, responses=answers(ok=AmendmentPageSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        return self.answer(request, number)


class WithdrawApi(_ActApi):
    act = staticmethod(withdraw_amendment)

    @extend_schema(request=None, responses=answers(ok=AmendmentPageSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        return self.answer(request, number)


class AdoptApi(_ActApi):
    act = staticmethod(adopt_amendment)

    @extend_schema(request=AdoptionSerializer, responses=answers(ok=AmendmentPageSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """A moderator makes it the text; 409 when words or wording changed since."""
        return self.answer(request, number, **given(request, AdoptionSerializer))


class RejectApi(_ActApi):
    act = staticmethod(reject_amendment)

    @extend_schema(request=RejectionSerializer, responses=answers(ok=AmendmentPageSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        return self.answer(request, number, **given(request, RejectionSerializer))


class ReferApi(_ActApi):
    act = staticmethod(refer_amendment)

    @extend_schema(request=RejectionSerializer, responses=answers(ok=AmendmentPageSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """A moderator leaves it for a later round."""
        return self.answer(request, number, **given(request, RejectionSerializer))


class CosponsorApi(_ActApi):
    act = staticmethod(join_sponsors)

    @extend_schema(request=WordingSerializer, responses=answers(ok=AmendmentPageSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """Propose it together with its author, in the wording you saw."""
        return self.answer(request, number, **given(request, WordingSerializer))


class UncosponsorApi(_ActApi):
    act = staticmethod(leave_sponsors)

    @extend_schema(request=None, responses=answers(ok=AmendmentPageSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        return self.answer(request, number)


class TakeOverApi(_ActApi):
    act = staticmethod(take_over_amendment)

    @extend_schema(request=None, responses=answers(ok=AmendmentPageSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """Go on with what its author withdrew and you proposed too."""
        return self.answer(request, number)


class AcceptApi(_ActApi):
    act = staticmethod(accept_into_parent)

    @extend_schema(request=WordingSerializer, responses=answers(ok=AmendmentPageSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """The proposer of the amendment it would change makes its wording their own."""
        return self.answer(request, number, **given(request, WordingSerializer))


class ProposeDecisionApi(_ActApi):
    act = staticmethod(propose_decision)

    @extend_schema(
        request=DecisionProposalSerializer, responses=answers(ok=AmendmentPageSerializer)
    )
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """A moderator says what they would decide; the proposer is asked."""
        return self.answer(request, number, **given(request, DecisionProposalSerializer))


class AnswerDecisionApi(_ActApi):
    act = staticmethod(answer_proposed_decision)

    @extend_schema(request=DecisionAnswerSerializer, responses=answers(ok=AmendmentPageSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """The proposer agrees with the proposed decision, or not."""
        return self.answer(request, number, **given(request, DecisionAnswerSerializer))


class ScreenApi(_ActApi):
    act = staticmethod(begin_screening)

    @extend_schema(request=None, responses=answers(ok=AmendmentPageSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        return self.answer(request, number)


class AdmitApi(_ActApi):
    act = staticmethod(admit_amendment)

    @extend_schema(request=WordingSerializer, responses=answers(ok=AmendmentPageSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        return self.answer(request, number, **given(request, WordingSerializer))


class RefuseApi(_ActApi):
    act = staticmethod(refuse_amendment)

    @extend_schema(request=RejectionSerializer, responses=answers(ok=AmendmentPageSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """A moderator finds it not admissible, and says why."""
        return self.answer(request, number, **given(request, RejectionSerializer))


class ConsentApi(DocumentApi):
    @extend_schema(request=ConsentSerializer, responses=answers(ok=AmendmentPageSerializer))
    def post(self, request: Request, slug: str, number: int) -> Response:  # noqa: ARG002
        """Say for your amendment whether this compromise may replace it."""
        user = signed_in(request)
        sent = given(request, ConsentSerializer)
        answer_consent(
            compromise=amendment_of(self.document, number, user),
            parent=amendment_of(self.document, sent["parent"], user),
            consents=sent["consents"],
            text_hash=sent["text_hash"],
            by=user,
        )
        return Response(_shown(self.document, number, user))
