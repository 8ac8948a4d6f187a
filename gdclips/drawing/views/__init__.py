"""Views: what each part of a picture contributes, from a panel to the strip below all."""
