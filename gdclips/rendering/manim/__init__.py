"""Marks as Manim's: a renderer by its camera, a mobject for its scenes, and scenes that play a story."""
