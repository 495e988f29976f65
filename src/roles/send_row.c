/* send_row: one outgoing row: composed, sent, and its result written down at
 * once, so that a kill repeats one mail at most. */
#include "roles/send_room.h"

#include "base/address.h"
#include "base/err.h"
#include "base/log.h"
#include "base/steady.h"
#include "desk/decide/decide.h"
#include "desk/delivery.h"
#include "desk/notify/notify.h"
#include "desk/partner_config.h"
#include "desk/rights.h"
#include "roles/beat.h"
#include "roles/now.h"
#include "roles/send_config.h"
#include "store/forwarded.h"
#include "store/shown.h"
#include <string.h>

int64_t send_row_wait(unsigned tries)
{
    int64_t ms = SEND_ROW_MIN_MS;
    for (unsigned i = 1; i < tries && ms < SEND_ROW_MAX_MS; i++)
        ms *= 2;
    return MIN(ms, SEND_ROW_MAX_MS);
}

/* ---- names ---- */

bool send_name_rows(sender *x, GPtrArray *rows, GError **error)
{
    bool begun = false;
    for (guint i = 0; i < rows->len; i++) {
        store_outgoing *o = rows->pdata[i];
        if (o->message_id)
            continue;
        if (!begun && !store_begin_deciding(x->f.store, error))
            return false;
        begun = true;
        o->message_id = notify_message_id(x->f.x->config, &x->f.x->site,
                                          x->f.store, o, error);
        if (!o->message_id || !store_outgoing_set_message_id(
                                  x->f.store, o->id, o->message_id, error)) {
            store_rollback(x->f.store);
            return false;
        }
    }
    if (!begun || store_commit(x->f.store, error))
        return true;
    store_rollback(x->f.store);
    return false;
}

/* ---- results ---- */

/* What a mail showed is what its answer is compared with. */
static bool keep_shown(sender *x, const store_outgoing *o, const char *shown,
                       GError **error)
{
    return !shown || o->audience == STORE_TO_ADMIN ||
           store_shown_put(x->f.store, o, shown, error);
}

static bool record_once(sender *x, const store_outgoing *o,
                        store_out_state state, int64_t next_ms,
                        const char *result, const char *shown, bool tell,
                        GError **error)
{
    if (state == STORE_OUT_FAILED)
        return send_failed(x, o, result, tell, error);
    if (!store_begin_deciding(x->f.store, error))
        return false;
    if (store_outgoing_result(x->f.store, o->id, state, next_ms, result,
                              role_now_ms(), error) &&
        keep_shown(x, o, shown, error) && store_commit(x->f.store, error))
        return true;
    store_rollback(x->f.store);
    return false;
}

/* False: the store is away. True: only this row has it wrong; others go on. */
static bool not_recorded(sender *x, const store_outgoing *o,
                         store_out_state state, const char *result, GError *why)
{
    g_autoptr(GError) full = NULL;
    bool outside = trouble_whose(why) == BLAME_OUTSIDE;
    if (state == STORE_OUT_SENT &&
        !send_handed_add(x->handed, o->unique, result, &full))
        log_error("mail %" G_GINT64_FORMAT " was taken by the smarthost, and "
                  "only this process knows: %s",
                  o->id, full->message);
    if (outside) {
        send_store_lost(x, why);
        return false;
    }
    if (trouble_note(&x->unwritten, why->message))
        log_error("the result of mail %" G_GINT64_FORMAT " (%s) cannot be "
                  "written down: %s; it is not sent again, others go on",
                  o->id, result, why->message);
    g_hash_table_add(x->skipped, g_memdup2(&o->id, sizeof o->id));
    g_error_free(why);
    return true;
}

/* Writes down what became of a row. A store that is away is opened anew, and the
 * row comes again; what the smarthost took does not go to it again then. */
static bool record(sender *x, const store_outgoing *o, store_out_state state,
                   int64_t next_ms, const char *result, const char *shown)
{
    bool tell = state == STORE_OUT_FAILED;
    GError *why = NULL;
    if (!record_once(x, o, state, next_ms, result, shown, tell, &why) && tell &&
        !trouble_is_outside(why)) {
        /* operators that cannot be told do not keep a mail from having failed */
        g_clear_error(&why);
        record_once(x, o, state, next_ms, result, shown, false, &why);
    }
    if (why)
        return not_recorded(x, o, state, result, why);
    if (state == STORE_OUT_SENT)
        send_handed_over(x->handed, o->unique);
    return true;
}

static char *row_words(const store_outgoing *o)
{
    return o->ticket > 0
               ? g_strdup_printf("#%" G_GINT64_FORMAT " %s to %s", o->ticket,
                                 o->template, o->recipient)
               : g_strdup_printf("%s to %s", o->template, o->recipient);
}

static bool sent(sender *x, const store_outgoing *o, const char *result,
                 const char *shown)
{
    g_autofree char *words = row_words(o);
    g_autofree char *cause = decide_failed_cause(o);
    log_info("%s: sent: %s", words, result);
    send_alarm_over(x, cause);
    send_mended(x, o->id); /* an earlier process may have told of it */
    return record(x, o, STORE_OUT_SENT, 0, result, shown);
}

static bool failed(sender *x, const store_outgoing *o, const char *result)
{
    g_autofree char *words = row_words(o);
    log_warn("%s: failed for good: %s", words, result);
    return record(x, o, STORE_OUT_FAILED, 0, result, NULL);
}

static bool later(sender *x, const store_outgoing *o, const char *result)
{
    int64_t now = role_now_ms(), wait = send_row_wait(o->tries + 1);
    if (now - o->date_ms > x->f.x->config->smtp->give_up_ms) {
        g_autofree char *all = g_strdup_printf("given up after %u tries: %s",
                                               o->tries + 1, result);
        return failed(x, o, all);
    }
    g_autofree char *words = row_words(o);
    log_info("%s: not yet: %s; next try in %d s", words, result,
             (int)(wait / 1000));
    return record(x, o, STORE_OUT_READY, now + wait, result, NULL);
}

/* ---- one row ---- */

static char *compose_cause(const store_outgoing *o)
{
    return g_strdup_printf("mail \"%s\" cannot be composed", o->template);
}

/* A row that cannot be composed. Our templates and our configuration can be
 * mended: it waits for that. */
static bool not_composed(sender *x, const store_outgoing *o, GError *why)
{
    bool ours = err_class_of(why) == ERR_CONFIG;
    trouble_blame whose = trouble_whose(why);
    g_autofree char *words = g_strdup(why->message);
    if (whose != BLAME_MAIL && !send_is_stubborn(x, o->id, why)) {
        send_store_lost(x, why);
        return false;
    }
    g_error_free(why);
    if (whose == BLAME_MAIL && !ours)
        return failed(x, o, words);
    g_autofree char *text = g_strdup_printf(
        "Mail cannot be composed and waits: %s\n\n%s the message is then sent "
        "by itself.",
        words,
        ours ? "Correct that file or setting;"
             : "The store is damaged there (`postern check' looks for more): "
               "restore a backup, or mend it;");
    g_autofree char *cause = compose_cause(o);
    send_alarm(x, cause, text);
    return later(x, o, words);
}

static const char *unsendable(const config *c, const store_outgoing *o)
{
    if (config_is_own_address(c, o->recipient))
        return "it is an address of this desk: the mail would come back in";
    if (!address_is_ascii(o->recipient))
        return "its local part is not ASCII, which needs SMTPUTF8: Postern "
               "does not speak that; another address of this person is needed";
    return NULL;
}

static bool judge(sender *x, const store_outgoing *o, const smtp_result *r,
                  const GError *why)
{
    err_class class = err_class_of(why);
    if (class == ERR_REFUSED || class == ERR_LATER) {
        send_line_works(x);
        const char *words = *r->text != '\0' ? r->text : why->message;
        if (class == ERR_LATER)
            send_put_off(x, o, words);
        return class == ERR_REFUSED ? failed(x, o, words) : later(x, o, words);
    }
    /* A server may close an old connection at any time. Otherwise this row
     * waits, lest the one that kills connections stops all others. */
    bool stale = x->line.used > 0 && !r->in_data;
    if (stale) {
        log_debug("smarthost: connection lost after %d mails: %s", x->line.used,
                  why->message);
        send_line_close(x);
        return true;
    }
    send_line_fail(x, why);
    return later(x, o, why->message) && false;
}

/* A row that the smarthost took before, and that only has to be written down. */
static bool again(sender *x, const store_outgoing *o, const char *answer)
{
    g_autofree char *taken = g_strdup(answer);
    notify_mail *mail = notify_compose(x->f.x->config, &x->f.x->site, x->pub,
                                       x->f.store, o, NULL);
    bool on = record(x, o, STORE_OUT_SENT, 0, taken, mail ? mail->parts : NULL);
    if (mail)
        notify_mail_free(mail);
    return on;
}

/* The server answers, but not for this one: it waits, others go on. If it answers
 * for nobody it is as good as away. */
static bool hung(sender *x, const store_outgoing *o, const GError *why)
{
    bool all = send_hung_note(x->hung, o->recipient);
    if (all)
        send_line_fail(x, why);
    else
        send_line_close(x);
    return later(x, o, why->message) && !all;
}

/* What servers are asked to report of it. */
static smtp_dsn reports_of(const sender *x, const store_outgoing *o,
                           const notify_mail *mail)
{
    static const unsigned notify[] = {
        [DELIVERY_ASK_NOTHING] = 0,
        [DELIVERY_ASK_FAILURE] = SMTP_NOTIFY_FAILURE,
        [DELIVERY_ASK_TROUBLE] = SMTP_NOTIFY_FAILURE | SMTP_NOTIFY_DELAY,
        [DELIVERY_ASK_ALL] =
            SMTP_NOTIFY_FAILURE | SMTP_NOTIFY_DELAY | SMTP_NOTIFY_SUCCESS,
    };
    const config_queue *q = config_queue_by_id(x->f.x->config, o->queue);

    return (smtp_dsn){notify[delivery_asks(q, o)], mail->envid};
}

static bool hand_over(sender *x, store_outgoing *o, const notify_mail *mail)
{
    bool briefly = send_hung_knows(x->hung, o->recipient);
    smtp_client *client =
        briefly ? send_line_open_briefly(x) : send_line_open(x);
    g_autoptr(GError) why = NULL;
    int64_t begin_ms = steady_ms(),
            timeout_ms = x->f.x->config->smtp->server.timeout_ms;
    smtp_result r = {0};
    const smtp_dsn dsn = reports_of(x, o, mail);
    bool on;
    if (!client)
        return false;
    if (briefly)
        timeout_ms = MIN(timeout_ms, SEND_HUNG_TRY);
    beat_busy();
    if (smtp_send(client, mail->return_path, o->recipient, mail->message, &dsn,
                  &r, &why)) {
        x->line.used++;
        send_line_works(x);
        send_hung_over(x->hung, o->recipient);
        on = sent(x, o, r.text, mail->parts);
    } else if (err_class_of(why) == ERR_NET && !r.in_data &&
               steady_ms() - begin_ms >= timeout_ms) {
        on = hung(x, o, why);
    } else {
        if (err_class_of(why) != ERR_NET)
            send_hung_over(x->hung, o->recipient);
        on = judge(x, o, &r, why);
    }
    smtp_result_clear(&r);
    if (briefly)
        send_line_close(x);
    return on;
}

/* Who left, or lost the queue, since this was written down must not read it. */
static const char *not_his(sender *x, const store_outgoing *o)
{
    const config_partner *p =
        config_partner_by_address(x->f.x->config, o->recipient);
    g_autoptr(GPtrArray) all =
        p ? store_forwarded_list(x->f.store, o->ticket, NULL) : NULL;
    for (guint i = 0; all && i < all->len; i++) {
        const store_forwarded *f = all->pdata[i];
        if (strcmp(f->partner, p->id) == 0 && f->ended_ms > 0)
            return "not sent: it was ended before it went";
    }
    return NULL;
}

static const char *not_hers(sender *x, const store_outgoing *o)
{
    const config *c = x->f.x->config;
    if (o->audience == STORE_TO_OUTSIDER)
        return not_his(x, o);
    if (o->audience != STORE_TO_OPERATOR || !o->operator_id || o->ticket <= 0)
        return NULL;
    const config_operator *op = config_operator_by_id(c, o->operator_id);
    g_autoptr(store_ticket) t = store_ticket_get(x->f.store, o->ticket, NULL);
    if (!op)
        return "not sent: she is no operator any more";
    return t && !rights_may_queue(c, op, t->queue)
               ? "not sent: she does not work in this queue any more"
               : NULL;
}

/* Mail to operators stays inside. */
static bool leave(sender *x, store_outgoing *o, const notify_mail *mail)
{
    g_autofree char *words = row_words(o);
    g_autoptr(GError) why = NULL;
    send_leave may = o->audience == STORE_TO_OPERATOR
                         ? SEND_MAY_GO
                         : send_wall(x, o, mail, &why);
    switch (may) {
    case SEND_HELD:
        log_warn("%s: held back by the last wall; its ticket or the alarm says "
                 "why",
                 words);
        return true;
    case SEND_LATER:
        return later(x, o, why->message);
    case SEND_LOST:
        return not_composed(x, o, g_steal_pointer(&why));
    default:
        return hand_over(x, o, mail);
    }
}

bool send_row(sender *x, store_outgoing *o)
{
    const config *c = x->f.x->config;
    const char *answer = send_handed_answer(x->handed, o->unique);
    const char *reason = unsendable(c, o);
    g_autoptr(GError) why = NULL;
    bool ready = true;
    if (g_hash_table_contains(x->skipped, &o->id))
        return true;
    if (answer)
        return again(x, o, answer);
    if (o->audience == STORE_TO_CUSTOMER && !send_is_ready(x, o, &ready, &why))
        return not_composed(x, o, g_steal_pointer(&why));
    if (!ready)
        return true;
    if (reason)
        return failed(x, o, reason);
    const char *not = not_hers(x, o);
    if (not )
        return record(x, o, STORE_OUT_CANCELLED, 0, not, NULL);
    if (send_hung_waits(x->hung, o->recipient))
        return later(x, o, "the smarthost hung at this recipient");
    notify_mail *mail =
        notify_compose(c, &x->f.x->site, x->pub, x->f.store, o, &why);
    if (!mail)
        return not_composed(x, o, g_steal_pointer(&why));
    if (o->tries > 0) { /* it may be one that was waiting for a mended file */
        g_autofree char *cause = compose_cause(o);
        send_alarm_over(x, cause);
    }
    bool on = leave(x, o, mail);
    notify_mail_free(mail);
    return on;
}
