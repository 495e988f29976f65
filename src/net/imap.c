/* imap.c: open, select, search and close; what the server can do. */
#include "net/imap.h"
#include "base/err.h"
#include "net/imap_link.h"

#include <string.h>

#define PORT_IMPLICIT 993
#define PORT_PLAIN    143
#define BEFORE_LOGIN  (1u << 20) /* octets that a stranger may send us */

static bool has(imap_client *c, const char *name)
{
    return mailimap_has_extension(c->session, name) != 0;
}

static bool read_capabilities(imap_client *c, GError **error)
{
    struct mailimap_capability_data *data = NULL;
    int r;
    imap_begin(c);
    r = mailimap_capability(c->session, &data);
    if (!imap_check(c, r, "CAPABILITY", error))
        return false;
    mailimap_capability_data_free(data);
    c->idle = has(c, "IDLE");
    c->move = has(c, "MOVE");
    c->uidplus = has(c, "UIDPLUS");
    c->sasl_ir = has(c, "SASL-IR");
    c->login_disabled = has(c, "LOGINDISABLED");
    c->plain = mailimap_has_authentication(c->session, "PLAIN") != 0;
    c->xoauth2 = mailimap_has_authentication(c->session, "XOAUTH2") != 0;
    return true;
}

/* What mailimap_connect does, which leaks a refusal and hides its words. */
static void attach(imap_client *c)
{
    c->session->imap_stream = c->stream;
    c->session->imap_connection_info = mailimap_connection_info_new();
    c->session->imap_state = MAILIMAP_STATE_NON_AUTHENTICATED;
}

static bool greet(imap_client *c, const config_server *server, GError **error)
{
    g_autofree char *line = NULL;
    stream_reset_cap(c->stream, BEFORE_LOGIN);
    line = stream_line(c->stream, BEFORE_LOGIN);
    attach(c);
    if (!line) {
        err_set(error, ERR_NET, "%s: no greeting: %s", c->host,
                stream_reason(c->stream));
        return false;
    }
    if (g_ascii_strncasecmp(line, "* OK", 4) == 0)
        return true;
    if (g_ascii_strncasecmp(line, "* BYE", 5) == 0) {
        err_set(error, ERR_LATER, "%s: the server takes no connections now: %s",
                c->host, line + 2);
        return false;
    }
    if (g_ascii_strncasecmp(line, "* PREAUTH", 9) != 0) {
        err_set(error, ERR_PROTOCOL,
                "%s: the greeting is not IMAP's: \"%.60s\"; check host, port "
                "and tls",
                c->host, line);
        return false;
    }
    c->session->imap_state = MAILIMAP_STATE_AUTHENTICATED;
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
    int r;
    if (!has(c, "STARTTLS")) {
        err_set(error, ERR_TLS,
                "%s: the server offers no STARTTLS: try tls = implicit (port "
                "993); no password was sent",
                c->host);
        return false;
    }
    stream_reset_cap(c->stream, BEFORE_LOGIN);
    r = mailimap_starttls(c->session);
    if (c->stream->read_buffer_len > 0)
        r = MAILIMAP_NO_ERROR; /* stream_starttls says what is wrong */
    return imap_check(c, r, "STARTTLS", error) &&
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
    c->session = mailimap_new(0, NULL);
    if (!greet(c, server, error) || !read_capabilities(c, error) ||
        (server->tls == CONFIG_TLS_STARTTLS && !start_tls(c, server, error)) ||
        !imap_login(c, server, error) || !read_capabilities(c, error)) {
        c->broken = true;
        imap_close(c);
        return NULL;
    }
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
    if (imap_usable(c)) {
        imap_begin(c);
        mailimap_logout(c->session); /* closes the stream */
    } else {
        c->session->imap_stream = NULL; /* no LOGOUT on a dead line */
        mailstream_close(c->stream);
    }
    mailimap_free(c->session);
    g_free(c->own_host);
    g_free(c);
}

bool imap_can_idle(const imap_client *c)
{
    return c->idle;
}

bool imap_can_move(const imap_client *c)
{
    return c->move;
}

bool imap_can_uidplus(const imap_client *c)
{
    return c->uidplus;
}

bool imap_noop(imap_client *c, GError **error)
{
    imap_begin(c);
    if (!imap_check(c, mailimap_noop(c->session), "NOOP", error))
        return false;
    imap_note_news(c);
    return true;
}

/* ---- folders ---- */

static bool takes_keywords(const struct mailimap_selection_info *s)
{
    clistiter *i;
    if (!s->sel_perm_flags)
        return false;
    for (i = clist_begin(s->sel_perm_flags); i; i = clist_next(i)) {
        const struct mailimap_flag_perm *f = clist_content(i);
        if (f->fl_type == MAILIMAP_FLAG_PERM_ALL)
            return true;
    }
    return false;
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

bool imap_select(imap_client *c, const char *folder, imap_box *box,
                 GError **error)
{
    g_autofree char *name = imap_folder_name(folder);
    g_autofree char *what = g_strdup_printf("folder \"%s\"", folder);
    const struct mailimap_selection_info *s;
    if (!name) {
        err_set(error, ERR_CONFIG, "%s: %s: not a folder's name", c->host,
                what);
        return false;
    }
    imap_begin(c);
    if (!imap_check(c, mailimap_select(c->session, name), what, error))
        return false;
    s = c->session->imap_selection_info;
    *box = (imap_box){.uidvalidity = s->sel_uidvalidity,
                      .uidnext = s->sel_uidnext,
                      .exists = s->sel_exists,
                      .keywords = takes_keywords(s),
                      .read_only = s->sel_perm == MAILIMAP_MAILBOX_READONLY};
    if (box->uidvalidity == 0) {
        err_set(error, ERR_PROTOCOL,
                "%s: %s: the server gives no UIDVALIDITY, so messages cannot "
                "be told apart safely",
                c->host, what);
        return false;
    }
    return find_uidnext(c, box, error);
}

static gint compare_uids(gconstpointer a, gconstpointer b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* "* SEARCH 3 5 9" */
static bool search_line(imap_client *c, const char *line, void *context)
{
    GArray *uids = context;
    const char *p = line + strlen("* SEARCH");
    if (imap_is_news(line))
        c->news = true;
    if (g_ascii_strncasecmp(line, "* SEARCH", strlen("* SEARCH")) != 0)
        return true;
    while (*p == ' ') {
        char *end;
        guint64 n = g_ascii_strtoull(p, &end, 10);
        uint32_t uid = (uint32_t)n;
        if (end == p || n == 0 || n > G_MAXUINT32)
            break;
        g_array_append_val(uids, uid);
        p = end;
    }
    return true;
}

GArray *imap_uids(imap_client *c, uint32_t from, const char *without_keyword,
                  GError **error)
{
    g_autofree char *command = g_strdup_printf(
        "UID SEARCH UID %u:*%s%s", from, without_keyword ? " UNKEYWORD " : "",
        without_keyword ? without_keyword : "");
    GArray *uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    unsigned below = 0;
    c->news = false;
    if (!imap_do(c, command, "SEARCH", search_line, uids, error)) {
        g_array_unref(uids);
        return NULL;
    }
    g_array_sort(uids, compare_uids);
    /* N:* names the last message even if its UID is below N */
    while (below < uids->len && g_array_index(uids, uint32_t, below) < from)
        below++;
    if (below > 0)
        g_array_remove_range(uids, 0, below);
    return uids;
}
