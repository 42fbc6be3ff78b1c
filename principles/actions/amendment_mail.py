"""Mail to those who proposed an amendment: what became of it, and what they are asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from accounts import mail
from accounts.models import User
from principles.models import Amendment, Consent, Document, ProposedDecision, Version
from principles.permissions import may_view
from principles.queries.amendment_cards import decision_of
from principles.queries.amendment_fit import fit_sentence
from principles.queries.clauses import TextOfToday, clauses_of, operations_of
from principles.states import LIVE_STATUSES, AmendmentKind, AmendmentStatus, ProposedOutcome
from principles.text.operations_rebase import rebase_operations
from principles.text.rebase import Applicability

MAIL = "principles/mail/amendment"
type Finish = Callable[[], None]
_READ = gettext_lazy("Read it here:")
_ANSWER = gettext_lazy("Read it and answer here:")


@dataclass(frozen=True, slots=True)
class _News:
    """What is said, in the language that is active when it is asked for; `about` is where."""

    sentence: Callable[[], str]
    about: Amendment
    ask: str | Promise = _READ
    reason: str = ""


def tell_of_move(*, amendment_id: int, status: str, finish: Finish) -> None:
    """It was decided, or found not admissible; nothing if it has moved on since."""
    amendment = _amendment(amendment_id)
    decision = decision_of(amendment) if amendment else None
    if amendment is None or decision is None or amendment.status != status:
        return
    # A correction is decided as it is made, by the moderator who makes it.
    if amendment.kind == AmendmentKind.EDITORIAL:
        return
    _tell(
        amendment,
        _News(sentence=lambda: _decided(amendment), about=amendment, reason=decision.reason),
        finish,
    )


def tell_of_proposed_decision(*, amendment_id: int, finish: Finish) -> None:
    amendment = _amendment(amendment_id)
    proposed = ProposedDecision.objects.filter(amendment=amendment_id).first()
    if amendment is None or proposed is None or proposed.is_agreed is not None:
        return
    outcome = ProposedOutcome(proposed.outcome)
    _tell(
        amendment,
        _News(
            sentence=lambda: (
                gettext(
                    "The moderators propose a decision on your amendment: %(outcome)s. "
                    "Do you agree?"
                )
                % {"outcome": outcome.label}
            ),
            about=amendment,
            ask=_ANSWER,
            reason=proposed.explanation,
        ),
        finish,
    )


def tell_of_consent(*, compromise_id: int, parent_id: int, finish: Finish) -> None:
    parent, compromise = _amendment(parent_id), _amendment(compromise_id)
    asked = Consent.objects.filter(
        compromise=compromise_id, parent=parent_id, is_given__isnull=True
    )
    if parent is None or compromise is None or not asked.exists():
        return
    _tell(
        parent,
        _News(
            sentence=lambda: (
                gettext(
                    "A compromise, %(compromise)s, would replace your amendment %(parent)s. Do you "
                    "consent?"
                )
                % {"compromise": compromise, "parent": parent}
            ),
            about=compromise,
            ask=_ANSWER,
        ),
        finish,
    )


def tell_of_version(*, version_id: int, finish: Finish) -> None:
    """Those whose amendment or draft no longer fits by itself, and did on the version before."""
    version = Version.objects.select_related("document").get(pk=version_id)
    with transaction.atomic():
        for amendment, state in _unsettled(version):
            _send(amendment, _News(partial(_unfit, amendment, state), amendment))
        finish()


def _unsettled(version: Version) -> Iterator[tuple[Amendment, Applicability]]:
    document = version.document
    before = Version.objects.filter(document=document, number__lt=version.number)
    earlier = clauses_of(before.order_by("number").values_list("pk", flat=True).last())
    present = clauses_of(version.pk)
    rows = list(
        _amendments()
        .filter(document=document, status__in=LIVE_STATUSES)
        .filter(base__version__number__lt=version.number)
        .order_by("number")
    )
    written_on = TextOfToday(document, rows)
    for amendment in rows:
        amendment.document = document
        base, operations = written_on.base_of(amendment), operations_of(amendment)
        state = rebase_operations(base, operations, present).state
        was = rebase_operations(base, operations, earlier).state
        if was == Applicability.CLEAN != state:
            yield amendment, state


def _unfit(amendment: Amendment, state: Applicability) -> str:
    if amendment.status == AmendmentStatus.DRAFT:
        return gettext("The text you wrote a draft on has changed: look at your draft again.")
    return fit_sentence(amendment, state, amendment.document.current_version_id)


def _decided(amendment: Amendment) -> str:
    decision = decision_of(amendment)
    return decision.sentence if decision else ""


def _tell(amendment: Amendment, news: _News, finish: Finish) -> None:
    with transaction.atomic():
        _send(amendment, news)
        finish()


def _send(amendment: Amendment, news: _News) -> None:
    """To its author, and those who propose it too, if they still may read it and want mail."""
    document = amendment.document
    place = [document.slug, news.about.number]
    for reader in _readers(amendment):
        language = _language(reader, document)
        with translation.override(language):
            words = {"sentence": news.sentence(), "ask": str(news.ask)}
            # Pages have an address in each language.
            address = reverse("principles:amendment-detail", args=place)
            stop_url = mail.stop_url(reader)
            subject = gettext("%(amendment)s: news of your amendment") % {"amendment": amendment}
        mail.send(
            to=reader.email,
            template=MAIL,
            context={
                **words,
                "subject": subject,
                "amendment": news.about,
                "document": document,
                "reason": news.reason,
                "url": mail.absolute_url(address),
            },
            language=language,
            unsubscribe_url=stop_url,
        )


def _readers(amendment: Amendment) -> list[User]:
    """Of a draft nobody but its author knows."""
    people = [amendment.author]
    if amendment.status != AmendmentStatus.DRAFT:
        sponsors = amendment.sponsors.select_related("participation__user")
        people += [each.participation.user for each in sponsors]
    return [
        person
        for person in dict.fromkeys(people)
        if person.is_active and person.wants_mail and may_view(person, amendment.document)
    ]


def _language(reader: User, document: Document) -> str:
    """The one the person chose, else that of the text, as far as the site speaks it."""
    spoken = dict(settings.LANGUAGES)
    wanted = (reader.language, document.language)
    return next((code for code in wanted if code in spoken), settings.LANGUAGE_CODE)


def _amendment(pk: int) -> Amendment | None:
    return _amendments().filter(pk=pk).first()


def _amendments() -> QuerySet[Amendment]:
    return Amendment.objects.select_related(
        "document", "author", "base__version", "principle", "participation"
    )
