"""An example of a stage: measures the difficulty of a text by the length of its sentences."""

import re

from courant import Context, Record, stage


@stage(name="reading-level", section="reading_level")
def process(record: Record, _: Context) -> dict[str, float]:
    words = len(record.text.split())
    sentences = max(len(re.findall(r"[.!?。]", record.text)), 1)
    return {"words_per_sentence": words / sentences}


if __name__ == "__main__":
    process.run()
