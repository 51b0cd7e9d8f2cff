"""One real sandbox for many who would each start one of their own and close it."""

from __future__ import annotations

from intent_lsp.sandbox.contract import Job, Run, Sandbox


class LentSandbox:
    """Implements :class:`intent_lsp.sandbox.contract.Sandbox`; closing it leaves the real one to the next."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def start(self) -> None:
        await self._sandbox.start()

    async def run(self, job: Job) -> Run:
        return await self._sandbox.run(job)

    async def close(self) -> None:
        """Its owner closes it."""
