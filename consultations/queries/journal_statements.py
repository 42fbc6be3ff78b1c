"""The record of statements in words: a part of `consultations.queries.journal`.

Who proposed one stands with it; who gave which opinion is nobody's to read.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext

type Data = Mapping[str, Any]
type Sentence = Callable[[Data, object], str]


def _seeded(data: Data, _known: object) -> str:
    count = len(data["numbers"])
    return ngettext(
        "%(count)s statement was opened for opinions.",
        "%(count)s statements were opened for opinions.",
        count,
    ) % {"count": count}


def _imported(data: Data, _known: object) -> str:
    return gettext(
        "A conversation was imported: statements new here %(statements)s, votes %(votes)s."
    ) % {"statements": data["statements"], "votes": data["votes"]}


def _of_statement(sentence: str | Promise) -> Sentence:
    return lambda data, _known: str(sentence) % {"statement": f"S-{data['number']}"}


STATEMENT_SENTENCES: Mapping[str, Sentence] = {
    "statements.seeded": _seeded,
    "statements.imported": _imported,
    "statement.admitted": _of_statement(
        gettext_lazy("Statement %(statement)s was opened for opinions.")
    ),
    "statement.refused": _of_statement(gettext_lazy("Statement %(statement)s was not let in.")),
}
