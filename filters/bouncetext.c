/* bouncetext: recipients and reasons out of texts that mail servers write. */
#include "filters/bouncetext.h"

#include <stdio.h>
#include <string.h>

#include "filters/bouncewords.h"

#define BOUNCETEXT_MAX        20000 /* octets of a report that are looked at */
#define BOUNCETEXT_RECIPIENTS 200
#define BOUNCETEXT_LINE_MAX   1000 /* octets of its lines */
#define BOUNCETEXT_FIELDS     3    /* that make a header */
#define BOUNCETEXT_FIELD_MAX  30   /* octets of the name of one */
#define BOUNCETEXT_REASON     10 /* lines below an address that may be about it */

/* The start of a text, as one line. */
static char *one_line(const char *text, size_t size)
{
    const char *end;
    char *s;

    g_utf8_validate_len(text, MIN(size, BOUNCETEXT_MAX), &end);
    s = g_strndup(text, (gsize)(end - text));
    g_strdelimit(s, "\n\t", ' ');
    return s;
}

bool bouncetext_is_failure(const char *text)
{
    g_autofree char *s = one_line(text, bouncetext_returned(text));

    return bouncewords_match(BOUNCE_FAILURE, s);
}

bool bouncetext_is_addressed(const char *text)
{
    g_autofree char *s = one_line(text, bouncetext_returned(text));

    return bouncewords_match(BOUNCE_YOURS, s) && !strstr(s, "? ") &&
           !g_str_has_suffix(g_strchomp(s), "?");
}

bool bouncetext_has_reply(const char *text)
{
    const char *end = text + bouncetext_returned(text);

    for (const char *p = text; p < end; p = strchrnul(p, '\n') + 1) {
        p += strspn(p, " \t<>");
        if ((strchr("45", *p) && *p && g_ascii_isdigit(p[1]) &&
             g_ascii_isdigit(p[2]) && (p[3] == ' ' || p[3] == '-')) ||
            g_ascii_strncasecmp(p, "rcpt to:", 8) == 0)
            return true;
    }
    return false;
}

bool bouncetext_is_subject(const char *subject)
{
    return strlen(subject) <= BOUNCETEXT_LINE_MAX &&
           bouncewords_match(BOUNCE_SUBJECT, subject);
}

/* Is it a header field, and one that only a message on its way has? */
static bool is_field(const char *line, size_t n, bool *transport)
{
    static const char *const sure[] = {"received", "return-path",
                                       "dkim-signature", "message-id",
                                       "x-received"};
    static const char *const others[] = {"from", "to",           "subject",
                                         "date", "mime-version", "content-type",
                                         "cc",   "reply-to"};
    const char *colon = memchr(line, ':', n);
    g_autofree char *name = NULL;

    *transport = false;
    if (!colon || colon - line > BOUNCETEXT_FIELD_MAX)
        return false;
    name = g_ascii_strdown(line, colon - line);
    for (size_t i = 0; i < G_N_ELEMENTS(sure); i++)
        *transport = *transport || strcmp(name, sure[i]) == 0;
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        if (strcmp(name, others[i]) == 0)
            return true;
    }
    return *transport;
}

/* Does a header begin at a line that follows an empty one? Then the returned
 * message does, though nothing says so. */
static bool is_head(const char *text, const char *p)
{
    unsigned fields = 0, transport = 0;

    if (p > text + 1 && p[-2] != '\n')
        return false;
    while (*p && *p != '\n' && fields < BOUNCETEXT_FIELDS) {
        size_t n = strcspn(p, "\n");
        bool sure, field = is_field(p, n, &sure);

        if (!field && !(fields > 0 && strchr(" \tX", *p)))
            return false;
        fields += field;
        transport += sure;
        p += n + (p[n] == '\n');
    }
    return fields >= BOUNCETEXT_FIELDS && transport > 0;
}

size_t bouncetext_returned(const char *text)
{
    const char *p = text;

    while (*p && (size_t)(p - text) < BOUNCETEXT_MAX) {
        size_t n = strcspn(p, "\n");

        if (n > 0 && n <= BOUNCETEXT_LINE_MAX) {
            g_autofree char *line = g_strndup(p, n);

            if (is_head(text, p) || bouncewords_match(BOUNCE_RETURNED, line))
                return (size_t)(p - text);
        }
        p += n + (p[n] == '\n');
    }
    return MIN(strlen(text), (size_t)(p - text));
}

char *bouncetext_status(const char *text, size_t size)
{
    /* what words mean, where no code says it */
    static const struct {
        bouncewords words;
        const char *detail;
    } reasons[] = {{BOUNCE_NO_DOMAIN, "1.2"},
                   {BOUNCE_NO_USER, "1.1"},
                   {BOUNCE_FULL, "2.2"},
                   {BOUNCE_TOO_BIG, "3.4"}};
    g_autofree char *s = one_line(text, size);
    g_autofree char *class = bouncewords_group(BOUNCE_SMTP, s, 1);
    char *code = bouncewords_group(BOUNCE_ENHANCED, s, 0);
    bool delayed;

    if (code)
        return code;
    delayed = bouncewords_match(BOUNCE_DELAYED, s);
    for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++) {
        if (bouncewords_match(reasons[i].words, s))
            return g_strdup_printf("%s.%s", class ? class : "5",
                                   reasons[i].detail);
    }
    if (bouncewords_match(BOUNCE_EXPIRED, s))
        return g_strdup("4.4.7");
    if (bouncewords_match(BOUNCE_NO_ANSWER, s))
        return g_strdup(delayed || (class && *class == '4') ? "4.4.1"
                                                            : "5.3.2");
    code = bouncewords_group(BOUNCE_GENERIC, s, 0);
    if (code)
        return code;
    return class ? g_strdup_printf("%s.0.0", class) : NULL;
}

/* The first "N.N.N" (RFC 3463) of a Status field. */
static char *status_code(const char *value)
{
    unsigned a, b, c;

    if (!value || sscanf(value, "%1u.%3u.%3u", &a, &b, &c) != 3)
        return NULL;
    return g_strdup_printf("%u.%u.%u", a, b, c);
}

char *bouncetext_best(const char *status, const char *diagnostic)
{
    g_autofree char *own = status_code(status);
    g_autofree char *valid =
        diagnostic ? g_utf8_make_valid(diagnostic, -1) : NULL;
    char *code = NULL;

    if (own && !g_str_has_suffix(own, ".0.0"))
        return g_steal_pointer(&own);
    if (valid && own)
        code = bouncewords_group(BOUNCE_ENHANCED, valid, 0);
    else if (valid)
        code = bouncetext_status(valid, strlen(valid));
    return code ? code : g_steal_pointer(&own);
}

char *bouncetext_code_at(const char *text, const char *address)
{
    size_t end = bouncetext_returned(text);
    const char *at = g_strstr_len(text, (gssize)end, address), *to = at;
    g_autofree char *s = NULL;

    while (to && (to = strchr(to, '\n')) && strchr(" \t", to[1]) && to[1])
        to++;
    to = to && to < text + end ? to : text + end;
    s = at ? one_line(at, (size_t)(to - at)) : NULL;
    return s ? bouncewords_group(BOUNCE_ENHANCED, s, 0) : NULL;
}

/* ---- recipients ---- */

typedef struct finder {
    char **lines;
    GPtrArray *not_these;
    GPtrArray *found; /* char* */
    GArray *places;   /* guint: line of each */
} finder;

static bool is_office(const char *address)
{
    static const char *const locals[] = {"postmaster@", "mailer-daemon@",
                                         "abuse@", "hostmaster@", "helpdesk@"};

    for (size_t i = 0; i < G_N_ELEMENTS(locals); i++) {
        if (g_ascii_strncasecmp(address, locals[i], strlen(locals[i])) == 0)
            return true;
    }
    return false;
}

static void found_one(finder *f, char *address, guint line)
{
    bool good = address && strchr(address, '@') && !is_office(address) &&
                !strstr(address, "..");

    for (guint i = 0; good && i < f->not_these->len; i++) {
        const letter_address *a = f->not_these->pdata[i];

        good = g_ascii_strcasecmp(a->address, address) != 0;
    }
    for (guint i = 0; good && i < f->found->len; i++)
        good = g_ascii_strcasecmp(f->found->pdata[i], address) != 0;
    if (good && f->found->len < BOUNCETEXT_RECIPIENTS) {
        g_ptr_array_add(f->found, address);
        g_array_append_val(f->places, line);
    } else {
        g_free(address);
    }
}

/* "kari@example.com Invalid address, code 550": what says why. */
static char *first_with_reason(const char *line)
{
    char *address = bouncewords_group(BOUNCE_FIRST, line, 1);
    g_autofree char *why =
        address ? bouncetext_status(line, strlen(line)) : NULL;

    if (address && !why)
        g_clear_pointer(&address, g_free);
    return address;
}

static void find_stated(finder *f)
{
    for (guint i = 0; f->lines[i]; i++) {
        char *address;

        if (strlen(f->lines[i]) > BOUNCETEXT_LINE_MAX)
            continue;
        address = bouncewords_group(BOUNCE_ALONE, f->lines[i], 1);
        if (!address)
            address = bouncewords_group(BOUNCE_NAMED, f->lines[i], 1);
        if (!address)
            address = first_with_reason(f->lines[i]);
        found_one(f, address, i);
    }
}

/* "following recipients ...:\n\n   name" */
static void find_bare(finder *f, const char *domain)
{
    bool list = false;

    for (guint i = 0; f->lines[i]; i++) {
        g_autofree char *name = NULL;

        if (strlen(f->lines[i]) > BOUNCETEXT_LINE_MAX)
            continue;
        list |= bouncewords_match(BOUNCE_LIST, f->lines[i]);
        name = list ? bouncewords_group(BOUNCE_BARE, f->lines[i], 1) : NULL;
        if (name)
            found_one(f, g_strdup_printf("%s@%s", name, domain), i);
    }
}

/* The only address of the text, if there is just one. */
static void find_only(finder *f)
{
    for (guint i = 0; f->lines[i]; i++) {
        if (strlen(f->lines[i]) <= BOUNCETEXT_LINE_MAX)
            found_one(f, bouncewords_group(BOUNCE_ADDRESS, f->lines[i], 1), i);
    }
    if (f->found->len > 1)
        g_ptr_array_set_size(f->found, 0);
}

/* What stands at and below a recipient, up to the next one. */
static char *reason_status(finder *f, guint k)
{
    guint from = g_array_index(f->places, guint, k), to = from;
    guint stop = k + 1 < f->places->len ? g_array_index(f->places, guint, k + 1)
                                        : G_MAXUINT;
    g_autoptr(GString) s = g_string_new(NULL);

    for (; to < stop && to < from + BOUNCETEXT_REASON && f->lines[to]; to++) {
        g_string_append(s, f->lines[to]);
        g_string_append_c(s, '\n');
    }
    return bouncetext_status(s->str, s->len);
}

/* Where it arrived at some and failed at others, the failure is what matters. */
static const char *action_of(const char *report)
{
    if (bouncewords_match(BOUNCE_DELAYED, report))
        return "delayed";
    return bouncewords_match(BOUNCE_DELIVERED, report) &&
                   !bouncewords_match(BOUNCE_FAILURE, report)
               ? "delivered"
               : "failed";
}

void bouncetext_recipients(const char *text, GPtrArray *not_these,
                           const char *domain, GPtrArray *out)
{
    size_t end = bouncetext_returned(text);
    g_autofree char *report = g_strndup(text, end);
    g_auto(GStrv) lines = g_strsplit(report, "\n", -1);
    finder f = {lines, not_these, g_ptr_array_new_with_free_func(g_free),
                g_array_new(FALSE, FALSE, sizeof(guint))};
    g_autofree char *overall = bouncetext_status(report, end);
    g_autofree char *flat = one_line(report, end);
    const char *action = action_of(flat);

    find_stated(&f);
    if (f.found->len == 0 && domain)
        find_bare(&f, domain);
    if (f.found->len == 0)
        find_only(&f);
    for (guint i = 0; i < f.found->len; i++) {
        g_autofree char *own = reason_status(&f, i);

        g_ptr_array_add(out, letter_bounce_new(f.found->pdata[i], action,
                                               own ? own : overall));
    }
    g_ptr_array_unref(f.found);
    g_array_unref(f.places);
}
