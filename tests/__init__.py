"""The tests of Podloom, laid out as the package is."""
