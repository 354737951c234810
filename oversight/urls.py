"""Review of recording, audits, supervision, guidance, closing, transfers, shares of the work."""

from django.urls import path

from oversight.views import (
    audit_record,
    audit_report,
    audit_tools,
    auditing,
    caseload,
    closing,
    concerns,
    figures,
    library,
    needs,
    reviewing,
    samples,
    supervision,
    transfers,
)

app_name = "oversight"
urlpatterns = [
    path("review/", reviewing.queue, name="queue"),
    path("review/samples/", samples.samples, name="samples"),
    path("review/returned/", reviewing.returned, name="returned"),
    path(
        "people/<slug:person_key>/entries/<slug:entry_key>/review/", reviewing.review, name="review"
    ),
    path(
        "people/<slug:person_key>/entries/<slug:entry_key>/comments/<slug:comment_key>/",
        reviewing.answer_comment,
        name="answer-comment",
    ),
    path(
        "people/<slug:person_key>/involvement/<slug:involvement_key>/close/",
        closing.close,
        name="close",
    ),
    path(
        "people/<slug:person_key>/involvement/<slug:involvement_key>/transfer/",
        transfers.offer,
        name="offer-transfer",
    ),
    path(
        "people/<slug:person_key>/transfers/<slug:offer_key>/",
        transfers.answer,
        name="answer-transfer",
    ),
    path(
        "people/<slug:person_key>/access-kept/<int:allocation_id>/",
        transfers.keep_access,
        name="keep-access",
    ),
    path("caseload/", caseload.caseload, name="caseload"),
    path("caseload/people/", caseload.people, name="caseload-people"),
    path("audits/", auditing.audits, name="audits"),
    path("audits/new/", auditing.begin, name="begin-audit"),
    path("audits/tools/", audit_tools.tools, name="audit-tools"),
    path("audits/tools/write/", audit_tools.write, name="write-audit-tool"),
    path("audits/tools/<slug:tool_key>/", audit_tools.show, name="audit-tool"),
    path("audits/tools/<slug:tool_key>/write/", audit_tools.write, name="rewrite-audit-tool"),
    path("audits/<slug:audit_key>/", auditing.audit, name="audit"),
    path("audits/<slug:audit_key>/figures.csv", audit_report.sheet, name="audit-sheet"),
    path("audits/<slug:audit_key>/report.pdf", audit_report.report, name="audit-report"),
    path("audits/grade/<slug:rating_key>/", auditing.rating, name="rating"),
    path("audits/grade/<slug:rating_key>/safety/", auditing.safety, name="audit-safety"),
    path("audits/grade/<slug:rating_key>/record/", audit_record.record, name="audit-record"),
    path(
        "audits/grade/<slug:rating_key>/<slug:section_key>/",
        auditing.section,
        name="audit-section",
    ),
    path("audits/found/<slug:file_key>/", auditing.outcome, name="audit-outcome"),
    path("agreed/<slug:action_key>/", auditing.agreed, name="agreed-action"),
    path("supervision/", supervision.supervision, name="supervision"),
    path("supervision/new/", supervision.offer, name="offer-supervision"),
    path("supervision/<slug:agreement_key>/", supervision.agreement, name="agreement"),
    path("supervision/sessions/<slug:session_key>/", supervision.session, name="session"),
    path("quality/", figures.figures, name="figures"),
    path("quality/mine/", figures.mine, name="my-figures"),
    path("quality/mine/<slug:figure>/", figures.behind_mine, name="my-figure"),
    path("quality/<slug:figure>/", figures.behind, name="figure"),
    path("quality/<slug:figure>/figures.csv", figures.sheet, name="figure-sheet"),
    path("concerns/", concerns.concerns, name="concerns"),
    path("concerns/<slug:provider>/", concerns.concerns_of, name="concerns-of"),
    path("guidance-library/", library.library, name="library"),
    path("guidance-library/add/", library.add, name="add-guidance"),
    path("guidance-library/who-has-read/", library.read_by, name="guidance-read-by"),
    path("guidance-library/<slug:page_key>/", library.show, name="guidance-page"),
    path("guidance-library/<slug:page_key>/change/", library.change, name="change-guidance"),
    path("guidance-library/<slug:page_key>/answer/", library.answer, name="answer-guidance"),
    path("communication-needs/", needs.needs, name="needs"),
]
