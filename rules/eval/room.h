/* eval_room: what the files of eval tests share. Private to rules. */
#ifndef POSTERN_RULES_EVAL_ROOM_H
#define POSTERN_RULES_EVAL_ROOM_H

#include "rules/view/room.h"

/* The nth argument of a test, "" if there is none. Borrowed. */
const char *eval_argument(GPtrArray *arguments, guint n);
/* The nth as a number; `otherwise` if there is none, or it is "undef". */
double eval_number(GPtrArray *arguments, guint n, double otherwise);

/* Does the pattern match somewhere (pattern_known)? A wrong one never does. */
bool eval_matches(view *v, const char *text, uint32_t options, view_text in);

/* A fact that is worked out once a message: `size` zeroed octets that `make`
 * fills, kept under `key` (a string of the code) until the view is freed. */
void *eval_fact(view *v, const char *key, size_t size,
                void (*make)(view *v, void *into));

/* The value that header rules see, "" if it is unset. */
view_text eval_header(view *v, const char *name, unsigned modifiers);
/* Addresses of a field: char*, as written. */
GPtrArray *eval_addresses(view *v, const char *name);
/* The first of them, lower case, "" if there is none. Caller frees. */
char *eval_address(view *v, const char *name);
/* After the last '@', "" if there is none. Borrowed. */
const char *eval_domain(const char *address);
/* A field of one part, decoded, lower case, without its line end; "" if unset.
 * Caller frees. */
char *eval_part_field(const view_part *p, const char *name);
/* Mail that came over a list or portal that takes trace fields off. */
bool eval_is_gated(view *v);
/* Is it a charset of a language that ok_locales does not name? */
bool eval_charset_is_far(const rule_set *s, const char *charset);
/* Is some text of it in such a charset? */
bool eval_text_shouts(view *v);

/* The lines of a text, with their line ends. */
typedef struct eval_lines {
    const char *p, *end;
} eval_lines;
bool eval_line(eval_lines *r, view_text *line); /* false: no more */

extern const eval_row eval_body_rows[];
extern const eval_row eval_count_rows[];
extern const eval_row eval_date_rows[];
extern const eval_row eval_forged_rows[];
extern const eval_row eval_form_rows[];
extern const eval_row eval_freemail_rows[];
extern const eval_row eval_header_rows[];
extern const eval_row eval_html_rows[];
extern const eval_row eval_image_rows[];
extern const eval_row eval_list_rows[];
extern const eval_row eval_mime_rows[];
extern const eval_row eval_people_rows[];
extern const eval_row eval_relay_rows[];
extern const eval_row eval_uri_rows[];

#endif
