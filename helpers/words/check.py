"""What is wrong with the message catalogues: seen before a run, not by the reader of a page."""

import re
from pathlib import Path

from helpers.words.fonts import undrawable
from helpers.words.languages import LANGUAGES
from helpers.words.text import Message, catalogue_files, flat_messages, once, placeholders

_BRACES = re.compile(r"\{\w+\}")


def catalogue_problems() -> list[str]:
    """A line per problem, with file and message: no YAML, no text, odd braces, another language that differs."""
    problems: list[str] = []
    files = {language: catalogue_files(language) for language in LANGUAGES}
    found = {path: _messages(path, problems) for paths in files.values() for path in paths}
    if problems:  # then messages are missing, or are no texts
        return problems
    for paths in files.values():
        try:
            once({path: found[path] for path in paths})
        except ValueError as error:
            problems.append(str(error))
    whole = {language: paths for language, paths in files.items() if not LANGUAGES[language].instead}
    partly = [(path, LANGUAGES[code].instead) for code, paths in files.items() if code not in whole for path in paths]
    problems += [] if problems else _differences_of_rooms(whole, found)
    return problems or [line for path, other in partly for line in _strays(path, other, found)]


def translated() -> list[str]:
    """A line per language that has another one instead of what it lacks: how many messages it has."""
    lines = []
    for code, language in LANGUAGES.items():
        if language.instead:
            own, every = (
                sum(len(flat_messages(path)) for path in catalogue_files(of)) for of in (code, language.instead)
            )
            lines.append(f"{code}: {own} of {every} messages; a page says the others in {language.instead}")
    return lines


def _strays(path: Path, instead: str, found: dict[Path, tuple[tuple[str, Message], ...]]) -> list[str]:
    """What a file of a language that is not complete has, and the same file of its other language has otherwise."""
    other = path.with_name(f"{path.name.split('.')[0]}.{instead}.yaml")
    if other not in found:
        return [f"{path.name}: there is no {other.name}; expected the name of a room"]
    ours = dict(found[path])
    return _differences(path, ours, other, {key: text for key, text in found[other] if key in ours})


def _differences_of_rooms(
    files: dict[str, list[Path]], found: dict[Path, tuple[tuple[str, Message], ...]]
) -> list[str]:
    """What the files of one room in two languages differ in."""
    problems: list[str] = []
    rooms = {language: {path.name.split(".")[0]: path for path in paths} for language, paths in files.items()}
    for room in dict.fromkeys(room for of in rooms.values() for room in of):
        lacking = [
            f"{room}.{language}.yaml is missing; expected a file of each language"
            for language, of in rooms.items()
            if room not in of
        ]
        problems += lacking
        if not lacking:
            first, *others = (of[room] for of in rooms.values())
            for other in others:
                problems += _differences(first, dict(found[first]), other, dict(found[other]))
    return problems


def _messages(path: Path, problems: list[str]) -> tuple[tuple[str, Message], ...]:
    try:
        messages = flat_messages(path)
    except ValueError as error:
        problems.append(str(error))
        return ()
    for key, message in messages:
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
