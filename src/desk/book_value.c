/* book_value: what people write as values of columns, checked and made uniform.
 * */
#include "desk/book_room.h"

#include "base/address.h"
#include "base/money.h"
#include "base/nearest.h"
#include "base/phone.h"
#include "desk/field.h"
#include "desk/operator_config.h"
#include "desk/queue_config.h"
#include "desk/sla_config.h"
#include "desk/speech.h"
#include "desk/work_config.h"
#include "worktime/calendar_config.h"
#include "worktime/zone.h"

#include <string.h>

#define TEXT_MAX    200 /* characters */
#define LIST_MAX    50  /* words of a list */
#define MINUTES_MAX (100000 * 60)
#define YEAR_MIN    1970
#define YEAR_MAX    2200

/* One value that is being read. */
typedef struct reading {
    const book *b;
    book_kind kind;
    const book_column *k;
    const char *text, *before;
    int64_t now_ms;
    fault *wrong;
} reading;

static char *no(reading *r, fault *f)
{
    r->wrong = f;
    return NULL;
}

static char *no_as(reading *r, const char *example)
{
    return no(r,
              fault_new(FAULT_BOOK_VALUE, r->k->name, r->text, example, NULL));
}

/* There is none of this name: the nearest, or all. */
static char *no_such(reading *r, const char *const *names)
{
    const char *name = nearest_name(r->text, names);
    g_autofree char *all = g_strjoinv(", ", (char **)names);

    return no(r,
              name ? fault_new(FAULT_BOOK_NEAR, r->k->name, r->text, name, NULL)
                   : fault_new(FAULT_BOOK_NONE, r->k->name, r->text,
                               *all ? all : "-", NULL));
}

/* ---- texts ---- */

static char *read_text(reading *r)
{
    if (g_utf8_strlen(r->text, -1) > TEXT_MAX)
        return no(r, fault_new(FAULT_FIELD_LONG, r->k->name,
                               G_STRINGIFY(TEXT_MAX), NULL));
    for (const char *p = r->text; *p; p = g_utf8_next_char(p))
        if (g_unichar_iscntrl(g_utf8_get_char(p)))
            return no(r, fault_new(FAULT_FIELD_LONG, r->k->name,
                                   G_STRINGIFY(TEXT_MAX), NULL));
    return g_strdup(r->text);
}

/* "#3" is a number of ours. */
static char *read_ext(reading *r)
{
    return *r->text == '#' ? no_as(r, "A-17") : read_text(r);
}

static char *read_zone(reading *r)
{
    g_autoptr(GTimeZone) zone = zone_by_name(r->text);

    return zone ? g_strdup(r->text) : no_as(r, "Europe/Oslo");
}

static char *read_language(reading *r)
{
    const char *code = speech_named(r->text);

    return code ? g_strdup(code) : no_as(r, "en, ru, nb");
}

static char *read_money(reading *r)
{
    g_autofree char *up = g_ascii_strup(r->text, -1);

    return money_digits(up) >= 0 ? g_steal_pointer(&up) : no_as(r, "EUR");
}

/* ---- names of the configuration ---- */

static char *named(reading *r, const GPtrArray *sections, const char *shipped)
{
    g_autofree const char **names = g_new0(const char *, sections->len + 2);

    for (guint i = 0; i < sections->len; i++) {
        /* each begins with its name */
        names[i] = *(char *const *)sections->pdata[i];
        if (strcmp(names[i], r->text) == 0)
            return g_strdup(r->text);
    }
    if (shipped && strcmp(shipped, r->text) == 0)
        return g_strdup(r->text);
    names[sections->len] = shipped;
    return no_such(r, names);
}

static char *read_operator(reading *r)
{
    const config *c = r->b->c;
    g_autofree char *mailbox = address_normal(r->text);
    const config_operator *o =
        mailbox ? config_operator_by_address(c, mailbox) : NULL;

    for (guint i = 0; !o && i < c->operators->len; i++) {
        const config_operator *one = c->operators->pdata[i];
        if (strcmp(one->name, r->text) == 0)
            o = one;
    }
    return o ? g_strdup(o->id) : named(r, c->operators, NULL);
}

static char *read_sla(reading *r)
{
    return named(r, r->b->c->slas, NULL);
}

static char *read_calendar(reading *r)
{
    return named(r, r->b->c->calendars, CONFIG_CALENDAR_ALWAYS);
}

/* By id, or a title of any language. */
static char *work_of(reading *r, const char *word)
{
    const config_work *k = work_named(r->b->c, word);
    reading one = *r;

    if (k)
        return g_strdup(k->id);
    one.text = word;
    g_free(named(&one, r->b->c->works, NULL));
    r->wrong = one.wrong;
    return NULL;
}

static char *read_work(reading *r)
{
    return work_of(r, r->text);
}

/* ---- numbers ---- */

static char *read_bool(reading *r)
{
    static const char *const yes[] = {"yes", "on", "true", "1", "ja", "да"};
    static const char *const none[] = {"no", "off", "false", "0", "nei", "нет"};
    g_autofree char *low = g_utf8_strdown(r->text, -1);

    for (guint i = 0; i < G_N_ELEMENTS(yes); i++) {
        if (strcmp(low, yes[i]) == 0)
            return g_strdup("yes");
        if (strcmp(low, none[i]) == 0)
            return g_strdup("");
    }
    return no_as(r, "yes, no");
}

/* "1.5", "1,5" in thousandths; -1: it is none. */
static int64_t thousandths(const char *text)
{
    size_t whole = strspn(text, "0123456789");
    int64_t value = g_ascii_strtoll(text, NULL, 10) * 1000;
    int64_t unit = 100;

    if (whole == 0 || whole > 7)
        return -1;
    text += whole;
    if (*text == '.' || *text == ',') {
        text++;
        for (; g_ascii_isdigit(*text) && unit > 0; text++, unit /= 10)
            value += (*text - '0') * unit;
    }
    return *text == '\0' ? value : -1;
}

char *book_hours(int64_t minutes)
{
    int64_t hundredths = (minutes % 60) * 100 / 60;

    if (minutes % 60 == 0)
        return g_strdup_printf("%" G_GINT64_FORMAT, minutes / 60);
    if (hundredths * 60 == (minutes % 60) * 100)
        return g_strdup_printf("%" G_GINT64_FORMAT ".%02d", minutes / 60,
                               (int)hundredths);
    return g_strdup_printf("%" G_GINT64_FORMAT ":%02d", minutes / 60,
                           (int)(minutes % 60));
}

/* "20", "12.5", "12:30", in minutes; -1: it is none. */
int64_t book_minutes(const char *text)
{
    const char *colon = strchr(text, ':');
    int64_t value = thousandths(text);

    if (colon && colon > text && colon - text <= 7 && strlen(colon) == 3 &&
        strspn(text, "0123456789") == (size_t)(colon - text) &&
        colon[1] >= '0' && colon[1] < '6' && g_ascii_isdigit(colon[2]))
        return g_ascii_strtoll(text, NULL, 10) * 60 +
               g_ascii_strtoll(colon + 1, NULL, 10);
    /* whole minutes only: what is written is what is kept */
    return value >= 0 && value * 60 % 1000 == 0 ? value * 60 / 1000 : -1;
}

static char *read_hours(reading *r)
{
    int64_t minutes = book_minutes(r->text);

    if (minutes == 0)
        return g_strdup("");
    return minutes > 0 && minutes <= MINUTES_MAX ? book_hours(minutes)
                                                 : no_as(r, "20, 12.5, 12:30");
}

static char *whole(reading *r, int64_t max, const char *example)
{
    char *end;
    int64_t value = g_ascii_strtoll(r->text, &end, 10);

    if (!g_ascii_isdigit(*r->text) || *end || value > max)
        return no_as(r, example);
    return value ? g_strdup_printf("%" G_GINT64_FORMAT, value) : g_strdup("");
}

static char *read_minutes(reading *r)
{
    return whole(r, MINUTES_MAX, "15");
}

static char *read_percent(reading *r)
{
    return whole(r, 10000, "100");
}

static char *read_mode(reading *r)
{
    static const char *const modes[] = {"actual", "norm", NULL};

    return g_strv_contains(modes, r->text) ? g_strdup(r->text)
                                           : no_such(r, modes);
}

/* ---- days, of UTC ---- */

int64_t book_day_ms(const char *text)
{
    int year, month, day, size = 0;

    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &size) != 3 ||
        text[size] || year < YEAR_MIN || year > YEAR_MAX)
        return -1;
    g_autoptr(GDateTime) t = g_date_time_new_utc(year, month, day, 0, 0, 0);
    return t ? g_date_time_to_unix(t) * 1000 : -1;
}

/* "2026-12-31", or with a time, as a contract that was ended by hand has it. */
char *book_day(int64_t ms)
{
    g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(ms / 1000);

    if (ms % SPAN_DAY == 0)
        return g_date_time_format(t, "%Y-%m-%d");
    return g_date_time_format(t, "%Y-%m-%dT%H:%M:%SZ");
}

/* "1y", "30d": so much later than now. -1: it is no such. */
static int64_t later_ms(const reading *r)
{
    char *end;
    guint64 years = g_ascii_strtoull(r->text, &end, 10);
    int64_t span;

    if (strcmp(end, "y") == 0 && years > 0 && years < 100) {
        g_autoptr(GDateTime) now =
            g_date_time_new_from_unix_utc(r->now_ms / 1000);
        g_autoptr(GDateTime) t = g_date_time_add_years(now, (int)years);
        return g_date_time_to_unix(t) * 1000;
    }
    return span_read(r->text, &span) ? r->now_ms + span : -1;
}

/* "now", a span from now, or a moment as book_day writes it. */
static int64_t moment_ms(const reading *r)
{
    int64_t later = later_ms(r);

    if (strcmp(r->text, "now") == 0)
        return r->now_ms / 1000 * 1000;
    if (later >= 0)
        return later / 1000 * 1000;
    if (!strchr(r->text, 'T'))
        return -1;
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) t = g_date_time_new_from_iso8601(r->text, utc);
    return t ? g_date_time_to_unix(t) * 1000 : -1;
}

static char *read_first(reading *r)
{
    int64_t day = book_day_ms(r->text), at = moment_ms(r);

    if (day >= 0)
        return book_day(day);
    return at >= 0 ? book_day(at) : no_as(r, "2026-12-31, 1y, 30d");
}

/* The last day is over when the next begins. */
static char *read_last(reading *r)
{
    int64_t at = moment_ms(r);

    if (book_day_ms(r->text) >= 0 || at < 0 || at % SPAN_DAY != 0)
        return read_first(r);
    return book_day(at - SPAN_DAY);
}

/* ---- lists ---- */

static char *handle_of(const char *word)
{
    if (g_str_has_prefix(word, "chat:")) {
        g_autofree char *low = g_utf8_strdown(word, -1);
        return strlen(word) > 5 && g_utf8_strlen(word, -1) <= TEXT_MAX
                   ? g_steal_pointer(&low)
                   : NULL;
    }
    if (phone_is_handle(word) || phone_looks_so(word))
        return phone_handle(word, NULL);
    return address_normal(word);
}

static char *domain_of(const char *word)
{
    g_autofree char *mailbox = g_strconcat("x@", word, NULL);
    g_autoptr(address) a = address_parse(mailbox);

    return a && strchr(a->domain, '.') && *a->domain != '['
               ? g_strdup(a->domain)
               : NULL;
}

/* The desk itself, or who works there, is nobody's customer. */
static fault *ours(const reading *r, const char *word)
{
    if (!strchr(word, '@'))
        return NULL;
    if (config_is_own_address(r->b->c, word))
        return fault_new(FAULT_OWN_ADDRESS, word, NULL);
    if (config_operator_by_address(r->b->c, word))
        return fault_new(FAULT_BOOK_STAFF, word, NULL);
    return NULL;
}

static void list_set(GPtrArray *list, const char *word, bool on)
{
    guint at;
    bool has = g_ptr_array_find_with_equal_func(list, word, g_str_equal, &at);

    if (on && !has)
        g_ptr_array_add(list, g_strdup(word));
    if (!on && has)
        g_ptr_array_remove_index(list, at);
}

/* "+kari@example.com", "-example.com"; but "+4722334455" is a number. */
static char sign_of(const char *word)
{
    return *word == '-' || (*word == '+' && !g_ascii_isdigit(word[1])) ? *word
                                                                       : '\0';
}

static char *take_words(reading *r, GPtrArray *list,
                        char *(*normal)(const char *), const char *example)
{
    g_auto(GStrv) words = g_strsplit_set(r->text, " ,;\t", -1);

    for (char **word = words; *word; word++) {
        char sign = sign_of(*word);
        g_autofree char *one = **word ? normal(*word + (sign != 0)) : NULL;
        if (**word && !one)
            return no_as(r, example);
        fault *f = one && sign != '-' ? ours(r, one) : NULL;
        if (f)
            return no(r, f);
        if (one)
            list_set(list, one, sign != '-');
        if (list->len > LIST_MAX)
            return no(
                r, fault_new(FAULT_MANY_PEOPLE, G_STRINGIFY(LIST_MAX), NULL));
    }
    g_ptr_array_add(list, NULL);
    return g_strjoinv(" ", (char **)list->pdata);
}

/* Signs change what is there; without any it is the list. */
static char *read_list(reading *r, char *(*normal)(const char *),
                       const char *example)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
    bool changes = sign_of(r->text);

    if (changes && r->before) {
        g_auto(GStrv) has = g_strsplit(r->before, " ", -1);
        for (char **one = has; *one; one++)
            list_set(list, *one, true);
    }
    return take_words(r, list, normal, example);
}

static char *read_handles(reading *r)
{
    return read_list(r, handle_of,
                     "kari@example.com tel:+4722334455 chat:kari");
}

/* A title of several words is written by its id here. */
static char *read_works(reading *r)
{
    g_auto(GStrv) words = g_strsplit_set(r->text, " ,;\t", -1);
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);

    for (char **word = words; *word; word++) {
        g_autofree char *one = **word ? work_of(r, *word) : NULL;
        if (**word && !one)
            return NULL;
        if (one)
            list_set(list, one, true);
    }
    g_ptr_array_add(list, NULL);
    return g_strjoinv(" ", (char **)list->pdata);
}

static char *read_domains(reading *r)
{
    return read_list(r, domain_of, "example.com");
}

/* ---- others of the book ---- */

static char *other(reading *r, book_kind kind)
{
    const book_row *row = book_find(r->b, kind, r->text, &r->wrong);

    return row ? book_key(row) : NULL;
}

static char *read_company(reading *r)
{
    return other(r, BOOK_COMPANY);
}

static char *read_contract(reading *r)
{
    return other(r, BOOK_CONTRACT);
}

static char *read_service(reading *r)
{
    return other(r, BOOK_SERVICE);
}

static char *read_field(reading *r)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    const when_ask ask = {.now_ms = r->now_ms, .zone = utc};
    g_autoptr(store_value) v =
        field_read(field_by_id(r->b->c, r->k->name), r->text, &ask, &r->wrong);

    return v ? g_strdup(v->text) : NULL;
}

/* The currency is its contract's, which is known when the row is whole. */
static char *read_price(reading *r)
{
    return read_text(r);
}

char *book_read_value(const book *b, book_kind kind, const book_column *k,
                      const char *text, const char *before, int64_t now_ms,
                      fault **wrong)
{
    static char *(*const ways[])(reading *) = {
        [BOOK_IS_TEXT] = read_text,         [BOOK_IS_EXT] = read_ext,
        [BOOK_IS_ZONE] = read_zone,         [BOOK_IS_LANGUAGE] = read_language,
        [BOOK_IS_OPERATOR] = read_operator, [BOOK_IS_SLA] = read_sla,
        [BOOK_IS_CALENDAR] = read_calendar, [BOOK_IS_BOOL] = read_bool,
        [BOOK_IS_FIRST] = read_first,       [BOOK_IS_LAST] = read_last,
        [BOOK_IS_MONEY] = read_money,       [BOOK_IS_HOURS] = read_hours,
        [BOOK_IS_MINUTES] = read_minutes,   [BOOK_IS_PERCENT] = read_percent,
        [BOOK_IS_MODE] = read_mode,         [BOOK_IS_PRICE] = read_price,
        [BOOK_IS_WORK] = read_work,         [BOOK_IS_WORKS] = read_works,
        [BOOK_IS_HANDLES] = read_handles,   [BOOK_IS_DOMAINS] = read_domains,
        [BOOK_IS_COMPANY] = read_company,   [BOOK_IS_CONTRACT] = read_contract,
        [BOOK_IS_SERVICE] = read_service,   [BOOK_IS_FIELD] = read_field,
    };
    g_autofree char *plain = g_strstrip(g_strdup(text));
    reading r = {b, kind, k, plain, before, now_ms, NULL};
    char *value = *plain ? ways[k->type](&r) : g_strdup("");

    *wrong = r.wrong;
    return value;
}

int64_t book_first_ms(const char *value)
{
    int64_t day = value ? book_day_ms(value) : 0;

    if (day >= 0)
        return day;
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) t = g_date_time_new_from_iso8601(value, utc);
    return t ? g_date_time_to_unix(t) * 1000 : 0;
}

int64_t book_last_ms(const char *value)
{
    int64_t day = value ? book_day_ms(value) : -1;

    return day >= 0 ? day + SPAN_DAY : value ? book_first_ms(value) : 0;
}
