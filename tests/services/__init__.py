"""What services send: a collection of shapes from public reports, and what the package makes of them."""
