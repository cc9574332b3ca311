"""Plotly figures: (dataset, view) → Figure, in the colours of the tokens by class."""
