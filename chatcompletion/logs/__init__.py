"""Checks files of recorded bodies, and summarizes them."""

from .summary import ModelSummary, ProblemSummary, Summary

__all__ = ["ModelSummary", "ProblemSummary", "Summary"]
