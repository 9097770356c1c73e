"""Where the sentences of a news text stand. English first; German and French do not break badly.

One regex finds every place where a sentence might end, and a decision looks at a bounded window around
each, so the time is linear in the length of the text whatever the text is.

A newline ends a sentence, because the sources give one paragraph, headline or list item a line. The
exception is a block wrapped by an editor (plain-text wires, e-mail): see `_wrapped_newlines`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.article import Sentence
from ingest.text.wordlists import word_set

MAX_SENTENCE = 1200  # code points; anything longer is a table or lacks punctuation, and is cut

# A run of stops, the quotes and brackets that close behind it, and the white space. Every part is possessive
# and no part can fail after the first character, so a run is read once.
_BORDER = re.compile(
    r"""(?P<stop>[.!?…。！？؟।]++)
    (?P<close>(?:["'”’“‘)\]»›«」』]|[ \xa0\u202f](?:»|["”'’](?=\s|\Z)))*+)  # .' " and French . »
    (?P<gap>\s*+)|\n\s*+""",
    re.VERBOSE,
)
_OPENING = "\"'“‘„‚”’«»‹›([*•·–—-_"
_LEAD = re.compile(rf"[{re.escape(_OPENING)}\s]{{0,8}}")

# Words that open a sentence and rarely follow an abbreviation inside one.
_OPENER = re.compile(
    r"""(?:A|About|According|Across|After|All|Also|Although|Among|An|And|Another|Any|Are|As|At|Because|Before
    |Both|But|By|Can|Could|Despite|Did|Do|Does|During|Each|Earlier|Even|Every|Few|For|Four|From|Had|Has|Have|He
    |Her|Here|His|How|However|I|If|In|Instead|Is|It|Its|Just|Last|Later|Like|Many|Maybe|Meanwhile|More|Most|My
    |Nearly|Neither|Next|No|Nobody|None|Nor|Not|Nothing|Now|Of|On|Once|One|Only|Or|Other|Others|Our|Over|People
    |Perhaps|Several|She|Should|Since|So|Some|Still|Such|That|The|Their|Then|There|These|They|This|Those|Though
    |Three|Through|Throughout|Thus|To|Today|Two|Under|Unlike|Until|Was|We|Were|What|When|Where|Whether|Which|While
    |Who|Why|Will|With|Within|Without|Would|Yes|Yet|You|Your
    |Aber|Das|Der|Die|Ein|Eine|Er|Es|Ich|Sie|Wir|Elle|Elles|Il|Ils|Nous|Une|Vous)(?![\w.-])""",
    re.VERBOSE,
)
# "10 a.m. Monday", "4 p.m. ET", "9 p.m. New York time" go on.
_AFTER_HOUR = re.compile(
    r"""(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)
    |[ECMPABGNH][SDMK]?T\b|UTC|CES?T|AE[SD]T|WIB\b|Eastern|Central|Pacific|Mountain|Greenwich
    |[A-Z]\w{1,20}\s(?:[A-Z]\w{1,20}\s)?time\b""",
    re.VERBOSE,
)
# The reporting clause of '"Why?" Smith asked.'; He and She do not count, they stand in lower case there.
_REPORTING = re.compile(
    r"""(?!(?:He|She|They|It|We|I|You)\b)(?:[A-Z][\w'’-]{0,30}\.?\s){1,4}
    (?:said|says|asked|asks|added|adds|told|wrote|writes|tweeted|shouted|yelled|recalled|wondered|joked)\b""",
    re.VERBOSE,
)


# These come before a name, so no sentence ends in them.
_TITLES = word_set(
    """Mr Mrs Ms Mx Dr Drs Prof Profs Gen Gens Sen Sens Rep Reps Gov Govs Lt Col Cols Maj Sgt Sgts Capt Cpl
    Pvt Pfc Spc Adm Cmdr Cdr Brig Rev Revs Hon Pres Supt Det Insp Messrs Mme Mlle Mgr Msgr Amb Atty Asst
    Assoc Hr Fr Dipl Ing Ft Mt Sts e.g i.e z.B d.h u.a vs bzw ca vgl sog"""
)
# These come before a number.
_NUMBERED = word_set(
    """No Nos no nos Nr nr p pp Art Arts Sec Secs Ch Fig Figs fig Vol Vols vol Bd Abs Rs Ext Rm Apt Rte Hwy"""
)
# These come before a number or an amount of money.
_ROUGHLY = word_set("approx Approx est Est")
_AMOUNT = re.compile(r"(?:US|A|C|NZ|HK|S)?[$€£¥₹]?\d")
# These may end a sentence, and then one of the openers follows; before any other word the sentence goes on.
_ABBREVIATIONS = word_set(
    """Inc Corp Co Cos Ltd Bros Jr Sr Esq St Ste Ave Blvd Rd Dept Univ Assn Bhd Pty etc al usw Mio Mrd evtl
    inkl Str Ph.D Yahoo Jeopardy
    Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec janv févr avr juil sept oct nov déc
    Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla
    Ore Pa Tenn Tex Va Vt Wash Wis Wyo Ont Que Alta Sask"""
)
# In capitals, as in "ST. PAUL, Minn. (XY) —"; other short words are names: "in LA.", "the FT."
_SHOUTED = word_set("ST MR DR JR SR")
_DOTTED = re.compile(r"(?:\w{1,2}\.){1,8}\w{1,3}")
_HOUR = frozenset(("a.m", "p.m", "A.M", "P.M"))
_NAME_WITH_MARK = re.compile(r"(?:Yahoo|Jeopardy|\b(?![IAO])[A-Z])$")
_LIST_NUMBER = re.compile(r"[*#(]{0,2}(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})")
# German ordinals: "am 3. Oktober", "das 20. Jahrhundert".
_ORDINAL = re.compile(r"(?:am|der|die|das|dem|den|des|im|vom|zum|zur|bis|seit)\s\d{1,2}", re.IGNORECASE)
_MONTH_DE = re.compile(
    r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jahrhundert)\b"
)
_NOT_SPACE = re.compile(r"\S")
_LOWER_AFTER_NEWLINE = re.compile(r"[^\n]\n[ \t]{0,8}[a-z]")
_BLOCK = re.compile(r"[^\n]++(?:\n[^\n]++)*+")
_WRAP_WIDTH = range(40, 121)


def split_sentences(text: str, *, typed: bool = False) -> list[Sentence]:
    """Return the sentences of `text` in order, trimmed; between them there is white space only.

    `typed`: as people type questions, so that a sentence may begin in lower case.
    """
    sentences = []
    for start, end in _pieces(text, typed):
        if text[end - 1].isspace():
            end = start + len(text[start:end].rstrip())
        if end - start > MAX_SENTENCE:
            sentences += [Sentence(*span) for span in _cut(text, start, end)]
        elif end > start:
            sentences.append(Sentence(start, end))
    return sentences


def typed_sentences(text: str) -> list[str]:
    """Return the texts of the sentences of what somebody typed, in order."""
    return [text[sentence.start : sentence.end] for sentence in split_sentences(text, typed=True)]


def _pieces(text: str, typed: bool) -> Iterator[tuple[int, int]]:
    """Yield (start, end) for each run of text between two borders; white space may trail."""
    wrapped = _wrapped_newlines(text)
    start = len(text) - len(text.lstrip())
    for match in _BORDER.finditer(text, start):
        if match.end() == len(text):
            break
        if _ends_sentence(text, start, match, wrapped, typed):
            yield start, match.end("close") if match["stop"] else match.start()
            start = match.end()
    if start < len(text):
        yield start, len(text)


def _ends_sentence(text: str, start: int, match: re.Match[str], wrapped: frozenset[int], typed: bool) -> bool:
    """Say whether the sentence that began at `start` ends at `match`; some text follows the match."""
    stop, close, gap = match.group("stop", "close", "gap")
    if stop is None:
        return match.start() not in wrapped
    if "\n" in gap and not (wrapped and _all_wrapped(match, wrapped)):
        return True
    if not gap:
        return stop[-1] in "。！？" or _glued(text, match)
    after = match.end()
    if not text[after].isalnum():
        lead = _LEAD.match(text, after)
        after = lead.end() if lead else after
    following = text[after : after + 2]
    if (
        not typed and following[:1].islower() and not following[1:].isupper()
    ):  # "iPhone sales" opens a sentence
        return False
    if stop == "." and (not close or close[0] in ")]"):
        return _full_stop_ends(text, start, match.start(), after)
    return _other_stop_ends(text, match, after)


def _full_stop_ends(text: str, start: int, stop: int, after: int) -> bool:
    """Say whether the full stop at `stop` ends a sentence, or belongs to an abbreviation or a number."""
    words = text[max(start, stop - 24) : stop].split()
    word = words[-1].lstrip("\"'“‘„«([—–-/") if words and not text[stop - 1].isspace() else ""
    digit_follows = text[after : after + 1].isdigit()
    if word.isupper() and (len(word) > 2 or word in _SHOUTED):  # "SEPT. 10"
        word = word.capitalize()
    if word in _TITLES or (digit_follows and word in _NUMBERED):
        return False
    if word in _ROUGHLY and _AMOUNT.match(text, after):
        return False
    if word in _HOUR:
        return not digit_follows and not _AFTER_HOUR.match(text, after)
    if _list_item(text, start, stop):
        return False
    if _abbreviated(word):  # a dash behind it belongs to a dateline: "GREENVILLE, S.C. — The"
        return _OPENER.match(text, after) is not None and text[after - 2] not in "—–-"
    if word.isdigit() and len(word) < 3:
        return not (_ORDINAL.fullmatch(" ".join(words[-2:])) or _MONTH_DE.match(text, after))
    return text[after : after + 1] not in (".", "…")  # ". ..." is one stop


def _abbreviated(word: str) -> bool:
    """Say whether `word` (before its full stop) is an initial, a dotted acronym or a known abbreviation."""
    if len(word) == 1:
        return word.isalpha()
    word = word.rsplit("-", 1)[-1]  # "R-Tex"
    return word in _ABBREVIATIONS or (word[-2:-1] == "." and _DOTTED.fullmatch(word) is not None)


def _list_item(text: str, start: int, stop: int) -> bool:
    """Say whether the sentence so far is the number of a list item."""
    return stop - start < 6 and _LIST_NUMBER.fullmatch(text, start, stop) is not None


def _other_stop_ends(text: str, match: re.Match[str], after: int) -> bool:
    """Say whether "!", "?", "…" or a stop in quotes ends a sentence; the word behind is not lower case."""
    stop, close = match.group("stop", "close")
    before = text[max(0, match.start() - 8) : match.start()]
    if before[-1:] in "([" and close:  # "[...]", "(!)": an insertion, the end only behind another stop
        return before[:-1].rstrip()[-1:] in tuple(".!?…")
    if stop[-1] == "…" or stop.endswith(".."):
        spaced = before[-1:].isspace() and before.rstrip()[-1:] not in tuple(".!?…")
        return not spaced or text[after : after + 2].isupper() or _OPENER.match(text, after) is not None
    if stop == "!" and not close and _NAME_WITH_MARK.search(before):  # "Yahoo! Finance", "E! News"
        return _OPENER.match(text, after) is not None
    return not (close and stop[-1] in "?!" and _REPORTING.match(text, after))


def _glued(text: str, match: re.Match[str]) -> bool:
    """Say whether a sentence ends where the space was lost: "in 2018.This may"."""
    before = text[max(0, match.start() - 2) : match.start()]
    if len(before) < 2 or not (before[-1].islower() or before.isdigit()) or before[0] in "./@":
        return False
    after = match.end("close")
    return _OPENER.match(text, after) is not None and text[after] != "A"


def _all_wrapped(match: re.Match[str], wrapped: frozenset[int]) -> bool:
    """Say whether every newline in the white space behind a stop only wraps a line."""
    first, gap = match.start("gap"), match["gap"]
    return all(first + i in wrapped for i, char in enumerate(gap) if char == "\n")


def _wrapped_newlines(text: str) -> frozenset[int]:
    """Return the offsets of the newlines that only wrap a line.

    A block is taken as wrapped if one of its lines goes on in lower case and every line but the last is
    full: the next line's first word would not have fitted into the block's width. Lists fail the second.
    """
    if not _LOWER_AFTER_NEWLINE.search(text):
        return frozenset()
    found: list[int] = []
    for match in _BLOCK.finditer(text):
        block = match.group()
        if _LOWER_AFTER_NEWLINE.search(block) and _is_full(block.split("\n")):
            found += [match.start() + i for i, char in enumerate(block) if char == "\n"]
    return frozenset(found)


def _is_full(lines: list[str]) -> bool:
    """Say whether no line of a block had room for the first word of the next."""
    width = max(len(line.rstrip()) for line in lines)
    if width not in _WRAP_WIDTH:
        return False
    words = [(line.split(None, 1) or [""])[0] for line in lines[1:]]
    return all(len(line.rstrip()) + 1 + len(word) > width for line, word in zip(lines, words, strict=False))


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of parts of at most `MAX_SENTENCE`, cut behind a clause or a word if possible."""
    while end - start > MAX_SENTENCE:
        cut = _cut_point(text, start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        yield start, start + len(text[start:cut].rstrip())
        rest = _NOT_SPACE.search(text, cut, end)
        start = rest.start() if rest else end
    yield start, end


def _cut_point(text: str, low: int, high: int) -> int:
    """Return the best offset in (low, high] to cut at."""
    clause = max(text.rfind(mark, low, high) for mark in ("; ", ": ", ", ", " – ", " — ", " | "))
    if clause >= 0:
        return clause + 2
    space = text.rfind(" ", low, high)
    return space + 1 if space >= 0 else high
