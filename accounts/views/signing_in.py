"""Signing in, and how long the viewer's own session lasts."""

from allauth.account import views as allauth_views
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts import actions, carried, sessions
from accounts.forms import SettingsForm
from accounts.guards import open_to_all_staff, open_to_everyone


@open_to_everyone(because="Nobody is signed in yet.")
def sign_in(request):
    """Sign in, and go on with what was typed in a form whose session had ended."""
    response = allauth_views.login(request)
    sealed = request.POST.get(carried.FIELD, "")
    if sealed and request.user.is_authenticated:
        return carried.resume(request, sealed, response)
    return response


@require_GET
@open_to_all_staff(because="A page warns its user before their own session ends; shows no data.")
def session(request):
    """Say how long the viewer's session has left. Asked by somebody, it lasts longer from now."""
    left = sessions.remaining(request)
    return JsonResponse(
        {
            "seconds": left.seconds,
            "can_extend": left.can_extend,
            "who": request.user.staff_number,
        }
    )


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because="Staff choose how the product behaves for them.")
def own_settings(request):
    """Show the viewer's own settings, and keep what they choose."""
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=request.user)
    if form.is_valid():
        actions.choose_settings(by=request.user, **form.cleaned_data)
        messages.success(request, "Your settings are kept.")
        return redirect("settings")
    return render(request, "accounts/settings.html", {"form": form})
