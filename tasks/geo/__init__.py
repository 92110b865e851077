"""Functions with three-part names, such as `geo.user.report`."""
