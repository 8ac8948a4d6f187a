"""Wrong requests by subject, each with the words that its one line must hold, and those that it must not.

A row is the request, what its line holds, and what it lacks.
"""
