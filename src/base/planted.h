/* planted: mistakes that can be planted, so that tests show that they would find
 * them. Only a build that is configured with --enable-planted has any: elsewhere
 * PLANTED() is false when the program is compiled, and no code of it remains. */
#ifndef POSTERN_PLANTED_H
#define POSTERN_PLANTED_H

#include <stdbool.h>
#include <stdio.h>

/* X(name, what goes wrong): each stands in the code as PLANTED(name). */
#define PLANTED_ALL(X)                                                           \
    X(note_as_reply, "an operator's /note goes to the customer")

typedef enum {
    PLANTED_NONE,
#define PLANTED_ID(name, words) PLANTED_##name,
    PLANTED_ALL(PLANTED_ID)
#undef PLANTED_ID
    PLANTED_COUNT
} planted_id;

#ifdef POSTERN_PLANTED
bool planted_is(planted_id id);
#define PLANTED(name) planted_is(PLANTED_##name)
#else
#define PLANTED(name) false
#endif

/* Plants one. False: there is none of this name in this build. */
bool planted_choose(const char *name);
/* "NAME<TAB>words" a line; nothing if the build has none. */
void planted_list(FILE *out);

#endif
