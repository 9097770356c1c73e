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
# Other languages' words; some are names ("Ola"), so a question loses them only before "!".
_HELLOS = (
    r"hallo(?: zusammen)?|guten? (?:morgen|tag|abend)|moin|servus|grüß gott|salut|bonjour|bonsoir|coucou|hola"
    r"|buen(?:os|as) (?:días|dias|tardes|noches)|olá|ola|oi|bom dia|boa (?:tarde|noite)|ciao|buon(?:giorno"
    r"|asera)|salve"
    r"|hoi|goedemorgen|goedemiddag|goedenavond|cześć|dzień dobry|hej|god morgon|merhaba|selam|привет"
    r"|здравствуйте"
    r"|добрый (?:день|вечер)|namaste|salaam|你好|您好|早上好|大家好|こんにちは|おはよう(?:ございます)?"
    r"|안녕하세요|مرحبا|नमस्ते"
    r"|wie geht(?:['’]s| es (?:dir|ihnen))|ça va|comment (?:ça va|allez-vous|vas-tu)|cómo est[áa]s?"
    r"|como (?:estás|vai|está)"
    r"|tudo bem|come (?:stai|va)"
)
_GREETING = (
    rf"(?:hi+|hello+|hey+|hiya|howdy|greetings|yo|good (?:morning|afternoon|evening|day))(?:[ ,]+{_NAME})*"
    r"|how are you(?: (?:doing|today|doing today))?|how(?:['’]s| is) it going|nice to meet you|what['’]?s up"
)
_THANKS = (
    r"(?:vielen |herzlichen |besten |tausend )?dank(?:e)?(?: dir| ihnen)?(?: (?:schön|sehr|vielmals))?"
    r"|dankeschön"
    r"|(?:un grand |mille )?merci(?: (?:beaucoup|bien|infiniment|à (?:toi|vous)))?|(?:muchas "
    r"|mil )?gracias(?: por todo)?"
    r"|(?:muito )?obrigad[oa](?: (?:por tudo|mesmo))?|valeu|(?:molte |tante |mille )?grazie(?: (?:mille"
    r"|tante|infinite))?"
    r"|(?:hartelijk )?bedankt|dank (?:je|u)(?: wel)?|dzięki|dziękuję(?: bardzo)?|tack(?: så mycket)?"
    r"|teşekkür(?:ler| ederim)"
    r"|спасибо(?: большое)?|谢谢(?:你|您|了)?|多谢|感谢|ありがとう(?:ございます)?|감사합니다|شكرا|धन्यवाद|"
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
    r"tschüss|tschüß|auf wiedersehen|bis (?:bald|später|dann)|gute nacht|au revoir|à (?:bientôt"
    r"|plus(?: tard)?)|adieu"
    r"|bonne (?:nuit|journée|soirée)|adiós|adios|hasta (?:luego|pronto|mañana|la vista)|tchau|até (?:logo"
    r"|mais|breve)"
    r"|arrivederci|a presto|buonanotte|tot ziens|doei|do widzenia|hej ?då|hoşça ?kal|до свидания|пока|再见"
    r"|拜拜"
    r"|さようなら|안녕히 계세요|"
    r"(?:good)?bye(?:[- ]bye)?|see (?:you|ya)(?: (?:later|soon|tomorrow|around))?|farewell|good ?night"
    r"|have a (?:nice|good|great|lovely) (?:day|evening|weekend|one|night)|take care|so long"
    r"|that(?:['’]s| is| was| will be) all(?: (?:for (?:now|today)|i (?:needed|wanted)))?|talk to you later"
)
# Not "it" or "this" alone, which mean what was spoken of.
_YOU = r"(?:you|dateline|this (?:thing|tool|bot|service|program|app|chat|assistant|model))"
_CAN = r"(?:able to|capable of|good at|(?:good|here|meant|made|designed) (?:to|for))"
_DO = r"(?:do|doing|help|helping|answer|answering|offer|offering)"
_ABOUT = (
    r"(?:so )?(?:"
    rf"(?:what|which things) (?:all |else |exactly |kind of things )?(?:are|is) {_YOU} (?:actually )?{_CAN}"
    rf"(?: {_DO})?(?: (?:me|us))?(?: (?:with|for|about))?(?: (?:me|us|this))?"
    r"|what (?:all |else |exactly )?(?:can|could) (?:i|we) (?:do|use (?:you|this|dateline) for)"
    r"(?: (?:here|with (?:you|this|dateline|this \w+)))?"
    r"|(?:what are|tell me|list|show me|explain) your (?:capabilities|abilities|features|functions|skills"
    r"|limits|limitations)"
    rf"|how (?:do|can|should|would|could) (?:i|we|you|one) (?:best )?(?:use|work with"
    rf"|get started with) (?:{_YOU}|this)"
    r"(?: (?:here|properly|best))?"
    r"|how (?:do|can|should) (?:i|we) (?:get started|start|begin|talk to you)(?: here)?|where (?:do"
    r"|should) (?:i|we) (?:start|begin)"
    rf"|how (?:does one|to) (?:use|work with) (?:{_YOU}|this)|what(?:['’]s| is) this (?:for|good for)"
    r"|how (?:do|can|should) (?:i|we) (?:search|ask|type)(?: (?:something|things|questions?))? here"
    r"|what (?:do|should|can|must) (?:i|we) (?:type|write|enter|say|ask)(?: (?:in )?here)?"
    r"|how does this (?:all )?work(?: here)?|how (?:is|are) (?:this|you) (?:used|to be used)"
    r"|(?:can|could) you (?:tell me|show me|explain(?: to me)?) (?:what you (?:can do|do|are)"
    r"|how (?:to use (?:this|you)|(?:this|you) works?))"
    r"|(?:show|tell) me (?:what you (?:can do|do|are able to do)|how (?:to use (?:this|you|dateline)"
    r"|(?:this|you) works?))"
    r"|(?:what|which) (?:(?:kinds?|sorts?|types?) of (?:questions?|things|stuff)|questions?) (?:can|could"
    r"|should|may"
    r"|do) (?:i|we|you)"
    r" (?:ask|answer|do|know)(?: you)?(?: about)?"
    r"|was (?:kannst du|können sie)(?: (?:alles|für mich))?(?: tun| machen)?|wer (?:bist du|sind sie)"
    r"|que (?:peux-tu|pouvez-vous) faire|qui (?:es-tu|êtes-vous)|(?:qué|que) puedes hacer|quién eres"
    r"|o que você (?:pode fazer|faz)"
    r"|quem é você|(?:che )?cosa (?:puoi|sai) fare|chi sei|你是谁|你(?:能|会|可以)(?:做|干)(?:什么|些什么)|"
    rf"what (?:all |else |exactly )?(?:can|could|do|does|would) {_YOU} (?:do|help(?: me)?(?: with)?|offer"
    rf"|know)"
    rf"(?: about)?(?: for (?:me|us))?|what (?:are|is|['’]s) (?:{_YOU}|your name|your purpose)(?: for)?"
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
    SmallTalk.GREETING: f"(?:{_HELLOS})(?:[ ,]+{_NAME})*|{_GREETING}",
    SmallTalk.DOUBT: _DOUBT,
    SmallTalk.REMARK: _REMARK,
}
_PART = re.compile("|".join(rf"(?P<{kind.name}>{words})(?!\w)" for kind, words in _KINDS.items()), re.I)
_BETWEEN = re.compile(r"[\W_]+(?:(?:and|then|but|so|please|though|now|for now|well)\b[\W_]*)*")
_HELLO = re.compile(
    rf"\W*(?:{_GREETING})\b[\s,.!:;–—-]*(?:{_NAME}\b[\s,.!:;–—-]*)?|\W*(?:{_HELLOS})\s*!\s*", re.I
)
_LEAST_LEFT = 2  # words behind a greeting that can be a question


def small_talk(text: str) -> SmallTalk | None:
    """Return what a message says that is nothing but small talk; None for all that may be a question.

    Signs alone ("👍", "…") are a remark.
    """
    if text.strip() and not WORD.search(text):
        return SmallTalk.REMARK
    if len(text) > _LONGEST or not text.strip():
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
