/* account: what customers ask about their account, as they write it. */
#include "desk/account.h"

#include <string.h>

#include "base/fold.h"
#include "base/span.h"

/* ---- words ---- */

typedef struct word_row {
    const char *word;
    int means;
} word_row;

enum { SAYS_NOTHING, SAYS_COMPANY, SAYS_ALL, SAYS_OPEN };
static const word_row words[] = {
    {"company", SAYS_COMPANY},   {"компания", SAYS_COMPANY},
    {"компании", SAYS_COMPANY},  {"организация", SAYS_COMPANY},
    {"firma", SAYS_COMPANY},     {"firmaet", SAYS_COMPANY},
    {"bedriften", SAYS_COMPANY}, {"selskapet", SAYS_COMPANY},
    {"all", SAYS_ALL},           {"все", SAYS_ALL},
    {"alle", SAYS_ALL},          {"alt", SAYS_ALL},
    {"open", SAYS_OPEN},         {"открытые", SAYS_OPEN},
    {"åpne", SAYS_OPEN},         {NULL, SAYS_NOTHING},
};

enum {
    KEY_NONE,
    KEY_STATUS,
    KEY_SERVICE,
    KEY_TYPE,
    KEY_FROM,
    KEY_TO,
    KEY_TEXT
};
static const word_row keys[] = {
    {"status", KEY_STATUS},  {"статус", KEY_STATUS},  {"service", KEY_SERVICE},
    {"услуга", KEY_SERVICE}, {"сервис", KEY_SERVICE}, {"tjeneste", KEY_SERVICE},
    {"type", KEY_TYPE},      {"тип", KEY_TYPE},       {"from", KEY_FROM},
    {"с", KEY_FROM},         {"fra", KEY_FROM},       {"to", KEY_TO},
    {"по", KEY_TO},          {"til", KEY_TO},         {"text", KEY_TEXT},
    {"текст", KEY_TEXT},     {"tekst", KEY_TEXT},     {NULL, KEY_NONE},
};

static int meaning(const word_row *rows, const char *word)
{
    g_autofree char *fold = g_utf8_casefold(word, -1);

    while (rows->word && strcmp(rows->word, fold) != 0)
        rows++;
    return rows->means;
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
    static const word_row rows[] = {
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
        {NULL, -1},
    };

    return meaning(rows, text);
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
        if (out->len == 0 && !*company && meaning(words, *p) == SAYS_COMPANY)
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

/* ---- days ---- */

/* "2026-10-17", "17.10.2026" */
static bool read_day(const char *text, int *year, int *month, int *day)
{
    const char *p = text;

    *year = digits(&p, 4);
    if (year_is_fine(*year) && *p == '-') {
        p++;
        *month = digits(&p, 2);
        if (*p++ != '-')
            return false;
        *day = digits(&p, 2);
        return *p == '\0';
    }
    p = text;
    g_auto(GStrv) parts = g_strsplit(p, ".", 4);
    if (g_strv_length(parts) != 3)
        return false;
    *day = (int)g_ascii_strtoll(parts[0], NULL, 10);
    *month = (int)g_ascii_strtoll(parts[1], NULL, 10);
    p = parts[2];
    *year = digits(&p, 4);
    return *p == '\0';
}

/* The beginning of the day or month, or its end; 0: it is none. */
static int64_t read_edge(const char *text, bool end, int64_t now_ms,
                         GTimeZone *zone)
{
    int year, month, day;

    if (read_day(text, &year, &month, &day)) {
        g_autoptr(GDateTime) t =
            year_is_fine(year) &&
                    g_date_valid_dmy((GDateDay)day, (GDateMonth)month,
                                     (GDateYear)year)
                ? g_date_time_new(zone, year, month, day, 0, 0, 0)
                : NULL;
        g_autoptr(GDateTime) next =
            t && end ? g_date_time_add_days(t, 1) : NULL;
        return t ? g_date_time_to_unix(next ? next : t) * SPAN_SECOND : 0;
    }
    account_month m = {0};
    if (!*text)
        return 0;
    account_month_read(text, now_ms, zone, &m);
    int64_t at_ms = m.wrong || m.company ? 0 : end ? m.to_ms : m.from_ms;
    account_month_clear(&m);
    return at_ms;
}

/* ---- lists ---- */

void account_list_free(account_list *l)
{
    if (!l)
        return;
    g_free(l->status);
    g_free(l->service);
    g_free(l->type);
    g_free(l->text);
    g_free(l->wrong);
    g_free(l);
}

typedef struct reading {
    account_list *l;
    int64_t now_ms;
    GTimeZone *zone;
    GString *text;
} reading;

static void is_wrong(reading *r, const char *word)
{
    if (!r->l->wrong)
        r->l->wrong = g_strdup(word);
}

static void keep(char **where, const char *value)
{
    g_free(*where);
    *where = g_strdup(value);
}

static void add_text(reading *r, const char *words_)
{
    if (*words_)
        g_string_append_printf(r->text, "%s%s", r->text->len ? " " : "",
                               words_);
}

static void take_date(reading *r, const char *word, const char *value, bool end)
{
    int64_t at_ms = read_edge(value, end, r->now_ms, r->zone);

    if (!at_ms)
        is_wrong(r, word);
    else if (end)
        r->l->to_ms = at_ms;
    else
        r->l->from_ms = at_ms;
}

static void take_key(reading *r, int key, const char *word, const char *value)
{
    account_list *l = r->l;

    l->filtered = true;
    switch (key) {
    case KEY_STATUS:
        keep(&l->status, value);
        break;
    case KEY_SERVICE:
        keep(&l->service, value);
        break;
    case KEY_TYPE:
        keep(&l->type, value);
        break;
    case KEY_FROM:
        take_date(r, word, value, false);
        break;
    case KEY_TO:
        take_date(r, word, value, true);
        break;
    default:
        add_text(r, value);
        break;
    }
}

/* The first sign that parts a key from its value; NULL: it has none. */
static const char *parting(const char *word)
{
    const char *p = word + strcspn(word, ":=");

    return p > word && *p && p[1] ? p : NULL;
}

static void take(reading *r, const char *word, bool quoted)
{
    const char *sign = parting(word);
    g_autofree char *name = sign ? g_strndup(word, (gsize)(sign - word)) : NULL;
    int key = name ? meaning(keys, name) : KEY_NONE;
    int says = quoted ? SAYS_NOTHING : meaning(words, word);

    if (!*word)
        return;
    if (key != KEY_NONE)
        take_key(r, key, word, sign + 1);
    else if (says == SAYS_COMPANY)
        r->l->company = true;
    else if (says == SAYS_ALL)
        r->l->all = true;
    else if (says == SAYS_NOTHING && sign)
        is_wrong(r, word);
    else if (says == SAYS_NOTHING)
        add_text(r, word);
}

static bool is_quote(gunichar c)
{
    return c == '"' || c == 0xab || c == 0xbb || c == 0x201c || c == 0x201d ||
           c == 0x201e;
}

/* At blanks that stand in no quotes, which are taken off. */
account_list *account_list_read(const char *text, int64_t now_ms,
                                GTimeZone *zone)
{
    account_list *l = g_new0(account_list, 1);
    g_autoptr(GString) word = g_string_new(NULL), all = g_string_new(NULL);
    reading r = {l, now_ms, zone, all};
    bool inside = false, quoted = false;

    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_quote(c)) {
            inside = !inside;
            quoted = true;
        } else if (g_unichar_isspace(c) && !inside) {
            take(&r, word->str, quoted);
            g_string_truncate(word, 0);
            quoted = false;
        } else {
            g_string_append_unichar(word, c);
        }
    }
    take(&r, word->str, quoted);
    if (all->len > 0)
        l->text = g_strdup(all->str);
    l->filtered |= l->text != NULL;
    return l;
}

/* ---- what is asked of a request ---- */

static bool has_words(const char *text, const char *fold)
{
    g_autofree char *other = text ? g_utf8_casefold(text, -1) : NULL;

    return other && strstr(other, fold);
}

bool account_is_status(const status_model *m, const store_ticket *t,
                       const char *words_)
{
    g_autofree char *fold = g_utf8_casefold(words_, -1);
    static const char *const languages[] = {NULL, "en", "ru", "nb"};

    for (unsigned i = 0; i < G_N_ELEMENTS(languages); i++)
        if (has_words(account_status(m, t, languages[i]), fold))
            return true;
    return false;
}

const char *account_status(const status_model *m, const store_ticket *t,
                           const char *language)
{
    const char *id = t->status;

    if (!status_find(m, id))
        id = status_first(m, (status_stage)t->stage);
    return status_public(m, id ? id : t->status, language);
}

bool account_has_words(const char *words_, const char *const *texts)
{
    g_auto(GStrv) list = g_strsplit_set(words_, " \t\r\n", -1);

    for (char **word = list; *word; word++) {
        g_autofree char *fold = g_utf8_casefold(*word, -1);
        bool found = !*fold;
        for (const char *const *p = texts; *p && !found; p++)
            found = has_words(*p, fold);
        if (!found)
            return false;
    }
    return true;
}

/* ---- what he was asked ---- */

static bool ends_sentence(gunichar c)
{
    return c == '.' || c == '!' || c == '?' || c == '\n' || c == ';';
}

/* Where the sentence begins that ends at `end`, of a text that begins at `text`. */
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
