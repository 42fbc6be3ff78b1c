"""The numbers Word counts by itself, written into the paragraphs they stand before.

Source: ECMA-376 part 1, 17.9 (numbering). Bullets are left to the importer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from defusedxml.ElementTree import fromstring

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VALUE = f"{W}val"
_DEEPEST_STYLE = 20
_HAN = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    pattern: str
    start: int


@dataclass(slots=True)
class _List:
    """A numbering definition; its lists share the numbers unless one says it restarts."""

    levels: dict[int, _Level]
    numbers: dict[int, int] = field(default_factory=dict)

    def next(self, depth: int) -> str:
        """The label of the next paragraph at a depth."""
        level = self.levels[depth]
        self.numbers[depth] = self.numbers.get(depth, level.start - 1) + 1
        for deeper in [each for each in self.numbers if each > depth]:
            del self.numbers[deeper]
        label = level.pattern
        for place in range(depth + 1):
            outer = self.levels.get(place, level)
            number = self.numbers.get(place, outer.start)
            label = label.replace(f"%{place + 1}", _numeral(number, outer.form))
        return label


@dataclass(slots=True)
class _Numbering:
    lists: dict[str, _List]
    definitions: dict[str, str]
    restarts: dict[str, dict[int, int]]
    styles: dict[str, tuple[str, str, str]]
    begun: set[str] = field(default_factory=set)

    def label(self, properties: Element) -> str:
        """The label of a paragraph; empty for one that has a bullet or nothing before it."""
        number_id, depth = self._place(properties)
        found = self.lists.get(self.definitions.get(number_id, ""))
        if not found or depth not in found.levels:
            return ""
        if found.levels[depth].form in ("bullet", "none"):
            return ""
        if number_id not in self.begun:
            self.begun.add(number_id)
            for place, start in self.restarts.get(number_id, {}).items():
                found.numbers[place] = start - 1
        return found.next(depth)

    def _place(self, properties: Element) -> tuple[str, int]:
        """A paragraph's list and depth, of its own or by its style."""
        own = properties.find(f"{W}numPr")
        number_id, depth = _number_of(own)
        style = _value(properties.find(f"{W}pStyle"))
        for _ in range(_DEEPEST_STYLE):
            if number_id or style not in self.styles:
                break
            style_id, style_depth, style = self.styles[style]
            number_id, depth = number_id or style_id, depth or style_depth
        return number_id, int(depth) if depth.isdecimal() else 0


def write_numbers(document: Element, numbering: bytes | None, styles: bytes | None) -> None:
    """Put a run with the label before each numbered paragraph, and take its numbering off."""
    if numbering is None:
        return
    counted = _read(fromstring(numbering), fromstring(styles) if styles else Element("none"))
    for paragraph in document.iter(f"{W}p"):
        properties = paragraph.find(f"{W}pPr")
        label = counted.label(properties) if properties is not None else ""
        if properties is None or not label.strip():
            continue
        own = properties.find(f"{W}numPr")
        if own is not None:
            properties.remove(own)
        # List zero takes off what the style would number.
        none = SubElement(properties, f"{W}numPr")
        SubElement(none, f"{W}ilvl", {_VALUE: "0"})
        SubElement(none, f"{W}numId", {_VALUE: "0"})
        run = Element(f"{W}r")
        SubElement(run, f"{W}t").text = f"{label.strip()} "
        paragraph.insert(list(paragraph).index(properties) + 1, run)


def _read(numbering: Element, styles: Element) -> _Numbering:
    lists = {
        each.get(f"{W}abstractNumId", ""): _List(dict(_levels(each)))
        for each in numbering.iter(f"{W}abstractNum")
    }
    definitions: dict[str, str] = {}
    restarts: dict[str, dict[int, int]] = {}
    for each in numbering.iter(f"{W}num"):
        number_id = each.get(f"{W}numId", "")
        definitions[number_id] = _value(each.find(f"{W}abstractNumId"))
        restarts[number_id] = {
            _integer(override.get(f"{W}ilvl"), 0): _integer(
                _value(override.find(f"{W}startOverride")), 1
            )
            for override in each.iter(f"{W}lvlOverride")
            if override.find(f"{W}startOverride") is not None
        }
    return _Numbering(lists, definitions, restarts, dict(_style_numbers(styles)))


def _levels(definition: Element) -> Iterator[tuple[int, _Level]]:
    for level in definition.iter(f"{W}lvl"):
        depth = _integer(level.get(f"{W}ilvl"), 0)
        yield (
            depth,
            _Level(
                form=_value(level.find(f"{W}numFmt")) or "decimal",
                pattern=_value(level.find(f"{W}lvlText")),
                start=_integer(_value(level.find(f"{W}start")), 1),
            ),
        )


def _style_numbers(styles: Element) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """For each paragraph style its list, its depth, and the style it is based on."""
    for style in styles.iter(f"{W}style"):
        properties = style.find(f"{W}pPr")
        number = properties.find(f"{W}numPr") if properties is not None else None
        number_id, depth = _number_of(number)
        yield style.get(f"{W}styleId", ""), (number_id, depth, _value(style.find(f"{W}basedOn")))


def _number_of(properties: Element | None) -> tuple[str, str]:
    if properties is None:
        return "", ""
    return _value(properties.find(f"{W}numId")), _value(properties.find(f"{W}ilvl"))


def _value(element: Element | None) -> str:
    return "" if element is None else element.get(_VALUE, "")


def _integer(value: str | None, default: int) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 6 else default


def _numeral(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    if form.startswith(("chinese", "ideograph", "japanese", "taiwanese")) and 0 < number < 100:
        tens, ones = divmod(number, 10)
        ten = "" if not tens else "十" if tens == 1 else f"{_HAN[tens]}十"
        return ten + (_HAN[ones] if ones else "")
    return str(number)


def _roman(number: int) -> str:
    steps = (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    )
    if not 0 < number < 400:
        return str(number)
    numeral = ""
    for value, letters in steps:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral
