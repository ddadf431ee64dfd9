"""Words and numbers for readers, in their language."""
