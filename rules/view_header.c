/* view_header: what a header rule sees: a field, or a pseudo header, after its
 * modifiers. */
#include "rules/view_room.h"

#include "mail/words.h"

#include <string.h>

static bool text_is(view_text t, const char *word)
{
    return t.size == strlen(word) &&
           g_ascii_strncasecmp(t.data, word, t.size) == 0;
}

typedef struct request {
    view *v;
    unsigned modifiers;
    bool raw;
    GPtrArray *values; /* GString* */
} request;

static void add_value(request *r, const char *data, size_t size)
{
    g_ptr_array_add(r->values, g_string_new_len(data, (gssize)size));
}

static void string_free(gpointer s)
{
    g_string_free(s, TRUE);
}

static void add_fields(request *r, const char *name)
{
    const GArray *fields = r->v->fields;
    for (guint i = 0; i < fields->len; i++) {
        const view_field *f = &g_array_index(fields, view_field, i);
        if (!text_is(f->name, name))
            continue;
        view_text value = r->raw ? f->raw : f->decoded;
        add_value(r, value.data, value.size);
    }
}

/* All fields; each decoded on one line unless raw. */
static void add_all(request *r, size_t from, size_t to)
{
    const GArray *fields = r->v->fields;
    for (guint i = (guint)from; i < fields->len && i < to; i++) {
        const view_field *f = &g_array_index(fields, view_field, i);
        GString *s = g_string_new_len(f->name.data, (gssize)f->name.size);
        g_string_append(s, r->raw ? ":" : ": ");
        view_text value = r->raw ? f->raw : f->decoded;
        g_string_append_len(s, value.data, (gssize)value.size);
        g_ptr_array_add(r->values, s);
    }
}

/* Index of the nth Received field. */
static size_t received_at(const view *v, size_t n)
{
    for (guint i = 0; i < v->fields->len; i++) {
        const view_field *f = &g_array_index(v->fields, view_field, i);
        if (text_is(f->name, "received") && n-- == 0)
            return i;
    }
    return v->fields->len;
}

/* Fields that trusted (internal) relays can only have added, or the others. */
static bool add_by_trust(request *r, const char *name)
{
    static const struct {
        const char *name;
        bool internal, inside;
    } all[] = {{"ALL-TRUSTED", false, true},
               {"ALL-UNTRUSTED", false, false},
               {"ALL-INTERNAL", true, true},
               {"ALL-EXTERNAL", true, false}};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
        if (strcmp(name, all[i].name) != 0)
            continue;
        size_t border =
            received_at(r->v, all[i].internal ? r->v->received_internal
                                              : r->v->received_trusted);
        if (all[i].inside)
            add_all(r, 0, border + 1);
        else
            add_all(r, border, r->v->fields->len);
        return true;
    }
    return false;
}

static bool add_relays(request *r, const char *name)
{
    static const char *const names[] = {
        "X-Spam-Relays-Trusted", "X-Spam-Relays-Untrusted",
        "X-Spam-Relays-Internal", "X-Spam-Relays-External"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strcasecmp(name, names[i]) == 0) {
            const char *text = r->v->relays_text[i];
            add_value(r, text != NULL ? text : "",
                      text != NULL ? strlen(text) : 0);
            return true;
        }
    return false;
}

static void add_message_ids(request *r)
{
    static const char *const names[] = {"X-Message-Id", "Resent-Message-Id",
                                        "X-Original-Message-ID", "Message-Id"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        add_fields(r, names[i]);
}

static void add_request(request *r, const char *name)
{
    if (strcmp(name, "ALL") == 0) {
        add_all(r, 0, r->v->fields->len);
    } else if (g_ascii_strcasecmp(name, "EnvelopeFrom") == 0) {
        if (r->v->envelope_from != NULL)
            add_value(r, r->v->envelope_from, strlen(r->v->envelope_from));
    } else if (g_ascii_strcasecmp(name, "ToCc") == 0) {
        add_fields(r, "To");
        add_fields(r, "Cc");
    } else if (strcmp(name, "MESSAGEID") == 0) {
        add_message_ids(r);
    } else if (!add_by_trust(r, name) && !add_relays(r, name)) {
        add_fields(r, name);
    }
}

/* ---- addresses and names ---- */

/* One mailbox of an address list: its phrase or comment, its addr-spec. */
typedef struct mailbox_text {
    GString *name, *address;
} mailbox_text;

static void take_quoted(const char **p, GString *out)
{
    for ((*p)++; **p != '\0' && **p != '"'; (*p)++) {
        if (**p == '\\' && (*p)[1] != '\0')
            (*p)++;
        g_string_append_c(out, **p);
    }
    if (**p == '"')
        (*p)++;
}

static void take_comment(const char **p, GString *out)
{
    int depth = 0;
    do {
        if (**p == '\\' && (*p)[1] != '\0') {
            (*p)++;
        } else if (**p == '(') {
            if (depth++ == 0) {
                (*p)++;
                continue;
            }
        } else if (**p == ')' && --depth == 0) {
            (*p)++;
            return;
        }
        g_string_append_c(out, **p);
        (*p)++;
    } while (**p != '\0');
}

static bool looks_like_address(const char *s)
{
    const char *at = strchr(s, '@');
    return at != NULL && at > s && at[1] != '\0' &&
           strpbrk(s, " \t<>()") == NULL && strchr(at + 1, '@') == NULL;
}

/* Reads up to the comma. */
static void read_mailbox(const char **p, mailbox_text *m)
{
    g_autoptr(GString) words = g_string_new(NULL);
    g_autoptr(GString) comment = g_string_new(NULL);
    bool angle = false;
    while (**p != '\0' && **p != ',' && **p != ';') {
        if (**p == '"') {
            take_quoted(p, words);
        } else if (**p == '(') {
            take_comment(p, comment);
        } else if (**p == '<') {
            size_t n = strcspn(++*p, ">");
            g_string_append_len(m->address, *p, (gssize)n);
            *p += n + ((*p)[n] == '>');
            angle = true;
        } else if (**p == ':' && !angle && strchr(words->str, '@') == NULL) {
            g_string_truncate(words, 0); /* a group's name */
            (*p)++;
        } else {
            g_string_append_c(words, *(*p)++);
        }
    }
    g_strstrip(words->str);
    if (!angle && looks_like_address(words->str)) {
        g_string_assign(m->address, words->str);
        g_string_truncate(words, 0);
        words->str[0] = '\0';
    }
    if (words->str[0] != '\0' && strcmp(words->str, m->address->str) != 0)
        g_string_assign(m->name, words->str);
    else if (comment->len > 0)
        g_string_assign(m->name, comment->str);
    if (strchr(m->address->str, '@') == NULL)
        g_string_truncate(m->address, 0);
}

static GString *clean_name(const char *raw)
{
    g_autofree char *decoded = words_decode(raw, NULL);
    g_auto(GStrv) words = g_strsplit_set(decoded, " \t\n", -1);
    GString *s = g_string_new(NULL);
    for (int i = 0; words[i] != NULL; i++)
        if (words[i][0] != '\0')
            g_string_append_printf(s, "%s%s", s->len > 0 ? " " : "", words[i]);
    if (s->len >= 2 && s->str[0] == '\'' && s->str[s->len - 1] == '\'') {
        g_string_truncate(s, s->len - 1);
        g_string_erase(s, 0, 1);
    }
    return s;
}

static void only_mailboxes(request *r)
{
    GPtrArray *out = g_ptr_array_new_with_free_func(string_free);
    for (guint i = 0; i < r->values->len; i++) {
        const char *p = ((GString *)r->values->pdata[i])->str;
        while (*p != '\0') {
            mailbox_text m = {g_string_new(NULL), g_string_new(NULL)};
            read_mailbox(&p, &m);
            if (*p != '\0')
                p++;
            if (r->modifiers & RULE_ADDR) {
                if (m.address->len > 0)
                    g_ptr_array_add(out, g_string_new(m.address->str));
            } else if (m.name->len > 0) {
                g_ptr_array_add(out, (r->modifiers & RULE_RAW)
                                         ? g_string_new(m.name->str)
                                         : clean_name(m.name->str));
            }
            g_string_free(m.name, TRUE);
            g_string_free(m.address, TRUE);
        }
    }
    g_ptr_array_unref(r->values);
    r->values = out;
}

/* ---- hosts and addresses ---- */

static bool host_octet(char c)
{
    return g_ascii_isalnum(c) || c == '.' || c == '-' || c == '_';
}

/* The first thing that is a host name under a known domain, after an '@' if
 * there is one. */
static char *host_in(const uri_domains *d, const char *text)
{
    for (int pass = 0; pass < 2; pass++) {
        const char *p = pass == 0 ? strrchr(text, '@') : text;
        while (p != NULL && *p != '\0') {
            if (!host_octet(*p)) {
                p++;
                continue;
            }
            size_t n = 0;
            while (host_octet(p[n]))
                n++;
            size_t size = n;
            while (size > 0 && !g_ascii_isalnum(p[size - 1]))
                size--;
            g_autofree char *host = g_strndup(p, size);
            if (uri_name_is_valid(host) && uri_tld_is_known(d, host))
                return g_steal_pointer(&host);
            p += n;
        }
    }
    return NULL;
}

static char *ip_in(const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        if (!g_ascii_isdigit(*p) ||
            (p > text && (g_ascii_isalnum(p[-1]) || p[-1] == '.')))
            continue;
        size_t n = strspn(p, "0123456789.");
        g_autofree char *ip = g_strndup(p, n);
        if (n > 0 && ip[n - 1] != '.' && g_hostname_is_ip_address(ip) &&
            !g_ascii_isalnum(p[n]))
            return g_steal_pointer(&ip);
    }
    return NULL;
}

static char *reversed_ip(const char *ip)
{
    g_auto(GStrv) parts = g_strsplit(ip, ".", 4);
    return g_strv_length(parts) == 4
               ? g_strjoin(".", parts[3], parts[2], parts[1], parts[0], NULL)
               : g_strdup(ip);
}

static char *reduce(const request *r, const char *text)
{
    const uri_domains *d = ((view_private *)r->v)->domains;
    if (r->modifiers & RULE_IP) {
        g_autofree char *ip = ip_in(text);
        if (ip == NULL)
            return NULL;
        return (r->modifiers & RULE_REVIP) ? reversed_ip(ip)
                                           : g_steal_pointer(&ip);
    }
    const char *at = (r->modifiers & RULE_ADDR) ? strrchr(text, '@') : NULL;
    g_autofree char *host = at != NULL
                                ? g_strndup(at + 1, strcspn(at + 1, " \t\n"))
                                : host_in(d, text);
    if (host == NULL)
        return NULL;
    if ((r->modifiers & RULE_DOMAIN) == 0)
        return g_steal_pointer(&host);
    g_autofree char *lower = g_ascii_strdown(host, -1);
    return g_strdup(uri_registered(d, lower));
}

static void only_hosts(request *r)
{
    GPtrArray *out = g_ptr_array_new_with_free_func(string_free);
    for (guint i = 0; i < r->values->len; i++) {
        g_autofree char *text =
            reduce(r, ((GString *)r->values->pdata[i])->str);
        if (text != NULL)
            g_ptr_array_add(out, g_string_new(text));
    }
    g_ptr_array_unref(r->values);
    r->values = out;
}

/* ---- the request ---- */

static void only_one(request *r)
{
    if (r->values->len < 2)
        return;
    if (r->modifiers & RULE_FIRST)
        g_ptr_array_set_size(r->values, 1);
    else if (r->modifiers & RULE_LAST)
        g_ptr_array_remove_range(r->values, 0, r->values->len - 1);
}

static view_text join_values(request *r)
{
    if (r->values->len == 0)
        return (view_text){NULL, 0};
    GString *all = g_string_new(NULL);
    const GString *first = r->values->pdata[0];
    bool lines = first->len > 0 && first->str[first->len - 1] == '\n';
    for (guint i = 0; i < r->values->len; i++) {
        const GString *s = r->values->pdata[i];
        if (i > 0 && !lines)
            g_string_append_c(all, '\n');
        g_string_append_len(all, s->str, (gssize)s->len);
    }
    return view_keep_string(r->v, all);
}

view_text view_header(view *v, const char *name, unsigned modifiers)
{
    g_autofree char *key = g_strdup_printf("%s:%x", name, modifiers);
    view_text *known = g_hash_table_lookup(v->cache, key);
    if (known != NULL)
        return *known;
    unsigned reducing = RULE_HOST | RULE_IP;
    request r = {v, modifiers,
                 (modifiers & (RULE_RAW | RULE_ADDR | RULE_NAME)) != 0,
                 g_ptr_array_new_with_free_func(string_free)};
    add_request(&r, name);
    only_one(&r);
    if (modifiers & (RULE_ADDR | RULE_NAME))
        only_mailboxes(&r);
    if (modifiers & reducing)
        only_hosts(&r);
    view_text *value = g_new(view_text, 1);
    *value = join_values(&r);
    g_ptr_array_unref(r.values);
    g_hash_table_insert(v->cache, g_steal_pointer(&key), value);
    return *value;
}
