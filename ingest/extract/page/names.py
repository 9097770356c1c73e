"""What class, id and data attributes call an element, in the languages that publishers' programs use."""

from __future__ import annotations

import re
from enum import Enum, auto

from lxml.html import HtmlElement  # type: ignore[import-untyped]

_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
# Of the rest of the attributes most are settings of programs.
_TELLING = re.compile(r"data-(?:\w+-)?(?:block|component|element|module|name|role|type|widget|test-?id|qa)")
_PLAIN = re.compile(r"[\w -]{1,40}")
_MADE = re.compile(r"[a-zA-Z0-9]*\d[a-zA-Z][a-zA-Z0-9]*")  # by a program: "ad6ed79d"
_MAX_NAMES = 1_000  # characters


class ElementKind(Enum):
    """What an element is by its name."""

    CAPTION = auto()
    PICTURE = auto()
    GALLERY = auto()
    SITE = auto()
    OTHERS = auto()
    COMMENTS = auto()
    WALL = auto()
    PAID = auto()
    AUTHOR = auto()


# Each part of a name is matched as a whole: "promo" is a box of the site's, "promontory" a story's.
_WORDS = {
    ElementKind.CAPTION: r"""
        captions? figcaption credits? (?:foto|photo)credits? copyright legend[ae]? leyenda piefoto
        didascalia bu bildunterschrift bildtext bildnachweis (?:foto)?bijschrift onderschrift
        billedtekst bildetekst kuvateksti""",
    ElementKind.PICTURE: r"""
        images? img photos? fotos? pictures? bild(?:er)? imagen imagem immagine afbeelding zdjecie""",
    ElementKind.GALLERY: r"""
        galler(?:y|ia) galeri[ae]? slides? slider slideshow carousel lightbox diaporama fotostrecke
        bildergalerie videos? (?:video|audio)?player""",
    ElementKind.SITE: r"""
        newsletters? nieuwsbrief nyhe(?:ts|ds)brev infolettre boletin rundbrief signup
        subscri(?:be|ption)s? abonn(?:ement|ieren|er|ez)s? suscripcion suscribete assinatura consent
        cookies? gdpr onetrust didomi cmp shar(?:e|ing|ebar) socials? teilen partage compartir
        condividi follow disclaimer impressum breadcrumbs? promo(?:tion)?s? ads? adv adbox adslot
        advert(?:s|isement|ising)? anzeigen? annons publicite publicidade? pubblicita reklama?
        werbung pubs? reklamen? advertenties? inscription abo sponsor(?:ed)? donat(?:e|ion)s?
        spenden?""",
    ElementKind.OTHERS: r"""
        related recommended recommendations? readmore trending mostread relacionad[ao]s? interesar
        similaires? recomendad[ao]s? correlat[aieo] consigliat[aieo] verwandt\w* empfehlung(?:en)?
        meistgelesen gerelateerd aanbevolen relaterad\w* relatert outbrain taboola""",
    ElementKind.COMMENTS: r"""
        comments? commentlist commentaires? kommentar(?:e|er)? comentarios? commenti komentarz[ey]?
        reacties disqus discussion replies respond leserbriefe? forum foro diskussion opiniones
        respuestas keskustelu kommentit leserkommentare?""",
    ElementKind.WALL: r"""
        paywall regwall piano metered paygate abowall bezahlschranke subscriptionwall""",
    ElementKind.PAID: r"""
        premium plus abo meter subscribers? abonn\w+ tp offer""",
    ElementKind.AUTHOR: r"""
        bylines? authors? auteure?s? autor(?:e[ns]?|i|in|ka)? autrice firma verfasser(?:in)? skribent
        författare forfatter journalist(?:e[ns]?|a)? redacteur redakteur(?:in)? reporters? writers?""",
}
# A page, or a part of it, that goes on as things happen.
_LIVE = re.compile(r"live(?:blog|ticker|updates?|feed|event|post(?:ing)?|report|coverage)?s?|newsticker")
_PATTERNS = {kind: re.compile("|".join(words.split())) for kind, words in _WORDS.items()}


def kinds_of(element: HtmlElement) -> set[ElementKind]:
    """Return the kinds that the names of an element tell it to be."""
    parts = _name_parts(element)
    kinds = {kind for kind, words in _PATTERNS.items() if any(map(words.fullmatch, parts))}
    return kinds | {ElementKind.COMMENTS} if (element.get("itemtype") or "").endswith("Comment") else kinds


def is_live(element: HtmlElement) -> bool:
    """Say whether the names of an element call it live."""
    return any(map(_LIVE.fullmatch, _name_parts(element)))


def _name_parts(element: HtmlElement) -> set[str]:
    """Return the words that names are made of, in small letters; a button that toggles a caption counts."""
    names = [
        value
        for name, value in element.attrib.items()
        if name in ("class", "id", "role") or (_TELLING.fullmatch(name) and _PLAIN.fullmatch(value))
    ]
    buttons = [button.text_content() for button in element.findall("button")]
    told = _MADE.sub(" ", " ".join([*names, *buttons])[:_MAX_NAMES])
    return {part.lower() for part in _PARTS.findall(told)}
