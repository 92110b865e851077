"""Alerts for iPhones, through Apple's push service (APNs)."""
