"""Consultations: listed, read, started, moved through their stages, ended."""

from collections.abc import Sequence
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.asking import answers, asked, given, next_url, signed_in
from accounts.http import actor
from consultations.actions.lifecycle import (
    announce_consultation,
    cancel,
    conclude,
    create_consultation,
    move_stage,
)
from consultations.actions.settings import Rules
from consultations.actions.timetable import WindowPlan, extend_window, set_timetable
from consultations.api.serializers import (
    ConsultationListSerializer,
    ConsultationSerializer,
    EndSerializer,
    ExtensionSerializer,
    ListQuerySerializer,
    MoveSerializer,
    NewConsultationSerializer,
    TimetableSerializer,
)
from consultations.models import Consultation
from consultations.queries.overview import (
    consultation_page,
    visible_consultation,
)
from consultations.queries.turnout import turnout_of
from principles.queries.amendment_tallies import rule_of
from principles.queries.decision_rules import rule_sentence
from principles.queries.outline import visible_document
from principles.rules import PRESETS
from principles.states import ResultsShown, Stage, SupportUnit, Visibility


def _shown(request: Request, slug: str) -> dict[str, Any]:
    """As it is after the act: fetched anew."""
    consultation = visible_consultation(actor(request), slug)
    document = consultation.document
    plain = {
        "slug": document.slug,
        "title": document.title,
        "summary": consultation.summary,
        "brief": consultation.brief,
        "timezone": consultation.timezone,
        "stage": document.stage,
        "closes_at": document.closes_at,
        "announced_at": consultation.announced_at,
        "decision_rule": rule_of(document).as_json(),
        "decision_rule_sentence": rule_sentence(document),
        "support_needed": document.support_needed,
        "support_unit": document.support_unit,
        "screens_amendments": document.screens_amendments,
        "windows": list(consultation.windows.all()),
        "turnout": turnout_of(document).groups,
    }
    return ConsultationSerializer(plain).data


def _plans(windows: Sequence[dict[str, Any]]) -> list[WindowPlan]:
    return [
        WindowPlan(
            stage=Stage(each["stage"]), opens_at=each["opens_at"], closes_at=each["closes_at"]
        )
        for each in windows
    ]


class ConsultationListApi(APIView):
    @extend_schema(
        parameters=[ListQuerySerializer],
        responses=answers(ok=ConsultationListSerializer),
        operation_id="consultations_list",
    )
    def get(self, request: Request) -> Response:
        query = asked(request, ListQuerySerializer)
        page = consultation_page(
            actor(request),
            state=query["state"],
            words=query["search"],
            before=query.get("cursor", 0),
        )
        body = {"results": page.items, "next": next_url(request, page.before)}
        return Response(ConsultationListSerializer(body).data)

    @extend_schema(
        request=NewConsultationSerializer, responses=answers(created=ConsultationSerializer)
    )
    def post(self, request: Request) -> Response:
        """Start a consultation on a document of yours; a draft until it is announced."""
        user = signed_in(request)
        body = given(request, NewConsultationSerializer)
        document = visible_document(user, body["document"])
        visibility = body.get("visibility")
        consultation = create_consultation(
            document=document,
            summary=body["summary"],
            brief=body["brief"],
            timezone=body["timezone"],
            windows=_plans(body["windows"]),
            visibility=Visibility(visibility) if visibility else None,
            rules=Rules(
                allows_block=body["allows_block"],
                early_voting=body["early_voting"],
                results_shown=ResultsShown(body["results_shown"]),
                verified_only=body["verified_only"],
                decision_rule=body.get("decision_rule", PRESETS["simple_majority"]),
                support_needed=body["support_needed"],
                support_unit=SupportUnit(body["support_unit"]),
                screens_amendments=body["screens_amendments"],
            ),
            by=user,
        )
        slug = Consultation.objects.values_list("document__slug", flat=True).get(pk=consultation.pk)
        return Response(_shown(request, slug), status=201)


class ConsultationApi(APIView):
    """Gives `self.consultation`; 404 for those who may not see it."""

    consultation: Consultation

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.consultation = visible_consultation(actor(request), kwargs["slug"])


class ConsultationDetailApi(ConsultationApi):
    @extend_schema(responses=answers(ok=ConsultationSerializer))
    def get(self, request: Request, slug: str) -> Response:
        return Response(_shown(request, slug))


class AnnounceApi(ConsultationApi):
    @extend_schema(request=None, responses=answers(ok=ConsultationSerializer))
    def post(self, request: Request, slug: str) -> Response:
        """Make it public; from now on its timetable runs by itself."""
        announce_consultation(consultation=self.consultation, by=signed_in(request))
        return Response(_shown(request, slug))


class TimetableApi(ConsultationApi):
    @extend_schema(request=TimetableSerializer, responses=answers(ok=ConsultationSerializer))
    def put(self, request: Request, slug: str) -> Response:
        """Replace the windows that have not opened."""
        body = given(request, TimetableSerializer)
        set_timetable(
            consultation=self.consultation,
            windows=_plans(body["windows"]),
            reason=body["reason"],
            by=signed_in(request),
        )
        return Response(_shown(request, slug))


class ExtendApi(ConsultationApi):
    @extend_schema(request=ExtensionSerializer, responses=answers(ok=ConsultationSerializer))
    def post(self, request: Request, slug: str, pk: int) -> Response:
        """Move the end of a window that is open or to come."""
        window = get_object_or_404(self.consultation.windows, pk=pk)
        extend_window(window=window, by=signed_in(request), **given(request, ExtensionSerializer))
        return Response(_shown(request, slug))


class MoveApi(ConsultationApi):
    @extend_schema(request=MoveSerializer, responses=answers(ok=ConsultationSerializer))
    def post(self, request: Request, slug: str) -> Response:
        """Open a stage now, also after the close; pause; or close."""
        body = given(request, MoveSerializer)
        move_stage(
            consultation=self.consultation,
            to=Stage(body["to"]),
            reason=body["reason"],
            closes_at=body.get("closes_at"),
            by=signed_in(request),
        )
        return Response(_shown(request, slug))


class ConcludeApi(ConsultationApi):
    @extend_schema(request=EndSerializer, responses=answers(ok=ConsultationSerializer))
    def post(self, request: Request, slug: str) -> Response:
        """End it: open amendments lapse, the text is final."""
        reason = given(request, EndSerializer)["reason"]
        conclude(consultation=self.consultation, reason=reason, by=signed_in(request))
        return Response(_shown(request, slug))


class CancelApi(ConsultationApi):
    @extend_schema(request=EndSerializer, responses=answers(ok=ConsultationSerializer))
    def post(self, request: Request, slug: str) -> Response:
        """End it without an outcome."""
        reason = given(request, EndSerializer)["reason"]
        cancel(consultation=self.consultation, reason=reason, by=signed_in(request))
        return Response(_shown(request, slug))
