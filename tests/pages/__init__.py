"""Tests of pipeline.pages."""
