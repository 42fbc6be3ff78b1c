"""What is open for typing on the import screen: the preamble, one section, or one principle."""

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from principles.forms.outline_edits import reworded, reworded_opening, reworded_section
from principles.text.outline import Outline, paragraphs

_PLACE = re.compile(r"(?P<kind>opening|s-(?P<section>\d{1,6})|p-(?P<of>\d{1,6})-(?P<at>\d{1,6}))")
_LAYOUT = _(
    "Paragraphs are parted by an empty line; a line of a list begins with a hyphen and a space."
)


def _text_field(label: Any, rows: int) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto", "data-keep": ""})
    return forms.CharField(label=label, help_text=_LAYOUT, required=False, widget=widget)


def _line_field(label: Any, **options: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"dir": "auto"})
    return forms.CharField(label=label, required=False, max_length=300, widget=widget, **options)


class OpeningPanel(forms.Form):
    preamble = _text_field(_("Text of the preamble"), 10)

    @classmethod
    def of(cls, outline: Outline, data: QueryDict | None) -> "OpeningPanel":
        return cls(data, initial={"preamble": outline.preamble})

    def applied(self, outline: Outline) -> Outline:
        return reworded_opening(outline, outline.title, self.cleaned_data["preamble"])


class SectionPanel(forms.Form):
    heading = _line_field(_("Heading of the section"))
    intro = _text_field(_("Text before its first principle"), 5)

    place = 0

    @classmethod
    def of(cls, outline: Outline, data: QueryDict | None, place: int) -> "SectionPanel":
        section = outline.sections[place]
        panel = cls(data, initial={"heading": section.heading, "intro": section.intro})
        panel.place = place
        return panel

    def applied(self, outline: Outline) -> Outline:
        typed = self.cleaned_data
        return reworded_section(outline, self.place, typed["heading"], typed["intro"])


class PrinciplePanel(forms.Form):
    principle_title = _line_field(
        _("Title of the principle"), help_text=_("Left empty, it is taken from the opening words.")
    )
    principle_text = _text_field(_("Text of the principle"), 10)

    section = position = 0
    paragraphs: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, outline: Outline, data: QueryDict | None, section: int, position: int
    ) -> "PrinciplePanel":
        principle = outline.sections[section].principles[position]
        initial = {"principle_title": principle.title, "principle_text": principle.text}
        panel = cls(data, initial=initial)
        panel.section, panel.position = section, position
        panel.paragraphs = tuple(paragraphs(principle.text))
        return panel

    def clean(self) -> dict[str, Any]:
        if not any(self.cleaned_data.values()):
            self.add_error("principle_text", _("A principle has words. To drop it, leave it out."))
        return self.cleaned_data

    def applied(self, outline: Outline) -> Outline:
        typed = self.cleaned_data
        title, text = typed["principle_title"], typed["principle_text"]
        return reworded(outline, self.section, self.position, title, text)


type Panel = OpeningPanel | SectionPanel | PrinciplePanel


def panel_of(outline: Outline, name: str, data: QueryDict | None = None) -> Panel | None:
    """The one called "opening", "s-1" or "p-1-0"; None when there is no such place."""
    found = _PLACE.fullmatch(name)
    try:
        if found is None:
            return None
        if found["section"]:
            return SectionPanel.of(outline, data, int(found["section"]))
        if found["of"]:
            return PrinciplePanel.of(outline, data, int(found["of"]), int(found["at"]))
    except IndexError:
        return None
    return OpeningPanel.of(outline, data)
