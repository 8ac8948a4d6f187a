"""Credit: the licence and the source of the pictures, for the metadata of each file that has any."""

LICENCE = "CC BY 4.0"
CREDIT = f"Gradient descent clips, {LICENCE}; after the notebook 'Gradient descent in depth' by Fraida Fund"
