"""The synthesis index: from the values of indicators to one score, and how far it can be trusted.

Pure numpy, on matrices with a row per area and a column per indicator; nothing else makes a score.
"""
