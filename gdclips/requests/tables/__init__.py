"""Tables: text with any separator, decimal sign and encoding, compressed or not, and workbooks.

`reading.read_table` returns the numbers of the chosen columns, and what it assumed. A table that cannot be
read without guessing is a ValueError of one sentence. Only `options` is imported before a table is read.
"""
