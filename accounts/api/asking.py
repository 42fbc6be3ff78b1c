"""How every API view reads what it is asked: declared parameters and fields, nothing else."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.request import Request

from accounts.models import User

Plain = dict[str, Any]


def asked(request: Request, declared: type[serializers.Serializer[Any]]) -> Plain:
    """The query parameters; one that nothing declares is refused, as an ignored filter would look
    like an answer to it."""
    fields = declared().fields
    sent = {
        name: values if isinstance(fields.get(name), serializers.ListField) else values[-1]
        for name, values in request.query_params.lists()
    }
    return _valid(sent, declared, _("There is no filter of this name here."))


def given(request: Request, declared: type[serializers.Serializer[Any]]) -> Plain:
    """The body; a field that nothing declares is refused rather than dropped in silence."""
    try:
        sent = request.data
    except RecursionError as error:
        raise ParseError(_("What was sent is nested too deeply.")) from error
    if not isinstance(sent, Mapping):
        raise ValidationError({"body": [_("Send one JSON object.")]})
    return _valid(dict(sent), declared, _("There is no field of this name here."))


def _valid(data: Plain, declared: type[serializers.Serializer[Any]], unknown: str) -> Plain:
    serializer = declared(data=data)
    strange = sorted(set(data) - set(serializer.fields))
    if strange:
        raise ValidationError({name: [unknown] for name in strange})
    serializer.is_valid(raise_exception=True)
    valid: Plain = serializer.validated_data
    return valid


def signed_in(request: Request) -> User:
    """The actor of a writing request, which permission classes have let in."""
    if not isinstance(request.user, User):
        raise TypeError("an anonymous request reached an action")
    return request.user


def next_url(request: Request, cursor: str | int | None) -> str | None:
    """This address with its filters, from the cursor on; None at the end."""
    if not cursor:
        return None
    query = request.query_params.copy()
    query["cursor"] = str(cursor)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


class NothingSerializer(serializers.Serializer[Any]):
    """No parameters, or an empty body."""


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457; `errors` by field where fields are wrong."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = serializers.JSONField(required=False)  # type: ignore[assignment]  # RFC's name


def answers(**by_name: Any) -> dict[tuple[int, str] | int, Any]:
    """Responses for the schema: `ok`, `created` or `done`, and the problems any view may give."""
    codes = {"ok": 200, "created": 201, "done": 204}
    responses: dict[tuple[int, str] | int, Any] = {
        codes[name]: serializer for name, serializer in by_name.items()
    }
    for code in _PROBLEMS:
        responses[code, "application/problem+json"] = ProblemSerializer
    return responses


_PROBLEMS = (400, 401, 403, 404, 409, 429)
