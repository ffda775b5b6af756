"""Recorded bodies: what they are, whether they fit, and summaries over many."""
