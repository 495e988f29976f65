/* desk_gen: fills an empty store with a desk of years: N requests with entries,
 * values, stays, changes, clocks, time, ratings, mails; companies with
 * contracts. Usage: desk_gen STORE.db N [SEED [NOW]] fills it; NOW: seconds
 * since 1970 desk_gen --conf N prints the sections of postern.conf that go with
 * it The same N, SEED and NOW give the same desk. Straight into SQLite, without
 * a journal and with indexes made at the end: a store that was interrupted here
 * is none. No contents of files, raw messages, or words for the last wall. */
#include <glib.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW      INT64_C(1796040000) /* 2026-11-30 12:00 UTC */
#define MINUTE   INT64_C(60000)
#define HOUR     (60 * MINUTE)
#define DAY      (24 * HOUR)
#define SPAN     (5 * 365 * DAY) /* that the desk has been there */
#define FIRST    1000            /* tickets begin after it */
#define TAIL     40000           /* words that nobody has in a dictionary */
#define OPEN_OF  200             /* of so many requests one is open */
#define GROUP_OF 4               /* requests of a customer, in the mean */

static sqlite3 *db;
static uint64_t seed_state;
static int64_t count, now_ms, companies, persons, operators;

/* ---- chance ---- */

static uint64_t draw(void)
{
    uint64_t z = (seed_state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static int64_t below(int64_t n)
{
    return (int64_t)(draw() % (uint64_t)n);
}

static bool chance(int percent)
{
    return below(100) < percent;
}

static double share(void)
{
    return (double)(draw() >> 11) / 9007199254740992.0;
}

/* Few of them often, most of them seldom. */
static int64_t skewed(int64_t n)
{
    double u = share();
    int64_t k = (int64_t)((double)n * u * u * u);
    return k < n ? k : n - 1;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* ---- words ---- */

static const char *const english[] = {
    "the",       "to",       "and",      "a",        "is",         "of",
    "we",        "it",       "in",       "not",      "you",        "for",
    "that",      "have",     "with",     "on",       "please",     "this",
    "can",       "be",       "my",       "our",      "are",        "when",
    "but",       "has",      "from",     "was",      "as",         "help",
    "order",     "invoice",  "printer",  "password", "account",    "delivery",
    "error",     "message",  "payment",  "working",  "since",      "yesterday",
    "morning",   "again",    "customer", "number",   "contract",   "server",
    "email",     "network",  "phone",    "router",   "licence",    "upgrade",
    "refund",    "shipment", "warranty", "battery",  "display",    "keyboard",
    "monitor",   "backup",   "calendar", "address",  "office",     "user",
    "login",     "screen",   "cable",    "adapter",  "scanner",    "exchange",
    "address",   "changed",  "tried",    "manual",   "restarted",  "computer",
    "question",  "answer",   "problem",  "solution", "department", "colleague",
    "update",    "version",  "software", "hardware", "telephone",  "meeting",
    "report",    "document", "file",     "folder",   "permission", "access",
    "connected", "wireless", "slow",     "broken",   "missing",    "received",
    "wrong",     "amount",   "discount", "price",    "warehouse",  "returned",
};
static const char *const russian[] = {
    "и",         "в",         "не",       "на",         "что",       "мы",
    "с",         "по",        "это",      "у",          "вы",        "как",
    "но",        "для",       "из",       "нас",        "счёт",      "заказ",
    "принтер",   "пароль",    "доставка", "ошибка",     "сообщение", "оплата",
    "работает",  "вчера",     "утром",    "снова",      "клиент",    "номер",
    "договор",   "сервер",    "почта",    "сеть",       "телефон",   "лицензия",
    "возврат",   "гарантия",  "экран",    "монитор",    "копия",     "адрес",
    "офис",      "вход",      "кабель",   "сканер",     "обмен",     "вопрос",
    "ответ",     "проблема",  "решение",  "отдел",      "коллега",   "версия",
    "программа", "компьютер", "отчёт",    "документ",   "файл",      "папка",
    "доступ",    "медленно",  "сломан",   "получили",   "неверная",  "сумма",
    "скидка",    "цена",      "склад",    "пожалуйста", "помогите",  "спасибо",
};
static const char *const norwegian[] = {
    "og",       "i",           "det",      "på",      "er",       "en",
    "til",      "som",         "vi",       "ikke",    "for",      "med",
    "av",       "har",         "den",      "kan",     "fra",      "men",
    "faktura",  "bestilling",  "skriver",  "passord", "konto",    "levering",
    "feil",     "melding",     "betaling", "virker",  "siden",    "går",
    "morges",   "igjen",       "kunde",    "nummer",  "kontrakt", "tjener",
    "epost",    "nettverk",    "telefon",  "ruter",   "lisens",   "oppdatering",
    "refusjon", "forsendelse", "garanti",  "batteri", "skjerm",   "tastatur",
    "kopi",     "kalender",    "adresse",  "kontor",  "bruker",   "kabel",
    "spørsmål", "svar",        "problem",  "løsning", "avdeling", "kollega",
    "versjon",  "programvare", "møte",     "rapport", "dokument", "mappe",
    "tilgang",  "treg",        "ødelagt",  "mangler", "mottatt",  "beløp",
};
typedef struct language {
    const char *name;
    const char *const *words;
    unsigned size;
} language;
static const language languages[] = {
    {"en", english, G_N_ELEMENTS(english)},
    {"ru", russian, G_N_ELEMENTS(russian)},
    {"nb", norwegian, G_N_ELEMENTS(norwegian)},
};

static const language *any_language(void)
{
    int64_t p = below(100);
    return &languages[p < 60 ? 0 : p < 85 ? 1 : 2];
}

/* A word of the tail, by its number. */
static void add_tail(GString *out, int64_t n)
{
    static const char *const heads[] = {"ka",  "mo",  "ri", "ste", "lu",
                                        "von", "pra", "ti", "gel", "su"};
    for (n += 100; n > 0; n /= 10)
        g_string_append(out, heads[n % 10]);
}

static void add_word(GString *out, const language *l)
{
    if (chance(4))
        add_tail(out, skewed(TAIL));
    else if (chance(2))
        g_string_append_printf(out, "%d", (int)below(100000));
    else
        g_string_append(out, l->words[skewed(l->size)]);
}

static void add_sentence(GString *out, const language *l)
{
    for (int64_t left = 5 + below(14); left > 0; left--) {
        add_word(out, l);
        g_string_append(out, left > 1 ? " " : ".");
    }
}

/* Some hundreds of characters, now and then thousands. */
static const char *prose(const language *l, int64_t ticket)
{
    static GString *out;
    int64_t left = chance(3) ? 20 + below(60) : 1 + below(6);

    if (!out)
        out = g_string_new(NULL);
    g_string_truncate(out, 0);
    while (left-- > 0) {
        add_sentence(out, l);
        g_string_append(out, chance(25) ? "\n\n" : " ");
    }
    if (chance(40))
        g_string_append_printf(out, "C%d-%d", (int)ticket,
                               (int)(ticket * 7919 % 9973));
    return out->str;
}

/* ---- rows ---- */

static void die(const char *what)
{
    fprintf(stderr, "desk_gen: %s: %s\n", what, db ? sqlite3_errmsg(db) : "");
    exit(1);
}

static void run(const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        die(sql);
}

typedef struct insert {
    sqlite3_stmt *statement;
    int width;
} insert;

/* kinds: i int64_t, s text (NULL: SQL's), one a column. */
static void add(insert *i, const char *table, const char *columns,
                const char *kinds, ...)
{
    va_list values;

    if (!i->statement) {
        size_t commas = 0;
        for (const char *c = columns; *c; c++)
            commas += *c == ',';
        if (commas + 1 != strlen(kinds))
            die(table);
        GString *sql = g_string_new(NULL);
        g_string_printf(sql, "INSERT INTO %s (%s) VALUES (?", table, columns);
        for (i->width = 1; kinds[i->width]; i->width++)
            g_string_append(sql, ",?");
        g_string_append_c(sql, ')');
        if (sqlite3_prepare_v2(db, sql->str, -1, &i->statement, NULL) !=
            SQLITE_OK)
            die(sql->str);
        g_string_free(sql, TRUE);
    }
    va_start(values, kinds);
    for (int n = 0; n < i->width; n++) {
        if (kinds[n] == 'i')
            sqlite3_bind_int64(i->statement, n + 1, va_arg(values, int64_t));
        else
            sqlite3_bind_text(i->statement, n + 1, va_arg(values, char *), -1,
                              SQLITE_STATIC);
    }
    va_end(values);
    if (sqlite3_step(i->statement) != SQLITE_DONE)
        die(table);
    sqlite3_reset(i->statement);
}
#define ADD(table, columns, kinds, ...)                \
    do {                                               \
        static insert row;                             \
        add(&row, table, columns, kinds, __VA_ARGS__); \
    } while (0)
#define I(x) ((int64_t)(x))

/* ---- who ---- */

/* A number between two words. */
static char *named(const char *before, int64_t n, const char *after)
{
    static char ring[16][64];
    static unsigned next;
    char *out = ring[next++ % 16];

    g_snprintf(out, sizeof ring[0], "%s%d%s", before, (int)n, after);
    return out;
}

static const char *operator_id(int64_t n)
{
    static const char *const names[] = {"anna", "tom", "lena"};
    return n < 3 ? names[n] : named("op", n + 1, "");
}

/* Of ten persons six work for a company. */
static int64_t company_of(int64_t person)
{
    if (person % 10 >= 6)
        return 0;
    double u = (double)(person * 7919 % 99991) / 99991.0;
    return 1 + least((int64_t)((double)companies * u * u), companies - 1);
}

static char *address_of(int64_t person)
{
    static char ring[4][64];
    static unsigned next;
    char *out = ring[next++ % 4];
    int64_t company = company_of(person);

    if (company)
        g_snprintf(out, sizeof ring[0], "p%d@company%d.example", (int)person,
                   (int)company);
    else
        g_snprintf(out, sizeof ring[0], "p%d@mail.example", (int)person);
    return out;
}

static char *name_of(int64_t person)
{
    static const char *const first[] = {"Jane", "Ivan", "Kari",  "Ole",
                                        "Olga", "Paul", "Maria", "Erik"};
    static char ring[4][64];
    static unsigned next;
    char *out = ring[next++ % 4];
    GString *last = g_string_new(NULL);

    add_tail(last, person % 4000);
    last->str[0] = g_ascii_toupper(last->str[0]);
    g_snprintf(out, sizeof ring[0], "%s %s", first[person % 8], last->str);
    g_string_free(last, TRUE);
    return out;
}

/* ---- companies ---- */

static int64_t service_of(int64_t company)
{
    return company ? (company - 1) * 2 + 1 : 0;
}

static void add_services(int64_t company)
{
    for (int64_t k = 0; k < 2; k++)
        ADD("service",
            "id, ext, contract, name, sla, calendar, prepaid_min, carry,"
            " round_min",
            "isisssiii", service_of(company) + k,
            named("s", service_of(company) + k, ""), company,
            k ? "Projects" : "Support", NULL, NULL,
            I(k ? 0 : (company % 4) * 600), I(company % 2), I(15));
    for (int64_t work = 0; work < 2; work++)
        ADD("rate",
            "contract, service, work, from_ms, mode, minor, norm_min,"
            " factor_pct",
            "iisiiiii", company, I(0), work ? "travel" : "", I(0), I(0),
            I(work ? 6000 : 9000), I(0), I(100));
}

static void add_companies(void)
{
    for (int64_t n = 1; n <= companies; n++) {
        ADD("company", "id, ext, name, zone, language, manager", "isssss", n,
            named("c", n, ""), named("Company ", n, ""), "Europe/Oslo",
            languages[n % 3].name, NULL);
        ADD("domain", "domain, company", "si", named("company", n, ".example"),
            n);
        ADD("contract",
            "id, ext, company, sla, from_ms, until_ms, currency, name, costs",
            "isisiissi", n, named("k", n, ""), n, NULL, now_ms - SPAN,
            n % 10 ? I(0) : now_ms - 90 * DAY, "EUR", named("Contract ", n, ""),
            I(n % 2));
        add_services(n);
    }
}

static void add_persons(void)
{
    for (int64_t n = 1; n <= persons; n++) {
        const char *address = address_of(n);
        ADD("person", "address, name, language, ack_off, contact", "sssii",
            address, name_of(n), languages[n % 3].name, I(0),
            I(company_of(n) && n % 97 == 0));
        ADD("handle", "handle, person, company", "ssi", address, address,
            company_of(n));
    }
}

/* ---- a request ---- */

typedef struct request {
    int64_t id, person, company, made_ms, last_ms, line, n, change, seq;
    int64_t min;
    const language *l;
    const char *holder, *address, *status;
    bool open;
} request;

static void add_ledger(const request *r, const char *from, const char *id,
                       const char *message_id)
{
    static int64_t seq;

    seq++;
    ADD("ledger",
        "id, seq, accepted_ms, decided_ms, door, queue, sender, recipients,"
        " message_id, from_address, subject, identity, kind, trust, fate,"
        " fate_code, detail, ticket, entry",
        "siiisssssssssssssii", id, seq, r->last_ms, r->last_ms + 40, "milter",
        "support", from, "support@example.org", message_id, from, NULL, id,
        "normal", "none", r->n > 1 ? "added" : "new ticket",
        r->n > 1 ? "entry" : "ticket", "", r->id, r->n);
}

static void add_outgoing(const request *r, bool to_customer, const char *what)
{
    static int64_t id;
    char unique[40], message_id[64];

    id++;
    g_snprintf(unique, sizeof unique, "%016x", (unsigned)id);
    g_snprintf(message_id, sizeof message_id, "%012x.o@example.org",
               (unsigned)id);
    ADD("outgoing",
        "id, audience, template, queue, ticket, entry, recipient, operator,"
        " unique_id, message_id, date_ms, data, state, tries, next_ms, result,"
        " created_ms, sent_ms, relayed_ms",
        "iissiissssisiiisiii", id, I(to_customer ? 0 : 1), what, "support",
        r->id, r->n, to_customer ? r->address : "desk@example.org",
        to_customer ? NULL : r->holder, unique, message_id, r->last_ms, "{}",
        I(2), I(1), r->last_ms, "250 ok", r->last_ms, r->last_ms + 900, I(0));
}

static void add_attachment(const request *r)
{
    static const char *const files[] = {"screenshot.png", "invoice.pdf",
                                        "log.txt", "photo.jpg", "order.xlsx"};
    char name[64];
    int64_t size = 1000 + below(900000);

    g_snprintf(name, sizeof name, "%d-%s", (int)below(9000),
               files[below(G_N_ELEMENTS(files))]);
    ADD("attachment",
        "ticket, n, position, part, name, type, shown_inline, size, sha256",
        "iiisssiis", r->id, r->n, I(0), "2", name, "application/octet-stream",
        I(0), size, "0000000000000000000000000000000000000000000000000000");
}

#define ENTRY                                                               \
    "ticket, n, state, author_kind, author, author_name, text, message_id," \
    " ledger, created_ms, publish_ms, seen"

static void add_entry(request *r, bool by_customer, bool note)
{
    char id[40], message_id[64];
    const char *author = by_customer ? r->address : r->holder;
    const char *text = prose(r->l, r->id);

    r->n++;
    g_snprintf(id, sizeof id, "%016" G_GINT64_MODIFIER "x%016x",
               (uint64_t)r->id, (unsigned)r->n);
    g_snprintf(message_id, sizeof message_id, "%012x.%d@mail.example",
               (unsigned)r->id, (int)r->n);
    if (note)
        ADD("note", ENTRY, "iiiisssssiii", r->id, r->n, I(1), I(1), author,
            NULL, text, message_id, id, r->last_ms, I(0), I(0));
    else
        ADD("article", ENTRY, "iiiisssssiii", r->id, r->n, I(1),
            I(by_customer ? 0 : 1), author,
            by_customer ? name_of(r->person) : NULL, text, message_id, id,
            r->last_ms, I(0), r->n - 1);
    ADD("thread", "message_id, ticket, origin", "sii", message_id, r->id, I(1));
    add_ledger(r, by_customer ? r->address : "desk@example.org", id,
               message_id);
    if (!note && chance(12))
        add_attachment(r);
    if (by_customer && r->n == 1)
        add_outgoing(r, true, "ack");
    add_outgoing(r, !by_customer && !note,
                 by_customer || note ? "notify" : "reply");
}

static void add_event(request *r, const char *text)
{
    r->n++;
    ADD("event", ENTRY, "iiiisssssiii", r->id, r->n, I(1), I(3), "", NULL, text,
        NULL, NULL, r->last_ms, I(0), I(0));
}

static void add_change(request *r, const char *field, const char *old,
                       const char *new, const char *cause)
{
    ADD("change",
        "ticket, n, field, old, new, actor_kind, actor, cause, reason, at_ms",
        "iisssisssi", r->id, ++r->change, field, old, new, I(1),
        r->holder ? r->holder : "", cause, "", r->last_ms);
}

static void add_stay(request *r, const char *status, int64_t stage,
                     int64_t to_ms)
{
    int64_t span = to_ms ? to_ms - r->last_ms : 0;

    ADD("stay",
        "ticket, seq, status, stage, line, holder, from_ms, to_ms,"
        " work_ms",
        "iisiisiii", r->id, ++r->seq, status, stage, r->line, r->holder,
        r->last_ms, to_ms, span / 3);
}

static void add_clock(const request *r, const char *kind, int64_t target_ms)
{
    bool breached = chance(8);
    int64_t used = breached ? target_ms + below(DAY) : below(target_ms);

    ADD("clock",
        "ticket, kind, seq, sla, target_ms, from_ms, used_ms, since_ms,"
        " due_ms, stopped_ms, breached_ms, told",
        "isisiiiiiiii", r->id, kind, I(1), "standard", target_ms, r->made_ms,
        used, I(0), I(0), r->made_ms + used * 3,
        breached ? r->made_ms + target_ms * 3 : I(0), I(breached ? 2 : 0));
}

static void add_time(request *r)
{
    static int64_t id;
    int64_t min = 5 * (1 + below(24));

    r->min += min;
    ADD("time",
        "id, ticket, service, who, work, at_ms, booked_ms, booked_by, min,"
        " bill_min, cost_minor, corrects, what, ledger, pos, statement",
        "iiissiisiiiissii", ++id, r->id, service_of(r->company), r->holder,
        chance(10) ? "travel" : "", r->last_ms, r->last_ms, r->holder, min,
        (min + 14) / 15 * 15, I(4500), I(0), "", NULL, I(0), I(0));
}

static void add_values(const request *r)
{
    static const char *const serial[] = {"SN", "PX", "LT"};
    char text[32];
    int64_t number = below(count);

    g_snprintf(text, sizeof text, "%s-%07d", serial[r->id % 3], (int)number);
    if (chance(60))
        ADD("field_value", "owner_kind, owner, field, text, num, public",
            "iissii", I(0), r->id, "serial", text, I(0), I(1));
    if (chance(30))
        ADD("field_value", "owner_kind, owner, field, text, num, public",
            "iissii", I(0), r->id, "site", named("building ", number % 300, ""),
            I(0), I(0));
}

static void add_rating(const request *r)
{
    ADD("rating",
        "ticket, n, person, operator, line, best, value, words, asked_ms,"
        " given_ms",
        "iissiiisii", r->id, r->n, r->address, r->holder, r->line, I(5),
        chance(80) ? 5 - below(2) : 1 + below(5), "", r->last_ms,
        r->last_ms + HOUR);
}

/* That the solution is due then; the clock role waits for it. */
static void add_running(const request *r, int64_t due_ms)
{
    char ref[40];

    ADD("clock",
        "ticket, kind, seq, sla, target_ms, from_ms, used_ms, since_ms,"
        " due_ms, stopped_ms, breached_ms, told",
        "isisiiiiiiii", r->id, "resolution", I(2), "standard", 24 * HOUR,
        r->made_ms, I(0), r->made_ms, due_ms, I(0), I(0), I(0));
    g_snprintf(ref, sizeof ref, "#%d/resolution", (int)r->id);
    ADD("due", "kind, ref, ticket, at_ms", "ssii", "sla", ref, r->id, due_ms);
}

/* From the question to its end, or to where it is now. */
static void play(request *r)
{
    int64_t rounds = 1 + skewed(3), step = r->open ? HOUR : 3 * HOUR;

    r->holder = NULL;
    add_entry(r, true, false);
    add_stay(r, "new", 0, r->last_ms + step);
    r->last_ms += step;
    r->holder =
        chance(r->open ? 75 : 99) ? operator_id(skewed(operators)) : NULL;
    if (!r->holder)
        return;
    add_event(r, "taken");
    add_change(r, "holder", NULL, r->holder, "take");
    add_change(r, "status", "new", "in-progress", "take");
    while (rounds-- > 0) {
        add_stay(r, "in-progress", 1, r->last_ms + step);
        r->last_ms += step;
        if (chance(25))
            add_entry(r, false, true);
        add_entry(r, false, false);
        if (chance(50))
            add_time(r);
        add_change(r, "status", "in-progress", "answered", "reply");
        add_stay(r, "answered", 8, r->last_ms + step);
        if (rounds > 0) {
            r->last_ms += step;
            add_entry(r, true, false);
        }
    }
}

static void finish(request *r)
{
    r->last_ms += DAY;
    add_change(r, "status", "answered", "resolved", "close");
    add_event(r, "resolved");
    add_stay(r, "closed", 6, 0);
    if (r->holder && chance(20))
        add_rating(r);
}

static const char *open_status(const request *r, int64_t *stage)
{
    if (!r->holder) {
        *stage = 0;
        return "new";
    }
    *stage = chance(50) ? 1 : chance(50) ? 8 : 2;
    return *stage == 1 ? "in-progress" : *stage == 8 ? "answered" : "waiting";
}

#define TICKET                                                            \
    "id, queue, epoch, subject, status, line, holder, customer,"          \
    " customer_name, priority, category, language, staff, authenticated," \
    " created_ms, updated_ms, status_ms, last_entry, spent_min,"          \
    " returned_from, version, lines, type, complexity, stage, open,"      \
    " service, sla, due_ms, estimate_min, source, next_due_ms, company"

static void add_ticket(const request *r, int64_t stage)
{
    static const char *const categories[] = {"account", "billing",  "hardware",
                                             "network", "software", "order"};
    static const char *const types[] = {"question", "incident", "problem"};
    int64_t next = r->open && stage < 2 && chance(60)
                       ? now_ms + below(4 * DAY) - DAY / 2
                       : 0;
    char subject[200];

    if (next)
        add_running(r, next);
    g_snprintf(subject, sizeof subject, "%s %s %s %d",
               r->l->words[skewed(r->l->size)], r->l->words[below(r->l->size)],
               r->l->words[below(r->l->size)], (int)below(100000));
    ADD("ticket", TICKET,
        "isissi"
        "ssssss"
        "iiiiiiiiii"
        "ss"
        "iii"
        "s"
        "ii"
        "s"
        "ii",
        r->id, chance(80) ? "support" : "sales", I(1), subject, r->status,
        r->line, r->holder, r->address, name_of(r->person),
        chance(10) ? "high" : "normal",
        chance(80) ? categories[below(6)] : NULL, r->l->name, I(0),
        I(chance(70)), r->made_ms, r->last_ms, r->last_ms, r->n, r->min, I(0),
        r->n, I(1) << r->line, chance(70) ? types[skewed(3)] : NULL,
        chance(30) ? "simple" : NULL, stage, I(r->open), service_of(r->company),
        "standard", I(0), I(chance(10) ? 60 : 0), chance(15) ? "webform" : NULL,
        next, r->company);
    ADD("participant", "ticket, address, name, part", "issi", r->id, r->address,
        name_of(r->person), I(0));
}

static void add_request(int64_t i)
{
    int64_t stage = 6;
    request r = {
        .id = FIRST + i,
        .person = 1 + skewed(persons),
        .made_ms = now_ms - SPAN + SPAN / count * i - below(HOUR),
        .line = chance(80)   ? 1
                : chance(75) ? 2
                             : 3,
        .l = any_language(),
        .status = "closed",
    };

    r.open = i > count - count / OPEN_OF - 3 || below(4000) == 0;
    r.company = company_of(r.person);
    r.address = address_of(r.person);
    r.last_ms = r.made_ms;
    play(&r);
    if (r.open) {
        r.status = open_status(&r, &stage);
        add_stay(&r, r.status, stage, 0);
    } else {
        finish(&r);
    }
    r.last_ms = least(r.last_ms, now_ms - MINUTE);
    add_values(&r);
    add_clock(&r, "first", 4 * HOUR);
    add_clock(&r, "resolution", 24 * HOUR);
    add_ticket(&r, stage);
    if (r.open && r.holder)
        ADD("watcher", "ticket, operator", "is", r.id,
            operator_id(below(operators)));
}

/* ---- the whole ---- */

/* What is made at the end: indexes, and what is to happen at each change. */
static GPtrArray *take_away(const char *kind)
{
    GPtrArray *all = g_ptr_array_new();
    sqlite3_stmt *q;
    GString *drop = g_string_new(NULL);

    if (sqlite3_prepare_v2(db,
                           "SELECT name, sql FROM sqlite_master"
                           " WHERE type = ?1 AND sql IS NOT NULL",
                           -1, &q, NULL) != SQLITE_OK)
        die("schema");
    sqlite3_bind_text(q, 1, kind, -1, SQLITE_STATIC);
    while (sqlite3_step(q) == SQLITE_ROW) {
        g_string_append_printf(drop, "DROP %s %s;", kind,
                               (const char *)sqlite3_column_text(q, 0));
        g_ptr_array_add(all, g_strdup((const char *)sqlite3_column_text(q, 1)));
    }
    sqlite3_finalize(q);
    run(drop->str);
    g_string_free(drop, TRUE);
    return all;
}

static void put_back(GPtrArray *all)
{
    for (guint i = 0; i < all->len; i++)
        run(all->pdata[i]);
}

static void set_counters(void)
{
    static const char *const counted[][2] = {
        {"ticket", "id"},   {"outgoing", "id"}, {"company", "id"},
        {"contract", "id"}, {"service", "id"},  {"time", "id"},
        {"ledger", "seq"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(counted); i++) {
        char *sql = g_strdup_printf(
            "UPDATE counter SET last = (SELECT coalesce(max(%s), 0) FROM %s)"
            " WHERE name = '%s'",
            counted[i][1], counted[i][0], counted[i][0]);
        run(sql);
        g_free(sql);
    }
}

static void fill(void)
{
    run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        "PRAGMA cache_size = -400000; PRAGMA locking_mode = EXCLUSIVE");
    GPtrArray *indexes = take_away("index"), *triggers = take_away("trigger");
    run("BEGIN");
    add_companies();
    add_persons();
    for (int64_t i = 1; i <= count; i++) {
        add_request(i);
        if (i % 50000 == 0)
            fprintf(stderr, "\r%d requests", (int)i);
    }
    set_counters();
    /* what became of clocks and ratings, as reports read it (store/report.h) */
    run("INSERT INTO measure SELECT ticket, kind, seq, 1, breached_ms, sla,"
        " target_ms, target_ms FROM clock WHERE breached_ms > 0");
    run("INSERT INTO measure SELECT ticket, kind, seq, 0, stopped_ms, sla,"
        " target_ms, used_ms FROM clock WHERE stopped_ms > 0"
        " AND (breached_ms = 0 OR breached_ms > stopped_ms)");
    run("INSERT INTO score SELECT 0, ticket, n, person, operator, value, best,"
        " given_ms FROM rating WHERE given_ms > 0 AND value > 0");
    run("COMMIT");
    fprintf(stderr, "\r%d requests; indexes ...", (int)count);
    put_back(indexes);
    put_back(triggers);
    run("PRAGMA locking_mode = NORMAL; PRAGMA journal_mode = WAL");
    fprintf(stderr, " done\n");
}

static void print_conf(void)
{
    puts("[queue sales]\naddress = sales@example.org\n");
    for (int64_t n = 1; n < operators; n++)
        printf("[operator %s]\nname = Operator %d\n"
               "address = %s@example.org\nlines = %d\n\n",
               operator_id(n), (int)n + 1, operator_id(n), (int)(n % 3) + 1);
    for (int n = 0; n < 6; n++) {
        static const char *const names[] = {"account", "billing",  "hardware",
                                            "network", "software", "order"};
        printf("[category %s]\ntitle = %s\n\n", names[n], names[n]);
    }
    puts("[sla standard]\nfirst_reply = 4h\nresolution = 24h\n\n"
         "[field serial]\ntitle = serial number\npublic = yes\n\n"
         "[field site]\ntitle = building");
}

static int usage(void)
{
    fputs("usage: desk_gen STORE.db N [SEED [NOW]] | desk_gen --conf N\n",
          stderr);
    return 64;
}

int main(int argc, char **argv)
{
    if (argc < 3 || atoll(argv[2]) < 1)
        return usage();
    count = atoll(argv[2]);
    seed_state = argc > 3 ? (uint64_t)atoll(argv[3]) : 1;
    now_ms = (argc > 4 ? atoll(argv[4]) : NOW) * 1000;
    companies = 3 + count / 5000;
    persons = 3 + count / GROUP_OF;
    operators = 3 + least(count / 20000, 37);
    if (strcmp(argv[1], "--conf") == 0) {
        print_conf();
        return 0;
    }
    if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        die(argv[1]);
    fill();
    sqlite3_close(db);
    return 0;
}
