"""What a story may say, and scenes: settings, runs, captions, beats and the timeline, without a picture."""
