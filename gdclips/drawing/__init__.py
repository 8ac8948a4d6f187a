"""Pictures as marks: a film and a theme become records that no renderer is named in."""
