"""Reading of stored JSON that forgives nothing: each field there, none besides, of its own type."""

import re
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

_FRACTION = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")


class Malformed(ValueError):
    """`field` is not as it must be.

    `code` is one of missing, unknown, wrong_type, out_of_range, unreachable, duplicate,
    not_with_overall and not_with_silence.
    """

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.code = code


class Reader:
    """The fields of one JSON object; `error` is raised for whatever is wrong with one."""

    def __init__(
        self, data: object, fields: tuple[str, ...], error: type[Malformed], prefix: str = ""
    ) -> None:
        self._error = error
        self._prefix = prefix
        if not isinstance(data, Mapping):
            raise error(prefix.rstrip("."), "wrong_type")
        for name in sorted(data.keys() - set(fields), key=str):
            raise self.refusal(str(name), "unknown")
        for name in fields:
            if name not in data:
                raise self.refusal(name, "missing")
        self._data = data

    def refusal(self, field: str, code: str) -> Malformed:
        return self._error(f"{self._prefix}{field}", code)

    def text(self, field: str) -> str:
        return self._of_type(field, str)

    def flag(self, field: str) -> bool:
        return self._of_type(field, bool)

    def whole(self, field: str) -> int:
        return self._of_type(field, int)

    def whole_or_none(self, field: str) -> int | None:
        return None if self._data[field] is None else self.whole(field)

    def items(self, field: str) -> list[object]:
        return list(self._of_type(field, list))

    def texts(self, field: str) -> tuple[str, ...]:
        items = self.items(field)
        texts = tuple(item for item in items if isinstance(item, str))
        if len(texts) < len(items):
            raise self.refusal(field, "wrong_type")
        return texts

    def fraction(self, field: str) -> Fraction:
        match = _FRACTION.fullmatch(self.text(field))
        if match is None:
            raise self.refusal(field, "wrong_type")
        if int(match[2]) == 0:
            raise self.refusal(field, "out_of_range")
        return Fraction(int(match[1]), int(match[2]))

    def moment_or_none(self, field: str) -> datetime | None:
        if self._data[field] is None:
            return None
        try:
            return datetime.fromisoformat(self.text(field))
        except ValueError:
            raise self.refusal(field, "wrong_type") from None

    def _of_type[T](self, field: str, kind: type[T]) -> T:
        value = self._data[field]
        # Not isinstance: to Python True is a whole number.
        if type(value) is not kind:
            raise self.refusal(field, "wrong_type")
        return value


def fraction_text(value: Fraction) -> str:
    """In lowest terms, "2/3"; one is "1/1"."""
    return f"{value.numerator}/{value.denominator}"
