"""A recogniser that hears a prompt's file, and how much of what it heard is right.

pocketsphinx with the English acoustic model of its wheel. What it may hear is a bigram
model over the house's own sentences: any of their words may follow any other, those that
are usual there are likelier. So a word that is said badly is heard as another one.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from pocketsphinx import Decoder

RATE_HZ = 16000
_QUIET_S, _NOISE = 0.3, 1e-3
"""A recogniser wants a breath before and after, and no perfect silence."""


def words(text: str) -> list[str]:
    """The words of a text in small letters."""
    return re.findall(r"[a-z']+", text.lower().replace("-", " "))


def wrong(said: Sequence[str], heard: Sequence[str]) -> int:
    """How many words are lost, added or taken for another: the least number of edits."""
    row = list(range(len(heard) + 1))
    for at, word in enumerate(said, 1):
        before, row[0] = row[0], at
        for column, other in enumerate(heard, 1):
            before, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, before + (word != other)),
            )
    return row[-1]


def right(pairs: Iterable[tuple[str, str]]) -> float:
    """The share of words that were heard right, of pairs of what was said and heard."""
    counted = [(words(said), words(heard)) for said, heard in pairs]
    total = sum(len(said) for said, _ in counted)
    return 1.0 - sum(wrong(said, heard) for said, heard in counted) / total


class Listener:
    """Hears files of 16 kHz samples. `sentences` are all that it knows of the language;
    without them it has the big model of general English that its wheel brings."""

    def __init__(self, folder: Path, sentences: Iterable[str] = ()) -> None:
        known = [words(each) for each in sentences]
        options: dict[str, object] = {"samprate": RATE_HZ, "loglevel": "FATAL"}
        if known:
            model = folder / "house.arpa"
            model.write_text(_bigrams(known))
            options["lm"] = str(model)
        self._decoder = Decoder(**options)
        unknown = {
            word for each in known for word in each if self._decoder.lookup_word(word) is None
        }
        assert not unknown, f"no pronunciation is known of {unknown}"

    def hears(self, file: Path) -> str:
        """What is said in a file."""
        samples = np.frombuffer(file.read_bytes(), dtype="<i2") / 32768
        quiet = np.zeros(int(_QUIET_S * RATE_HZ))
        sound = np.concatenate((quiet, samples, quiet))
        sound += np.random.default_rng(1).normal(0.0, _NOISE, len(sound))
        pcm = (np.clip(sound, -1.0, 1.0) * 32767).astype("<i2").tobytes()
        self._decoder.start_utt()
        self._decoder.process_raw(pcm, full_utt=True)
        self._decoder.end_utt()
        found = self._decoder.hyp()
        return str(found.hypstr) if found else ""


def _bigrams(sentences: Sequence[Sequence[str]]) -> str:
    """An ARPA model with Witten-Bell smoothing: what was not seen is possible everywhere."""
    singles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for sentence in sentences:
        row = ["<s>", *sentence, "</s>"]
        singles.update(row[1:])
        pairs.update(pairwise(row))
    total, kinds = sum(singles.values()), len(singles)
    after: Counter[str] = Counter()
    different: Counter[str] = Counter()
    for (first, _), count in pairs.items():
        after[first] += count
        different[first] += 1
    share = {word: (count + 1) / (total + kinds) for word, count in singles.items()}
    rest = {word: different[word] / (after[word] + different[word]) for word in after}
    lines = ["\\data\\", f"ngram 1={kinds + 1}", f"ngram 2={len(pairs)}", "", "\\1-grams:"]
    lines.append(f"-99 <s> {math.log10(rest['<s>']):.4f}")
    for word in sorted(share):
        lines.append(f"{math.log10(share[word]):.4f} {word} {math.log10(rest.get(word, 1.0)):.4f}")
    lines += ["", "\\2-grams:"]
    for (first, second), count in sorted(pairs.items()):
        likely = count / (after[first] + different[first]) + rest[first] * share[second]
        lines.append(f"{math.log10(likely):.4f} {first} {second}")
    return "\n".join([*lines, "", "\\end\\", ""])
