"""Streamed responses: chunks, the event stream and their accumulation."""
