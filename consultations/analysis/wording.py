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
# What a passage is worth that cannot be read alone, or says nothing of the matter.
FLAWED = 0.5
# A heading in bold, an address, one or two words.
SAYS_NOTHING, FEWEST = 0.02, 2
_NO_STATEMENT = re.compile(r"^\W*\*\*.*\*\*\W*$|https?://|www\.|\bclick here\b", re.IGNORECASE)
_MARKUP = re.compile(r"\]\(|`|\*\*|__|https?:|www\.|@\w")
_DANGLING = re.compile(
    r"""\W*(?:
    (?:this|that|it|these|those|they|he|she|such|there|here|the\ (?:above|former|latter)|
    (?:and|but|so|also|however|therefore|thus|moreover|furthermore|hence|otherwise|instead|or))(?=[\s,])
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
    \b(?:opportunity|submi\w+|contribution|invitation|organi[sz]ers?|initiative|efforts?)\b
    |^\W*our\ (?:mission|members?|membership)\b
    |\b(?:established|founded)\ in\ \d{4}\b""",
    re.IGNORECASE | re.VERBOSE,
)
# An item of a list, or what stands before one.
_PART = re.compile(r"[:;,：；،؛][\"”’»)\]]*$")
_ASKED = re.compile(r"[?？؟][\"”’»)\]]*$")


def fitness(text: str) -> float:
    """Between 0 and 1: 1 for a passage of good length that can be read alone."""
    n = len(words_of(text))
    if n <= FEWEST or _NO_STATEMENT.search(text):
        return SAYS_NOTHING
    value = min(1.0, n / SHORTEST) * min(1.0, LONGEST / n)
    flaws = (
        _MARKUP.search(text),
        _DANGLING.match(text),
        _COURTESY.match(text),
        _CEREMONY.search(text),
        _PART.search(text),
        _ASKED.search(text),
        _is_heading(text),
    )
    return value * FLAWED ** sum(map(bool, flaws))


def theme_words(themes: Sequence[Iterable[tuple[str, str, float]]]) -> list[tuple[str, ...]]:
    """The words that mark each theme, best first, given its texts as (text, language, weight).

    TF-IDF over classes: a word counts once a text, as much as the text weighs, and for less the
    more themes it is spread over (Grootendorst 2022).
    """
    counts: list[Counter[str]] = []
    for texts in themes:
        own: Counter[str] = Counter()
        for text, language, weight in texts:
            for word in dict.fromkeys(words_of(text)):
                if len(word) > 1 and not word.isdecimal() and not is_stop_word(word, language):
                    own[word] += weight  # type: ignore[assignment]  # a Counter adds floats as well
        counts.append(own)
    everywhere: Counter[str] = Counter()
    for own in counts:
        everywhere.update(own)
    average = sum(everywhere.values()) / max(1, len(counts))
    return [
        tuple(
            word
            for word, _ in sorted(
                ((w, n * math.log1p(average / everywhere[w])) for w, n in own.items()),
                key=lambda item: (-round(item[1], 6), item[0]),
            )[:WORDS]
        )
        for own in counts
    ]


def _is_heading(text: str) -> bool:
    words = text.split()
    capitals = sum(word[:1].isupper() for word in words)
    return 1 < len(words) <= 12 and not text.endswith(".") and capitals >= 0.7 * len(words)
