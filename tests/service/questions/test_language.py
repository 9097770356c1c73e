"""The language of a question: English, or not."""

from __future__ import annotations

import pytest

from service.questions.language import is_in_english


@pytest.mark.parametrize(
    "text",
    [
        "When will the Kess Bridge open?",
        "Who is Ursula von der Leyen?",
        "Kess Bridge",
        "ferry strike Ormskay",
        "Bundesliga",
        "Deutsche Bank",
        "São Paulo",
        "Recep Tayyip Erdoğan",
        "Nobunaga",
        "Coeur d'Alene mayor who",
        "4 May 2025",
        "Wen Jiabao",
        "Dove soap",
        "Qui tam suits against Boeing",
        "Wem town hall fire",
        "was it the mayor",
        "👩‍👧?",
        "",
    ],
)
def test_english_names_and_what_tells_no_language(text: str) -> None:
    assert is_in_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Wann wird die Brücke für Straßenbahnen geöffnet?",
        "Wer hat am Samstag das Spiel gewonnen?",
        "¿Cuándo se abrirá el puente a los tranvías?",
        "Quand le pont sera-t-il ouvert aux tramways ?",
        "大桥什么时候通车？",
        "Когда откроют мост?",
        "متى سيفتح الجسر؟",
        "Quanto è costata la nuova biblioteca?",
        "¿Qué dijo The Guardian sobre el puente?",
        "Wer leitet Brightwater Energy?",
        "Qui dirige Brightwater Energy ?",
        "Wann starb Olivia Newton-John?",
        "Hvem vandt Giro 2022?",
        "Combien coûte Netflix ?",
        "Cât a costat tabloul lui Aurel Dimov?",
        "Kuka johtaa Brightwater Energy?",
    ],
)
def test_other_languages(text: str) -> None:
    assert not is_in_english(text)
