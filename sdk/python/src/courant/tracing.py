"""Spans by OpenTelemetry's messaging conventions, if ``opentelemetry-api`` is installed.

Without it, or without a configured SDK, the trace context of a message is carried on unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from courant import header
from courant.pull import Delivery

try:
    from opentelemetry import trace
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
except ImportError:  # pragma: no cover - depends on what is installed
    _tracer: Any = None
else:
    _tracer = trace.get_tracer("courant")
    _propagator = TraceContextTextMapPropagator()

_MESSAGE_ID = 128


def incoming(delivery: Delivery) -> header.Headers:
    """Return the headers of a message's trace context."""
    pairs = (
        (name, header.get(delivery.headers, name))
        for name in (header.TRACEPARENT, header.TRACESTATE)
    )
    return {name: value for name, value in pairs if value}


class DeliverySpan:
    """The span of one delivery, and those of what is done with it."""

    def __init__(self, delivery: Delivery, durable: str, stage: str, article: str | None) -> None:
        """Begin the span. A document without a trace gets one that is named by its id."""
        self._incoming = incoming(delivery)
        self._stage = stage
        self._article = article
        self._span: Any = None
        if _tracer is None:
            return
        parent = _propagator.extract(self._incoming)
        if not trace.get_current_span(parent).get_span_context().is_valid and article:
            parent = _named_by(article)
        message_id = header.get(delivery.headers, header.NATS_MSG_ID)
        self._span = _tracer.start_span(
            f"process {delivery.subject}",
            context=parent,
            kind=trace.SpanKind.CONSUMER,
            attributes=_without_none(
                {
                    **_message("process", "process", delivery.subject),
                    "messaging.consumer.group.name": durable,
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
        """Enclose one attempt. Yields what marks its span as failed with an error's code."""
        if self._span is None:
            yield lambda _: None
            return
        with _tracer.start_as_current_span(
            self._stage,
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
        """Enclose the sending of a message. Yields the trace context that it carries."""
        if self._span is None:
            yield dict(self._incoming)
            return
        name = template or subject
        with _tracer.start_as_current_span(
            f"send {name}",
            context=trace.set_span_in_context(self._span),
            kind=trace.SpanKind.PRODUCER,
            attributes=_without_none(
                {
                    **_message("send", "send", subject),
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
