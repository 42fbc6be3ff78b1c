"""A passage is of the language that its small words are of."""

import pytest

from consultations.analysis.languages import language_of
from consultations.analysis.sentences import words_of


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("The network must be open to all of us.", "en", "en"),
        ("Le réseau doit rester ouvert à tous dans le monde entier.", "en", "fr"),
        ("La red debe ser abierta para todos y no para unos pocos.", "en", "es"),
        ("A garantia de acesso à rede não pode ser limitada pelo Estado.", "en", "pt"),
        ("Das Netz muss für alle offen sein, und nicht nur für wenige.", "en", "de"),
        ("La rete deve essere aperta a tutti e non solo a chi può.", "en", "it"),
        ("The network must be open to all of us.", "fr", "en"),
        ("Vive la liberté!", "en", "en"),
        ("Freedom privacy security stability resilience openness.", "en", "en"),
        ("我们需要一个共同的数据标准。", "en", ""),
        ("من يدفع التكاليف؟ نحن ندفع التكاليف كلها", "ar", "ar"),
    ],
)
def test_a_passage_is_of_the_language_its_small_words_say(
    text: str, declared: str, language: str
) -> None:
    assert language_of(text, words_of(text), declared) == language
