"""What the benchmark compares: clips as a competent user makes them with stock tools, and ours."""
