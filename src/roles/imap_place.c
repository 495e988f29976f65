/* imap_place.c: the line between a mailbox's old mail and ours.
 *
 * Kept as two cursors of the spool beside the one that accepting moves; a line
 * feed, which no folder's name has, sets them apart:
 *   FOLDER\nline   UIDVALIDITY, the line
 *   FOLDER\nfirst  1 or 2 (2: UIDVALIDITY changed since), first contact in
 *                  seconds since 1970
 */
#include "roles/imap_place.h"
#include "roles/imap_contact.h"

#define FIRST_SURE    1
#define FIRST_CHANGED 2
/* Clocks differ: so much before our first contact counts as after it. */
#define CLOCK_SLACK_S 600

static char *line_key(const imap_place *p)
{
    return g_strconcat(p->folder, "\nline", NULL);
}

static char *first_key(const imap_place *p)
{
    return g_strconcat(p->folder, "\nfirst", NULL);
}

static bool keep(const imap_place *p, spool *s, uint32_t state,
                 uint32_t first_s, GError **error)
{
    g_autofree char *line = line_key(p), *first = first_key(p);
    /* the line last: it says that first contact was made */
    return spool_cursor_set(s, p->account, first, state, first_s, error) &&
           spool_cursor_set(s, p->account, line, p->uidvalidity, p->line,
                            error);
}

static int64_t since_of(uint32_t state, uint32_t first_s)
{
    return state == FIRST_CHANGED ? (int64_t)first_s - CLOCK_SLACK_S
                                  : INT64_MAX;
}

static uint32_t last_uid(const imap_box *box)
{
    return box->uidnext > 0 ? box->uidnext - 1 : 0;
}

bool imap_place_open(imap_place *p, spool *s, const imap_box *box, bool backlog,
                     int64_t now_ms, imap_place_news *news, GError **error)
{
    g_autofree char *line = line_key(p), *first = first_key(p);
    uint32_t validity, at, state, first_s;
    if (!spool_cursor_get(s, p->account, line, &validity, &at, error) ||
        !spool_cursor_get(s, p->account, first, &state, &first_s, error))
        return false;
    int64_t before_s = imap_contact_first(p->contacts, p->account, p->folder);
    *news = validity == 0 && before_s > 0  ? IMAP_PLACE_LOST
            : validity == 0                ? IMAP_PLACE_FIRST
            : validity != box->uidvalidity ? IMAP_PLACE_CHANGED
                                           : IMAP_PLACE_KNOWN;
    p->uidvalidity = box->uidvalidity;
    if (*news == IMAP_PLACE_KNOWN) {
        p->line = at;
        p->since_s = since_of(state, first_s);
        return imap_contact_keep(p->contacts, p->account, p->folder, first_s,
                                 error);
    }
    if (*news == IMAP_PLACE_FIRST) {
        state = FIRST_SURE;
        first_s = (uint32_t)(now_ms / 1000);
        p->line = backlog ? 0 : last_uid(box);
    } else if (*news == IMAP_PLACE_LOST) {
        state = FIRST_CHANGED;
        first_s = (uint32_t)before_s;
        p->line = backlog ? 0 : last_uid(box);
    } else if (at > 0) {
        state = FIRST_CHANGED;
        p->line = last_uid(box);
    } else
        p->line = 0; /* all was ours from the beginning, and is */
    p->since_s = since_of(state, first_s);
    return imap_contact_keep(p->contacts, p->account, p->folder, first_s,
                             error) &&
           keep(p, s, state, first_s, error);
}

uint32_t imap_place_from(const imap_place *p)
{
    return p->since_s == INT64_MAX ? p->line + 1 : 1;
}

GArray *imap_place_ours(const imap_place *p, imap_client *c, const GArray *uids,
                        GError **error)
{
    g_autoptr(GArray) below = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    unsigned split = 0;
    GArray *ours;
    while (split < uids->len && g_array_index(uids, uint32_t, split) <= p->line)
        split++;
    if (split > 0 && p->since_s != INT64_MAX) {
        g_array_append_vals(below, uids->data, split);
        ours = imap_uids_since(c, below, p->since_s, error);
    } else
        ours = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    if (ours && split < uids->len)
        g_array_append_vals(ours, &g_array_index(uids, uint32_t, split),
                            uids->len - split);
    return ours;
}
