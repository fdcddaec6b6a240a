"""Programs that show Mostrador at work."""
