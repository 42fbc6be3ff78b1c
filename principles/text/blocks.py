"""The neutral form importers give a document: a sequence of blocks, each one paragraph or less."""

import re
from dataclasses import dataclass
from enum import StrEnum

from principles.text.numbering import labels

_LONGEST_BOLD_HEADING = 150
PSEUDO_HEADING = 7  # the level of a paragraph set wholly in bold; real headings have 1 to 6
# Within a word they are no marks: there they would hide where words end.
_MARKS = re.compile(
    r"(?<!\w)(?:!?\[(?P<words>[^\[\]]{0,500})\]\((?P<target>[^()\s]{0,500}(?:\s+\"[^\"]{0,200}\")?)\)"
    r"|(?P<bold>\*\*)(?=\S)(?P<inner>[^\n*]{0,2000}?[^\s*])\*\*)(?!\w)"
)
BULLET = re.compile(r"(?:[•◦▪●○■□‣⁃·∙➢➤✓✔▶◆❖]\s*|[-–—*+=]\s+)(?=\S)")
_CONNECTORS = re.compile(
    r"(?:and|or|of|the|to|by|for|with|in|a|an|that|which|will|shall|should|must|et|ou|de|"
    r"que|und|oder|der|die|das|dass|y|e|и|в|на|و)"
)
_SENTENCE_INSIDE = re.compile(r"[^\W\d_]{3}[.!?]\s+[^\W\d_]|[。；]")


class Kind(StrEnum):
    """What a block is in its source."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Block:
    """One line of text. `level` is a heading's rank from 1 down, or an item's depth from 0.

    `label` is the number in front, with the space after it, and not part of `text`; `lead` counts
    the code points at the beginning of `text` that are set in bold; `after_gap` says that a page
    may have ended before the block. An aside is left out of the document.
    """

    kind: Kind
    text: str
    level: int = 0
    label: str = ""
    lead: int = 0
    after_gap: bool = False

    @property
    def printed(self) -> str:
        """The text with its label."""
        return self.label + self.text


def labelled(
    kind: Kind, text: str, *, level: int = 0, lead: int = 0, after_gap: bool = False
) -> Block:
    """A block of text that may begin with a label or bullet; one wholly in bold is a heading."""
    if kind is Kind.PARAGRAPH and (bullet := BULLET.match(text)):
        kind, text, lead = Kind.ITEM, text[bullet.end() :], max(lead - bullet.end(), 0)
    found = labels(text)
    length = found[0].length if found else 0
    bare = text[length:]
    lead = max(lead - length, 0)
    if kind is Kind.PARAGRAPH and bare and len(bare) <= min(lead, _LONGEST_BOLD_HEADING):
        kind, level = Kind.HEADING, PSEUDO_HEADING
    return Block(kind, bare, level, text[:length], min(lead, len(bare)), after_gap)


def marked(
    kind: Kind, text: str, *, level: int = 0, after_gap: bool = False
) -> tuple[Block, list[str]]:
    """A block of text that may hold Markdown's bold and link marks, and its links' targets."""
    found = labels(text)
    length = found[0].length if found else 0
    bare, lead, targets = without_marks(text[length:])
    if not length:
        # "**1. Title**": the label stands within the marks.
        return labelled(kind, bare, level=level, lead=lead, after_gap=after_gap), targets
    made = labelled(
        kind,
        text[:length] + bare,
        level=level,
        lead=length + lead if lead else 0,
        after_gap=after_gap,
    )
    return made, targets


def heading(text: str, level: int) -> Block:
    """A heading; 1 is the highest level."""
    return labelled(Kind.HEADING, text, level=level)


def aside(text: str) -> Block:
    """Words that are to be left out."""
    return Block(Kind.ASIDE, text)


def without_marks(text: str) -> tuple[str, int, list[str]]:
    """The text without Markdown's bold and link marks, its bold lead, and the links' targets."""
    if "**" not in text and "](" not in text:
        return text, 0, []
    targets: list[str] = []
    lead = 0
    # A link may stand in bold and bold in a link, hence twice.
    for _ in range(2):
        bold = _MARKS.match(text)
        if bold and bold["bold"]:
            lead = len(_MARKS.sub(_words, bold["inner"]))
        targets += [
            found["target"] for found in _MARKS.finditer(text) if (found["target"] or "#") != "#"
        ]
        text = _MARKS.sub(_words, text)
    return text, lead, targets


def _words(mark: re.Match[str]) -> str:
    words: str | None = mark["words"] if mark["bold"] is None else mark["inner"]
    return words or ""


def is_finished(text: str) -> bool:
    """Whether the text ends as a sentence, a clause of a list or its announcement does."""
    return text.rstrip("\"'”’»)]* ")[-1:] in tuple(".!?:;…。！？：；؟؛।") or text[-1:] == "؛"


def ends_open(text: str) -> bool:
    """Whether the text breaks off where no paragraph ends: a comma, a hyphen, "and"."""
    last = text.rstrip().rpartition(" ")[2]
    return text[-1:] in (",", "-", "،", "、", "(", "–") or bool(_CONNECTORS.fullmatch(last))


def begins_lower(text: str) -> bool:
    """Whether the text begins in mid-sentence, as far as its script can tell."""
    return text.lstrip("\"'“‘«(")[:1].islower() and not has_inner_capital(text)


def has_inner_capital(text: str) -> bool:
    """Whether the first word is a name like iPhone or i2Coalition."""
    word = text.split(maxsplit=1)[0] if text.strip() else ""
    return any(character.isupper() or character.isdigit() for character in word[1:40])


def looks_like_heading(text: str) -> bool:
    """Whether a paragraph is short, unpunctuated and capitalised enough to be a heading."""
    if not 1 < len(text) <= 120 or (is_finished(text) and text[-1] not in "?!"):
        return False
    is_wordy = len(text.split()) > 16 or _SENTENCE_INSIDE.search(text) is not None
    has_letters = any(character.isalpha() for character in text)
    return has_letters and not is_wordy and not ends_open(text) and not begins_lower(text)


def joins_without_space(first: str, second: str) -> bool:
    """Whether a hyphen, which stays since it may be meant, or a script joins two lines."""
    if first[-1:] == "-":
        return first[-2:-1].isalpha() and second[:1].isalpha()
    return _is_unspaced(first[-1:]) and _is_unspaced(second[:1])


def _is_unspaced(character: str) -> bool:
    return "\u2e80" <= character <= "\u9fff" or "\uff00" <= character <= "\uff65"
