"""Wrong requests by subject, each with the texts that its error must contain, and those that it must not.

A case is the request, the texts that its error contains, and the texts that it lacks.
"""
