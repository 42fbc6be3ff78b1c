"""The labels that number parts of a text: "1.", "(b)", "Article 3", "IV.", "第一条", "ثانياً"."""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum


class Rank(IntEnum):
    """What a label usually counts: parts of a document, its principles, or points of one."""

    SECTION = 0
    KEYWORD = 1
    ITEM = 2
    SUB = 3


@dataclass(frozen=True, slots=True)
class Label:
    """One way of reading a label. `length` counts the code points up to the text it labels."""

    style: str
    rank: Rank
    number: int
    length: int


_PRINCIPLE_WORDS = (
    r"principles?|articles?|recommendations?|rules?|commitments?|goals?|objectives?|proposals?|"
    r"pledges?|guidelines?|measures?|actions?|points?|rights?|"
    r"principes?|recommandations?|règles?|engagements?|objectifs?|mesures?|propositions?|"
    r"principios?|artículos?|recomendaci[oó]n|recomendación|compromisos?|objetivos?|medidas?|"
    r"princípios?|artigos?|recomendação|compromissos?|principi[oi]|articol[oi]|raccomandazione|"
    r"impegno|grundsatz|prinzip|artikel|empfehlung|ziel|these|punkt|maßnahme|beginsel|ilke|madde|"
    r"принцип|статья|рекомендация|пункт|المبدأ|مبدأ|المادة|مادة|التوصية|توصية|सिद्धांत|अनुच्छेद"
)
_SECTION_WORDS = (
    r"parts?|chapters?|sections?|titles?|themes?|pillars?|partie|chapitre|titre|thème|parte|"
    r"capítulo|sección|título|secção|capitolo|sezione|teil|kapitel|abschnitt|часть|глава|раздел|"
    r"الباب|الفصل|القسم|الجزء"
)
_HAN_NUMBER = r"[一二三四五六七八九十百〇零两]{1,5}"
_NUMERAL = rf"\d{{1,3}}|[IVXLC]{{1,7}}|[A-Z]|{_HAN_NUMBER}"
_COUNT_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "premier": 1,
    "première": 1,
}
_ARABIC_ORDINALS = {
    "أولا": 1,
    "اولا": 1,
    "ثانيا": 2,
    "ثالثا": 3,
    "رابعا": 4,
    "خامسا": 5,
    "سادسا": 6,
    "سابعا": 7,
    "ثامنا": 8,
    "تاسعا": 9,
    "عاشرا": 10,
}
_HAN_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
}

_NEXT = r"(?:\s+|(?=[^\W\d_])|$)"
_DECIMAL = re.compile(r"\d{1,3}(?:\.\d{1,3}){1,4}[.)]?(?:\s+|$)")
_NUMBER = re.compile(rf"(?P<number>\d{{1,3}})\s?(?P<close>[.)）:．]|[.]?[-–—](?=\s)){_NEXT}")
_BRACKETED = re.compile(
    rf"(?P<open>[(\[（])\s?(?P<number>\d{{1,3}}|[ivxlc]{{1,7}}|[A-Za-z]|{_HAN_NUMBER})\s?[)\]）]"
    r"\s*"
)
_SIGNED = re.compile(r"(?P<sign>§|№|#)\s?(?P<number>\d{1,3})[.):]?\s+")
_BARE = re.compile(r"(?P<number>\d{1,3})\s+(?=[^\W\d_])")
_LETTERED = re.compile(r"(?P<number>[IVXLC]{1,7}|[ivxlc]{1,7}|[A-Za-z])(?P<close>[.)])\s+(?=\S)")
_KEYWORD = re.compile(
    rf"(?P<word>(?:(?P<section>{_SECTION_WORDS})|{_PRINCIPLE_WORDS})(?=\s|\d)"
    rf"|原则|建议|主张|承诺|원칙)\s*(?:(?:no\.?|nº|№|#)\s*)?"
    rf"(?P<number>{_NUMERAL}|[^\W\d_]{{3,8}})(?P<close>\s*[.:：)）]|\s+[-–—|](?=\s)|(?=\s)|$)\s*",
    re.IGNORECASE,
)
_HAN = re.compile(
    rf"第\s?(?P<number>{_HAN_NUMBER}|\d{{1,3}})\s?(?P<unit>[条條章节節部篇])[\s：:、.]*"
    rf"|(?P<list>{_HAN_NUMBER}|\d{{1,3}})、\s*"
)
_ORDINAL = re.compile(r"(?P<word>[\u0621-\u064a\u064b]{4,7})\s*[:،.\-–]\s*")
_OPENERS = frozenset("([（§№#第")


def labels(text: str) -> tuple[Label, ...]:
    """Every way of reading what the text begins with as a label; most texts have none."""
    head = text[:80]
    first = head[:1]
    if first.isdecimal():
        return _decimal(head)
    if first in _OPENERS:
        return _opened(head)
    if unicodedata.category(first or " ") == "No":
        return _signed_digit(head)
    return _lettered(head) or _han(head) or _keyword(head) or _ordinal(head)


def _decimal(head: str) -> tuple[Label, ...]:
    if found := _DECIMAL.match(head):
        last = found[0].strip().rstrip(".)").rpartition(".")[2]
        return (Label("1.1", Rank.SUB, int(last), found.end()),)
    if found := _NUMBER.match(head):
        close = found["close"][-1:].replace("）", ")").replace("．", ".")
        return (Label(f"1{close}", Rank.ITEM, int(found["number"]), found.end()),)
    if head[1:4].lstrip("0123456789")[:1] == "、":
        return _han(head)
    if (found := _BARE.match(head)) and not head[found.end()].islower():
        return (Label("1", Rank.ITEM, int(found["number"]), found.end()),)
    return ()


def _opened(head: str) -> tuple[Label, ...]:
    if found := _SIGNED.match(head):
        return (Label(found["sign"], Rank.ITEM, int(found["number"]), found.end()),)
    if found := _BRACKETED.match(head):
        numeral = found["number"]
        if found["open"] == "[" and not numeral.isdecimal():
            return ()
        form = "[{}]" if found["open"] == "[" else "({})"
        rank = Rank.ITEM if numeral.isdecimal() else Rank.SUB
        return tuple(
            Label(form.format(kind), rank, number, found.end())
            for kind, number in _readings(numeral)
        )
    return _han(head)


def _signed_digit(head: str) -> tuple[Label, ...]:
    """A circled digit, or a raised one, which numbers a note."""
    number = unicodedata.numeric(head[0])
    is_raised = unicodedata.decomposition(head[0]).startswith("<super>")
    length = len(head) - len(head[1:].lstrip())
    style, rank = ("¹", Rank.SUB) if is_raised else ("①", Rank.ITEM)
    return (Label(style, rank, int(number), length),) if number.is_integer() else ()


def _lettered(head: str) -> tuple[Label, ...]:
    found = _LETTERED.match(head)
    if not found:
        return ()
    is_outer = found["number"].isupper() and found["close"] == "."
    rank = Rank.SECTION if is_outer else Rank.SUB
    return tuple(
        Label(f"{kind}{found['close']}", rank, number, found.end())
        for kind, number in _readings(found["number"])
    )


def _keyword(head: str) -> tuple[Label, ...]:
    found = _KEYWORD.match(head)
    if not found:
        return ()
    rest = head[found.end() :]
    # "Article 5 of the Charter" is prose: without punctuation a title begins with a capital.
    if not found["close"].strip() and rest and not (rest[0].isupper() or rest[0].isdecimal()):
        return ()
    style = found["word"].casefold().removesuffix("s")
    rank = Rank.SECTION if found["section"] else Rank.KEYWORD
    count = _COUNT_WORDS.get(found["number"].casefold())
    readings = [("", count)] if count else _readings(found["number"])
    return tuple(
        Label(f"{style} {kind}".strip(), rank, number, found.end()) for kind, number in readings
    )


def _han(head: str) -> tuple[Label, ...]:
    found = _HAN.match(head)
    if not found:
        return ()
    numeral = found["number"] or found["list"]
    number = int(numeral) if numeral.isdecimal() else _han_number(numeral)
    if not found["unit"]:
        style = "1、" if numeral.isdecimal() else "一、"
        return (Label(style, Rank.ITEM, number, found.end()),)
    unit = "条" if found["unit"] == "條" else found["unit"]
    rank = Rank.KEYWORD if unit == "条" else Rank.SECTION
    return (Label(f"第{unit}", rank, number, found.end()),)


def _ordinal(head: str) -> tuple[Label, ...]:
    found = _ORDINAL.match(head)
    number = _ARABIC_ORDINALS.get(found["word"].replace("\u064b", "")) if found else None
    return (Label("أولا", Rank.ITEM, number, found.end()),) if found and number else ()


def _readings(numeral: str) -> list[tuple[str, int]]:
    """A numeral as digits, Han or Roman numeral and letter; "I" and "C" are two of these."""
    if numeral.isdecimal():
        return [("1", int(numeral))]
    if numeral[0] in _HAN_DIGITS or numeral[0] in "十百":
        return [("一", _han_number(numeral))]
    readings = []
    if (roman := _roman_number(numeral.upper())) is not None:
        readings.append(("I" if numeral.isupper() else "i", roman))
    if len(numeral) == 1:
        readings.append(("A" if numeral.isupper() else "a", ord(numeral.upper()) - ord("A") + 1))
    return readings


def _roman_number(numeral: str) -> int | None:
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
    if not re.fullmatch(r"C{0,3}(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})", numeral):
        return None
    total = 0
    for character, following in zip(numeral, [*numeral[1:], ""], strict=True):
        value = values[character]
        total += -value if values.get(following, 0) > value else value
    return total


def _han_number(numeral: str) -> int:
    total = digit = 0
    for character in numeral:
        if character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = _HAN_DIGITS[character]
    return total + digit
