"""Bring foreign sources in: one adapter per source, one model out. Decides nothing about the show."""
