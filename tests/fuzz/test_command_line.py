#!/usr/bin/env python3
"""Whatever is given to the program instead of an input or a result file: exit status 2 and a sentence with its place, nothing written, no trace.
More random ones: GHD_FUZZ_RUNS=1000 GHD_FUZZ_SEED=2. timeout: 280
"""
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from program import TMP, end, fact, path, run

GOOD = "chain: {gamma_over_pi: 1/3}\nleft: {state: thermal, beta: 1}\nright: {state: thermal, beta: 2}\nrays: [0]\n"


def make(name, content):
    with open(path(name), "wb") as f:
        f.write(content if isinstance(content, bytes) else content.encode())
    return name


def listing():
    return sorted((entry.name, entry.stat().st_size) for entry in os.scandir(TMP))


def refused(sentence, args, words):
    before = listing()
    r = run(*args, timeout=60)
    written = [entry for entry in listing() if entry not in before]
    good = r.returncode == 2 and all(word in r.stderr for word in words) and "PETSC ERROR" not in r.stderr and not r.stdout and not written
    fact(sentence, good, "exit status %d, written: %s\n%s" % (r.returncode, written, r.stderr[-3000:]))


# ---- files that are none ----

os.mkdir(path("folder"))
os.mkfifo(path("pipe"))
with open(path("huge.yaml"), "wb") as f:
    f.truncate(100 << 20)
INPUTS = {
    "a folder": ("folder", ["folder: is a folder"]),
    "a pipe": ("pipe", ["pipe: is no ordinary file"]),
    "a device": ("/dev/zero", ["/dev/zero: is no ordinary file"]),
    "an empty file": (make("empty.yaml", ""), ["empty.yaml: is empty"]),
    "a file of 100 MiB": ("huge.yaml", ["huge.yaml: is larger than 16 MiB"]),
    "a text with a zero byte": (make("zero.yaml", GOOD + "title: a\0b\n"), ["zero.yaml: is no text file"]),
    "a text in UTF-16": (make("wide.yaml", GOOD.encode("utf-16")), ["wide.yaml: is no text file"]),
    "a text in Latin-1": (make("latin.yaml", GOOD.encode() + b"title: caf\xe9\n"), ["latin.yaml:5:11: no YAML: "]),
    "a tab for an indent": (make("tab.yaml", "chain:\n\tdelta: 0\n"), ["tab.yaml:2:1: ", "the line starts with a tab"]),
    "a hundred thousand brackets": (make("deep.yaml", "rays: " + "[" * 100000), ["deep.yaml:1:22: lists and maps stand in each other more than 16 deep"]),
    "lists that contain themselves": (make("self.yaml", GOOD.replace("[0]", "&r [*r, *r]")), ["self.yaml:4:7: rays: "]),
    "aliases that multiply": (make("bomb.yaml", "a: &a [1, 1]\n" + "".join("%s: &%s [%s]\n" % (b, b, ", ".join(["*" + a] * 9)) for a, b in zip("abcdefgh", "bcdefghi")) + "rays: *i\n"),
                              ["bomb.yaml:1:1: a: unknown key", "rays: is a list"]),
    "a key given twice": (make("twice.yaml", GOOD + "left: {state: neel}\n"), ["twice.yaml:5:1: left: given twice, first in line 2"]),
    "numbers that are none, behind a mark of byte order and with the line ends of DOS": (
        make("mark.yaml", b"\xef\xbb\xbf" + GOOD.replace("beta: 1", "beta: 1e400").replace("[0]", "[.nan, .inf, 0x10]").replace("\n", "\r\n").encode()),
        ["mark.yaml:2:30: left.beta: 1e400 is too large", "mark.yaml:4:8: rays: .nan is not finite", "mark.yaml:4:14: rays: .inf is not finite", "mark.yaml:4:20: rays: \"0x10\" is no number"]),
    "counts that nobody can mean": (make("count.yaml", GOOD.replace("[0]", "{from: 0, to: 1, count: 99999999999999}")), ["count.yaml:4:31: rays.count: "]),
}
for what, (name, words) in INPUTS.items():
    refused("run refuses %s" % what, ["run", name, "--output", "result.h5"], words)

# ---- words on the command line that mean nothing ----

good = make("good.yaml", GOOD)
rng = random.Random(int(os.environ.get("GHD_FUZZ_SEED", "1")))
PIECES = ["--output", "--resume", "--set", "--time-limit", "--retry", "--verbose", "--quiet", "--part", "2/3", "0/0", "--extend", "--", "-", "", "--x", "=", "chunk=0", "left.beta=", "left=..", "a.b.c.d=1", "rays", "\x1b[2J", "\u263a",
          "1e400", "-1", "00:00", "99:99:99", "nan", "x" * 5000, "nowhere/result.h5", "folder", "good.yaml", "empty.yaml", "../", "%s%n", "[[[[", "result.h5"]
COMMANDS = ["run", "check", "info", "merge", "params", "observables", "", "runs", "--help"]
bad = []
for number in range(int(os.environ.get("GHD_FUZZ_RUNS", "25"))):
    args = [rng.choice(COMMANDS)] + [rng.choice(PIECES) for _ in range(rng.randint(1, 5))]
    before = listing()
    r = run(*args, timeout=60)
    changed = [entry for entry in listing() if entry not in before]
    whole = r.returncode == 0 and "PETSC ERROR" not in r.stderr
    clean = r.returncode == 2 and r.stderr.strip() and "PETSC ERROR" not in r.stderr and not changed
    if not (whole or clean) or any(ord(c) < 32 and c != "\n" for c in r.stderr):
        bad.append("%r: exit status %d, written: %s\n%s" % (args, r.returncode, changed, r.stderr[-1000:]))
    for name, _ in changed:
        os.unlink(path(name))
fact("random words on the command line are refused with a sentence, or understood", not bad, "\n".join(bad))
end()
