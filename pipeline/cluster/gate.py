"""Let a build's steps run only on workers that would write the same words, those that join later too."""

import asyncio

from distributed import Status, Worker, WorkerPlugin

from pipeline.cluster.fitness import Expected, lack


class Gate(WorkerPlugin):
    """Give each worker that is fit as many tickets as it has threads; each step asks for one. Goes with its build."""

    def __init__(self, name: str, wanted: Expected) -> None:
        self.name = name
        self.wanted = wanted

    async def setup(self, worker: Worker) -> None:
        """Look at a worker as it joins."""
        if await asyncio.to_thread(lack, self.wanted) is None:
            await worker.set_resources(**{self.name: worker.state.nthreads})
            # Steps that wait for a worker are looked at when one begins to run, and this one did before it had tickets.
            worker.status = Status.paused
            worker.status = Status.running

    async def teardown(self, worker: Worker) -> None:
        """Take the tickets back."""
        await worker.set_resources(**{self.name: 0})
