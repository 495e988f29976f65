/* client: mail programs, and how each of them quotes what it answers. Pure. */
#ifndef POSTERN_ADVERSARY_CLIENT_H
#define POSTERN_ADVERSARY_CLIENT_H

#include <glib.h>
#include <stdbool.h>

/* What is answered, decoded. */
typedef struct client_shown {
    const char *name, *address, *to, *subject; /* of its header */
    const char *text;
    long long date_ms;
} client_shown;

typedef enum {
    CLIENT_TOP,    /* new words, then all that is quoted */
    CLIENT_BOTTOM, /* all that is quoted, then new words */
    CLIENT_BETWEEN /* new words below each paragraph or some lines of it */
} client_place;

typedef struct client client;

unsigned client_count(void);
const client *client_at(unsigned i);
const char *client_name(const client *c);

/* The text of an answer: `lines` of new words (some lines, one string) and what
 * is shown, as this client lays it out; shown NULL: nothing is quoted. *html gets
 * an HTML twin where the client writes one, else NULL. Caller frees both. */
char *client_answer(const client *c, GRand *rand, const char *new_words,
                    const client_shown *shown, client_place place, char **html);

#endif
