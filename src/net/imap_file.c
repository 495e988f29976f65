/* imap_file.c: put messages away, and wait for new ones. */
#include "base/err.h"
#include "base/steady.h"
#include "net/imap_link.h"

#include <string.h>

#define SET_COUNT   200                /* UIDs in one command */
#define IDLE_MS_MAX (28 * 60 * 1000LL) /* RFC 2177: under 29 minutes */

/* ---- folder names ---- */

static bool is_direct(gunichar u)
{
    return u >= 0x20 && u <= 0x7e;
}

static void append_shifted(GString *out, const char *from, const char *to)
{
    gsize size = 0;
    g_autofree char *wide =
        g_convert(from, to - from, "UTF-16BE", "UTF-8", NULL, &size, NULL);
    g_autofree char *base64 =
        wide ? g_base64_encode((guchar *)wide, size) : g_strdup("");
    base64[strcspn(base64, "=")] = '\0';
    g_strdelimit(base64, "/", ',');
    g_string_append_printf(out, "&%s-", base64);
}

char *imap_folder_name(const char *utf8)
{
    GString *out;
    if (!*utf8 || !g_utf8_validate(utf8, -1, NULL))
        return NULL;
    out = g_string_new(NULL);
    for (const char *p = utf8; *p;) {
        const char *end = p;
        if ((guchar)*p < 0x20 || *p == 0x7f) {
            g_string_free(out, TRUE);
            return NULL;
        }
        if (is_direct(g_utf8_get_char(p))) {
            g_string_append(out, *p == '&' ? "&-" : (char[]){*p, 0});
            p++;
            continue;
        }
        while (*end && (guchar)*end >= 0x80)
            end = g_utf8_next_char(end);
        append_shifted(out, p, end);
        p = end;
    }
    if (out->len <= IMAP_FOLDER_MAX)
        return g_string_free(out, FALSE);
    g_string_free(out, TRUE);
    return NULL;
}

static char *quoted(const char *name)
{
    GString *out = g_string_new("\"");
    for (; *name; name++) {
        if (*name == '"' || *name == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *name);
    }
    g_string_append_c(out, '"');
    return g_string_free(out, FALSE);
}

static char *checked_name(imap_client *c, const char *folder, GError **error)
{
    char *name = imap_folder_name(folder);
    if (!name)
        err_set(error, ERR_CONFIG, "%s: \"%s\" is not a folder's name", c->host,
                folder);
    return name;
}

bool imap_create(imap_client *c, const char *folder, GError **error)
{
    g_autofree char *name = checked_name(c, folder, error);
    g_autofree char *what = g_strdup_printf("CREATE of \"%s\"", folder);
    if (!name)
        return false;
    imap_begin(c);
    return imap_check(c, mailimap_create(c->session, name), what, error);
}

/* ---- sets as text, for what libetpan cannot say ---- */

static char *set_text(const uint32_t *uids, unsigned count)
{
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < count; i++) {
        unsigned first = i;
        while (i + 1 < count && uids[i + 1] == uids[i] + 1)
            i++;
        g_string_append_printf(out, "%s%u", out->len ? "," : "", uids[first]);
        if (i > first)
            g_string_append_printf(out, ":%u", uids[i]);
    }
    return g_string_free(out, FALSE);
}

/* ---- filing ---- */

static bool store_flag(imap_client *c, const uint32_t *uids, unsigned count,
                       struct mailimap_flag *flag, const char *what,
                       GError **error)
{
    struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
    struct mailimap_store_att_flags *store;
    struct mailimap_set *set;
    unsigned used;
    int r;
    mailimap_flag_list_add(flags, flag);
    store = mailimap_store_att_flags_new_add_flags_silent(flags);
    set = imap_set(uids, count, count, &used);
    imap_begin(c);
    r = mailimap_uid_store(c->session, set, store);
    mailimap_set_free(set);
    mailimap_store_att_flags_free(store);
    imap_note_news(c);
    return imap_check(c, r, what, error);
}

static bool expunge(imap_client *c, const uint32_t *uids, unsigned count,
                    GError **error)
{
    unsigned used;
    struct mailimap_set *set;
    int r;
    if (!store_flag(c, uids, count, mailimap_flag_new_deleted(),
                    "STORE \\Deleted", error))
        return false;
    set = imap_set(uids, count, count, &used);
    imap_begin(c);
    r = mailimap_uid_expunge(c->session, set);
    mailimap_set_free(set);
    imap_note_news(c);
    return imap_check(c, r, "UID EXPUNGE", error);
}

static bool transfer(imap_client *c, const char *verb, const uint32_t *uids,
                     unsigned count, const char *name, GError **error)
{
    g_autofree char *set = set_text(uids, count), *box = quoted(name);
    g_autofree char *command = g_strdup_printf("UID %s %s %s", verb, set, box);
    return imap_do(c, command, verb, imap_hear_news, NULL, error);
}

static bool transfer_once(imap_client *c, const uint32_t *uids, unsigned count,
                          const char *name, GError **error)
{
    if (c->move)
        return transfer(c, "MOVE", uids, count, name, error);
    return transfer(c, "COPY", uids, count, name, error) &&
           expunge(c, uids, count, error);
}

static bool move_some(imap_client *c, const uint32_t *uids, unsigned count,
                      const char *folder, const char *name, GError **error)
{
    GError *first = NULL;
    if (transfer_once(c, uids, count, name, &first))
        return true;
    /* not every server says TRYCREATE; making a folder that is there already
     * fails and does no harm */
    if (!imap_usable(c) || !imap_create(c, folder, NULL)) {
        g_propagate_error(error, first);
        return false;
    }
    g_error_free(first);
    return transfer_once(c, uids, count, name, error);
}

bool imap_move(imap_client *c, const uint32_t *uids, unsigned count,
               const char *folder, GError **error)
{
    g_autofree char *name = checked_name(c, folder, error);
    if (!name)
        return false;
    if (!c->move && !c->uidplus) {
        err_set(error, ERR_CONFIG,
                "%s: the server has neither MOVE nor UIDPLUS, so messages "
                "cannot be moved safely: set after = keyword",
                c->host);
        return false;
    }
    for (unsigned i = 0; i < count; i += SET_COUNT)
        if (!move_some(c, uids + i, MIN(SET_COUNT, count - i), folder, name,
                       error))
            return false;
    return true;
}

static bool is_atom(const char *word)
{
    return *word && !word[strspn(word, "abcdefghijklmnopqrstuvwxyz"
                                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789$_-.")];
}

bool imap_keyword(imap_client *c, const uint32_t *uids, unsigned count,
                  const char *keyword, GError **error)
{
    if (!is_atom(keyword)) {
        err_set(
            error, ERR_CONFIG,
            "keyword \"%s\": only letters, digits, $ _ - and . may be in it",
            keyword);
        return false;
    }
    for (unsigned i = 0; i < count; i += SET_COUNT)
        if (!store_flag(c, uids + i, MIN(SET_COUNT, count - i),
                        mailimap_flag_new_flag_keyword(strdup(keyword)),
                        "STORE of the keyword", error))
            return false;
    return true;
}

bool imap_delete(imap_client *c, const uint32_t *uids, unsigned count,
                 GError **error)
{
    if (!c->uidplus) {
        err_set(error, ERR_CONFIG,
                "%s: the server has no UIDPLUS, so messages cannot be deleted "
                "without deleting what others marked: set after = keyword%s",
                c->host, c->move ? " or move" : "");
        return false;
    }
    for (unsigned i = 0; i < count; i += SET_COUNT)
        if (!expunge(c, uids + i, MIN(SET_COUNT, count - i), error))
            return false;
    return true;
}

/* ---- IDLE, by hand: libetpan throws away what comes before its "+" ---- */

typedef struct idler {
    int64_t ms;
    int stop_fd;
    bool waited;
} idler;

/* Servers tell of flags, and "still here", as well: wait on after these. */
static bool wait_for_news(imap_client *c, idler *i)
{
    int64_t end = steady_ms() + i->ms;
    while (!c->news) {
        int64_t left = end - steady_ms();
        g_autofree char *line = NULL;
        if (left <= 0 ||
            stream_wait(c->stream, left, i->stop_fd) != STREAM_WAIT_DATA)
            return true;
        stream_reset_cap(c->stream, 0);
        line = stream_line(c->stream, IMAP_LINE_MAX);
        if (!line)
            return false;
        c->news = imap_is_news(line);
        if (g_ascii_strncasecmp(line, "* BYE", 5) == 0)
            return true; /* the tagged answer will not come: reason is read */
    }
    return true;
}

static bool idle_line(imap_client *c, const char *line, void *context)
{
    idler *i = context;
    if (imap_is_news(line))
        c->news = true;
    if (line[0] != '+' || i->waited)
        return true;
    i->waited = true;
    if (!wait_for_news(c, i))
        return false;
    stream_reset_cap(c->stream, 0);
    return stream_send(c->stream, "DONE\r\n", 6);
}

bool imap_idle(imap_client *c, int64_t ms, int stop_fd, GError **error)
{
    idler i = {MIN(ms, IDLE_MS_MAX), stop_fd, false};
    g_autofree char *tagged = NULL;
    if (c->news)
        return true;
    tagged = imap_command(c, "IDLE", idle_line, &i, error);
    if (!tagged)
        return false;
    if (g_ascii_strncasecmp(tagged, "OK", 2) == 0)
        return true;
    c->idle = false; /* polling will do */
    err_set(error, ERR_REFUSED, "%s: IDLE: %s", c->host, tagged);
    return false;
}
