/* client: mail programs, and how each of them quotes what it answers. Pure. */
#ifndef POSTERN_ADVERSARY_CLIENT_H
#define POSTERN_ADVERSARY_CLIENT_H

#include <glib.h>
#include <stdbool.h>

/* What is answered, decoded. */
typedef struct client_shown {
    const char *name, *address, *to, *subject; /* of its header */
    const char *text;
    const char *below; /* a word; NULL */
    long long date_ms;
} client_shown;

typedef enum {
    CLIENT_TOP,     /* new words, then all that is quoted */
    CLIENT_BOTTOM,  /* all that is quoted, then new words */
    CLIENT_BETWEEN, /* new words below some lines of what is quoted */
    CLIENT_BELOW    /* below the line that has the word client_shown.below */
} client_place;

typedef struct client client;

unsigned client_count(void);
const client *client_at(unsigned i);
const char *client_name(const client *c);
/* Does it write HTML by itself? All can be told to. */
bool client_likes_html(const client *c);

/* The text of an answer: new words (some lines, one string) and what is shown,
 * as this client lays it out; shown NULL: nothing is quoted. *html gets the
 * same in HTML. Caller frees both. */
char *client_answer(const client *c, GRand *rand, const char *new_words,
                    const client_shown *shown, client_place place, char **html);

#endif
