"""The steps that make the tables of the store; ``python -m dashboard store upgrade`` takes them."""
