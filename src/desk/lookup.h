/* lookup: what another system answers about a request, read and made harmless: it
 * is shown to operators, and may be hostile. Pure. */
#ifndef POSTERN_DESK_LOOKUP_H
#define POSTERN_DESK_LOOKUP_H

#include <glib.h>
#include <stdbool.h>

#define LOOKUP_ROWS_MAX   20   /* that are shown */
#define LOOKUP_TITLE_MAX  80   /* characters */
#define LOOKUP_TEXT_MAX   2000 /* of a row */
#define LOOKUP_LINES_MAX  30
#define LOOKUP_FIELDS_MAX 50

typedef struct lookup_field {
    char *name, *value;
} lookup_field;

typedef struct lookup_answer {
    GPtrArray *fields; /* lookup_field* */
    GPtrArray *rows;   /* store_lookup*: title and text */
    unsigned left_out; /* rows above LOOKUP_ROWS_MAX */
} lookup_answer;

/* Octets that a command printed: {"fields": {"order": "A-17"}, "show": [{"title":
 * "Orders", "text": "..."}]}, both optional; nothing but blanks is an answer that
 * knows nothing. Values of fields are texts, numbers or null (empty). NULL:
 * ERR_DATA with what is wrong. */
lookup_answer *lookup_read(const void *data, size_t size, GError **error);
void lookup_answer_free(lookup_answer *a);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(lookup_answer, lookup_answer_free)

/* For people: one line, or (`lines` above 1) so many; without control characters
 * and what nobody sees, cut to `max` characters. Caller frees. */
char *lookup_clean(const char *text, unsigned lines, unsigned max);

#endif
