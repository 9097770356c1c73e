"""Who says what is quoted: a table of texts, each quotation with its speaker, and what holds for any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.text.sentences import split_sentences
from ingest.text.speakers import quotations, referent_of, speaker_of

# A text, and for each of its quotations the speaker in the article's words, or None.
SPEAKERS: list[tuple[str, list[str | None]]] = [
    # before, behind and within
    ("Hugh Hollis, a doctor, said: “They need water.”", ["Hugh Hollis"]),
    ("“We won,” Nadia Rahman shouted.", ["Nadia Rahman"]),
    ("“We did it!” Nadia Rahman shouted. Nobody heard.", ["Nadia Rahman"]),
    ("«We are ready», said Claire Dubois, the mayor of Lorin.", ["Claire Dubois"]),
    ('"Thank you," Prime Minister Ola Nord wrote, "and see you soon."', ["Prime Minister Ola Nord"] * 2),
    ("‘It’s ours,’ Amara Osei, the union’s general secretary, told the Echo.", ["Amara Osei"]),
    ('"It\'s bad," said Mr. J. Smith Jr., 42. "Very bad."', ["Mr. J. Smith Jr."] * 2),
    ("“Nobody knows,” Ivo Brandt, who works as a guard at a local bank, said on Monday.", ["Ivo Brandt"]),
    ("“It is unfair,” Buono, a state senator from Mill County, said.", ["Buono"]),
    ("“It is over,” Drew Anderson, spokesman for the Harbour Party said.", ["Drew Anderson"]),
    ("“The bill, as Ann Lee put it, “is dead”.", ["Ann Lee"]),
    ("In Orrin, after a long day, Karim Mansour said the plan was “a joke”.", ["Karim Mansour"]),
    ("Said Ellis: “I see no sense in it.”", ["Ellis"]),
    ("Holm: “No comment.”", ["Holm"]),
    ("“It was a bad year,” Ruth Adeyemi deadpanned.", ["Ruth Adeyemi"]),
    ("“Nobody’s perfect.” — Lena Fischer, writer", ["Lena Fischer"]),
    ("THE QUOTE\n\n“Nobody’s perfect.”\n\n-- President Ola Nord, on the vote", ["President Ola Nord"]),
    ("”Very good.” ― Lena Fischer “Quite bad. So bad.” ― Karim Mansour", ["Lena Fischer", "Karim Mansour"]),
    ("‚Es regnet‘, said Ann Lee. ›Schon wieder‹, said Ben Foss.", ["Ann Lee", "Ben Foss"]),
    ("“‘Nobody cares,’ I thought,” Enright said.", ["Enright"]),
    ("“I was like, ‘nobody cares,’” Enright said.", ["Enright"]),
    # organisations, papers, descriptions
    ("The Ministry of Health said it was “under control”.", ["Ministry of Health"]),
    ("“The vaccine is safe,” the World Health Organization said.", ["World Health Organization"]),
    ("A spokesperson for Northgate Water said: “We are sorry.”", ["A spokesperson for Northgate Water"]),
    ("“I never said that!” shouted one of the protesters.", ["one of the protesters"]),
    ("“Eggs are dear,” according to the report.", ["the report"]),
    ("According to Dr Lena Fischer, “the worst is over”.", ["Dr Lena Fischer"]),
    ("In the words of the coach, “we were robbed”.", ["the coach"]),
    ("“Stay home,” police said.", ["police"]),
    ("Hugh Hollis, a doctor, lives here. “They need water,” the doctor said.", ["Hugh Hollis"]),
    ("The mayor, Rosa Delgado, called it “absurd”.", ["Rosa Delgado"]),
    ("Acme Bank spokesman Bob Fox told reporters it was “too early to say”.", ["Bob Fox"]),
    # somebody else is named
    ("Julia Berg met Anna Holm. “I trust her,” said Berg.", ["Julia Berg"]),
    ("Sarah Lund said that her husband, Erik Lund, had said “we must leave”.", ["Erik Lund"]),
    ("The minister was accused of “lying” by the opposition leader, Sven Lind.", ["Sven Lind"]),
    ("The minister was accused of “lying to us all”.", [None]),
    ("The deal, which Mr Okafor described as “historic”, was signed.", ["Mr Okafor"]),
    ("The paper quoted Ola Nord as saying: “No.”", ["Ola Nord"]),
    # pronouns
    ("Ivo Brandt shrugged. “Ask the mayor,” he said.", ["Ivo Brandt"]),
    ("Asked whether she would resign, Theresa Vale said, “No.”", ["Theresa Vale"]),
    ("“A,” said Ann Lee.\n\n“B,” said Ben Foss.\n\n“C,” she added.", ["Ann Lee", "Ben Foss", "Ann Lee"]),
    ("The report says the bank “failed”. It adds: “Nobody was blamed.”", ["The report"] * 2),
    ("When Theresa May arrived, she said: “Not now.”", ["Theresa May"]),
    ("“I do not know,” I said.", [None]),
    ("A driver told police it was dark. “I saw nothing,” he said.", ["A driver"]),
    ("Ivo Brandt came. The inquiry reported a fault. “I saw it,” he said.", ["Ivo Brandt"]),
    # he or she: by what the text says of them
    ("Sam Roe, a retired policewoman, met Kit Bloom. “The tide was wrong,” she said.", ["Sam Roe"]),
    ("Sam Roe, a retired policewoman, met Kit Bloom, a vet. “The tide was wrong,” he said.", ["Kit Bloom"]),
    ("Kai Norling and his wife, Bao Lund, own the inn. “We painted it,” she said.", ["Bao Lund"]),
    ("Ikenna Obi runs it with his brother. Noor Baig helps.\n\n“It is work,” he said.", [None]),
    ("Mr Quist sold the barn. Noor Baig bought it with her savings. “It leaks,” he said.", ["Mr Quist"]),
    ("Torvald Enger, the captain, rang her at noon. “He was tired,” she said.", [None]),
    ("Lee Marsh is 70. Last week Torvald Enger rang her. “He was tired,” she said.", ["Lee Marsh"]),
    ("Kai Norling left. In the front row Ada Plank, a nurse, wept. “He lied,” she said.", ["Ada Plank"]),
    ("Desta Haile keeps bees. He began because a cousin had asked. “Never again,” he said.", ["Desta Haile"]),
    ("Tam Roe has a card. Kit Bloom came. He asked why. “No reason,” she said.", ["Tam Roe"]),
    ("Lynch, a clerk, said she had asked “Who else?” at once.", ["Lynch"]),
    ("Ann Lee, a nurse, said Kit Bloom, 40, was “kind”.", ["Ann Lee"]),
    ("“A bad man.” ― Pam Vale “So ashamed of it. Never.” ― Ann Lee", ["Pam Vale", "Ann Lee"]),
    # he or she: whom the text is about, named before, and nobody where two may be meant
    ("Acme CEO Ola Nord won.\n\n“I’m glad,” he said.\n\nThe Acme Norvik deal is off.", ["Acme CEO Ola Nord"]),
    ("Milo Sand, a vet, told John Berg so on Monday. “We are glad,” he said.", ["Milo Sand"]),
    ("Holm said it.\n\nIt rained in John Berg’s town.\n\n“We are glad,” he said.", [None]),
    ("After ribbing John Berg, he called it “a joke”.", [None]),
    ("Rain fell. France was wet.\n\n“We are glad,” he said.", [None]),
    ("Madison Mayor Milo Sand, who lost his house, said no. “Never,” he added.", ["Madison Mayor Milo Sand"]),
    ("Pia Foss praised Lund and Williams’ form. “It was great,” she said.", ["Pia Foss"]),
    ("Jane Roe met Mary Poe. Later, outside, it rained. “They left,” she said.", ["Jane Roe"]),
    # what cannot speak
    ("A sign at the gate reads “No diving”.", [None]),
    ("She said that a sign at the gate read “No diving”.", [None]),
    ("More: “I was there”. There were more.", [None]),
    ("They did not see the “danger” there.", [None]),
    ("Prices will soon fall in the city, said Lotte Vink, an economist. “I am sure.”", ["Lotte Vink"]),
    ("A well-known Lorin baker took to the air and said it was “over”.", [None]),
    ("Ann Lee laughed and called it “a joke”.", ["Ann Lee"]),
    ("Lightning struck, but the mayor, Ilse Kern, called it “our night”.", ["Ilse Kern"]),
    ("Trains were late, and passengers, some of them ill, called it “a joke”.", ["passengers"]),
    ("Inflation was, said Lotte Vink, an economist, “sticky”.", ["Lotte Vink"]),
    ("Smoke was seen at six. “It came from the cellar,” she said.", [None]),
    ("A letter in which Okoro called the rent “paid” was shown.", ["Okoro"]),
    ("She said that it contained the word “never”.", [None]),
    ("“Prices will fall soon enough,” said the Bank of England.", ["Bank of England"]),
    ("According to the Department for Transport, “the line will open”.", ["Department for Transport"]),
    ("“It will fall soon,” said Ann Lee of Sollen University.", ["Ann Lee"]),
    ("“It will fall soon,” said Lee of Sollen United.", ["Lee"]),
    ("“It will fall soon,” said Secretary of State Antony Blair.", ["Secretary of State Antony Blair"]),
    ("“It will fall soon,” said J.K. Brandt.", ["J.K. Brandt"]),
    ("“It will fall soon,” said U.S. Sen. Ada Plank.", ["U.S. Sen. Ada Plank"]),
    # what is no subject
    ("His claim that the war was “as good as won” met with laughter.", [None]),
    ("The port’s demand for a “full and open inquiry” was turned down.", [None]),
    ("Ida Holm rose and, turning to the stands, told the crowd, “it is done”.", ["Ida Holm"]),
    ("There was no end to the “go home” calls from the stand.", [None]),
    ("Ida Holm, her lawyer, hailed the ruling as a “new dawn for all of us”.", ["Ida Holm"]),
    ("The vote, mocked by the exiles as a “circus”, was over by noon.", ["the exiles"]),
    ("Unlike Reyes, most fled. Lena Reyes did not. “We were told to,” Reyes said.", ["Lena Reyes"]),
    ("LIVE COVERAGE: Follow the count\n\nThey said it was “too close to call”.", [None]),
    ("GALLERY: ‘Like a war zone’ pictures of the port", [None]),
    ("FBI: “We do not comment on that.”", ["FBI"]),
    ("Sotheby’s said the vase was “a true marvel”.", ["Sotheby’s"]),
    ("Rolf Dorn — who has called the suit a trick — told them it “will sink us”.", ["Rolf Dorn"]),
    ("Rolf Dorn is late. He’s told them it “will sink us”.", ["Rolf Dorn"]),
    # a name that only tells more of a noun, and nouns that end as adverbs do
    ("Karl Benn lost. Another Benn ally says: “He is finished.”", ["Another Benn ally"]),
    ("Mia Holt died. Her family said she was “kind”. The Holt family wept.", ["Her family"]),
    ("Karl Benn lost. Benn angrily said: “I am not finished.”", ["Karl Benn"]),
    ("“The noise was huge,” said a young Everton fan (19).", ["a young Everton fan"]),
    ("“The noise was huge,” said the White House yesterday.", ["White House"]),
    # of one family
    ("Paul Ostrow built it. Paul Ostrow Jr. runs it. “It pays,” Ostrow said.", ["Ostrow"]),
    ("Paul Ostrow built it. “It pays,” the younger Ostrow said.", ["the younger Ostrow"]),
    # who holds an office
    ("Former Mayor Otto Klee built it. “We will pay,” the mayor said.", ["the mayor"]),
    ("Then came then-Mayor Otto Klee. “We will pay,” the mayor said.", ["the mayor"]),
    ("Vice President Lena Moll left. “No deal is near,” the president said.", ["the president"]),
    ("President Ola Nord left. “I won,” the former president said.", ["the former president"]),
    ("Ivo Hart, a former mayor, left. “I won,” the former mayor said.", ["Ivo Hart"]),
    ("US Secretary of State Ada Blair left. “We are on time,” Blair said.", ["Ada Blair"]),
    # whom the text knows is not the one who just spoke
    ("Songs by Frank May are played.\n\nKo-Z called it “a gift”.\n\nHe said it was “big”.", ["Ko-Z", None]),
    # a reporter signs below a paragraph
    ("“We will go,” said Ruth Okoro. “I signed it.”\n\n– Jon Vale", ["Ruth Okoro"] * 2),
    ("“The pier was never safe.”\n\n– Jon Vale, shop owner", ["Jon Vale"]),
    # over sentences and paragraphs
    ("Kit Bloom called it “a joke”. “It rains,” she said. “It leaks.”", ["Kit Bloom"] * 3),
    ("Karim Mansour said he was worried. “It is a disgrace.”", ["Karim Mansour"]),
    ("“One.” “Two,” said Ann Lee.", ["Ann Lee"] * 2),
    ("Ann Lee said: “One.\n\n“Two.\n\n“Three.”", ["Ann Lee"] * 3),
    ("A union said: “We are sorry.”\n\n“Trams will run.”", ["A union"] * 2),
    # nobody's
    ("Her novel “The Long Winter” won a prize.", [None]),
    ("He is known as “the Hammer”.", [None]),
    ("The so-called “gate” was never found.", [None]),
    ("“We are here,” it says on the wall. The wall is old.", [None]),
    ("The wall is 6' 2\" high, and Marcia \"Cia\" Price has seen it.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "speakers"), SPEAKERS)
def test_each_quotation_has_its_speaker_or_none(text: str, speakers: list[str | None]) -> None:
    found = [each.speaker for each in quotations(text)]
    assert [span and text[slice(*span)] for span in found] == speakers


def test_a_speaker_named_elsewhere_is_apart_from_how_the_sentence_names_him() -> None:
    text = "Hugh Hollis came late.\n\n“They need water,” he said."
    [found] = quotations(text)
    assert found.speaker is not None
    assert found.mention is not None
    assert text[slice(*found.speaker)] == "Hugh Hollis"
    assert text[slice(*found.mention)] == "he"


def test_the_speaker_of_any_part_of_a_quotation_is_found() -> None:
    text = "“They need water. They need it now,” Hugh Hollis said. “Nonsense,” said Denise Orr."
    start = text.index("They need it")
    span = speaker_of(text, start, start + 12)
    assert span is not None
    assert text[slice(*span)] == "Hugh Hollis"


def test_two_speakers_in_a_part_are_none() -> None:
    text = "“Water,” Hugh Hollis said. “Nonsense,” said Denise Orr."
    assert speaker_of(text, 0, len(text)) is None


@pytest.mark.parametrize(
    ("text", "part", "speaker"),
    [
        ("“He said, ‘I will sink you, you know.’ So I left,” said Ann Lee.", "I will sink", None),
        ("“He said, ‘I will sink you, you know.’ So I left,” said Ann Lee.", "So I left", "Ann Lee"),
        ("“I was told, ‘You will never row again,’” Ann Lee said.", "You will", None),
        ("“I told them, ‘You will never row again,’” Ann Lee said.", "You will", "Ann Lee"),
        ("“The so-called ‘night mayor’ has no power,” Ann Lee said.", "night mayor", "Ann Lee"),
        ('Ann Lee said: "He came. He said, \'I will sink you.\n\n"So I left."', "I will", None),
    ],
)
def test_of_what_is_told_within_a_quotation_the_teller_is_no_speaker(
    text: str, part: str, speaker: str | None
) -> None:
    start = text.index(part)
    span = speaker_of(text, start, start + len(part))
    assert (span and text[slice(*span)]) == speaker


def test_words_outside_of_quotations_have_no_speaker() -> None:
    text = "Hugh Hollis said he was ill. “Very ill.”"
    assert speaker_of(text, 0, 10) is None


# A text, and whom its last sentence means by the pronoun it opens with, or None.
REFERENTS: list[tuple[str, str | None]] = [
    ("Marta Ruiz runs the port. She gave no date.", "Marta Ruiz"),
    ("Marta Ruiz runs the port.\n\nHer office gave no date.", "Marta Ruiz"),
    ("Marta Ruiz runs the port with Peter Holm. She gave no date.", "Marta Ruiz"),
    ("“We are late,” said Ivo Brandt. But he gave no date.", "Ivo Brandt"),
    ("Peter Holm left. The port is Ruiz's. Holm gave no reason. He's ill.", "Peter Holm"),
    ("Mr Quist sold the barn in May. He gave no price.", "Mr Quist"),
    ("Police are looking for Peter Holm, a nurse. He gave up.", "Peter Holm"),
    ("Noor Baig said the barn leaked. He gave no date.", "Noor Baig"),
    ("Peter Holm spoke on Monday. He was tired. He gave no date.", "Peter Holm"),
    ("U.S. Sen. Peter Holm spoke on Monday. He gave no date.", "U.S. Sen. Peter Holm"),
    # somebody else may be meant
    ("Ann Lee, the mayor, met Rosa Delgado. She gave no date.", None),
    ("Peter Holm runs the port. A driver was hurt. He gave no date.", None),
    ("Peter Holm runs the port with Paul. He gave no date.", None),
    ("Noor Baig met Desta Haile. He gave no date.", None),
    ("He told Peter Holm to wait. He gave no date.", None),
    ("Ann Lee runs the port. He gave no date.", None),
    ("Noor Baig said the barn leaked. He blamed the roof. He gave no date.", None),
    ("Peter Holm runs the port. It has a crane. One is old. One is shut. It leaks. He gave up.", None),
    # it is no text about anybody
    ("Peter Holm made mayor\n\nHe gave no date.", None),
    ("Smoke rose. He gave no date.", None),
    ("He gave no date.", None),
    ("Thank you, Mr. President. He gave no date.", None),
    # somebody is quoted, or the sentence opens otherwise
    ("Peter Holm runs the port. “He gave no date,” Ann Lee said.", None),
    ("Ann Lee said of Peter Holm: “I know him. He gave no date. No one did.”", None),
    ("Peter Holm runs the port. Heavy rain fell.", None),
    ("Peter Holm runs the port. They gave no date.", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "referent"), REFERENTS)
def test_a_pronoun_that_a_sentence_opens_with_has_its_referent_or_none(
    text: str, referent: str | None
) -> None:
    last = [*split_sentences(text)][-1]
    span = referent_of(text, last.start, last.end)
    assert (span and text[slice(*span)]) == referent


def test_within_a_quotation_no_pronoun_has_a_referent() -> None:
    text = "Ann Lee told Peter Holm: “You know Ben. Peter Holm is here. He gave no date. No one did.”"
    start = text.index("He gave")
    assert referent_of(text, start, start + len("He gave no date.")) is None


def test_a_referent_stands_before_its_sentence() -> None:
    text = "Holm runs the port. He gave no date. Peter Holm is its third head."
    span = referent_of(text, 20, 36)
    assert span == (0, 4)


@given(st.text(st.sampled_from("AbSaid said he,. \n\n\"“”'‘’-—(Ann Lee)He.Mr."), max_size=200))
def test_referents_stand_in_the_text_before_their_sentences(text: str) -> None:
    for each in split_sentences(text):
        span = referent_of(text, each.start, each.end)
        assert span is None or 0 <= span[0] < span[1] <= each.start


@given(st.text(st.sampled_from("AbSaid said he,. \n\n\"“”'‘’-—(Ann Lee)Mr."), max_size=200))
def test_speakers_stand_in_the_text_and_outside_of_quotations(text: str) -> None:
    found = quotations(text)
    for each in found:
        assert 0 <= each.start < each.end <= len(text)
        if each.speaker:
            start, end = each.speaker
            assert 0 <= start < end <= len(text)
            assert not any(other.start < end and start < other.end for other in found)


@pytest.mark.parametrize(
    "text",
    ['"' * 50_000, "“a " * 20_000, '"No," he said. ' * 3_000, "Ann said “x” and " * 3_000, "said, " * 9_000],
)  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    start = time.process_time()
    quotations(text)
    referent_of(f"{text}\n\nAnn Lee left. He won.", len(text) + 16, len(text) + 23)
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Asked about the noise, farmer Ole Brekke laughed. “My cows are louder.”", "Ole Brekke"),
        ("Struck by the response, mayor Carl Dorn wept. “I never expected this.”", "Carl Dorn"),
        ("Shortly after the vote, LIV Golf wrote a letter. “We are glad,” it said.", "LIV Golf"),
        ("Ann Manning wrote six books. “It was cold,” Manning, 62, told the audience.", "Ann Manning"),
        ("Ida Holm, who said little, called the plan “a disgrace for this town”.", "Ida Holm"),
        ("Trump also said “I do not care,” according to Hutchinson.", "Trump"),
    ],
)
def test_what_opens_a_sentence_or_hears_it_is_no_speaker(text: str, speaker: str) -> None:
    start = text.index("“")
    found = speaker_of(text, start, text.index("”") + 1)
    assert found is not None
    assert text[found[0] : found[1]] == speaker
