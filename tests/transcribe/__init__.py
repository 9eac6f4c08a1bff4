"""Tests of pipeline.transcribe."""
