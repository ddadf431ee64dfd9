"""Blocks into pages: factsheet, chapters, PDF, downloads, index. Knows no table."""
