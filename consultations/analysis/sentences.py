"""Passages of a text that can be quoted: sentences, list items, headings. Standard library only.

Each is a pair (start, end) of code points in the text it was found in: `text[start:end]` is
verbatim, without list marks and outer spaces. No two overlap, and they come in order.
"""

import re
from collections.abc import Iterator

# Characters a passage has at most; what is longer is split where it pauses, else between words.
LONGEST = 400
# Characters of a heading that runs into its sentence.
_HEADING = 90

# A line that goes on in the next one, as in wrapped text: that one starts with a small letter.
_BLOCK = re.compile(r"\n(?!\s*[a-zà-öø-ÿа-яα-ω])|\n\s*\n|\r(?!\n)|[\u2028\u2029]")
# Begins with one set of characters, so that the others are passed over fast.
# Also a full stop with no space behind it, and what stands before a number in a list that runs on.
_END = re.compile(
    r"""[.!?؟।۔…。！？｡,;:](?:
    (?<=[。！？｡])[。！？｡]*["”’」』）]*
    |(?<=[.!?؟।۔…])[.!?؟।۔…]*(?:["”’»)\]]*(?=\s|$)|[”»](?=[A-ZÀ-ÖØ-Þ]))
    |(?<=[a-zà-öø-ÿ]{2}\.)(?=[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]*[\s,])
    |(?<=[^\W\d][,;:])(?=\s\(?\d{1,2}[.)]\s+[^\W\d]))""",
    re.VERBOSE,
)
# What a heading runs into: a sentence that starts behind its colon, or just like that.
_HEADED = re.compile(
    r"""[:\s](?:(?<=:)\s+(?=[A-ZÀ-ÖØ-Þ])
    |(?=(?:The|This|These|We|Our|It|All|Any|No|Every|Each|There|In)\s[a-z])(?<=[a-zà-öø-ÿ]\s)
    (?<!\bfor\s)(?<!\bof\s)(?<!\bin\s)(?<!\bto\s)(?<!\bby\s)(?<!\band\s)(?<!\bor\s)(?<!\bthe\s))""",
    re.VERBOSE,
)
_MARKS = re.compile(
    r"\s*(?:[•‣▪◦·●○►➢✓\uf0b7]\s*|[>*#?–—-]+\s+|\d{1,3}\s+[-–—]\s+|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,4})[.)]\s+)*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[\W_]*\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivxIVX]{1,4})\.")
_LAST_WORD = re.compile(r"[^\s(\[\"“]*$")
_PAUSE = re.compile(r"[;:،؛；：](?=\s|$)|[；：]|\s[–—-](?=\s)")
_COMMA = re.compile(r"[,،](?=\s)|[，、]")
_SPACE = re.compile(r"\s")
# With the vowel signs and accents that Unicode does not count as letters.
_WORD = re.compile(r"[\w\u0300-\u036f\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0962\u0963]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_PARTNERS = {"“": "”", "«": "»", "(": ")", "[": "]", "「": "」", "『": "』", "（": "）"}
_CLOSING = {closing: opening for opening, closing in _PARTNERS.items()}
_ABBREVIATED = """
abs al approx art arts bzw ca cap cf ch co corp dept dr ed eds eg esp est etc e.g e.u ex
fig figs ff gen gov hon i.e ie inc jr lit ltd m mme mr mrs ms nr no nos núm p par para
paras pp prof resp sec sect sr sra st u.a u.k u.n u.s vgl viz vol vols vs z.b d.h p.ej
"""
_ABBREVIATIONS = frozenset(_ABBREVIATED.split())


def sentences_of(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each passage that has a word in it."""
    start = 0
    # What is printable has no line ends.
    for block in (*(() if text.isprintable() else _BLOCK.finditer(text)), None):
        end = len(text) if block is None else block.start()
        for sentence in _sentences(text, start, end):
            yield from _short_enough(text, *sentence)
        start = end if block is None else block.end()


def words_of(text: str) -> list[str]:
    """Case-folded words; scripts without spaces give pairs of characters."""
    found: list[str] = _WORD.findall(text.casefold())
    if not _UNSPACED.search(text):
        return found
    words: list[str] = []
    for word in found:
        if _UNSPACED.search(word) and len(word) > 1:
            words.extend(word[i : i + 2] for i in range(len(word) - 1))
        else:
            words.append(word)
    return words


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for mark in _END.finditer(text, start, end):
        if _ends(text, begin, mark, end):
            yield from _headed(text, begin, mark.end())
            begin = mark.end()
    yield from _headed(text, begin, end)


def _headed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The heading before a sentence, if there is one, and the sentence."""
    if heading := _HEADED.search(text, start, min(end, start + _HEADING)):
        yield start, heading.end()
        start = heading.end()
    yield start, end


def _ends(text: str, begin: int, mark: re.Match[str], end: int) -> bool:
    """Whether a sentence ends here: not after an abbreviation, a list's number or an initial."""
    following = text[mark.end() : min(end, mark.end() + 8)].lstrip()
    if following[:1].islower() and not mark.group().startswith(("!", "?")):
        return False
    if not mark.group().startswith(".") or not following:
        return True
    if _NUMBER.fullmatch(text, begin, mark.start() + 1):
        return False
    word = _LAST_WORD.search(text[max(begin, mark.start() - 12) : mark.start()])
    last = word.group() if word else ""
    return not (last.casefold() in _ABBREVIATIONS or (len(last) == 1 and last.isupper()))


def _short_enough(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    marks = _MARKS.match(text, start, end)
    start = marks.end() if marks else start
    while end > start and text[end - 1].isspace():
        end -= 1
    start, end = _balanced(text, start, end)
    if end - start > LONGEST:
        cut = _cut(text, start, end)
        yield from _short_enough(text, start, cut)
        yield from _short_enough(text, cut, end)
    elif _WORD.search(text, start, end):
        yield start, end


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """Without a quotation mark or bracket at either end whose partner is not within."""
    while start < end and _is_alone(text, start, start, end):
        start += 1
    while start < end and _is_alone(text, end - 1, start, end):
        end -= 1
    return start, end


def _is_alone(text: str, at: int, start: int, end: int) -> bool:
    mark = text[at]
    if mark.isspace():
        return True
    if partner := _PARTNERS.get(mark):
        return text.count(mark, start, end) > text.count(partner, start, end)
    if partner := _CLOSING.get(mark):
        return text.count(mark, start, end) > text.count(partner, start, end)
    return mark == '"' and text.count(mark, start, end) == 1


def _cut(text: str, start: int, end: int) -> int:
    """Where to split: the pause nearest to the middle, as long as neither part is a scrap."""
    middle, scrap = (start + end) // 2, (end - start) // 6
    for pattern in (_PAUSE, _COMMA, _SPACE):
        cuts = [m.end() for m in pattern.finditer(text, start + scrap, end - scrap)]
        if cuts:
            return min(cuts, key=lambda cut: abs(cut - middle))
    return middle
