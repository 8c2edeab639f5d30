"""Tests of what a field is suggested."""
