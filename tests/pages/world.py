"""A small council in which every page has something to show, and which can be made larger.

Rows are written straight to the database, because it is the pages that are asked about here.
"""

import uuid
from functools import cached_property
from hashlib import sha256

import clock
from accounts.roles import Role
from audit import log
from audit.models import Seal
from caserecords.privacy import keep_version
from governance.actions import (
    issue_notebook,
    publish_notice,
    register_paper,
    report_breach,
    take_paper_step,
    take_step,
)
from governance.models import AccessList, Breach, BreachStep, NoticeVersion, PaperItem, Signal
from oversight.audit_tool import NEWEST, tool
from oversight.models import (
    AgendaPoint,
    AgreedAction,
    AuditFile,
    AuditRating,
    AuditRound,
    LocalGuidance,
    OwnTool,
    Review,
    SampleChange,
    SentenceComment,
    SupervisionAgreement,
    SupervisionCase,
    SupervisionSession,
)
from oversight.supervision import NEWEST as HEADINGS
from people.actions import log_contact, record_death, record_fact
from people.keeping import Told
from people.keys import new_key
from people.models import (
    AccessReason,
    Address,
    AlertRead,
    CommunicationNeed,
    ContactPoint,
    Declaration,
    EmergencyAccess,
    IncomingContact,
    Involvement,
    KeptBack,
    Merge,
    Name,
    Person,
    Restriction,
    RestrictionLift,
    RestrictionReview,
    Sharing,
    TransferOffer,
)
from records import files
from records.catalogue import catalogue
from records.drafting.meeting import READ
from records.models import (
    Addition,
    Attachment,
    Chronology,
    ChronologyLine,
    Confirmation,
    Decision,
    Draft,
    Entry,
    EntryLink,
    EntryRestriction,
    EntryRestrictionReview,
    EntryVersion,
    Finding,
    GuidanceRequest,
    Misfiling,
    PlannedVisit,
    Removal,
    SignificantMark,
    Statement,
)
from records.search import index_entry
from retention import certificates
from retention.models import (
    ArchiveOffer,
    Batch,
    Destruction,
    Due,
    Hold,
    Lengthening,
    ScheduleChange,
    ScheduleEffect,
    Verification,
)
from tests.accounts.factories import make_staff, make_team, make_training
from tests.audit.sealed import make_restored_seal
from tests.disclosure.factories import (
    make_decision,
    make_export,
    make_letter,
    make_officer,
    make_redaction,
    make_request,
    make_step,
)
from tests.governance.factories import make_translation
from tests.people.factories import (
    allocate,
    make_alert,
    make_contact,
    make_involvement,
    make_person,
    make_referral,
    make_relationship,
    put_on_list,
    restrict,
)
from tests.records.factories import (
    make_action,
    make_entries,
    note_values,
    put_on_entry_list,
    typed_for,
)
from tests.records.papers import pdf

# An answer that is a list has the files of its entry looked for, entry by entry.
_WEIGHED = {"about": "Ada Obi", "choice": "GIVEN", "outcome": "GIVE"}
_BRIEF: dict = {"lawful_basis": []}


class World:
    """One record that pages are asked for, and others that stand on the same lists."""

    @cached_property
    def restored(self) -> Seal:
        """A seal before which a backup was put back, made when a page asks for it."""
        return make_restored_seal()

    def __init__(self) -> None:
        self.manager = make_staff(Role.MANAGER, name="Ros Hale")
        self.team = make_team("Northgate Adults", lead=self.manager)
        self.worker = make_staff(team=self.team, line_manager=self.manager, name="Fola Adeyemi")
        self.colleague = make_staff(team=self.team, line_manager=self.manager, name="Ada Price")
        self.worker.password = "not one that anybody knows"
        self.worker.save()
        self.gone = make_staff(line_manager=self.manager, ends_on=clock.add_days(clock.today(), -1))
        self.officer = make_officer()
        self.duty = make_staff(team=make_team(kind="DUTY"))
        self.administrator = make_staff(Role.SYSTEM_ADMINISTRATOR)
        self.protection = make_staff(Role.DATA_PROTECTION_OFFICER)
        self.training = make_training(self.worker, until=clock.add_days(clock.today(), 20))
        self.paper = files.store(pdf(), folder="attachments")
        self.person, self.stranger = self._person(), make_person(team=make_team())
        self.entry, self.told, self.moved, self.chronology = self._record(self.person)
        self.closed = self._closed(self.entry)
        self.draft, self.copied, self.left, self.file = self._drafts(self.person)
        self.unsent, self.sealed = self._unsent(self.entry), self._sealed(self.person)
        self.stale = self._stale(self.entry)
        self.export = make_export(self.person, asked_by=self.officer)
        self.letter = make_letter(self.person, self.worker)
        self.shared = make_decision(self.person, author=self.worker, values=_BRIEF)
        self.redaction = make_redaction(self.person, self.officer)
        keep_version(by=log.CLOCK)
        self.notice = NoticeVersion.objects.get()
        publish_notice(version=self.notice.version, by=self.protection)
        make_translation(self.notice, self.protection)
        self.asked_for = make_request(self.person, self.officer)
        make_request(self.person, self.officer, kind="CARE")
        self.guidance = GuidanceRequest.objects.first()
        self.action, self.decision = self.entry.actions.first(), self.entry.decisions.first()
        self.reported = self.entry.misfilings.get()
        self.attached = self.entry.attachments.first()
        self.contact = self._contact()
        self.around = self.person.contacts.order_by("pk").last()
        self.involvement = self.person.involvements.get(role="NEEDS")
        self.active = self.person.involvements.get(role="CARER")
        self.offer = self._offer(self.active)
        self.visit = self.person.planned_visits.first()
        self.handover = allocate(
            self.person,
            self.gone,
            team=self.team,
            role="HANDOVER",
            involvement=self.active,
            ends_on=clock.add_days(clock.today(), 5),
        )
        self.address = self.person.addresses.get(until=None)
        self.code, self.alert = self.person.kept_back.get(), self.person.alerts.get()
        self.former = self.person.names.get(kind="FORMER")
        self.asked = Removal.objects.get(entry=self.entry)
        self.signal, self.access_list = self._signal(), self._access_list()
        self.breach, self.breach_action = self._breach()
        self.hold_of_many = self._hold(None, team=self.team)
        self.paper = self._paper(self.person)
        self.notebook = issue_notebook(
            to=self.worker, called="Notebook 417", place="Drawer", by=self.manager
        )
        self.breach_person = self.breach.people.get()
        self.declaration = self._declaration()
        self.emergency = self._emergency(self.person)
        self.twin = make_person(team=self.team, given_names="Amma")
        self.restriction = self._restriction()
        make_referral(self.person, make_staff(Role.AUDITOR))
        self.auditor, self.other_auditor = make_staff(Role.AUDITOR), make_staff(Role.AUDITOR)
        self.audit, self.rating, self.graded, self.agreed = self._audit()
        self.supervision, self.session = self._supervision(self.worker)
        self._point(self.session)
        self.own_tool = self._kept_by_the_council()
        self.sentence = self.entry.sentence_comments.get()
        self.died = self._died()
        self.death_task = self.died.death_tasks.get(kind="actions")
        self.merge = Merge.objects.create(
            kept=self.person,
            gone=self.twin,
            reason="Same card",
            asked_by=self.officer,
            asked_at=clock.now(),
        )

    def grow(self) -> None:
        """Add to each list of the record, and one more record to each list of records."""
        self._contact()
        make_training(self.worker, until=clock.add_days(clock.today(), 25))
        self._signal()
        self._breach()
        self._hold(None, team=self.team)
        self._access_list()
        self.access_list.lines += self.access_list.lines[:1]
        self.access_list.save()
        make_staff(line_manager=self.manager, team=make_team(lead=self.manager))
        for person in (self.person, self._person()):
            _around(person, self.worker)
            self._emergency(person)
            self._paper(person)
            self._declaration()
            make_referral(person, make_staff(Role.AUDITOR))
            self._restriction()
            self._about_restriction(self.restriction)
            entry = self._record(person)[0]
            self._closed(entry)
            self._unsent(entry)
            self._sealed(person)
            self._drafts(person)
            make_export(person, asked_by=self.officer)
            make_letter(person, self.worker)
            make_decision(person, author=self.worker, values=_BRIEF)
            make_redaction(self.person, self.officer)
            make_request(person, self.officer)
            make_request(person, self.officer, kind="CARE")
            make_step(self.asked_for, self.officer, "THIRD", **_WEIGHED)
        self._audit(self.audit)
        self._supervision(make_staff(line_manager=self.manager))
        self._session(self.supervision, days=-1)
        self._point(self.session)
        self._kept_by_the_council()
        self._beside(self.entry)
        put_on_entry_list(self.closed, make_staff())
        self._after_death(self.died)
        self._died()
        for entry in self.person.entries.all():
            self._line(self.chronology, entry)

    def _audit(self, audit=None):
        """A round with a file to grade, and one graded twice with an action agreed after it."""
        make_entries(self.stranger)
        audit = audit or AuditRound.objects.create(
            title="Visits, autumn",
            why="Two complaints",
            tool=NEWEST,
            population="WRITTEN",
            sampling="RANDOM",
            since=clock.today(),
            until=clock.today(),
            ends_on=clock.today(),
            seed=1,
            frame=[[self.person.key, 1]],
            asked_by=self.manager,
            asked_at=clock.now(),
        )
        to_grade = self._audit_file(audit, self.auditor)
        graded = self._audit_file(audit, self.auditor, self.other_auditor)
        for each, grade in zip(graded.ratings.all(), ("GOOD", "INADEQUATE"), strict=True):
            each.answers = {
                str(number): {"grade": grade, "words": "Seen", "evidence": "2 March"}
                for number in tool().questions
            }
            each.overall = each.suggested = grade
            each.submitted_at = clock.now()
            each.save()
        graded.moderated_because = graded.Moderated.GRADES
        graded.save()
        agreed = AgreedAction.objects.create(
            file=graded,
            text="Read the guide to reasons",
            owner=self.worker,
            due_on=clock.today(),
            agreed_by=self.manager,
            agreed_at=clock.now(),
        )
        return audit, to_grade.ratings.get(), graded, agreed

    def _supervision(self, worker):
        """An agreement of ``worker`` with the manager, overdue, and a session to write down."""
        agreement = SupervisionAgreement.objects.create(
            worker=worker,
            supervisor=self.manager,
            every_weeks=4,
            covers="An hour, at the office",
            starts_on=clock.add_days(clock.today(), -60),
            state="AGREED",
            offered_at=clock.now(),
            answered_at=clock.now(),
        )
        held = self._session(agreement, days=-40)
        SupervisionCase.objects.create(
            session=held, person=self.person, put_down_by=worker, put_down_at=clock.now()
        )
        AgreedAction.objects.create(
            session=held,
            text="Book the day on reasons",
            owner=worker,
            due_on=clock.today(),
            agreed_by=self.manager,
            agreed_at=clock.now(),
        )
        return agreement, SupervisionSession.objects.create(
            agreement=agreement, planned_on=clock.today(), headings=HEADINGS
        )

    def _session(self, agreement, *, days):
        day = clock.add_days(clock.today(), days)
        return SupervisionSession.objects.create(
            agreement=agreement,
            state="HELD",
            planned_on=day,
            headings=HEADINGS,
            held_on=day,
            words={"practice": "A hard month"},
            next_on=clock.today(),
            signed_at=clock.now(),
        )

    def _point(self, session: SupervisionSession) -> None:
        AgendaPoint.objects.create(
            session=session,
            text="The rota in August",
            put_down_by=session.agreement.worker,
            put_down_at=clock.now(),
        )

    def _audit_file(self, audit: AuditRound, *auditors) -> AuditFile:
        number = audit.files.count() + 1
        file = AuditFile.objects.create(round=audit, number=number, person=self.stranger)
        for order, auditor in enumerate(auditors, 1):
            referral = make_referral(self.stranger, auditor)
            AuditRating.objects.create(file=file, auditor=auditor, order=order, referral=referral)
        return file

    def _signal(self) -> Signal:
        event = log.record("people.about_opened", by=self.worker, about=self.person)
        return Signal.objects.create(
            kind="no_work",
            user=self.worker,
            subject=self.person.key,
            day=clock.add_days(clock.today(), -Signal.objects.count()),
            because="They gave a reason, and recorded nothing within a day.",
            events=[event],
            raised_at=clock.now(),
            look_by=clock.today(),
        )

    def _paper(self, person: Person) -> PaperItem:
        item = register_paper(
            person=person, by=self.worker, called="File 2 of 3", place="Cabinet 4", pages=90
        )
        take_paper_step(
            item,
            kind="OUT",
            choice="COPY",
            words="Needed in court",
            place="Northgate",
            by=self.worker,
        )
        return item

    def _breach(self) -> tuple[Breach, BreachStep]:
        breach = report_breach(
            by=self.worker,
            people=[self.person],
            kind="SENT",
            what="A letter went to number 12.",
            noticed_at=None,
            whose="One person",
        )
        action = take_step(
            breach,
            kind="ACTION",
            by=self.manager,
            words="Ring number 12",
            owner=self.worker,
            due_on=clock.today(),
        )
        return breach, action

    def _access_list(self) -> AccessList:
        line = {"staff": self.worker.staff_number, "who": "Fola", "did": ["opened"], "why": []}
        return AccessList.objects.create(
            subject=self.person.key,
            since=clock.today(),
            until=clock.today(),
            lines=[{"day": clock.today().isoformat(), **line}],
            prepared_by=self.officer,
            prepared_at=clock.now(),
            checked="All of it.",
            released_by=self.officer,
            released_at=clock.now(),
        )

    def _declaration(self) -> Declaration:
        return Declaration.objects.create(
            user=self.worker,
            kind="FRIEND",
            family_name="Rowbotham",
            declared_by=self.worker,
            declared_at=clock.now(),
        )

    def _restriction(self) -> Restriction:
        hidden = make_person(team=self.team, given_names="Efya")
        restriction = restrict(hidden, self.manager, self.worker, owner=self.manager)
        RestrictionLift.objects.create(
            restriction=restriction, reason="Over", asked_by=self.worker, asked_at=clock.now()
        )
        return restriction

    def _about_restriction(self, restriction: Restriction) -> None:
        put_on_list(restriction.person, make_staff())
        RestrictionReview.objects.create(
            restriction=restriction,
            words="Still so",
            reviewed_by=self.manager,
            reviewed_at=clock.now(),
            review_on=restriction.review_on,
        )

    def _emergency(self, person: Person) -> EmergencyAccess:
        stranger = make_staff(line_manager=self.manager)
        return EmergencyAccess.objects.create(
            person=person,
            user=stranger,
            category="PERSON",
            words="The ambulance crew asks what she takes",
            asked_at=clock.now(),
            opened_at=clock.now(),
            expires_at=clock.add_hours(clock.now(), 4),
            review_by=clock.add_days(clock.today(), 2),
        )

    def _person(self) -> Person:
        person = make_person(team=self.team)
        make_involvement(person=person, team=self.team)
        active = make_involvement(person=person, team=self.team, role="CARER", state="ACTIVE")
        allocate(person, self.worker, involvement=active)
        allocate(person, self.manager, role="CO_WORKER")
        AccessReason.objects.create(
            person=person,
            user=self.officer,
            basis=AccessReason.Basis.REQUEST,
            words="A request",
            given_at=clock.add_hours(clock.now(), -1),
            expires_at=clock.add_hours(clock.now(), 8),
        )
        for worker in (self.worker, self.manager):
            for days in (-1, 0):
                PlannedVisit.objects.create(
                    person=person,
                    worker=worker,
                    starts_at=clock.at_time(clock.add_days(clock.today(), days), 14),
                    purpose="See how the rail works",
                    planned_by=worker,
                    planned_at=clock.now(),
                )
        _around(person, self.worker)
        self._hold(person)
        self._at_the_end(person)
        return person

    def _at_the_end(self, person: Person) -> None:
        """Who is due, whose destruction is proposed, who is offered; and a certificate."""
        past = clock.add_days(clock.today(), -3)
        due, planned = make_person(team=make_team()), make_person(team=make_team())
        for each in (due, planned):
            Due.objects.create(person=each, due_on=past, reckoned_at=clock.now())
            make_involvement(person=each, state="CLOSED", closed_on=clock.add_years(past, -8))
        Destruction.objects.create(
            person=planned,
            due_on=past,
            reason="Nothing is left to keep it for",
            proposed_by=make_officer(),
            proposed_at=clock.now(),
        )
        for each, state in ((make_person(team=make_team()), "ACCEPTED"), (person, "WITHDRAWN")):
            ArchiveOffer.objects.create(
                person=each,
                state=state,
                archive="Northmere Record Office",
                reason="One of the first direct payments",
                offered_on=past,
                offered_by=self.officer,
                offered_at=clock.now(),
                answered_on=past,
                answer="The archivist wrote",
                answer_kept_by=self.officer,
                answer_kept_at=clock.now(),
            )
        for ended_at in (None, clock.now()):
            Lengthening.objects.create(
                person=person,
                class_key="subject_access",
                until=clock.add_years(past, 6),
                reason="It went to the regulator",
                recorded_by=self.officer,
                recorded_at=clock.now(),
                ended_by=self.officer if ended_at else None,
                ended_at=ended_at,
                ended_because="It did not" if ended_at else "",
            )
        Verification.objects.create(
            of="CLASS",
            about="asc_general",
            said="8 years",
            found="VERIFIED",
            read="The Code of 2023, appendix II",
            found_by=self.officer,
            found_at=clock.now(),
        )
        said = {"reference": "K7M-4QX", "entries_from": "", "entries_until": "", "classes": []}
        self.certificate = certificates.issue(
            plan=new_key(),
            subjects=[new_key()],
            said=said | {"destroyed_rows": {"Entries": 4}},
            destroyed_at=clock.now(),
        )

        old = make_training(make_staff(), until=clock.add_years(past, -11))
        Batch.objects.get_or_create(
            kind="training",
            defaults={
                "rows": [str(old.pk)],
                "reason": "Nothing asks for it any more",
                "proposed_by": make_officer(),
                "proposed_at": clock.now(),
            },
        )
        self.schedule_change = ScheduleChange.objects.create(
            class_key="asc_general",
            length=6,
            length_if_died=6,
            disposal="review",
            basis="Limitation Act 1980",
            authority="secondary",
            reason="As other councils do",
            starts_on=clock.add_days(clock.today(), 30),
            state="WORKED_OUT",
            asked_by=self.officer,
            asked_at=clock.now(),
            worked_out_at=clock.now(),
        )
        for each in (due, planned):
            ScheduleEffect.objects.create(
                change=self.schedule_change,
                person=each,
                was_due_on=past,
                would_be_due_on=clock.add_years(past, -2),
                ends_otherwise=False,
                is_held=False,
                is_planned=each == planned,
                is_kept_longer=False,
            )

    def _hold(self, person: Person | None, **conditions) -> Hold:
        return Hold.objects.create(
            person=person,
            **conditions,
            kind="COMPLAINT",
            reason="About a missed visit",
            authority="Letter of 3 May",
            placed_by=self.officer,
            placed_at=clock.now(),
            review_on=clock.add_days(clock.today(), 30),
        )

    def _died(self) -> Person:
        """Somebody who has died, with a carer who has a record, and with something left open."""
        person = make_person(team=self.team)
        allocate(person, self.worker)
        make_contact(person, record=make_person(team=self.team, is_carer=True))
        self._after_death(person)
        record_death(
            person=person,
            died_on=clock.today(),
            precision="KNOWN",
            source="FAMILY",
            told=Told(by="Ana", checked="She rang"),
            by=self.worker,
        )
        person.refresh_from_db()
        return person

    def _after_death(self, person: Person) -> None:
        (entry,) = make_entries(person, author=self.worker)
        make_action(entry, owner=self.worker)
        PlannedVisit.objects.create(
            person=person,
            worker=self.worker,
            starts_at=clock.at_time(clock.add_days(clock.today(), 1), 14),
            purpose="See how the rail works",
            planned_by=self.worker,
            planned_at=clock.now(),
        )

    def _record(self, person: Person) -> tuple[Entry, Entry, Removal, Chronology]:
        by_worker = {"author": self.worker, "has_decision": True, "is_significant": True}
        (entry,) = make_entries(person, status="AWAITING_SIGN_OFF", **by_worker)
        (closed,) = make_entries(person, sensitivity="RESTRICTED", finish_later=True, **by_worker)
        (told,) = make_entries(person, author=self.manager, information_provider=self.worker)
        (said,) = make_entries(person, author=self.worker, information_provider=self.manager)
        for sensitivity in ("NORMAL", "RESTRICTED"):
            make_entries(
                person, author=self.colleague, type_key="letter_received", sensitivity=sensitivity
            )
        (gone,) = make_entries(person, author=self.worker, taken_off_at=clock.now())
        Confirmation.objects.create(
            entry=said,
            version_number=1,
            provider=self.manager,
            answer="CORRECTED",
            text="Not so",
            answered_at=clock.now(),
        )
        for each in (entry, closed):
            index_entry(each)
            self._beside(each)
            _ask_off(each, by=self.worker)
            Misfiling.objects.create(
                entry=each,
                kind="WRONG_RECORD",
                reason="It is about her sister",
                reported_by=self.colleague,
                reported_at=clock.now(),
            )
        moved = _ask_off(gone, by=self.worker)
        moved.state, moved.answered_by, moved.answered_at = "DONE", self.manager, clock.now()
        moved.save()
        (came_back,) = make_entries(person, author=self.worker)
        self._review(came_back)
        chronology = Chronology.objects.create(
            person=person, title="Falls", purpose="A", made_by=self.worker, made_at=clock.now()
        )
        self._line(chronology, entry)
        return entry, told, moved, chronology

    def _closed(self, beside: Entry) -> Entry:
        """The restricted entry of a record, which is to be looked at again."""
        entry = beside.person.entries.filter(sensitivity="RESTRICTED", author=self.worker)[0]
        put_on_entry_list(entry, self.colleague)
        restriction = EntryRestriction.objects.create(
            entry=entry, owner=self.worker, review_on=clock.today()
        )
        EntryRestrictionReview.objects.create(
            restriction=restriction,
            words="He still comes",
            reviewed_by=self.worker,
            reviewed_at=clock.now(),
            review_on=restriction.review_on,
        )
        return entry

    def _beside(self, entry: Entry) -> None:
        """Put beside an entry whatever may stand there."""
        person, now, number = entry.person, clock.now(), entry.versions.count() + 1
        version = EntryVersion.objects.create(
            entry=entry,
            number=number,
            values=note_values(discussion=f"It works again, {number}."),
            signed_by=self.worker,
            signed_at=clock.add_hours(now, -1),
            reason="Put right",
            digest="0" * 64,
        )
        said = Statement.objects.create(
            version=version, field="statements", position=0, kind="decision", text="Two visits"
        )
        for position, key in enumerate(("vague_words", "jargon", "padding")[: number + 1]):
            Finding.objects.create(
                version=version,
                position=position,
                check_key=key,
                level="advice",
                words="Prior to",
                message="Before",
                is_unhelpful=True,
            )
        for owner, statement in ((self.worker, said), (self.manager, None)):
            make_action(entry, owner=owner)
            Decision.objects.create(
                person=person,
                entry=entry,
                statement=statement,
                decided_by=owner,
                decided_on=clock.today(),
                review_on=clock.today(),
            )
        Addition.objects.create(
            entry=entry, kind="MORE_DETAIL", text="More", author=make_staff(), added_at=now
        )
        before, after = make_entries(person, 2, author=make_staff(), is_significant=True)
        for marked in (entry, before):
            said = {"review_on": clock.today(), "marked_by": self.worker, "marked_at": now}
            SignificantMark.objects.get_or_create(
                entry=marked, defaults={"reason": "He moved", **said}
            )
        EntryLink.objects.create(source=entry, target=before, kind="BELONGS_WITH")
        EntryLink.objects.create(source=after, target=entry, kind="BELONGS_WITH")
        self._attach(person, entry=entry)
        for asker, asked in ((self.worker, self.manager), (self.manager, self.worker)):
            GuidanceRequest.objects.create(
                person=person,
                entry=entry,
                question="May she keep it?",
                asked_by=asker,
                asked_of=asked,
                asked_at=now,
            )

        SentenceComment.objects.create(
            entry=entry,
            version_number=1,
            number=1,
            question="What happened?",
            sentence="The heating works again.",
            words="How do you know?",
            commented_by=self.manager,
            commented_at=now,
        )

    def _kept_by_the_council(self) -> OwnTool:
        """What the council decides for itself: guidance, samples, and questions for audits."""
        now, by = clock.now(), self.administrator
        LocalGuidance.objects.create(
            page="case_note",
            title="Case note",
            text="Ring the desk.",
            owner=self.administrator,
            review_on=clock.today(),
            reason="Agreed",
            changed_by=by,
            changed_at=now,
        )
        count = LocalGuidance.objects.count()
        LocalGuidance.objects.create(
            page=f"keys-{count}",
            title="Keys",
            must_be_read=True,
            groups=["contact_correspondence"],
            text="At the desk.",
            owner=self.worker,
            review_on=clock.today(),
            reason="Agreed",
            changed_by=by,
            changed_at=now,
        )
        share = {"percent": 5, "reason": "Agreed", "changed_by": by, "changed_at": now}
        SampleChange.objects.create(type_key="case_note", team=make_team(), **share)
        content = {"title": "Own", "source": "Own", "outstanding_needs": [], "themes": []}
        asked = {"number": 1, "text": "Who came?", "look_for": "Names", "starred": False}
        content["section"] = [{"key": "a", "title": "First", "question": [asked]}]
        return OwnTool.objects.create(
            key="visits",
            version=OwnTool.objects.filter(key="visits").count() + 1,
            title="Visits",
            content=content,
            reason="Agreed",
            made_by=by,
            made_at=now,
        )

    def _review(self, entry: Entry) -> None:
        Review.objects.create(
            entry=entry,
            version_number=1,
            state="RETURNED",
            reviewed_by=self.manager,
            reviewed_at=clock.now(),
            comment="Say who was there",
        )

    def _drafts(self, person: Person) -> tuple[Draft, Draft, Draft, Attachment]:
        given = {
            "person": person,
            "type_key": "case_note",
            "typed": typed_for(catalogue().get("case_note")),
            "started_at": clock.now(),
            "saved_at": clock.now(),
        }
        (signed,) = make_entries(
            make_person(team=self.team), author=self.worker, event=uuid.uuid4()
        )
        draft = Draft.objects.create(author=self.worker, event=signed.event, **given)
        given |= {"started_at": clock.add_hours(clock.now(), -24 * 15)}
        copied = Draft.objects.create(author=self.worker, copy_of=draft.key, **given)
        left = Draft.objects.create(author=self.gone, **given)
        return draft, copied, left, self._attach(person, draft=draft)

    def _sealed(self, person: Person) -> Removal:
        """An entry that was removed, and what it said opened by the manager and a colleague."""
        (entry,) = make_entries(person, author=self.worker, taken_off_at=clock.now())
        removal = Removal.objects.create(
            entry=entry,
            kind="REMOVE",
            reason="Not hers",
            authority="An order",
            state="DONE",
            asked_by=self.worker,
            asked_at=clock.now(),
            answered_by=self.manager,
            answered_at=clock.now(),
        )
        for each in (self.manager, make_staff()):
            removal.unsealings.create(
                reason="The court asked",
                opened_by=each,
                opened_at=clock.now(),
                until=clock.add_hours(clock.now(), 2),
            )
        return removal

    def _unsent(self, entry: Entry) -> Draft:
        """What the worker typed beside an entry, and did not send."""
        page = {"view": "records:add-to-entry", "names": {"entry_key": entry.key}, "query": {}}
        return Draft.objects.create(
            person=entry.person,
            author=self.worker,
            page={**page, "part": "", "title": "Addition to an entry", "labels": {"text": "What?"}},
            beside=entry,
            typed={"text": ["The rail is loose."]},
            started_at=clock.now(),
            saved_at=clock.now(),
        )

    def _stale(self, entry: Entry) -> Draft:
        """A colleague's correction of an entry that was corrected by somebody else meanwhile."""
        return Draft.objects.create(
            person=entry.person,
            author=self.colleague,
            corrects=entry,
            type_key=entry.type_key,
            typed=typed_for(catalogue().get(entry.type_key)) | {READ: ["1"]},
            started_at=clock.add_hours(clock.now(), -2),
            saved_at=clock.now(),
        )

    def _attach(self, person: Person, **to) -> Attachment:
        return Attachment.objects.create(
            person=person,
            field="attachments",
            title="A letter",
            filename="letter.pdf",
            media_type="application/pdf",
            size=len(pdf()),
            sha256=sha256(pdf()).hexdigest(),
            stored_as=self.paper,
            pages=1,
            added_by=self.worker,
            added_at=clock.now(),
            **to,
        )

    def _offer(self, involvement: Involvement) -> TransferOffer:
        return TransferOffer.objects.create(
            involvement=involvement,
            team=self.team,
            reason="She asks for it",
            offered_by=self.worker,
            offered_at=clock.now(),
            answer_by=clock.today(),
        )

    def _contact(self) -> IncomingContact:
        return log_contact(
            team=self.duty.team,
            by=self.duty,
            how="PHONE",
            came_from="FAMILY",
            from_name="Ana Clarke, daughter",
            about="Her mother Win, 84",
            asked="She fell twice this week",
            urgency="TWO_DAYS",
        )

    def _line(self, chronology: Chronology, entry: Entry) -> None:
        ChronologyLine.objects.get_or_create(
            chronology=chronology,
            entry=entry,
            defaults={
                "version_number": 1,
                "event": "She fell",
                "added_by": self.worker,
                "added_at": clock.now(),
            },
        )


def _ask_off(entry: Entry, *, by) -> Removal:
    return Removal.objects.create(
        entry=entry,
        kind="MOVE",
        reason="The wrong record",
        moved_to=make_person(family_name="Mensah"),
        asked_by=by,
        asked_at=clock.now(),
    )


def _around(person: Person, worker) -> None:
    make_contact(person, record=make_person())
    make_relationship(person, make_person())
    make_relationship(make_person(), person)
    doctor = make_contact(person, kind="PROFESSIONAL", name="Dr Sorsby")
    Sharing.objects.create(person=person, contact=doctor, extent="ALL", basis="OWN")
    allocate(person, make_staff(), role="COVER")
    for fact in (
        CommunicationNeed(person=person, need="Large print"),
        Address(person=person, lines="1 Example Row"),
        Address(person=person, lines="2 Example Row", until=clock.today()),
        ContactPoint(person=person, kind="PHONE", value="01632 960111"),
        KeptBack(person=person, kind="KEY_SAFE", value="4071"),
        Name(person=person, kind="FORMER", given_names="Esi", family_name="Mensah"),
    ):
        record_fact(fact, by=worker, told=Told(by="Ama", checked="Said so"))
    AlertRead.objects.create(alert=make_alert(person), user=worker, read_at=clock.now())
