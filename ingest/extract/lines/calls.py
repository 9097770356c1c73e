"""Calls of a site to its reader, to follow it or read another story, and its labels, in their languages."""

from __future__ import annotations

import re

# Forms that only address somebody; "recibe" and "sigue" tell of a third person too.
_IMPERATIVE = re.compile(
    r"^\W*(?:abonnez[- ]vous|inscrivez[- ]vous|suivez|rejoignez|recevez|retrouvez|soutenez|partagez"
    r"|abonnieren sie|folgen sie|folge uns|melden sie sich|teilen sie"
    r"|jetzt\b.{0,60}\b(?:abonnieren|anmelden|folgen)"
    r"|suscr[ií]b(?:ete|ase)|s[ií]g(?:ue|a)nos|únete|ap[uú]ntate|assine|siga(?:-nos)?|inscreva-se|receba"
    r"|cadastre-se|compartilhe|iscriviti|iscrivetevi|seguici|abbonati|ricevi|condividi"
    r"|schrijf (?:je|u) in|volg ons|meld (?:je|u) aan|abonneer|deel dit|følg oss|følg os|följ oss|prenumerera"
    r"|anmäl dig|meld deg på|tilmeld dig|abonner på|zapisz się|obserwuj|dołącz do|udostępnij"
    r"|подпи(?:шитесь|сывайтесь)|следите за|читайте нас)(?!,)(?!\w)",
    re.I,
)
_CHANNEL = re.compile(
    r"newsletter|infolettre|lettre d[’']info|nieuwsbrief|nyhe(?:ts|ds)brev|bolet[ií]n|boletim|rundbrief"
    r"|biuletyn"
    r"|рассыл|e-?mail|whatsapp|telegram|facebook|instagram|tiktok|youtube|twitter|linkedin|bluesky|google"
    r"|(?:notre|nuestro|nosso|nostro|unser\w*|ons|vår|nasz|наш) (?:canal\w*|kana\w*|канал)"
    r"|podcast|\bapp\b|notifi|push|redes socia(?:is|les)|réseaux sociaux",
    re.I,
)
_MAX_CALL = 30  # words
_POINTER = re.compile(
    r"^\W*(?:à )?(?:read|see|watch|listen|lire|lisez|voir|lesen sie|lies|mehr|leer|lee|lea|leia|veja|leggi"
    r"|guarda"
    r"|lees|bekijk|läs|les|læs|czytaj|zobacz|čtěte|přečtěte si|читайте|смотрите) (?:[\w’'-]+ ){0,2}?"
    r"(?:also|more|aussi|auch|zum thema|también|más|também|mais|anche|ook|meer|också|mer|også|mere|też"
    r"|również|także|także|také|також|также|ещё)(?:(?: [\w’'-]+){0,3} ?[:|»>]\s*\S| ?[:|»>]?\s*$)",
    re.I,
)
_ADVERT = (
    r"(?:anzeigen?|werbung|publicités?|publicidade?|pubblicità|advertenties?|reclame|annons(?:en)?"
    r"|annon[cs]en?|reklame?n?|reklam[ay]|mainos|mainoksen|реклам[аы]|advertisements?)"
)
_GOES_ON = (
    r"(?:weiter\w*|fortsetzung|suite|contin[uú]\w*|sigue|seguir|prosegue|verder|forts[eæä]tt?er|jatkuu"
    r"|ciąg|продолжение)"
)
_ADVERT_LABEL = re.compile(rf"^\W*{_ADVERT}(?:\W+{_ADVERT})*\W*$", re.I)
# "The article goes on below the advertisement"; what else goes on is a headline's.
_ADVERT_BELOW = re.compile(
    rf"^\W*(?=.*\b{_GOES_ON}\b)(?:[\w’']+ )?"
    rf"(?:{_GOES_ON}|artik\w+|article|art[ií]culo|articolo|artigo|text\w*|beitrag|lesen|lire|leer|lees|läs|les)"
    r"\b.* (?:nach|unter|après|sous|tras|de|dopo|sotto|onder|na|após|da|efter|under|etter|jälkeen|pod|после)"
    rf" (?:[\w’']+ )?{_ADVERT}(?: {_GOES_ON})?\W*$",
    re.I,
)
_PAGE = re.compile(
    r"^\W*(?:page|seite|p[áa]gina|sid[ae]|sivu|strona|страница) \d{1,4} ?"
    r"(?:of|von|sur|de|di|van|a[vf]|z|из|/) ?\d{1,4}\W*$",
    re.I,
)
_PAGER = re.compile(
    r"^(?=.*\d)(?=.*[^\W\d])\W*(?:(?:\d{1,4}|next|prev(?:ious)?|nächste|vorherige|weiter|zurück|suivante?"
    r"|précédente?|siguiente|anterior|successiva|precedente|avanti|indietro|volgende|vorige|próxim[ao]|seguinte"
    r"|nästa|föregående|neste|forrige|næste|seuraava|edellinen|następna|poprzednia|далее|назад)\b\W*){2,}$",
    re.I,
)
_MAX_LABEL = 10  # words
_STOP = re.compile(r"[.!?…][\"'”’»)\]]*$")
_MAX_POINTER = 25  # words


def is_call(line: str) -> bool:
    """Say whether `line` asks the reader to follow, subscribe or share."""
    is_short = len(line.split()) <= _MAX_CALL
    return is_short and bool(_IMPERATIVE.match(line)) and bool(_CHANNEL.search(line))


def is_label(line: str) -> bool:
    """Say whether `line` is the label of an advertisement or counts pages; a sentence has a final stop."""
    if len(line.split()) > _MAX_LABEL or _STOP.search(line):
        return False
    return any(label.match(line) for label in (_ADVERT_LABEL, _ADVERT_BELOW, _PAGE, _PAGER))


def points_elsewhere(line: str) -> bool:
    """Say whether `line` is a label such as "Read also" and a headline, which has no final stop."""
    return len(line.split()) <= _MAX_POINTER and bool(_POINTER.match(line)) and not _STOP.search(line)
