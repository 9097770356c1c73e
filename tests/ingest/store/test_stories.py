"""Stories: which rewrites of a made-up wire story are grouped, and what is kept apart."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.store import stories
from ingest.store.archive import Archive
from ingest.store.stories import (
    DOUBT,
    SAME_STORY,
    bands,
    containment,
    exact_similarity,
    fingerprint,
    similarity,
)
from tests.ingest.support import SEEN, draft

STORIES = 60


def made_up(random: Random, words: int) -> list[str]:
    """Return words in a news-like mix: a few are very common, most are rare."""
    return [f"w{int(5000 * random.random() ** 3)}" for _ in range(words)]


def grouped(one: str, two: str) -> bool:
    a, b = fingerprint(one), fingerprint(two)
    return not set(bands(a)).isdisjoint(bands(b)) and similarity(a, b) >= SAME_STORY


def share_grouped(rewrite: Callable[[Random, list[str]], list[str]]) -> float:
    """Return the share of 400-word stories that are grouped with their rewrite."""
    random = Random(7)
    stories = [made_up(random, 400) for _ in range(STORIES)]
    return sum(grouped(" ".join(s), " ".join(rewrite(random, s))) for s in stories) / STORIES


def change_words(share: float) -> Callable[[Random, list[str]], list[str]]:
    return lambda random, words: [w if random.random() > share else "changed" for w in words]


def cut_end(share: float) -> Callable[[Random, list[str]], list[str]]:
    return lambda random, words: words[: int(len(words) * (1 - share))]


def cut_middle(share: float) -> Callable[[Random, list[str]], list[str]]:
    return lambda random, words: words[:150] + words[150 + int(len(words) * share) :]


def add_boilerplate(words_added: int) -> Callable[[Random, list[str]], list[str]]:
    return lambda random, words: [*words, *made_up(random, words_added)]


def trim_and_edit(random: Random, words: list[str]) -> list[str]:
    return change_words(0.02)(random, cut_end(0.3)(random, words))


def retell(random: Random, words: list[str]) -> list[str]:
    """Keep three 30-word quotations and write the rest anew."""
    kept = [word for start in (50, 150, 250) for word in words[start : start + 30]]
    return made_up(random, 310) + kept


@pytest.mark.parametrize(
    ("rewrite", "least"),
    [
        (change_words(0.02), 1.0),
        (change_words(0.05), 0.98),
        (cut_middle(0.2), 1.0),
        (cut_end(0.4), 0.98),
        (cut_end(0.6), 0.8),
        (add_boilerplate(80), 1.0),
        (add_boilerplate(200), 0.98),
        (trim_and_edit, 0.95),
    ],
    ids=[
        "2% changed",
        "5% changed",
        "20% cut inside",
        "40% cut",
        "60% cut",
        "80 added",
        "200 added",
        "trimmed",
    ],
)
def test_copies_and_light_rewrites_are_grouped(
    rewrite: Callable[[Random, list[str]], list[str]], least: float
) -> None:
    assert share_grouped(rewrite) >= least


@pytest.mark.parametrize(
    "rewrite", [retell, change_words(0.25), cut_end(0.75)], ids=["retold", "25% changed", "75% cut"]
)
def test_retold_and_much_changed_stories_are_kept_apart(
    rewrite: Callable[[Random, list[str]], list[str]],
) -> None:
    assert share_grouped(rewrite) <= 0.02


def test_texts_themselves_decide_where_their_fingerprints_leave_doubt(tmp_path: Path) -> None:
    random = Random(5)
    texts = [made_up(random, 200) for _ in range(40)]
    pairs = [(" ".join(words), " ".join(change_words(0.12)(random, words))) for words in texts]
    estimates = [similarity(fingerprint(one), fingerprint(other)) for one, other in pairs]
    exact = [exact_similarity(one, other) for one, other in pairs]
    wrong = [
        abs(a - SAME_STORY) < DOUBT
        for a, b in zip(estimates, exact, strict=True)
        if (a < SAME_STORY) != (b < SAME_STORY)
    ]
    assert len(wrong) > 3
    assert all(wrong)
    archive = Archive(f"sqlite:///{tmp_path / 'archive.sqlite3'}")
    for number, (pair, shared) in enumerate(zip(pairs, exact, strict=True)):
        named = [draft(f"{number} {which}", text) for which, text in enumerate(pair)]
        one, other = (article.story_id for _, article, _ in archive.accept(named, SEEN))
        met = not set(bands(fingerprint(pair[0]))).isdisjoint(bands(fingerprint(pair[1])))
        assert (one == other) == (met and shared >= SAME_STORY)
    archive.close()


def test_how_much_of_the_shorter_text_the_longer_has() -> None:
    words = made_up(Random(3), 400)
    whole, half = (fingerprint(" ".join(each)) for each in (words, words[:200]))
    assert containment(whole, half) == containment(half, whole) > 0.85
    assert containment(whole, fingerprint(" ".join(made_up(Random(4), 200)))) < 0.1
    assert containment(fingerprint("Lamp relit"), fingerprint("LAMP RELIT")) == 1.0


def test_different_stories_are_kept_apart() -> None:
    random = Random(11)
    prints = [fingerprint(" ".join(made_up(random, 300))) for _ in range(40)]
    assert max(similarity(a, b) for a in prints for b in prints if a is not b) < 0.1


def test_case_quotes_and_spacing_do_not_matter() -> None:
    text = "“It’s over,” the Mayor said of the long strike. " * 6
    assert similarity(fingerprint(text), fingerprint(text.upper().replace("’", "'") + "\n")) == 1.0


def test_short_texts_are_grouped_only_if_their_words_are_equal() -> None:
    caption = "The mayor opens the new bridge over the river on Monday"
    assert grouped(caption, caption.upper() + ".")
    assert not grouped(caption, caption + " morning")
    assert not grouped("!!!", "???")


def test_a_short_text_is_not_grouped_with_a_longer_one_that_holds_it() -> None:
    words = made_up(Random(3), 60)
    assert not grouped(" ".join(words[:39]), " ".join(words))


def test_fingerprints_are_the_same_in_every_process_and_release() -> None:
    print_ = fingerprint(" ".join(str(i) for i in range(200)))
    stored = hashlib.sha256(print_ + repr(bands(print_)).encode()).hexdigest()[:16]
    assert stored == "d88dc854d845b5f6"  # a change makes the fingerprints in existing archives useless


@given(st.text(), st.text(alphabet="ab ", min_size=80))
def test_any_text_has_a_fingerprint_of_fixed_size(one: str, two: str) -> None:
    a, b = fingerprint(one), fingerprint(two)
    assert len(a) == len(b) == 4 * 97
    assert similarity(a, a) == similarity(b, b) == 1.0
    assert similarity(a, b) == similarity(b, a)
    assert all(-(2**63) <= key < 2**63 for key in bands(a) + bands(b))


def test_a_long_text_is_fingerprinted_in_parts_like_a_whole() -> None:
    words = [f"word{number * 7919 % 30_011}" for number in range(30_000)]
    shingles = stories._shingles(words)
    assert len(shingles) > 2 * stories._PART
    whole = (stories._FACTORS * shingles + stories._OFFSETS).min(axis=1)
    assert (stories._least_hashes(shingles) == whole).all()
