"""Figures anyone can re-run."""
