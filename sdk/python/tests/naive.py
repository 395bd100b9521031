"""A naive first version of a stage, whose faults the conformance kit reports."""

from __future__ import annotations

import asyncio
import json
import os

import nats


async def main() -> None:
    client = await nats.connect(os.environ["NATS_URL"])
    stream, durable = os.environ["COURANT_INPUT"].split("/")
    records = await client.jetstream().pull_subscribe_bind(durable, stream)
    while True:
        try:
            messages = await records.fetch(1, timeout=1)
        except nats.errors.TimeoutError:
            continue
        for message in messages:
            await message.ack()
            try:
                record = json.loads(message.data)
            except ValueError:
                continue
            record["words"] = {"count": len(record["document"]["text"].split())}
            await client.publish(os.environ["COURANT_OUTPUT"], json.dumps(record).encode())


asyncio.run(main())
