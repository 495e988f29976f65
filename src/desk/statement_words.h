/* statement_words: a statement in the words of a language: values for templates.
 * Pure. */
#ifndef POSTERN_DESK_STATEMENT_WORDS_H
#define POSTERN_DESK_STATEMENT_WORDS_H

#include "config/config.h"
#include "desk/statement.h"

#include <jansson.h>

/* A type of work, for people; work of no type has words as well. Borrowed. */
const char *statement_work(const config *c, const char *work,
                           const char *language);

/* "12:30", "-0:05". Caller frees. */
char *statement_hours(int64_t minutes);

/* What templates/README lists for `statement`, of such an object (statement_json.h).
 * `brief`: for a mail, which has room for some dozens of lines of a list; the rest of
 * one is summed up. `margin`: for who may see it; NULL. A new reference. */
json_t *statement_words(const json_t *paper, const config *c,
                        const char *language, bool brief,
                        const statement_margin *margin);

#endif
