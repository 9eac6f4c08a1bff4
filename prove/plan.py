"""All proofs on one screen, in the order of the promises. Holds no logic: how each is tried stands in its own module."""

from prove import twice
from prove.proof import Proof

PROOFS = (
    Proof(name="twice", promises=(1, 2), run=twice.run, trials=20, sample=2,
          says="two runs at once: one does the work, the other ends with 75 or finds it done, and the bytes are the same"),
)  # fmt: skip
