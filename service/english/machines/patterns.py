"""How a text calls a machine, tells it what it is and orders it about: the patterns of addressed.py."""

from __future__ import annotations

import re

from ingest.text.lazy import LazyPattern
from ingest.text.wordlists import word_set


def either(*patterns: str) -> str:
    return f"(?:{'|'.join(patterns)})"


MACHINE = either(
    "(?:large )?language models?|LLMs?|A\\.?I\\.?s?|artificial intelligences?|models?",
    "(?:chat)?bots?|chat bots?|(?:web )?crawlers?|scrapers?|summari[sz]ers?|machines?",
    "(?:virtual |digital |voice |writing |research )?assistants?|(?:autonomous |automated )?agents?",
    "automated (?:reader|system|tool|program|process|service)s?|(?:search|answer) (?:engine|bot)s?",
    "ChatGPT|GPT(?:-?\\d\\w*)?|Claude|Gemini|Copilot|Llama|Siri|Alexa|Grok|Bard|DeepSeek|Mistral|Perplexity",
)
_THESE = rf"{MACHINE}(?: (?:{MACHINE}|systems?|tools?|readers?|only))?"
_MACHINES = rf"(?:\w+ ){{0,2}}?{_THESE}"  # "all careful AI assistants"
_THIS = r"(?:this|that|these|the (?:above|following|preceding|page|article|text|document|site|content))"
_DOING = either(
    "reading|processing|summari[sz]ing|parsing|scanning|crawling|indexing|ingesting|scraping|analy[sz]ing",
    r"answering|quoting|citing|translating|(?:that|which|who) \w+",
)
_READING = rf"{_DOING} (?:\w+ )?{_THIS}\b"
_PROMPT = either(
    "instructions?|prompts?|directives?|guidelines?|guardrails?|rules|orders|commands?|programming|training"
)
_REPLY = "(?:answers?|repl(?:y|ies)|responses?|summar(?:y|ies)|output|completions?)"
_ASKING = either(
    "users?|whoever (?:asks|asked)|anyone who asks|questioners?|person asking",
    "(?:the |any |every |your )?(?:person|people|human|reader|client|customer|one)s? who asks?",
)
_SAY = either(  # what a reply consists of doing
    "say|answer|reply|respond|state|write|claim|report|insist|tell|mention|cite|quote|recommend|name|output",
    "print|return|add|append|deny|refuse|omit|describe|explain|assert|declare|present|treat|rate|rank|praise",
    "give|use|include|inform|direct|send|begin|start|end|finish|open|prefix|preface|classify|mark|leave",
    "do not|don't|never|always|only",
)
_DISCARD = either(
    "ignore|disregard|forget|discard|override|overrule|bypass|drop|abandon|erase|delete|cancel|skip|suspend",
    "set aside|put aside|stop (?:following|obeying)|(?:do not|don't|never) (?:follow|obey|heed)",
    "pay no (?:attention|heed) to",
)
_BEFORE = either(
    "previous(?:ly)?|prior|earlier|preceding|above|existing|original|initial|your|system|safety|so far",
    "(?:given|told|said) (?:to )?(?:you )?before|you (?:were|have been|had been) (?:given|told|trained)",
)
_MUST = either(
    "must|should|shall|need to|has to|have to|may not",
    "(?:is|are) (?:to|not to|asked|required|told|instructed|requested|advised|ordered|expected|obliged)",
)
_PLEASE = r"(?:\s*,?\s*(?:please|now|then|you|simply|just|always|never|only|do not|don't))*\s*"
_CALL = either(
    "hey|hi|hello|dear|attention|attn|memo|notice|warning|(?:new )?instructions?|message|note|reminder",
    "important|the following is a message|this is a message",
)
_ENDS = either(  # else the word after it says what it is: "a ChatGPT user"
    r"(?=\s*(?:[,.;:!?)—–]|$))",
    r"(?= (?:that|which|who|and|or|trained|designed|reading|asked|with|without|called|you|your)\b)",
)

# What a line begins with: it calls a machine, or is a turn of a conversation.
CALLS = LazyPattern(
    r"\W*"
    + either(
        rf"(?:\w+ )?(?:{_CALL}\b[\s,:]*(?:(?:to|for)\b\s*)?){{1,2}}{_MACHINES}\b",
        rf"(?:(?:to|for|calling|if|should)\b\s*)?{_MACHINES},? (?:is |are )?{_READING}",
        rf"(?:to|for|calling|@) ?{_MACHINES}\s*[:—–]",
        rf"to (?:all|any|every|each) {_MACHINES}(?: and {_MACHINES})?\s*[,:—–]",
        rf"{_MACHINES}\s*[:—–]\s*{_PLEASE}{either(_SAY, _DISCARD, 'your')}\b",
        rf"{_MACHINES}\s*,\s*(?:please|your?|do not|never)\b",
        r"(?:(?:if )?you(?:'re|’re| are)|(?:should|if) you (?:happen to )?(?:be|are))(?: now)? (?:an? |the )?"
        rf"{_MACHINES}{_ENDS}",
        "(?:in|within|at the (?:start|end|top|bottom) of|throughout) (?:all |any |each of )?"
        rf"your (?:\w+ )?{_REPLY},?\s{_PLEASE}{_SAY}\b",
        r"(?:system|developer|assistant|root|admin)"
        r"(?: (?:override|prompt|message|note|notice|instruction|update))?\s*[:>\]]",
    )
)
# An order, where one can begin: at the start or after a colon or a dash, behind words that only lead to it.
ORDERS = LazyPattern(
    r"(?:^|[.!?:;—–]\s+|\s-+\s+)\W*(?:"
    + either(
        "please|kindly|now|then|also|so|and|but|instead|just|simply|first|next|important|urgent",
        "always|never|only|from now on|do not|don't|you (?:must|should|shall|will|are to|have to)",
    )
    + r"\b[\s,:]*){0,4}"
    + either(
        # It is to put its prompt away, or to give it away.
        rf"{_DISCARD}\b.{{0,30}}?\b{_BEFORE}\b.{{0,40}}?\b(?:{_PROMPT}|before|above)\b",
        rf"{_DISCARD}\b.{{0,20}}\b(?:everything|anything|all)\b.{{0,20}}\b(?:before|above|told|so far)\b",
        rf"{_DISCARD}\b.{{0,20}}\byour (?:\w+ )?{_PROMPT}\b",
        r"\w+\b.{0,40}\b(?:your|the) (?:system|hidden|initial|secret) (?:prompt|instructions|message)\b",
        "(?:print|reveal|show|repeat|output|leak|disclose|display|quote|recite|share)"
        rf"\b.{{0,30}}\byour (?:\w+ )?{_PROMPT}\b",
        # It is told what to reply, and to whom.
        rf"{_SAY}\b.{{0,60}}\byour (?:\w+ )?(?:answer|reply|response|summary|output|completion)\b",
        rf"{_SAY}\b\s(?:\w+ ){{0,3}}?{_ASKING}\b",
        rf"{_SAY}\b.{{0,80}}\b(?:when|if|whenever)\b (?:you are |an?y? |the )?"
        rf"(?:asked|{_ASKING}(?: asks?)?)\b",
        r"(?:answer|respond|reply)\b(?!:).{0,20}\b(?:only|every|all|any|nothing|each|with|in)\b",
        r"(?:output|print|return|emit|generate)\b.{0,10}"
        r"\b(?:nothing|only|exactly|the (?:word|number|text|following|string|phrase))\b",
        # It is told what to do with the text.
        "(?:cite|quote|rank|rate|treat|present|classify|mark|label|write|summari[sz]e|describe|trust|report)"
        r"\b.{0,40}\bthis (?:article|page|text|document|source|site|post|story|passage)\b",
        r"(?:quote|cite|mention|summari[sz]e|reveal|repeat|index|show|tell)\b.{0,15}"
        r"\b(?:this|the (?:above|following)|these) "
        r"(?:sentence|instruction|paragraph|passage|note|notice|text|message|content|line)\b",
        rf"(?:decode|execute|obey|comply with|carry out)\b.{{0,30}}\b(?:obey|execute|following|{_PROMPT})\b",
    )
)
# Anywhere, where a machine is named.
TOLD = LazyPattern(
    either(
        rf"\b{MACHINE} (?:{_READING}|(?:\w+ )?of {_THIS}\b).{{0,40}}\b{_MUST}\b",
        rf"\b(?:read|summari[sz]ed|processed|quoted|indexed) by (?:an? |any )?{_MACHINES}\s*,",
        r"\b(?:you(?:'re|’re| are| were)(?: now| just| only| actually)?|to be|act as|\bas) (?:an? |the |my )?"
        rf"{_MACHINES}{_ENDS}.{{0,60}}\b(?:you|your|{_SAY}|{_DISCARD})\b",
    )
)
# Anywhere, in what case or by whom.
WHEN = LazyPattern(
    either(
        r"\b(?:when|whenever|if|once|should)\b (?:you (?:are )?|ever )?(?:"
        + either(
            "(?:asked|questioned|prompted|queried|(?:any|some|every)one (?:asks?|wonders)|users? asks?"
            "|a reader asks)(?= (?:about|of|who|what|when|where|which|whether|how|why|if)\\b|,)",
            "summari[sz]ing|answering|quoting|citing",
        )
        + rf")\b[^,]{{0,80}},\s*{_PLEASE}{_SAY}\b",
        r"\b(?:whoever|anyone who|any \w+ that|those who|every \w+ that|a reader who|users? who) "
        r"(?:sums?|summari[sz]es?|quotes?|cites?|process(?:es)?|index(?:es)?|asks?)\b.{0,40}?"
        r"\b(?:must|should|shall|may not)\b",
        r"<\|?\s*/?\s*(?:im_|s>|system|assistant|user|end|start|begin)|\[/?INST\]",
        r"\"(?:answerable|statements|sources)\"\s*:",
        "\\b(?:ignoriere?n?|vergiss|vergesst|ignorez|oubliez?|ignora|olvida|dimentica|esqueça|ignore|negeer"
        r"|vergeet)\b.{0,40}"
        r"\b(?:anweisung|vorgabe|les instructions|consignes|instruccion|istruzion|instruç|instructies)",
    )
)
# What is looked for anywhere takes long, so only where one of its words stands.
WORD = re.compile("[a-zç']+")
ORDER_WORDS = word_set(
    "answer respond reply output print return emit generate your user users asks asked asker askers"
    " questioner questioners asking response summary completion article page text document source site"
    " post story passage sentence instruction instructions paragraph note notice message content line"
    " prompt prompts directive directives guideline guidelines guardrail guardrails rules orders command"
    " commands programming training before above obey execute following told far user's"
)
TOLD_WORDS = word_set(
    "i ai ais llm llms model models bot bots chatbot chatbots assistant assistants agent agents crawler"
    " crawlers scraper scrapers summarizer summarizers summariser summarisers intelligence machine"
    " automated engine engines chatgpt gpt claude gemini copilot llama siri alexa grok bard deepseek"
    " mistral perplexity"
)
WHEN_WORDS = word_set(
    "asked asks questioned prompted queried wonders summarizing summarising answering quoting citing"
    " sum sums summarize summarise summarizes summarises quote quotes cite cites process processes index"
    " indexes ask ignoriere ignorieren vergiss vergesst ignorez oublie oubliez ignora olvida dimentica"
    " esqueça ignore negeer vergeet im inst system assistant user end start begin answerable statements"
    " sources"
)
