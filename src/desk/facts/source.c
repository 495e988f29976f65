/* source: which source a message came by, and what it says. */
#include "desk/facts/source.h"

#include "base/address.h"
#include "base/handle.h"
#include "base/phone.h"
#include "config/section.h"
#include "config/site.h"
#include "desk/facts/door.h"
#include "desk/field.h"
#include "desk/queue_config.h"
#include "desk/source_json.h"
#include "rules/pattern/pattern.h"

#include <string.h>

#define LINES_MAX      2000 /* of a text that captures look at */
#define RECIPIENTS_MAX 100  /* addresses of one field that `to` looks at */

void source_facts_free(source_facts *f)
{
    if (!f)
        return;
    g_free(f->proof);
    g_free(f->customer);
    g_free(f->name);
    g_free(f->unread);
    g_free(f->id);
    g_ptr_array_unref(f->values);
    g_free(f);
}

/* ---- which source, and its proof ---- */

/* The source whose door it came through, also when it was held and let in. */
static const config_source *by_door(const config *c, const char *door,
                                    bool *json)
{
    if (door && g_str_has_prefix(door, "release "))
        door += strlen("release ");
    if (!door || !g_str_has_prefix(door, SOURCE_DOOR))
        return NULL;
    g_autofree char *name = g_strdup(door + strlen(SOURCE_DOOR));
    *json = g_str_has_suffix(name, SOURCE_DOOR_JSON);
    if (*json)
        name[strlen(name) - strlen(SOURCE_DOOR_JSON)] = '\0';
    return source_by_id(c, name);
}

static bool listed_address(const GPtrArray *all, const char *mailbox)
{
    for (guint i = 0; mailbox && i < all->len; i++)
        if (address_equal(all->pdata[i], mailbox))
            return true;
    return false;
}

static bool is_sent_to(const config_source *s, const spool_entry *e,
                       const head *h)
{
    static const char *const fields[] = {"To", "Cc", "Delivered-To"};
    bool is = false;

    for (guint i = 0; e->recipients && i < e->recipients->len && !is; i++)
        is = listed_address(s->to, e->recipients->pdata[i]);
    if (e->recipients && e->recipients->len > 0)
        return is; /* the envelope knows, the header is only written */
    for (gsize k = 0; k < G_N_ELEMENTS(fields) && !is; k++) {
        const char *value = head_get(h, fields[k], 0);
        g_autoptr(GPtrArray) all =
            value ? head_addresses(value, RECIPIENTS_MAX) : NULL;
        for (guint i = 0; all && i < all->len && !is; i++)
            is = listed_address(s->to, all->pdata[i]);
    }
    return is;
}

/* Does what the message says of itself let it be one of the source's? */
static bool is_like(const config_source *s, const spool_entry *e, const head *h)
{
    g_autofree char *from = head_from(h);

    return (s->from->len == 0 || listed_address(s->from, from)) &&
           (s->to->len == 0 || is_sent_to(s, e, h));
}

static const char *signed_by(const config_source *s, const GPtrArray *domains)
{
    for (guint i = 0; domains && i < domains->len; i++)
        for (guint k = 0; k < s->dkim->len; k++)
            if (g_ascii_strcasecmp(domains->pdata[i], s->dkim->pdata[k]) == 0)
                return domains->pdata[i];
    return NULL;
}

/* All that is asked for, in words; NULL: something is missing, and *missing says
 * what. */
static char *prove(const config_source *s, const spool_entry *e,
                   const source_proofs *p, const char **missing)
{
    g_autoptr(GString) words = g_string_new(NULL);
    const char *domain = signed_by(s, p->dkim);

    *missing = NULL;
    if (!source_has_proof(s))
        *missing = "nothing can prove it, only deliver --source";
    else if (s->sasl_logins->len > 0 &&
             !(e->login && config_listed(s->sasl_logins, e->login)))
        *missing = "it came without its login";
    else if (s->relays->len > 0 && !source_is_relay(s, p->client))
        *missing = "none of its hosts handed it over";
    else if (s->dkim->len > 0 && !domain)
        *missing = "no trusted host says that its domain has signed it";
    if (*missing)
        return NULL;
    if (s->sasl_logins->len > 0)
        g_string_append_printf(words, "logged in as %s", e->login);
    if (s->relays->len > 0)
        g_string_append_printf(words, "%shanded over by %s",
                               words->len ? ", " : "", p->client);
    if (domain)
        g_string_append_printf(words, "%ssigned by %s", words->len ? ", " : "",
                               domain);
    return g_strdup(words->str);
}

static const config_source *by_mail(const config *c, const spool_entry *e,
                                    const head *h, const source_proofs *p,
                                    char **proof, char **unproved)
{
    for (guint i = 0; i < c->sources->len; i++) {
        const config_source *s = c->sources->pdata[i];
        const char *missing;
        if (!is_like(s, e, h))
            continue;
        *proof = prove(s, e, p, &missing);
        if (*proof)
            return s;
        if (!*unproved && (s->from->len > 0 || s->to->len > 0))
            *unproved = g_strdup_printf("not of source %s: %s", s->id, missing);
    }
    return NULL;
}

/* ---- what it says ---- */

/* *tired: the pattern takes too long for this text; it is not tried again. */
static char *capture_in(const source_capture *k, pattern_scratch *s,
                        const char *line, bool *tired)
{
    size_t size = strlen(line), from, to, at, end;
    pattern_answer answer =
        pattern_search(k->made, s, line, size, 0, &from, &to);

    *tired = answer == PATTERN_LIMIT;
    if (answer != PATTERN_YES ||
        !pattern_first_group(k->made, line, size, from, &at, &end))
        return NULL;
    char *found = g_strndup(line + at, end - at);
    g_strdelimit(found, "\t\r", ' ');
    if (!*g_strstrip(found))
        g_clear_pointer(&found, g_free);
    return found;
}

char *source_capture_find(const source_capture *k, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", LINES_MAX + 1);
    pattern_scratch *s = pattern_scratch_new();
    char *found = NULL;
    bool tired = false;

    for (unsigned i = 0; i < LINES_MAX && lines[i] && !found && !tired; i++)
        found = capture_in(k, s, lines[i], &tired);
    pattern_scratch_free(s);
    return found;
}

/* Takes over `value`. */
static void add_value(source_facts *f, const char *label, char *value)
{
    field_line *l = g_new0(field_line, 1);

    l->label = g_strdup(label);
    l->value = value;
    g_ptr_array_add(f->values, l);
}

static void capture_all(source_facts *f, const letter *l)
{
    const GPtrArray *all = f->source->captures;

    for (guint i = 0; all && i < all->len; i++) {
        const source_capture *k = all->pdata[i];
        char *value = source_capture_find(k, l->text);
        if (value)
            add_value(f, k->name, value);
    }
}

/* A captured one, else the first line with that label. Borrowed from f, or the
 * lines. */
static const char *value_of(const source_facts *f, const GPtrArray *lines,
                            const char *name)
{
    const GPtrArray *const all[] = {f->values, lines};
    g_autofree char *fold = g_utf8_casefold(name, -1);

    for (gsize k = 0; k < G_N_ELEMENTS(all); k++) {
        for (guint i = 0; i < all[k]->len; i++) {
            const field_line *l = all[k]->pdata[i];
            g_autofree char *one = g_utf8_casefold(l->label, -1);
            if (strcmp(one, fold) == 0)
                return l->value;
        }
    }
    return NULL;
}

/* "Kari <kari@example.com>", "<mailto:...>": the one mailbox in it. */
static char *mailbox_in(const char *text)
{
    g_autoptr(GPtrArray) all = head_addresses(text, 2);

    if (all->len != 1)
        return NULL;
    const char *one = all->pdata[0];
    return address_normal(g_ascii_strncasecmp(one, "mailto:", 7) == 0 ? one + 7
                                                                      : one);
}

static char *customer_in_field(const source_facts *f, const config *c,
                               const char *text)
{
    if (strchr(text, '@') && !g_str_has_prefix(text, HANDLE_CHAT)) {
        char *mailbox = mailbox_in(text);
        if (mailbox)
            return mailbox;
    }
    char *phone = phone_handle(text, c->site->calling_code);
    if (phone)
        return phone;
    return g_str_has_prefix(text, HANDLE_CHAT)
               ? handle_chat(text + strlen(HANDLE_CHAT))
               : NULL;
}

static void find_customer(source_facts *f, const config *c, const head *h,
                          const GPtrArray *lines)
{
    const char *how = f->source->customer;
    const char *field = source_field_of(how);
    const char *text = field ? value_of(f, lines, field) : NULL;

    if (field && text)
        f->customer = customer_in_field(f, c, text);
    else if (strcmp(how, SOURCE_REPLY_TO) == 0)
        f->customer = door_other(c, h, "Reply-To");
    else if (strcmp(how, SOURCE_FROM) == 0)
        f->customer = head_from(h);
    if (!f->customer)
        f->unread =
            text ? g_strdup_printf("%s is no address: %.100s", field, text)
                 : g_strdup_printf("it has no %s", field ? field : how);
}

static const char *name_beside(const GPtrArray *people, const char *mailbox)
{
    for (guint i = 0; i < people->len; i++) {
        const letter_address *a = people->pdata[i];
        if (address_equal(a->address, mailbox) && a->name && *a->name)
            return a->name;
    }
    return NULL;
}

static void find_name(source_facts *f, const letter *l, const GPtrArray *lines)
{
    const char *field = source_field_of(f->source->customer_name);
    const char *name = field ? value_of(f, lines, field) : NULL;

    if (!name && f->customer)
        name = name_beside(l->reply_to, f->customer);
    if (!name && f->customer)
        name = name_beside(l->from, f->customer);
    f->name = g_strdup(name);
}

/* What we send may not come back to the program that sends it: neither to the
 * addresses that are its own, nor to the one that it names as its sender. */
static bool is_machine(const source_facts *f, const config *c,
                       const spool_entry *e, const head *h)
{
    g_autofree char *from = head_from(h);
    bool by_from = strcmp(f->source->customer, SOURCE_FROM) == 0;

    return config_is_own_address(c, f->customer) ||
           listed_address(f->source->from, f->customer) ||
           (!by_from && (g_strcmp0(from, f->customer) == 0 ||
                         address_equal(e->sender, f->customer)));
}

static void drop_machine(source_facts *f)
{
    f->unread = g_strdup_printf("%s is the address of a program, not of a "
                                "customer",
                                f->customer);
    g_clear_pointer(&f->customer, g_free);
}

static bool take_json(source_facts *f, const config *c, const head *h)
{
    const char *value = head_get(h, SOURCE_HEADER, 0);
    source_said *said = value ? source_said_read(value) : NULL;

    if (!said)
        return false;
    f->id = g_steal_pointer(&said->id);
    f->customer = g_steal_pointer(&said->customer);
    f->name = g_steal_pointer(&said->name);
    g_ptr_array_unref(f->values);
    f->values = g_ptr_array_ref(said->values);
    source_said_free(said);
    if (!f->customer)
        f->unread = g_strdup("it names nobody");
    else if (config_is_own_address(c, f->customer) ||
             listed_address(f->source->from, f->customer))
        drop_machine(f);
    return true;
}

static void read_mail(source_facts *f, const config *c, const spool_entry *e,
                      const head *h, const letter *l)
{
    g_autoptr(GPtrArray) lines = field_lines(l->text);

    capture_all(f, l);
    find_customer(f, c, h, lines);
    find_name(f, l, lines);
    if (f->customer && !handle_is_one(f->customer) && is_machine(f, c, e, h))
        drop_machine(f);
}

/* RFC 3834 5: "auto-generated" is no answer to anything. */
static bool is_generated(const head *h)
{
    const char *value = head_get(h, "Auto-Submitted", 0);

    return value && g_ascii_strncasecmp(value, "auto-generated", 14) == 0;
}

source_facts *source_find(const config *c, const spool_entry *e, const head *h,
                          const letter *l, const source_proofs *p,
                          char **unproved)
{
    bool json = false;
    char *proof = NULL;
    const config_source *s = by_door(c, e->door, &json);

    *unproved = NULL;
    if (s)
        proof = g_strdup("handed over by postern deliver --source");
    else
        s = by_mail(c, e, h, p, &proof, unproved);
    if (!s)
        return NULL;
    g_clear_pointer(unproved, g_free);
    source_facts *f = g_new0(source_facts, 1);
    f->source = s;
    f->proof = proof;
    f->values = g_ptr_array_new_with_free_func(field_line_free);
    f->generated = is_generated(h);
    if (!json || !take_json(f, c, h))
        read_mail(f, c, e, h, l);
    return f;
}
