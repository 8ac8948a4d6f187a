"""Cairo painter: marks drawn on any Cairo context."""
