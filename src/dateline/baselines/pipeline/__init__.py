"""All layers over any text, with trained models."""
