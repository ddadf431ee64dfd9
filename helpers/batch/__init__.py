"""From tasks to pages: plan, output folder, workers, engines."""

import sys

# nbformat's validator builds a grammar for internet addresses while it is imported, which costs every process seconds;
# notebooks have none to check, and it does without when the package is not there.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
