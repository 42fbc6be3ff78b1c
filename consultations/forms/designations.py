"""What a chair decides on the agreement found, and what others say to that."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.actions.designations import (
    MOST_OBJECTION_DAYS,
    OBJECTION_DAYS,
    RATIONALE_LENGTH,
)
from consultations.actions.minority_statements import REASON_LENGTH
from consultations.actions.objections import OBJECTION_LENGTH
from consultations.states import ConsensusLevel
from principles.markdown import BODY_LENGTH


class WordsForm(forms.Form):
    """A form in which a person writes: what an action says of the words stands at `words`."""

    words: ClassVar[str]


def _area(rows: int, limit: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": limit, "data-keep": ""})


class DesignationForm(WordsForm):
    """`replaces` is the designation that stood when the page was read."""

    words = "rationale"

    level = forms.ChoiceField(
        label=_("How much agreement there is"),
        choices=ConsensusLevel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the levels.")},
    )
    rationale = forms.CharField(
        label=_("Why"),
        help_text=_("Published. Say it also where you decide as the votes propose."),
        max_length=RATIONALE_LENGTH,
        strip=False,
        widget=_area(5, RATIONALE_LENGTH),
        error_messages={"required": _("Say why: the reason is published.")},
    )
    objection_days = forms.IntegerField(
        label=_("Days in which others can object"),
        initial=OBJECTION_DAYS,
        min_value=1,
        max_value=MOST_OBJECTION_DAYS,
    )
    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ObjectionForm(WordsForm):
    words = "reason"

    designation = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why you object"),
        help_text=_("Published with your name, and answered in public."),
        max_length=OBJECTION_LENGTH,
        strip=False,
        widget=_area(4, OBJECTION_LENGTH),
        error_messages={"required": _("Say why you object: it must be answered.")},
    )


class AnswerForm(WordsForm):
    """`base_hash` is of the objection and the answer that were on the page."""

    words = "answer"

    answer = forms.CharField(
        label=_("Answer"),
        max_length=OBJECTION_LENGTH,
        strip=False,
        widget=_area(3, OBJECTION_LENGTH),
        error_messages={"required": _("Write your answer.")},
    )
    base_hash = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class MinorityStatementForm(WordsForm):
    """`base_hash` is of one's words that were on the page."""

    words = "body"

    body = forms.CharField(
        label=_("Your minority statement"),
        help_text=_(
            "Annexed to the report, with your name. *emphasis*, **strong**, - lists, > quotes and "
            "[links](https://…) are understood."
        ),
        max_length=BODY_LENGTH,
        strip=False,
        widget=_area(8, BODY_LENGTH),
        error_messages={"required": _("Write your statement.")},
    )
    base_hash = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class HideStatementForm(WordsForm):
    words = "reason"

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Shown to everyone in place of the statement."),
        max_length=REASON_LENGTH,
        error_messages={"required": _("Say why: the reason is shown in place of the statement.")},
    )
