"""A small text for tests of imports, as the importers would read it."""

from principles.text.outline import Outline, OutlinePrinciple, OutlineSection

OUTLINE = Outline(
    title="Rules for an open network",
    preamble="We build the network together and agree on these rules.",
    sections=(
        OutlineSection(
            "",
            (
                OutlinePrinciple(
                    1, "Reach", "Everyone may reach everyone.\n\nIt costs what it costs."
                ),
                OutlinePrinciple(2, "Trust", "What is promised is kept."),
                OutlinePrinciple(3, "Care", "Harm is prevented."),
            ),
        ),
    ),
)
