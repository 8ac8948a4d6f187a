"""How files get made: the lecture's clips, the orders for files, the plan and its execution."""
