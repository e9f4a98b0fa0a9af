"""Public pages with what is known of them, as `cargo bench --bench pages` reads them.

    python3 sets.py REPOSITORIES OUT

REPOSITORIES is a folder with clones of mozilla/readability, scrapinghub/article-extraction-benchmark and adbar/trafilatura,
each under the last part of its name. OUT gets a folder for each, with NAME.html and NAME.json: `text` (the article), or `with`
and `without` (words that are and are not in it), `title`, `author` and `date` where they are known. Needs lxml.
"""

import gzip
import json
import re
import sys
from pathlib import Path

from lxml import html

BLOCKS = set(
    "address article aside blockquote body br center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4"
    " h5 h6 header hr li main ol p pre section summary table tbody td th thead tr ul".split()
)


def words_of(element):
    """The text of an element, with a space wherever a block begins or ends."""
    if not isinstance(element.tag, str):
        return element.tail or ""
    if element.tag in ("script", "style", "noscript", "svg"):
        return element.tail or ""
    inside = (element.text or "") + "".join(words_of(child) for child in element)
    sign = " " if element.tag in BLOCKS else ""
    return sign + inside + sign + (element.tail or "")


def put(folder, name, page, known):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.html").write_bytes(page)
    known = {key: value for key, value in known.items() if value}
    (folder / f"{name}.json").write_text(json.dumps(known, ensure_ascii=False, indent=1), encoding="utf-8")


def readability(source, out):
    for page in sorted(source.glob("test/test-pages/*/source.html")):
        expected = html.fromstring((page.parent / "expected.html").read_text(encoding="utf-8"))
        put(out, page.parent.name, page.read_bytes(), {"text": re.sub(r"\s+", " ", words_of(expected)).strip()})


def benchmark(source, out):
    truth = json.loads((source / "ground-truth.json").read_text(encoding="utf-8"))
    for name, known in truth.items():
        page = gzip.decompress((source / "html" / f"{name}.html.gz").read_bytes())
        put(out, name[:16], page, {"text": known["articleBody"]})


def trafilatura(source, out):
    truth = json.loads((source / "tests" / "evaldata.json").read_text(encoding="utf-8"))
    for known in truth.values():
        for folder in ("cache", "eval"):
            page = source / "tests" / folder / known["file"]
            if page.is_file():
                kept = {key: known.get(key) for key in ("with", "without", "title", "author", "date")}
                if isinstance(kept["author"], list):
                    kept["author"] = ", ".join(kept["author"])
                put(out, page.stem, page.read_bytes(), kept)
                break


def main():
    source, out = Path(sys.argv[1]), Path(sys.argv[2])
    readability(source / "readability", out / "readability")
    benchmark(source / "article-extraction-benchmark", out / "benchmark")
    trafilatura(source / "trafilatura", out / "trafilatura")


main()
