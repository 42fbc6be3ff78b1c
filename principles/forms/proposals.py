"""An amendment as it is written: one operation in the fields, the others listed beside them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from principles.forms.amendments import LARGEST_NUMBER, LinesField
from principles.text.operation_json import Malformed, operations_as_json, operations_from_json
from principles.text.operations import Code, Operation, Words
from principles.text.wording import (
    BODY_LENGTH,
    LABEL_LENGTH,
    RATIONALE_LENGTH,
    TITLE_LENGTH,
    is_storable,
)

# As many fields for parts as a form offers; more than this is no longer one principle.
MOST_PARTS = 10
_TEXT = {"data-keep": "", "dir": "auto"}


class Way(models.TextChoices):
    """What one can do to a text; each has fields of its own."""

    MOD = "mod", _("Change the words")
    ADD = "add", _("Add a principle")
    SUP = "sup", _("Delete it")
    MOVE = "move", _("Move it")
    SPLIT = "split", _("Split it")
    JOIN = "join", _("Join it with others")
    RIVAL = "rival", _("Replace it with a rival text")


_WORDED = {Way.MOD, Way.ADD, Way.JOIN, Way.RIVAL}
_PLACED = {Way.ADD, Way.MOVE}


def _title(**options: Any) -> forms.CharField:
    return forms.CharField(
        max_length=TITLE_LENGTH,
        widget=forms.TextInput(attrs={**_TEXT, "autocomplete": "off"}),
        error_messages={"required": _("Write the title; leave it as it is to keep it.")},
        **options,
    )


def _body(rows: int = 12, **options: Any) -> LinesField:
    return LinesField(
        max_length=BODY_LENGTH,
        widget=forms.Textarea(attrs={**_TEXT, "rows": rows}),
        error_messages={"required": _("Write the whole wording you propose.")},
        **options,
    )


class ProposalForm(forms.Form):
    """`base_hash` and `base_version` name the words it was written on; `kept_*` are words of the
    person's that stay beside the form while they start again from others; `more` are the further
    operations, as JSON; `key` is the principle that the fields are about."""

    title = _title(label=_("Title of the principle"))
    body = _body(
        label=_("Wording you propose"),
        help_text=_("Change the words in place. Part paragraphs by an empty line."),
    )
    others = forms.TypedMultipleChoiceField(
        label=_("Join it with"),
        help_text=_("They end; what stays of them is in the wording below."),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least two principles to join.")},
    )
    place = forms.ChoiceField(label=_("Where it comes to stand"))
    rationale = LinesField(
        label=_("Why"),
        help_text=_("What the present words lack, and for whom yours are better."),
        max_length=RATIONALE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, **_TEXT}),
        error_messages={"required": _("Say why you propose this.")},
    )
    label = forms.CharField(
        label=_("Your amendment in a few words"),
        help_text=_("What it does, as a heading: “Name who answers”."),
        max_length=LABEL_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={**_TEXT, "autocomplete": "off"}),
    )
    kind = forms.CharField(required=False, widget=forms.HiddenInput)
    key = forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_NUMBER, widget=forms.HiddenInput
    )
    parts = forms.IntegerField(
        required=False, min_value=2, max_value=MOST_PARTS, widget=forms.HiddenInput
    )
    more = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    base_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    base_version = forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_NUMBER, widget=forms.HiddenInput
    )
    kept_title = forms.CharField(required=False, widget=forms.HiddenInput)
    kept_body = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        way: Way,
        language: str,
        needs_body: bool,
        parts: int,
        places: Sequence[tuple[str, str]],
        principles: Sequence[tuple[int, str]],
        is_draft: bool = False,
        **kwargs: Any,
    ) -> None:
        """`language` of the text; `needs_body`: the principle is more than its title; `places` and
        `principles` to choose from; a draft needs no reasons yet."""
        super().__init__(*args, **kwargs)
        self.way, self.part_count = way, parts
        if way not in _WORDED:
            del self.fields["title"], self.fields["body"]
        if way not in _PLACED:
            del self.fields["place"]
        else:
            self._choices("place", places)
        if way != Way.JOIN:
            del self.fields["others"]
        else:
            self._choices("others", principles)
        if way == Way.SPLIT:
            self._add_parts(parts)
        if way == Way.MOD:
            self.fields["body"].required = needs_body
        elif "body" in self.fields:
            self.fields["body"].help_text = _("Part paragraphs by an empty line.")
        self.fields["rationale"].required = not is_draft
        for name, field in self.fields.items():
            if name in {"title", "body"} or name.startswith("part_"):
                field.widget.attrs["lang"] = language

    def _choices(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def _add_parts(self, count: int) -> None:
        """The third and later may stay empty: they are left out."""
        for n in range(1, count + 1):
            label = {"n": n}
            is_needed = n <= 2
            title, body = f"part_{n}_title", f"part_{n}_body"
            self.fields[title] = _title(label=_("Title of part %(n)s") % label, required=is_needed)
            self.fields[body] = _body(6, label=_("Wording of part %(n)s") % label, required=False)
        self.order_fields([*(f"part_{n}_{each}" for n in range(1, count + 1) for each in _PARTS)])

    def clean_more(self) -> str:
        try:
            more_of(self.cleaned_data["more"])
        except (Malformed, ValueError):
            raise forms.ValidationError(_("The list of changes could not be read.")) from None
        return str(self.cleaned_data["more"])

    def values(self) -> dict[str, Any]:
        """As they stand in the form, right or wrong."""
        return {name: self[name].value() for name in self.fields}

    @property
    def part_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        if self.way != Way.SPLIT:
            return []
        numbers = range(1, self.part_count + 1)
        return [(self[f"part_{n}_title"], self[f"part_{n}_body"]) for n in numbers]


_PARTS = ("title", "body")


def number_in(text: str) -> int | None:
    """The key, position or count that this text is; None where it is none or none is so large. A
    superscript two is a digit and no number, and `int` reads no number of thousands of digits."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def operation_of(way: Way, key: int, values: Mapping[str, Any], parts: int) -> Operation:
    """What the fields say, of the principle with this key; whether it can be is not asked here."""
    words = Words(str(values.get("title") or ""), str(values.get("body") or ""))
    if way in {Way.MOD, Way.RIVAL}:
        return Operation(Code.MOD, principle=key, words=words)
    if way == Way.SUP:
        return Operation(Code.SUP, principle=key)
    if way == Way.SPLIT:
        found = (_part(n, values) for n in range(1, parts + 1))
        filled = tuple(part for part in found if not part.is_blank)
        return Operation(Code.SPLIT, principle=key, parts=filled)
    if way == Way.JOIN:
        keys = (number_in(str(each)) for each in values.get("others") or ())
        others = tuple(each for each in keys if each is not None)
        return Operation(Code.JOIN, principle=key, others=others, words=words)
    after, section = _place(str(values.get("place") or ""))
    if way == Way.ADD:
        return Operation(Code.ADD, words=words, after=after, section=section)
    return Operation(Code.MOVE, principle=key, after=after, section=section)


def _part(n: int, values: Mapping[str, Any]) -> Words:
    return Words(str(values.get(f"part_{n}_title") or ""), str(values.get(f"part_{n}_body") or ""))


def _place(value: str) -> tuple[int | None, int]:
    kind, _dash, digits = value.partition("-")
    number = number_in(digits)
    if number is None:
        return None, 0
    return (number, 0) if kind == "after" else (None, number)


def fields_of(operation: Operation) -> dict[str, Any]:
    """What the fields say for an operation: `operation_of` the other way round."""
    found: dict[str, Any] = {"kind": operation.code.value}
    if operation.words is not None:
        found |= {"title": operation.words.title, "body": operation.words.body}
    if operation.code in {Code.ADD, Code.MOVE}:
        at = operation.after
        found["place"] = f"first-{operation.section}" if at is None else f"after-{at}"
    for n, part in enumerate(operation.parts, 1):
        found |= {f"part_{n}_title": part.title, f"part_{n}_body": part.body}
    if operation.parts:
        found["parts"] = len(operation.parts)
    return found | {"others": list(operation.others), "key": operation.principle or operation.after}


def more_of(value: str) -> tuple[Operation, ...]:
    """Raises Malformed, or ValueError where it is no JSON."""
    if not value:
        return ()
    try:
        operations = operations_from_json(json.loads(value))
    except RecursionError:
        raise Malformed(0) from None
    # JSON can name what no page can show and no database keep: half of a surrogate pair.
    if not all(is_storable(text) for each in operations for text in _texts(each)):
        raise Malformed(0)
    return operations


def _texts(operation: Operation) -> list[str]:
    words = [*operation.parts, *([operation.words] if operation.words else [])]
    return [text for each in words for text in (each.title, each.body)]


def more_as(operations: Sequence[Operation]) -> str:
    return json.dumps(operations_as_json(operations), ensure_ascii=False) if operations else ""
