/* view_room: what the files that make a view share. Private to rules. */
#ifndef POSTERN_RULES_VIEW_ROOM_H
#define POSTERN_RULES_VIEW_ROOM_H

#include "mail/part.h"
#include "rules/pattern/pattern.h"
#include "rules/view/html.h"
#include "rules/view/uri.h"
#include "rules/view/view.h"

#define VIEW_LINE_MAX         2048  /* octets of one paragraph of body */
#define VIEW_BODY_PART_MAX    50000 /* octets of one part that body rules see */
#define VIEW_RAW_PART_MAX     500000 /* the same of rawbody */
#define VIEW_HEADER_VALUE_MAX 8192
#define VIEW_HEADERS_MAX      65536
#define VIEW_STRINGS_BLOCK    16384 /* short strings share blocks of that size */

typedef struct view_private {
    view pub;
    const rule_set *set;
    GStringChunk *strings;   /* short texts */
    GPtrArray *held;         /* char*: long ones */
    const char *raw_charset; /* of the header's raw 8-bit; NULL: not guessed */
    part *tree;
    GPtrArray *defects;
    uri_domains *domains;     /* of the set, or own_domains */
    uri_domains *own_domains; /* NULL if the set has them */
    pattern_scratch *scratch;
    GHashTable *facts; /* eval_room.h: eval_fact */
} view_private;

static inline const uri_domains *view_domains(const view *v)
{
    return ((const view_private *)v)->domains;
}

/* Keeps a copy of text, and a NUL after it, until the view is freed. */
view_text view_keep(view *v, const char *data, size_t size);
char *view_string(view *v, const char *data, size_t size);
view_text view_keep_string(view *v, GString *s); /* takes it over */

/* view_field.c: fields of a header section. */
void view_read_fields(view *v, const char *data, size_t size, GArray *into);
/* Is it that word, whatever the case? */
bool view_text_is(view_text t, const char *word);
/* The same for names that differ only in case. */
guint view_name_key(const char *name, size_t size);

/* view_header.c: an empty cache of header values. */
GHashTable *view_header_cache(void);
/* view_address.c: what modifiers leave of header values (view_text). */
void view_reduce(view *v, unsigned modifiers, GArray *values);

void view_read_texts(view *v); /* body, rawbody; parts' rendered and html */
void view_read_uris(view *v);
void view_read_relays(view *v); /* relays.c */
/* Loopback, link-local, private use (RFC 1918, 6598), or IPv6's of the kind. */
bool view_ip_is_private(const char *ip);

#endif
