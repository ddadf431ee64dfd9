"""Shared helpers of the Kansrijke Wijk notebooks: tables, frames, results, blocks, pages."""
