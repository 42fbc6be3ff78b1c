"""sumy on arguments from standard input; run by `.venv-peers/bin/python`, which knows nothing of
this project. Prints one line of JSON: what it took, and which arguments it picked.

Each argument is a sentence to it. It ranks them all; a budget takes the first of them.
"""

import json
import re
import sys
import time

from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence  # type: ignore[import-not-found]
from sumy.summarizers.lex_rank import LexRankSummarizer  # type: ignore[import-not-found]
from sumy.summarizers.text_rank import TextRankSummarizer  # type: ignore[import-not-found]

from tests.benchmarks.memory import peak_mb

WAYS = {"LexRank": LexRankSummarizer, "TextRank": TextRankSummarizer}


class Words:
    def to_sentences(self, text: str) -> list[str]:
        return [text]

    def to_words(self, text: str) -> list[str]:
        return re.findall(r"\w+", text.lower())


def main() -> None:
    asked = json.load(sys.stdin)
    summariser = WAYS[sys.argv[1]]()
    summariser.stop_words = frozenset(asked["stop_words"])
    picks = []
    started = time.process_time()
    for cell in asked["cells"]:
        sentences = [Sentence(text, Words()) for text in cell["texts"]]
        number = {id(sentence): n for n, sentence in enumerate(sentences)}
        document = ObjectDocumentModel([Paragraph(sentences)])
        picks.append(
            [
                [number[id(sentence)] for sentence in summariser(document, budget)]
                for budget in cell["budgets"]
            ]
        )
    spent = time.process_time() - started
    print(json.dumps({"seconds": spent, "megabytes": peak_mb(), "picks": picks}))  # noqa: T201


if __name__ == "__main__":
    main()
