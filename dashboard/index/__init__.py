"""The synthesis index of a release: what enters it, under which weights, and what it says.

The numbers are made by ``dashboard.synthesis``; here they meet areas, indicators and the view.
"""
