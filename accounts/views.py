"""Signing in, and how long the viewer's own session lasts."""

from allauth.account import views as allauth_views
from django.http import JsonResponse
from django.views.decorators.http import require_GET

from accounts import carried, sessions
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
