"""Writes thirty small pages with known texts, to check training and evaluation without the yardstick.

    corpus.py DIR

Writes the pages, list.jsonl and gold.jsonl, as `score --list` does. Texts, sites and names are our own.
Each of the ten texts is on three sites: one with semantic elements, one built of plain boxes, and
one that is laid out by a table inside a form.
"""

import json
import sys
from pathlib import Path

TEXTS = {
    "ferry": """The night ferry will run again from the first of May.
The harbour office said on Tuesday that the repairs to the landing stage had been finished three weeks early.
Passengers may take bicycles free of charge, but dogs need a ticket of their own.
“We have waited for this since the storm,” said Marta Olin, who sells coffee at the pier.
The last boat leaves at a quarter to eleven.""",
    "bees": """Two hives are kept on the roof of the town library, and nobody has been stung yet.
The librarian, a keeper of bees for thirty years, carries the frames down the fire escape himself.
In a good summer the roof yields forty jars, which are raffled among the youngest readers.
Last year the lime trees flowered late, so there were only eleven.""",
    "bridge": """The old bridge at Harrow Mill is closed to lorries until autumn.
Engineers found that two of its seven piers had sunk by the width of a hand.
The council will decide in June whether to mend them or to build anew.
Mending costs less; a new bridge would carry trams as well.
Until then, drivers should take the road by the quarry.
Walkers and cyclists are not affected.""",
    "bread": """A dough without kneading needs time instead of strength.
Stir flour, water, salt and a pinch of yeast in the evening and leave the bowl on the table.
By noon the next day it will have doubled, and large bubbles show on its surface.
Fold it twice, let it rest for an hour, and bake it in a hot iron pot with its lid on.
Take off the lid for the last quarter of an hour, so that the crust turns dark.""",
    "comet": """For four mornings in October a comet can be seen without glasses.
Look to the east an hour before sunrise, a little above the bright planet.
Its tail points away from the sun, which is still below the horizon then.
The comet was found by a schoolteacher who was testing a lens he had ground himself.
It will not return for six thousand years.""",
    "market": """Traders in the covered market have agreed on new hours.
From Monday the stalls open at seven and close at two; on Fridays they stay open until eight.
Some had asked for an earlier start, because restaurants buy before dawn.
Others pointed out that nobody else comes at that time of day.
The hours are on trial until Easter.
After that the traders will vote once more.""",
    "chess": """At the age of nine, Ilka Brandt has beaten the mayor, the vicar and the bus driver.
She plays on a board that her grandmother painted on a kitchen table.
Her trainer says that she sees four moves ahead and gets bored at the fifth.
In March she travels to her first tournament, with a sandwich for every round.""",
    "river": """The river has its meadows back.
Ten years ago the dyke was moved half a mile inland, and the water was allowed to find its way.
Since then otters, storks and a rare kind of water lily have come to the valley without being asked.
Farmers were paid for the land, and three of them now show visitors around by boat.
In the flood of last spring the town stayed dry for the first time in memory.""",
    "loom": """A workshop in the old station weaves cloth on looms from 1911.
They came from a mill that closed, in eleven crates and without a manual.
It took two winters to set up the first one, and a week to weave a scarf that was fit to be worn.
Visitors may throw the shuttle themselves on the second Sunday of each month.""",
    "lamps": """Half of the street lamps in Lower Venn are to be switched off after midnight.
The trial saves the price of a new roof for the school, the treasurer said.
People who come home late are less pleased, and the police will count incidents for a year.
At crossings and at the station the light stays on.
Bats, it turned out, had been avoiding the avenue for years.
They were back within a week.""",
}

MENU = ["Home", "News", "Sport", "Culture", "Weather", "Contact"]
RELATED = [
    "Ten walks for a rainy day",
    "Why the swimming pool stays shut",
    "Our readers’ favourite photographs",
    "The mayor answers your questions",
]
NOTICE = "We use cookies to make this site better. By using it you agree to our terms."
SIGN_UP = "Sign up for our newsletter and never miss a story."


def links(texts: list[str]) -> str:
    return "".join(f'<li><a href="/{text.lower().replace(" ", "-")}">{text}</a></li>' for text in texts)


def semantic(title: str, lines: list[str]) -> str:
    first, rest = lines[0], "".join(f"<p>{line}</p>" for line in lines[1:])
    return f"""<header class="site-header"><nav><ul>{links(MENU)}</ul></nav></header>
<main><article class="post"><h1>{title}</h1><p class="standfirst">{first}</p>
<p class="byline">By Jo Winter, 3 May 2024</p><div class="post-content">{rest}</div></article>
<aside class="related"><h2>More stories</h2><ul>{links(RELATED)}</ul></aside></main>
<div class="newsletter"><p>{SIGN_UP}</p></div><div class="cookie-banner" role="dialog"><p>{NOTICE}</p></div>
<footer><p>© 2024 The Daily Example</p></footer>"""


def boxes(title: str, lines: list[str]) -> str:
    text = "".join(f'<div class="txt">{line}</div>' for line in lines)
    return f"""<div class="top"><ul class="menu">{links(MENU)}</ul></div><div class="wrap"><div class="left">
<h1>{title}</h1><div class="date">3 May 2024 | Jo Winter</div>{text}
<div class="box"><h3>Related</h3><ul>{links(RELATED)}</ul></div></div>
<div class="right"><div class="promo">{SIGN_UP}</div></div></div><div class="bottom">{NOTICE} © 2024 Example</div>"""


def table(title: str, lines: list[str]) -> str:
    text = "<br><br>".join(lines)
    return f"""<form method="post" action="/"><table width="100%"><tr><td class="nav"><ul>{links(MENU)}</ul></td>
<td class="main"><h1>{title}</h1><span class="date">3.5.2024</span><div id="body">{text}</div></td>
<td class="side"><ul>{links(RELATED)}</ul><p>{SIGN_UP}</p></td></tr></table><p class="legal">{NOTICE}</p></form>"""


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    listed, gold = [], []
    for name, text in TEXTS.items():
        lines = text.split("\n")
        for layout in (semantic, boxes, table):
            title = f"About the {name}"
            page = layout(title, lines)
            place = folder / f"{name}-{layout.__name__}.html"
            place.write_text(f"<!DOCTYPE html><html lang=en><title>{title}</title><body>{page}</body></html>", "utf-8")
            url = f"https://{name}-{layout.__name__}.example/{name}"
            listed.append({"id": place.stem, "path": str(place), "url": url})
            gold.append({"id": place.stem, "set": "corpus", "page_type": "article", "gold": {"body": text}})
    for file, entries in (("list.jsonl", listed), ("gold.jsonl", gold)):
        (folder / file).write_text("".join(json.dumps(entry) + "\n" for entry in entries), "utf-8")


main(Path(sys.argv[1]))
