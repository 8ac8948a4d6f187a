"""What losses of data share: the table of samples, its factor, batches of its rows, Newton's method."""
