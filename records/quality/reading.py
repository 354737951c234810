"""A passage as the rules read it: the person's words taken out, the lists' words found once."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any, TypeVar

from records.quality.definitions import DETAIL, Facts, Finding, Passage
from records.quality.phrases import Match
from records.quality.text import WORD, Quotation, Sentence, Text
from records.quality.words import Entry, Words

Made = TypeVar("Made")

# How far from a quotation its speaker may stand, in letters.
_NEAR = 60
_PASSIVE = frozenset({"was", "were", "been", "being", "is", "are"})
# Within how many words after a quotation "he said" still belongs to it.
_SOON = 8
_GOES_ON = frozenset({"that", "about", "how", "why", "then", "afterwards", "later"})
_SPEECH = "cues.speech_verbs"
# Within how many pieces before a colon and a quotation its speaker is named.
_LED = 12
_THEIR_WORDS = frozenset({
    "answer", "answers", "reply", "words", "verdict", "comment", "response", "view", "views",
    "wish", "wishes", "account", "goal", "aim", "opinion", "hope", "hopes",
})  # fmt: skip
# "Told" and "described" with nobody before them are what was done to the person.
_OF_NOBODY = frozenset({"described", "told", "heard"})
_OF_WORDS = frozenset({"word", "words", "term", "terms", "phrase", "label", "expression"})
FIRST_PERSON = frozenset({"i", "i'm", "i'd", "i'll", "i've", "my", "me", "mine", "myself"})
_UNKNOWN = frozenset({"someone", "somebody", "anonymous", "unknown", "one"})
_PRONOUNS = frozenset({"he", "she", "they"})
# How many sentences before an answer its speaker may have been quoted.
_JUST_BEFORE = 2
_SPEAKERS = frozenset({"he", "she", "they", "his", "her", "their", "the", "i", "we"})
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr"})


class Reading:
    """One passage, read. ``hidden`` marks the pieces that no rule may flag."""

    def __init__(self, passage: Passage, lists: Words) -> None:
        self.passage = passage
        self.lists = lists
        self.text = Text(passage.text)
        # What is said to the letter is looked at for cues, but never flagged and never changed.
        everything = lists.phrases.found_in(self.text)
        self.attributed, self.unattributed = self._quotations(everything)
        self.hidden = [passage.is_exempt] * len(self.text.pieces)
        for quotation in self.attributed:
            for number in range(quotation.first, quotation.last + 1):
                self.hidden[number] = True
        self._last: dict[str, dict[int, int]] = {}
        self._counted: dict[str, tuple[Counter[int], dict[int, list[int]]]] = {}
        concealed = any(self.hidden)
        self.matches = everything
        self.unflagged: list[Match] = []
        if concealed:
            inside = [any(self.hidden[each.first : each.last]) for each in everything]
            self.matches = [e for e, within in zip(everything, inside, strict=True) if not within]
            self.unflagged = [e for e, within in zip(everything, inside, strict=True) if within]

    @cached_property
    def starts(self) -> list[int]:
        """The letters at which the pieces begin."""
        return [each.start for each in self.text.pieces]

    @cached_property
    def by_key(self) -> dict[str, list[Match]]:
        """What was found, by list."""
        found: dict[str, list[Match]] = defaultdict(list)
        for each in self.matches:
            found[each.key].append(each)
        return found

    @cached_property
    def by_sentence(self) -> dict[str, set[int]]:
        """The sentences in which each list was found."""
        return {
            key: {self.text.sentence_of(each.first) for each in matches}
            for key, matches in self.by_key.items()
        }

    def last_in(self, key: str, number: int) -> int | None:
        """Return where in a sentence a list was found last."""
        if key not in self._last:
            self._last[key] = {
                self.text.sentence_of(each.first): each.first for each in self.by_key.get(key, ())
            }
        return self._last[key].get(number)

    @cached_property
    def relationships(self) -> dict[int, list[Match]]:
        """The words for who somebody is, by sentence."""
        found: dict[int, list[Match]] = defaultdict(list)
        for each in self.by_key.get("relationship", ()):
            found[self.text.sentence_of(each.first)].append(each)
        return found

    @cached_property
    def relationship_ends(self) -> dict[int, int]:
        """Where each word for who somebody is ends, and where it began."""
        return {each.last: each.first for each in self.by_key.get("relationship", ())}

    @cached_property
    def names_in_full(self) -> set[str]:
        """The names that stand with a surname or a title somewhere."""
        found = set()
        for one, two in zip(self.text.pieces, self.text.pieces[1:], strict=False):
            if two.is_capitalised and two.start == one.end + 1:
                found.add(one.bare if one.is_capitalised else "")
                if one.low in _TITLES:
                    found.add(two.bare)
        return found

    @cached_property
    def whole_sentences(self) -> list[int]:
        """The sentences of which something may be flagged."""
        return [
            number
            for number, each in enumerate(self.text.sentences)
            if not all(self.hidden[each.first : each.last])
        ]

    def has(self, key: str) -> bool:
        """Say whether a list was found anywhere in it."""
        return key in self.by_key

    def cue(self, key: str, *sentences: int) -> bool:
        """Say whether a list of cues was found in any of these sentences."""
        return not self.by_sentence.get(f"cues.{key}", set()).isdisjoint(sentences)

    @cached_property
    def _speaking_from(self) -> dict[int, int]:
        """The sentences in which somebody is quoted, and the piece from which they are."""
        found: dict[int, int] = {}
        for each in self.by_key.get("cues.reported_before", ()):
            number = self.text.sentence_of(each.first)
            found[number] = min(found.get(number, each.last), each.last)
        return found

    @cached_property
    def _mentioned(self) -> set[int]:
        """The pieces of quotations that speak of words: the word "moody"."""
        pieces = self.text.pieces
        return {
            number
            for each in self.text.quotations
            if each.first and pieces[each.first - 1].low in _OF_WORDS
            for number in range(each.first, each.last)
        }

    def is_mentioned(self, piece: int) -> bool:
        """Say whether a piece is spoken of as a word, and not used."""
        return piece in self._mentioned

    def is_quoted(self, piece: int) -> bool:
        """Say whether a piece stands in quotation marks, whoever is quoted."""
        return any(each.first < piece < each.last for each in self.text.quotations)

    def is_reported(self, piece: int) -> bool:
        """Say whether a piece stands in what somebody else is said to have said."""
        number = self.text.sentence_of(piece)
        return piece >= self._speaking_from.get(number, piece + 1) or self.cue(
            "reported_after", number
        )

    def found(self, entry: Entry) -> list[Match]:
        """Return where an entry stands, without the places that its conditions excuse."""
        return [each for each in self.by_key.get(entry.id, ()) if self._stands(entry, each)]

    def _stands(self, entry: Entry, match: Match) -> bool:
        if entry.only_before or entry.not_before:
            begins = self.lists.context.starts_at(self.text, match.last)
            if entry.not_before and f"not_before:{entry.id}" in begins:
                return False
            if entry.only_before and f"only_before:{entry.id}" not in begins:
                return False
        here = self.text.sentence_of(match.first)
        if entry.unless and here in self.by_sentence.get(f"unless:{entry.id}", ()):
            return False
        near = range(here - 2, here + 3)
        satisfied = self.by_sentence.get(f"satisfied_by:{entry.id}", set())
        if entry.satisfied_by and not satisfied.isdisjoint(near):
            return self._only_itself(entry, match, near)
        return not self._is_official(match)

    def _only_itself(self, entry: Entry, match: Match, near: range) -> bool:
        """Say whether what satisfies an entry is nothing but the entry's own words."""
        counted, starting = self._satisfying(f"satisfied_by:{entry.id}")
        within = sum(
            last <= match.last
            for first in range(match.first, match.last)
            for last in starting.get(first, ())
        )
        return within == sum(counted[each] for each in near)

    def _satisfying(self, key: str) -> tuple[Counter[int], dict[int, list[int]]]:
        """Return how many of a list stand in each sentence, and where each begins and ends."""
        if key not in self._counted:
            counted: Counter[int] = Counter()
            starting: dict[int, list[int]] = defaultdict(list)
            for each in self.by_key[key]:
                counted[self.text.sentence_of(each.first)] += 1
                starting[each.first].append(each.last)
            self._counted[key] = counted, starting
        return self._counted[key]

    @cached_property
    def _official(self) -> set[int]:
        """The pieces that belong to an official title."""
        return {
            number
            for each in self.by_key.get("official", ())
            for number in range(each.first, each.last)
        }

    def _is_official(self, match: Match) -> bool:
        return all(number in self._official for number in range(match.first, match.last))

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the letters from one piece to before another."""
        pieces = self.text.pieces
        return pieces[first].start, pieces[last - 1].end

    def written(self, first: int, last: int) -> str:
        """Return what was written there."""
        start, end = self.span(first, last)
        return self.passage.text[start:end]

    def finding(
        self,
        check: str,
        first: int,
        last: int,
        *,
        severity: str = "",
        why: str = "",
        entry: str = "",
        also: int = 0,
        **values: object,
    ) -> Finding:
        """Return a finding at these pieces; the check's own severity unless one is given."""
        start, end = self.span(first, last)
        return Finding(
            check=check,
            severity=severity,
            why=why,
            place=self.passage.place,
            start=start,
            end=end,
            words=self.passage.text[start:end],
            entry=entry,
            also=also,
            values=values,
        )

    def sentence_finding(self, check: str, number: int, severity: str = "") -> Finding:
        """Return a finding at a whole sentence."""
        each = self.text.sentences[number]
        return self.finding(check, each.first, each.last, severity=severity)

    def _quotations(self, found: list[Match]) -> tuple[list[Quotation], list[Quotation]]:
        """Part the quotations that say who speaks from those that do not."""
        pieces = self.text.pieces
        spoken = sorted(pieces[each.first].start for each in found if each.key == _SPEECH)
        attributed: list[Quotation] = []
        bare: list[Quotation] = []
        active = [
            pieces[each.first].start
            for each in found
            if each.key == _SPEECH
            and not (each.first and pieces[each.first - 1].low in _PASSIVE)
            and not (each.first in self.text.first_pieces and pieces[each.first].low in _OF_NOBODY)
        ]
        active.sort()
        known = -2
        for each in self.text.quotations:
            sentence = self.text.sentences[self.text.sentence_of(each.first)]
            begins = pieces[sentence.first].start
            near = (
                self._is_led_by_a_speaker(each)
                or self._any_between(spoken, min(begins, each.start - _NEAR), each.start)
                or self._any_between(spoken, each.end, each.end + _NEAR)
            )
            if near:
                attributed.append(each)
            # What is hidden is told generously; whose words they are must be plain.
            follows = each.first - 1 == known or self._answers(each, known)
            follows = follows or self._goes_on(each, active)
            if follows or self._is_plainly_spoken(each, sentence, active):
                known = each.last
            else:
                bare.append(each)
        return attributed, bare

    def _is_plainly_spoken(
        self, quotation: Quotation, sentence: Sentence, spoken: list[int]
    ) -> bool:
        """Say whether the speaker stands in the sentence, or right after and begins nothing new."""
        pieces = self.text.pieces
        before = pieces[max(0, quotation.first - 2) : quotation.first]
        led = pieces[max(sentence.first, quotation.first - _LED) : quotation.first]
        if before and before[-1].text == ":":
            # Somebody is named before the colon, or it is "her answer". Any word begins a sentence.
            begun = led[0].is_name and len(led) > 1 and led[1].kind == WORD
            sure = led[1:] if begun and not led[1].is_capitalised else led
            if any(each.is_name or each.text == ")" or each.low in _THEIR_WORDS for each in sure):
                return True
        if not _UNKNOWN.isdisjoint(each.low for each in led):
            return False
        if self._turns_to_a_speaker(quotation) or self._is_led_by_a_speaker(quotation):
            return True
        inside = {each.low for each in pieces[quotation.first : quotation.last]}
        if not (inside.isdisjoint(FIRST_PERSON) or _PRONOUNS.isdisjoint(e.low for e in led)):
            return True
        if self._any_between(spoken, pieces[sentence.first].start, quotation.start):
            return True
        last = self.text.sentence_of(quotation.last)
        if quotation.last + 1 < len(pieces) and self.text.sentence_of(quotation.last + 1) == last:
            end = pieces[self.text.sentences[last].last - 1].end
            return self._any_between(spoken, quotation.end, end)
        after = pieces[quotation.last + 1 : quotation.last + 1 + _SOON]
        clause = [each.low for each in pieces[quotation.last + 1 : quotation.last + 3 + _SOON]]
        # What they then told is something else: "He told me that", "She told me she wants".
        told = clause[clause.index("told") :] if "told" in clause else []
        if not after or not _GOES_ON.isdisjoint(clause) or not _PRONOUNS.isdisjoint(told):
            return False
        return self._any_between(spoken, quotation.end, after[-1].end)

    def _is_led_by_a_speaker(self, quotation: Quotation) -> bool:
        """Say whether a name or a pronoun and a colon stand right before: She: "No"."""
        before = self.text.pieces[max(0, quotation.first - 2) : quotation.first]
        if len(before) < 2 or before[1].text != ":":
            return False
        return before[0].is_name or before[0].low in _PRONOUNS

    def _answers(self, quotation: Quotation, known: int) -> bool:
        """Say whether it stands after a question to somebody who was quoted just before."""
        number = self.text.sentence_of(quotation.first)
        asked = quotation.first and self.text.pieces[quotation.first - 1].text == "?"
        return bool(asked) and known >= 0 and number - self.text.sentence_of(known) <= _JUST_BEFORE

    def _goes_on(self, quotation: Quotation, spoken: list[int]) -> bool:
        """Say whether somebody says I right after a sentence in which they asked or told."""
        pieces = self.text.pieces
        number = self.text.sentence_of(quotation.first)
        begins = self.text.sentences[number].first
        if not number or begins != quotation.first:
            return False
        inside = {each.low for each in pieces[quotation.first : quotation.last]}
        before = self.text.sentences[number - 1]
        start, end = pieces[before.first].start, pieces[before.last - 1].end
        return not inside.isdisjoint(FIRST_PERSON) and self._any_between(spoken, start, end)

    def _turns_to_a_speaker(self, quotation: Quotation) -> bool:
        """Say whether it ends in a comma and somebody follows: "No," her brother answered."""
        pieces = self.text.pieces
        after = pieces[quotation.last + 1 : quotation.last + 2]
        if not after or pieces[quotation.last - 1].text not in {",", "?", "!"}:
            return False
        speaker = after[0].is_name or after[0].low in _SPEAKERS
        return speaker and self.text.sentence_of(quotation.last + 1) == self.text.sentence_of(
            quotation.last
        )

    @staticmethod
    def _any_between(places: list[int], low: int, high: int) -> bool:
        number = bisect_right(places, low - 1)
        return number < len(places) and places[number] < high


class Look:
    """Everything that one look at a record reads, read once."""

    def __init__(self, facts: Facts, lists: Words) -> None:
        self.facts = facts
        self.lists = lists
        self.readings = [Reading(each, self.lists) for each in facts.passages if each.text.strip()]
        self.names = self._names()
        self._made: dict[Hashable, Any] = {}

    @cached_property
    def narrative(self) -> list[Reading]:
        """What the writer wrote: no words of the person, nothing that came in."""
        return [each for each in self.readings if not each.passage.is_exempt]

    @cached_property
    def plain(self) -> list[Reading]:
        """The writer's text that is not a typed statement."""
        return [each for each in self.narrative if not each.passage.kind]

    @cached_property
    def main(self) -> list[Reading]:
        """What is told: the long answers and the statements, not what stands in boxes."""
        return [each for each in self.readings if each.passage.kind != DETAIL]

    @cached_property
    def told(self) -> list[Reading]:
        """What is told in the writer's own words."""
        return [each for each in self.main if not each.passage.is_exempt]

    @cached_property
    def kinds(self) -> set[str]:
        """The kinds of statement that the record has."""
        found = {each.kind for each in self.facts.passages if each.kind and each.text.strip()}
        found.discard(DETAIL)
        return {"person_words" if each == "verbatim" else each for each in found}

    def once(self, key: Hashable, work: Callable[[], Made]) -> Made:
        """Return what is worked out once for this look."""
        if key not in self._made:
            self._made[key] = work()
        made: Made = self._made[key]
        return made

    def sentence_at(self, finding: Finding) -> int | None:
        """Return the number of the sentence in which a finding begins."""
        for reading in self.readings:
            if reading.passage.place == finding.place and reading.text.pieces:
                at = bisect_right(reading.starts, finding.start) - 1
                return reading.text.sentence_of(max(0, at))
        return None

    def cue(self, key: str) -> bool:
        """Say whether a list of cues was found anywhere in what the writer wrote."""
        return any(each.has(f"cues.{key}") for each in self.narrative)

    @property
    def words(self) -> int:
        """How many words are told."""
        return sum(each.text.word_count for each in self.main)

    @cached_property
    def first_names(self) -> dict[str, int]:
        """How many people linked to this record have each first name."""
        counted: dict[str, int] = defaultdict(int)
        for name in self.people:
            counted[name.split()[0].lower()] += 1
        return counted

    @cached_property
    def people(self) -> list[str]:
        """Everybody who is linked to the record, by name."""
        facts = self.facts
        known = [facts.person.name, *(each.name for each in facts.contacts), *facts.staff]
        known += facts.present
        return list(dict.fromkeys(each for each in known if each.strip()))

    def _names(self) -> frozenset[str]:
        """The words that are part of somebody's name here."""
        return frozenset(part.lower() for name in self.people for part in name.split())

    def is_a_name(self, reading: Reading, first: int, last: int) -> bool:
        """Say whether what was found is a capitalised name, such as Mrs Savage or Invalid Row."""
        pieces = reading.text.pieces
        if last - first != 1 or not pieces[first].is_capitalised:
            return False
        if pieces[first].bare.lower() in self.names:
            return True
        before = pieces[first - 1] if first else None
        if before is not None and before.text == "." and first > 1:
            before = pieces[first - 2]
        after = pieces[last] if last < len(pieces) else None
        titled = before is not None and before.low in _TITLES
        street = after is not None and after.kind == WORD and after.low in _STREETS
        return titled or (street and after is not None and after.is_capitalised)


_STREETS = frozenset({"road", "street", "row", "lane", "close", "house", "court", "avenue", "ward"})
