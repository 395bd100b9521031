"""The same hop with FastStream.

    hop.py URL STREAM DURABLE OUTPUT WINDOW [DEAD]

Without DEAD, FastStream's defaults hold: a message whose handler fails is rejected. With DEAD, a subject,
what can't be read goes there, and what can't be sent is redelivered (`NackMessage`).
"""

import asyncio
import json
import sys

from faststream import AckPolicy, FastStream
from faststream.exceptions import NackMessage
from faststream.nats import JStream, NatsBroker, NatsMessage, PullSub
from nats.js.api import ConsumerConfig

url, stream, durable, output, window = sys.argv[1:6]
dead = sys.argv[6] if len(sys.argv) > 6 else None
# The subject that each stage reads.
SUBJECTS = {
    "ARTICLES_RAW": "articles.raw",
    "ARTICLES_INGESTED": "articles.ingested",
    "ARTICLES_LANGUAGE_DETECTED": "articles.language-detected",
    "ARTICLES_METADATA_EXTRACTED": "articles.metadata-extracted",
}
broker = NatsBroker(url, logger=None, graceful_timeout=5)


async def passthrough(message: NatsMessage) -> bytes:
    """The unchanged body, which the handler decodes."""
    return message.body


@broker.subscriber(
    SUBJECTS[stream],
    durable=durable,
    stream=JStream(stream, declare=False),
    pull_sub=PullSub(batch_size=int(window), timeout=1.0),
    decoder=passthrough,
    **({"ack_policy": AckPolicy.NACK_ON_ERROR} if dead else {}),
)
async def hop(body: bytes, message: NatsMessage) -> None:
    number = message.raw_message.metadata.sequence.stream
    headers = {"Nats-Msg-Id": f"{number}/{durable}"}
    try:
        json.loads(body)
    except ValueError:
        if dead is None:
            raise
        await broker.publish(body, dead, headers=headers, stream="ARTICLES_DEAD")
        return
    subject = output.replace("{language}", "und").replace("{id}", str(number))
    try:
        await broker.publish(body, subject, headers=headers, stream=OUTPUTS[durable])
    except Exception as error:
        if dead is None:
            raise
        raise NackMessage(delay=1) from error


OUTPUTS = {
    "ingestion": "ARTICLES_INGESTED",
    "language-detection": "ARTICLES_LANGUAGE_DETECTED",
    "metadata-extraction": "ARTICLES_METADATA_EXTRACTED",
    "publishing": "ARTICLES_PUBLISHED",
}

asyncio.run(FastStream(broker, logger=None).run())
