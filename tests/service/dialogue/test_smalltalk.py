"""What is said to Dateline itself is told from what asks the archive."""

from __future__ import annotations

import time

import pytest

from service.dialogue.smalltalk import SmallTalk, small_talk, without_greeting

SAID = {
    SmallTalk.GREETING: (
        *(
            "hi",
            "Hi!",
            "hello there",
            "Hey Dateline",
            "Good morning!",
            "hiya",
            "hi hi",
            "Hello, how are you?",
        ),
        *("good evening everyone", "HELLO", "👋 hello", "Hey there, nice to meet you."),
    ),
    SmallTalk.THANKS: (
        *(
            "thanks!",
            "Thank you",
            "great, thank you very much",
            "ok thanks a lot",
            "Thanks, that was helpful.",
        ),
        *(
            "perfect, thx",
            "Thank you so much for your help!",
            "Much appreciated.",
            "cheers",
            "that's great, thanks",
        ),
        *("Thanks for the quick answer", "many thanks indeed"),
    ),
    SmallTalk.FAREWELL: (
        *(
            "bye",
            "Goodbye!",
            "see you later",
            "ok, bye",
            "That's all for now",
            "Have a nice day!",
            "good night",
        ),
        *("see ya", "take care", "ok that is all"),
    ),
    SmallTalk.ABOUT: (
        *(
            "what can you do?",
            "What can you do for me?",
            "who are you?",
            "What are you?",
            "help",
            "Can you help me?",
        ),
        *("How do you work?", "what can I ask?", "Are you a bot?", "are you ChatGPT?", "What is Dateline?"),
        *("Hi! What can you do?", "what's your name", "Tell me about yourself.", "Which model are you?"),
        *("What dates do you cover?", "Which publishers do you have?", "what is in the archive?"),
        *("What period does the archive cover?", "how do I use this tool?", "What topics can you cover?"),
    ),
    SmallTalk.DOUBT: ("are you sure?", "Really?", "is that true?", "Are you certain about that?"),
    SmallTalk.REMARK: (
        "ok",
        "Okay.",
        "yes",
        "no",
        "I see",
        "got it",
        "wow",
        "hmm",
        "nice",
        "makes sense",
        "test",
    ),
}
ASKED = (
    "Hi, when will the Kess Bridge open?",
    "thanks! and who built it?",
    "What can you tell me about the Kess Bridge?",
    "Who are you voting for in Kessmouth?",
    "What do you know about Brightwater Energy?",
    "Are you sure it opens in May?",
    "Is it true that the bridge has cracks?",
    "ok, and in Britain?",
    "No, I meant the mayor",
    "why?",
    "How does it work?",
    "What is this about?",
    "what is it?",
    "Thanks Junior scored twice, when?",
    "Who said goodbye to the council?",
    "Which newspapers reported the strike?",
    "What articles do you have on the ferry?",
    "How can I get to Kessmouth?",
    "Great Britain",
    "Good Friday agreement",
    "hello world exhibition opening date",
    "What does Bye mean for the league?",
    "help for flood victims",
    "Help me understand the strike",
    "test results of the bearings",
)


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in SAID.items() for text in texts])
def test_what_asks_nothing_of_the_archive_is_small_talk(kind: SmallTalk, text: str) -> None:
    assert small_talk(text) is kind


# Names and matters that hold words of small talk.
NAMES = (
    *("Who is Ola Bruun?", "Thanks Giving won which race?", "How do I use this new tram card?"),
    *("What can you do about leaf blowers in Ottery?", "Ciao Ristorante closed when?", "What is this about?"),
    *("Where do we start in Ister?", "What can I do with this card?", "What is able to stop the flood?"),
)


@pytest.mark.parametrize(
    ("said", "texts"),
    [
        (
            SmallTalk.ABOUT,
            (
                *("How do I use this?", "what are you able to do for me?", "What are you capable of?"),
                *("how to use this?", "What can I do here?", "What else can you do for us?"),
                *("which questions can you answer?", "Can you explain how this works?"),
                *("What are your features?", "how do I search here?", "Was kannst du?", "¿Qué puedes hacer?"),
            ),
        ),
        (
            SmallTalk.GREETING,
            (
                "Hallo!",
                "¡Hola!",
                "Bonjour !",
                "Guten Tag",
                "olá",
                "Ciao",
                "你好",
                "Привет!",
                "Hallo, wie geht's?",
            ),
        ),
        (
            SmallTalk.THANKS,
            (
                "merci beaucoup",
                "Vielen Dank!",
                "¡Muchas gracias!",
                "obrigada",
                "grazie mille",
                "谢谢",
                "ok merci",
            ),
        ),
        (SmallTalk.FAREWELL, ("Tschüss", "au revoir", "hasta luego", "再见", "arrivederci")),
        (SmallTalk.REMARK, ("👍", "👍🏽", "😂😂", "❤️", "...", "?", "?!", "!!!", "\u200b👍")),
    ],
)
def test_other_languages_and_other_ways_to_ask_what_it_does(said: SmallTalk, texts: tuple[str, ...]) -> None:
    assert {text: small_talk(text) for text in texts} == dict.fromkeys(texts, said)


def test_a_greeting_that_may_be_a_name_stays_in_the_question() -> None:
    assert without_greeting("Ola Electric shares fell why?") == "Ola Electric shares fell why?"
    assert without_greeting("Bonjour ! When will the bridge open?") == "When will the bridge open?"


@pytest.mark.parametrize("text", [*ASKED, *NAMES, "", "x" * 200])
def test_what_may_be_a_question_is_none(text: str) -> None:
    assert small_talk(text) is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hi, when will the Kess Bridge open?", "when will the Kess Bridge open?"),
        ("Hello Dateline! Who leads Brightwater Energy?", "Who leads Brightwater Energy?"),
        ("Good morning. Any news on the ferry?", "Any news on the ferry?"),
        ("hey there - what happened in Maravel", "what happened in Maravel"),
        ("Hi!", "Hi!"),
        ("Hidalgo won, when?", "Hidalgo won, when?"),
        ("When did she say hello?", "When did she say hello?"),
    ],
)
def test_a_greeting_before_a_question_is_left_out(text: str, left: str) -> None:
    assert without_greeting(text) == left


def test_hostile_text_takes_no_time() -> None:
    started = time.process_time()
    for text in ("hi " * 53, "thank you very " * 10, "what can you do " * 10, "- " * 80):
        small_talk(text[:160])
        without_greeting(text * 300)
    assert time.process_time() - started < 1
