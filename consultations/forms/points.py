"""Forms about points. They validate; actions act."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.actions.points import WORDING_LENGTH
from consultations.queries.point_review import PointReviewed
from consultations.states import SummaryStatus
from principles.forms.amendments import LinesField
from principles.text.wording import RATIONALE_LENGTH

REASON_HINT = _("Everyone can read it beside the point.")


def _reason(*, required: bool = True) -> LinesField:
    return LinesField(
        label=_("Reason"),
        help_text=REASON_HINT,
        max_length=RATIONALE_LENGTH,
        required=required,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


class RunForm(forms.Form):
    """`run` is that of the summary the person read."""

    run = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class MoveForm(RunForm):
    to = forms.ChoiceField(
        choices=[(SummaryStatus.REVIEWED, ""), (SummaryStatus.PUBLISHED, ""), ("back", "")]
    )


class RewordForm(RunForm):
    wording = forms.CharField(
        label=_("In your words"),
        help_text=_("Leave it empty to show the words of its first comment again."),
        max_length=WORDING_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    reason = _reason(required=False)


class DropForm(RunForm):
    reason = _reason()


class MergeForm(RunForm):
    """Offers the points of the same side."""

    into = forms.TypedChoiceField(label=_("The point it becomes part of"), coerce=int)
    reason = _reason()

    def __init__(self, *args: Any, others: Sequence[PointReviewed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [  # type: ignore[attr-defined]
            (each.number, f"{each.name}: {each.text}") for each in others
        ]


class SplitForm(RunForm):
    """Offers the comments of the point, by number."""

    comments = forms.TypedMultipleChoiceField(
        label=_("The comments that say something else"),
        help_text=_("They become a point of their own, in the words of the first of them."),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = _reason()

    def __init__(self, *args: Any, point: PointReviewed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comments"].choices = [  # type: ignore[attr-defined]
            (cited.number, f"C-{cited.number}: {cited.words}") for cited in point.citations
        ]


class SettleForm(forms.Form):
    answer = LinesField(
        label=_("Answer to who wrote the comment"),
        max_length=RATIONALE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    take_out_comment = forms.BooleanField(
        label=_("Take the comment out of this point"), required=False
    )


class FlagForm(forms.Form):
    note = LinesField(
        label=_("What you meant, if you want to say it"),
        help_text=_("Moderators read it and answer you here."),
        max_length=RATIONALE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
