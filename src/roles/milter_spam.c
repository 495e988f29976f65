/* milter_spam: may a message be refused as spam, as long as its sender is still
 * on the line? */
#include "roles/milter_spam.h"

#include "base/log.h"
#include "config/site.h"
#include "desk/operator_config.h"
#include "desk/queue_config.h"
#include "mail/head.h"
#include "rules/learn/count.h"
#include "scan/client.h"
#include "write/tag.h"

#include <math.h>
#include <string.h>

#define REFUSAL_MAX   400 /* octets of our words in a reply */
#define SHOWN_RULES   5   /* in the log line */
#define REFERENCE_MAX 100 /* Message-IDs that are looked at */

/* The strictest threshold of all queues, and the first one's words. A queue that
 * refuses nothing makes it INFINITY. */
static double threshold(const config *c, const milter_offer *o,
                        const char **words)
{
    double score = 0;

    for (guint i = 0; i < o->served->len; i++) {
        const config_queue *q =
            config_queue_by_address(c, o->served->pdata[i], NULL);
        if (!q)
            return INFINITY;
        if (i == 0)
            *words = q->refusal;
        score = MAX(score, q->spam_reject);
    }
    return o->served->len > 0 ? score : INFINITY;
}

static bool goes_to_a_capability(const milter_offer *o)
{
    for (guint i = 0; i < o->served->len; i++)
        if (tag_has_syntax(o->served->pdata[i]))
            return true;
    return false;
}

static bool names_our_id(const config *c, const char *value)
{
    g_autoptr(GPtrArray) ids =
        value ? head_message_ids(value, REFERENCE_MAX) : NULL;

    for (guint i = 0; ids && i < ids->len; i++) {
        const char *at = strrchr(ids->pdata[i], '@');
        if (at && g_ascii_strcasecmp(at + 1, c->site->domain) == 0)
            return true;
    }
    return false;
}

static bool answers_us(const config *c, const head *h)
{
    const char *subject = head_get(h, "Subject", 0);
    g_autofree char *valid = subject ? g_utf8_make_valid(subject, -1) : NULL;
    g_autoptr(GArray) tags = valid ? tag_find(valid) : NULL;

    return (tags && tags->len > 0) ||
           names_our_id(c, head_get(h, "In-Reply-To", 0)) ||
           names_our_id(c, head_get(h, "References", 0));
}

static bool is_operators(const config *c, const head *h)
{
    g_autofree char *from = head_from(h);
    return from && config_operator_by_address(c, from);
}

/* Who is known by his login, bounces, and all that may be an answer. */
static bool is_exempt(const config *c, const milter_offer *o)
{
    if (o->login || !*o->sender || goes_to_a_capability(o))
        return true;
    gsize size = 0;
    const void *data = g_bytes_get_data(o->raw, &size);
    g_autoptr(head) h = head_read(data ? data : "", size);
    return answers_us(c, h) || is_operators(c, h);
}

static char *rules_of(const verdict *v)
{
    GString *out = g_string_new(NULL);
    unsigned shown = 0;

    for (guint i = 0; i < v->hits->len && shown < SHOWN_RULES; i++) {
        const verdict_hit *h = v->hits->pdata[i];
        if (h->score > 0 && !g_str_has_prefix(h->rule, "__"))
            g_string_append_printf(out, "%s%s %.1f", shown++ > 0 ? ", " : "",
                                   h->rule, h->score);
    }
    return g_string_free(out, FALSE);
}

/* What may stand in an SMTP reply: one line of ASCII; libmilter reads it as a
 * format, where % must be doubled. */
static char *as_reply(const char *words)
{
    GString *out = g_string_new(NULL);

    for (const char *p = words; *p && out->len < REFUSAL_MAX;
         p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '%')
            g_string_append(out, "%%");
        else if (c >= ' ' && c < 0x7f)
            g_string_append_c(out, (char)c);
        else
            g_string_append_c(out, g_unichar_isspace(c) ? ' ' : '?');
    }
    return g_string_free(out, FALSE);
}

static verdict *ask(const config *c, const milter_offer *o, GBytes **kept)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *socket = config_scan_socket(c);
    verdict *v = scan_verdict(socket, o->raw, MILTER_SCAN_MS, kept, &error);

    if (!v)
        log_warn("message %s from <%s> cannot be judged while its sender "
                 "waits, so it is taken: %s",
                 o->mta_id ? o->mta_id : "", o->sender, error->message);
    return v;
}

/* Rules alone do not know what this desk's customers write: before the filter
 * that learns has an opinion nothing is refused that could still be held. */
static bool is_trained(const milter_offer *o, const verdict *v)
{
    if (v->probability >= 0)
        return true;
    log_info("message %s from <%s> is not refused, though spam by %.1f: "
             "nothing is before %d messages each of spam and ham are learned "
             "(postern learn status)",
             o->mta_id ? o->mta_id : "", o->sender, v->score,
             COUNT_TRAINED_MIN);
    return false;
}

char *milter_refusal(const config *c, const milter_offer *o, GBytes **kept)
{
    const char *words = "";
    double score = threshold(c, o, &words);

    *kept = NULL;
    if (isinf(score) || is_exempt(c, o))
        return NULL;
    g_autoptr(verdict) v = ask(c, o, kept);
    if (!v || v->score < score || !is_trained(o, v))
        return NULL;
    g_clear_pointer(kept, g_bytes_unref);
    g_autofree char *rules = rules_of(v);
    log_info("refused %s from=<%s> to=<%s> as spam: %.1f of %g: %s",
             o->mta_id ? o->mta_id : "", o->sender,
             (const char *)o->served->pdata[0], v->score, score, rules);
    return as_reply(words);
}
