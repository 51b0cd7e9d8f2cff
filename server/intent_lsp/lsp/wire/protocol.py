"""The protocol: pygls with its defects put right.

What pygls 2.1.1 does wrong and this class does differently (the numbers are those of the tests in ``tests/lsp/wire``;
``test_pygls_as_it_comes.py`` there fails when pygls has mended one):

1.  Cancelling ``workspace/executeCommand`` cancels the command itself, and commands learn their progress token.
2.  Nothing is kept after a message was handled: no future per notification, no result type, no progress token.
3.  ``shutdown`` with work in flight cancels that work instead of failing.
5.  A request that cannot be decoded is answered (InvalidParams); so is a message that is not JSON, or no request.
6.  ``exit`` ends the process with 0 after ``shutdown``, else with 1.
7.  The capabilities are ours, ``experimental`` and ``workDoneProgress`` included.
8.  Waiting for the client has a time limit, and a late answer to a cancelled wait does no harm.
9.  Input is read by the event loop; there are no threaded handlers to starve it.

(4 is :mod:`intent_lsp.lsp.wire.text_buffer`, 10 a rule for handler modules: the first parameter is called ``ls``.)

Messages go out as plain dictionaries and are never logged: they hold people's specifications and code.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import json
import logging
from collections.abc import Callable, Generator
from concurrent.futures import Future
from typing import Any, cast
from typing import Protocol as Interface
from urllib.parse import unquote

from cattrs import Converter
from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcParseError,
    JsonRpcRequestCancelled,
)
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.workspace import Workspace

from intent_lsp.errors import IntentError
from intent_lsp.lsp.wire.answered_errors import innermost, release
from intent_lsp.lsp.wire.channel import Channel
from intent_lsp.lsp.wire.framing import frame, header
from intent_lsp.lsp.wire.handshake import valid_id
from intent_lsp.lsp.wire.immediate_reply import Answer
from intent_lsp.lsp.wire.positions import Encoded
from intent_lsp.lsp.wire.refusal import REQUEST_FAILED
from intent_lsp.text import inert

logger = logging.getLogger(__name__)

ASK_SECONDS = 30.0
"""How long an answer of the client is waited for, unless a person has to give it."""


class ClientGone(JsonRpcException):
    """The client did not answer in time."""


class Host(Interface):
    """The server around the protocol, as far as the protocol knows it."""

    def stop(self, status: int) -> None:
        """Begin the end."""
        ...

    async def run_command(self, params: types.ExecuteCommandParams) -> Any:
        """Run one of our commands. Raises ``JsonRpcException``."""
        ...


class Protocol(LanguageServerProtocol):
    """One session with one client."""

    channel: Channel | None = None

    def __init__(self, server: LanguageServer, converter: Converter) -> None:
        super().__init__(server, converter)
        self.cancel_progress: dict[str | int, Callable[[], None]] = {}
        """What to call when the user cancels a progress; its owner removes the entry when the progress ends."""
        self._is_synchronous: dict[Callable[..., Any], bool] = {}
        """Which handlers return their answer, and not something that will have it."""
        self._encode = json.JSONEncoder(default=self._serialize_message, separators=(",", ":")).encode

    def begin(self, channel: Channel, workspace: Workspace, trace: str) -> None:
        """Start the session whose ``initialize`` has been answered already."""
        self.channel = channel
        self.client_capabilities = types.ClientCapabilities()  # everything we ask is in the session's ``flags``
        self.trace = types.TraceValue(trace)
        self._workspace = workspace

    @property
    def _host(self) -> Host:
        return cast(Host, self._server)

    @property
    def has_shut_down(self) -> bool:
        """Whether ``shutdown`` was asked for."""
        return bool(self._shutdown)

    def bookkeeping(self) -> dict[str, int]:
        """How much is remembered at the moment; all zero when nothing is under way."""
        return {
            "requests": len(self._request_futures),
            "resultTypes": len(self._result_types),
            "progressTokens": len(self.cancel_progress) + len(self.progress.tokens),
        }

    # --- incoming ----------------------------------------------------------------------------------------------------

    def receive(self, body: bytes) -> None:
        """Handle one message. Every request in it is answered exactly once, whatever it looks like."""
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            self._refuse(None, JsonRpcParseError("The message is not JSON."))
            return
        if not isinstance(data, dict):
            self._refuse(None, JsonRpcInvalidRequest("A message is one JSON object."))
            return
        message_id = data.get("id") if valid_id(data.get("id")) else None
        method = data.get("method")
        if "method" in data:
            odd_id = "id" in data and message_id is None
            if not isinstance(method, str) or data.get("jsonrpc") != self.VERSION or odd_id:
                if "id" in data:
                    self._refuse(message_id, JsonRpcInvalidRequest("The message is not a JSON-RPC 2.0 request."))
                return
            handle = self._receive_request if "id" in data else self._receive_notification
            contextvars.copy_context().run(handle, data)
        elif message_id is not None and ("result" in data or "error" in data):
            self._receive_response(message_id, data)
        elif "id" in data and "error" not in data:
            self._refuse(message_id, JsonRpcInvalidRequest("The message has no method."))

    def _receive_request(self, data: dict[str, Any]) -> None:
        message_id, method = data["id"], data["method"]
        if self._shutdown:
            self._refuse(message_id, JsonRpcInvalidRequest("The server is shutting down."))
        elif method == types.INITIALIZE:
            self._refuse(message_id, JsonRpcInvalidRequest("The session has been initialized already."))
        else:
            try:
                self._get_handler(method)
                params = self.structure_message(data).params
            except JsonRpcException as error:
                self._refuse(message_id, error)
                return
            self._handle_request(message_id, method, params)

    def _receive_notification(self, data: dict[str, Any]) -> None:
        method = data["method"]
        if self._shutdown and method != types.EXIT:
            return
        try:
            if method != types.CANCEL_REQUEST:
                self._get_handler(method)
            params = self.structure_message(data).params
        except JsonRpcMethodNotFound:
            return
        except JsonRpcException as error:
            logger.warning("ignored a notification %s: %s", method, error)
            return
        self._handle_notification(method, params)

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Decode a request or notification. Raises ``JsonRpcInvalidParams`` for whatever does not fit (defect 5)."""
        message_type = self.get_message_type(data["method"])
        if message_type is None:
            raise JsonRpcMethodNotFound.of(data["method"])
        try:
            return self._converter.structure(data, message_type)
        except Exception as error:  # cattrs raises groups of whatever its hooks raise
            reason = innermost(error)
            release(error)
        raise JsonRpcInvalidParams(f"The parameters of {data['method']} do not fit: {reason}")

    def _receive_response(self, message_id: Any, data: dict[str, Any]) -> None:
        future = self._request_futures.pop(message_id, None)
        if future is None or future.done():  # late: nobody is waiting (defect 8)
            return
        error = data.get("error")
        if error is None:
            future.set_result(data.get("result"))
            return
        code = error.get("code") if isinstance(error, dict) else None
        text = error.get("message") if isinstance(error, dict) else None
        future.set_exception(JsonRpcException(str(text or "no reason given"), code if isinstance(code, int) else None))

    def _execute_handler(
        self,
        msg_id: Any,
        handler: Callable[..., Any],
        callback: Callable[[Future[Any]], None],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """Run a handler and forget it when it is done (defect 2)."""

        def done(future: Future[Any]) -> None:
            self._request_futures.pop(msg_id, None)
            callback(future)

        is_synchronous = self._is_synchronous.get(handler)
        if is_synchronous is None:
            is_asynchronous = asyncio.iscoroutinefunction(handler) or inspect.isgeneratorfunction(handler)
            is_synchronous = self._is_synchronous[handler] = not is_asynchronous
        if not is_synchronous:
            super()._execute_handler(msg_id, handler, done, args, kwargs)
            return
        # Most requests are answered at once: no future, with its lock and its condition, has to wait for that.
        try:
            answer = Answer(handler(*(args or ()), **(kwargs or {})))
        except Exception as error:
            answer = Answer(None, error)
        done(cast("Future[Any]", answer))
        if answer.error is not None:
            release(answer.error)

    def _handle_notification(self, method_name: str, params: Any) -> None:
        """As pygls does it, but without a UUID and a future for what comes with every keystroke or document."""
        if method_name == types.TEXT_DOCUMENT_DID_CHANGE:
            handle: Callable[[Any], None] = self.lsp_text_document__did_change
        elif method_name == types.TEXT_DOCUMENT_DID_OPEN:
            handle = self.lsp_text_document__did_open
        else:
            super()._handle_notification(method_name, params)
            return
        try:
            handle(params)
        except Exception:
            logger.exception("%s could not be handled", method_name)

    def _handle_cancel_notification(self, msg_id: Any) -> None:
        """Cancel a request of the client; the answer (-32800, or its result after all) follows when it has ended."""
        future = self._request_futures.get(msg_id)
        if isinstance(future, asyncio.Task):
            future.cancel()

    def _send_handler_result(self, future: Future[Any], *, msg_id: Any) -> None:
        """Answer a request. What we refuse with a reason for the user is not an error of ours, and has no traceback."""
        self._request_futures.pop(msg_id, None)
        if future.cancelled():
            self._refuse(msg_id, JsonRpcRequestCancelled(f"Request {msg_id} was cancelled."))
            return
        error = future.exception()
        if error is None:
            try:
                self._send_response(msg_id, result=future.result())
                return
            except Exception as failure:  # it cannot be written as JSON
                error = failure
        if isinstance(error, IntentError):
            error = JsonRpcException(error.sentence, REQUEST_FAILED)
        if isinstance(error, JsonRpcException):
            logger.info("refused: %s", error)
            self._refuse(msg_id, error)
        else:
            logger.error("a request failed", exc_info=error)
            self._refuse(msg_id, JsonRpcInternalError(innermost(error)))

    # --- outgoing ----------------------------------------------------------------------------------------------------

    def _send_data(self, data: Any) -> None:
        if self.channel is not None:
            self.channel.send(frame(self._encode(data).encode()))

    def _send_response(self, msg_id: Any, result: Any | None = None, error: types.ResponseError | None = None) -> None:
        if isinstance(result, Encoded):
            if self.channel is not None:
                head = b'{"jsonrpc":"2.0","id":%b,"result":' % json.dumps(msg_id).encode()
                self.channel.send(header(len(head) + len(result) + 1), head, result, b"}")
        elif error is None:
            self._send_data({"jsonrpc": self.VERSION, "id": msg_id, "result": result})
        else:
            # pygls puts the traceback into ``data``: it belongs into the log, where it is already.
            self._send_data(
                {"jsonrpc": self.VERSION, "id": msg_id, "error": {"code": error.code, "message": error.message}}
            )

    def _refuse(self, message_id: Any, error: JsonRpcException) -> None:
        answer = error.to_response_error()
        answer.message = inert.message(answer.message)  # editors show it
        self._send_response(message_id, error=answer)

    def notify(self, method: str, params: Any | None = None) -> None:
        """Send a notification; ``params`` are plain JSON or lsprotocol's types."""
        self._send_data({"jsonrpc": self.VERSION, "method": method, "params": params})

    def send_request(
        self,
        method: str,
        params: Any | None = None,
        callback: Callable[[Any], None] | None = None,
        msg_id: Any | None = None,
    ) -> Future[Any]:
        """Send a request; the future yields the raw JSON result, or a ``JsonRpcException``."""
        message_id = msg_id if msg_id is not None else self._next_id()
        future: Future[Any] = Future()
        if callback is not None:
            future.add_done_callback(lambda done: None if done.exception() else callback(done.result()))
        self._request_futures[message_id] = future
        self._send_data({"jsonrpc": self.VERSION, "id": message_id, "method": method, "params": params})
        return future

    _sent = 0

    def _next_id(self) -> str:
        self._sent += 1
        return f"intent-{self._sent}"

    async def ask(self, method: str, params: Any | None = None, seconds: float | None = ASK_SECONDS) -> Any:
        """Send a request and wait for its answer.

        Raises ``JsonRpcException`` when the client refuses, :class:`ClientGone` when it does not answer in ``seconds``
        (``None``: a person has to answer, so wait for ever). Cancelling the wait leaves nothing behind (defect 8).
        """
        message_id = self._next_id()
        future = self.send_request(method, params, msg_id=message_id)
        try:
            async with asyncio.timeout(seconds):
                inner = asyncio.wrap_future(future)
                inner.add_done_callback(_looked_at)  # a refusal that comes when nobody is waiting is not an error
                return await asyncio.shield(inner)
        except TimeoutError:
            raise ClientGone(f"The editor did not answer {method} in {seconds:g} seconds.") from None
        finally:
            self._request_futures.pop(message_id, None)

    # --- methods of pygls that behave differently --------------------------------------------------------------------

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, *args: Any) -> Generator[Any, Any, None]:
        """Cancel everything under way (defect 3); each cancelled request still gets its answer."""
        for message_id, future in list(self._request_futures.items()):
            if message_id != self.msg_id and not future.done():
                future.cancel()
        self._shutdown = True
        if (handler := self.fm.features.get(types.SHUTDOWN)) is not None:
            yield handler, args, None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """As pygls does it, without a generator and two futures per keystroke; unknown documents are left alone."""
        if unquote(params.text_document.uri) not in self.workspace.text_documents:  # pygls keeps them so
            logger.warning("a change of a document that is not open was ignored")
            return
        for change in params.content_changes:
            self.workspace.update_text_document(params.text_document, change)
        self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE](params)

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """As pygls does it, without a generator and two futures per document."""
        self.workspace.put_text_document(params.text_document)
        self.fm.features[types.TEXT_DOCUMENT_DID_OPEN](params)

    @lsp_method(types.EXIT)
    def lsp_exit(self, *args: Any) -> None:  # type: ignore[override]  # pygls runs plain functions just as well
        """End the process (defect 6)."""
        self._host.stop(0 if self._shutdown else 1)

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    async def lsp_workspace__execute_command(  # type: ignore[override]  # and coroutines, which is the point
        self, params: types.ExecuteCommandParams
    ) -> Any:
        """Run a command as the request's own task, so that cancelling the one cancels the other (defect 1)."""
        return await self._host.run_command(params)

    @lsp_method(types.WINDOW_WORK_DONE_PROGRESS_CANCEL)
    def lsp_work_done_progress_cancel(self, params: types.WorkDoneProgressCancelParams) -> None:
        """The user pressed cancel; a progress that has just ended is not an error."""
        cancel = self.cancel_progress.get(params.token)
        if cancel is not None:
            cancel()


def _looked_at(future: asyncio.Future[Any]) -> None:
    if not future.cancelled():
        future.exception()
