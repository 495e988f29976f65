/* send_row: one outgoing row: composed, sent, and its result written down at
 * once, so that a kill repeats one mail at most. */
#include "roles/send_room.h"

#include "base/address.h"
#include "base/err.h"
#include "base/log.h"
#include "desk/decide/decide.h"
#include "desk/notify/notify.h"
#include "roles/now.h"
#include "store/shown.h"
#include "roles/send_config.h"
#include <string.h>

void send_alarm(sender *x, const char *cause, const char *text)
{
    g_autoptr(GError) why = NULL;
    if (!alarm_raise(x->f.alarms, x->f.x->config, x->f.store, cause, text,
                     role_now_ms(), &why))
        log_error("alarm \"%s\" could not be told in every way: %s", cause,
                  why->message);
}

void send_alarm_over(sender *x, const char *cause)
{
    g_autoptr(GError) why = NULL;
    if (!alarm_clear(x->f.alarms, x->f.store, cause, false, &why))
        log_warn("alarm \"%s\" stays open: %s", cause, why->message);
}

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
        if (o->message_id != NULL)
            continue;
        if (!begun && !store_begin_deciding(x->f.store, error))
            return false;
        begun = true;
        o->message_id = notify_message_id(x->f.x->config, &x->f.x->site, o);
        if (!store_outgoing_set_message_id(x->f.store, o->id, o->message_id,
                                           error)) {
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
    return shown == NULL || o->audience == STORE_TO_ADMIN ||
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

/* Not role_wait: a reload that is asked for would end it at once. */
static void pause_for_store(void)
{
    for (int ms = 0; ms < SEND_STORE_MS && !role_stopping(); ms += 100)
        g_usleep(100 * 1000);
}

/* What the smarthost took must not go twice: until the store has it, nothing else
 * is done, short of being stopped. What waiting does not mend is not waited for:
 * operators that cannot be told do not keep a mail from having failed. */
static bool record(sender *x, const store_outgoing *o, store_out_state state,
                   int64_t next_ms, const char *result, const char *shown)
{
    bool tell = state == STORE_OUT_FAILED;
    for (int last = 0;;) {
        g_autoptr(GError) why = NULL;
        if (record_once(x, o, state, next_ms, result, shown, tell, &why))
            return true;
        err_class class = err_class_of(why);
        bool again = class == ERR_BUSY || class == ERR_FULL || class == ERR_IO;
        log_error("store: the result of mail %" G_GINT64_FORMAT " (%s) cannot "
                  "be written down: %s%s",
                  o->id, result, why->message, again ? "; trying again" : "");
        if ((!again && !tell) ||
            (role_stopping() && ++last >= SEND_RECORD_LAST)) {
            send_store_lost(x, why);
            return false;
        }
        g_error_free(why);
        tell = tell && again;
        if (again)
            pause_for_store();
    }
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
static bool not_composed(sender *x, const store_outgoing *o, const GError *why)
{
    err_class class = err_class_of(why);
    if (class == ERR_CONFIG) {
        g_autofree char *text = g_strdup_printf(
            "Mail cannot be composed and waits: %s\n\nCorrect that file "
            "or setting; the message is then sent by itself.",
            why->message);
        g_autofree char *cause = compose_cause(o);
        send_alarm(x, cause, text);
        return later(x, o, why->message);
    }
    if (err_info_of(class)->retry || class == ERR_IO || class == ERR_FULL) {
        send_store_lost(x, g_error_copy(why));
        return false;
    }
    return failed(x, o, why->message);
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

bool send_row(sender *x, store_outgoing *o)
{
    const config *c = x->f.x->config;
    const char *reason = unsendable(c, o);
    if (reason != NULL)
        return failed(x, o, reason);
    g_autoptr(GError) why = NULL;
    notify_mail *mail =
        notify_compose(c, &x->f.x->site, x->pub, x->f.store, o, &why);
    if (mail == NULL)
        return not_composed(x, o, why);
    if (o->tries > 0) { /* it may be one that was waiting for a mended file */
        g_autofree char *cause = compose_cause(o);
        send_alarm_over(x, cause);
    }
    smtp_client *client = send_line_open(x);
    bool on = false;
    if (client != NULL) {
        smtp_result r = {0};
        if (smtp_send(client, mail->return_path, o->recipient, mail->message,
                      &r, &why)) {
            x->line.used++;
            send_line_works(x);
            on = sent(x, o, r.text, mail->parts);
        } else {
            on = judge(x, o, &r, why);
        }
        smtp_result_clear(&r);
    }
    notify_mail_free(mail);
    return on;
}
