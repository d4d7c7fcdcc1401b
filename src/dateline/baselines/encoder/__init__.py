"""Fine-tuned transformer encoders."""
