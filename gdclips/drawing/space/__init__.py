"""The loss over two weights as a bowl in space, seen in perspective by a camera that can rise to the map."""
