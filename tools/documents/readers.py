"""Reads documents with Courant, Tika and other programs, each in its own format.

A reader returns a dictionary for each file: text, and what else it knows of title, authors, date, language and
blocks. `ms` is the CPU time for a file, `MB` the resident memory of the largest process.
"""
import hashlib, json, os, pathlib, subprocess, sys, tempfile


def courant(program, files):
    """Read all files in one run. A run with one short text measures the CPU time of the start."""
    results = {}
    _, _, start, _ = measured([program, "process", "-"], "A short text is read as quickly as it is written.\n")
    out, errors, spent, peak = measured([program, "process", *map(str, files)])
    cost = {"ms": max(spent - start, 0) / len(files) * 1000, "MB": peak}
    by_digest = {}
    for line in out.splitlines():
        record = json.loads(line)
        by_digest[record["document"]["sha256"]] = record
    for file in files:
        record = by_digest.get(hashlib.sha256(file.read_bytes()).hexdigest())
        if record:
            results[file.name] = {**cost, **of_record(record)}
    for line in errors.splitlines():
        name, _, error = line.partition(": ")
        results.setdefault(pathlib.Path(name).name, {"text": "", "error": error.split(":")[0]})
    return results


def of_record(record):
    metadata, text = record.get("metadata", {}), record["document"]["text"]
    encoded = text.encode()
    kinds = {}
    for block in record["document"].get("blocks", []):
        part = encoded[block["start"]:block["end"]].decode()
        kinds.setdefault(block["kind"], []).append(part)
    return {"text": text, "title": (metadata.get("title") or {}).get("value"),
            "authors": [one["value"] for one in metadata.get("authors") or []],
            "date": (metadata.get("dates", {}).get("published") or {}).get("value"),
            "language": (record.get("language") or {}).get("code"), "kinds": kinds,
            "warnings": record["document"].get("warnings", [])}


def measured(command, text=""):
    """Return a program's output, the CPU seconds of it and its workers, and the resident megabytes of the
    largest process."""
    with tempfile.TemporaryFile("w+") as source, tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        source.write(text)
        source.seek(0)
        run = subprocess.Popen(command, stdin=source, stdout=out, stderr=errors)
        _, _, used = os.wait4(run.pid, 0)
        run.returncode = 0
        out.seek(0)
        errors.seek(0)
        return out.read(), errors.read(), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def tika(classes, files):
    """Read all files twice in one JVM; the second time counts."""
    source = pathlib.Path(__file__).parent / "tika" / "Tika.java"
    out = subprocess.run(["java", "-cp", f"{classes}/*", str(source)], capture_output=True, text=True,
                         input="\n".join(map(str, files)))
    results = {}
    for line in out.stdout.splitlines():
        # Libraries of Tika print their missing dependencies.
        if line.startswith("{"):
            one = json.loads(line)
            results[pathlib.Path(one.pop("file")).name] = one
    return results


def peer(name, files):
    """Read files with another program, which peers.py runs in its own process, one file after another."""
    source = pathlib.Path(__file__).parent / "peers.py"
    out = subprocess.run([sys.executable, source, name], input="\n".join(map(str, files)), capture_output=True, text=True)
    results = {}
    for line in out.stdout.splitlines():
        one = json.loads(line)
        results[pathlib.Path(one.pop("file")).name] = one
    return results
