"""Manim renderer: a stage that draws by its camera, a mobject of marks, and scenes that play a story."""
