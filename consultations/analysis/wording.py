"""How fit a passage is to stand for others, and what words mark a theme. Standard library only."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from consultations.analysis.sentences import words_of
from consultations.analysis.stop_words import is_stop_word

# Words, or pairs of characters, within which a passage says a thing and only one.
SHORTEST, LONGEST = 5, 35
LABEL_WORDS, WORDS = 3, 8
# Texts of a theme that have a word, for it to be the theme's and not one writer's.
FEWEST_TEXTS = 2
# What a passage is worth that cannot be read alone, or says little of the matter.
FLAWED = 0.5
# Half a sentence, or what stands before another.
UNFINISHED = 0.1
# A heading, an address, one or two words.
SAYS_NOTHING, FEWEST = 0.02, 2
# Shares of words with a capital that a heading has, and one without a verb.
ALL_CAPITALS, MANY_CAPITALS = 0.7, 0.5
_NO_STATEMENT = re.compile(
    r"""^\W*\*\*.*\*\*\W*$|https?://|www\.|\bclick\ here\b
    |\w(?:@|\s?[(\[]at[)\]]\s?)\w[\w-]*\.\w
    |(?:\+|\b00)\d[\d\s().\-]{6,}\d|\(?\b\d{3}\)?[-.\s]\d{3}[-.\s]\d{4}\b
    |\b(?:tel|phone|fax|e-?mail)\s?[.:]|\bp\.?\s?o\.?\s?box\b
    |^\W*\[\d{1,3}\]""",
    re.IGNORECASE | re.VERBOSE,
)
_MARKUP = re.compile(r"\]\(|`|\*\*|__|https?:|www\.|@\w")
_DANGLING = re.compile(
    r"""\W*(?:
    (?:this|that|it|these|those|they|he|she|such|there|here|the\ (?:above|former|latter)|
    and|but|so|also|however|therefore|thus|moreover|furthermore|hence|otherwise|instead|or|
    similarly|likewise|finally|firstly|secondly|thirdly|(?:first|second|third)(?=,)|nevertheless|nonetheless|
    consequently|accordingly|additionally|doing\ so|as\ such|as\ a\ result|that\ said|in\ so\ doing|
    in\ (?:this|that|these|those|such|addition|other\ words|particular|conclusion|short|turn)|
    for\ (?:example|instance|this|that|these|those)|on\ the\ (?:other\ hand|contrary)|
    at\ the\ same\ time|[^\W\d]+(?:\ [^\W\d]+)?,?\ (?:it|they|this)\ (?:will|would|is|are|was|
    can|could|should|may|might|must|has|have))(?=[\s,])
    |(?:cela|ceci|c['’]est|ça|ils?|elles?|ces?|cette|mais|et|donc|ainsi|cependant|toutefois)(?=[\s,])
    |(?:est[oae]s?|es[oae]s?|ellos|ellas|pero|y|además|también|sin\ embargo|por\ lo\ tanto)(?=[\s,])
    |(?:dies(?:e[rsmn]?)?|das|es|sie|er|aber|und|daher|deshalb|jedoch|außerdem|dadurch)(?=[\s,])
    |(?:ist[oae]s?|ess[ea]s?|eles?|elas?|mas|e|também|porém|portanto|além\ disso)(?=[\s,])
    |(?:هذا|هذه|ذلك|تلك|لكن|ولكن|لذلك|كما|هو|هي|هم)\s
    |(?:这|那|他们|它|但是|因此|所以|而且|然而)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_COURTESY = re.compile(
    r"""\W*(?:
    (?:dear|hello|hi|greetings|good\ (?:morning|afternoon|evening)|thanks?|thank\ you|(?:many|kind|
    best|warm)\ (?:thanks|regards|wishes)|sincerely|yours|regards|respectfully|ladies|sir|to\ whom|
    (?:we|i)\ (?:would\ like\ to\ )?(?:thank|welcome\ the\ opportunity|appreciate))\b
    |(?:bonjour|madame|monsieur|merci|cordialement|estimad[oa]s?|hola|gracias|saludos|atentamente|
    sehr\ geehrte[rn]?|liebe[rn]?|danke|vielen\ dank|mit\ freundlichen|prezad[oa]s?|ol[aá]|
    obrigad[oa]|atenciosamente)\b
    |(?:السيد|السادة|شكرا|مع\ التحية|السلام\ عليكم|تحية|您好|谢谢|此致|感谢)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
# Thanks for being asked, and who it is that answers: in every contribution, and no position.
_CEREMONY = re.compile(
    r"""\b(?:welcom\w+|appreciat\w+|grateful|pleased|thank\w*|commend\w*|applaud\w*)\b.{0,60}
    \b(?:opportunity|submi\w+|contribution|invitation|organi[sz]\w+|host\w*|
    conven\w+|initiative|efforts?)\b
    |\b(?:submit\w*|presents?|proposes?)\ (?:this|these|the\ following|our|its)\b
    |\b(?:this|our|following)\ (?:paper|submission|contribution)\b
    |^\W*our\ (?:mission|members?|membership)\b
    |\b(?:established|founded)\ in\ \d{4}\b""",
    re.IGNORECASE | re.VERBOSE,
)
# What its subject, or a preposition, stands before in another passage.
_PIECE = re.compile(r"\W*(?:should|must|shall|is|are|was|were|has|have|by|of|which|who)\s")
# An item of a list.
_PART = re.compile(r"[;,，；،؛][\"”’»)\]]*$")
_ANNOUNCES = re.compile(r"[:：][\"”’»)\]]*$")
_ASKED = re.compile(r"[?？؟][\"”’»)\]]*$")
_ENDED = re.compile(r"[.!?…؟।۔;。！？；؛][\"”’»)\]」』）\d]*$")
_CASED = re.compile(r"[a-zà-öø-ÿа-яα-ω]")
_LETTER = re.compile(r"[^\W\d_]")
# Of the languages whose lists of small words there are: without one, a line is mostly a heading.
_VERB = re.compile(
    r"""\b(?:is|are|was|were|be|been|has|have|had|does|do|must|should|shall|will|would|can|cannot|
    could|may|might|needs?|requires?|[a-z]+n['’]t
    |est|sont|doit|doivent|peut|peuvent|faut|ont|sera|seront
    |es|son|debe|deben|deber[ií]an?|puede|pueden|hay|han|será|serán
    |é|são|deve|devem|pode|podem|têm
    |ist|sind|muss|müssen|soll|sollen|sollte|kann|können|wird|werden|hat|haben|darf
    |è|sono|deve|devono|può|possono)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def fitness(text: str, *, is_whole: bool = True) -> float:
    """Between 0 and 1: 1 for a passage of good length that can be read alone.

    `is_whole`: nothing else was said with it, so that a small letter at its start, or no full stop
    at its end, is how someone writes, and not a piece of something.
    """
    n = len(words_of(text))
    if n <= FEWEST or says_nothing(text):
        return SAYS_NOTHING
    value = min(1.0, n / SHORTEST) * min(1.0, LONGEST / n)
    flaws = (
        _MARKUP.search(text),
        _DANGLING.match(text),
        _COURTESY.match(text),
        _PART.search(text),
        _ASKED.search(text),
        _is_heading(text),
    )
    value *= FLAWED ** sum(map(bool, flaws))
    if _CEREMONY.search(text) or _PIECE.match(text):
        value *= UNFINISHED
    return value if is_whole else value * _finished(text)


def says_nothing(text: str) -> bool:
    """Whether it is a heading in bold, a note, or an address of any kind."""
    return bool(_NO_STATEMENT.search(text))


def _finished(text: str) -> float:
    """What a passage among others is worth as a sentence."""
    first = _LETTER.search(text)
    if _ANNOUNCES.search(text) or (first and first.group().islower()):
        return UNFINISHED
    if not _CASED.search(text):
        return 1.0
    capitals = _capitals(text)
    if capitals >= ALL_CAPITALS or (capitals >= MANY_CAPITALS and not _VERB.search(text)):
        return SAYS_NOTHING
    if _ENDED.search(text):
        return 1.0
    return FLAWED if _VERB.search(text) else SAYS_NOTHING


def theme_words(themes: Sequence[Iterable[tuple[str, str, float]]]) -> list[tuple[str, ...]]:
    """The words that mark each theme, best first, given its texts as (text, language, weight).

    TF-IDF over classes: a word counts once a text, as much as the text weighs, and for less the
    more themes it is spread over (Grootendorst 2022). What several texts say comes before what one
    does; of that, what is said of other themes too, as the rest are odd words.
    """
    weights: list[Counter[str]] = []
    uses: list[Counter[str]] = []
    for texts in themes:
        weight, use = Counter[str](), Counter[str]()
        for text, language, worth in texts:
            for word in dict.fromkeys(words_of(text)):
                if _says_what(word) and not is_stop_word(word, language):
                    weight[word] += worth  # type: ignore[assignment]  # a Counter adds floats too
                    use[word] += 1
        weights.append(weight)
        uses.append(use)
    everywhere: Counter[str] = Counter()
    for weight in weights:
        everywhere.update(weight)
    average = sum(everywhere.values()) / max(1, len(weights))

    def order(word: str, weight: float, use: int) -> tuple[bool, float, str]:
        worth = weight * math.log1p(average / everywhere[word])
        return use < FEWEST_TEXTS, round(-worth if use >= FEWEST_TEXTS else worth, 6), word

    return [
        tuple(sorted(weight, key=lambda w: order(w, weight[w], use[w]))[:WORDS])
        for weight, use in zip(weights, uses, strict=True)
    ]


def _says_what(word: str) -> bool:
    """Whether it may mark a theme: no number, no scrap of a word."""
    if any(map(str.isdecimal, word)):
        return False
    return len(word) > 2 or (len(word) == 2 and not word.isascii())


def _is_heading(text: str) -> bool:
    n = len(text.split())
    return 1 < n <= 12 and not text.endswith(".") and _capitals(text) >= ALL_CAPITALS


def _capitals(text: str) -> float:
    """The share of words that begin with one."""
    words = text.split()
    return sum(word[:1].isupper() for word in words) / len(words)
