"""Each catalogue is whole, and its compiled form says what its source says.

Machines that run the site compile nothing, so both forms are kept; the suite needs no program of
gettext either and reads the source itself.
"""

import ast
import gettext
import re
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings

PLACEHOLDER = re.compile(r"%\(\w+\)[#0 +-]*\d*(?:\.\d+)?[a-zA-Z]|%%|\{\w*\}")
TAG = re.compile(r"</?\w+")
STATEMENT = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d+)\])? (".*")')
CATALOGUES = sorted(
    path for folder in settings.LOCALE_PATHS for path in Path(folder).rglob("django.po")
)


@dataclass
class Entry:
    """One message: its `parts` by keyword, and its translation by plural form (0 if it has none)."""

    flags: set[str] = field(default_factory=set)
    parts: dict[str, str] = field(default_factory=dict)
    forms: dict[int, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.parts["msgid"]

    @property
    def is_plural(self) -> bool:
        return "msgid_plural" in self.parts


def read_entries(path: Path) -> list[Entry]:
    """The entries of a .po file in order; first its header, whose msgid is empty."""
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    return [_read_entry(block) for block in blocks if "\nmsgid " in f"\n{block}"]


def _read_entry(block: str) -> Entry:
    entry, keyword, form = Entry(), "", 0
    for line in block.strip().splitlines():
        if line.startswith("#"):
            if line.startswith("#,"):
                entry.flags.update(flag.strip() for flag in line[2:].split(","))
            continue
        statement = STATEMENT.fullmatch(line)
        if statement:
            keyword, form = statement[1], int(statement[2] or 0)
        text = ast.literal_eval(statement[3] if statement else line)
        if keyword == "msgstr":
            entry.forms[form] = entry.forms.get(form, "") + text
        else:
            entry.parts[keyword] = entry.parts.get(keyword, "") + text
    return entry


def numbers_of_forms(header: Entry) -> dict[int, list[int]]:
    """The numbers below 1,000 that take each plural form."""
    rule = re.search(r"nplurals=(\d+); plural=([^;]+);", header.forms[0])
    assert rule, "The header gives no plural forms."
    form_of = gettext.c2py(rule[2])
    numbers: dict[int, list[int]] = {form: [] for form in range(int(rule[1]))}
    for number in range(1000):
        numbers[form_of(number)].append(number)
    return numbers


def found(pattern: re.Pattern[str], text: str) -> Counter[str]:
    return Counter(pattern.findall(text))


def disagreements(entry: Entry, numbers: dict[int, list[int]]) -> Iterator[str]:
    """Forms whose placeholders or tags are not those of the message.

    A form for one number alone may say the number in words, so leave out one placeholder.
    """
    singular, plural = entry.parts["msgid"], entry.parts.get("msgid_plural", entry.parts["msgid"])
    for form, text in entry.forms.items():
        placeholders = found(PLACEHOLDER, text)
        whole = found(PLACEHOLDER, plural)
        missing, foreign = whole - placeholders, placeholders - whole
        may_lack = 1 if entry.is_plural and len(numbers[form]) == 1 else 0
        if foreign or missing.total() > may_lack:
            yield f"{entry} [{form}]: {text}"
        if found(TAG, text) not in (found(TAG, singular), found(TAG, plural)):
            yield f"{entry} [{form}]: {text}"


@pytest.fixture(params=CATALOGUES, ids=lambda path: path.parts[-3])
def catalogue(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture
def entries(catalogue: Path) -> list[Entry]:
    return read_entries(catalogue)


def test_every_language_offered_but_that_of_the_source_has_a_catalogue() -> None:
    offered = {code for code, _ in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    assert {path.parts[-3] for path in CATALOGUES} == offered


def test_no_entry_is_fuzzy(entries: list[Entry]) -> None:
    assert [str(entry) for entry in entries if "fuzzy" in entry.flags] == []


def test_no_entry_lacks_a_translation(entries: list[Entry]) -> None:
    forms = set(numbers_of_forms(entries[0]))
    lacking = [
        str(entry)
        for entry in entries
        if set(entry.forms) != (forms if entry.is_plural else {0})
        or not all(text.strip() for text in entry.forms.values())
    ]
    assert lacking == []


def test_placeholders_and_tags_of_message_and_translation_agree(entries: list[Entry]) -> None:
    numbers = numbers_of_forms(entries[0])
    assert [line for entry in entries[1:] for line in disagreements(entry, numbers)] == []


def test_translations_name_no_place_on_a_machine(catalogue: Path) -> None:
    places = re.findall(r"^#: (.*)$", catalogue.read_text(encoding="utf-8"), re.MULTILINE)
    assert [place for place in places if place.startswith(("/", ".."))] == []


def test_the_compiled_catalogue_says_what_the_source_says(
    catalogue: Path, entries: list[Entry]
) -> None:
    compiled = catalogue.with_suffix(".mo").read_bytes()
    (count,) = struct.unpack_from("<I", compiled, 8)
    assert count == len(entries)
    with catalogue.with_suffix(".mo").open("rb") as opened:
        translations = gettext.GNUTranslations(opened)
    numbers = numbers_of_forms(entries[0])
    for entry in entries[1:]:  # msgfmt leaves a date of the header out
        assert said(translations, entry, numbers) == entry.forms


def said(
    translations: gettext.GNUTranslations, entry: Entry, numbers: dict[int, list[int]]
) -> dict[int, str]:
    """What the compiled catalogue gives for a message, by plural form."""
    context, message = entry.parts.get("msgctxt"), entry.parts["msgid"]
    if not entry.is_plural:
        if context is None:
            return {0: translations.gettext(message)}
        return {0: translations.pgettext(context, message)}
    plural = entry.parts["msgid_plural"]
    if context is None:
        return {form: translations.ngettext(message, plural, n[0]) for form, n in numbers.items()}
    return {
        form: translations.npgettext(context, message, plural, n[0]) for form, n in numbers.items()
    }


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('msgid "%(n)s by %(who)s"\nmsgstr "%(n)s"', 1),
        ('msgid "%(n)s"\nmsgstr "%(m)s"', 1),
        ('msgid "a <b>c</b>"\nmsgstr "a c"', 1),
        ('msgid "100 %%"\nmsgstr "100 %"', 1),
        ('msgid "%(n)s cat"\nmsgid_plural "%(n)s cats"\nmsgstr[0] "one"\nmsgstr[1] "many"', 1),
        ('msgid "%(n)s cat"\nmsgid_plural "%(n)s cats"\nmsgstr[0] "one"\nmsgstr[1] "%(n)s"', 0),
    ],
)
def test_a_translation_that_lost_a_part_is_found(source: str, lines: int) -> None:
    numbers = {0: [1], 1: [0, 2, 3]}
    assert len(list(disagreements(_read_entry(source), numbers))) == lines
