"""Examples for the OpenAPI document. Each works with the sample archive, which a test makes sure of."""

from __future__ import annotations

import json
from typing import Any

QUESTION = "When will Hong Kong deploy real-time facial recognition?"
PUBLISHER = "Northgate Chronicle"
QUOTE = "An anchor does not need a motive"
JOB_ID = "0a1b2c3d4e5f6071"
ARTICLE_ID = "d3692f3259c2ccdf"  # of its URL, so it stays as long as the URL does
STORY_DAY = "2025-08-26"

ANSWER_REQUESTS: dict[str, Any] = {
    "question": {"summary": "A question", "value": {"question": QUESTION}},
    "as_of": {
        "summary": "What was known on a day",
        "value": {"question": "When will the Kess Bridge open?", "as_of": "2025-06-15"},
    },
    "narrowed": {
        "summary": "Dates and publishers",
        "value": {
            "question": "What is the Bank of England's interest rate?",
            "after": "2025-08-01",
            "before": "2025-10-01",
            "publishers": ["The Ledger Daily"],
            "max_statements": 2,
        },
    },
}

CHAT_REQUESTS: dict[str, Any] = {
    "question": {
        "summary": "A question",
        "value": {"model": "dateline", "messages": [{"role": "user", "content": QUESTION}]},
    },
    "follow_up": {
        "summary": "A question that follows on another, as of a day",
        "value": {
            "model": "dateline-extractive",
            "messages": [
                {"role": "user", "content": "When will the Kess Bridge open?"},
                {"role": "assistant", "content": "The Kess Bridge will open on 14 September. [1]"},
                {"role": "user", "content": "Who said that?"},
            ],
            "dateline": {"as_of": "2025-06-15"},
        },
    },
    "summary": {
        "summary": "A summary",
        "value": {
            "model": "dateline",
            "messages": [{"role": "user", "content": "Give me a timeline of the Kess Bridge"}],
        },
    },
}

RESPONSE_REQUESTS: dict[str, Any] = {
    "question": {"summary": "A question", "value": {"model": "dateline", "input": QUESTION}},
    "follow_up": {
        "summary": "A question that follows on another, as of a day",
        "value": {
            "model": "dateline-extractive",
            "input": [
                {"role": "user", "content": "When will the Kess Bridge open?"},
                {"role": "assistant", "content": "The Kess Bridge will open on 14 September. [1]"},
                {"role": "user", "content": [{"type": "input_text", "text": "Who said that?"}]},
            ],
            "dateline": {"as_of": "2025-06-15"},
        },
    },
}

CHECK_REQUESTS: dict[str, Any] = {
    "citations": {
        "summary": "One citation",
        "value": {
            "citations": [
                {
                    "marker": 1,
                    "article_id": ARTICLE_ID,
                    "version": 1,
                    "sha256": "b64b9c62da65230b0512f82313525a223864488167e3dc4c50c9a0bb8ca0f70c",
                    "start": 1259,
                    "end": 1360,
                    "quote": "The council has commissioned a study of the cost of demolition and expects to "
                    "publish it next spring.",
                    "title": "Kess Bridge will open to traffic on 14 September, council says",
                    "publisher": PUBLISHER,
                    "published_at": "2025-05-06T05:30:00Z",
                    "url": "https://northgatechronicle.example/2025/05/06/kess-bridge-to-open-in-september",
                    "story_id": ARTICLE_ID,
                }
            ]
        },
    }
}

DRAFT_REQUESTS: dict[str, Any] = {
    "draft": {
        "summary": "A draft with a quotation that was altered",
        "value": {
            "text": "The Kess Bridge will open on 29 November 2025.\n\n"
            "“I have stopped answering that,” Miriam Adeyemi said, “but I have hired the band.”",
            "as_of": "2025-10-31",
        },
    }
}

_RECORD = {
    "url": "https://kessmouthecho.example/2025/11/03/harbour-lamp-relit",
    "title": "Harbour lamp relit after eleven years",
    "text": "The lamp at the end of Kessmouth's North Mole was lit again on Monday. It had been dark for "
    "eleven years.\n\nThe harbour trust paid £42,000 for the repair.",
    "published": "2025-11-03T18:00:00Z",
    "publisher": "Kessmouth Echo",
}
UPLOADED_JSON: dict[str, Any] = {
    "record": {"summary": "One record", "value": _RECORD},
    "records": {"summary": "Several records", "value": [_RECORD]},
    "articles": {"summary": "The same under a name", "value": {"articles": [_RECORD]}},
}
QUEUED_ADDRESSES: dict[str, Any] = {
    "addresses": {
        "summary": "Pages to fetch",
        "value": {"addresses": ["https://example.org/2025/10/03/a-story"]},
    },
}

UPLOADED_LINES: dict[str, Any] = {
    "lines": {"summary": "A record a line", "value": json.dumps(_RECORD, ensure_ascii=False) + "\n"}
}
UPLOADED_TEXT: dict[str, Any] = {
    "text": {
        "summary": "A page saved as text",
        "value": f"{_RECORD['title']}\n\n{_RECORD['text']}\n",
    }
}
UPLOADED_MARKDOWN: dict[str, Any] = {
    "markdown": {"summary": "Markdown", "value": f"# {_RECORD['title']}\n\n{_RECORD['text']}\n"}
}
UPLOADED_PAGE: dict[str, Any] = {
    "page": {
        "summary": "A page; its address is in `url`",
        "value": "<html><head><title>Harbour lamp relit</title></head><body><article>"
        "<h1>Harbour lamp relit</h1><p>The lamp at the end of Kessmouth's North Mole was lit again on "
        "Monday, after it had been dark for eleven years. The harbour trust paid £42,000 for the repair, "
        "which took nine weeks.</p></article></body></html>",
    }
}
