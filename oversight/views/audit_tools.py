"""The questions that audits ask: those that come with the product, and the council's own."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.guards import open_to_roles
from accounts.roles import Role
from oversight import actions
from oversight.audit_tool import made_of, tool
from oversight.forms.audit_tools import ToolForm
from oversight.queries import audit_tools as queries
from oversight.queries.auditing import SEES_AUDITS
from oversight.views import kept as keeping
from ui import refusals

_BECAUSE = "Whoever asks for audits or grades in them sees what they ask."
_WRITES = "Records officers write the questions that the council asks in its audits."


@require_GET
@open_to_roles(*SEES_AUDITS, because=_BECAUSE)
def tools(request):
    """List what an audit may ask."""
    context = {
        "ready": tool(),
        "own": queries.newest_tools(),
        "writes": request.user.has_role(Role.RECORDS_OFFICER),
    }
    return render(request, "oversight/audits/tools.html", context)


@require_GET
@open_to_roles(*SEES_AUDITS, because=_BECAUSE)
def show(request, tool_key):
    """Show the questions of an own tool, and those of every version before."""
    versions = _versions(tool_key)
    context = {
        "newest": versions[0],
        "asked": made_of(versions[0].content),
        "history": [(each, made_of(each.content)) for each in versions],
        "writes": request.user.has_role(Role.RECORDS_OFFICER),
    }
    return render(request, "oversight/audits/tool.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.RECORDS_OFFICER, because=_WRITES)
def write(request, tool_key=""):
    """Write the questions of a new tool, or of a new version of one."""
    newest = _versions(tool_key)[0] if tool_key else None
    lines = queries.as_lines(made_of(newest.content) if newest else tool())
    form = ToolForm(
        request.POST if request.method == "POST" else None,
        initial={"title": newest.title if newest else "", "lines": lines},
    )
    kept = keeping.of(request, form)
    if kept.saves:
        return kept.save()
    if form.is_valid():
        try:
            made = actions.write_tool(key=tool_key, by=request.user, **form.given)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            kept.sent()
            messages.success(request, f"Version {made.version} can be asked from now on.")
            return redirect("oversight:audit-tool", made.key)
    context = {"form": form, "kept": kept.shown(), "newest": newest}
    status = 400 if form.errors else 200
    return render(request, "oversight/audits/write_tool.html", context, status=status)


def _versions(key):
    found = queries.versions_of(key)
    if not found:
        raise Http404
    return found
