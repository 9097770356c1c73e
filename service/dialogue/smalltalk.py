"""What is said to Dateline itself and asks nothing of the archive: greetings, thanks, "what can you do?"."""

from __future__ import annotations

import re
from enum import StrEnum

from service.english.words import WORD

_LONGEST = 160  # characters


class SmallTalk(StrEnum):
    """What a message without a question says."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    ABOUT = "about"  # what Dateline is, can and covers
    DOUBT = "doubt"  # "are you sure?"
    REMARK = "remark"  # "ok", "yes", "I see"


_NAME = r"(?:dateline|there|all|everyone|everybody|again|team|friend|mate|bot|assistant|buddy)"
_GREETING = (
    rf"(?:hi+|hello+|hey+|hiya|howdy|greetings|yo|good (?:morning|afternoon|evening|day))(?:[ ,]+{_NAME})*"
    r"|how are you(?: (?:doing|today|doing today))?|how(?:['’]s| is) it going|nice to meet you|what['’]?s up"
)
_THANKS = (
    r"(?:many |ok |okay )?(?:thanks|thank you|thx|ty|thank u|cheers|much appreciated|i appreciate "
    r"(?:it|that|this))"
    r"(?: (?:a lot|so much|very much|a million|again|you|dateline|indeed|for (?:that|this|it|all)(?: "
    r"\w+){0,2}"
    r"|for (?:the|your|all (?:the|your)) (?:\w+ )?(?:help|answers?|info|information|work|time|summary"
    r"|reply)))*"
    r"|(?:this|that|it|you)(?:['’]s| is| was|['’]re| are| were| has been)? (?:really |very |so |most "
    r"|extremely )?"
    r"(?:helpful|useful|great|perfect|good|brilliant|helped)(?: (?:a lot|me))*"
)
_FAREWELL = (
    r"(?:good)?bye(?:[- ]bye)?|see (?:you|ya)(?: (?:later|soon|tomorrow|around))?|farewell|good ?night"
    r"|have a (?:nice|good|great|lovely) (?:day|evening|weekend|one|night)|take care|so long"
    r"|that(?:['’]s| is| was| will be) all(?: (?:for (?:now|today)|i (?:needed|wanted)))?|talk to you later"
)
# Not "it" or "this" alone, which mean what was spoken of.
_YOU = r"(?:you|dateline|this (?:thing|tool|bot|service|program|app|chat|assistant|model))"
_ABOUT = (
    rf"(?:so )?(?:what (?:all )?(?:can|could|do|does|would) {_YOU} (?:do|help(?: me)?(?: with)?|offer|know)"
    rf"(?: about)?(?: for me)?|what (?:are|is|['’]s) (?:{_YOU}|your name|your purpose)(?: for)?"
    r"|who (?:are|r) (?:you|u)|who (?:made|built|created|wrote|trained) you|what are you(?: able to do"
    r"| good for| capable of)?"
    r"|what['’]?s your name|tell me (?:about yourself|what you can do|more about yourself|who you are"
    r"|how you work)"
    rf"|introduce yourself|how (?:do|can|should|would) (?:i|we) (?:use {_YOU}|ask(?: you)?(?: "
    rf"(?:questions?|a question))?"
    rf"|start|begin)|how (?:do|does|can|could) {_YOU} (?:work|help(?: me)?(?: with (?:this|that))?)"
    r"|(?:can|could|will) you (?:please )?help(?: me)?(?: out)?|help(?: me)?(?: please)?|what (?:can"
    r"|should|could|may) i ask(?: you)?(?: about)?"
    r"|are you (?:a |an )?(?:bot|robot|human|real|person|ai|chat ?gpt|gpt|llm|language model|machine"
    r"|model)(?: or (?:a |an )?\w+)?"
    r"|what (?:model|llm|ai) (?:are you|is this|do you use)|which model are you"
    r"|(?:what|which) (?:dates?|period|years?|time|times|timeframe|sources?|publishers?|newspapers?"
    r"|articles?|topics?)"
    r"(?: \w+)? (?:do you|does (?:the|your) archive|does it|are|can you|does dateline)"
    r"(?: (?:cover|have|hold|contain|include|know|use|search|in (?:the|your) archive|available|covered))*"
    r"|what(?:['’]s| is) in (?:the|your|this) archive|how (?:big|large|old|recent|current|up to date) "
    r"is (?:the|your|this) archive"
    r"|how many articles (?:do you have|are there|does the archive (?:have|hold))"
    r"|what do you know(?: about)?|where do(?:es)? (?:you|your (?:answers|information|data|news"
    r"|facts)) (?:get|come)(?: \w+){0,4}"
    r"|what languages? (?:do you (?:speak|understand)|can i use))"
)
_DOUBT = (
    r"(?:are you |really )?(?:sure|certain|serious|positive)(?: (?:about (?:that|this|it)))?"
    r"|really|is (?:that|this|it) (?:true|right|correct)|no way"
)
_REMARK = (
    r"(?:ok(?:ay)?|k|alright|all right|right|great|perfect|cool|nice|good|excellent|awesome|wonderful"
    r"|brilliant|lovely|super"
    r"|fine|sure|yes|yep|yeah|no|nope|wow|interesting|got it|i see|i understand|understood|makes sense"
    r"|noted|hm+|oh|ah|lol"
    r"|please|well done|good job|great (?:job|work|answer)|good (?:to know|one|answer|point)|never "
    r"?mind|no problem"
    r"|test|testing|ping|you['’]?re welcome|welcome|sounds good|that makes sense|no worries|very good)"
)
_KINDS = {
    SmallTalk.ABOUT: _ABOUT,
    SmallTalk.THANKS: _THANKS,
    SmallTalk.FAREWELL: _FAREWELL,
    SmallTalk.GREETING: _GREETING,
    SmallTalk.DOUBT: _DOUBT,
    SmallTalk.REMARK: _REMARK,
}
_PART = re.compile("|".join(rf"(?P<{kind.name}>{words})(?!\w)" for kind, words in _KINDS.items()), re.I)
_BETWEEN = re.compile(r"[\W_]+(?:(?:and|then|but|so|please|though|now|for now|well)\b[\W_]*)*")
_HELLO = re.compile(rf"\W*(?:{_GREETING})\b[\s,.!:;–—-]*(?:{_NAME}\b[\s,.!:;–—-]*)?", re.I)
_LEAST_LEFT = 2  # words behind a greeting that can be a question


def small_talk(text: str) -> SmallTalk | None:
    """Return what a message says that is nothing but small talk; None for all that may be a question."""
    if len(text) > _LONGEST or not WORD.search(text):
        return None
    kinds, at = set[SmallTalk](), _after_gap(text, 0)
    while at < len(text):
        part = _PART.match(text, at)
        if part is None or part.lastgroup is None:
            return None
        kinds.add(SmallTalk[part.lastgroup])
        at = _after_gap(text, part.end())
    return next((kind for kind in _KINDS if kind in kinds), None)


def _after_gap(text: str, at: int) -> int:
    gap = _BETWEEN.match(text, at)
    return gap.end() if gap else at


def is_small_talk(text: str) -> bool:
    """Return whether a text only thanks, greets or asks about Dateline."""
    return small_talk(text) is not None


def without_greeting(text: str) -> str:
    """Return a question without the greeting before it; a text that would be left empty as it is."""
    hello = _HELLO.match(text)
    rest = text[hello.end() :] if hello else text
    return rest if len(WORD.findall(rest)) >= _LEAST_LEFT else text
