/* source_config: [source NAME], what stands before the desk. */
#include "desk/source_config.h"

#include "base/address.h"
#include "config/section.h"
#include "config/site.h"
#include "desk/field_config.h"
#include "desk/mailbox_config.h"
#include "desk/operator_config.h"
#include "desk/queue_config.h"
#include "desk/type_config.h"
#include "rules/pattern/pattern.h"

#include <gio/gio.h>
#include <string.h>

/* ---- look-ups ---- */

const config_source *source_by_id(const config *c, const char *id)
{
    return config_by_id(c->sources, id);
}

/* How requests came that no section speaks of (decide/draft.c, queue.c). */
static bool is_shipped(const char *id)
{
    static const char *const all[] = {"telephone", "operator", "task", "form",
                                      NULL};

    return g_strv_contains(all, id);
}

const char *source_title(const config *c, const char *id, const char *language)
{
    const config_source *s = source_by_id(c, id);

    return s ? config_in(s->titles, language, s->title) : id;
}

const char *source_field_of(const char *words)
{
    const char *name = words && g_str_has_prefix(words, SOURCE_FIELD)
                           ? words + strlen(SOURCE_FIELD) +
                                 strspn(words + strlen(SOURCE_FIELD), " ")
                           : NULL;

    return name && *name ? name : NULL;
}

bool source_has_proof(const config_source *s)
{
    return s->sasl_logins->len > 0 || s->relays->len > 0 || s->dkim->len > 0;
}

/* An IPv4 client may be written as a mapped IPv6 address (RFC 4291 2.5.5.2). */
static GInetAddress *address_of(const char *ip)
{
    static const char mapped[] = "::ffff:";

    if (g_ascii_strncasecmp(ip, "IPv6:", 5) == 0)
        ip += 5;
    if (g_ascii_strncasecmp(ip, mapped, strlen(mapped)) == 0 && strchr(ip, '.'))
        ip += strlen(mapped);
    return g_inet_address_new_from_string(ip);
}

bool source_is_relay(const config_source *s, const char *ip)
{
    g_autoptr(GInetAddress) a = ip ? address_of(ip) : NULL;
    bool is = false;

    for (guint i = 0; a && !is && i < s->relays->len; i++) {
        g_autoptr(GInetAddressMask) mask =
            g_inet_address_mask_new_from_string(s->relays->pdata[i], NULL);
        is = mask && g_inet_address_mask_matches(mask, a);
    }
    return is;
}

/* ---- the section ---- */

static void capture_free(void *data)
{
    source_capture *k = data;

    pattern_free(k->made);
    g_free(k->name);
    g_free(k);
}

static int by_name(const void *a, const void *b)
{
    const source_capture *const *x = a, *const *y = b;

    return strcmp((*x)->name, (*y)->name);
}

/* Of one line, in either case. */
static void add_capture(config_reading *r, config_source *s, const char *name,
                        const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *key = g_strconcat("field.", name, NULL);
    pattern *made = pattern_compile_text(text, PATTERN_CASELESS, true, &error);

    if (!made) {
        config_bad(r, s, key, "[source %s] %s: %s", s->id, key, error->message);
        return;
    }
    if (pattern_groups(made) != 1)
        config_bad(r, s, key,
                   "[source %s] %s captures nothing, or more than one thing: "
                   "put what is the value into one pair of parentheses, other "
                   "pairs begin with (?:",
                   s->id, key);
    source_capture *k = g_new0(source_capture, 1);
    k->name = g_strdup(name);
    k->made = made;
    g_ptr_array_add(s->captures, k);
}

static void complete(config_reading *r)
{
    for (guint i = 0; i < r->config->sources->len; i++) {
        config_source *s = r->config->sources->pdata[i];
        GHashTableIter all;
        void *name, *text;

        if (!s->title)
            s->title = g_strdup(s->id);
        if (!s->fields || s->captures)
            continue;
        s->captures = g_ptr_array_new_with_free_func(capture_free);
        g_hash_table_iter_init(&all, s->fields);
        while (g_hash_table_iter_next(&all, &name, &text))
            add_capture(r, s, name, text);
        g_ptr_array_sort(s->captures, by_name);
    }
}

/* What nobody asks for is a mistake in its name. */
static void check_captures(config_reading *r, const config_source *s)
{
    const char *customer = source_field_of(s->customer);
    const char *called = source_field_of(s->customer_name);

    for (guint i = 0; s->captures && i < s->captures->len; i++) {
        const source_capture *k = s->captures->pdata[i];
        g_autofree char *key = g_strconcat("field.", k->name, NULL);
        if (field_by_id(r->config, k->name) ||
            g_strcmp0(customer, k->name) == 0 ||
            g_strcmp0(called, k->name) == 0)
            continue;
        g_autofree char *hint = config_id_hint(r->config->fields, k->name);
        config_bad(r, s, key,
                   "[source %s] %s: there is no [field %s], and neither "
                   "customer nor customer_name names it%s",
                   s->id, key, k->name, hint);
    }
}

static void check_customer(config_reading *r, const config_source *s)
{
    if (s->customer && strcmp(s->customer, SOURCE_REPLY_TO) != 0 &&
        strcmp(s->customer, SOURCE_FROM) != 0 && !source_field_of(s->customer))
        config_bad(r, s, "customer",
                   "[source %s] customer: \"%s\" is none of reply-to, from and "
                   "field NAME",
                   s->id, s->customer);
    if (s->customer_name && !source_field_of(s->customer_name))
        config_bad(r, s, "customer_name",
                   "[source %s] customer_name: write field NAME", s->id);
    if (g_strcmp0(s->customer, SOURCE_FROM) == 0 && s->from->len > 0)
        config_bad(r, s, "customer",
                   "[source %s] customer: its own address cannot be the "
                   "customer's; customer = from goes without from",
                   s->id);
}

static void check_login(config_reading *r, const config_source *s,
                        const char *login)
{
    const config_operator *o = config_operator_by_sasl(r->config, login);

    if (o)
        config_bad(r, s, "sasl_login",
                   "[source %s] sasl_login: %s is a login of [operator %s]; "
                   "what comes from a source may not count as hers",
                   s->id, login, o->id);
}

/* Whatever a filter at the host hands back comes from there, too. */
static bool is_loopback(const char *net)
{
    return g_str_has_prefix(net, "127.") || g_str_has_prefix(net, "::1");
}

static void check_relay(config_reading *r, const config_source *s,
                        const char *net)
{
    g_autoptr(GInetAddressMask) mask =
        g_inet_address_mask_new_from_string(net, NULL);

    if (!mask)
        config_bad(r, s, "relay",
                   "[source %s] relay: \"%s\" is neither an IP address nor a "
                   "network, as 10.1.0.0/16 is",
                   s->id, net);
    else if (g_inet_address_mask_get_length(mask) == 0)
        config_bad(r, s, "relay",
                   "[source %s] relay: %s is everybody, which proves nothing",
                   s->id, net);
    else if (is_loopback(net) && s->sasl_logins->len == 0)
        config_advise(r, s, "relay",
                      "[source %s] relay: mail that a filter on this host "
                      "hands back comes from %s, too; a login is better proof",
                      s->id, net);
}

static bool has_authserv(const config *c)
{
    bool has = c->site->authserv_ids && c->site->authserv_ids->len > 0;

    for (guint i = 0; !has && i < c->mailboxes->len; i++) {
        const config_mailbox *m = c->mailboxes->pdata[i];
        has = m->authserv_ids && m->authserv_ids->len > 0;
    }
    return has;
}

static void check_dkim(config_reading *r, const config_source *s)
{
    for (guint i = 0; i < s->dkim->len; i++) {
        const char *domain = s->dkim->pdata[i];
        if (!strchr(domain, '.') || strpbrk(domain, "@/:*"))
            config_bad(r, s, "dkim",
                       "[source %s] dkim: \"%s\" is no domain; write the one "
                       "that signs (d=), as in shop.example.com",
                       s->id, domain);
    }
    if (s->dkim->len > 0 && !has_authserv(r->config))
        config_bad(r, s, "dkim",
                   "[source %s] dkim: no mail can be its, because nobody says "
                   "whether a signature is good; set authserv_id of [site]",
                   s->id);
    if (s->dkim->len > 0 && s->sasl_logins->len > 0)
        config_bad(r, s, "dkim",
                   "[source %s] dkim: no mail can be its, because mail servers "
                   "do not check what comes with a login; take dkim or "
                   "sasl_login out",
                   s->id);
}

static void check_proof(config_reading *r, const config_source *s)
{
    for (guint i = 0; i < s->sasl_logins->len; i++)
        check_login(r, s, s->sasl_logins->pdata[i]);
    for (guint i = 0; i < s->relays->len; i++)
        check_relay(r, s, s->relays->pdata[i]);
    check_dkim(r, s);
    if (!source_has_proof(s) && (s->from->len > 0 || s->to->len > 0))
        config_advise(
            r, s, "",
            "[source %s] no mail can be its: addresses prove nothing; "
            "add sasl_login, relay or dkim, or hand it over by "
            "postern deliver --source %s",
            s->id, s->id);
}

static void check_to(config_reading *r, const config_source *s)
{
    for (guint i = 0; i < s->to->len; i++)
        if (!config_is_own_address(r->config, s->to->pdata[i]))
            config_bad(r, s, "to",
                       "[source %s] to: %s is an address of no queue, so no "
                       "mail can be its",
                       s->id, (const char *)s->to->pdata[i]);
}

static void check(config_reading *r)
{
    for (guint i = 0; i < r->config->sources->len; i++) {
        config_source *s = r->config->sources->pdata[i];
        g_autofree char *where = g_strdup_printf("source %s", s->id);

        if (is_shipped(s->id) && strcmp(s->id, "telephone") != 0)
            config_bad(r, s, "",
                       "[source %s]: requests that come otherwise have that "
                       "name; choose another",
                       s->id);
        check_customer(r, s);
        check_captures(r, s);
        check_proof(r, s);
        check_to(r, s);
        if (s->queue)
            config_check_queue_name(r, s, "queue", where, s->queue);
        config_check_type_name(r, s, "type", where, s->type);
    }
}

static void forget(config *c)
{
    for (guint i = 0; i < c->sources->len; i++) {
        config_source *s = c->sources->pdata[i];

        g_clear_pointer(&s->captures, g_ptr_array_unref);
    }
}

static const config_key keys[] = {
    CONFIG_SOURCE_KEYS(CONFIG_ROW, config_source){.key = NULL},
};

const config_section config_source_section = {
    .name = "source",
    .argument = "NAME",
    .help = "What hands over what people said elsewhere: a web form, a shop, a "
            "telephone, a chat; all that is written of sasl_login, relay, "
            "dkim, from and to has to hold of its mail, or that is an ordinary "
            "message",
    .at = offsetof(config, sources),
    .size = sizeof(config_source),
    .keys = keys,
    .complete = complete,
    .check = check,
    .forget = forget,
};
