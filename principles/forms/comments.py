"""What people write: comments, answers, edits; and what a reader filters comments by."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from principles.actions.comments import REASON_LENGTH
from principles.markdown import BODY_LENGTH
from principles.queries.threads import AuthorKind, CommentFilters, Sort, Words
from principles.states import ASKED_STANCE_CHOICES, CommentType, Stance
from principles.text.anchors import Quote

# Room for a paragraph; longer passages are the whole principle.
QUOTE_LENGTH = 2000


class BodyForm(forms.Form):
    """Words in Markdown. The action measures them; the form keeps them."""

    body = forms.CharField(
        label=_("Your comment"),
        help_text=_(
            "*emphasis*, **strong**, - lists, > quotes and [links](https://…) are understood."
        ),
        widget=forms.Textarea(attrs={"rows": 5, "data-keep": ""}),
        strip=False,
        error_messages={"required": _("Write your comment.")},
    )
    body.widget.attrs["maxlength"] = BODY_LENGTH


class StanceForm(BodyForm):
    stance = forms.ChoiceField(
        label=_("Where you stand on the principle"),
        choices=[("", _("Choose one")), *ASKED_STANCE_CHOICES],
        error_messages={"required": _("Say where you stand on the principle.")},
    )

    field_order: Sequence[str] = ("stance", "body")


class ReplyForm(StanceForm):
    """An answer to a comment."""


class WholeTextForm(StanceForm):
    """A comment on the text as a whole."""

    type = forms.ChoiceField(
        label=_("What it concerns"), choices=CommentType.choices, initial=CommentType.GENERAL
    )

    field_order = ("stance", "type", "body")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stance = self.fields["stance"]
        stance.label = gettext("Where you stand on the text")
        stance.error_messages["required"] = gettext("Say where you stand on the text.")


class CommentForm(StanceForm):
    """A comment on the principle, or on words of it."""

    type = forms.ChoiceField(
        label=_("What it concerns"), choices=CommentType.choices, initial=CommentType.GENERAL
    )
    anchor_exact = forms.CharField(
        label=_("Words you comment on"),
        help_text=_(
            "Select them in the text, or copy them here. Leave empty to comment on the whole "
            "principle."
        ),
        required=False,
        max_length=QUOTE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    anchor_prefix = forms.CharField(
        required=False, strip=False, max_length=64, widget=forms.HiddenInput
    )
    anchor_suffix = forms.CharField(
        required=False, strip=False, max_length=64, widget=forms.HiddenInput
    )

    field_order = ("anchor_exact", "stance", "type", "body")

    @property
    def quote(self) -> Quote | None:
        exact = self.cleaned_data["anchor_exact"]
        if not exact:
            return None
        return Quote(
            exact=exact,
            prefix=self.cleaned_data["anchor_prefix"],
            suffix=self.cleaned_data["anchor_suffix"],
        )


class EditForm(BodyForm):
    """The same comment in other words."""


class HideForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Shown to everyone in place of the comment."),
        max_length=REASON_LENGTH,
        error_messages={"required": _("Say why: the reason is shown in place of the comment.")},
    )


class CommentFilterForm(forms.Form):
    """Every field a code or words; what is not declared here filters nothing."""

    q = forms.CharField(label=_("Search for"), required=False, max_length=100)
    group = forms.ChoiceField(label=_("Group"), required=False)
    stance = forms.ChoiceField(label=_("Stance"), required=False)
    type = forms.ChoiceField(label=_("Type"), required=False)
    author = forms.ChoiceField(label=_("Written by"), required=False)
    words = forms.ChoiceField(label=_("About"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=Sort.choices)

    def __init__(
        self, *args: Any, groups: Sequence[tuple[str, str]], on_words: bool = True, **kwargs: Any
    ) -> None:
        """`groups` are pairs of code and label; where no words are quoted, nothing is asked
        `on_words`."""
        super().__init__(*args, **kwargs)
        self._offer("group", gettext("All groups"), groups)
        self._offer("stance", gettext("All stances"), Stance.choices)
        self._offer("type", gettext("All types"), CommentType.choices)
        self._offer("author", gettext("Anyone"), AuthorKind.choices)
        if on_words:
            self._offer("words", gettext("Anything"), Words.choices)
        else:
            del self.fields["words"]

    def _offer(self, name: str, everything: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field = cast("forms.ChoiceField", self.fields[name])
        field.choices = [("", everything), *choices]

    @property
    def filters(self) -> CommentFilters:
        data = self.cleaned_data
        return CommentFilters(
            group=data["group"],
            stance=data["stance"],
            type=data["type"],
            author=data["author"],
            words=data.get("words", ""),
            search=data["q"],
            sort=data["sort"] or Sort.NEWEST.value,
        )
