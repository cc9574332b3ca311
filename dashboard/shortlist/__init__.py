"""The shortlist: which districts, or neighbourhoods of one district, need most by stated rules; how
sure that is, what would change it, and why an area is on it or not.
"""
