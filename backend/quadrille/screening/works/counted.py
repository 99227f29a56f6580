"""Why a work counted, in sentences that pages know again in what was kept, and tell in the reader's language.

What is still missing from a work is told to who hands it in, on the command line and over the API, in English.
"""

from quadrille.languages.words import marked

MAINTAINERS_SIGNED = marked("Maintainers of {project} who signed for it: {count}; needed: {needed}.")
MENTEES_SIGNED = marked("Mentees who signed: {count}.")
TOOK = marked("The session took {minutes} minutes; {least} to {most} count.")
IS_OVER = marked("The session is over.")
IN_ONE_PLACE = marked("Nobody was in another session at the time.")
WITHIN_A_DAY = marked("With it, somebody's sessions of that day take {minutes} minutes; at most {most} count.")
COMMIT_ID = marked("The commit is {commit}.")
REPOSITORY = marked("{repository} is a repository of {project}.")
SIGNED = marked("A key of the contributor's signed the commit.")
OWN_COMMIT = marked("Its author committed it themselves, at {at}.")

SENTENCES = (
    *(MAINTAINERS_SIGNED, MENTEES_SIGNED, TOOK, IS_OVER, IN_ONE_PLACE, WITHIN_A_DAY),
    *(COMMIT_ID, REPOSITORY, SIGNED, OWN_COMMIT),
)
