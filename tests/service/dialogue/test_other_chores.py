"""Prompts of chat programs with other keys, other forms and in other languages."""

from __future__ import annotations

import pytest

from service.dialogue.chore_form import Layout, form_of
from service.dialogue.chores import ChoreKind, find_chore
from service.dialogue.turns import Turn

ASKED, TOLD = "When will the Kess Bridge open?", "The bridge will open in spring. [1]"
HISTORY = (Turn(ASKED, TOLD),)
SPOKEN = f"User: {ASKED}\nAssistant: {TOLD}"
HOLDING_THE_CONVERSATION = (
    (ChoreKind.FOLLOW_UPS, f'What might I ask next? Return JSON with the key "next_steps".\n\n{SPOKEN}'),
    (
        ChoreKind.FOLLOW_UPS,
        f"Propose questions the user is likely to ask next. Reply with JSON: a field called "
        f'"prompts" holding an array of strings.\n{SPOKEN}',
    ),
    (
        ChoreKind.TITLE,
        f'Return JSON with the key "topic" that names what this conversation is about in at '
        f"most 5 words.\n{SPOKEN}",
    ),
    (ChoreKind.TITLE, f'Generate a title for the chat. Respond with JSON: {{"chat_name": "..."}}\n{SPOKEN}'),
    (
        ChoreKind.TITLE,
        f'Summarise the conversation in a few words. JSON: {{"subject": "<subject>"}}\n{SPOKEN}',
    ),
    (
        ChoreKind.TAGS,
        f"What is this conversation about? Output a JSON array of topics.\n<chat>\n{SPOKEN}\n</chat>",
    ),
    (ChoreKind.TAGS, f"Identify the main topics discussed. Use bullets.\n\n{SPOKEN}"),
    (ChoreKind.TAGS, f'Which topics come up in this chat? JSON: {{"topics": []}}\n{SPOKEN}'),
    (
        ChoreKind.QUERIES,
        f"Give me one search engine query, on a single line, for the conversation.\n{SPOKEN}",
    ),
    (ChoreKind.QUERIES, f"Produce search keywords on one line for the following chat.\n{SPOKEN}"),
    (ChoreKind.QUERIES, f'What should be looked up on the web? Respond as {{"searches": ["..."]}}\n{SPOKEN}'),
    (
        ChoreKind.TITLE,
        f"Erstelle einen Titel für diese Unterhaltung, höchstens 5 Wörter.\n\nNutzer: "
        f"{ASKED}\nAssistent: {TOLD}",
    ),
    (
        ChoreKind.TITLE,
        f"Génère un titre court (3 à 5 mots) pour cette conversation. Réponds uniquement avec "
        f"le titre.\n\nUtilisateur : {ASKED}\nAssistant : {TOLD}",
    ),
    (
        ChoreKind.TITLE,
        f"Genera un título breve (máximo 6 palabras) para la siguiente "
        f"conversación:\n\nUsuario: {ASKED}\nAsistente: {TOLD}",
    ),
    (
        ChoreKind.TITLE,
        f"Crie um título curto para esta conversa, com no máximo 5 palavras.\n\nUsuário: "
        f"{ASKED}\nAssistente: {TOLD}",
    ),
    (
        ChoreKind.TITLE,
        f"Genera un titolo conciso (massimo 5 parole) per questa conversazione.\n\nUtente: "
        f"{ASKED}\nAssistente: {TOLD}",
    ),
    (ChoreKind.TITLE, f"请为以下对话生成一个简短的标题，不超过10个字。\n\n用户：{ASKED}\n助手：{TOLD}"),
    (ChoreKind.TAGS, f"为这段对话生成1-3个标签，以JSON数组返回。\n<chat_history>\n{SPOKEN}\n</chat_history>"),
    (ChoreKind.TAGS, f"Genera 3 etiquetas para esta conversación, separadas por comas.\n{SPOKEN}"),
    (ChoreKind.TAGS, f"Donne trois mots-clés pour cet échange.\n\n{SPOKEN}"),
    (ChoreKind.TAGS, f"Estrai le parole chiave dalla conversazione.\n\n{SPOKEN}"),
    (ChoreKind.FOLLOW_UPS, f"Propose trois questions de suivi pour cette discussion.\n\n{SPOKEN}"),
    (ChoreKind.FOLLOW_UPS, f"Sugiere tres preguntas que el usuario podría hacer a continuación.\n\n{SPOKEN}"),
    (ChoreKind.FOLLOW_UPS, f"根据对话，提出三个后续问题。\n\n{SPOKEN}"),
    (ChoreKind.FOLLOW_UPS, f"Suggerisci tre domande che l’utente potrebbe fare.\n\n{SPOKEN}"),
    (ChoreKind.FOLLOW_UPS, f"Sugira três perguntas de acompanhamento.\n\n{SPOKEN}"),
    (ChoreKind.QUERIES, f"Génère une requête de recherche pour cette conversation.\n\n{SPOKEN}"),
    (ChoreKind.QUERIES, f"Genera una consulta de búsqueda para la conversación.\n\n{SPOKEN}"),
    (ChoreKind.QUERIES, f'根据以下对话生成搜索查询，返回 JSON：{{"queries": ["..."]}}\n{SPOKEN}'),
    (ChoreKind.QUERIES, f'Gere consultas de pesquisa. JSON: {{"queries": []}}\n{SPOKEN}'),
    (ChoreKind.QUERIES, f"Crea una query di ricerca per la conversazione seguente.\n{SPOKEN}"),
)
BEHIND_IT = (
    (ChoreKind.TITLE, "Fasse unser Gespräch in einem Titel von höchstens 5 Wörtern zusammen."),
    (ChoreKind.TITLE, "Donne un titre à cette conversation, 5 mots maximum."),
    (ChoreKind.TITLE, "请给这个对话起一个标题"),
    (ChoreKind.TITLE, "Dale un título a esta conversación"),
    (ChoreKind.FOLLOW_UPS, "Give me three more questions I can ask about this."),
    (ChoreKind.FOLLOW_UPS, "What else could I ask about this?"),
    (ChoreKind.FOLLOW_UPS, "Generate 3 related questions."),
    (ChoreKind.TAGS, 'Return JSON: {"tags": ["..."]}'),
    (ChoreKind.QUERIES, "Return only one search query for the last question."),
)
ORDINARY = (
    *("List the follow-up questions minister Olaf Brun was asked.", "Welchen Titel gewann Rena Stahl?"),
    *("Quel titre a remporté Stahl ?", "¿Qué título ganó?", "List the titles won by Rena Stahl"),
    *("Show me related questions on the budget vote in parliament", "Give me the title of the report"),
    *(
        "Was the conversation between Brun and Stahl recorded?",
        "What further questions does the inquiry ask?",
    ),
)
TOLD_BY_THE_SYSTEM = (
    (ChoreKind.TAGS, 'You create tags for chats. Output JSON {"tags": []}.'),
    (ChoreKind.TITLE, "Write a title for the conversation. Title only."),
    (ChoreKind.TITLE, "Du erzeugst Titel für Gespräche. Antworte nur mit dem Titel."),
)
PERSONAS = (
    "You are a helpful assistant. Do not use HTML tags. Respond only in plain text.",
    "You are a news desk. Answer only from the archive. Suggest follow-up questions after each answer.",
    "Du bist ein hilfreicher Assistent. Antworte nur auf Deutsch.",
    "Use only plain text, no other markup, and keep titles of articles in italics.",
)


@pytest.mark.parametrize(("kind", "prompt"), HOLDING_THE_CONVERSATION)
def test_a_prompt_that_holds_the_conversation(kind: ChoreKind, prompt: str) -> None:
    chore = find_chore(prompt)
    assert chore is not None
    assert (chore.kind, chore.turns[0].question) == (kind, ASKED)


@pytest.mark.parametrize(("kind", "prompt"), BEHIND_IT)
def test_a_prompt_behind_the_conversation(kind: ChoreKind, prompt: str) -> None:
    chore = find_chore(prompt, HISTORY)
    assert chore is not None
    assert (chore.kind, chore.turns) == (kind, HISTORY)


@pytest.mark.parametrize("question", ORDINARY)
def test_a_question_with_their_words_is_none(question: str) -> None:
    assert find_chore(question, HISTORY) is None
    assert find_chore(question) is None


@pytest.mark.parametrize(("kind", "system"), TOLD_BY_THE_SYSTEM)
def test_the_system_message_may_say_what_to_make(kind: ChoreKind, system: str) -> None:
    whole, turns = find_chore(SPOKEN, (), system), find_chore("And the tram?", HISTORY, system)
    assert whole is not None
    assert turns is not None
    assert (whole.kind, whole.turns) == (kind, HISTORY)
    assert (turns.kind, turns.turns) == (kind, (*HISTORY, Turn("And the tram?", "")))


@pytest.mark.parametrize("system", PERSONAS)
def test_a_persona_is_no_chore(system: str) -> None:
    assert find_chore("And when will the tram start?", HISTORY, system) is None


@pytest.mark.parametrize(
    ("told", "keys"),
    [
        ('Answer with a JSON object that has the single key "subject".', [("subject", False)]),
        ('Give them as JSON under the key "topics".', [("topics", True)]),
        ("Return JSON with the key headline.", [("headline", False)]),
        ('JSON with a "label" field and nothing else', [("label", False)]),
        ('A JSON object with the keys "title" and "tags"', [("title", False), ("tags", True)]),
        ("Name the key figures.", []),
        ("JSON, and mind the key points.", []),
    ],
)
def test_keys_may_be_named_in_words(told: str, keys: list[tuple[str, bool]]) -> None:
    assert [(key.name, key.many) for key in form_of(told).keys] == keys


@pytest.mark.parametrize(
    ("told", "most"),
    [
        ("3 bis 5 Wörter", 5),
        ("3 à 6 mots", 6),
        ("máximo 7 palabras", 7),
        ("até 4 palavras", 4),
        ("massimo 8 parole", 8),
        ("不超过10个字", 10),
    ],
)
def test_a_length_in_words_of_other_languages(told: str, most: int) -> None:
    assert form_of(told).most_words == most


def test_a_single_line() -> None:
    for told in ("Write one web search query.", "a single search query", "Search keywords on one line."):
        assert form_of(told).one
    assert not form_of("Generate 1-3 search queries.").one
    assert form_of("Tags on a single line.").layout is Layout.COMMAS
