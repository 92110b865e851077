"""The pages of operations under /operational_background."""

from web.ops.views import blueprint

__all__ = ["blueprint"]
