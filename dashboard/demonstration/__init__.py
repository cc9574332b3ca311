"""The demonstration atlas: real districts and residents, schematic shapes, invented values."""
