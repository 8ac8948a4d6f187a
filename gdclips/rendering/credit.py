"""The licence of the pictures, as each file that has a place for it says."""

LICENCE = "CC BY 4.0"
CREDIT = f"Gradient descent clips, {LICENCE}; after the notebook 'Gradient descent in depth' by Fraida Fund"
