"""Whole jobs: the real program in a real terminal, real keys, and the store looked at afterwards."""
