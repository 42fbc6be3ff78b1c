"""Operations as plain data: how they are stored, sent and exported."""

from collections.abc import Mapping, Sequence
from typing import Any

from principles.text.operations import Code, Operation, Words

type Plain = dict[str, Any]


class Malformed(ValueError):
    """The data are not operations; `index` is the place of the first that is none, from 0."""

    def __init__(self, index: int) -> None:
        super().__init__(f"operation {index} is malformed")
        self.index = index


# What each needs besides its code; "after" may be null.
_FIELDS: Mapping[Code, frozenset[str]] = {
    Code.MOD: frozenset({"principle", "title", "body"}),
    Code.ADD: frozenset({"after", "section", "title", "body"}),
    Code.SUP: frozenset({"principle"}),
    Code.MOVE: frozenset({"principle", "after", "section"}),
    Code.SPLIT: frozenset({"principle", "parts"}),
    Code.JOIN: frozenset({"principle", "others", "title", "body"}),
}


def operations_as_json(operations: Sequence[Operation]) -> list[Plain]:
    return [_plain(operation) for operation in operations]


def operations_from_json(value: object) -> tuple[Operation, ...]:
    """Raises Malformed."""
    if not isinstance(value, list):
        raise Malformed(0)
    return tuple(_operation(each, index) for index, each in enumerate(value))


def _plain(operation: Operation) -> Plain:
    plain: Plain = {
        "code": operation.code.value,
        "principle": operation.principle,
        "after": operation.after,
        "section": operation.section,
        "others": list(operation.others),
        "parts": [{"title": part.title, "body": part.body} for part in operation.parts],
    }
    if operation.words is not None:
        plain |= {"title": operation.words.title, "body": operation.words.body}
    return {"code": plain["code"]} | {name: plain[name] for name in sorted(_FIELDS[operation.code])}


def _operation(plain: object, index: int) -> Operation:
    if not isinstance(plain, dict):
        raise Malformed(index)
    code = _code(plain.get("code"), index)
    if plain.keys() != {"code", *_FIELDS[code]}:
        raise Malformed(index)
    after = plain.get("after")
    numbers = [plain.get("principle", 0), plain.get("section", 0), 0 if after is None else after]
    others, parts = plain.get("others", []), plain.get("parts", [])
    if not isinstance(others, list) or not isinstance(parts, list):
        raise Malformed(index)
    if not all(type(number) is int for number in (*numbers, *others)):
        raise Malformed(index)
    return Operation(
        code=code,
        principle=plain.get("principle"),
        words=_words(plain, index) if "title" in _FIELDS[code] else None,
        after=after,
        section=plain.get("section", 0),
        parts=tuple(_words(part, index) for part in parts),
        others=tuple(others),
    )


def _code(value: object, index: int) -> Code:
    # A list has no hash to be looked up by.
    if not isinstance(value, str) or value not in set(Code):
        raise Malformed(index)
    return Code(value)


def _words(plain: object, index: int) -> Words:
    if not isinstance(plain, dict) or not {"title", "body"} <= plain.keys():
        raise Malformed(index)
    title, body = plain["title"], plain["body"]
    if not isinstance(title, str) or not isinstance(body, str):
        raise Malformed(index)
    return Words(title, body)
