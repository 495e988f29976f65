/* tongue: which language a text is written in, told from its words and letters;
 * data are the files lang/XX/tell.txt. Pure, thread-safe. */
#ifndef POSTERN_TONGUE_H
#define POSTERN_TONGUE_H

#include <glib.h>
#include <stdbool.h>

/* Letters that a text needs, without what is nobody's own words: quoted words,
 * addresses, names of files, code, logs. */
#define TONGUE_LETTERS 40

/* "nb", "ru" ... (ISO 639-1), interned; NULL: not sure, and then nothing is said.
 * `hint` (may be NULL): what the message's header says, "nb-NO"; it does not
 * decide, but less else is needed. */
const char *tongue_told(const char *text, const char *hint);

/* How sure it is of what, for tests and tuning: what speaks for the best
 * language, and what for the one that comes nearest. Caller frees. */
char *tongue_why(const char *text);

/* Reads the data, once a process: before it forks readers. */
void tongue_ready(void);

/* "nb" of "nb", "nb-NO", "NB_no", "no", and of a list of them, the first;
 * NULL: that is no language. Caller frees. */
char *tongue_code(const char *tag);

#endif
