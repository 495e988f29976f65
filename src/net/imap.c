/* imap.c: open, select, search and close; what the server can do. */
#include "net/imap.h"
#include "base/err.h"
#include "net/imap_link.h"

#include <string.h>

#define PORT_IMPLICIT 993
#define PORT_PLAIN    143
#define BEFORE_LOGIN  (1u << 20) /* octets that a stranger may send us */
#define GOODBYE_MS    3000       /* a LOGOUT waits for its answer */

bool imap_can(const imap_client *c, const char *name)
{
    return g_hash_table_contains(c->can, name);
}

static bool capability_line(imap_client *c, const imap_answer *a, void *context)
{
    const char *words = imap_answer_after(a->text, "CAPABILITY");
    g_auto(GStrv) list = words ? g_strsplit(words, " ", -1) : NULL;

    for (unsigned i = 0; list && list[i] && i < IMAP_CAPABILITIES_MAX; i++)
        g_hash_table_add(c->can, g_ascii_strup(list[i], -1));
    return g_hash_table_size(c->can) <= IMAP_CAPABILITIES_MAX;
}

static bool read_capabilities(imap_client *c, GError **error)
{
    g_hash_table_remove_all(c->can);
    return imap_do(c, "CAPABILITY", "CAPABILITY", capability_line, NULL, error);
}

static bool greet(imap_client *c, const config_server *server, GError **error)
{
    g_autofree char *line = NULL;
    stream_reset_cap(c->stream, BEFORE_LOGIN);
    line = stream_line(c->stream, IMAP_LINE_MAX);
    if (!line) {
        err_set(error, ERR_NET, "%s: no greeting: %s", c->host,
                stream_reason(c->stream));
        return false;
    }
    if (imap_answer_after(line, "OK"))
        return true;
    if (imap_answer_after(line, "BYE")) {
        err_set(error, ERR_LATER, "%s: the server takes no connections now: %s",
                c->host, line + 2);
        return false;
    }
    if (!imap_answer_after(line, "PREAUTH")) {
        err_set(error, ERR_PROTOCOL,
                "%s: the greeting is not IMAP's: \"%.60s\"; check host, port "
                "and tls",
                c->host, line);
        return false;
    }
    c->logged_in = true;
    if (server->tls != CONFIG_TLS_STARTTLS)
        return true;
    err_set(error, ERR_PROTOCOL,
            "%s: the server greets us as logged in already, before STARTTLS: "
            "somebody may sit between; set tls = implicit",
            c->host);
    return false;
}

static bool start_tls(imap_client *c, const config_server *server,
                      GError **error)
{
    if (!imap_can(c, "STARTTLS")) {
        err_set(error, ERR_TLS,
                "%s: the server offers no STARTTLS: try tls = implicit (port "
                "993); no password was sent",
                c->host);
        return false;
    }
    return imap_do(c, "STARTTLS", "STARTTLS", NULL, NULL, error) &&
           stream_starttls(c->stream, server, error) &&
           read_capabilities(c, error);
}

imap_client *imap_open_until(const config_server *server, int stop_fd,
                             GError **error)
{
    imap_client *c;
    mailstream *s = stream_connect(
        server, server->tls == CONFIG_TLS_IMPLICIT ? PORT_IMPLICIT : PORT_PLAIN,
        stop_fd, error);
    if (!s)
        return NULL;
    c = g_new0(imap_client, 1);
    c->stream = s;
    c->host = c->own_host = g_strdup(server->host);
    c->can = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    c->command_max = BEFORE_LOGIN;
    if (!greet(c, server, error) || !read_capabilities(c, error) ||
        (server->tls == CONFIG_TLS_STARTTLS && !start_tls(c, server, error)) ||
        !imap_login(c, server, error) || !read_capabilities(c, error)) {
        c->broken = true;
        imap_close(c);
        return NULL;
    }
    c->command_max = IMAP_COMMAND_MAX;
    return c;
}

imap_client *imap_open(const config_server *server, GError **error)
{
    return imap_open_until(server, -1, error);
}

void imap_close(imap_client *c)
{
    if (!c)
        return;
    if (imap_usable(c)) { /* no LOGOUT on a dead line */
        c->leaving = true;
        stream_set_timeout(c->stream, GOODBYE_MS);
        g_free(imap_command(c, "LOGOUT", NULL, NULL, NULL));
    }
    mailstream_close(c->stream);
    g_hash_table_unref(c->can);
    g_free(c->own_host);
    g_free(c->bye);
    g_free(c->wrong);
    g_free(c);
}

bool imap_can_idle(const imap_client *c)
{
    return imap_can(c, "IDLE");
}

bool imap_can_move(const imap_client *c)
{
    return imap_can(c, "MOVE");
}

bool imap_can_uidplus(const imap_client *c)
{
    return imap_can(c, "UIDPLUS");
}

/* ---- folders ---- */

static uint32_t number_in(const char *text, const char *code)
{
    const char *words = imap_answer_code(text, code);
    guint64 n = words ? g_ascii_strtoull(words, NULL, 10) : 0;

    return n <= G_MAXUINT32 ? (uint32_t)n : 0;
}

static bool select_line(imap_client *c, const imap_answer *a, void *context)
{
    imap_box *box = context;
    const char *flags = NULL;
    uint32_t n = imap_answer_number(a->text, "EXISTS", NULL);

    if (n > 0)
        box->exists = n;
    if (!imap_answer_after(a->text, "OK"))
        return true;
    if ((n = number_in(a->text, "UIDVALIDITY")) > 0)
        box->uidvalidity = n;
    if ((n = number_in(a->text, "UIDNEXT")) > 0)
        box->uidnext = n;
    if ((flags = imap_answer_code(a->text, "PERMANENTFLAGS")))
        box->keywords = strstr(flags, "\\*") != NULL;
    return true;
}

/* Not every server tells UIDNEXT: then it is one above the last message. */
static bool find_uidnext(imap_client *c, imap_box *box, GError **error)
{
    g_autoptr(GArray) uids = NULL;
    if (box->uidnext > 0)
        return true;
    uids = imap_uids(c, 1, NULL, error);
    if (!uids)
        return false;
    box->uidnext =
        uids->len ? g_array_index(uids, uint32_t, uids->len - 1) + 1 : 1;
    return true;
}

/* As imap_do, but the tagged answer says whether the folder is read-only. */
static bool do_select(imap_client *c, const char *name, const char *what,
                      imap_box *box, GError **error)
{
    g_autofree char *word = imap_string(name);
    g_autofree char *command = g_strdup_printf("SELECT %s", word);
    g_autofree char *tagged = NULL;

    c->uidvalidity = 0;
    c->exists = 0;
    *box = (imap_box){0};
    if (!imap_do_tagged(c, command, what, select_line, box, &tagged, error))
        return false;
    box->read_only = imap_answer_code(tagged, "READ-ONLY") != NULL;
    return true;
}

bool imap_select(imap_client *c, const char *folder, imap_box *box,
                 GError **error)
{
    g_autofree char *name = imap_folder_name(folder);
    g_autofree char *what = g_strdup_printf("folder \"%s\"", folder);
    if (!name) {
        err_set(error, ERR_CONFIG, "%s: %s: not a folder's name", c->host,
                what);
        return false;
    }
    if (!do_select(c, name, what, box, error))
        return false;
    if (box->uidvalidity == 0) {
        err_set(error, ERR_PROTOCOL,
                "%s: %s: the server gives no UIDVALIDITY, so messages cannot "
                "be told apart safely",
                c->host, what);
        return false;
    }
    c->uidvalidity = box->uidvalidity;
    c->news = false;
    return find_uidnext(c, box, error);
}

/* ---- searching ---- */

static gint compare_uids(gconstpointer a, gconstpointer b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

typedef struct search {
    GArray *uids;
    bool too_many;
} search;

/* "* SEARCH 3 5 9 (MODSEQ 7)": what is not a UID hides none that is. */
static bool search_line(imap_client *c, const imap_answer *a, void *context)
{
    search *s = context;
    const char *p = imap_answer_after(a->text, "SEARCH");

    while (p && *p && *p != '(') {
        char *end;
        guint64 n = g_ascii_strtoull(p, &end, 10);
        uint32_t uid = (uint32_t)n;
        if (end > p && (*end == ' ' || !*end) && n > 0 && n <= G_MAXUINT32)
            g_array_append_val(s->uids, uid);
        p += strcspn(p, " ");
        p += strspn(p, " ");
        if (s->uids->len > IMAP_UIDS_MAX)
            return !(s->too_many = true);
    }
    return true;
}

/* Ascending, each once, none below `from`. */
static void tidy(GArray *uids, uint32_t from)
{
    uint32_t *all = (uint32_t *)(void *)uids->data;
    unsigned kept = 0;

    g_array_sort(uids, compare_uids);
    for (unsigned i = 0; i < uids->len; i++)
        if (all[i] >= from && (kept == 0 || all[kept - 1] != all[i]))
            all[kept++] = all[i];
    g_array_set_size(uids, kept);
}

static GArray *run_search(imap_client *c, const char *command, uint32_t from,
                          GError **error)
{
    search s = {g_array_new(FALSE, FALSE, sizeof(uint32_t)), false};
    g_autoptr(GError) why = NULL;

    if (!imap_do(c, command, "SEARCH", search_line, &s, &why)) {
        if (s.too_many)
            err_set(error, ERR_PROTOCOL,
                    "%s: SEARCH: the server names more than %u messages",
                    c->host, IMAP_UIDS_MAX);
        else
            g_propagate_error(error, g_steal_pointer(&why));
        g_array_unref(s.uids);
        return NULL;
    }
    tidy(s.uids, from); /* N:* names the last message even if it is below N */
    return s.uids;
}

GArray *imap_uids(imap_client *c, uint32_t from, const char *without_keyword,
                  GError **error)
{
    g_autofree char *command = g_strdup_printf(
        "UID SEARCH UID %u:*%s%s", from, without_keyword ? " UNKEYWORD " : "",
        without_keyword ? without_keyword : "");

    c->news = false;
    if (from == 0) /* above the last UID that there can be */
        return g_array_new(FALSE, FALSE, sizeof(uint32_t));
    return run_search(c, command, from, error);
}

GArray *imap_uids_of(imap_client *c, const uint32_t *uids, unsigned count,
                     GError **error)
{
    g_autofree char *set = imap_set(uids, count);
    g_autofree char *command = g_strdup_printf("UID SEARCH UID %s", set);

    return run_search(c, command, 1, error);
}
