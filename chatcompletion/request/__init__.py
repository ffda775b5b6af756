"""The request for a completion."""
