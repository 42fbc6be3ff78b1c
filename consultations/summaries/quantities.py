"""Words that say how many, of the languages comments are mostly in. Pure, standard library only.

How many hold a view is counted, not worded. A model may put a word of one language into a sentence
of another, so that all lists are held against each; in a language without one it words nothing.
"""

import re
import unicodedata

from consultations.analysis.stop_words import STOP_WORDS

# What a text of the language is held against: `*` stands for any ending of the word.
_LISTS = {
    "en": """
all, every, everyone, everybody, most, many, majority, minority, unanimous*, nobody, none, no one,
consensus, widely, few, several, half, both groups, each group
""",
    "fr": """
tous, toutes, tout le monde, la plupart, beaucoup, nombreux, nombreuses, majorité*, majoritaire*,
minorité*, minoritaire*, unanim*, personne ne, nul ne, aucun, aucune, consensus, largement, peu de,
quelques, plusieurs, la moitié, certains, certaines, chacun, chacune, chaque groupe, les deux
groupes
""",
    "es": """
todos, todas, todo el mundo, la mayoría, mayoría*, mayoritari*, muchos, muchas, numeros*, minoría*,
minoritari*, unánim*, unanimidad, nadie, ninguno, ninguna, ningún, consenso, ampliamente, pocos,
pocas, algunos, algunas, varios, varias, la mitad, cada grupo, ambos grupos, los dos grupos
""",
    "de": """
alle, allen, aller, jeder, jede, jeden, jedem, die meisten, der meisten, den meisten, meist,
meistens, viele, vielen, vieler, zahlreich*, mehrheit*, minderheit*, einstimmig*, einhellig*,
niemand, keiner, keine, konsens, weithin, wenige, wenigen, weniger, einige, einigen, einiger,
mehrere, mehreren, mehrerer, die hälfte, der hälfte, beide gruppen, beiden gruppen
""",
    "pt": """
todos, todas, toda a gente, todo mundo, a maioria, maioria*, maioritári*, majoritári*, muitos,
muitas, numeros*, minoria*, minoritári*, unânim*, unanimidade, ninguém, nenhum, nenhuma, consenso,
amplamente, poucos, poucas, alguns, algumas, vários, várias, a metade, metade, cada grupo, ambos os
grupos, os dois grupos
""",
    "it": """
tutti, tutte, ognuno, ciascuno, la maggior parte, maggioranza*, maggioritari*, molti, molte,
numeros*, minoranza*, minoritari*, unanim*, nessuno, nessuna, consenso, ampiamente, pochi, poche,
alcuni, alcune, diversi, diverse, parecchi*, la metà, metà, ogni gruppo, entrambi i gruppi
""",
    "ar": """
كل, جميع, الجميع, معظم, أغلب, أغلبية, الأغلبية, غالبية, الغالبية, أكثرية, أقلية, الأقلية, كثير,
كثيرون, كثيرين, الكثير, الكثيرون, عديد, العديد, عدة, قليل, قليلون, القليل, بعض, البعض, نصف, إجماع,
بالإجماع, توافق, لا أحد, كلا المجموعتين
""",
}
# Particles are written together with an Arabic word: "and most", "for all".
_BEFORE = {"ar": "(?:[وفبلك]{1,2})?"}
# Arabic is written with and without its vowels, and the hamza of an alif.
_UNWRITTEN = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "\u0640": None, **{chr(n): None for n in range(0x64B, 0x653)}}
)


def normalised(text: str) -> str:
    """NFKC, case-folded, any run of white space one space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _plain(text: str) -> str:
    return normalised(text).translate(_UNWRITTEN)


def _pattern(language: str, words: str) -> str:
    each = (re.escape(_plain(word)).replace(r"\*", r"\w*") for word in words.split(","))
    return rf"\b{_BEFORE.get(language, '')}(?:{'|'.join(each)})\b"


_OWN = {language: re.compile(_pattern(language, words)) for language, words in _LISTS.items()}
_ANY = re.compile("|".join((r"\d+|[%٪‰]", *(pattern.pattern for pattern in _OWN.values()))))


def is_known(language: str) -> bool:
    """Whether there is a list of the language, an ISO 639-1 code."""
    return language in _LISTS


def quantities(text: str, language: str) -> set[str]:
    """Of a text in a language that is known. What is one in another language only, and a small
    word in this one, is none: "alle" says "all" in German and "to the" in Italian."""
    return {
        word
        for word in _ANY.findall(_plain(text))
        if word not in STOP_WORDS[language] or _OWN[language].fullmatch(word)
    }
