# There is nothing here by which a request could be checked before set-up.
raise ImportError
