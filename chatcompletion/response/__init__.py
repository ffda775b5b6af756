"""The response to a request that was not streamed."""
