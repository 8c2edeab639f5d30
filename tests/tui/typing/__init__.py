"""Tests of the input method, the suggestions and the abbreviations."""
