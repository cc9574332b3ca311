"""Measurements of the running atlas. Nothing here is asserted; nothing here is imported by it."""
