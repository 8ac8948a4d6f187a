"""What stands in the column beside a hero, or in the row below it, and is no plot: numbers and words."""
