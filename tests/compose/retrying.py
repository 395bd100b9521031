"""A stage of the compose test that fails once for a text that asks for it, and then succeeds."""

from courant import Context, Record, Retry, stage


@stage(name="retrying", section="retrying")
def process(record: Record, context: Context) -> dict[str, int]:
    if "fails once" in record.text and context.attempt == 1:
        raise Retry("busy", "the first attempt at this text fails")
    return {"attempt": context.attempt}


if __name__ == "__main__":
    process.run()
