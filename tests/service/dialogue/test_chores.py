"""What chat programs send beside a conversation, in many programs' ways of putting it."""

from __future__ import annotations

import json
import time

import pytest

from service.dialogue.chore_form import Layout
from service.dialogue.chores import ChoreKind, chore_of_system, find_chore
from service.dialogue.turns import Turn

ASKED, TOLD = "When will the Kess Bridge open?", "The bridge will open in spring. [1]"
TURN = Turn(ASKED, TOLD)
TALK = f"USER: {ASKED}\nASSISTANT: {TOLD}"
LOWER = f"user: {ASKED}\nassistant: {TOLD}"
HUMAN = f"Human: {ASKED}\n\nAI: {TOLD}"
BOLD = f"**User:** {ASKED}\n**Assistant:** {TOLD}"
MARKED = f"[User]: {ASKED}\n[Assistant]: {TOLD}"
TAGS = f"<user_message>\n{ASKED}\n</user_message>\n<assistant_response>\n{TOLD}\n</assistant_response>"
JSON = json.dumps([{"role": "user", "content": ASKED}, {"role": "assistant", "content": TOLD}])
INDENTED = json.dumps(
    [{"role": "user", "mainText": ASKED}, {"role": "assistant", "mainText": TOLD}], indent=2
)

TITLES = (
    f"### Task:\nCreate a concise title for the chat history.\n### Guidelines:\n- No emojis.\n- 3-5 words.\n"
    f'### Output:\nJSON format: {{ "title": "your title" }}\n### Examples:\n- {{ "title": "Stock Trends" }}\n'
    f"### Chat History:\n<chat_history>\n{TALK}\n</chat_history>",
    f"Give this conversation a concise title of five words or less, in title case, and return nothing "
    f"but the "
    f"title.\n\nConversation:\nUser: {ASKED}\nAI: {TOLD}",
    f"Based on the chat below, name this conversation. Keep it under 10 characters, without quotes. Just the "
    f"name.\n\n```\n{TALK}\n```",
    f"<conversation>\n{TAGS}\n</conversation>\n\nWrite a title for this conversation:",
    f"---BEGIN USER MESSAGES---\n{ASKED}\n---END USER MESSAGES---\n\nGenerate a short title for these "
    f"messages.",
    f'Generate a title of at most five words for a chat that starts with this user prompt: "{ASKED}"',
    f"Write a concise, descriptive title for this conversation from the question below. No more than "
    f"8 words.\n\n"
    f"Question: {ASKED}\n\nTitle: ",
    f"Find a concise title for a conversation between a user and an assistant. Put out nothing "
    f"else.\n{LOWER}",
    f"You need to summarise the user's conversation into a title of no more than 10 words, without "
    f"punctuation:\n{LOWER}",
    f"Summarize the following conversation in 5 words or fewer:\n\n{HUMAN}",
    f"What would be a short and fitting title for this chat?\n\n{BOLD}",
    f"Here are the first messages:\n{JSON}\nCome up with a headline for them (max 40 characters).",
    f"You are a title generator. Return only the title.\n\n{MARKED}",
    f"Please entitle the dialogue with a title in English, up to 30 characters.\n\n{INDENTED}",
)
MORE = {
    "a rule between question and answer": (
        f"Name this conversation in at most 10 "
        f"characters.\n```\n{ASKED}\n\n---------\n\n{TOLD}\n```\nOnly the name:",
        ChoreKind.TITLE,
    ),
    "elements for the reply": (
        "You generate suggestions for a search engine. Put 4-5 of them between the XML tags "
        "<suggestions> and "
        f"</suggestions>.\n\nConversation:\n{HUMAN}\n",
        ChoreKind.FOLLOW_UPS,
    ),
    "the instruction below, without a gap": (
        f'{HUMAN}\nPlease predict three questions that the human would ask, as JSON: ["q1", "q2"]',
        ChoreKind.FOLLOW_UPS,
    ),
    "versions of a question": (
        f"Write 3 versions of the user's question for a vector database.\nOriginal question: {ASKED}",
        ChoreKind.QUERIES,
    ),
    "the message behind a colon": (f"Extract search keywords from this message: {ASKED}", ChoreKind.QUERIES),
    "the text in quotes": (f'Create a title (5 words at most) for this text: "{ASKED}"', ChoreKind.TITLE),
    "labels behind a bar": (
        f'Please generate a concise, 5-word-or-less title for the conversation.\n\n||>User:\n"{ASKED}"\n'
        f'||>Response:\n"{TOLD}"',
        ChoreKind.TITLE,
    ),
    "You and AI": (f"Extract a chat title.\n```\n- You: {ASKED}\n- AI: {TOLD}\n```", ChoreKind.TITLE),
    "between rules, examples below": (
        f"Here is the query:\n\n-----\n\n{ASKED}\n\n-----\n\nCreate a 3-5 word phrase as a title for it.\n\n"
        f"Examples of titles:\n\nFamily Activities\n\nResponse:",
        ChoreKind.TITLE,
    ),
    "an example before": (
        f"Your output is restricted to: Intention + Subject, as JSON.\n\nexample 1:\nUser Input: hi, I had "
        f'burgers.\n{{\n "Your Output": "sharing food"\n}}\n\nUser Input: \n{ASKED}',
        ChoreKind.TITLE,
    ),
    "all on one line": (
        f"Your task is to generate 3 different versions of the given user question to help the user overcome "
        f"limits of the search. Provide these alternative questions. Original question: {ASKED}",
        ChoreKind.QUERIES,
    ),
    "parts of a question": (
        f"Break the question down into sub-questions. Return a JSON list.\nQuestion: {ASKED}\n\n"
        f"Sub-questions (JSON):",
        ChoreKind.PARTS,
    ),
    "a step back": (
        f"Paraphrase a question to a more generic step-back question.\nOriginal: {ASKED}\nStep-back:",
        ChoreKind.STEP_BACK,
    ),
    "a face": (f"Reflect the mood of the message by an emoji.\n\nMessage: ```{ASKED}```", ChoreKind.EMOJI),
    "what is typed goes on": (
        f'Complete the text. JSON: {{"text": '
        f'""}}\n<chat_history>\n{TALK}\n</chat_history>\n<text>When</text>',
        ChoreKind.COMPLETION,
    ),
    "a picture": (
        f'Generate a prompt for image generation: {{"prompt": ""}}\n<messages>\n{TALK}\n</messages>',
        ChoreKind.IMAGE,
    ),
}
TAGGING = (
    f'### Task:\nGenerate 1-3 broad tags for the chat history.\n### Output:\nJSON format: {{ "tags": '
    f'["tag1", "tag2"] }}\n'
    f"### Chat History:\n<chat_history>\n{TALK}\n</chat_history>",
    f"Extract up to five keywords from this conversation, comma-separated.\n\n{HUMAN}",
    f"Categorise the conversation with 2 tags. Return a JSON array of "
    f"strings.\n<messages>\n{LOWER}\n</messages>",
    f'Suggest labels for this chat as {{"labels": ["…"]}}:\n{BOLD}',
    f"Assign 1 to 4 hashtags to the discussion below, one per line.\n\nDiscussion:\n{TALK}",
    f"List the key phrases of the exchange as bullet points.\n\n{MARKED}",
    f"You label conversations. Give three short tags.\n\n{JSON}",
    f"Identify the categories of the transcript.\n<transcript>{TAGS}</transcript>",
    f"Return tags for the thread in the format ['tag1', 'tag2'].\n```\n{LOWER}\n```",
    f"Produce a list of keywords that describe the chat history:\n\nChat History:\n{TALK}",
)
FOLLOW_UPS = (
    f"### Task:\nSuggest 3-5 follow-up questions that the user might ask next.\n### Output:\n"
    f'JSON format: {{ "follow_ups": ["Question 1?"] }}\n### Chat '
    f"History:\n<chat_history>\n{TALK}\n</chat_history>",
    f"Based on the conversation, suggest three related questions, one per line.\n\n{HUMAN}",
    f"You are helpful. Below is the history between a user and an LLM. Suggest up to 4 thoughtful "
    f"follow-up questions the "
    f"user can ask. Return a JSON array of strings.\n\n{LOWER}",
    f"Predict what the user might ask next and give 2 suggestions.\n<history>\n{TALK}\n</history>",
    f'Generate further questions about this topic as {{"questions": ["…"]}}.\n\nQuestion: '
    f"{ASKED}\nAnswer: {TOLD}",
    f"Write three questions the user could want to put next, numbered.\n\n{BOLD}",
    f"Propose next questions for the dialogue below.\n\nDialogue:\n{TALK}",
    f"Create additional prompts for this chat in a bulleted list\n```\n{LOWER}\n```",
    f"Provide suggested replies to continue the exchange.\n\n{MARKED}",
    f"Come up with followups to the conversation.\n{JSON}",
)
QUERIES = (
    f"### Task:\nAnalyze the chat history to decide whether search queries are needed, 1-3 broad "
    f"ones.\n### Output:\n"
    f'Strictly return in JSON format: {{ "queries": ["query1", "query2"] '
    f"}}\n<chat_history>\n{TALK}\n</chat_history>",
    f"Generate a search query for the last message of this conversation. Only the query.\n\n{HUMAN}",
    f'Turn the conversation into web search terms: {{"search_queries": []}}\n\n{LOWER}',
    f"You are an expert at searching. Produce 3 search phrases, one per line, for the conversation.\n{JSON}",
    f"Write a Google query that helps to answer the user.\n<messages>{TALK}</messages>\nReturn the "
    f"query for the search.",
    f"Formulate search engine keywords.\n\nConversation:\n{TALK}",
    f"Determine the search strings needed to reply to the user.\n\n{BOLD}",
    f'Create queries for a vector database. JSON: {{"queries": ["q"]}}\n\n{MARKED}',
    f"Please output up to two web searches for this chat:\n```\n{LOWER}\n```",
    f"Derive retrieval queries from the history below.\n\nHistory:\n{HUMAN}",
)
STAND_ALONE = (
    "Given the following conversation and a follow up question, rephrase the follow up question to be "
    "a standalone "
    f"question.\n\nChat History:\n{HUMAN}\nFollow Up Input: Why so late?\nStandalone question:",
    f"Rewrite the last question so that it is self-contained.\n<history>\n{TALK}\n</history>\nLatest "
    f"question: Why so late?",
    f"Reformulate the user's query with the history.\n\n{LOWER}\nuser: Why so late?\n\nRewritten query:",
    f"Rephrase the follow-up so that it stands alone.\n<conversation>\n{TALK}\n</conversation>\n"
    f"Follow up question: Why so late?\nRephrased question:",
    f"Rewrite the message to be a standalone question.\n\n<Chat History>\n{LOWER}\n\n<Follow Up Message>\n"
    f"Why so late?\n\n<Standalone question>\n",
    f"Condense the dialogue and the question into one question.\n\nDialogue:\n{TALK}\nUSER: Why so late?",
)
QUESTIONS = (
    "What was the title of the report?",
    "Give me the title of the report on the Kess Bridge.",
    "Which tags were found on the birds?",
    "Who had the JSON data of the leak?",
    "Return of the ferry: when?",
    "What did the two sides say in the conversation between Solheim and Amsel?",
    "Who named the ship?",
    "What follow-up questions did the committee ask the minister?",
    "List the titles that the club has won, as JSON.",
    "Give me a headline about the strike.",
    "Write me a summary of the talks.",
    "Summarise the discussion between the council and the union.",
    "What is the name of the mayor?",
    "Which keywords did the police search for?",
    "Name the mayor of Kessmouth.",
    "Find articles that use the word 'title'.",
    "Question: who leads Brightwater Energy?",
    "Q: Why was the title fight called off?",
    'Quote from the report: "The title was lost". Who said that?',
    'The minister said: "We will answer further questions." When?',
    "Which search queries led the police to him?",
    'Give me the headline of the story behind this quote: "We will win"',
    'Find the title of the article that has this sentence: "The bearings were cracked."',
    "Give me the headline of the article with this text: The bearings were cracked.",
    "Return the titles that contain the word 'ferry': all of them",
    'Suggest who said this: "The title is ours."',
    "Generate electricity: who does in Kessmouth?",
    "Tell me what the user of the ferry might ask for: a refund?",
)


@pytest.mark.parametrize(
    ("kind", "prompt"),
    [
        (kind, prompt)
        for kind, prompts in (
            (ChoreKind.TITLE, TITLES),
            (ChoreKind.TAGS, TAGGING),
            (ChoreKind.FOLLOW_UPS, FOLLOW_UPS),
            (ChoreKind.QUERIES, QUERIES),
        )
        for prompt in prompts
    ],
)
def test_a_chore_is_known_with_its_conversation(kind: ChoreKind, prompt: str) -> None:
    chore = find_chore(prompt)
    assert chore is not None
    assert chore.kind is kind
    assert chore.turns[0].question == ASKED
    assert chore.turns[0].answer in ("", TOLD)


@pytest.mark.parametrize("shape", MORE)
def test_a_chore_may_have_other_shapes(shape: str) -> None:
    prompt, kind = MORE[shape]
    chore = find_chore(prompt)
    assert chore is not None
    assert (chore.kind, chore.turns[0].question) == (kind, ASKED)


@pytest.mark.parametrize("prompt", STAND_ALONE)
def test_a_question_that_is_to_stand_alone_is_the_last_one(prompt: str) -> None:
    chore = find_chore(prompt)
    assert chore is not None
    assert chore.kind is ChoreKind.STAND_ALONE
    assert (chore.turns[0], chore.turns[-1].question) == (TURN, "Why so late?")


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("history", [(), (TURN,)])
def test_a_question_that_only_mentions_such_things_is_none(question: str, history: tuple[Turn, ...]) -> None:
    assert find_chore(question, history) is None


@pytest.mark.parametrize(
    ("kind", "prompt"),
    [
        (
            ChoreKind.TITLE,
            "Please generate a four to five word title summarizing our conversation without punctuation.",
        ),
        (ChoreKind.TITLE, "Give this chat a short name. Parentheses are not needed."),
        (ChoreKind.TAGS, "Tag this conversation with three keywords."),
        (ChoreKind.FOLLOW_UPS, "Based on the chat history above, generate 3 follow-up questions."),
        (
            ChoreKind.DIGEST,
            "Summarize our discussion in 200 words or less to use as a prompt for future context.",
        ),
    ],
)
def test_the_conversation_may_stand_before_the_prompt(kind: ChoreKind, prompt: str) -> None:
    chore = find_chore(prompt, (TURN,))
    assert chore is not None
    assert (chore.kind, chore.turns) == (kind, (TURN,))


@pytest.mark.parametrize(
    ("kind", "system"),
    [
        (
            ChoreKind.TITLE,
            "You are a conversation summarizer. Generate a concise title.\n- Output ONLY the title.",
        ),
        (
            ChoreKind.TITLE,
            "You name chats. Create a short title (four words or less). Reply with only the title.",
        ),
        (
            ChoreKind.TITLE,
            "You never answer a user's question directly, but summarize the request into a sentence "
            "of four words. "
            "Only that.",
        ),
        (
            ChoreKind.TITLE,
            "- you will generate a short title based on the first message a user begins a conversation with\n"
            "- do not use quotes or colons",
        ),
        (
            ChoreKind.STAND_ALONE,
            "Rephrase the question so that it stands alone: a standalone question, nothing else.",
        ),
    ],
)
def test_a_system_message_may_hold_the_instruction(kind: ChoreKind, system: str) -> None:
    for prompt in (ASKED, LOWER, JSON):
        chore = find_chore(prompt, (), system)
        assert chore is not None
        assert (chore.kind, chore.turns[0].question) == (kind, ASKED)


def test_a_rewriting_may_be_told_by_the_system_with_the_history_before_the_question() -> None:
    system = (
        "Formulate a standalone question of the history and the last one. Do not answer it; "
        "change it if needed."
    )
    chore = find_chore("Why so late?", (TURN,), system)
    assert chore is not None
    assert (chore.kind, chore.turns) == (ChoreKind.STAND_ALONE, (TURN, Turn("Why so late?", "")))


@pytest.mark.parametrize(
    "system",
    [
        "You are a pirate.",
        "You are a news assistant. Answer only from the archive. Suggest follow-up questions at the end.",
        "Answer in JSON only, with the title of each source.",
        "You are helpful. Use tools only if needed. Today is Monday. Keep titles short.",
        "Give concise answers. Never add a title or other text, only the answer.",
        "You are an assistant for a news team. Answer only from the archive. Give each answer a title.",
        "You help journalists. Write short titles only when asked. No emojis.",
        "You are helpful. Only use the provided tools. Suggest follow-up questions where useful.",
        "Be concise. Use only facts. Add keywords to your answer.",
        "Summarise news for a newsroom. Only cite what stands in the archive.",
        "Return Markdown only. Give search terms for further reading with every reply.",
        "Respond to questions about the news. Respond only in English, with a headline.",
        "Given the following conversation, relevant context, and a follow up question, reply with an answer "
        "to the current question the user is asking. Return only your response to the question.",
        "For each user query, use search results to provide assistance. Only reply in Markdown, with related "
        "questions below.",
        "Return only what the tools found, with keywords in bold.",
        "You write for the headline desk of a newspaper. Never use exclamation marks. Nothing else matters.",
        "This is a summary of the chat history: the user asked for a title and tags. Only one was given.",
        'Produce JSON only: {"reply": "text", "followups": []}',
        "Du bist ein Assistent. Beantworte die Frage nur anhand des Gesprächs, mit einem Titel.",
        "Eres un asistente. Responde solo en inglés y cita el título del artículo.",
    ],
)
def test_other_system_messages_change_nothing(system: str) -> None:
    for history in ((), (TURN,)):
        assert find_chore(ASKED, history, system) is None
    assert chore_of_system(system, (TURN,)) is None


def test_a_template_with_the_conversation_in_it_is_no_chore_where_it_tells_to_answer() -> None:
    told = "Given the following conversation and a follow up question, reply with an answer to the question."
    assert find_chore(f"{told}\n\n{TALK}\nUSER: Why so late?\nASSISTANT:") is None


def test_the_form_is_read() -> None:
    title = find_chore(TITLES[0])
    assert title is not None
    assert (title.form.keys[0].name, title.form.least_words, title.form.most_words) == ("title", 3, 5)
    short = find_chore(TITLES[11])
    assert short is not None
    assert short.form.most_characters == 40
    commas, array, _, lines = (
        find_chore(prompt) for prompt in (TAGGING[1], TAGGING[2], TAGGING[3], TAGGING[4])
    )
    assert commas is not None
    assert (commas.form.layout, commas.form.most_items) == (Layout.COMMAS, 5)
    assert array is not None
    assert (array.form.array, array.form.most_items) == (True, 2)
    assert lines is not None
    assert (lines.form.layout, lines.form.most_items) == (Layout.LINES, 4)


def test_hostile_prompts_take_no_time() -> None:
    started = time.process_time()
    for text in (
        "<chat_history>",
        "user: ",
        "[{",
        "```",
        ': "a',
        '{ "a": ',
        "title of the chat ",
        "answer the question with a title ",
        "Example 1:\nuser: ",
        "<q>",
        "1 to 2 ",
        "---\n",
        ". ",
    ):
        find_chore(f"Generate a title for this conversation:\n{text * (100_000 // len(text))}")
        find_chore(
            f"{text * (20_000 // len(text))}user: Why?\nassistant: As it rained.", system="Give a title."
        )
        chore_of_system(text * (4_000 // len(text)), ())
    find_chore(f"Generate a title for this conversation:\n<{'chat' * 25_000}")
    assert time.process_time() - started < 5
