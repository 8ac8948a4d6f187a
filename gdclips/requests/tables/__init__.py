"""Tables as people have them: text with any separator, decimal sign and encoding, packed or not; workbooks.

`reading.read` gives the chosen columns' numbers, and tells what was assumed. What can't be read without
guessing is a ValueError of one sentence. Nothing else here is imported before a table is read.
"""
