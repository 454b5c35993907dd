"""The prompts that are built in, one file for each language."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from prompts.plan import PromptPlan

_FOLDER = Path(__file__).parent / "builtin"


def languages() -> tuple[str, ...]:
    """Languages with a file here, by name."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.yaml")))


@cache
def builtin() -> Mapping[str, PromptPlan]:
    """All built-in prompts by name, in every language that there is."""
    found: dict[str, dict[str, str]] = {}
    for language in languages():
        texts = yaml.safe_load((_FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
        for name, text in texts.items():
            found.setdefault(name, {})[language] = text
    return MappingProxyType(
        {name: PromptPlan.model_validate(texts) for name, texts in found.items()}
    )
