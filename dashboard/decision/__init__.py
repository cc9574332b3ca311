"""A decision on the shortlist: what is written down, read back in words, and computed again."""
