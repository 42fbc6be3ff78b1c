"""The record of designations in words: a part of `consultations.queries.journal`.

None of these says a level: results may be hidden again when it is read.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Data = Mapping[str, Any]
type Sentence = Callable[[Data, object], str]


def _of_principle(sentence: str | Promise) -> Sentence:
    return lambda data, _known: str(sentence) % {"principle": data["principle"]}


AGREEMENT_SENTENCES: Mapping[str, Sentence] = {
    "designation.made": _of_principle(
        _("It was decided how much agreement principle %(principle)s found.")
    ),
    "objection.raised": _of_principle(
        _("An objection to what was decided on principle %(principle)s was raised.")
    ),
    "objection.withdrawn": _of_principle(
        _("An objection to what was decided on principle %(principle)s was taken back.")
    ),
    "objection.answered": _of_principle(
        _("An objection to what was decided on principle %(principle)s was answered.")
    ),
    "minority_statement.made": _of_principle(
        _("A minority statement on principle %(principle)s was written.")
    ),
    "minority_statement.edited": _of_principle(
        _("A minority statement on principle %(principle)s was changed.")
    ),
    "minority_statement.withdrawn": _of_principle(
        _("A minority statement on principle %(principle)s was taken back.")
    ),
    "minority_statement.hidden": _of_principle(
        _("A minority statement on principle %(principle)s was hidden.")
    ),
    "minority_statement.shown": _of_principle(
        _("A minority statement on principle %(principle)s was shown again.")
    ),
}
