/* relays_room: what the files that read Received fields share.  Private to
 * rules. */
#ifndef POSTERN_RULES_RELAYS_ROOM_H
#define POSTERN_RULES_RELAYS_ROOM_H

#include "rules/view/room.h"

/* One field on its way to a view_relay.  Strings belong to the view. */
typedef struct relay_hop {
    view *v;
    const char *text;  /* "from ... by ...", date off, single blanks */
    const char *first; /* word after from; "" if there is none */
    const char *from;  /* all between "from " and " by " */
    const char *rest;  /* after " by "; points into text */
    view_relay *r;
} relay_hop;

/* What one field told. */
typedef enum {
    RELAY_TOLD,
    RELAY_NOTHING, /* no handover between hosts */
    RELAY_FETCHED, /* a mail fetcher handed it over */
    RELAY_UNREAD   /* nobody understands it */
} relay_answer;

/* Reads one field; *relay gets what it says if the answer is RELAY_TOLD. */
relay_answer relay_read_field(view *v, view_text raw, view_relay **relay);
/* A relay that says nothing: every string is "". The view's. */
view_relay *relay_new(view *v);

/* Reads h->from into h->first and h->r: name, address, HELO, ident. */
void relay_read_from(relay_hop *h);
/* "[1.2.3.4]", "1.2.3.4:25", "IPv6:::1": the address, or NULL. The view's. */
char *relay_address(const relay_hop *h, const char *text, size_t size);

/* Does `s` begin with it, whatever the case? */
bool relay_begins(const char *s, const char *with);
/* What stands after `word` (lower case, a letter first) where that begins a
 * word; NULL if it stands nowhere. */
const char *relay_behind(const char *text, const char *word);

/* A pattern of the code, compiled when it is asked for first. */
typedef struct relay_pattern {
    const char *text;
    const pattern *compiled; /* NULL: not yet */
} relay_pattern;
bool relay_matches(const relay_hop *h, relay_pattern *p, const char *text);

#define RELAY_IP \
    "(?:(?:\\d{1,3}\\.){3}\\d{1,3}|(?:IPv6:)?[0-9a-fA-F:.]*:[0-9a-fA-F:.]+)"

#endif
