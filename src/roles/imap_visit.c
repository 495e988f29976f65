/* imap_visit.c: one mailbox: look, accept, file. */
#include "roles/imap_visit.h"
#include "base/bell.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "base/steady.h"
#include "config/site.h"
#include "roles/beat.h"
#include "roles/imap_envelope.h"
#include "roles/imap_stuck.h"
#include "roles/now.h"

#include <string.h>

#define CHUNK 200 /* messages between two filings and rings */

struct imap_visit {
    const config *config;
    const config_mailbox *m;
    spool *spool;
    char *door, *account;
    char *contacts; /* file of imap_contact */
    imap_stuck *troubles;
    unsigned careful; /* so many more are fetched one at a time */
    /* while connected */
    imap_client *client;
    imap_place place;
    uint32_t high; /* all up to here was looked at on this connection */
    uint32_t at;   /* being fetched, when careful */
    GArray *unfiled;
    int64_t refile_ms; /* filing was refused: try again then */
    unsigned taken;
    bool failed_in_fetch;
    bool again; /* a search that was no look may have hidden news */
};

static char *account_of(const config_mailbox *m)
{
    return g_strdup_printf("%s@%s", m->server.user ? m->server.user : "",
                           m->server.host);
}

imap_visit *imap_visit_new(const config *c, const config_mailbox *m, spool *s)
{
    imap_visit *v = g_new0(imap_visit, 1);
    v->spool = s;
    v->troubles = imap_stuck_new();
    v->unfiled = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    imap_visit_configure(v, c, m);
    return v;
}

void imap_visit_configure(imap_visit *v, const config *c,
                          const config_mailbox *m)
{
    g_free(v->door);
    g_free(v->account);
    g_free(v->contacts);
    v->config = c;
    v->m = m;
    v->door = g_strdup_printf("imap %s", m->id);
    v->account = account_of(m);
    v->contacts = g_build_filename(c->site->state, "mailboxes", NULL);
}

void imap_visit_free(imap_visit *v)
{
    if (!v)
        return;
    imap_stuck_free(v->troubles);
    g_array_unref(v->unfiled);
    g_free(v->door);
    g_free(v->account);
    g_free(v->contacts);
    g_free(v);
}

/* ---- beginning ---- */

static bool can_file(const imap_visit *v, const imap_box *box, GError **error)
{
    const config_mailbox *m = v->m;
    const char *wrong = NULL;
    bool plus = imap_can_uidplus(v->client);
    if (box->read_only)
        wrong = "the folder is read-only for this user: give the right to "
                "change flags and to delete";
    else if (m->after == CONFIG_AFTER_KEYWORD && !box->keywords)
        wrong = "the server keeps no keywords in this folder (PERMANENTFLAGS "
                "without \\*): set after = move";
    else if (m->after == CONFIG_AFTER_DELETE && !plus)
        wrong = "the server has no UIDPLUS, so deleting could delete what "
                "others have marked: set after = keyword or move";
    else if (m->after == CONFIG_AFTER_MOVE && !plus &&
             !imap_can_move(v->client))
        wrong = "the server has neither MOVE nor UIDPLUS: set after = keyword";
    if (wrong)
        err_set(error, ERR_CONFIG, "folder %s: %s; no mail is taken until then",
                m->folder, wrong);
    return !wrong;
}

static void tell_place(const imap_visit *v, imap_place_news news,
                       const imap_box *box)
{
    if (news == IMAP_PLACE_FIRST && v->place.line > 0)
        log_info("first contact with folder %s of %s: mail after UID %u is "
                 "taken, the %u messages in it stay as they are (backlog = yes "
                 "would have taken them)",
                 v->m->folder, v->account, v->place.line, box->exists);
    else if (news == IMAP_PLACE_FIRST)
        log_info("first contact with folder %s of %s: all mail is taken, %u "
                 "messages wait",
                 v->m->folder, v->account, box->exists);
    else if (news == IMAP_PLACE_LOST)
        log_error("the spool does not know folder %s of %s, where mail was "
                  "taken before: its folder was lost. What came since then is "
                  "read again; copies of what was accepted before will be "
                  "recognised",
                  v->m->folder, v->account);
    else if (news == IMAP_PLACE_CHANGED)
        log_warn("folder %s of %s was made anew (UIDVALIDITY is now %u): its "
                 "mail is read again; copies of what was accepted before will "
                 "be recognised",
                 v->m->folder, v->account, box->uidvalidity);
}

void imap_visit_whole(imap_visit *v)
{
    v->high = imap_place_from(&v->place) - 1;
    g_array_set_size(v->unfiled, 0); /* this look finds them again */
}

bool imap_visit_begin(imap_visit *v, imap_client *client, int64_t now_ms,
                      GError **error)
{
    imap_box box;
    imap_place_news news;
    v->client = client;
    v->place = (imap_place){
        .account = v->account, .folder = v->m->folder, .contacts = v->contacts};
    v->failed_in_fetch = false;
    if (!imap_select(client, v->m->folder, &box, error) ||
        !can_file(v, &box, error) ||
        !imap_place_open(&v->place, v->spool, &box, v->m->backlog, now_ms,
                         &news, error))
        return false;
    if (news != IMAP_PLACE_KNOWN)
        imap_stuck_forget(v->troubles);
    tell_place(v, news, &box);
    imap_visit_whole(v);
    v->refile_ms = 0;
    return true;
}

void imap_visit_end(imap_visit *v)
{
    if (v->failed_in_fetch) {
        if (v->careful && v->at)
            imap_stuck_note(v->troubles, v->at,
                            "fetching it broke the "
                            "connection",
                            steady_ms(), v->m->folder);
        v->careful = IMAP_BATCH_COUNT;
    }
    v->client = NULL;
}

GHashTable *imap_visit_left(const imap_visit *v)
{
    return imap_stuck_left(v->troubles);
}

int64_t imap_visit_due(const imap_visit *v)
{
    int64_t due = imap_stuck_due(v->troubles);
    return v->unfiled->len > 0 ? MIN(due, v->refile_ms) : due;
}

/* ---- accepting ---- */

/* Will the spool never take it, whatever the disk does? */
static bool is_about_message(const GError *e)
{
    err_class class = err_class_of(e);
    return class == ERR_DATA || class == ERR_LIMIT;
}

static bool take(uint32_t uid, GBytes *raw, const char *why, void *context,
                 GError **error)
{
    imap_visit *v = context;
    char id[33];
    g_autoptr(GError) failed = NULL;
    g_autofree char *sender = NULL;
    g_auto(GStrv) recipients = NULL;
    v->at = 0;
    beat_busy();
    if (!raw) {
        imap_stuck_note(v->troubles, uid, why, steady_ms(), v->m->folder);
        return true;
    }
    sender = imap_envelope_sender(raw);
    recipients = imap_envelope_recipients(v->config, raw);
    spool_incoming in = {.door = v->door,
                         .queue = v->m->queue,
                         .sender = sender,
                         .recipients = (const char *const *)recipients,
                         .accepted_ms = role_now_ms(),
                         .raw = raw,
                         .account = v->account,
                         .mailbox = v->m->folder,
                         .uidvalidity = v->place.uidvalidity,
                         .uid = uid};
    v->failed_in_fetch = false; /* from here on it is the spool's failure */
    if (!spool_accept(v->spool, &in, id, &failed)) {
        if (!is_about_message(failed)) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return false;
        }
        imap_stuck_note(v->troubles, uid, failed->message, steady_ms(),
                        v->m->folder);
    } else {
        imap_stuck_over(v->troubles, uid);
        g_array_append_val(v->unfiled, uid);
        v->taken += *id != '\0';
    }
    v->failed_in_fetch = true;
    return true;
}

static bool fetch(imap_visit *v, const uint32_t *uids, unsigned count,
                  GError **error)
{
    v->failed_in_fetch = true;
    while (count > 0 && v->careful > 0) {
        v->at = *uids;
        if (!imap_fetch(v->client, uids, 1, take, v, error))
            return false;
        v->careful--;
        uids++;
        count--;
    }
    if (count > 0 && !imap_fetch(v->client, uids, count, take, v, error))
        return false;
    v->failed_in_fetch = false;
    return true;
}

/* ---- filing ---- */

static bool file_some(imap_visit *v, const uint32_t *uids, unsigned count,
                      GError **error)
{
    switch (v->m->after) {
    case CONFIG_AFTER_KEYWORD:
        return imap_keyword(v->client, uids, count, v->m->keyword, error);
    case CONFIG_AFTER_DELETE:
        return imap_delete(v->client, uids, count, error);
    case CONFIG_AFTER_MOVE:
        break;
    }
    return imap_move(v->client, uids, count, v->m->move_to, error);
}

/* Keep in v->unfiled only what is still in the folder: somebody else may have
 * put it away, and then there is nothing to do. */
static bool drop_gone(imap_visit *v, GError **error)
{
    g_autoptr(GArray) there = NULL;
    unsigned kept = 0, k = 0;
    uint32_t *mine = (uint32_t *)(void *)v->unfiled->data;
    if (v->unfiled->len == 0)
        return true;
    there = imap_uids(v->client, mine[0], NULL, error);
    v->again = true;
    if (!there)
        return false;
    for (unsigned i = 0; i < v->unfiled->len; i++) {
        while (k < there->len && g_array_index(there, uint32_t, k) < mine[i])
            k++;
        if (k < there->len && g_array_index(there, uint32_t, k) == mine[i])
            mine[kept++] = mine[i];
    }
    g_array_set_size(v->unfiled, kept);
    return true;
}

static gint compare_uids(gconstpointer a, gconstpointer b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

#define REFILE_MS (5 * 60 * 1000)

/* A refusal to file is no reason to stop taking mail: it is accepted, and is
 * filed later. False: the connection failed. */
static bool file_all(imap_visit *v, GError **error)
{
    GError *why = NULL;
    if (v->unfiled->len == 0 || steady_ms() < v->refile_ms)
        return true;
    g_array_sort(v->unfiled, compare_uids);
    if (file_some(v, (uint32_t *)(void *)v->unfiled->data, v->unfiled->len,
                  &why)) {
        g_array_set_size(v->unfiled, 0);
        return true;
    }
    if (!imap_usable(v->client)) {
        g_propagate_error(error, why);
        return false;
    }
    if (!drop_gone(v, error)) {
        g_error_free(why);
        return false;
    }
    if (v->unfiled->len > 0) {
        log_warn("%u accepted messages stay in folder %s: %s; filing is tried "
                 "again in 5 minutes",
                 v->unfiled->len, v->m->folder, why->message);
        v->refile_ms = steady_ms() + REFILE_MS;
    }
    g_error_free(why);
    return true;
}

/* ---- looking ---- */

/* Split into what was accepted before (it goes to unfiled) and what is new. */
static GArray *sort_out(imap_visit *v, const GArray *uids, GError **error)
{
    GArray *fresh = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    int64_t now = steady_ms();
    for (unsigned i = 0; i < uids->len; i++) {
        uint32_t uid = g_array_index(uids, uint32_t, i);
        bool seen = false;
        if (!spool_cursor_seen(v->spool, v->account, v->m->folder,
                               v->place.uidvalidity, uid, &seen, error)) {
            g_array_unref(fresh);
            return NULL;
        }
        if (seen)
            g_array_append_val(v->unfiled, uid);
        else if (imap_stuck_wants(v->troubles, uid, now))
            g_array_append_val(fresh, uid);
    }
    return fresh;
}

static GArray *look(imap_visit *v, GError **error)
{
    const char *keyword =
        v->m->after == CONFIG_AFTER_KEYWORD ? v->m->keyword : NULL;
    g_autoptr(GArray) there = imap_uids(v->client, v->high + 1, keyword, error);
    g_autoptr(GArray) ours = NULL;
    GArray *fresh;
    if (!there)
        return NULL;
    ours = imap_place_ours(&v->place, v->client, there, error);
    fresh = ours ? sort_out(v, ours, error) : NULL;
    if (fresh && there->len > 0)
        v->high = g_array_index(there, uint32_t, there->len - 1);
    if (fresh)
        imap_stuck_add_due(v->troubles, fresh, steady_ms());
    return fresh;
}

static bool take_chunks(imap_visit *v, const GArray *fresh, bool (*stop)(void),
                        GError **error)
{
    g_autofree char *bell = config_bell_socket(v->config, "process");
    const uint32_t *uids = (const uint32_t *)(const void *)fresh->data;
    for (unsigned i = 0; i < fresh->len && !stop(); i += CHUNK) {
        unsigned before = v->taken;
        bool ok = fetch(v, uids + i, MIN(CHUNK, fresh->len - i), error);
        if (v->taken > before)
            bell_ring(bell);
        if (!ok || !file_all(v, error))
            return false;
    }
    if (!stop())
        imap_stuck_drop_gone(v->troubles);
    return true;
}

bool imap_visit_run(imap_visit *v, bool (*stop)(void), unsigned *taken,
                    GError **error)
{
    bool ok = true;
    v->taken = 0;
    while (ok && !stop()) {
        g_autoptr(GArray) fresh = NULL;
        v->again = false;
        fresh = look(v, error);
        ok = fresh && file_all(v, error) && take_chunks(v, fresh, stop, error);
        if (!fresh || (fresh->len == 0 && !v->again))
            break;
    }
    *taken = v->taken;
    return ok;
}
