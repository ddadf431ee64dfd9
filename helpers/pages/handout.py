"""What stands on the two pages of a hand-out, and what gives way when it is too long for them.

A sentence is never cut: whole sentences, items or figures are left out, and the reader is told that the page has more.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from helpers.blocks.model import Block, Bullets, Cell, Columns, Heading, Note, Paragraph, Spine, Table
from helpers.pages.factsheet import Section

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])|\n")


@dataclass(frozen=True)
class Front:
    """The first page: the blocks of the first section, in order."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Back:
    """The second page: tables over its width, then what is of districts beside lists, then other spines, then notes.

    own: of the area's districts, of which one is shown; group: of all areas together; notes: what is good to know.
    """

    tables: tuple[Table, ...]
    own: tuple[Spine, ...]
    lists: tuple[Block, ...]
    group: tuple[Spine, ...]
    notes: tuple[Block, ...]
