"""Lines of a page that are not part of its story, recognised by how such lines are worded and shaped.

A sentence of the story must never go because it starts with such a word ("Facebook declined to comment."), so
a label counts only where it is the whole line, and a heading only where it has no final stop.
"""

from __future__ import annotations

import re

from ingest.extract.lines.calls import is_call, is_label, points_elsewhere
from ingest.extract.lines.captions import is_caption

_LABEL = (
    r"(?:(?:view|see|open|hide|show|toggle) (?:the |all )?(?:\d+ )?"
    r"(?:gallery|photos|images|slideshow|captions?)|open this (?:photo|image) in gallery|play video"
    r"|share(?: this(?: (?:article|story|post|page))?)?|tweet|retweet|facebook|twitter|x"
    r"|whatsapp|telegram|linkedin"
    r"|pinterest|reddit|e-?mail|print(?: article)?|order reprints|copy(?: link)?|save|comments?"
    r"|newsletters?|menu"
    r"|search|home|sign in|sign up|log in|register|subscribe|follow|advertisement|sponsored|cookies"
    r"|accept all"
    r"|privacy(?: (?:policy|statement|notice))?|terms (?:of (?:use|service)|and conditions)"
    r"|contact(?: us)?|about us"
    r"|back to top|load(?:ing)?(?: more)?|show more|skip to (?:main )?content|thank you|\d+)"
)
_LABELS = re.compile(rf"^\W*{_LABEL}(?:[\s|,/·•&+-]+(?:and |on |by |via |to )?{_LABEL})*\W*$", re.I)
_START = r"^[\s>*•|»-]*"
_CALL = re.compile(
    rf"{_START}(?:subscribe|sign up (?:for|to|here|now)|follow (?:us|@\w)|like us on|join (?:us|our) "
    r"(?:on|for free|channel|newsletter|telegram|whatsapp|free)|download (?:the"
    r"|our)(?: \w+){0,3} app|click here"
    r"|get (?:the|our) (?:day['’]s|latest|daily|best|top|newsletter|app)\b.*\b(?:inbox|newsletter"
    r"|app|news|fun)"
    r"|thanks? (?:you )?for (?:signing|subscribing|reading)|an error (?:has )?occurred|please try again later"
    r"|there was an error|keep an eye on your inbox|this copy is for your|this article has been sent"
    r"|get .{2,40} on the go|(?:estimated )?reading time"
    r"|\d+ min(?:ute)?s? read|listen to this article|share (?:this|the) (?:article|story|post|page)"
    r"|(?:article|story|content|post|text) continues (?:below|after)|scroll down (?:for|to)"
    r"|(?:already|are you) an? (?:subscriber|member)\?|our standards: the"
    # "Follow us, the guide shouted": a quotation.
    r")(?!, )(?:\W|$)",
    re.I,
)
# The reader is asked to take what the site offers, by name or by where it comes: "… in your inbox".
_ASKED = re.compile(
    r"(?:^|[.!?:|–—(] *|, (?=please ))(?:please |to |just )?(?:sign up|subscribe|follow|join"
    r"|like|download|get|receive|click|tap|register|support|listen to|stay|want"
    r"|never miss|don['’]t miss|keep up|become"
    r"|buy|enjoy|try|e-?mail|contact|send|have you|do you|got a|donate|consider)\b",
    re.I,
)
_OFFERED = re.compile(
    r"\b(?:newsletters?|(?:your|e-?mail|an?) inbox|our (?:\w+ ){0,3}(?:apps?|podcasts?|channels?|coverage"
    r"|e-?mails?|updates?|alerts?|page|site|website|communit(?:y|ies)|journalism|reporting|group)"
    r"|push notifications|breaking news alerts|(?:follow|like|join|find) us\b(?!,)|us on (?:facebook"
    r"|twitter|x|instagram|telegram|whatsapp|tiktok|youtube|linkedin|threads"
    r"|bluesky"
    r"|google news|social media)|(?:free trial|subscription|subscribers?) today"
    r"|app store|google play|story to (?:tell|share)"
    r"|get in touch|tips? to share|whatsapp (?:channel|group))|@\w+ on \w+",
    re.I,
)
_MAX_OFFER = 45  # words
_POINTER = re.compile(
    r"^\W*(?:(?:read|see|watch|listen) (?:more|also|next|now)|more|related|see also|don['’]t miss|also read"
    r"|recommended|must read)(?: (?:on this|stories|articles))?\s*[:|»>]|^\W*don['’]t miss\W*$",
    re.I,
)
_END = re.compile(
    r"^\W*(?:(?:related|suggested) (?:links?|content|stories|articles|topics|news|coverage|posts)"
    r"|more (?:stories"
    r"|news|headlines)"
    r"|more (?:from|in) \w+(?: \w+){0,3}|more on (?:this|the) (?:story|topic|subject)|read (?:next|also)"
    r"|recommended(?: for you| stories)?|you (?:may|might) (?:also )?like|most (?:read|popular|viewed|shared)"
    r"|trending(?: now| stories)?|popular (?:on \w+(?: \w+)?|stories|posts)|latest (?:news|stories|headlines)"
    r"|top (?:stories|headlines)|from (?:the|our) (?:archives?|partners)|(?:leave|post"
    r"|add) a (?:comment|reply)"
    r"|(?:\d+ )?comments?(?: \(?\d+\)?)?)\W*$",
    re.I,
)
_RIGHTS = re.compile(
    r"©|ⓒ|\(c\)\s*(?:19|20)\d\d|\bcopyrights?\b|\ball rights reserved\b|\bpersonal,? non-commercial use\b"
    r"|\bmay not be (?:published|reproduced|broadcast|rewritten|redistributed)\b|\bsubscriber agreement\b"
    r"|\b(?:by using|by visiting|on) (?:this|our|any) (?:web ?)?(?:site|page|pages)\b"
    r"|\bour (?:advertisers|websites?)\b",
    re.I,
)
_POLICY = re.compile(
    r"\bprivacy (?:policy|statement|notice)\b|\bterms (?:of (?:use|service)|and conditions)\b|\bgdpr\b"
    r"|\bgeneral data protection regulation\b|\bcookies?\b|\bfair use\b",
    re.I,
)
_LEGAL_OPENING = re.compile(
    r"^\W*(?:©|ⓒ|\(c\)\s*(?:19|20)\d\d|copyright\s*(?:©|ⓒ|\(c\)|(?:19|20)\d\d|notice|by\b)"
    r"|all rights reserved"
    r"|this (?:web)?site uses cookies|we use cookies|this copy is for your personal)",
    re.I,
)
_RULE = re.compile(r"^[\W_]*$")
_BARE_URL = re.compile(r"^https?://\S+$")
_STOP = (".", "!", "?", "”", '"', "’")
_MAX_WORDS = 14
_MAX_LENGTH = 120  # characters
_FOOTER_TERMS = 3


def ends_story(line: str) -> bool:
    """Say whether `line` heads a list of other stories or the readers' corner."""
    return len(line) <= _MAX_LENGTH and not line.endswith(_STOP) and bool(_END.match(line))


def is_site_line(line: str) -> bool:
    """Say whether `line` is the site speaking (subscribe, share, a bare link, a rule), not the story."""
    if _RULE.match(line) or _BARE_URL.match(line):
        return True
    if len(line) > _MAX_LENGTH or len(line.split()) > _MAX_WORDS:
        return False
    is_site_label = not line.endswith(_STOP) and bool(_LABELS.match(line))
    return is_site_label or is_label(line) or bool(_CALL.match(line))


def is_offer(line: str) -> bool:
    """Say whether `line` asks the reader to subscribe, follow, join or write; no quotation does."""
    if len(line.split()) > _MAX_OFFER or line.startswith(('"', "“", "'", "‘")):
        return False
    return bool(_ASKED.search(line) and _OFFERED.search(line))


def is_no_story(line: str) -> bool:
    """Say whether `line` is the site's, a picture's or a lawyer's, whatever the format it came in."""
    return (
        is_site_line(line)
        or is_offer(line)
        or is_call(line)
        or is_pointer(line)
        or ends_story(line)
        or is_legal(line)
        or is_caption(line)
    )


def is_pointer(line: str) -> bool:
    """Say whether `line` points to another story: "Read more: ..."."""
    return len(line) <= 2 * _MAX_LENGTH and (bool(_POINTER.match(line)) or points_elsewhere(line))


def is_legal(line: str) -> bool:
    """Say whether `line` is a legal footer: it opens like one, or terms of rights and policies pile up."""
    if _LEGAL_OPENING.match(line):
        return True
    rights = {term.casefold() for term in _RIGHTS.findall(line)}
    # A story about privacy law names policies too, but does not claim rights.
    return bool(rights) and len(rights) + len(set(_POLICY.findall(line))) >= _FOOTER_TERMS
