"""Credit: the author, the licence and the source of pictures whose lecture says nothing else."""

AUTHOR, LICENCE = "Gradient descent clips", "CC BY 4.0"
CREDIT = f"{AUTHOR}, {LICENCE}; after the notebook 'Gradient descent in depth' by Fraida Fund"
