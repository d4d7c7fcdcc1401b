"""The corpus browser: documents with their layers as static pages that open without a server."""

from dateline.viewer.browser.collection import Collection, collect
from dateline.viewer.browser.documents import browsable
from dateline.viewer.browser.site import pages, write

__all__ = ["Collection", "browsable", "collect", "pages", "write"]
