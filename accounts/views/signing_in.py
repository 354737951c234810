"""Signing in, and how long the viewer's own session lasts."""

from allauth.account import views as allauth_views
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions, carried, leaving, queries, sessions
from accounts.forms import SettingsForm
from accounts.forms.staff import ChoosePasswordForm
from accounts.guards import open_to_all_staff, open_to_everyone
from audit import wall
from ui.onward import address_asked_for


@open_to_everyone(because="Nobody is signed in yet.")
def sign_in(request):
    """Sign in, and go on with what was typed in a form whose session had ended."""
    response = allauth_views.login(request)
    sealed = request.POST.get(carried.FIELD, "")
    if sealed and request.user.is_authenticated:
        return carried.resume(request, sealed, response)
    return response


@require_http_methods(["GET", "POST"])
@open_to_everyone(because="Anyone may end their own session.")
def sign_out(request):
    """Ask, then end the session. Whoever still has paper is told before; a lock asks nothing."""
    still_with = leaving.still_with(request.user) if request.user.is_authenticated else []
    if still_with and "remind" in request.POST:
        return redirect("account_logout")
    page = allauth_views.LogoutView.as_view(extra_context={"still_with": still_with})
    return page(request)


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
@open_to_everyone(because="Whoever was sent the link chooses their own password, once.")
def welcome(request, secret):
    """Let somebody who was invited choose their password; a link that is spent says so."""
    invitation = queries.invitation_behind(secret)
    if invitation is None:
        return render(request, "account/link_spent.html", status=404)
    data = request.POST if request.method == "POST" else None
    form = ChoosePasswordForm(data, user=invitation.user)
    if form.is_valid():
        try:
            with wall.asked_for(invitation.user):
                actions.choose_password(secret=secret, password=form.cleaned_data["password"])
        except ValidationError:
            return render(request, "account/link_spent.html", status=404)
        messages.success(request, "Your password is set. Sign in with it.")
        return redirect("account_login")
    context = {"form": form, "email": invitation.user.email}
    return render(request, "account/welcome.html", context)


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because="Staff change their own password.")
def change_password(request):
    """Change the viewer's own password, if they have one here."""
    if not request.user.has_usable_password():
        messages.info(request, "You have no password here. Change it where you sign in.")
        return redirect("settings")
    response = allauth_views.password_change(request)
    sessions.follow(request)
    return response


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because="Staff say again that it is them; shows no data.")
def password_again(request):
    """Ask for the viewer's own password before what they wanted to do, if they have one here."""
    if not request.user.has_usable_password():
        return redirect("settings")
    return allauth_views.reauthenticate(request)


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because="Staff see where they are signed in themselves, and sign out there.")
def signed_in_at(request):
    """List where the viewer is signed in, and sign them out of one place or of all the others."""
    here = request.session.session_key
    if request.method == "POST":
        place = request.POST.get("place", "")
        ended = actions.sign_out_elsewhere(by=request.user, here=here, place=place)
        if ended:
            messages.success(request, f"Signed out: {', '.join(ended)}.")
        else:
            messages.info(request, "You were signed out there already.")
        return redirect("signed-in")
    places = queries.places_of(request.user, here=here)
    context = {"places": places, "elsewhere": sum(not each.is_this for each in places)}
    return render(request, "accounts/signed_in.html", context)


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


@require_POST
@open_to_all_staff(because="Staff choose how the product behaves for them.")
def cover_lists(request):
    """Cover or uncover names and words in the lists that the viewer sees, and go back there."""
    covers = request.POST.get("cover") == "on"
    actions.choose_settings(by=request.user, wants_privacy=covers)
    return redirect(address_asked_for(request) or "settings")
