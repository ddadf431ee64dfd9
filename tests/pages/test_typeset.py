"""Typst: fonts, and memory."""

import re
import sys
from pathlib import Path

import pytest
import typst

from helpers.pages.typeset import forget, typeset


def _memory() -> float:
    """Resident memory of this process, in MB."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc can be told to give memory back")
def test_what_a_document_took_is_given_back(tmp_path):
    long = "\n\n".join(f"*word {number * 7919}* and more words, _{number}_ of them" for number in range(4000))
    (tmp_path / "long.typ").write_text(long)
    forget()
    before = _memory()
    typeset(tmp_path / "long.typ")
    after = _memory()
    forget()
    assert after - before > 20 and _memory() - before < (after - before) / 2


def test_a_document_has_our_fonts_and_sees_no_file_outside_its_folder(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "outside.txt").write_text("not ours")
    template = tmp_path / "a" / "main.typ"
    template.write_text('#text(font: "Source Sans Pro")[words *and*] #text(font: "DejaVu Sans")[words *and*]')
    for name in (b"SourceSansPro-Regular", b"SourceSansPro-Bold", b"DejaVuSans", b"DejaVuSans-Bold"):
        assert name in typeset(template)
    template.write_text('#read("../outside.txt")')
    with pytest.raises(typst.TypstError):
        typeset(template)
