"""What other programs take from pages, for `cargo bench --bench pages -- SET --answers OUT`.

    pip install trafilatura readability-lxml
    python3 peers.py trafilatura|readability SET OUT

Writes OUT/NAME.json for each SET/NAME.html: `text`, and `title`, `author` and `date` where the program gives them.
"""

import json
import re
import sys
import time
from pathlib import Path


def with_trafilatura(page):
    from trafilatura import bare_extraction

    found = bare_extraction(page, include_comments=False, include_tables=True, with_metadata=True)
    if found is None:
        return {}
    return {"text": found.text, "title": found.title, "author": found.author, "date": found.date}


def with_readability(page):
    from lxml import html
    from readability import Document

    document = Document(page)
    text = document.summary()
    text = re.sub(r"(?i)</?(p|div|br|li|h\d|td|th|tr|ul|ol|blockquote|section|article|pre|figure|figcaption)\b", r" \g<0>", text)
    return {"text": html.fromstring(text).text_content(), "title": document.short_title()}


def main():
    program = {"trafilatura": with_trafilatura, "readability": with_readability}[sys.argv[1]]
    source, out = Path(sys.argv[2]), Path(sys.argv[3])
    out.mkdir(parents=True, exist_ok=True)
    took = 0.0
    for page in sorted(source.glob("*.html")):
        read = page.read_bytes()
        if sys.argv[1] == "readability":
            # It wants text; what it guesses of the encoding by itself is worse.
            read = read.decode("utf-8", errors="replace")
        began = time.perf_counter()
        try:
            found = program(read)
        except Exception as error:  # A page that a program cannot read is one that it has nothing of.
            found = {}
            print(f"{page.name}: {error}", file=sys.stderr)
        took += time.perf_counter() - began
        (out / f"{page.stem}.json").write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    print(f"{took:.1f} s")


main()
