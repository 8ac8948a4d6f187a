"""Pictures as marks: a story, a theme and a layout become records that no renderer is named in."""
