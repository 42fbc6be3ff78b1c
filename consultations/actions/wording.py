"""A language model's wording of the points of a summary: asked for, checked, kept."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from accounts.record import record
from consultations.models import Consultation, ModelCall, Summary
from consultations.queries.wording import budget_left, material
from consultations.summaries.client import LanguageModel, ModelFailed, Purse
from consultations.summaries.grounding import Grounded, Said, ground
from consultations.summaries.prompt import TASK, VERSION, messages


def language_model() -> LanguageModel | None:
    """The site's, if it has one."""
    if not settings.LANGUAGE_MODEL_URL:
        return None
    return LanguageModel(
        settings.LANGUAGE_MODEL_URL,
        settings.LANGUAGE_MODEL_NAME,
        settings.LANGUAGE_MODEL_KEY,
        timeout=settings.LANGUAGE_MODEL_TIMEOUT,
    )


def word_summary(
    *, summary: Summary, model: LanguageModel, finish: Callable[[], None] = lambda: None
) -> None:
    """Store what can be quoted of the model's answer; the same question is not asked twice.

    No transaction is open while the model is asked. Raises ModelFailed, with the failure kept.
    `finish` is called in the transaction that stores the wording.
    """
    points = material(summary)
    digest = _digest(model, points)
    if not points or summary.fluent.get("question") == digest:
        finish()
        return
    grounded = ground(_answer(summary.consultation, model, points, digest), points)
    with transaction.atomic():
        _store(summary, model, grounded, digest)
        finish()


def lacks_words(summary: Summary, model: LanguageModel) -> bool:
    """Whether there is something to ask for it. One query."""
    points = material(summary)
    return bool(points) and summary.fluent.get("question") != _digest(model, points)


def _digest(model: LanguageModel, points: Sequence[Said]) -> str:
    asked = json.dumps([VERSION, model.name, messages(points, with_schema=True)])
    return hashlib.sha256(asked.encode()).hexdigest()


def _answer(
    consultation: Consultation, model: LanguageModel, points: Sequence[Said], digest: str
) -> Any:
    earlier = ModelCall.objects.filter(
        consultation=consultation, question_hash=digest, answer__isnull=False
    ).last()
    if earlier is not None:
        return earlier.answer
    call = ModelCall.objects.create(
        consultation=consultation,
        question_hash=digest,
        model=model.name,
        host=model.host,
        task=TASK,
        comments={str(said.point): sorted(said.comments) for said in points},
    )
    try:
        call.answer = model.word(points, purse=_DaysPurse(call))
    except ModelFailed as failed:
        call.error = _kept(str(failed))
        call.save(update_fields=["error"])
        raise
    call.save(update_fields=["answer"])
    return call.answer


class _DaysPurse(Purse):
    """What is left of the consultation's day, also after a worker died in the middle of a question,
    and with another that asks at the same time."""

    def __init__(self, call: ModelCall) -> None:
        super().__init__(0)
        self._call = call

    @transaction.atomic
    def take(self, tokens: int) -> None:
        Consultation.objects.select_for_update().get(pk=self._call.consultation_id)
        self.left = budget_left(self._call.consultation)
        super().take(tokens)

    def move(self, tokens: int) -> None:
        super().move(tokens)
        ModelCall.objects.filter(pk=self._call.pk).update(tokens=F("tokens") + tokens)


def _kept(error: str) -> str:
    """What a server says of itself, as any database can keep it."""
    return error.replace("\0", "").encode(errors="replace").decode()[:2000]


def _store(summary: Summary, model: LanguageModel, grounded: Grounded, digest: str) -> None:
    """Unless the points changed while the model was asked: the next run words those."""
    locked = Summary.objects.select_for_update(of=("self",)).get(pk=summary.pk)
    if locked.run != summary.run:
        return
    sentences = grounded.sentences if grounded.is_usable else ()
    locked.fluent = {
        "question": digest,
        "model": model.name,
        "host": model.host,
        "dropped": grounded.dropped_count,
        "given": grounded.dropped_count + len(grounded.sentences),
        "sentences": [
            {
                "point": sentence.point,
                "text": sentence.text,
                "quotes": [[quote.comment, quote.words] for quote in sentence.quotes],
            }
            for sentence in sentences
        ],
    }
    locked.save(update_fields=["fluent"])
    record(
        stream=summary.consultation.document.stream,
        kind="summary.worded",
        by=None,
        summary=summary.pk,
        model=model.name,
        question=digest,
        sentences=len(sentences),
        dropped=grounded.dropped_count,
    )
