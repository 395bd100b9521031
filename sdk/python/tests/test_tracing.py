"""The attributes of a stage's spans for its process and server."""

from __future__ import annotations

import pytest
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from courant.pull import Delivery
from courant.tracing import SCHEMA_URL, DeliverySpan, Spans


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("nats://nats.example:4333", ("nats.example", 4333)),
        ("nats.example", ("nats.example", 4222)),
        ("tls://user:secret@[2001:db8::1]:4222", ("2001:db8::1", 4222)),
        ("nats://a:4222,nats://b:4222", (None, None)),
        ("nats://a:port", (None, None)),
        ("", (None, None)),
    ],
)
def test_a_server_is_named_if_it_is_the_only_one(
    url: str, server: tuple[str | None, int | None]
) -> None:
    spans = Spans(url, "words", "words", "1")
    assert (spans.server.get("server.address"), spans.server.get("server.port")) == server
    assert "secret" not in str(spans.server)


def test_the_users_own_resource_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    exporter = InMemorySpanExporter()
    own = Resource({"service.name": "words", "host.name": "chosen", "service.instance.id": "w-1"})
    provider = TracerProvider(resource=own)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.delenv("OTEL_SDK_DISABLED", raising=False)
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    spans = Spans("nats://127.0.0.1:4222", "words", "words", "1.2")
    delivery = Delivery("in", {}, b"", "$JS.ACK.IN.words.1.1.1.1.1", "IN", 1, 1, 1)
    DeliverySpan(spans, delivery, "0" * 31 + "1").end("forwarded", None, None)
    (span,) = exporter.get_finished_spans()
    named = span.resource.attributes
    assert (named["service.name"], named["host.name"]) == ("words", "chosen")
    assert "host.id" in named
    assert (span.attributes or {})["messaging.client.id"] == "w-1"
    scope = span.instrumentation_scope
    assert scope
    assert (scope.name, scope.version, scope.schema_url) == ("courant", "1.2", SCHEMA_URL)
