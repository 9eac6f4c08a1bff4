"""Podloom turns a show's audio and newsletters into one searchable knowledge site."""

__version__ = "0.1.0"
