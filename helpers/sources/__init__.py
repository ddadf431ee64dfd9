"""Readers of the files of others."""
