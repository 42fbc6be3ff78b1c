"""Documents: listed, read, imported, compared, joined."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.asking import answers, asked, given, next_url, signed_in
from accounts.http import actor
from accounts.models import Membership
from accounts.verdicts import Refused, require
from principles.actions.documents import create_document
from principles.actions.participation import join
from principles.api.base import DocumentApi
from principles.api.serializers import (
    CompareQuerySerializer,
    DocumentDetailSerializer,
    DocumentDiffSerializer,
    DocumentListSerializer,
    DocumentQuerySerializer,
    DocumentSerializer,
    JoinSerializer,
    NewDocumentSerializer,
    OutlineSerializer,
    ParticipationSerializer,
    TextToReadSerializer,
    VersionRowSerializer,
)
from principles.forms.documents import refusal_message
from principles.importers import ImportRefused, read_text
from principles.models import Document, standing_of
from principles.permissions import may_convene
from principles.queries.history import diff_between, versions_of
from principles.queries.plain import plain_document
from principles.text.outline import as_json, from_json

PAGE = 25


class DocumentListApi(APIView):
    @extend_schema(
        parameters=[DocumentQuerySerializer],
        responses=answers(ok=DocumentListSerializer),
        operation_id="documents_list",
    )
    def get(self, request: Request) -> Response:
        """Documents in your lists, newest first; by link only ones need their address."""
        query = asked(request, DocumentQuerySerializer)
        found = Document.objects.listed_for(actor(request)).order_by("-pk")
        if "stage" in query:
            found = found.filter(stage=query["stage"])
        if "cursor" in query:
            found = found.filter(pk__lt=query["cursor"])
        rows = list(found[: PAGE + 1])
        cursor = rows[PAGE - 1].pk if len(rows) > PAGE else None
        page = {"results": rows[:PAGE], "next": next_url(request, cursor)}
        return Response(DocumentListSerializer(page).data)

    @extend_schema(request=NewDocumentSerializer, responses=answers(created=DocumentSerializer))
    def post(self, request: Request) -> Response:
        """Keep an outline as a new document; you own it, and it is a draft."""
        body = given(request, NewDocumentSerializer)
        document = create_document(
            outline=from_json(body["outline"]),
            source=body["source"],
            language=body["language"],
            by=signed_in(request),
        )
        return Response(DocumentSerializer(document).data, status=201)


class OutlineApi(APIView):
    @extend_schema(request=TextToReadSerializer, responses=answers(ok=OutlineSerializer))
    def post(self, request: Request) -> Response:
        """Read a plain or Markdown text into an outline; nothing is kept."""
        require(may_convene(signed_in(request)))
        body = given(request, TextToReadSerializer)
        try:
            imported = read_text(body["text"])
        except ImportRefused as refusal:
            raise Refused(refusal.code, refusal_message(refusal)) from refusal
        return Response(as_json(imported.outline))


class DocumentDetailApi(DocumentApi):
    @extend_schema(responses=answers(ok=DocumentDetailSerializer))
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002  # in self.document
        """The whole text of today, with what was said about it counted."""
        return Response(DocumentDetailSerializer(plain_document(self.document)).data)


class VersionListApi(DocumentApi):
    @extend_schema(responses=answers(ok=VersionRowSerializer(many=True)))
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        return Response(VersionRowSerializer(versions_of(self.document), many=True).data)


class CompareApi(DocumentApi):
    @extend_schema(
        parameters=[CompareQuerySerializer], responses=answers(ok=DocumentDiffSerializer)
    )
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """What changed between two versions, word by word."""
        query = asked(request, CompareQuerySerializer)
        compared = diff_between(self.document, query["old"], query["new"])
        return Response(DocumentDiffSerializer(compared).data)


class ParticipationApi(DocumentApi):
    @extend_schema(responses=answers(ok=ParticipationSerializer))
    def get(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """For whom you speak; 404 if you have not said so."""
        voice = standing_of(actor(request), self.document).participation
        if voice is None:
            raise Http404
        return Response(ParticipationSerializer(voice).data)

    @extend_schema(request=JoinSerializer, responses=answers(ok=ParticipationSerializer))
    def post(self, request: Request, slug: str) -> Response:  # noqa: ARG002
        """Say for whom you speak, by one of your memberships."""
        user: Any = signed_in(request)
        wanted = given(request, JoinSerializer)["membership"]
        membership = get_object_or_404(Membership, pk=wanted, user=user)
        voice = join(document=self.document, membership=membership, by=user)
        return Response(ParticipationSerializer(voice).data)
