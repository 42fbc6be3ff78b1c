"""What the buttons of the form do that send nothing yet: another kind of change, one part more, a
further change, the words of today. Each gives the form back with all that was typed."""

from collections.abc import Callable

from django.http import QueryDict

from principles.forms.proposals import (
    MOST_PARTS,
    Way,
    fields_of,
    more_as,
    more_of,
    number_in,
    operation_of,
)
from principles.text.operation_json import Malformed
from principles.text.operations import Operation
from principles.views.proposal_desk import (
    Desk,
    Values,
    blank,
    key_of,
    parts_of,
    since_in,
    values_of,
    way_of,
)


def is_on_the_way(data: QueryDict) -> bool:
    """Whether it only changes the form."""
    name = data.get("way", "").partition("-")[0]
    return name in _WAYS or name == "preview"


def rearranged(desk: Desk, data: QueryDict) -> Values:
    """The values of the form after the button that was pressed."""
    values = values_of(data)
    name, _dash, argument = data.get("way", "").partition("-")
    act = _WAYS.get(name)
    return act(desk, values, argument) if act else values


def _today(desk: Desk, values: Values, _argument: str) -> Values:
    return {
        **_switched(desk, values, way_of(values), key_of(desk, values)),
        "kept_title": _own(values, "title"),
        "kept_body": _own(values, "body"),
    }


def _mine(desk: Desk, values: Values, _argument: str) -> Values:
    mine: Values = {name: _own(values, name) for name in ("title", "body") if name in values}
    return {**values, **mine, **_on_today(desk), "kept_title": "", "kept_body": ""}


def _adapted(desk: Desk, values: Values, _argument: str) -> Values:
    since = since_in(desk, values)
    if since is None or not since.adapted:
        return values
    first, *rest = since.adapted
    kept = {"kept_title": _own(values, "title"), "kept_body": _own(values, "body")}
    way = {"kind": Way.RIVAL.value} if way_of(values) == Way.RIVAL else {}
    return {**values, **fields_of(first), **way, "more": more_as(rest), **_on_today(desk), **kept}


def _kind(desk: Desk, values: Values, argument: str) -> Values:
    """Words that were typed stay beside the form."""
    switched = _switched(desk, values, way_of({"kind": argument}), key_of(desk, values))
    old = desk.words_of(key_of(desk, values))
    if values.get("body") and values["body"].replace("\r\n", "\n").strip() != old.body.strip():
        switched |= {"kept_title": values.get("title", ""), "kept_body": values["body"]}
    return switched


def _empty(_desk: Desk, values: Values, _argument: str) -> Values:
    kept = {"kept_title": _own(values, "title"), "kept_body": _own(values, "body")}
    return {**values, "title": "", "body": "", **kept}


def _part(_desk: Desk, values: Values, _argument: str) -> Values:
    return {**values, "parts": min(parts_of(values) + 1, MOST_PARTS)}


def _gather(desk: Desk, values: Values, _argument: str) -> Values:
    """The words of all that are joined, one after the other."""
    own = desk.words_of(key_of(desk, values))
    keys = (number_in(key) for key in values["others"])
    others = [desk.words_of(key) for key in keys if key is not None]
    return {**values, "body": "\n\n".join([own.body, *(each.body for each in others)])}


def _another(desk: Desk, values: Values, _argument: str) -> Values:
    """What is in the fields joins the list, and they start on what was chosen."""
    current = operation_of(way_of(values), key_of(desk, values), values, parts_of(values))
    key = key_of(desk, {"key": values.get("next_key")})
    way = way_of({"kind": values.get("next_kind")})
    return {**_switched(desk, values, way, key), "more": more_as([*_more(values), current])}


def _drop(_desk: Desk, values: Values, argument: str) -> Values:
    left = [each for n, each in enumerate(_more(values)) if str(n) != argument]
    return {**values, "more": more_as(left)}


def _switched(desk: Desk, values: Values, way: Way, key: int) -> Values:
    """What stays whatever is changed: the reasons, and the further changes."""
    kept = ("rationale", "label", "more", "kept_title", "kept_body")
    return {**{name: values.get(name, "") for name in kept}, **blank(desk, way, key)}


def _on_today(desk: Desk) -> Values:
    return {"base_hash": desk.reading.hash, "base_version": desk.reading.version.number}


def _own(values: Values, name: str) -> str:
    return str(values.get(f"kept_{name}") or values.get(name) or "")


def _more(values: Values) -> tuple[Operation, ...]:
    try:
        return more_of(str(values.get("more") or ""))
    except (Malformed, ValueError):
        return ()


_WAYS: dict[str, Callable[[Desk, Values, str], Values]] = {
    "today": _today,
    "mine": _mine,
    "adapted": _adapted,
    "kind": _kind,
    "empty": _empty,
    "part": _part,
    "gather": _gather,
    "another": _another,
    "drop": _drop,
}
