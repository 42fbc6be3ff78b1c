"""A text to import, in a file or pasted; and what its uploader says of it before it is kept."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import global_settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from principles.importers import Imported, ImportRefused, Refusal, read_stream, read_text

REFUSALS: Mapping[Refusal, Promise] = {
    Refusal.EMPTY: _("There is no text in this."),
    Refusal.TOO_LARGE: _(
        "This is larger than %(limit_mb)s MB, the most that is read. Upload the text alone, "
        "without pictures, or part of it."
    ),
    Refusal.TOO_LONG: _("This has more than %(limit_lines)s lines, the most that is read."),
    Refusal.BINARY: _(
        "This is not a text. Upload plain text, Markdown, HTML, DOCX or PDF, or paste the text."
    ),
    Refusal.ENCRYPTED: _(
        "This file is protected by a password. Save it without one and upload it again."
    ),
    Refusal.ENCODING: _(
        "This text is not in UTF-8: byte %(byte)s at position %(offset)s belongs to another "
        "encoding. Save it as UTF-8 and upload it again, or paste the text."
    ),
    Refusal.CORRUPT: _(
        "This file is damaged, or not of the kind %(kind)s as it says. Save it again and retry."
    ),
    Refusal.NO_TEXT: _(
        "This file holds pictures of its pages and no text. Run text recognition on it first."
    ),
    Refusal.TOO_MANY_PAGES: _("This has %(pages)s pages; at most %(limit)s are read."),
    Refusal.TOO_COMPLEX: _(
        "Reading this takes more than %(seconds)s seconds, or more memory than a text needs. Save "
        "it as plain text and upload that."
    ),
    Refusal.ZIP_BOMB: _("This file unpacks to more than any text needs, and was not opened."),
    Refusal.UNSUPPORTED: _(
        "Files of the kind %(kind)s cannot be read. Save it as plain text, Markdown, HTML, DOCX or "
        "PDF and upload that."
    ),
}
NOTICES: Mapping[str, Promise] = {
    "tracked_changes": _(
        "The file holds tracked changes. Insertions were taken as accepted, and deletions are left "
        "out."
    ),
    "comments_left_out": _("Comments in the margin of the file were left out."),
    "page_furniture_left_out": _(
        "Lines repeated on the pages, such as headers and page numbers, were left out; they are in "
        "the list below."
    ),
    "pages_without_text": _("Some pages hold pictures only; nothing could be read from them."),
    "no_principles": _(
        "No principle was found. Bring paragraphs back from the list of what was left out, or go "
        "back and number them in the text."
    ),
}


def refusal_message(refused: ImportRefused) -> str:
    """The whole sentence for the person who gave the text."""
    return str(REFUSALS[refused.code] % refused.params)


# Every language Django knows by name: the text may be in one this site is not in.
LANGUAGES: tuple[tuple[str, Promise], ...] = tuple(
    (code, _(name)) for code, name in global_settings.LANGUAGES
)


def languages_by_name() -> list[tuple[str, str]]:
    """In the alphabet of whoever chooses."""
    return sorted(((code, str(name)) for code, name in LANGUAGES), key=lambda pair: pair[1])


class ImportForm(forms.Form):
    """A file or a pasted text, not both; `imported` is what was read from it."""

    file = forms.FileField(
        label=_("A file"),
        help_text=_("Plain text, Markdown, HTML, DOCX or PDF, of at most 20 MB."),
        required=False,
        allow_empty_file=True,
    )
    text = forms.CharField(
        label=_("Or paste the text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "data-keep": ""}),
    )
    source = forms.CharField(
        label=_("Where the text comes from"),
        help_text=_("Shown with the document, such as who wrote it and when. May be left empty."),
        required=False,
        max_length=200,
    )

    imported: Imported
    refusal: Refusal | None = None

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        file, text = data.get("file"), data.get("text", "")
        if bool(file) == bool(text.strip()) and not self.errors:
            self.add_error(
                "file",
                _("Give either a file or a pasted text, not both.")
                if file
                else _("Choose a file, or paste the text below."),
            )
        if self.errors:
            return data
        try:
            self.imported = read_stream(file.name, file) if file else read_text(text)
        except ImportRefused as refused:
            self.refusal = refused.code
            self.add_error("file" if file else "text", refusal_message(refused))
        data["source"] = data["source"] or (file.name[:200] if file else "")
        return data


class ConfirmForm(forms.Form):
    """What the outline does not say itself."""

    title = forms.CharField(label=_("Title of the document"), max_length=200)
    language = forms.ChoiceField(
        label=_("Language of the text"),
        choices=languages_by_name,
    )
