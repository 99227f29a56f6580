"""The storefront of a project: what every room knows of it, on one page; and the list of all projects."""
