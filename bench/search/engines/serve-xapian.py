"""Xapian, by Debian's python3-xapian: English stems, no snippets. The first argument says whether documents must have `all` words, or
`any`. How it is spoken with, protocol.ts has."""

import json
import os
import sys
import time

import xapian

HITS = 10
BATCH = 1000


def say(value):
    print(json.dumps(value), flush=True)


def batches(corpus, documents):
    batch = []
    with open(corpus, encoding="utf-8") as lines:
        for n, line in enumerate(lines):
            if n == documents:
                break
            batch.append(json.loads(line))
            if len(batch) == BATCH:
                yield batch
                batch = []
    yield batch


def build(corpus, documents, folder):
    took_s = 0.0
    path = os.path.join(folder, "xapian")
    start_s = time.perf_counter()
    database = xapian.WritableDatabase(path, xapian.DB_CREATE_OR_OVERWRITE)
    database.begin_transaction(False)
    generator = xapian.TermGenerator()
    generator.set_stemmer(xapian.Stem("en"))
    took_s += time.perf_counter() - start_s
    for batch in batches(corpus, int(documents)):
        start_s = time.perf_counter()
        for part in batch:
            document = xapian.Document()
            generator.set_document(document)
            generator.index_text(part["title"], 3)
            generator.increase_termpos()
            generator.index_text(part["body"])
            document.set_data(json.dumps([part["id"], part["title"], part["body"]]))
            database.add_document(document)
        took_s += time.perf_counter() - start_s
    start_s = time.perf_counter()
    database.commit_transaction()
    database.commit()
    database.close()
    took_s += time.perf_counter() - start_s
    size = sum(os.path.getsize(os.path.join(path, name)) for name in os.listdir(path))
    say({"build_ms": took_s * 1000, "bytes": size})


def ask(which, folder, queries):
    database = xapian.Database(os.path.join(folder, "xapian"))
    parser = xapian.QueryParser()
    parser.set_stemmer(xapian.Stem("en"))
    parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
    parser.set_default_op(xapian.Query.OP_AND if which == "all" else xapian.Query.OP_OR)
    enquire = xapian.Enquire(database)

    def answer(query):
        enquire.set_query(parser.parse_query(query))
        return [match.document.get_data() for match in enquire.get_mset(0, HITS)]

    def timed(query):
        start_s = time.perf_counter()
        answer(query)
        return (time.perf_counter() - start_s) * 1000

    with open(queries, encoding="utf-8") as file:
        typed = json.load(file)
    for query in typed:
        answer(query)
    say([])
    for _ in sys.stdin:
        say([timed(query) for query in typed])


which, command, *rest = sys.argv[1:]
if command == "build":
    build(*rest)
else:
    ask(which, *rest)
