"""The benchmark: what a frame costs, ours beside the usual ways, and how cost grows."""
