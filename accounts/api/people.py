"""Groups to choose from, and who one is."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.asking import answers, signed_in
from accounts.queries.groups import active_groups, places_of


class GroupSerializer(serializers.Serializer[Any]):
    code = serializers.SlugField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    description = serializers.CharField()


class MembershipSerializer(serializers.Serializer[Any]):
    """`obstacle` is why you may not speak for it; empty where you may."""

    id = serializers.IntegerField(source="membership.pk")
    group = serializers.CharField(source="membership.stakeholder_group.label")
    organisation = serializers.CharField(source="membership.organisation.name", default="")
    role = serializers.CharField(source="membership.role")
    evidence = serializers.CharField(source="membership.evidence")
    obstacle = serializers.CharField()


class MeSerializer(serializers.Serializer[Any]):
    public_id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.EmailField()
    country = serializers.CharField()
    language = serializers.CharField()
    memberships = MembershipSerializer(many=True)


class GroupListApi(APIView):
    @extend_schema(responses=answers(ok=GroupSerializer(many=True)))
    def get(self, request: Request) -> Response:  # noqa: ARG002  # the same for everyone
        return Response(GroupSerializer(active_groups(), many=True).data)


class MeApi(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=answers(ok=MeSerializer))
    def get(self, request: Request) -> Response:
        """Your account, and the memberships to join a consultation with."""
        user = signed_in(request)
        fields = {
            name: getattr(user, name)
            for name in ("public_id", "name", "email", "country", "language")
        }
        return Response(MeSerializer({**fields, "memberships": places_of(user)}).data)
