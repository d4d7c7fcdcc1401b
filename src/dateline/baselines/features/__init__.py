"""Features that several baselines share."""
