"""Prove what Podloom promises: every promise has proofs, every proof a command and a figure. Never imported by the pipeline."""
