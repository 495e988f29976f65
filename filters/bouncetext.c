/* bouncetext: recipients and reasons out of texts that mail servers write. */
#include "filters/bouncetext.h"

#include <string.h>

#include "filters/bouncewords.h"

#define BOUNCETEXT_MAX        20000 /* octets of a report that are looked at */
#define BOUNCETEXT_RECIPIENTS 200
#define BOUNCETEXT_LINE_MAX   1000 /* octets of its lines */
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

bool bouncetext_is_subject(const char *subject)
{
    return strlen(subject) <= BOUNCETEXT_LINE_MAX &&
           bouncewords_match(BOUNCE_SUBJECT, subject);
}

size_t bouncetext_returned(const char *text)
{
    const char *p = text;

    while (*p && (size_t)(p - text) < BOUNCETEXT_MAX) {
        size_t n = strcspn(p, "\n");

        if (n > 0 && n <= BOUNCETEXT_LINE_MAX) {
            g_autofree char *line = g_strndup(p, n);

            if (bouncewords_match(BOUNCE_RETURNED, line))
                return (size_t)(p - text);
        }
        p += n + (p[n] == '\n');
    }
    return MIN(strlen(text), (size_t)(p - text));
}

char *bouncetext_status(const char *text, size_t size)
{
    g_autofree char *s = one_line(text, size);
    g_autofree char *class = NULL;
    char *enhanced = bouncewords_group(BOUNCE_ENHANCED, s, 0);

    if (enhanced)
        return enhanced;
    if (bouncewords_match(BOUNCE_NO_DOMAIN, s))
        return g_strdup("5.1.2");
    if (bouncewords_match(BOUNCE_NO_USER, s))
        return g_strdup("5.1.1");
    if (bouncewords_match(BOUNCE_NO_ANSWER, s))
        return g_strdup(bouncewords_match(BOUNCE_DELAYED, s) ? "4.4.1"
                                                             : "5.3.2");
    class = bouncewords_group(BOUNCE_SMTP, s, 1);
    if (bouncewords_match(BOUNCE_FULL, s))
        return g_strdup_printf("%s.2.2", class ? class : "5");
    return class ? g_strdup_printf("%s.0.0", class) : NULL;
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

static void find_stated(finder *f)
{
    for (guint i = 0; f->lines[i]; i++) {
        char *address;

        if (strlen(f->lines[i]) > BOUNCETEXT_LINE_MAX)
            continue;
        address = bouncewords_group(BOUNCE_ALONE, f->lines[i], 1);
        if (!address)
            address = bouncewords_group(BOUNCE_NAMED, f->lines[i], 1);
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
    bool delayed = bouncewords_match(BOUNCE_DELAYED, flat);

    find_stated(&f);
    if (f.found->len == 0 && domain)
        find_bare(&f, domain);
    if (f.found->len == 0)
        find_only(&f);
    for (guint i = 0; i < f.found->len; i++) {
        g_autofree char *own = reason_status(&f, i);

        g_ptr_array_add(out, letter_bounce_new(f.found->pdata[i],
                                               delayed ? "delayed" : "failed",
                                               own ? own : overall));
    }
    g_ptr_array_unref(f.found);
    g_array_unref(f.places);
}
