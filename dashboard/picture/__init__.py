"""Pictures to download: (dataset, view) → PNG or SVG, drawn without a browser."""
