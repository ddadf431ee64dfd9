"""The fonts of charts and PDFs: Source Sans for text, DejaVu for signs that it lacks; both free, both in packages."""

from pathlib import Path

import font_source_sans_pro
import matplotlib

_SOURCE_SANS = Path(font_source_sans_pro.__file__).parent / "files"


FOLDERS = [_SOURCE_SANS, Path(matplotlib.get_data_path()) / "fonts" / "ttf"]


TEXT_FONTS = [_SOURCE_SANS / f"SourceSansPro-{style}.ttf" for style in ("Regular", "Bold")]
