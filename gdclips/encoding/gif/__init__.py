"""GIFs: opaque ones by ffmpeg, transparent ones by Pillow."""
