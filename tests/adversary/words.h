/* words: everything that anybody says in a played conversation, with who said it
 * and where. Each utterance has a marker word of its own in every line, so that
 * wherever a line turns up later one can tell whose it is: what is judged is
 * where words came from, not whether two texts are equal. Not thread-safe. */
#ifndef POSTERN_ADVERSARY_WORDS_H
#define POSTERN_ADVERSARY_WORDS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    SAID_CUSTOMER, /* the ticket's customer, or another participant of it */
    SAID_NOTE,     /* meant for the desk alone */
    SAID_REPLY,    /* meant for the customer */
    SAID_STRANGER, /* by one who is no participant */
    SAID_MACHINE
} said_kind;

typedef struct said {
    unsigned id;
    said_kind kind;
    char *author; /* address */
    unsigned room; /* conversation about one request, given out by the player */
    bool passed;  /* its author let it leave, knowing what it is */
    char *text;   /* lines with "\n" */
    char *marker; /* the word that stands in each line */
} said;

typedef struct words words;

words *words_new(void);
void words_free(words *w);
/* All of them: this conversation begins. Mail of earlier ones may still be on its
 * way, and its markers are others. */
void words_forget(words *w, unsigned conversation);

/* A new utterance of some lines; `pick` gives numbers below its argument.
 * Borrowed: lives until words_forget. */
said *words_say(words *w, GRand *rand, said_kind kind, const char *author,
                unsigned room, unsigned lines);
/* Those whose marker stands in `text`, however the line is broken or quoted;
 * said*, borrowed, each once. The caller unrefs. */
GPtrArray *words_in(const words *w, const char *text);
/* Does its marker stand there? */
bool words_has(const said *s, const char *text);

#endif
