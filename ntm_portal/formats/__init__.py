"""Number and date formats that replace Django's own, named by FORMAT_MODULE_PATH."""
