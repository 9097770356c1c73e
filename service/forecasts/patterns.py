"""The words by which a sentence says that something will be, and those that make it no forecast."""

from __future__ import annotations

import re

from ingest.text.calendar import WEEKDAY
from ingest.text.wordlists import word_set

# What says that something will be. Of "hopes to" and the like the subject is who says so.
FUTURE = re.compile(
    r"(?P<will>\b(?:will|shall)\b|\b(?:we|you|he|she|it|they)['’]ll\b)"
    r"|(?P<set>\b(?:is|are|['’]s|['’]re|remains?)\s+(?:(?:now|still|also|currently|widely)\s+)?"
    r"(?:going|scheduled|slated|set|due|expected|planned|projected|forecast(?:ed)?|predicted|poised|billed"
    r"|on\s+(?:track|course))\s+(?:to|for)\b)"
    r"|(?P<own>\b(?:expects?|plans?|aims?|hopes?|intends?|forecasts?|predicts?|pledged|promised|vowed|pledges"
    r"|promises|vows|(?:is|are)\s+(?:aiming|planning|hoping))\s+to\b)"
    r"|(?P<said>\b(?:said|announced|predicted|forecast|estimated|confirmed|added|pledged|promised|vowed)\b"
    r"[^.;:“”\"]{0,80}?\bwould\b)",
    re.I,
)
# A quick look, so that few lines are cut into sentences and few sentences are searched for times.
MAY_BE = re.compile(
    r"\b(?:will|shall|going to|scheduled|slated|set|due|expect|plan|project|forecast|predict|poised|on track"
    r"|on course|billed|aim|hop(?:e|ing)|intend|pledg|promis|vow|would)|['’]ll\b",
    re.I,
)
MAY_BE_DATED = re.compile(
    rf"\d|\b(?:next|this|later|coming|tomorrow|end|{WEEKDAY}|january|february"
    r"|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|fall|winter"
    r"|year|decade|century|month|week)",
    re.I,
)
# What may be, hangs on something or is asked is no claim.
_MAYBE = (
    r"could|(?-i:may)|might|perhaps|possibly|potentially|maybe|should|likely|unlikely|plausible|possible"
    r"|conceivabl[ey]|chance"
)
_DEPENDS = r"if|unless|whether|provided|assuming|in\s+case|otherwise|depending|hypothetical(?:ly)?"
UNSURE = re.compile(rf"\b(?:{_MAYBE}|{_DEPENDS})\b", re.I)
ASKED = re.compile(r"\b(?:how|what|why|where|who|which|when)\b(?:\s+[\w’']+){0,3}\s*\Z", re.I)
NOT = re.compile(
    r"\b(?:not|never|no\s+longer|\w+n['’]t|hardly|no|nor|neither|without|nobody|nothing)\b", re.I
)
# Past futures: what was to be.
PAST = re.compile(
    r"\b(?:was|were|had)\s+(?:\w+\s+)?(?:to|going|scheduled|slated|set|due|expected|planned|projected|hoped)\b",
    re.I,
)
# Who plays, meets or airs when is a timetable.
_GAMES = (
    r"play(?:s|ing)?|faces?|facing|hosts?|hosting|takes? on|kicks?[\s-]off|tips?[\s-]off|semi-?finals?"
    r"|quarter-?finals?|finals|fixtures?|match(?:es)?|playoffs?|cup|league|tournament|championships?"
    r"|games?|bout|grand prix|halftime|season|bowl|inning|roster"
)
_SHOWS = (
    r"airs?|aired|premieres?|premiering|broadcast|televised|stream(?:s|ed|ing)?|screen(?:s|ed)|debuts?"
    r"|episodes?|concerts?|tour|albums?|perform(?:s|ed|ing|ances?)?|headlin(?:e|es|ing)|theat(?:er|re|rical)s?|film|movie"
)
TIMETABLE = re.compile(rf"\b(?:{_GAMES}|{_SHOWS}|(?-i:BST|GMT|ET|EDT|EST|PT)|[ap]\.m\.|\d\s?[ap]m)\b", re.I)
# What stands before a time that says when: nothing else than a preposition, or the time begins so itself.
WHEN = re.compile(
    r"\b(?:by|in|on|until|till|before|within|during|at|for|as\s+(?:early|soon|late)\s+as|around|late"
    r"|later|early|earlier|mid|through|come|some\s?time|next|over)[\s-]+(?:the\s+)?(?:end\s+of\s+)?\Z",
    re.I,
)
ITSELF = re.compile(
    rf"(?:next|this|later|early|late|tomorrow|{WEEKDAY}|(?:the\s+)?end)\b",
    re.I,
)
# What may follow such a time: the end, a mark, or a word that begins something else.
_FOLLOWING = (
    r"and|or|but|as|at|in|on|to|with|when|while|after|before|because|for|from|where|which|that|under|by"
    r"|through|during|despite|of|amid|so|than|over|into|until|following|once|said|says|according"
)
BEHIND = re.compile(rf"\s*(?:\Z|[.,;:!?)\]”\"’'—–-]|(?:{_FOLLOWING})\b)", re.I)
# "legislation signed Tuesday", "a man arrested in May": the time of what is over.
OVER = re.compile(
    r"(?<!be )(?<!been )(?<!being )(?<!get )\b(?!need|feed|speed)\w+ed\s+(?:on\s+|in\s+|last\s+)?\Z", re.I
)
MOVED_FROM = re.compile(r"\b(?:from|between)\s+(?:the\s+)?\Z", re.I)
# What begins another clause, or another thing that is compared, than SUBJECT borders do.
WITHIN = re.compile(
    r"\b(?:that|as|after|before|than|like|since|whose|where|when|until|following|how|what|mirrors?|similar"
    r"|compared|equals?|unlike|versus)\b",
    re.I,
)
# "The sixth in June", "the biggest this year": the time belongs to the comparison.
RANKED = re.compile(
    r"\s+be\s+(?:the|its|their|his|her)\s+(?:\w+(?:th|est)|first|second|third|last|only)\b", re.I
)
# "It would cost" tells what something would come to, if it were done.
SUPPOSED = re.compile(r"\bwould\s+(?:require|cost|mean|take|need|have|allow|make|be\s+able)\b", re.I)
# "..., wrote the mayor on 3 May", "in a statement on 3 May": the time is that of the telling.
TOLD = re.compile(
    r"\b(?:said|told|tweeted|wrote|posted|announced|statement|release|interview|briefing|speech|letter|memo"
    r"|tweet|email|conference)\b",
    re.I,
)
# A time that no day bounds: "the coming weeks", "the rest of the year".
VAGUE = re.compile(
    r"(?:coming|next|following)\s+(?:days|weeks|months|years|decades)\Z|(?:the\s+)?rest\b", re.I
)
# Twelve months, and not the calendar year.
THE_NEXT = re.compile(r"\bthe\s+next\s+(?P<unit>year|month|week)\Z", re.I)
# Between a time that leads and its verb nothing else happens.
HAPPENS = re.compile(r"\b(?:and|but|have|has|had|was|were|is|are)\b", re.I)
# Verbs that report what somebody says will be.
REPORTS = word_set(
    "said says say told tells announced announces predicted predicts forecast forecasts estimated estimates"
    " warned warns expects expected confirmed confirms added adds reported reports promised promises vowed"
    " vows pledged pledges noted notes explained wrote insisted believes argued tweeted according words"
    " stated"
)
# Before what is foretold: the head of the line ("Burns Harbor:"), or a clause that goes without it.
BESIDE = re.compile(
    r"(?P<head>^(?:[^\s:]+\s+){0,3}[^\s:]+:(?=\s)|;)|,\s+(?:but|while|although|though|whereas)\b", re.I
)
OUTSIDE = re.compile(r";|,?\s+\b(?:but|while|although|though|whereas)\b", re.I)  # the same behind it
# Behind "she said": a comma, "that", or a word that begins what was said; "reporters" and "Monday" need not.
THAT = re.compile(
    r"(?:[,:]\s+|\s+(?=that\b))(?:that\b\s*)?"
    r"|\s+(?=(?:the|an?|its?|their|his|her|our|th[eo]se|this|he|she|they|we|no|all|some|more|most|about"
    r"|nearly)\b|\d|(?-i:(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[A-Z“\"]))",
    re.I,
)
# "The order will be extended through August": from now on, as with "until".
THROUGH = re.compile(r"\bthrough\s+(?:at\s+least\s+)?(?:the\s+)?\Z", re.I)
