"""Put the built site where it is served, whole, and say what changed. Builds and checks nothing."""

from pipeline.publish.changes import Changes, compare
from pipeline.publish.target import Target, target

__all__ = ["Changes", "Target", "compare", "target"]
