"""Stored completions: pages of completions and messages, and deletions."""
