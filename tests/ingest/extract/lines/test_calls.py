"""Calls to follow and pointers to other stories in some languages; sentences with such words stay."""

from __future__ import annotations

import pytest

from ingest.extract.lines.boilerplate import is_no_story


@pytest.mark.parametrize(
    "line",
    [
        "Abonnez-vous à notre infolettre pour recevoir l'essentiel.",
        "Jetzt unseren Newsletter abonnieren!",
        "Síguenos en nuestro canal de WhatsApp",
        "Siga o nosso canal no Telegram.",
        "Iscriviti alla newsletter del giornale",
        "Schrijf je in voor onze nieuwsbrief.",
        "Följ oss på Facebook",
        "À lire aussi : Les stations manquent de neige",
        "Lesen Sie auch: Wolf reißt vier Schafe",
        "Lee también: Rescatan a tres montañeros",
        "Leia mais: Ponte fechada",
        "Lees ook: Sluis dicht",
        "Czytaj także: Most zamknięty",
        "À lire aussi",
        "LEGGI ANCHE",
        "- Anzeige -",
        "Publicidad",
        "Lees verder onder de advertentie",
        "Der Artikel geht nach der Anzeige weiter",
        "« Précédent 1 2 3 Suivant »",
        "Seite 1 von 3",
        "If you value our journalism, please consider making a donation.",
        "Story continues below advertisement",
        "Already a subscriber? Log in.",
        "Image caption, The quay was repaired by students",
        "More from The Orrin Post",
        "Share this article with your friends",
        "View gallery",
    ],
)
def test_lines_of_the_site(line: str) -> None:
    assert is_no_story(line)


@pytest.mark.parametrize(
    "line",
    [
        "Follow us, the guide shouted, and forty children ran after her.",
        "Subscribe, he told them.",
        "Photographs: that was all the burglars left behind, the widow said.",
        "Pictures: nothing else was taken, the police said.",
        "Abonnenten des Newsletters erhalten eine Karte, sagte der Verein.",
        "Suivez la rivière, disait le guide, jusqu'au canal.",
        "Recibe un premio el creador del canal de YouTube.",
        "1. Mai: Demonstrationen in drei Städten",
        "Auch dabei: Anna Lind und Per Moe",
        "Also at the meeting: the mayor and two councillors",
        "More than 90 boats left the harbour",
        "À lire aussi bien par les enfants, le guide est gratuit.",
        "Festnahme nach der Anzeige",
        "Der Streit geht nach der Werbung weiter",
        "Publicidad y patrocinio pagan la obra.",
        "Page 1 of the log is missing",
        "Next came the two guns",
    ],
)
def test_lines_of_the_story(line: str) -> None:
    assert not is_no_story(line)
