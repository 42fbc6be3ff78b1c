"""Statements: proposed, seeded, not let in; and which answer goes where."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.actions.statements import MOST_SEEDED, REASON_LENGTH
from consultations.forms.listing import CursorField
from consultations.models import Consultation
from consultations.models.statement import STATEMENT_LENGTH
from consultations.states import StatementStatus
from principles.models import Comment, Principle, PrincipleText


class DeckForm(forms.Form):
    """Which cards: those never seen, or (`skipped`) those passed over."""

    skipped = forms.BooleanField(required=False)


class StatementSourceForm(forms.Form):
    """What a statement is about. `comment` is a number in the document."""

    principle = forms.ChoiceField(label=_("About"), required=False)
    comment = forms.IntegerField(
        label=_("Number of the comment it is from"),
        help_text=_("Leave empty if it is from none."),
        required=False,
        min_value=1,
        max_value=2**31 - 1,
    )

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._document = consultation.document
        texts = PrincipleText.objects.filter(version=self._document.current_version_id)
        field = cast("forms.ChoiceField", self.fields["principle"])
        field.choices = [
            ("", _("The text as a whole")),
            *(
                (str(key), f"{number}. {title}")
                for key, number, title in texts.order_by("position").values_list(
                    "principle__key", "number", "title"
                )
            ),
        ]

    def clean_comment(self) -> Comment | None:
        if not (number := self.cleaned_data["comment"]):
            return None
        comment = Comment.objects.filter(document=self._document, number=number).first()
        if comment is None:
            raise forms.ValidationError(_("There is no comment of this number."))
        return comment

    def clean_principle(self) -> Principle | None:
        if not (key := self.cleaned_data["principle"]):
            return None
        return Principle.objects.get(document=self._document, key=int(key))


class ProposeForm(StatementSourceForm):
    """The action measures the words; the form keeps them."""

    text = forms.CharField(
        label=_("Your statement"),
        help_text=_(
            "One thought that others can agree or disagree with, in at most 280 characters. "
            "Moderators read it before others do."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "data-keep": ""}),
        strip=False,
        error_messages={"required": _("Write a statement.")},
    )
    text.widget.attrs["maxlength"] = STATEMENT_LENGTH

    field_order = ("text", "principle", "comment")


class SeedForm(StatementSourceForm):
    texts = forms.CharField(
        label=_("Statements"),
        help_text=_("One a line, each one thought in at most 280 characters. They open at once."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto", "data-keep": ""}),
        strip=False,
        max_length=MOST_SEEDED * STATEMENT_LENGTH * 2,
        error_messages={"required": _("Write a statement.")},
    )

    field_order = ("texts", "principle", "comment")

    @property
    def lines(self) -> list[str]:
        text: str = self.cleaned_data["texts"]
        return text.splitlines()


class RefuseStatementForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Its author reads it."),
        max_length=REASON_LENGTH,
        error_messages={"required": _("Say why: its author reads the reason.")},
    )


class DeskStatementsForm(forms.Form):
    """What the desk lists besides the queue, and the comment to take a statement from."""

    status = forms.ChoiceField(
        required=False,
        choices=[
            (each.value, each.label) for each in (StatementStatus.OPEN, StatementStatus.REFUSED)
        ],
    )
    after = CursorField()
    comment = CursorField()
