"""Spans by OpenTelemetry's messaging conventions, if ``opentelemetry-api`` is installed.

Without it, or without a configured SDK, the trace context of a message is propagated unchanged.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from courant import header
from courant.pull import Delivery

try:
    from opentelemetry import trace
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
except ImportError:  # pragma: no cover - depends on what is installed
    _installed = False
else:
    _installed = True
    _propagator = TraceContextTextMapPropagator()

SCHEMA_URL = "https://opentelemetry.io/schemas/1.42.0"
"""The version of the conventions that the attributes follow, as for Courant's own services."""
_MESSAGE_ID = 128
_INSTANCE = "service.instance.id"
_NATS_PORT = 4222


def incoming(delivery: Delivery) -> header.Headers:
    """Return the headers of a message's trace context."""
    pairs = (
        (name, header.get(delivery.headers, name))
        for name in (header.TRACEPARENT, header.TRACESTATE)
    )
    return {name: value for name, value in pairs if value}


class Spans:
    """Starts the spans of one stage's deliveries."""

    def __init__(self, url: str, durable: str, stage: str, version: str) -> None:
        """Take the server's address from the settings, the durable consumer and the stage."""
        self.tracer: Any = None
        self.durable = durable
        self.stage = stage
        self.server: dict[str, Any] = {}
        if not _installed:
            return
        self.tracer = trace.get_tracer("courant", version, schema_url=SCHEMA_URL)
        # A tracer without a resource records nothing.
        resource = getattr(self.tracer, "resource", None)
        if resource is not None:
            own = {k: v for k, v in _process().items() if k not in resource.attributes}
            self.tracer.resource = resource.merge(type(resource)(own))
            self.server["messaging.client.id"] = self.tracer.resource.attributes[_INSTANCE]
        self.server |= _server(url)


class DeliverySpan:
    """The span of one delivery, and its child spans."""

    def __init__(self, spans: Spans, delivery: Delivery, article: str | None) -> None:
        """Start the span. A document without a trace gets one with its own id."""
        self._spans = spans
        self._incoming = incoming(delivery)
        self._article = article
        self._span: Any = None
        if spans.tracer is None:
            return
        parent = _propagator.extract(self._incoming)
        if not trace.get_current_span(parent).get_span_context().is_valid and article:
            parent = _named_by(article)
        message_id = header.get(delivery.headers, header.NATS_MSG_ID)
        self._span = spans.tracer.start_span(
            f"process {delivery.subject}",
            context=parent,
            kind=trace.SpanKind.CONSUMER,
            attributes=_without_none(
                {
                    **_message("process", "process", delivery.subject),
                    **spans.server,
                    "messaging.consumer.group.name": spans.durable,
                    "messaging.message.id": message_id and message_id[:_MESSAGE_ID],
                    "messaging.message.body.size": len(delivery.body),
                    "messaging.nats.stream": delivery.stream,
                    "messaging.nats.stream.sequence": delivery.sequence,
                    "messaging.nats.delivered": delivery.delivered,
                    "courant.article.id": article,
                }
            ),
        )

    @contextmanager
    def work(self, attempt: int) -> Iterator[Callable[[str], None]]:
        """Enclose one attempt. Yields a function that marks its span as failed with a code."""
        if self._span is None:
            yield lambda _: None
            return
        with self._spans.tracer.start_as_current_span(
            self._spans.stage,
            context=trace.set_span_in_context(self._span),
            attributes={"courant.attempt": attempt},
            # The text of an exception may quote the document.
            record_exception=False,
            set_status_on_exception=False,
        ) as span:

            def failed(code: str) -> None:
                span.set_attribute("error.type", code)
                span.set_status(trace.StatusCode.ERROR)

            try:
                yield failed
            except BaseException as error:
                failed(type(error).__name__)
                raise

    @contextmanager
    def send(self, subject: str, template: str | None = None) -> Iterator[header.Headers]:
        """Enclose the sending of a message. Yields the trace context for it."""
        if self._span is None:
            yield dict(self._incoming)
            return
        name = template or subject
        with self._spans.tracer.start_as_current_span(
            f"send {name}",
            context=trace.set_span_in_context(self._span),
            kind=trace.SpanKind.PRODUCER,
            attributes=_without_none(
                {
                    **_message("send", "send", subject),
                    **self._spans.server,
                    "messaging.destination.template": template,
                    "courant.article.id": self._article,
                }
            ),
        ) as span:
            carried: header.Headers = {}
            if span.is_recording():
                _propagator.inject(carried, context=trace.set_span_in_context(span))
            yield carried or dict(self._incoming)

    def end(self, outcome: str, code: str | None, detail: str | None) -> None:
        """End the span with the outcome of the delivery."""
        if self._span is None:
            return
        self._span.set_attribute("courant.outcome", outcome)
        if code:
            self._span.set_attribute("error.type", code)
            self._span.set_status(trace.StatusCode.ERROR, detail)
        self._span.end()


def _process() -> dict[str, Any]:
    """Return the resource attributes of this process and its host that the user has not set."""
    host = platform.node()
    attributes = {_INSTANCE: f"{host}/{os.getpid()}", "host.name": host}
    try:
        # The running kernel, and so the clock: Jaeger adjusts times between different hosts.
        # It distinguishes hosts only by `ip`.
        kernel = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
    except (OSError, ValueError):
        return attributes
    return {**attributes, "host.id": kernel.strip(), "ip": kernel.strip()}


def _server(url: str) -> dict[str, Any]:
    """Return the host and port of the server; nothing if there are several."""
    if "," in url:
        return {}
    try:
        address = urlsplit(url.strip() if "://" in url else f"//{url.strip()}")
        port = address.port or _NATS_PORT
    except ValueError:
        return {}
    return {"server.address": address.hostname, "server.port": port} if address.hostname else {}


def _named_by(article: str) -> Any:
    context = trace.SpanContext(
        trace_id=int(article, 16),
        span_id=int(article[16:], 16) or 1,
        is_remote=True,
        trace_flags=trace.TraceFlags(trace.TraceFlags.SAMPLED),
    )
    return trace.set_span_in_context(trace.NonRecordingSpan(context))


def _message(name: str, kind: str, subject: str) -> dict[str, Any]:
    return {
        "messaging.system": "nats",
        "messaging.operation.name": name,
        "messaging.operation.type": kind,
        "messaging.destination.name": subject,
    }


def _without_none(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if value is not None}
