"""Sentence borders: exact spans for any text, and a table of borders that are easy to get wrong."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.text.sentences import MAX_SENTENCE, split_sentences

# A bar marks each border and is no part of the text.
BORDERS = [
    # plain
    "It rained.| The match went on!| Why?| Nobody knows.",
    "Profits rose 3.5 percent.| Shares fell 1.25 points.",
    "Really?!| Yes.",
    # titles and names
    "Mr. Park met Dr. Lee and Gen. Ortiz.| They left.",
    "Sens. Ada Bell and Cy Roe met Gov. Dunn, R-Ohio.| Lt. Gov. Ames did not come.",
    "J. K. Harmon and John F. Dale agreed.| E.B. Stone did not.",
    "Martin King Jr. Day is a holiday.| It honours Martin King Jr.| He was a pastor.",
    "She lives in St. Albans on Wall St.| The house is old.",
    "The firm hired Jane A. Poe.| She starts in May.",
    # companies and places
    "Acme Inc. Chief Executive Lou Hart resigned.| Acme Corp. said so.",
    "It was bought by Acme Inc.| The price was not given.",
    "The U.S. Senate voted.| It happened in the U.S.| The president signed.",
    "He flew from the U.K. to Washington, D.C.| But he missed the vote.",
    "Fresno, Calif. Mayor Jan Doe spoke.| Rep. Al Roy (D-Calif.) agreed.",
    "GREENVILLE, S.C. — The river rose.| Towns flooded.",
    "MIAMI, Fla. (XY) - The storm passed.| It did harm.",
    "ST. PAUL, Minn. (XY) — The river rose.| It was felt in LA.| Towns flooded.",
    # times, dates, numbers
    "It starts at 10 a.m. Monday.| It ends at 4 p.m.| Hundreds came.",
    "Tune in at 8 p.m. ET on Oct. 3, 2021.| See Jan. 4 and SEPT. 10.",
    "He ranks No. 10 of all.| She said no.| We left.",
    "It fell in 2008.| 5 banks failed.",
    "It cost approx. $1.6 million.| Approx. 30 came, est. US$5 each.| Was it worth it?| No.| $5 is enough.",
    "1. Leeds\n|2. York",
    "He read pp. 12-14 and Fig. 3, e.g. Mr. Roe's chart, i.e. the last.| Then he slept.",
    "Roe v. Dale stood.| So did Kane vs. Bell.",
    # quotes and brackets
    'He said, "I am done."| She left.',
    '"Why?" he asked.| "No!" said Dale.',
    '"Why not?" Dale asked.| Nobody spoke.',
    "“It is over.”| “No,” she said.",
    "“We won!”| The crowd sang.",
    "(He had left.)| She stayed.",
    "'Go home.' \"\n|Then they went.",
    # ellipses
    "Well ... maybe.| I know… it is hard.| So it goes...| The end.",
    "We fight. ...| We win.",
    "The council […] met.| It voted. […]| The end.",
    # addresses, brands, lost spaces
    "See www.example.com/a.html?x=1.B for more.| Or write to a.b@example.org today.",
    "Sales fell.| iPhone sales rose.",
    "She works at Yahoo! Finance.| He does not.",
    "A report by E! News said so.| It was I!| Nobody knew.| So you won an A!| Great.",
    "It opened in 2018.|This may change.",
    # newlines
    "A headline without a stop\n\n|The story starts.| It ends.",
    "• First item\n|• second item\n|• Third item",
    "Jan. 3\n|Mr.\n|Park",
    # other languages
    "Am 3. Oktober kam Dr. Weiß, z. B. aus Köln.| Das war z.B. gut.",
    "Im 20. Jahrhundert galt das ca. 5 Mio. Menschen.| „Nein.“| Er ging.",
    "M. Petit est venu.| « Non ! » a-t-il dit.| « Oui. »| Elle part.",
    "他来了。|她走了！",
]


def spans(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text)]


@pytest.mark.parametrize("marked", BORDERS)
def test_border(marked: str) -> None:
    assert spans(marked.replace("|", "")) == [part.strip() for part in marked.split("|")]


def test_a_wrapped_block_is_joined_and_a_list_is_not() -> None:
    wrapped = (
        "The ministers met on Tuesday in the old town hall and did\n"
        "not agree on anything. They will meet again next week, a\n"
        "spokesman said."
    )
    assert [s.replace("\n", " ")[:16] for s in spans(wrapped)] == ["The ministers me", "They will meet a"]
    assert len(spans("Bread\nmilk from the farm\nA dozen eggs")) == 3


@given(st.text(alphabet=st.sampled_from("aA1 .!?…\"”'()»\n\t\xa0-,。U.S")) | st.text())
def test_any_text_is_covered_but_for_white_space(text: str) -> None:
    end = 0
    for sentence in split_sentences(text):
        words = text[sentence.start : sentence.end]
        assert words
        assert words == words.strip()
        assert not text[end : sentence.start].strip()
        assert end <= sentence.start
        end = sentence.end
    assert not text[end:].strip()


@pytest.mark.parametrize("unit", ["x", "word ", "word, ", "a\xa0", "é", "word" + " " * 3000])
def test_no_sentence_exceeds_the_bound(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    parts = spans(text)
    assert max(map(len, parts)) <= MAX_SENTENCE
    assert all(part == part.strip() for part in parts)
    assert " " not in unit or " ".join(parts).split() == text.split()  # no word is cut


@pytest.mark.parametrize("unit", [".", '"', "Mr. ", 'U.S. "', "([.", ". « ", " \n", '?" A ', "1. ", "a\nb"])
def test_time_is_linear_on_hostile_text(unit: str) -> None:
    started = time.process_time()
    split_sentences(unit * (100_000 // len(unit)))
    assert time.process_time() - started < 2  # about 0.1 s; a quadratic pass over 100 KB takes minutes
