"""Measures the share of a text that is found, and its order."""
import bisect, collections, re, unicodedata

UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


def tokens(text):
    """Words; characters in scripts without spaces. A soft hyphen is not a boundary (UAX #29, WB4)."""
    text = unicodedata.normalize("NFKC", text).lower().replace("\u00ad", "")
    text = UNSPACED.sub(lambda match: f" {match.group()} ", text)
    return re.findall(r"[^\W_]+(?:[\u0300-\u036f\u0900-\u097f]+[^\W_]*)*", text)


def squeezed(text):
    return "".join(tokens(text))


def f1(truth, found):
    truth, found = collections.Counter(tokens(truth)), collections.Counter(tokens(found))
    both = sum((truth & found).values())
    all = sum(truth.values()) + sum(found.values())
    return 2 * both / all if all else 1.0


def order(blocks, found):
    """The share of blocks that are found, in order."""
    found, tails = squeezed(found), []
    last = -1
    for block in blocks:
        block = squeezed(block)
        place = found.find(block, last + 1)
        place = place if place >= 0 else found.find(block)
        if place < 0:
            continue
        last = place
        at = bisect.bisect_left(tails, place)
        tails[at:at + 1] = [place]
    return len(tails) / len(blocks)


def marked(truth, kinds):
    """F1 of headings, items and rows that are marked as such. `truth` has kinds and texts."""
    truth = collections.Counter((kind, squeezed(text)) for kind, text in truth)
    found = collections.Counter((kind, squeezed(text)) for kind in ("heading", "list_item", "table_row")
                                for text in kinds.get(kind, []))
    both = sum((truth & found).values())
    return 2 * both / (sum(truth.values()) + sum(found.values()) or 1)
