"""A published result in other people's forms: CSV, Gitcoin's CSV, a spreadsheet, a page for paper."""
