/* account: what customers ask about their account, as they write it. */
#include "desk/account.h"

#include <string.h>

#include "base/span.h"
#include "desk/status_config.h"

/* ---- words ---- */

/* What a word of any language is in English. */
typedef struct word_row {
    const char *word, *english;
} word_row;

#define COMPANY "company"
static const word_row flags[] = {
    {COMPANY, COMPANY},     {"компания", COMPANY},
    {"компании", COMPANY},  {"организация", COMPANY},
    {"firma", COMPANY},     {"firmaet", COMPANY},
    {"bedriften", COMPANY}, {"selskapet", COMPANY},
    {"все", "all"},         {"alle", "all"},
    {"открытые", "open"},   {"åpne", "open"},
    {"all", "all"},         {"open", "open"},
    {"closed", "closed"},   {"done", "closed"},
    {"закрытые", "closed"}, {"lukkede", "closed"},
    {NULL, NULL},
};
static const word_row keys[] = {
    {"статус", "status"},    {"услуга", "service"}, {"сервис", "service"},
    {"tjeneste", "service"}, {"тип", "type"},       {"с", "from"},
    {"fra", "from"},         {"по", "to"},          {"til", "to"},
    {"текст", "text"},       {"tekst", "text"},     {NULL, NULL},
};

/* NULL: there is no such row. */
static const char *english(const word_row *rows, const char *word)
{
    g_autofree char *fold = g_utf8_casefold(word, -1);

    while (rows->word && strcmp(rows->word, fold) != 0)
        rows++;
    return rows->english;
}

/* ---- months ---- */

#define MONTHS 12
static const struct {
    const char *language;
    const char *names[MONTHS];
} months[] = {
    {"en",
     {"January", "February", "March", "April", "May", "June", "July", "August",
      "September", "October", "November", "December"}},
    {"ru",
     {"январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август",
      "сентябрь", "октябрь", "ноябрь", "декабрь"}},
    {"nb",
     {"januar", "februar", "mars", "april", "mai", "juni", "juli", "august",
      "september", "oktober", "november", "desember"}},
};

const char *account_month_name(const char *language, int month)
{
    unsigned i = G_N_ELEMENTS(months) - 1;

    while (i > 0 && g_strcmp0(months[i].language, language) != 0)
        i--;
    return months[i].names[CLAMP(month, 1, MONTHS) - 1];
}

char *account_month_words(const char *language, int year, int month)
{
    return g_strdup_printf("%s %d", account_month_name(language, month), year);
}

/* 1 to 12 by its name, or three letters of it and more; 0. */
static int month_named(const char *word)
{
    g_autofree char *fold = g_utf8_casefold(word, -1);

    if (g_utf8_strlen(fold, -1) < 3)
        return 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(months); i++) {
        for (int month = 0; month < MONTHS; month++) {
            g_autofree char *name = g_utf8_casefold(months[i].names[month], -1);
            if (g_str_has_prefix(name, fold))
                return month + 1;
        }
    }
    return 0;
}

static int64_t month_start(int year, int month, GTimeZone *zone)
{
    year += (month - 1) / MONTHS;
    month = (month - 1) % MONTHS + 1;
    g_autoptr(GDateTime) t = g_date_time_new(zone, year, month, 1, 0, 0, 0);

    return t ? g_date_time_to_unix(t) * SPAN_SECOND : 0;
}

static void set_month(account_month *m, int year, int month, GTimeZone *zone)
{
    m->year = year;
    m->month = month;
    m->from_ms = month_start(year, month, zone);
    m->to_ms = month_start(year, month + 1, zone);
}

/* A number of exactly so many digits at *p, past which it then is; -1. */
static int digits(const char **p, int count)
{
    int n = 0;

    for (int i = 0; i < count; i++, (*p)++) {
        if (!g_ascii_isdigit(**p))
            return -1;
        n = n * 10 + (**p - '0');
    }
    return g_ascii_isdigit(**p) ? -1 : n;
}

static bool year_is_fine(int year)
{
    return year >= 1990 && year <= 2999;
}

/* "2026-10" and the end. */
static bool read_iso_month(const char *text, int *year, int *month)
{
    *year = digits(&text, 4);
    if (!year_is_fine(*year) || *text != '-')
        return false;
    text++;
    *month = digits(&text, 2);
    return *month >= 1 && *month <= MONTHS && *text == '\0';
}

static GDateTime *at(int64_t ms, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(ms / SPAN_SECOND);

    return utc ? g_date_time_to_timezone(utc, zone) : NULL;
}

/* Months before this one; -1: it is none of these words. */
static int months_ago(const char *text)
{
    static const struct {
        const char *words;
        int ago;
    } rows[] = {
        {"", 0},
        {"this month", 0},
        {"этот месяц", 0},
        {"за этот месяц", 0},
        {"denne måneden", 0},
        {"denne måned", 0},
        {"last month", 1},
        {"previous month", 1},
        {"прошлый месяц", 1},
        {"за прошлый месяц", 1},
        {"forrige måned", 1},
        {"sist måned", 1},
    };
    g_autofree char *fold = g_utf8_casefold(text, -1);

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
        if (strcmp(rows[i].words, fold) == 0)
            return rows[i].ago;
    return -1;
}

/* "october", "october 2026" */
static bool read_named_month(const char *text, int this_year, int this_month,
                             int *year, int *month)
{
    g_auto(GStrv) parts = g_strsplit(text, " ", 3);
    const char *said = parts[0] ? parts[1] : NULL;

    *month = parts[0] ? month_named(parts[0]) : 0;
    *year = *month > this_month ? this_year - 1 : this_year;
    if (*month == 0 || (said && parts[2]))
        return false;
    if (said) {
        *year = digits(&said, 4);
        return year_is_fine(*year) && *said == '\0';
    }
    return true;
}

void account_month_clear(account_month *m)
{
    g_clear_pointer(&m->wrong, g_free);
}

/* Blanks off and one between words; "company" at the beginning is taken. */
static char *without_company(const char *text, bool *company)
{
    g_auto(GStrv) parts = g_strsplit_set(text, " \t\r\n", -1);
    g_autoptr(GString) out = g_string_new(NULL);

    *company = false;
    for (char **p = parts; *p; p++) {
        if (!**p)
            continue;
        if (out->len == 0 && !*company &&
            g_strcmp0(english(flags, *p), COMPANY) == 0)
            *company = true;
        else
            g_string_append_printf(out, "%s%s", out->len ? " " : "", *p);
    }
    return g_strdup(out->str);
}

void account_month_read(const char *text, int64_t now_ms, GTimeZone *zone,
                        account_month *out)
{
    g_autofree char *rest = without_company(text, &out->company);
    g_autoptr(GDateTime) now = at(now_ms, zone);
    int year = g_date_time_get_year(now), month = g_date_time_get_month(now);
    int ago = months_ago(rest), said_year, said_month;

    out->wrong = NULL;
    if (ago >= 0) {
        set_month(out, month > ago ? year : year - 1,
                  month > ago ? month - ago : month - ago + MONTHS, zone);
        return;
    }
    if (read_iso_month(rest, &said_year, &said_month) ||
        read_named_month(rest, year, month, &said_year, &said_month)) {
        set_month(out, said_year, said_month, zone);
        return;
    }
    set_month(out, year, month, zone);
    out->wrong = g_strdup(rest);
}

/* ---- lists ---- */

void account_list_free(account_list *l)
{
    if (!l)
        return;
    list_filter_free(l->filter);
    fault_free(l->wrong);
    g_free(l);
}

static bool is_quote(gunichar c)
{
    return c == '"' || c == 0xab || c == 0xbb || c == 0x201c || c == 0x201d ||
           c == 0x201e;
}

/* Its first words, in any case. */
static bool begins_with(const char *name, const char *words)
{
    g_autofree char *whole = g_utf8_casefold(name, -1);
    g_autofree char *begin = g_utf8_casefold(words, -1);
    size_t size = strlen(begin);

    return size > 0 && strncmp(whole, begin, size) == 0 &&
           (whole[size] == '\0' || whole[size] == ' ');
}

/* "waiting" is what customers are told as "waiting for you". Borrowed. */
static const char *whole_status(const config *c, const char *words)
{
    static const char *const languages[] = {"en", "ru", "nb"};
    const status_model *m = status_model_of(c);
    unsigned count;
    const status_row *const *rows = status_rows(m, &count);

    for (unsigned i = 0; i < count; i++) {
        for (unsigned k = 0; k < G_N_ELEMENTS(languages); k++) {
            const char *name = status_public(m, rows[i]->id, languages[k]);
            if (begins_with(name, words))
                return name;
        }
    }
    return words;
}

/* In quotes, for it may have blanks. */
static void put_status(GString *out, const char *value, const config *c)
{
    g_autoptr(GString) words = g_string_new(NULL);

    for (const char *p = value; *p; p = g_utf8_next_char(p))
        if (!is_quote(g_utf8_get_char(p)))
            g_string_append_unichar(words, g_utf8_get_char(p));
    g_string_append_printf(out, "status:\"%s\"", whole_status(c, words->str));
}

/* A word that stood in no quotes, up to a sign that parts a key from its
 * value. */
static void put_word(GString *out, const char *word, const config *c,
                     account_list *l)
{
    size_t name = strcspn(word, ":=");
    if (!*word)
        return;
    g_autofree char *key = g_strndup(word, name);
    const char *known = english(word[name] ? keys : flags, key);

    if (!word[name] && g_strcmp0(known, COMPANY) == 0)
        l->company = true;
    else if (word[name] &&
             g_ascii_strcasecmp(known ? known : key, "status") == 0)
        put_status(out, word + name + 1, c);
    else
        g_string_append_printf(out, "%s%s", known ? known : key, word + name);
    l->filtered |= word[name] || !known;
}

/* The same text in English words, and without the company; what is quoted
 * stays. */
static char *in_english(const char *text, const config *c, account_list *l)
{
    g_autoptr(GString) word = g_string_new(NULL), out = g_string_new(NULL);
    bool inside = false, quoted = false;

    for (const char *p = text;; p = g_utf8_next_char(p)) {
        gunichar sign = g_utf8_get_char(p);
        if (sign == 0 || (!inside && g_unichar_isspace(sign))) {
            l->filtered |= quoted;
            if (quoted)
                g_string_append(out, word->str);
            else
                put_word(out, word->str, c, l);
            g_string_append_c(out, ' ');
            g_string_truncate(word, 0);
            quoted = false;
        } else {
            inside ^= is_quote(sign);
            quoted |= is_quote(sign) && word->len == 0;
            g_string_append_unichar(word, sign);
        }
        if (sign == 0)
            return g_strdup(g_strchomp(out->str));
    }
}

account_list *account_list_read(const list_ask *ask, const char *text)
{
    account_list *l = g_new0(account_list, 1);
    g_autofree char *query = in_english(text, ask->c, l);

    l->filter = list_filter_read(ask, query, &l->wrong);
    return l;
}

/* ---- what is asked of a request ---- */

static bool is_in(const char *const *names, const char *name)
{
    for (; *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

bool account_is_asked(const store_ticket_filter *f, const store_ticket *t,
                      const char *service)
{
    return (f->openness == STORE_ANY ||
            t->open == (f->openness == STORE_OPEN)) &&
           (!f->in || is_in(f->in, t->status)) &&
           (!f->type || g_strcmp0(f->type, t->type) == 0) &&
           (!f->service || (service && begins_with(service, f->service))) &&
           (!f->from_ms || t->created_ms >= f->from_ms) &&
           (!f->until_ms || t->created_ms < f->until_ms);
}

const char *account_status(const status_model *m, const store_ticket *t,
                           const char *language)
{
    const char *id = t->status;

    if (!status_find(m, id))
        id = status_first(m, (status_stage)t->stage);
    return status_public(m, id ? id : t->status, language);
}

/* ---- what he was asked ---- */

static bool ends_sentence(gunichar c)
{
    return c == '.' || c == '!' || c == '?' || c == '\n' || c == ';';
}

/* Where the sentence begins that ends at `end`, of a text that begins at
 * `text`. */
static const char *sentence(const char *text, const char *end)
{
    const char *p = end;

    while (p > text) {
        const char *before = g_utf8_prev_char(p);
        if (ends_sentence(g_utf8_get_char(before)) &&
            (*before == '\n' || g_unichar_isspace(g_utf8_get_char(p))))
            break;
        p = before;
    }
    return p;
}

char *account_question(const char *text, unsigned characters)
{
    const char *mark = strrchr(text, '?');
    const char *start = mark ? sentence(text, mark) : text;
    g_autofree char *all =
        mark ? g_strndup(start, (gsize)(mark + 1 - start)) : g_strdup(text);
    g_autoptr(GString) out = g_string_new(NULL);
    unsigned count = 0;

    for (const char *p = all; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        bool blank = g_unichar_isspace(c) || g_unichar_iscntrl(c);
        if (blank && (out->len == 0 || out->str[out->len - 1] == ' '))
            continue;
        if (count++ == characters) {
            g_strchomp(out->str);
            return g_strconcat(g_strchomp(out->str), " ...", NULL);
        }
        g_string_append_unichar(out, blank ? ' ' : c);
    }
    return g_strdup(g_strchomp(out->str));
}
