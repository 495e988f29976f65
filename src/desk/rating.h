/* rating: what somebody says who was asked how it went, and by which address he
 * says it. Pure.
 *
 * Only what comes to the address of the mail that asked is read as a rating, and
 * there only what is plainly one: a number of the scale that stands alone or
 * before other words ("4", "4/5", "3. And how do I ..."), stars, a word for one
 * (lang/XX/rating.txt) on a line of its own. Whatever else stands there is a
 * message like any other. */
#ifndef POSTERN_DESK_RATING_H
#define POSTERN_DESK_RATING_H

#include "base/secret.h"
#include "write/tag.h"

typedef struct rating_said {
    int value;   /* of 1 to the best; 0: it says none */
    char *words; /* what else it says; "" */
} rating_said;
void rating_said_clear(rating_said *s);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(rating_said, rating_said_clear)

/* What a text says (quotes and signature off; NULL: nothing). `chosen`: by the
 * address that it was sent to, 0: none; a value that stands in the text counts
 * more. */
void rating_read(const char *text, int best, int chosen, rating_said *out);
/* The same of what stands after /rate, or of a lead's answer: he was asked for
 * nothing else, so after the number a blank is enough ("4 well done"). */
void rating_read_asked(const char *text, int best, rating_said *out);

/* "4 of 5"; of two "good" or "bad". For operators; caller frees. */
char *rating_says(int value, int best);

/* ---- the address ---- */

/* Asks `person` about entry `n`; `chosen`: answers that, 0: whatever he writes. */
tag_claim rating_claim(int64_t ticket, int64_t n, const char *person,
                       int chosen, int64_t epoch);
bool rating_is_for(const tag_claim *claim, const char *person);
int rating_chosen(const tag_claim *claim);

/* ---- the sample ---- */

/* A number below a million, always the same of this ticket; without the key
 * nobody can say which. */
int rating_draw(const secret_key *site, int64_t epoch, int64_t ticket);

#endif
