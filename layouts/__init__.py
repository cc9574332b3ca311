"""What the reader sees: pure functions that return components."""
