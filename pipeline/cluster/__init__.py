"""Send the long steps of a build to other processes and machines through Dask. Writes no receipt and no result."""

from pipeline.cluster.farm import Cluster
from pipeline.cluster.fitness import Need
from pipeline.cluster.storage import Storage

__all__ = ["Cluster", "Need", "Storage"]
