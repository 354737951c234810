"""Start-up check: the catalogue can be read and hangs together."""

from django.core.checks import Error, register

from records.catalogue import CatalogueError, catalogue
from records.catalogue.faults import faults


@register()
def the_catalogue_hangs_together(app_configs, **kwargs):
    """Find files that cannot be read, and questions that depend on what is not there."""
    try:
        known = catalogue()
    except CatalogueError as why:
        return [Error(str(why), id="records.E001")]
    return [Error(words, id="records.E002") for words in faults(known)]
