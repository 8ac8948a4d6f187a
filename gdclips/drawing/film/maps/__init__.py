"""Maps: their windows and rings, what lies in their planes, and their ticks."""
