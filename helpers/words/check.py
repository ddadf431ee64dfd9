"""What is wrong with the message catalogues: seen before a run, not by the reader of a page."""

import re
from pathlib import Path

from helpers.words.fonts import undrawable
from helpers.words.text import LOCALES, Message, catalogue_files, flat_messages, placeholders

_BRACES = re.compile(r"\{\w+\}")


def catalogue_problems() -> list[str]:
    """A line per problem, with file and message: no YAML, no text, odd braces, another language that differs."""
    problems: list[str] = []
    for first, *others in zip(*(catalogue_files(language) for language in LOCALES), strict=True):
        by_file = {path: _messages(path, problems) for path in (first, *others)}
        for path in others:
            if not problems:  # else messages are missing, or are no texts
                problems += _differences(first, by_file[first], path, by_file[path])
    return problems


def _messages(path: Path, problems: list[str]) -> dict[str, Message]:
    try:
        messages = dict(flat_messages(path))
    except ValueError as error:
        problems.append(str(error))
        return {}
    for key, message in messages.items():
        for text in message.values() if isinstance(message, dict) else [message]:
            where = f"{path.name}, message {key}: {text!r}; expected"
            if not isinstance(text, str):
                problems.append(f"{where} a text (in quotes if YAML reads it otherwise)")
            elif re.search(r"[{}]", _BRACES.sub("", text)):
                problems.append(f"{where} braces around a name only, as {{name}}")
            elif signs := undrawable(text):
                problems.append(f"{where} signs that the fonts of charts and PDFs have; they lack {signs}")
    return messages


def _differences(first: Path, ours: dict[str, Message], other: Path, theirs: dict[str, Message]) -> list[str]:
    """What one language has and the other has not: whole messages, placeholders, plural forms."""
    lost = [f"{other.name}: message {key} is missing; {first.name} has it" for key in ours if key not in theirs]
    lost += [f"{first.name}: message {key} is missing; {other.name} has it" for key in theirs if key not in ours]
    for key in ours.keys() & theirs.keys():
        names = [", ".join(sorted(placeholders(of[key]))) or "none" for of in (ours, theirs)]
        if names[0] != names[1]:
            lost.append(f"{other.name}, message {key}: placeholders {names[1]}; {first.name} has {names[0]}")
        if isinstance(ours[key], dict) != isinstance(theirs[key], dict):
            lost.append(f"{other.name}, message {key}: plural forms in one language only ({first.name}, {other.name})")
    return sorted(lost)
