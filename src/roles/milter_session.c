/* milter_session: takes the recipients that Postern serves out of the MTA's
 * hands, once their message is in the spool. */
#include "roles/milter_session.h"

#include "base/log.h"
#include "desk/queue_config.h"
#include "roles/milter_config.h"
#include "roles/milter_spam.h"
#include "roles/now.h"
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define LOG_RECIPIENTS 5 /* named in a log line */
#define NO_REPLY_STEPS                                             \
    (SMFIP_NR_CONN | SMFIP_NR_MAIL | SMFIP_NR_HDR | SMFIP_NR_EOH | \
     SMFIP_NR_BODY)

typedef struct session {
    /* of the connection */
    char *client;
    unsigned long protocol; /* SMFIP_* that were agreed */
    /* of the message; message_reset() empties it */
    milter_view *view;
    char *sender;       /* NULL: no message at hand */
    char *login;        /* NULL */
    uint64_t announced; /* SIZE= of MAIL, 0 */
    GPtrArray *ours;    /* char*, as they came in argv */
    GPtrArray *served;  /* char*, the same without brackets */
    GPtrArray *removed; /* borrowed from ours: those the MTA must not deliver */
    unsigned others;
    GByteArray *raw;
    bool too_large;
} session;

static milter_door *door;

/* ---- one message ---- */

/* After eom, abort or close, or before MAIL: any of them may be missing. */
static void message_reset(session *s)
{
    if (s->view) {
        if (s->ours->len)
            milter_door_busy(door, -1);
        milter_view_drop(door, s->view);
        s->view = NULL;
    }
    g_clear_pointer(&s->sender, g_free);
    g_clear_pointer(&s->login, g_free);
    g_clear_pointer(&s->removed, g_ptr_array_unref);
    g_clear_pointer(&s->served, g_ptr_array_unref);
    g_clear_pointer(&s->ours, g_ptr_array_unref);
    g_clear_pointer(&s->raw, g_byte_array_unref);
    s->announced = 0;
    s->others = 0;
    s->too_large = false;
}

static void message_begin(session *s)
{
    message_reset(s);
    s->view = milter_view_take(door);
    s->ours = g_ptr_array_new_with_free_func(g_free);
    s->served = g_ptr_array_new_with_free_func(g_free);
    s->removed = g_ptr_array_new();
    s->raw = g_byte_array_new();
}

static void message_add(session *s, const void *data, size_t size)
{
    if (s->too_large ||
        s->raw->len + size > (uint64_t)s->view->config->milter->max_bytes)
        s->too_large = true;
    else
        g_byte_array_append(s->raw, data, (guint)size);
}

static char *without_brackets(const char *path)
{
    size_t n = strlen(path);
    if (n >= 2 && path[0] == '<' && path[n - 1] == '>')
        return g_strndup(path + 1, n - 2);
    return g_strdup(path);
}

/* The steps for which the MTA agreed to wait for no answer. */
static sfsistat go_on(const session *s, unsigned long step)
{
    return s && (s->protocol & step) ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

static void set_reply(SMFICTX *ctx, const char *code, const char *enhanced,
                      const char *words)
{
    /* libmilter copies them, though it does not promise so by const */
    if (smfi_setreply(ctx, (char *)code, (char *)enhanced, (char *)words) !=
        MI_SUCCESS)
        log_warn("libmilter refused the reply: %s %s %s", code, enhanced,
                 words);
}

static sfsistat put_off(SMFICTX *ctx)
{
    set_reply(ctx, "451", "4.3.0",
              "The support desk cannot take mail right now, try later");
    return SMFIS_TEMPFAIL;
}

static sfsistat refuse_size(SMFICTX *ctx, const session *s)
{
    g_autofree char *words =
        g_strdup_printf("The support desk takes messages of up to %d MB",
                        (int)(s->view->config->milter->max_bytes >> 20));
    set_reply(ctx, "552", "5.3.4", words);
    return SMFIS_REJECT;
}

/* ---- callbacks up to DATA ---- */

static sfsistat on_negotiate(SMFICTX *ctx, unsigned long actions,
                             unsigned long steps, unsigned long unused2,
                             unsigned long unused3, unsigned long *want_actions,
                             unsigned long *want_steps, unsigned long *want2,
                             unsigned long *want3)
{
    session *s = g_new0(session, 1);
    s->protocol = steps & (SMFIP_HDR_LEADSPC | NO_REPLY_STEPS);
    smfi_setpriv(ctx, s);
    *want_actions = SMFIF_DELRCPT; /* libmilter has seen that it is offered */
    *want_steps = s->protocol | (steps & (SMFIP_NOHELO | SMFIP_NOUNKNOWN));
    *want2 = *want3 = 0;
    return SMFIS_CONTINUE;
}

static sfsistat on_connect(SMFICTX *ctx, char *host, _SOCK_ADDR *from)
{
    session *s = smfi_getpriv(ctx);
    if (!s)
        return SMFIS_TEMPFAIL;
    char text[INET6_ADDRSTRLEN] = "";
    if (from && from->sa_family == AF_INET)
        inet_ntop(AF_INET, &((struct sockaddr_in *)from)->sin_addr, text,
                  sizeof text);
    else if (from && from->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((struct sockaddr_in6 *)from)->sin6_addr, text,
                  sizeof text);
    g_free(s->client);
    s->client = text[0] ? g_strdup(text) : NULL;
    return go_on(s, SMFIP_NR_CONN);
}

static sfsistat on_mail(SMFICTX *ctx, char **argv)
{
    session *s = smfi_getpriv(ctx);
    message_begin(s);
    s->sender = without_brackets(argv[0]);
    const char *login = smfi_getsymval(ctx, (char *)"{auth_authen}");
    s->login = login && *login ? g_strdup(login) : NULL;
    for (char **more = argv + 1; argv[0] && *more; more++)
        if (g_ascii_strncasecmp(*more, "SIZE=", 5) == 0)
            s->announced = g_ascii_strtoull(*more + 5, NULL, 10);
    return go_on(s, SMFIP_NR_MAIL);
}

/* The queue that serves a recipient, which some MTAs name best in the macro. */
static const config_queue *queue_of(SMFICTX *ctx, const session *s,
                                    const char *path, const char **name)
{
    *name = path;
    const config_queue *q =
        config_queue_by_address(s->view->config, path, NULL);
    if (q)
        return q;
    const char *macro = smfi_getsymval(ctx, (char *)"{rcpt_addr}");
    if (!macro)
        return NULL;
    *name = macro;
    return config_queue_by_address(s->view->config, macro, NULL);
}

static sfsistat on_rcpt(SMFICTX *ctx, char **argv)
{
    session *s = smfi_getpriv(ctx);
    if (!s->view)
        return SMFIS_TEMPFAIL;
    const char *name;
    const config_queue *q = queue_of(ctx, s, argv[0], &name);
    if (!q) {
        s->others++;
        return SMFIS_CONTINUE;
    }
    if (s->announced > (uint64_t)s->view->config->milter->max_bytes)
        return refuse_size(ctx, s);
    if (!milter_door_healthy(door))
        return put_off(ctx);
    if (!s->ours->len)
        milter_door_busy(door, 1);
    char *path = g_strdup(argv[0]);
    g_ptr_array_add(s->ours, path);
    g_ptr_array_add(s->served, without_brackets(name));
    if (!q->keep)
        g_ptr_array_add(s->removed, path);
    return SMFIS_CONTINUE;
}

static sfsistat on_data(SMFICTX *ctx)
{
    session *s = smfi_getpriv(ctx);
    if (s->view && s->ours->len)
        return SMFIS_CONTINUE;
    message_reset(s); /* nothing of it is for us: see no more of it */
    return SMFIS_ACCEPT;
}

/* ---- the message itself ---- */

/* libmilter hands a folded field with bare LFs. */
static void add_value(session *s, const char *value)
{
    for (const char *lf; (lf = strchr(value, '\n')); value = lf + 1) {
        size_t n = (size_t)(lf - value);
        if (n && value[n - 1] == '\r')
            n--;
        message_add(s, value, n);
        message_add(s, "\r\n", 2);
    }
    message_add(s, value, strlen(value));
    message_add(s, "\r\n", 2);
}

static sfsistat on_header(SMFICTX *ctx, char *name, char *value)
{
    session *s = smfi_getpriv(ctx);
    if (s->view) {
        message_add(s, name, strlen(name));
        message_add(s, ":", 1);
        if (!(s->protocol & SMFIP_HDR_LEADSPC))
            message_add(s, " ", 1);
        add_value(s, value);
    }
    return go_on(s, SMFIP_NR_HDR);
}

static sfsistat on_end_of_headers(SMFICTX *ctx)
{
    session *s = smfi_getpriv(ctx);
    if (s->view)
        message_add(s, "\r\n", 2);
    return go_on(s, SMFIP_NR_EOH);
}

static sfsistat on_body(SMFICTX *ctx, unsigned char *data, size_t size)
{
    session *s = smfi_getpriv(ctx);
    if (s->view)
        message_add(s, data, size);
    return go_on(s, SMFIP_NR_BODY);
}

static void log_accepted(const session *s, const char *id, gsize size,
                         const char *mta_id)
{
    g_autoptr(GString) to = g_string_new(NULL);
    for (guint i = 0; i < s->served->len && i < LOG_RECIPIENTS; i++)
        g_string_append_printf(to, "%s<%s>", i ? "," : "",
                               (const char *)s->served->pdata[i]);
    if (s->served->len > LOG_RECIPIENTS)
        g_string_append_printf(to, " and %u more",
                               s->served->len - LOG_RECIPIENTS);
    log_info("accepted %s from=<%s> to=%s size=%zu queue-id=%s", id, s->sender,
             to->str, size, mta_id ? mta_id : "none");
}

/* Only where all recipients are ours: somebody else's mail is not our business.
 * *scan: what was said of a message that is taken, NULL if nobody was asked. */
static bool refuse_spam(SMFICTX *ctx, session *s, GBytes *raw, GBytes **scan)
{
    if (s->others)
        return false;
    milter_offer o = {s->sender, s->login, smfi_getsymval(ctx, (char *)"i"),
                      s->served, raw};
    g_autofree char *words = milter_refusal(s->view->config, &o, scan);
    if (words)
        set_reply(ctx, "550", "5.7.1", words);
    return words != NULL;
}

static bool accept_message(SMFICTX *ctx, const session *s, GBytes *raw,
                           GBytes *scan)
{
    const char *mta_id = smfi_getsymval(ctx, (char *)"i");
    g_autoptr(GPtrArray) to = g_ptr_array_new();
    for (guint i = 0; i < s->served->len; i++)
        g_ptr_array_add(to, s->served->pdata[i]);
    g_ptr_array_add(to, NULL);
    spool_incoming in = {.door = "milter",
                         .sender = s->sender,
                         .recipients = (const char *const *)to->pdata,
                         .login = s->login,
                         .client = s->client,
                         .mta_id = mta_id,
                         .accepted_ms = role_now_ms(),
                         .raw = raw,
                         .scan = scan};
    char id[33];
    if (!milter_door_accept(door, s->view, &in, id))
        return false;
    log_accepted(s, id, g_bytes_get_size(raw), mta_id);
    return true;
}

/* Leave to the MTA what is not ours, or is kept. */
static sfsistat release_message(SMFICTX *ctx, const session *s)
{
    if (!s->others && s->removed->len == s->ours->len)
        return SMFIS_DISCARD;
    for (guint i = 0; i < s->removed->len; i++)
        if (smfi_delrcpt(ctx, s->removed->pdata[i]) != MI_SUCCESS) {
            log_error("the MTA did not let us remove %s; the message is put "
                      "off with 451 and will come again",
                      (const char *)s->removed->pdata[i]);
            return put_off(ctx);
        }
    return SMFIS_CONTINUE;
}

static sfsistat on_end_of_message(SMFICTX *ctx)
{
    session *s = smfi_getpriv(ctx);
    if (!s->view || !s->ours->len)
        return SMFIS_CONTINUE;
    sfsistat answer;
    g_autoptr(GBytes) scan = NULL;
    g_autoptr(GBytes) raw =
        g_byte_array_free_to_bytes(g_steal_pointer(&s->raw));
    if (s->too_large)
        answer = refuse_size(ctx, s);
    else if (refuse_spam(ctx, s, raw, &scan))
        answer = SMFIS_REJECT;
    else if (accept_message(ctx, s, raw, scan))
        answer = release_message(ctx, s);
    else
        answer = put_off(ctx);
    message_reset(s);
    return answer;
}

static sfsistat on_abort(SMFICTX *ctx)
{
    session *s = smfi_getpriv(ctx);
    if (s)
        message_reset(s);
    return SMFIS_CONTINUE;
}

static sfsistat on_close(SMFICTX *ctx)
{
    session *s = smfi_getpriv(ctx);
    if (s) {
        smfi_setpriv(ctx, NULL);
        message_reset(s);
        g_free(s->client);
        g_free(s);
    }
    return SMFIS_CONTINUE;
}

bool milter_session_register(milter_door *d)
{
    struct smfiDesc table = {
        .xxfi_name = (char *)"postern",
        .xxfi_version = SMFI_VERSION,
        .xxfi_flags = SMFIF_DELRCPT,
        .xxfi_negotiate = on_negotiate,
        .xxfi_connect = on_connect,
        .xxfi_envfrom = on_mail,
        .xxfi_envrcpt = on_rcpt,
        .xxfi_data = on_data,
        .xxfi_header = on_header,
        .xxfi_eoh = on_end_of_headers,
        .xxfi_body = on_body,
        .xxfi_eom = on_end_of_message,
        .xxfi_abort = on_abort,
        .xxfi_close = on_close,
    };
    door = d;
    return smfi_register(table) == MI_SUCCESS;
}
