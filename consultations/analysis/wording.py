"""How fit a passage is to stand for others, and what words mark a theme. Standard library only."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consultations.analysis.sentences import words_of
from consultations.analysis.stop_words import is_stop_word

# Words, or pairs of characters, within which a passage says a thing and only one.
SHORTEST, LONGEST = 5, 35
LABEL_WORDS, WORDS = 3, 8
# Letters that two forms of a word have in common at least.
STEM = 4
# Who say a word, for it to be the theme's and not one writer's.
FEWEST_VOICES = 2
# What a passage is worth that cannot be read alone, or says little of the matter.
FLAWED = 0.5
# And one among others that says what is, and not what should be.
UNCALLED = 0.7
# What says this much holds much that leads up to what it asks for, or tells of something else.
LONG_TEXT = 4
# Half a sentence, or what stands before another.
UNFINISHED = 0.1
# A heading, an address, one or two words.
SAYS_NOTHING, FEWEST = 0.02, 2
# Words of what may be only the name of a matter, where no verb is known.
LONGEST_NAME = 6
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
_MARKUP = re.compile(r"\]\(|`|\*\*|__|https?:|www\.|@\w|[a-z](?:The|This|Our|We|All|It)\s")
_DANGLING = re.compile(
    r"""\W*(?:
    (?:this|that|it|these|those|they|he|she|its|their|his|her|such|there|here|
    the\ (?:above|former|latter)|
    and|but|so|also|however|therefore|thus|moreover|furthermore|hence|otherwise|instead|or|
    similarly|likewise|finally|firstly|secondly|thirdly|(?:first|second|third)(?=,)|nevertheless|nonetheless|
    consequently|accordingly|additionally|doing\ so|as\ such|as\ a\ result|that\ said|in\ so\ doing|
    in\ (?:this|that|these|those|such|addition|other\ words|particular|conclusion|short|turn)|
    for\ (?:example|instance|this|that|these|those)|on\ the\ (?:other\ hand|contrary)|
    at\ the\ same\ time|because\ of\ (?:this|that|these)|given\ th(?:is|ese|at)|
    whether\ (?:they|it)|(?:we|i)\ (?:also\ |strongly\ |firmly\ )?(?:believe|think|feel|hope)
    \ (?:that\ )?(?:this|these|such|it)|
    [^\W\d]+(?:\ [^\W\d]+)?,?\ (?:it|they|this)\ (?:will|would|is|are|was|
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
# Thanks for being asked, who it is that answers, what the paper is: in every contribution, and no
# position.
_CEREMONY = re.compile(
    r"""\b(?:welcom\w+|appreciat\w+|grateful|pleased|thank\w*|commend\w*|applaud\w*|honou?red|
    delighted|congratulat\w+|happy)\b.{0,80}\b(?:opportunity|submi\w+|contribut\w+|invitation|
    organi[sz](?:ing|ers?)|host\w*|conven\w+|initiative|efforts?|inputs?|comments|presenting)\b
    |\blooks?\ forward\ to\b|\bon\ behalf\ of\ (?:the|our|its|all)\b
    |\b(?:submit\w*|presents?|proposes?)\ (?:this|these|the\ following|our|its)\b
    |\b(?:this|our|following|present)\ (?:paper|submission|contribution|document|proposal|note|
    section|summary|statement|declaration|abstract|text|list)\b
    |\b(?:seeks?|wish(?:es)?|would\ like|hopes?)\ to\ (?:contribute|submit|present|share|
    participate|restate|express)\b
    |\b(?:this|these)\ (?:discussions?|questions|considerations)\b
    |\bwe\ (?:briefly|here|first|now|then|will|can)\ (?:introduce|describe|conclude|outline|discuss|
    summari[sz]e|present|explain)\b
    |\bat\ (?:your|their|its)\ disposal\b|\b(?:created|set\ up|launched)\ [A-Z]\w+\ to\b
    |\b(?:has|have)\ (?:a|an)\ (?:long|proud|rich|strong)\ (?:history|record|tradition)\b
    |\b(?:hundreds|thousands)\ of\ (?:members|companies|organi[sz]ations)\b
    |\b(?:is|are)\ (?:an?|the)\ (?:[\w-]+\ ){0,5}(?:association|coalition|organi[sz]ation|company|
    federation|foundation|non-?profit|think\ tank|forum|network|chamber|group|alliance|
    representative|voice)\ (?:of|that|which|who|representing|based|with|established|for|dedicated)\b
    |\brepresents?\ (?:the|our|its|over|nearly|more\ than|about|\d).{0,60}
    \b(?:members|industry|interests|sector|companies|operators)\b
    |\b(?:established|founded)\ in\ \d{4}\b""",
    re.IGNORECASE | re.VERBOSE,
)
_PRESENTS = re.compile(
    r"""\W*(?:our\ (?:mission|members?|membership|charter|organi[sz]ation|company|association|aim)
    |as\ an?\ (?:company|organi[sz]ation|association|(?:global|leading|international)\ \w+))\b""",
    re.IGNORECASE | re.VERBOSE,
)
# What tells what was or where it stands, rather than what should be: a year, a source, "below".
_REPORTS = re.compile(
    r"""\b(?:1[89]|20)\d\d\b|\bet\ al\b
    |\b(?:the\ following|as\ follows|(?:mentioned|outlined|described|stated|listed|noted)\ (?:above|
    below|earlier|here)|above-?mentioned|aforementioned|set\ out\ (?:here|below|above)|
    following\ (?:principles|points|characteristics)|the\ above|
    (?:prior|preceding|previous)\ (?:considerations?|sections?|paragraphs?|points?))\b|^\W*below\b
    |\b(?:section|chapter|annex|appendix|figure|table|paragraph|footnote)\ [\divx]+\b
    |\b(?:(?:was|were)\ (?:[a-z]+ed|begun|held|born|built|made))\b""",
    re.IGNORECASE | re.VERBOSE,
)
# Words without one of which nothing of these is found: to look them up is faster.
_ADDRESSING = "www click tel phone fax email mail box"
_PRESENTING = """
abstract alliance association behalf chamber coalition comments company conclude considerations
contribute contributing contribution contributions convene convened convening created declaration
describe discuss discussion discussions disposal document effort efforts established explain
express federation forum foundation founded group history host hosted hosting hosts hundreds
initiative input inputs introduce invitation launched list look looks network nonprofit note
opportunities opportunity organisation organiser organisers organising organization organizer
organizers organizing outline paper participate present presenting presents profit proposal
propose proposes questions record represent representative represents restate section set share
statement submission submissions submit submits submitted submitting summarise summarize summary
tank text thousands tradition voice
"""
_REPORTING = "al following follows prior preceding previous above below earlier here was were"
_OF_NO_STATEMENT = frozenset(_ADDRESSING.split())
_OF_CEREMONY = frozenset(_PRESENTING.split())
_OF_REPORTS = frozenset(_REPORTING.split())
_MARKED, _NUMBERED = re.compile(r"[*@\[(+:\d]"), re.compile(r"\d")
# Words that call for something, or judge it.
_CALLING = """
should must shall ought cannot need needs needed require requires required support supports oppose
opposes urge urges recommend recommends propose proposes believe believes favour
favours favor favors reject rejects object objects condemn condemns endorse endorses advocate
advocates deserve deserves insist insists demand demands right rights essential critical crucial
important necessary vital fundamental imperative unacceptable harmful paramount
desirable indispensable wrong unfair inappropriate
doit doivent devrait devraient faut devons nécessaire essentiel essentielle
debe deben debería deberían deberia deberian debemos necesario necesaria esencial hay
deve devem deveria deveriam precisa precisam necessário necessária essencial
muss müssen soll sollen sollte sollten darf dürfen braucht brauchen notwendig wichtig
devono dovrebbe dovrebbero bisogna necessario necessaria
يجب ينبغي 必须 需要 不得
"""
_CALLS = frozenset(_CALLING.split())
_CALLS_FIRST = re.compile(
    r"""\W*(?:(?:to\ )?(?:promot|ensur|protect|respect|strengthen|preserv|encourag|foster|guarante|
    maintain|establish|creat|develop|recogni[sz]|reduc|increas|provid|enabl|improv|avoid|prevent|
    adopt|allow|build|defend|keep|mak|put|giv|stop|end|ban|limit|invest|involv|includ|implement|
    facilitat|enhanc|safeguard|uphold|refrain|extend|expand|reform|introduc|use|work|tak|align|ask|
    set|let|do\ not|don['’]t|no)(?:ee|e)?\s
    |[^\W\d_]{3,}(?:ar|er|ir|re)\s(?:el|la|los|las|le|les|un|une|una|o|os|as|um|uma|que|il|gli)\s)
    |.*\b(?:ha(?:s|ve)\ to|calls?\ (?:for|on|upon)|freedom\ (?:to|of|from))\b""",
    re.IGNORECASE | re.VERBOSE,
)
# A heading that its sentence follows without a sign: in capitals, or its first word comes again.
_HEADED = re.compile(
    r"""\W*(?:(?:[A-ZÀ-ÖØ-Þ][\w’'-]*\s(?:(?:of|for|the|and|in|on|to|de|da|do|la)\s)*){5}
    |((?i:[a-z]{6}))\w*\s[A-Z][^.]{0,30}\b(?i:\1))""",
    re.VERBOSE,
)
_ITEM = re.compile(r"\W*[a-zà-öø-ÿ].*[;,]$", re.DOTALL)
# What its subject, or a preposition, stands before in another passage.
_PIECE = re.compile(r"\W*(?:should|must|shall|is|are|was|were|has|have|by|of|which|who)\s")
# An item of a list.
_PART = re.compile(r"[;,，；،؛][\"”’»)\]]*$")
_ANNOUNCES = re.compile(r"(?:[;,]\s(?:and|or)|[:：])[\"”’»)\]]*$")
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


@dataclass(frozen=True, slots=True)
class Judged:
    """`fit` is between 0 and 1: 1 for a passage of good length that can be read alone, and is a
    position. `says`: it is no heading, address or ceremony, and announces no other; `calls`: it
    says what should be, or is one of few."""

    fit: float
    says: bool
    calls: bool


def judged(text: str, words: Sequence[str], *, among: int = 1) -> Judged:
    """A passage among so many of one remark, given with its words as `words_of` has them.

    If it is all that was said, a small letter at its start, or no full stop at its end, is how
    someone writes, and not a piece of something.
    """
    is_whole = among == 1
    if len(words) <= FEWEST or says_nothing(text, words):
        return Judged(SAYS_NOTHING, says=is_whole, calls=is_whole)
    value = min(1.0, len(words) / SHORTEST) * min(1.0, LONGEST / len(words))
    flaws = (
        _MARKUP.search(text),
        _DANGLING.match(text),
        _COURTESY.match(text),
        _ASKED.search(text),
        _is_heading(text),
        _HEADED.match(text),
        _ITEM.match(text),
    )
    value *= FLAWED ** sum(map(bool, flaws))
    ceremony = is_ceremony(text, words)
    if ceremony or _PIECE.match(text):
        value *= UNFINISHED
    if is_whole:
        return Judged(value, says=True, calls=True)
    finished = _finished(text)
    if finished <= SAYS_NOTHING:
        return Judged(SAYS_NOTHING, says=False, calls=False)
    announces = bool(_ANNOUNCES.search(text))
    calls = not _CALLS.isdisjoint(words) or bool(_CALLS_FIRST.match(text))
    value *= finished * (1.0 if calls else UNCALLED)
    if among >= LONG_TEXT:
        value *= FLAWED ** ((not calls) + bool(flaws[1]))
    if (not _OF_REPORTS.isdisjoint(words) or _NUMBERED.search(text)) and _REPORTS.search(text):
        value *= FLAWED
    return Judged(value, says=not (ceremony or announces), calls=calls or among < LONG_TEXT)


def says_nothing(text: str, words: Sequence[str]) -> bool:
    """Whether it is a heading in bold, a note, or an address of any kind."""
    may = _MARKED.search(text) or not _OF_NO_STATEMENT.isdisjoint(words)
    return bool(may and _NO_STATEMENT.search(text))


def is_ceremony(text: str, words: Sequence[str]) -> bool:
    """Whether it is of who writes, of the paper or of the occasion, and not of the matter."""
    may = not _OF_CEREMONY.isdisjoint(words)
    return bool(_PRESENTS.match(text) or (may and _CEREMONY.search(text)))


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
        return 1.0 if len(text.split()) > LONGEST_NAME or _VERB.search(text) else FLAWED
    return FLAWED if _VERB.search(text) else SAYS_NOTHING


def theme_words(themes: Sequence[Iterable[tuple[str, str, float, int]]]) -> list[tuple[str, ...]]:
    """The words that mark each theme, best first, given its texts as (text, language, weight, who).

    TF-IDF over classes: a word counts once a text, as much as the text weighs, and for less the
    more themes it is spread over (Grootendorst 2022). What several say comes before what one does;
    of that, what is said of other themes too, as the rest are odd words. Of a word and its plural
    only the better is told.
    """
    weights: list[Counter[str]] = []
    users: list[dict[str, set[int]]] = []
    for texts in themes:
        weight, using = Counter[str](), defaultdict[str, set[int]](set)
        for text, language, worth, who in texts:
            for word in dict.fromkeys(words_of(text)):
                if _says_what(word) and not is_stop_word(word, language):
                    weight[word] += worth  # type: ignore[assignment]  # a Counter adds floats too
                    using[word].add(who)
        weights.append(weight)
        users.append(using)
    everywhere, spread = Counter[str](), Counter[str]()
    for weight in weights:
        everywhere.update(weight)
        spread.update(weight.keys())
    average = sum(everywhere.values()) / max(1, len(weights))

    def order(word: str, weight: float, use: int) -> tuple[bool, float, str]:
        rare = math.log1p(average / everywhere[word]) * math.log1p(len(weights) / spread[word])
        return (
            use < FEWEST_VOICES,
            round(weight * (-rare if use >= FEWEST_VOICES else rare), 6),
            word,
        )

    return [
        tuple(_unlike(sorted(w, key=lambda each: order(each, w[each], len(u[each])))))
        for w, u in zip(weights, users, strict=True)
    ]


def _unlike(words: Iterable[str]) -> list[str]:
    """The first WORDS, without those that only end otherwise than one before them."""
    told: list[str] = []
    for word in words:
        if len(told) == WORDS:
            break
        if not any(_is_form_of(word, other) for other in told):
            told.append(word)
    return told


def _is_form_of(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    return len(long) - len(short) <= 2 and long.startswith(short[: max(STEM, len(long) - 2)])


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
