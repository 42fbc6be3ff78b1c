"""What an imported text consists of: title, preamble, sections of principles, what was left out.

Texts hold paragraphs parted by a blank line; the lines of a list begin with "- ".
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from principles.text.titles import derive_title

DOCUMENT_TITLE_LENGTH = 120

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class OutlinePrinciple:
    """`number` is the one printed in the source, or a running one where the source has none."""

    number: int
    title: str
    text: str

    @property
    def has_derived_title(self) -> bool:
        """Whether the title only repeats the opening words of the text."""
        return bool(self.text) and self.title == derive_title(self.text)


@dataclass(frozen=True, slots=True)
class OutlineSection:
    """`heading` may be empty; `intro` is what stands between it and the first principle."""

    heading: str
    principles: tuple[OutlinePrinciple, ...]
    intro: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """Every word of the source is in one of these, number labels and bullets apart."""

    title: str
    preamble: str
    sections: tuple[OutlineSection, ...]
    left_out: tuple[str, ...] = ()

    @property
    def principles(self) -> tuple[OutlinePrinciple, ...]:
        """All of them, in reading order."""
        return tuple(principle for section in self.sections for principle in section.principles)

    @property
    def has_derived_title(self) -> bool:
        """Whether the title only repeats the opening words of the document."""
        texts = [self.preamble, *(each.text for each in self.principles[:1])]
        return any(text and self.title == document_title(text) for text in texts)


class MalformedOutlineError(ValueError):
    """The data given to `from_json` does not describe an outline."""


def document_title(text: str) -> str:
    """The title of a document that begins with this text and has none of its own."""
    return derive_title(text, DOCUMENT_TITLE_LENGTH)


def paragraphs(text: str) -> list[str]:
    """The paragraphs and lists of a text, in order; a list is one of them."""
    return [part.strip() for part in _BLANK_LINE.split(text) if part.strip()]


def join_paragraphs(parts: Iterable[str]) -> str:
    """The reverse of `paragraphs`."""
    return "\n\n".join(part for part in parts if part.strip())


def words(text: str) -> Counter[str]:
    """The multiset of runs of letters and digits: what an import may not lose."""
    return Counter(_WORD.findall(text))


def outline_words(outline: Outline) -> Counter[str]:
    """The words of an outline, where a principle's title that repeats its text counts once."""
    return words("\n".join(_counted_parts(outline)))


def _counted_parts(outline: Outline) -> Iterator[str]:
    yield outline.title
    yield outline.preamble
    for section in outline.sections:
        yield section.heading
        yield section.intro
        for principle in section.principles:
            if not principle.has_derived_title:
                yield principle.title
            yield principle.text
    yield from outline.left_out


def as_json(outline: Outline) -> dict[str, object]:
    """Plain data for JSON; `from_json` gives the same outline back."""
    return {
        "title": outline.title,
        "preamble": outline.preamble,
        "sections": [
            {
                "heading": section.heading,
                "intro": section.intro,
                "principles": [
                    {"number": each.number, "title": each.title, "text": each.text}
                    for each in section.principles
                ],
            }
            for section in outline.sections
        ],
        "left_out": list(outline.left_out),
    }


def from_json(data: object) -> Outline:
    """Read what `as_json` wrote; anything else raises `MalformedOutlineError`."""
    top = _mapping(data)
    return Outline(
        title=_text(top, "title"),
        preamble=_text(top, "preamble"),
        sections=tuple(_section(each) for each in _sequence(top, "sections")),
        left_out=tuple(_string(each) for each in _sequence(top, "left_out")),
    )


def _section(data: object) -> OutlineSection:
    section = _mapping(data)
    return OutlineSection(
        heading=_text(section, "heading"),
        principles=tuple(_principle(each) for each in _sequence(section, "principles")),
        intro=_string(section.get("intro", "")),
    )


def _principle(data: object) -> OutlinePrinciple:
    principle = _mapping(data)
    number = principle.get("number")
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise MalformedOutlineError("number")
    return OutlinePrinciple(number, _text(principle, "title"), _text(principle, "text"))


def _mapping(data: object) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise MalformedOutlineError(type(data).__name__)
    return data


def _sequence(data: Mapping[str, object], key: str) -> list[object]:
    value = data.get(key)
    if not isinstance(value, list):
        raise MalformedOutlineError(key)
    return value


def _text(data: Mapping[str, object], key: str) -> str:
    return _string(data.get(key))


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise MalformedOutlineError(type(value).__name__)
    return value


def as_readable(outline: Outline) -> str:
    """The outline as text for a terminal; its last line says how many principles there are."""
    return "\n".join(_readable_lines(outline)).strip()


def _readable_lines(outline: Outline) -> Iterator[str]:
    yield from [outline.title, "=" * min(len(outline.title), 80), ""]
    if outline.preamble:
        yield from ["Preamble", "--------", outline.preamble, ""]
    for section in outline.sections:
        if section.heading:
            yield from [section.heading, "-" * min(len(section.heading), 80)]
        if section.intro:
            yield from [section.intro, ""]
        for principle in section.principles:
            yield f"{principle.number}. {principle.title}"
            if principle.text:
                yield from (f"   {line}".rstrip() for line in principle.text.split("\n"))
            yield ""
    if outline.left_out:
        yield from ["Left out", "--------", *outline.left_out, ""]
    count = len(outline.principles)
    yield "1 principle" if count == 1 else f"{count} principles"
