"""The names, numbers and addresses of other people that a first pass looks for in a record."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from accounts.models import User
from people import queries as people_queries
from people.models import Contact, Person
from people.naming import (
    PATTERNS,
    SHORTEST,
    folded,
    names_of,
    pattern_of,
    reaching,
    words_of,
)
from people.relationships import kinds

# The rule that finds what somebody is, where no name stands beside it.
APART = "relation_apart"
# Whoever works with the person in a role is named (Schedule 2, paragraph 17).
WORKS_WITH = (Contact.Kind.PROFESSIONAL, Contact.Kind.ORGANISATION, Contact.Kind.ADVOCATE)
# As people write it beside what the list of relationships has: on each line what may be the same.
_SAME = (
    ("parent", "mother", "mum", "mummy", "mam"),
    ("parent", "father", "dad", "daddy"),
    ("child", "daughter"),
    ("child", "son"),
    ("sibling", "sister"),
    ("sibling", "brother"),
    ("grandparent", "grandmother", "grandma", "gran", "nan"),
    ("grandparent", "grandfather", "grandad"),
    ("grandchild", "granddaughter"),
    ("grandchild", "grandson"),
    ("spouse or civil partner", "spouse", "civil partner", "partner", "wife"),
    ("spouse or civil partner", "spouse", "civil partner", "partner", "husband"),
    ("partner", "girlfriend"),
    ("partner", "boyfriend"),
    ("former partner", "ex-partner", "ex-wife"),
    ("former partner", "ex-partner", "ex-husband"),
    ("aunt or uncle", "aunt", "auntie"),
    ("aunt or uncle", "uncle"),
    ("niece or nephew", "niece"),
    ("niece or nephew", "nephew"),
    ("cousin",),
    ("stepdaughter",),
    ("stepson",),
    ("daughter-in-law",),
    ("son-in-law",),
)
# Whose relation it is, and at most one word between: "her elder sister".
_WHOSE = r"(?:his|her|their|my|our|your|\w+(?:[’']s|s[’']))\s+(?:[\w-]+\s+)?"
# Where nobody says whose it is: "the elder sister", or as a name, "Mum rang".
_NOBODYS = (
    r"(?:the\s+(?:(?:eld|old|young)e(?:r|st)\s+|middle\s+|other\s+|late\s+)?|(?=(?-i:[A-Z])))"
)
# What then says too little: "the child", "Child protection", "Carer’s assessment".
_TOO_GENERAL = frozenset(
    ["parent", "child", "partner", "spouse", "civil partner", "carer", "relative"]
)
_IN_BRACKETS = re.compile(r"\s{0,2}\((?:[^()\n]|\([^()\n]*\)){1,200}\)")
_LONGEST_BEFORE = 100
# From the first to the last of some letters and digits.
_WORDS = re.compile(r"\w(?:.*\w)?", re.DOTALL)


@dataclass(frozen=True)
class Found:
    """Words in a text that say who another person is, and the rule that found them."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True)
class Terms:
    """What names others around the person, and what names the person and those who work there.

    ``relations`` say what somebody is to the person, which tells who they are as a name does;
    ``apart`` are those of people who are not given, looked for away from a name as well.
    """

    others: frozenset[str]
    kept: frozenset[str]
    kept_words: frozenset[str]
    relations: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()

    def find(self, text: str) -> list[Found]:
        """Return what names or reaches another person in ``text``; nothing twice."""
        kept = [match.span() for match in self._keeps.finditer(text)] if self.kept else []
        found: list[Found] = []
        for each in self._candidates(text):
            inside = any(start <= each.start and each.end <= end for start, end in kept)
            if not inside and not any(_meet(each, other) for other in found):
                found.append(each)
        return sorted(found, key=lambda each: each.start)

    def keeps(self, text: str) -> bool:
        """Say whether a text names the person, or somebody who works with them."""
        return bool(self.kept) and self._keeps.search(text) is not None

    def names(self, text: str) -> bool:
        """Say whether a text names another person."""
        return any(each.rule == "name" for each in self.find(text))

    def related(self, text: str) -> list[Found]:
        """Return the words of a text that say what somebody is to the person."""
        if not self.relations:
            return []
        found = self._relations.finditer(text, _after_kind(text))
        return [Found(*each.span(), "relation") for each in found]

    def related_apart(self, text: str) -> list[Found]:
        """Return where somebody not given is called by what they are: "her mother", "Mum"."""
        found = self._apart.finditer(text, _after_kind(text)) if self.apart else ()
        return [Found(*each.span(), APART) for each in found]

    def _candidates(self, text: str) -> Iterator[Found]:
        reaching = list(self._reaching(text))
        if self.others:
            yield from self._named(text, reaching)
        yield from reaching

    def _named(self, text: str, reaching: list[Found]) -> Iterator[Found]:
        """Yield each name with what says who that is, which is never another's."""
        # "will" is no Will, and "grace" no Grace; a name of two words is one however typed.
        names = [
            match.span()
            for match in self._names.finditer(text)
            if " " in match.group() or not match.group().islower()
        ]
        begins = [*(first for first, _ in names[1:]), len(text)]
        done = 0
        for (first, last), until in zip(names, begins, strict=False):
            start, end = self._with_relation(text, first, last, done, until)
            beside = [each for each in reaching if last <= each.start < end]
            yield from _named_beside(text, start, end, beside)
            done = end

    def _reaching(self, text: str) -> Iterator[Found]:
        """Yield the numbers and addresses that are not the person's own, nor of who works there."""
        for rule, pattern in PATTERNS:
            for match in pattern.finditer(text):
                said = squeezed(match.group())
                if said in self.kept_words or (rule == "nhs_number" and not _is_nhs(said)):
                    continue
                yield Found(match.start(), match.end(), rule)

    def _with_relation(
        self, text: str, start: int, end: int, done: int, until: int
    ) -> tuple[int, int]:
        """Take in what says beside a name who that is: "her daughter Ana Clarke (attorney)".

        ``done`` is where what belongs to the name before ends, ``until`` where the next one begins.
        """
        if self.relations:
            before = self._before.search(text, max(done, start - _LONGEST_BEFORE), start)
            # What follows the name before at once says who that one is.
            if before and not (done and not text[done : before.start()].strip(" ,")):
                start = before.start()
            after = self._after.match(text, end, until)
            end = after.end() if after else end
        inside = _IN_BRACKETS.match(text, end, until)
        if inside and not self.keeps(inside.group()):
            end = inside.end()
        return start, end

    @cached_property
    def _relations(self) -> re.Pattern[str]:
        return pattern_of(self.relations)

    @cached_property
    def _apart(self) -> re.Pattern[str]:
        theirs = f"{_WHOSE}{pattern_of(self.apart).pattern}"
        nobodys = f"{_NOBODYS}{pattern_of(self.apart - _TOO_GENERAL).pattern}"
        some = [theirs, nobodys] if self.apart - _TOO_GENERAL else [theirs]
        return re.compile(rf"(?<!\w)(?:{'|'.join(some)})", re.IGNORECASE)

    @cached_property
    def _before(self) -> re.Pattern[str]:
        """What leads to a name: it ends where the name begins."""
        return re.compile(
            rf"(?:\b(?:her|his|their|the|my)\s+)?{self._relations.pattern}(?:,|:)?\s+\Z",
            re.IGNORECASE,
        )

    @cached_property
    def _after(self) -> re.Pattern[str]:
        whose = r"(?:her|his|their|the|a)"
        return re.compile(
            rf"(?:(?:,(?:\s+and)?|\s+(?:who\s+)?is)\s+(?:{whose}\s+)?{self._relations.pattern})+",
            re.IGNORECASE,
        )

    @cached_property
    def _names(self) -> re.Pattern[str]:
        return pattern_of(self.others)

    @cached_property
    def _keeps(self) -> re.Pattern[str]:
        return pattern_of(self.kept)


def _after_kind(text: str) -> int:
    """Return where a text goes on after what kind of contact somebody is.

    "Friend or neighbour" is as general as what would stand there instead.
    """
    return next((len(each) for each in Contact.Kind.labels if text.startswith(each)), 0)


def _named_beside(text: str, start: int, end: int, beside: list[Found]) -> Iterator[Found]:
    """Yield what names somebody in a stretch of a text, without the numbers that stand in it.

    Whoever is named may be given, and how they are reached still taken out.
    """
    if not beside:
        yield Found(start, end, "name")
        return
    for each in [*sorted(beside, key=lambda each: each.start), Found(end, end, "")]:
        if said := _WORDS.search(text, start, each.start):
            yield Found(*said.span(), "name")
        start = max(start, each.end)


def terms_of(person: Person, *, named: Collection[str] = (), apart: Iterable[str] = ()) -> Terms:
    """Return what to look for in the record of ``person``.

    ``named`` are names as well, beside those of whoever stands around them; ``apart`` is what
    people are whom a name is not needed to know. A name that both somebody on the record and a
    member of staff have is looked for.
    """
    own = set(names_of([person]))
    contacts = list(person.contacts.all())
    ends = [row.end for row in people_queries.relationships_for_copy(person)]
    contacts += [end for end in ends if isinstance(end, Contact)]
    records = [end for end in ends if isinstance(end, Person)]
    records += list(people_queries.records_of_contacts(person))
    working = [each for each in contacts if each.kind in WORKS_WITH]
    private = [each for each in contacts if each.kind not in WORKS_WITH]
    around = {*names_of(records), *(each.name for each in private)}
    theirs = {folded(name) for name in (*around, *named)}
    staff = User.objects.values_list("name", flat=True)
    kept = own | {name for name in staff if folded(name) not in theirs}
    kept |= {text for each in working for text in (each.name, each.organisation)}
    words = {folded(word) for name in own for word in words_of(name)}
    others = set()
    for name in around:
        parts = words_of(name)
        others |= {name} | {each for each in parts if folded(each) not in words}
        others |= {" ".join(parts)} if len(parts) > 1 else set()
    others |= {each for each in named if folded(each) not in words}
    others |= set(reaching(records)) | {each.email for each in private if each.email}
    others |= {each.phone for each in private if each.phone}
    mine = {squeezed(each) for each in reaching([person])}
    mine |= {squeezed(text) for each in working for text in (each.phone, each.email)}
    for email, phone in User.objects.values_list("email", "phone"):
        mine |= {squeezed(email), squeezed(phone)}
    shared = {each for each in others if squeezed(each) in mine or each in kept}
    return Terms(
        frozenset(each for each in others - shared if len(each) >= SHORTEST),
        frozenset(each for each in kept if each),
        frozenset(mine - {""}),
        _relations_of(private),
        frozenset(apart),
    )


def called(described: str) -> set[str]:
    """Return the words for what somebody is to the person that stand in how they are described."""
    found = {each.group().casefold() for each in pattern_of(_related_words()).finditer(described)}
    return found | {word for line in _SAME if found & {*line} for word in line}


def _related_words() -> set[str]:
    words = {each.words for each in kinds().values() if each.group not in WORKS_WITH}
    return words | {word for line in _SAME for word in line}


def _relations_of(contacts: Iterable[Contact]) -> frozenset[str]:
    """Return the words for what somebody may be to the person, other than by their work."""
    typed = {text for each in contacts for text in (each.relationship, each.role)}
    return frozenset({*_related_words(), *typed} - {""})


def squeezed(text: str) -> str:
    """Return a text as it is compared: without spaces and brackets, a number from nought."""
    said = re.sub(r"[\s()-]+", "", text).casefold()
    return "0" + said[3:] if said.startswith("+44") else said


def _meet(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end


def _is_nhs(digits: str) -> bool:
    if len(digits) != 10 or not digits.isdigit():
        return False
    rest = 11 - sum(int(digit) * (10 - at) for at, digit in enumerate(digits[:9])) % 11
    return rest % 11 == int(digits[9])
