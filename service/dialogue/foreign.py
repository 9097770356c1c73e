"""The few words by which a chat program's prompt in another language says what it wants of a conversation.

German, French, Spanish, Portuguese, Italian and Chinese. They count only in a prompt that holds a
conversation or speaks of the one before it; the form (JSON, a length) is read as in English.
"""

from __future__ import annotations

import re

# By the kind of chore. A word in Latin letters may go on: "Titels", "Suchanfragen".
_TASKS = {
    "queries": (
        r"such(?:an|ab)?fragen?|suchbegriff\w*|requêtes?|termes? de recherche|consultas?|búsquedas?"
        r"|términos? de búsqueda|pesquisas?|termos? de (?:busca|pesquisa)|ricerche|query di ricerca"
        r"|termini di ricerca|quer(?:y|ies)(?!\s*:)",
        r"搜索(?:查询|词|关键词|语句)|查询(?:词|语句)?|检索(?:词|式)",
    ),
    "follow-ups": (
        r"(?:anschluss|folge|nach)fragen?|(?:questions?|preguntas?|perguntas?|domande) (?:\w+ ){0,2}?"
        r"(?:de suivi|suivantes?|de relance|de seguimiento|siguientes?|de acompanhamento|seguintes?"
        r"|di approfondimento|successive|di follow[- ]?up)"
        r"|(?:fragen|questions|preguntas|perguntas|domande)\b[^.\n]{0,40}\b(?:nutzer|benutzer|utilisateur"
        r"|usuario|usuário"
        r"|utente)|follow[- ]?ups?",
        r"(?:后续|追问|接下来|下一步|跟进|相关)的?(?:\w{0,4})?(?:问题|提问)",
    ),
    "tags": (
        r"schlag(?:wort\w*|wörter\w*)|stichw(?:ort\w*|örter\w*)|étiquettes?|mots[- ]clés?|etiquetas?"
        r"|palabras? clave"
        r"|palavras?[- ]chave|etichett[ae]|parol[ae] chiave|tags?",
        r"标签|关键词|关键字",
    ),
    "title": (
        r"\w*titels?|überschrift\w*|titres?|intitulé|títulos?|titol[oi]",
        r"标题|题目|主题|標題|題目|主題",
    ),
}
_PATTERNS = {
    task: re.compile(rf"\b(?:{latin})\b|(?:{chinese})", re.I) for task, (latin, chinese) in _TASKS.items()
}
_TALK = re.compile(
    r"\b(?:chat\w*|gespräche?s?|unterhaltung|konversation|dialogs?|verlauf|conversation|échange|discussion"
    r"|conversación"
    r"|diálogo|conversa|conversazione|dialogo)\b|对话|聊天|会话|對話|會話|这句话|這句話",
    re.I,
)
_ANSWERS = re.compile(
    r"(?:^[^\w\n]*|[.,!?:] \W{0,8})(?:bitte )?(?:beantworte\w*|réponde?[sz]? (?:\w+ )?(?:à|aux?)"
    r"|responde(?:r|a)? (?:\w+ )?(?:a|à|la|las)\b|rispond\w+ (?:\w+ )?all?\w*)"
    r"|^[^\w\n]*(?:请)?(?:根据[^。\n]{0,20})?回答",
    re.I | re.M,
)
# "What", "who" … at its start, or a verb that asks: a person's question.
_ASKS = re.compile(
    r"^\W*(?:wie|was|wer|wann|wo|warum|wieso|welche\w*|comment|qui|que|quoi|quand|où|pourquoi|quel\w*"
    r"|combien|cómo|qué"
    r"|quién\w*|cuándo|dónde|cuál\w*|cuánt\w+|como|quem|quando|onde|qual|quais|quant\w+|chi|che|cosa|come"
    r"|dove|perché"
    r"|who|what|when|where|why|how|which|is|are|was|were|did|do|does|has|have)\b",
    re.I,
)


_ONLY = re.compile(
    r"\b(?:nur|ausschließlich|lediglich|uniquement|seulement|exclusivement|solo|solamente|únicamente"
    r"|somente|apenas|só"
    r"|soltanto|esclusivamente)\b|只|仅",
    re.I,
)

_ENGLISH = re.compile(r"\b(?:the|and|you|your|with|of|this|is|are|for|to|not|only|use)\b")
_ENOUGH_ENGLISH = 2


def wants_only_that(text: str) -> bool:
    """Return whether a text in one of the languages wants nothing else in the reply."""
    return _ONLY.search(text) is not None


def foreign_task(instruction: str) -> str | None:
    """Return the kind of chore that is named first, by its name; None if none is, or the text asks."""
    if _ASKS.match(instruction) or len(set(_ENGLISH.findall(instruction.lower()))) >= _ENOUGH_ENGLISH:
        return None
    found = {task: place.start() for task, words in _PATTERNS.items() if (place := words.search(instruction))}
    return min(found, key=lambda task: found[task]) if found else None


def speaks_of_talk(text: str) -> bool:
    """Return whether a text speaks of a conversation in one of the languages."""
    return _TALK.search(text) is not None


def tells_to_answer(text: str) -> bool:
    """Return whether a text in one of the languages tells to answer a question."""
    return _ANSWERS.search(text) is not None
