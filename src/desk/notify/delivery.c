/* notify_delivery: did he get it? What operators are shown of replies that went, and
 * whether a reply asks its recipient's mail program to tell when it is read. */
#include "desk/delivery.h"

#include "base/mask.h"
#include "desk/nobody.h"
#include "desk/notify/room.h"

#define DELIVERY_WORDS_MAX 200 /* characters of what a server said */
#define DELIVERY_SHOWN_MAX \
    10 /* recipients of one reply, beside those in trouble */

static GPtrArray *replies(notify_job *j, int64_t ticket, int64_t entry)
{
    return j->desk && !j->wrong
               ? store_outgoing_replies(j->desk, ticket, entry, &j->wrong)
               : NULL;
}

/* A server's words are anybody's: they are no words of ours, and they may repeat a
 * secret address of the mail. */
static void set_words(notify_job *j, json_t *out, const char *words)
{
    g_autofree char *safe = words ? mask_copy(words) : NULL;
    g_autofree char *brief =
        safe ? notify_brief(safe, DELIVERY_WORDS_MAX) : NULL;

    if (brief && *brief)
        notify_set_marked(
            out, "words",
            shown_mark(&j->marks, ACCOUNT_COLLEAGUE, j->o->ticket, 0, brief));
}

static json_t *shown(notify_job *j, const store_outgoing *row)
{
    json_t *out = json_object();
    const delivery d = delivery_of(row);

    notify_set(out, "recipient", row->recipient);
    for (int i = 0; i < DELIVERY_STATES; i++)
        json_object_set_new(out, delivery_name((delivery_state)i),
                            json_boolean(d.state == (delivery_state)i));
    if (d.at_ms > 0)
        notify_set_free(out, "when", notify_when(j, d.at_ms));
    if (d.next_ms > 0)
        notify_set_free(out, "next", notify_when(j, d.next_ms));
    set_words(j, out, d.words);
    return out;
}

/* What is worth a line where the reply is not what somebody looks at. */
static bool is_notable(delivery_state state)
{
    return delivery_is_trouble(state) || state == DELIVERY_READ ||
           state == DELIVERY_DELETED;
}

void notify_add_deliveries(notify_job *j, const store_entry *e, bool recalled,
                           json_t *out)
{
    bool went = e->kind == STORE_ARTICLE && e->by == STORE_BY_OPERATOR &&
                e->state == STORE_PUBLISHED;
    g_autoptr(GPtrArray) rows = went ? replies(j, e->ticket, e->n) : NULL;
    json_t *list = json_array();
    json_int_t more = 0;

    for (guint i = 0; rows && i < rows->len; i++) {
        delivery_state state = delivery_of(rows->pdata[i]).state;
        if (recalled && !is_notable(state))
            continue;
        if (delivery_is_trouble(state) ||
            json_array_size(list) < DELIVERY_SHOWN_MAX)
            json_array_append_new(list, shown(j, rows->pdata[i]));
        else
            more++;
    }
    json_object_set_new(out, "deliveries", list);
    json_object_set_new(out, "deliveries_more",
                        more > 0 ? json_integer(more) : json_false());
}

void notify_add_trouble(notify_job *j, int64_t ticket, json_t *row)
{
    g_autoptr(GPtrArray) rows = replies(j, ticket, 0);
    bool lost = false, late = false;

    for (guint i = 0; rows && i < rows->len; i++) {
        delivery_state state = delivery_of(rows->pdata[i]).state;
        lost |= state == DELIVERY_BOUNCED || state == DELIVERY_REFUSED;
        late |= state == DELIVERY_DEFERRED || state == DELIVERY_DELAYED;
    }
    json_object_set_new(row, "not_delivered", json_boolean(lost));
    json_object_set_new(row, "not_yet_delivered", json_boolean(late && !lost));
}

/* Not of whom nobody is, nor of those who want no mail that is not written by hand.
 * The address is that of the reports: mail programs that answer by themselves do so
 * only where it is the return path (RFC 8098 2.1). */
bool notify_ask_receipt(notify_job *j, GError **error)
{
    bool off = true;

    if (!j->q->receipts || nobody_reads(j->o->recipient))
        return true;
    if (!store_public_ack_off(j->pub, j->o->recipient, &off, error))
        return false;
    j->receipt = !off;
    return true;
}
