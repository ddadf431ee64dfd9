"""Kernels forked from a process that has the imports done."""
