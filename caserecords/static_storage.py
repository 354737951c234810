"""Static files under names that carry their digest, so that a browser never keeps an old one."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class DigestedFiles(CompressedManifestStaticFilesStorage):
    """As WhiteNoise's, and a script's imports of other scripts carry digests too."""

    support_js_module_import_aggregation = True
