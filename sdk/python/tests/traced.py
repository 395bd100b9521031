"""Runs a stage with an OpenTelemetry SDK that writes spans to a file: `traced.py FILE STAGE.py`."""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor

os.environ.pop("OTEL_SDK_DISABLED", None)
provider = TracerProvider()
spans = Path(sys.argv[1]).open("a", encoding="utf-8", buffering=1)  # noqa: SIM115
exporter = ConsoleSpanExporter(out=spans, formatter=lambda span: span.to_json(indent=None) + "\n")
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)
runpy.run_path(sys.argv[2], run_name="__main__")
