/* relays: the hosts that handed the message on, and where trust ends. */
#include "rules/view/relays_room.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#define RELAYS_MAX 100 /* relays that are remembered */

/* ---- trust ---- */

/* The four numbers of an IPv4 address; false if it is not one. */
static bool read_ipv4(const char *ip, unsigned n[4])
{
    char *end;
    for (int i = 0; i < 4; i++) {
        if (!g_ascii_isdigit(*ip))
            return false;
        n[i] = (unsigned)strtoul(ip, &end, 10);
        if (n[i] > 255 || *end != (i < 3 ? '.' : '\0'))
            return false;
        ip = end + 1;
    }
    return true;
}

bool view_ip_is_private(const char *ip)
{
    unsigned n[4];
    if (read_ipv4(ip, n))
        return n[0] == 10 || n[0] == 127 || (n[0] == 169 && n[1] == 254) ||
               (n[0] == 172 && n[1] >= 16 && n[1] <= 31) ||
               (n[0] == 192 && n[1] == 168) ||
               (n[0] == 100 && n[1] >= 64 && n[1] <= 127);
    static const char *const starts[] = {"fe8", "fe9", "fea",
                                         "feb", "fc",  "fd"};
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++)
        if (relay_begins(ip, starts[i]))
            return true;
    return strcmp(ip, "::1") == 0;
}

static bool in_networks(const GPtrArray *nets, const char *ip)
{
    g_autoptr(GInetAddress) a = g_inet_address_new_from_string(ip);
    if (a && g_inet_address_get_is_loopback(a))
        return true;
    for (guint i = 0; a && i < nets->len; i++) {
        const char *net = nets->pdata[i]; /* the first that matches counts */
        bool left_out = *net == '!';
        g_autoptr(GInetAddressMask) m =
            g_inet_address_mask_new_from_string(net + left_out, NULL);
        if (m && g_inet_address_mask_matches(m, a))
            return !left_out;
    }
    return false;
}

typedef struct border {
    bool trusted, internal;
} border;

/* Without configured networks trust reaches as far as private addresses and
 * authenticated clients. */
static void judge(const rule_set *set_, view_relay *r, border *b)
{
    r->private = view_ip_is_private(r->ip);
    const GPtrArray *trusted = set_ ? set_->trusted_networks : NULL;
    const GPtrArray *internal = set_ ? set_->internal_networks : NULL;
    bool told = trusted && (trusted->len > 0 || internal->len > 0);
    if (b->trusted && !told) {
        if (!r->private && r->auth[0] == '\0')
            b->trusted = b->internal = false;
    } else if (b->trusted) {
        const GPtrArray *t = trusted->len > 0 ? trusted : internal;
        const GPtrArray *i = internal->len > 0 ? internal : trusted;
        if (r->auth[0] == '\0' && !in_networks(t, r->ip))
            b->trusted = b->internal = false;
        else if (r->auth[0] == '\0' && !in_networks(i, r->ip))
            b->internal = false;
    }
    r->trusted = b->trusted;
    r->internal = b->internal;
}

/* ---- as pseudo headers ---- */

static void describe(GString *into, const view_relay *r)
{
    const struct {
        const char *name, *value;
    } all[] = {
        {"[ ip=", r->ip},
        {" rdns=", r->rdns},
        {" helo=", r->helo},
        {" by=", r->by},
        {" ident=", r->ident},
        {" envfrom=", r->envfrom ? r->envfrom : ""},
        {" intl=", r->internal ? "1" : "0"},
        {" id=", r->id},
        {" auth=", r->auth},
        {" msa=", r->msa ? "1 ]" : "0 ]"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
        g_string_append(into, all[i].name);
        g_string_append(into, all[i].value);
    }
}

static void add_text(GString *into, const GString *one)
{
    if (into->len > 0)
        g_string_append_c(into, ' ');
    g_string_append_len(into, one->str, (gssize)one->len);
}

static void tell_relays(view *v)
{
    GString *text[4];
    g_autoptr(GString) one = g_string_new(NULL);
    for (int i = 0; i < 4; i++)
        text[i] = g_string_new(NULL);
    for (guint i = 0; i < v->relays->len; i++) {
        const view_relay *r = v->relays->pdata[i];
        g_string_truncate(one, 0);
        describe(one, r);
        add_text(text[r->trusted ? 0 : 1], one);
        add_text(text[r->internal ? 2 : 3], one);
    }
    for (int i = 0; i < 4; i++)
        v->relays_text[i] = g_string_free(text[i], FALSE);
}

/* The newest relay that is not ours, else the oldest of ours. */
static const view_relay *last_hop(const view *v)
{
    const view_relay *last = NULL;
    for (guint i = 0; i < v->relays->len; i++) {
        last = v->relays->pdata[i];
        if (!last->trusted)
            break;
    }
    return last;
}

/* Does this field stand below a Received field? Then a relay on the way wrote
 * it, about another envelope. */
static bool is_below_received(const view *v, const char *name)
{
    bool received = false;
    for (guint i = 0; i < v->fields->len; i++) {
        const view_field *f = &g_array_index(v->fields, view_field, i);
        if (received && f->name.size == strlen(name) &&
            relay_begins(f->name.data, name))
            return true;
        received |= f->name.size == 8 && relay_begins(f->name.data, "received");
    }
    return false;
}

/* A mail fetcher puts its own envelope into what it hands over. */
static bool is_fetched(view *v)
{
    view_text sender = view_header(v, "X-Sender", RULE_FIRST | RULE_ADDR);
    if (!sender.data)
        return false;
    view_text received = view_header(v, "Received", 0);
    return received.data && strstr(received.data, "(fetchmail");
}

static void read_envelope_from(view *v)
{
    static const char *const names[] = {"X-Envelope-From", "Envelope-Sender",
                                        "Return-Path"};
    const view_relay *last = last_hop(v);
    const char *told = last ? last->envfrom : NULL;
    if (told && (told[0] == '\0' || strchr(told, '@') > told)) {
        v->envelope_from = g_strdup(told);
        return;
    }
    if (is_fetched(v))
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        view_text t = view_header(v, names[i], RULE_FIRST | RULE_ADDR);
        bool below = t.data && is_below_received(v, names[i]);
        if (t.data && !below)
            v->envelope_from = g_strndup(t.data, t.size);
        if (t.data && (!below || i == 0))
            return;
    }
}

static void add_relay(view *v, view_relay *r, border *b)
{
    judge(((view_private *)v)->set, r, b);
    g_ptr_array_add(v->relays, r);
}

/* Web mail tells in fields of its own where the writer sat. */
static void read_originating(view *v, border *b)
{
    const rule_set *s = ((view_private *)v)->set;
    const GPtrArray *list =
        s ? g_hash_table_lookup(s->lists, "originating_ip_headers") : NULL;
    for (guint i = 0; list && i < list->len; i++) {
        g_auto(GStrv) names = g_strsplit_set(list->pdata[i], " \t", -1);
        for (int j = 0; names[j]; j++) {
            view_text t = names[j][0] != '\0'
                              ? view_header(v, names[j], RULE_IP)
                              : (view_text){NULL, 0};
            if (!t.data || v->relays->len >= RELAYS_MAX)
                continue;
            view_relay *r = relay_new(v);
            r->ip = view_string(v, t.data, strcspn(t.data, "\n"));
            add_relay(v, r, b);
        }
    }
}

void view_read_relays(view *v)
{
    border b = {true, true};
    for (guint i = 0; i < v->fields->len && v->relays->len < RELAYS_MAX; i++) {
        const view_field *f = &g_array_index(v->fields, view_field, i);
        view_relay *r = NULL;
        if (f->name.size != 8 ||
            g_ascii_strncasecmp(f->name.data, "received", 8) != 0)
            continue;
        relay_answer answer = relay_read_field(v, f->raw, &r);
        v->relays_unread += answer == RELAY_UNREAD;
        if (answer == RELAY_FETCHED && b.trusted)
            g_ptr_array_set_size(v->relays, 0);
        if (answer == RELAY_TOLD)
            add_relay(v, r, &b);
        v->received_trusted += b.trusted;
        v->received_internal += b.internal;
    }
    read_originating(v, &b);
    tell_relays(v);
    read_envelope_from(v);
}
