"""How many of how many, in whole sentences of the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.analysis.quantities import FEWEST_VOICES, Quantity, quantity


def voices_sentence(n: int, of: int) -> str:
    """How many of the people and organisations of a group that spoke. Fewer than five are counted
    out, as a word for a part of them would claim too much."""
    word = quantity(n, of)
    if word is None:
        return _small()[n, of]
    return _sentences()[word] % {"n": n, "of": of}


def few_voices_sentence(voices: int) -> str:
    """ "" where a group is large enough to say more than what each of it said, or silent."""
    if not 0 < voices < FEWEST_VOICES:
        return ""
    return ngettext(
        "One voice speaks here: what follows is its view, and says nothing of the group.",
        "%(voices)s voices speak here: what they say is described, and says nothing of the group.",
        voices,
    ) % {"voices": voices}


def _sentences() -> dict[Quantity, str]:
    return {
        Quantity.NONE: _("None of the %(of)s voices"),
        Quantity.ONE: _("One voice of %(of)s"),
        Quantity.FEW: _("A few voices, %(n)s of %(of)s"),
        Quantity.SOME: _("Some voices, %(n)s of %(of)s"),
        Quantity.HALF: _("About half of the voices, %(n)s of %(of)s"),
        Quantity.MOST: _("Most voices, %(n)s of %(of)s"),
        Quantity.NEARLY_ALL: _("Nearly all voices, %(n)s of %(of)s"),
        Quantity.ALL: _("All %(of)s voices"),
    }


def _small() -> dict[tuple[int, int], str]:
    return {
        (0, 0): _("Nobody"),
        (0, 1): _("Nobody"),
        (0, 2): _("Neither of the two voices"),
        (0, 3): _("None of the three voices"),
        (0, 4): _("None of the four voices"),
        (1, 1): _("The only voice"),
        (1, 2): _("One of two voices"),
        (1, 3): _("One of three voices"),
        (1, 4): _("One of four voices"),
        (2, 2): _("Both voices"),
        (2, 3): _("Two of three voices"),
        (2, 4): _("Two of four voices"),
        (3, 3): _("All three voices"),
        (3, 4): _("Three of four voices"),
        (4, 4): _("All four voices"),
    }
