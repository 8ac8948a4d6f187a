"""Pictures of films, as those of the rendering's tests."""

from tests.rendering.conftest import show

__all__ = ["show"]
