"""Plots of films: their scales and ticks, what stands above them, and what theory draws on them."""
