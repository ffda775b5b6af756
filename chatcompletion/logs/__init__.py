"""Checks recorded bodies, and summarizes them."""

from .files import ReadError
from .report import Report
from .reports import iter_reports
from .summary import ModelSummary, ProblemSummary, Summary

__all__ = ["ModelSummary", "ProblemSummary", "ReadError", "Report", "Summary", "iter_reports"]
