/* search_doc: what of a ticket is found by its words. */
#include "store/search_doc.h"

#include <string.h>

void search_doc_clear(search_doc *doc)
{
    for (int i = 0; i < SEARCH_COLUMNS; i++)
        g_clear_pointer(&doc->columns[i], g_free);
}

/* What is being made. */
typedef struct making {
    db *d;
    search_which which;
    int64_t ticket, page;
    search_language language;
    GString *columns[SEARCH_COLUMNS];
    GHashTable *people; /* char*: names and addresses that are in it */
    unsigned entries;
} making;

static void add(making *m, search_column c, const char *text)
{
    if (m->columns[c]->len < SEARCH_DOC_MAX)
        search_add(m->columns[c], text, SEARCH_ENTRY_MAX, m->language);
}

/* Each once: they come with each entry. */
static void add_person(making *m, const char *text)
{
    if (text && *text && g_hash_table_add(m->people, g_strdup(text)))
        add(m, SEARCH_PEOPLE, text);
}

static void add_key(making *m, char kind, const char *value)
{
    search_add_key(m->columns[SEARCH_KEYS], kind, value ? value : "");
}

/* ---- what belongs to all pages ---- */

#define HEAD_DESK                                                        \
    "SELECT subject, language, customer, customer_name, company,"        \
    " (SELECT name FROM person WHERE address = ticket.customer),"        \
    " last_entry, (SELECT name FROM company WHERE id = ticket.company)," \
    " queue, status, open, holder, line, type, category, priority,"      \
    " complexity FROM ticket WHERE id = ? AND merged_into = 0"
#define HEAD_PUBLIC                                                         \
    "SELECT t.subject, t.language, t.customer, t.customer_name, a.company," \
    " (SELECT name FROM pub_person WHERE address = t.customer),"            \
    " t.last_entry FROM pub_ticket t JOIN pub_account a ON a.id = t.id"     \
    " WHERE t.id = ? AND t.merged_into = 0"

static void take_text(making *m, db_query *q, search_column c)
{
    g_autofree char *text = db_take_text(q);
    add(m, c, text);
}

static void take_person(making *m, db_query *q)
{
    g_autofree char *text = db_take_text(q);
    add_person(m, text);
}

static void take_key(making *m, db_query *q, char kind)
{
    g_autofree char *text = db_take_text(q);
    add_key(m, kind, text);
}

static void take_number(making *m, db_query *q, char kind)
{
    g_autofree char *text =
        g_strdup_printf("%" G_GINT64_FORMAT, db_take_int(q));
    add_key(m, kind, text);
}

/* Of what operators look for by what it is; what customers can see of that they
 * find by words. */
static void take_desk_head(making *m, db_query *q)
{
    take_person(m, q);
    take_key(m, q, SEARCH_KEY_QUEUE);
    take_key(m, q, SEARCH_KEY_STATUS);
    take_number(m, q, SEARCH_KEY_OPEN);
    take_key(m, q, SEARCH_KEY_HOLDER);
    take_number(m, q, SEARCH_KEY_LINE);
    take_key(m, q, SEARCH_KEY_TYPE);
    take_key(m, q, SEARCH_KEY_CATEGORY);
    take_key(m, q, SEARCH_KEY_PRIORITY);
    take_key(m, q, SEARCH_KEY_COMPLEXITY);
}

static void take_head(making *m, db_query *q, search_doc *doc)
{
    g_autofree char *subject = db_take_string(q);
    g_autofree char *language = db_take_text(q);
    g_autofree char *customer = db_take_string(q);

    m->language = search_language_of(language);
    add(m, SEARCH_SUBJECT, subject);
    add_person(m, customer);
    add_key(m, SEARCH_KEY_CUSTOMER, customer);
    take_person(m, q);
    take_number(m, q, SEARCH_KEY_COMPANY);
    take_person(m, q);
    int64_t last = db_take_int(q);
    doc->pages = MIN(last / SEARCH_PAGE + 1, SEARCH_PAGES);
    if (m->which == SEARCH_DESK)
        take_desk_head(m, q);
}

static bool read_head(making *m, search_doc *doc, GError **error)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, m->ticket);
    db_query *q =
        db_ask(m->d, error, m->which == SEARCH_DESK ? HEAD_DESK : HEAD_PUBLIC,
               DB_I(m->ticket));
    int more = q ? db_next(q, error) : -1;

    doc->none = more == 0;
    if (more == 1) {
        take_head(m, q, doc);
        add(m, SEARCH_FIELDS, number);
        db_done(q);
    }
    return more >= 0;
}

/* ---- rows ---- */

typedef void (*row_taker)(making *m, db_query *q);

static bool read_rows(making *m, row_taker take, db_query *q, GError **error)
{
    int more = q ? db_next(q, error) : -1;

    for (; more == 1; more = db_next(q, error))
        take(m, q);
    return more == 0;
}

static void take_participant(making *m, db_query *q)
{
    take_person(m, q);
    take_person(m, q);
}

static void take_value(making *m, db_query *q)
{
    take_text(m, q, SEARCH_FIELDS);
}

static void take_file(making *m, db_query *q)
{
    take_text(m, q, SEARCH_FILES);
}

static void take_article(making *m, db_query *q)
{
    m->entries++;
    take_participant(m, q);
    take_text(m, q, SEARCH_TEXT);
}

static void take_note(making *m, db_query *q)
{
    m->entries++;
    take_participant(m, q);
    take_text(m, q, SEARCH_NOTE);
}

static void take_apart(making *m, db_query *q)
{
    m->entries++;
    take_participant(m, q);
    take_text(m, q, SEARCH_APART);
    take_text(m, q, SEARCH_APART);
}

#define OF_PAGE    " WHERE ticket = ? AND n >= ? AND n < ? ORDER BY n"
#define PAGE_OF(m) DB_I((m)->ticket), DB_I(first_of(m)), DB_I(end_of(m))

static int64_t first_of(const making *m)
{
    return m->page * SEARCH_PAGE;
}

/* The last page has all that comes after. */
static int64_t end_of(const making *m)
{
    return m->page == SEARCH_PAGES - 1 ? INT64_MAX : first_of(m) + SEARCH_PAGE;
}

static bool read_public(making *m, GError **error)
{
    return read_rows(m, take_participant,
                     db_ask(m->d, error,
                            "SELECT address, name FROM pub_participant"
                            " WHERE ticket = ? ORDER BY address",
                            DB_I(m->ticket)),
                     error) &&
           read_rows(m, take_value,
                     db_ask(m->d, error,
                            "SELECT text FROM pub_value WHERE owner_kind = 0"
                            " AND owner = ? ORDER BY field",
                            DB_I(m->ticket)),
                     error) &&
           read_rows(m, take_article,
                     db_ask(m->d, error,
                            "SELECT author, author_name, text"
                            " FROM pub_article" OF_PAGE,
                            PAGE_OF(m)),
                     error) &&
           read_rows(m, take_file,
                     db_ask(m->d, error,
                            "SELECT name FROM pub_attachment" OF_PAGE
                            ", position",
                            PAGE_OF(m)),
                     error);
}

static bool read_entries(making *m, GError **error)
{
    return read_rows(m, take_article,
                     db_ask(m->d, error,
                            "SELECT author, author_name, text"
                            " FROM article" OF_PAGE,
                            PAGE_OF(m)),
                     error) &&
           read_rows(
               m, take_note,
               db_ask(m->d, error,
                      "SELECT author, author_name, text FROM note" OF_PAGE,
                      PAGE_OF(m)),
               error) &&
           read_rows(m, take_apart,
                     db_ask(m->d, error,
                            "SELECT author, author_name, subject, text"
                            " FROM apart" OF_PAGE,
                            PAGE_OF(m)),
                     error);
}

static bool read_desk(making *m, GError **error)
{
    return read_rows(m, take_participant,
                     db_ask(m->d, error,
                            "SELECT address, name FROM participant"
                            " WHERE ticket = ? ORDER BY address",
                            DB_I(m->ticket)),
                     error) &&
           read_rows(m, take_value,
                     db_ask(m->d, error,
                            "SELECT text FROM field_value WHERE owner_kind = 0"
                            " AND owner = ? ORDER BY field",
                            DB_I(m->ticket)),
                     error) &&
           read_entries(m, error) &&
           read_rows(m, take_file,
                     db_ask(m->d, error,
                            "SELECT name FROM attachment" OF_PAGE ", position",
                            PAGE_OF(m)),
                     error);
}

bool search_doc_read(db *d, search_which which, int64_t ticket, int64_t page,
                     search_doc *doc, GError **error)
{
    g_autoptr(GHashTable) people =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    making m = {.d = d,
                .which = which,
                .ticket = ticket,
                .page = page,
                .people = people};

    *doc = (search_doc){.none = false};
    for (int i = 0; i < SEARCH_COLUMNS; i++)
        m.columns[i] = g_string_new(NULL);
    bool fine = read_head(&m, doc, error) &&
                (doc->none || (which == SEARCH_PUBLIC ? read_public(&m, error)
                                                      : read_desk(&m, error)));
    for (int i = 0; i < SEARCH_COLUMNS; i++)
        doc->columns[i] = g_string_free(m.columns[i], FALSE);
    doc->empty = page > 0 && m.entries == 0;
    if (!fine)
        search_doc_clear(doc);
    return fine;
}

bool search_doc_holds(db *d, search_which which, int64_t ticket,
                      const search_query *q, bool *holds, GError **error)
{
    int64_t pages = 1;

    *holds = false;
    for (int64_t page = 0; page < pages && !*holds; page++) {
        g_auto(search_doc) doc = {.none = true};

        if (!search_doc_read(d, which, ticket, page, &doc, error))
            return false;
        pages = doc.none ? 0 : doc.pages;
        *holds = !doc.none &&
                 search_query_holds(q, (const char *const *)doc.columns);
    }
    return true;
}
