"""What people write of amendments: another wording, a decision; and what they filter by."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from principles.states import AmendmentStatus
from principles.text.wording import (
    BODY_LENGTH,
    LABEL_LENGTH,
    RATIONALE_LENGTH,
    TITLE_LENGTH,
    normalise_lines,
)

LARGEST_NUMBER = 2**31 - 1


class LinesField(forms.CharField):
    """Text in a textarea; a line end counts as one character however the browser sends it."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return normalise_lines(super().to_python(value) or "")


class AmendmentForm(forms.Form):
    """`base_hash` names the words it was written on; `kept_*` are words of the person's that stay
    beside the form while they start again from a newer text."""

    title = forms.CharField(
        label=_("Title of the principle"),
        max_length=TITLE_LENGTH,
        widget=forms.TextInput(attrs={"data-keep": "", "dir": "auto", "autocomplete": "off"}),
        error_messages={"required": _("Write the title; leave it as it is to keep it.")},
    )
    body = LinesField(
        label=_("Wording you propose"),
        help_text=_("Change the words in place. Part paragraphs by an empty line."),
        max_length=BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 12, "data-keep": "", "dir": "auto"}),
        error_messages={"required": _("Write the whole wording you propose.")},
    )
    rationale = LinesField(
        label=_("Why"),
        help_text=_("What the present words lack, and for whom yours are better."),
        max_length=RATIONALE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "data-keep": "", "dir": "auto"}),
        error_messages={"required": _("Say why you propose this.")},
    )
    label = forms.CharField(
        label=_("Your amendment in a few words"),
        help_text=_("What it does, as a heading: “Name who answers”."),
        max_length=LABEL_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"data-keep": "", "dir": "auto", "autocomplete": "off"}),
    )
    base_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    kept_title = forms.CharField(required=False, widget=forms.HiddenInput)
    kept_body = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, language: str, needs_body: bool, **kwargs: Any) -> None:
        """`language` of the text; `needs_body`: the principle is more than its title."""
        super().__init__(*args, **kwargs)
        self.fields["body"].required = needs_body
        for name in ("title", "body"):
            self.fields[name].widget.attrs["lang"] = language


class DecisionForm(forms.Form):
    """What the moderator saw, and why they decide so; only a refusal must say why."""

    reason = LinesField(
        label=_("Reason"),
        help_text=_("Published with the decision. Needed where the amendment is not adopted."),
        required=False,
        max_length=RATIONALE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "data-keep": "", "dir": "auto"}),
    )
    base_hash = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    text_hash = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class SeenField(forms.Field):
    """Amendments by number, each with the hash of the wording that was seen: "12:4f0c"."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> dict[int, str]:
        pairs = [str(each).partition(":")[::2] for each in value or ()]
        if any(not (number.isdecimal() and len(number) < 10) for number, _hash in pairs):
            raise forms.ValidationError(gettext("Choose the amendments again."))
        return {int(number): text_hash for number, text_hash in pairs}


class AdoptTogetherForm(forms.Form):
    """What the moderator saw of several amendments and of the text, and why they adopt them."""

    reason = LinesField(
        label=_("Reason"),
        help_text=_("Published with the decision."),
        required=False,
        max_length=RATIONALE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "data-keep": "", "dir": "auto"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = SeenField()


class AmendmentFilterForm(forms.Form):
    """What is not declared here filters nothing."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    principle = forms.TypedChoiceField(
        label=_("Principle"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, principles: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        """`principles` are pairs of key and heading."""
        super().__init__(*args, **kwargs)
        self._offer("status", gettext("Any status"), AmendmentStatus.choices)
        self._offer("principle", gettext("All principles"), principles)

    def _offer(self, name: str, everything: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field = cast("forms.ChoiceField", self.fields[name])
        field.choices = [("", everything), *choices]


class CursorForm(forms.Form):
    """Between which numbers a page of the list begins."""

    before = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_NUMBER)
    after = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_NUMBER)
