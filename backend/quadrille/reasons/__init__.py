"""UNICEF's three reasons why a digital public good would be run by those who use and make it, for each project."""
