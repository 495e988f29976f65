/* say: what the program itself says to people, in their language: the catalogue
 * templates/LANGUAGE/words.txt, which is compiled in (templates/README says how it
 * is written). What it does not have stays English. Pure, thread-safe.
 *
 * Texts name what they are about by %1 to %9. */
#ifndef POSTERN_DESK_SAY_H
#define POSTERN_DESK_SAY_H

#include <glib.h>
#include <stdbool.h>

/* In the language of a reader (NULL: English). Static, or `english` itself. */
const char *say_in(const char *language, const char *english);
/* The same of a word that is another one about something else: "complexity",
 * "low". */
const char *say_about(const char *language, const char *what,
                      const char *english);
/* The same with what it names, NULL after the last. Caller frees. */
char *say_with(const char *language, const char *english,
               ...) G_GNUC_NULL_TERMINATED;
char *say_with_list(const char *language, const char *english,
                    const char *const *with);
/* What was said in English, and is kept so, as an event: it is found by its form,
 * and said again; a copy where no form is its. Caller frees. */
char *say_again(const char *language, const char *text);
/* Is `word` this one, in English or any language of ours, in any case? */
bool say_is(const char *english, const char *word);
/* With a capital. Caller frees. */
char *say_capital(const char *text);

#endif
