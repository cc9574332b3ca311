"""The core of the atlas: data, numbers and words. It knows nothing of Dash."""
