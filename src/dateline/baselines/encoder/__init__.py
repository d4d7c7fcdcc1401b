"""Encoders: fine-tuned transformers, and spaCy pipelines trained from scratch."""
