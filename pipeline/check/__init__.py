"""Find what is wrong in a library and in the built site before readers do. Mends nothing, opens no connection."""

from pipeline.check.built import site
from pipeline.check.finding import Finding
from pipeline.check.written import content

__all__ = ["Finding", "content", "site"]
