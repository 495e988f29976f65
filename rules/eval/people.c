/* eval_people: eval tests about senders and recipients. */
#include "rules/eval/room.h"

#include <string.h>

#define PEOPLE_MAX       256 /* recipients that are compared */
#define PEOPLE_SORTED    7   /* fewer in order are chance */
#define PEOPLE_SIMILAR   5   /* fewer alike are chance */
#define PEOPLE_BEGINNING 2   /* octets that make two names alike */

/* Recipients; of equal neighbours one. */
static GPtrArray *recipients(view *v)
{
    static const char *const names[] = {"ToCc", "Bcc"};
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    guint seen = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(names) && seen < PEOPLE_SIMILAR; i++) {
        g_autoptr(GPtrArray) some = eval_addresses(v, names[i]);
        seen += some->len;
        for (guint j = 0; j < some->len && all->len < PEOPLE_MAX; j++) {
            const char *last = all->len > 0 ? all->pdata[all->len - 1] : "";
            if (g_ascii_strcasecmp(last, some->pdata[j]) != 0)
                g_ptr_array_add(all, g_strdup(some->pdata[j]));
        }
    }
    return all;
}

static int sorted_recipients(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    g_autoptr(GPtrArray) all = recipients(v);
    for (guint i = 1; i < all->len; i++)
        if (strcmp(all->pdata[i - 1], all->pdata[i]) > 0)
            return 0;
    return all->len >= PEOPLE_SORTED;
}

static bool begin_alike(const char *a, const char *b)
{
    return strncmp(a, b, PEOPLE_BEGINNING) == 0;
}

static double similarity(const GPtrArray *all)
{
    if (all->len < PEOPLE_SIMILAR)
        return 0;
    unsigned hits = 0, pairs = 0;
    for (guint i = 0; i < all->len; i++) {
        for (guint j = i + 1; j < all->len; j++) {
            const char *x = all->pdata[i], *y = all->pdata[j];
            const char *hx = strchr(x, '@'), *hy = strchr(y, '@');
            hits += begin_alike(x, y);
            if (hx && hy)
                hits += begin_alike(hx + 1, hy + 1) && strcmp(hx, hy) != 0;
            pairs++;
        }
    }
    return (double)hits / pairs;
}

static int similar_recipients(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    g_autoptr(GPtrArray) all = recipients(v);
    double value = similarity(all);
    return value >= eval_number(a, 0, 0) && value < eval_number(a, 1, 1e9);
}

/* ---- To and the subject ---- */

static int address_in_subject(view *v, const char *address)
{
    g_autofree char *quoted = g_regex_escape_string(address, -1);
    g_autofree char *words = g_strdup_printf("\\b%s\\b", quoted);
    view_text subject = eval_header(v, "Subject", 0);
    g_autofree char *text = g_strndup(subject.data, subject.size);
    return g_regex_match_simple(words, text, G_REGEX_CASELESS | G_REGEX_RAW, 0);
}

static const char *skip_letters(const char *p)
{
    while (g_ascii_isalnum(*p) || *p == '_')
        p++;
    return p;
}

/* "re: user", "fw: word user" */
static bool answers_user(const char *subject, const char *user)
{
    if (g_ascii_strncasecmp(subject, "re:", 3) != 0 &&
        g_ascii_strncasecmp(subject, "fw:", 3) != 0)
        return false;
    const char *p = subject + 3 + strspn(subject + 3, " \t");
    const char *q = skip_letters(p);
    if (g_ascii_strcasecmp(p, user) == 0)
        return true;
    size_t blanks = strspn(q, " \t");
    return q > p && blanks > 0 && g_ascii_strcasecmp(q + blanks, user) == 0;
}

static bool names_user(const char *subject, const char *user)
{
    size_t n = strlen(user);
    if (g_ascii_strcasecmp(subject, user) == 0)
        return true;
    if (strncmp(subject, user, n) == 0) {
        const char *p = subject + n + strspn(subject + n, " \t");
        if (*p != '\0' && strchr(",:;!?-", *p) &&
            (p[1] == '\0' || g_ascii_isspace(p[1])))
            return true;
    }
    if (subject[0] == ',') {
        const char *p = subject + 1 + strspn(subject + 1, " \t");
        return g_ascii_strncasecmp(p, user, n) == 0 && p[n] != '\0' &&
               strchr(",:;!?-", p[n]) && p[n + 1] == '\0';
    }
    return false;
}

static int check_for_to_in_subject(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    g_autoptr(GPtrArray) to = eval_addresses(v, "To");
    if (to->len == 0)
        return 0;
    if (strcmp(eval_argument(a, 0), "address") == 0)
        return address_in_subject(v, to->pdata[0]);
    view_text t = eval_header(v, "Subject", 0);
    g_autofree char *subject = g_strndup(t.data, t.size);
    g_autofree char *user = g_strndup(to->pdata[0], strcspn(to->pdata[0], "@"));
    g_strchomp(subject);
    return strcmp(eval_argument(a, 0), "user") == 0 &&
           (answers_user(subject, user) || names_user(subject, user));
}

/* ---- From and the envelope ---- */

static int check_for_matching_env_and_hdr_from(view *v, const rule_set *s,
                                               GPtrArray *a)
{
    (void)s;
    (void)a;
    g_autofree char *envelope = eval_address(v, "EnvelopeFrom");
    g_autofree char *from = eval_address(v, "From");
    return strcmp(envelope, from) == 0;
}

/* The last two labels of an address's domain. Borrowed. */
static const char *second_level(const char *address)
{
    const char *domain = eval_domain(address), *last = strrchr(domain, '.');
    if (!last || last[1] == '\0')
        return domain;
    for (const char *p = last; p > domain + 1; p--)
        if (p[-1] == '.' && p < last)
            return p;
    return domain;
}

static int check_equal_from_domains(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    g_autofree char *envelope = eval_address(v, "EnvelopeFrom");
    g_autofree char *from = eval_address(v, "From");
    const char *x = second_level(envelope), *y = second_level(from);
    return *x != '\0' && *y != '\0' && strcmp(x, y) != 0;
}

/* Bulk mailers put the recipient into the envelope sender: dom.user@... */
static int check_ratware_envelope_from(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    g_autofree char *to = eval_address(v, "To");
    g_autofree char *from = eval_address(v, "EnvelopeFrom");
    char *at = strchr(to, '@');
    if (!at || at == to || from[0] == '\0' ||
        (g_str_has_prefix(from, "srs") && g_ascii_isdigit(from[3]) &&
         strchr("=+-", from[4])))
        return 0;
    *at = '\0';
    const char *domain = uri_registered(view_domains(v), at + 1);
    if (!uri_tld_is_known(view_domains(v), domain))
        return 0;
    size_t n = strlen(domain), m = strlen(to);
    const char *p = strstr(from, domain);
    for (; p; p = strstr(p + 1, domain)) {
        bool edge = p == from || !g_ascii_isalnum(p[-1]);
        if (edge && p[n] != '\0' && strncmp(p + n + 1, to, m) == 0 &&
            p[n + 1 + m] == '@')
            return 1;
    }
    return 0;
}

/* <CAPITALS.address> as Message-ID of "Name" <address> */
static int check_ratware_name_id(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    view_text id = eval_header(v, "MESSAGEID", 0);
    if (!eval_matches(v, "<[A-Z]{28}\\.[^>]", 0, id))
        return 0;
    g_autofree char *text = g_strndup(id.data, id.size);
    view_text t = eval_header(v, "From", 0);
    g_autofree char *from = g_strndup(t.data, t.size);
    for (const char *p = strchr(text, '<'); p; p = strchr(p + 1, '<')) {
        size_t n = strspn(p + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        const char *end = strchr(p, '>');
        if (n != 28 || p[29] != '.' || !end)
            continue;
        g_autofree char *address = g_strndup(p + 30, (size_t)(end - p) - 30);
        g_autofree char *angle = g_strdup_printf("<%s>", address);
        const char *at = strstr(from, angle);
        const char *quote = at ? g_strrstr_len(from, at - from, "\"") : NULL;
        if (quote && strspn(quote + 1, " \t") == (size_t)(at - quote) - 1)
            return 1;
    }
    return 0;
}

const eval_row eval_people_rows[] = {
    {"sorted_recipients", sorted_recipients, "recipients in order of letters"},
    {"similar_recipients", similar_recipients, "recipients that look alike"},
    {"check_for_to_in_subject", check_for_to_in_subject,
     "the recipient's name or address in the subject"},
    {"check_for_matching_env_and_hdr_from", check_for_matching_env_and_hdr_from,
     "From is the envelope sender"},
    {"check_equal_from_domains", check_equal_from_domains,
     "From and envelope sender are of different domains"},
    {"check_ratware_envelope_from", check_ratware_envelope_from,
     "the recipient stands in the envelope sender"},
    {"check_ratware_name_id", check_ratware_name_id,
     "a Message-ID made of capitals and From"},
    {NULL, NULL, NULL},
};
