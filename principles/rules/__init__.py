"""Decision rules over votes by stakeholder group: adopted or not, and one sentence on why.

No models and no queries: counts come in, a verdict goes out, and both can be stored as JSON and
computed again.
"""

from principles.rules.description import describe
from principles.rules.evaluation import Evaluation, GroupVerdict, evaluate
from principles.rules.inputs import BadInputs, GroupCount, Inputs
from principles.rules.presets import PRESET_EXPLANATIONS, PRESET_LABELS, PRESETS, label_of
from principles.rules.rule_set import CUSTOM, EVERY_GROUP, BadRules, RuleSet, Scope
from principles.rules.verdicts import Outcome

__all__ = [
    "CUSTOM",
    "EVERY_GROUP",
    "PRESETS",
    "PRESET_EXPLANATIONS",
    "PRESET_LABELS",
    "BadInputs",
    "BadRules",
    "Evaluation",
    "GroupCount",
    "GroupVerdict",
    "Inputs",
    "Outcome",
    "RuleSet",
    "Scope",
    "describe",
    "evaluate",
    "label_of",
]
