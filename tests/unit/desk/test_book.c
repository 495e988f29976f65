/* test_book: asks about companies, persons, contracts, services and rates;
 * tables that are imported; and that what is kept is what was said. */
#include "desk/book_store.h"
#include "lib/desk_fixture.h"
#include "store/company.h"
#include "store/people.h"
#include "store/statement.h"
#include "store/store_config.h"

#include <sys/stat.h>

static config *desk;

static int setup(void **state)
{
    fixture_more =
        "[sla standard]\nfirst_reply = 6h\n"
        "[sla vip]\nfirst_reply = 1h\n"
        "[calendar oslo]\nzone = Europe/Oslo\nweekdays = 08:00-16:00\n"
        "[work support]\n[work care]\ntitle = Wartung\n"
        "[field tier]\ntitle = Tier\nof = company\ntype = choice\n"
        "choices = gold; silver\n"
        "[field badge]\ntitle = Badge\nof = person\ntype = number\n"
        "[field order]\ntitle = Order\n";
    desk = fixture_config(FALSE);
    return 0;
}

static int teardown(void **state)
{
    config_free(desk);
    return 0;
}

/* One line of asks: what it says, as "+name=Acme|zone=UTC|" (+ new, ~ changed,
 * = as it was), or "!words". */
static char *ask(book *b, const char *line)
{
    g_auto(GStrv) words = book_split(line);
    fault *wrong = NULL;
    g_auto(book_done) done = {0};
    GString *out = g_string_new(NULL);
    book_kind kind = book_kind_named(words[0]);

    assert_true(kind < BOOK_KINDS);
    g_autoptr(GArray) columns = book_columns(desk, kind);
    g_autoptr(book_ask) a =
        book_ask_read(desk, kind, (const char *const *)words + 1, &wrong);
    if (!wrong)
        wrong = book_do(b, a, FIXTURE_NOW, &done);
    if (wrong) {
        g_autofree char *said = fault_words(wrong);
        g_string_append_printf(out, "!%s", said);
        fault_free(wrong);
        return g_string_free(out, FALSE);
    }
    for (guint i = 0; i < done.rows->len; i++) {
        const book_row *r = done.rows->pdata[i];
        g_string_append_printf(out, "%s%s", i ? "; " : "",
                               a->verb >= BOOK_SHOW ? ""
                               : done.made          ? "+"
                               : done.changed       ? "~"
                                                    : "=");
        for (guint n = 0; n < columns->len; n++) {
            const char *name = g_array_index(columns, book_column, n).name;
            if (book_value(r, name))
                g_string_append_printf(out, "%s=%s|", name,
                                       book_value(r, name));
        }
    }
    return g_string_free(out, FALSE);
}

/* Rows that are asked one after the other, in one book. */
static void test_asks(void **state)
{
    static const struct {
        const char *line, *says;
    } rows[] = {
        {"company add Acme ext=A-1 zone=Europe/Oslo",
         "+name=Acme|ext=A-1|zone=Europe/Oslo|"},
        {"company add Acme ext=A-1", "=name=Acme|ext=A-1|zone=Europe/Oslo|"},
        {"company add \"Acme AS\" --ext A-1 --zone UTC",
         "~name=Acme AS|ext=A-1|zone=UTC|"},
        {"company set A-1 zone= manager=anna@example.org tier=GOLD",
         "~name=Acme AS|ext=A-1|manager=anna|tier=gold|"},
        {"company set A-1 domains=\"example.com Example.NET\"",
         "~name=Acme AS|ext=A-1|domains=example.com "
         "example.net|manager=anna|tier=gold|"},
        {"company set A-1 domains=-example.com",
         "~name=Acme AS|ext=A-1|domains=example.net|manager=anna|tier=gold|"},
        {"company add Thief domains=Example.net",
         "!example.net is a domain of Acme AS (A-1)"},
        {"company add Beta", "+name=Beta|"},
        {"company add Beta", "=name=Beta|"},
        {"company add \"Acme AS\"", "!there is a company Acme AS already"},
        {"company add Beta ext=B-2", "+name=Beta|ext=B-2|"},
        {"company show Beta",
         "!several are called Beta; name the company by ext or number"},
        {"company set B-2 ext=A-1", "!there is a company A-1 already"},
        {"company list tier=gold",
         "name=Acme AS|ext=A-1|domains=example.net|manager=anna|tier=gold|"},
        {"company set A-1 tier=bronze",
         "!Tier cannot be bronze; choose from: gold, silver"},
        {"company set A-1 order=7",
         "!company has no order; it has: name, ext, domains, zone, language, "
         "manager, tier"},
        {"company set A-1 zon=UTC", "!company has no zon; did you mean zone?"},
        {"company set A1 zone=UTC",
         "!there is no company A1; did you mean A-1?"},
        {"company set A-1 name=", "!a company needs name="},
        {"company set A-1 manager=ana",
         "!there is no manager ana; did you mean anna?"},
        {"company set A-1 zone=UTC zone=UTC", "!zone stands there twice"},
        {"company set A-1 zone=\xff", "!zone=\xef\xbf\xbd is not UTF-8"},
        {"company set A-1 x y=z",
         "!x is one word too many: quote names of several words, and write "
         "the rest as NAME=VALUE"},
        {"company set A-1", "!set what? Write company set NAME COLUMN=VALUE"},
        {"company show", "!which one? Write company show NAME"},
        {"company drop A-1", "!write add, set, show or list after company"},
        {"company add #7", "+name=#7|"},
        {"company add X ext=#7", "!ext cannot be #7; write it as A-17"},

        {"person add Kari@Example.com company=A-1 contact=yes name=Kari",
         "+handles=kari@example.com|name=Kari|company=A-1|contact=yes|"},
        {"person set kari@example.com handles=\"+tel:+47 +chat:Kari\"",
         "!handles cannot be +tel:+47 +chat:Kari; write it as "
         "kari@example.com tel:+4722334455 chat:kari"},
        {"person set kari@example.com handles=\"+chat:Kari "
         "+tel:+4722334455\" badge=1,5",
         "~handles=kari@example.com chat:kari "
         "tel:+4722334455|name=Kari|company=A-1|contact=yes|badge=1.5|"},
        {"person show \"+47 22 33 44 55\"",
         "handles=kari@example.com chat:kari "
         "tel:+4722334455|name=Kari|company=A-1|contact=yes|badge=1.5|"},
        {"person set chat:kari handles=chat:kari",
         "!kari@example.com names the person and stays; postern person "
         "retire changes it"},
        {"person add support@example.org",
         "!support@example.org is the desk itself"},
        {"person add olga@example.org",
         "!olga@example.org is the address of an operator"},

        /* who changes company does not speak for the next one by that */
        {"person add per@example.com company=A-1 contact=yes",
         "+handles=per@example.com|company=A-1|contact=yes|"},
        {"person set per@example.com company=B-2",
         "~handles=per@example.com|company=B-2|"},
        {"person add per@example.com company=A-1 contact=yes",
         "~handles=per@example.com|company=A-1|contact=yes|"},
        {"person set per@example.com name=Per",
         "~handles=per@example.com|name=Per|company=A-1|contact=yes|"},
        {"person add per@example.com company=B-2",
         "~handles=per@example.com|name=Per|company=B-2|"},

        {"contract add A-1 ext=C-1 sla=standard until=2027-12-31 currency=nok",
         "+company=A-1|ext=C-1|sla=standard|from=2027-01-15|until=2027-12-31|"
         "currency=NOK|"},
        {"contract set C-1 until=2026-12-31", "!it ends before it begins"},
        {"contract set C-1 until=31.12.2027",
         "!until cannot be 31.12.2027; write it as 2026-12-31, 1y, 30d"},
        {"contract set C-1 sla=standart",
         "!there is no sla standart; did you mean standard?"},
        {"contract set C-1 costs=maybe",
         "!costs cannot be maybe; write it as yes, no"},
        {"contract set C-1 currency=kroner",
         "!currency cannot be kroner; write it as EUR"},
        {"contract add Gamma ext=C-2",
         "!there is no company Gamma; there are: A-1, Acme AS, Beta, Beta, "
         "B-2, Beta, #7, #7"},
        {"service add Hosting contract=C-1 ext=S-1 hours=12,5 carry=ja "
         "calendar=always",
         "+name=Hosting|contract=C-1|ext=S-1|calendar=always|hours=12.50|carry="
         "yes|"},
        {"service set S-1 hours=0 carry=no",
         "~name=Hosting|contract=C-1|ext=S-1|calendar=always|"},
        {"service set S-1 hours=-1",
         "!hours cannot be -1; write it as 20, 12.5, 12:30"},
        {"service set S-1 hours=0.001",
         "!hours cannot be 0.001; write it as 20, 12.5, 12:30"},
        {"service add Alone", "!a service needs contract="},
        {"service set S-1 works=\"support Wartung\"",
         "~name=Hosting|contract=C-1|ext=S-1|calendar=always|works=support "
         "care|"},
        {"service set S-1 works=suport",
         "!there is no works suport; did you mean support?"},
        {"rate add C-1 price=10 work=car",
         "!there is no work car; did you mean care?"},
        {"rate add C-1 service=S-1 price=80,50",
         "+contract=C-1|service=S-1|from=2027-01-15|price=80.50|mode=actual|"
         "factor=100|"},
        {"rate add C-1 service=S-1 price=90 from=2027-01-15",
         "~contract=C-1|service=S-1|from=2027-01-15|price=90.00|mode=actual|"
         "factor=100|"},
        {"rate add C-1 price=80 mode=norm", "!a rate needs norm="},
        {"rate add C-1 price=-1", "!price cannot be -1; write it as 80, 80.50"},
        {"rate add C-1 price=80.505",
         "!price cannot be 80.505; write it as 80, 80.50"},
    };
    g_autoptr(book) b = book_new(desk);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *says = ask(b, rows[i].line);
        if (strcmp(says, rows[i].says) != 0)
            fail_msg("%s\nsays %s\nnot  %s", rows[i].line, says, rows[i].says);
    }
}

/* What is kept in a contract's money, or of its company, keeps both. */
static void test_money(void **state)
{
    static const struct {
        int64_t contract;
        store_money has;
        const char *line, *says;
    } rows[] = {
        {1, STORE_MONEY_NONE, "contract set C currency=JPY", "~"},
        {1, STORE_MONEY_PRICED, "contract set C currency=JPY", "!currency"},
        {1, STORE_MONEY_BILLED, "contract set C currency=", "!currency"},
        {1, STORE_MONEY_BILLED, "contract set C currency=EUR", "="},
        {1, STORE_MONEY_PRICED, "contract set C company=Bolt", "~"},
        {1, STORE_MONEY_BILLED, "contract set C company=Bolt", "!company"},
        {2, STORE_MONEY_BILLED, "contract set D currency=EUR", "~"},
        {2, STORE_MONEY_PRICED, "contract set D currency=JPY", "!currency"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(book) b = book_new(desk);
        int64_t id = rows[i].contract;
        g_free(ask(b, "company add Acme"));
        g_free(ask(b, "company add Bolt"));
        book_add(b, BOOK_CONTRACT, 1,
                 json_pack("{s:s,s:s,s:s}", "ext", "C", "company", "Acme",
                           "currency", "EUR"));
        book_add(b, BOOK_CONTRACT, 2,
                 json_pack("{s:s,s:s}", "ext", "D", "company", "Acme"));
        g_hash_table_insert(b->money, g_memdup2(&id, sizeof id),
                            GINT_TO_POINTER((int)rows[i].has));
        g_autofree char *is = ask(b, rows[i].line);
        if (!g_str_has_prefix(is, rows[i].says))
            fail_msg("%s: %s", rows[i].line, is);
    }
}

static void test_split(void **state)
{
    static const struct {
        const char *text, *words;
    } rows[] = {
        {"add Acme zone=UTC", "add|Acme|zone=UTC"},
        {"add \"Acme AS\"  name=\"Big one\"", "add|Acme AS|name=Big one"},
        {"add «Рога и копыта»", "add|Рога и копыта"},
        {"add “A b” ‘c d’", "add|A b|c d"},
        {"add\xc2\xa0X", "add|X"},
        {"add O'Neill's", "add|O'Neill's"},
        {"add \"open", "add|\"open"},
        {"", ""},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(GStrv) words = book_split(rows[i].text);
        g_autofree char *all = g_strjoinv("|", words);
        assert_string_equal(all, rows[i].words);
    }
}

/* ---- with a store ---- */

typedef struct kept {
    char *folder, *path;
    store *s;
} kept;

static kept keep(void)
{
    GError *error = NULL;
    kept k = {.folder = g_dir_make_tmp("postern-book-XXXXXX", &error)};

    k.path = g_build_filename(k.folder, "store.db", NULL);
    chmod(k.folder, 0755);
    const config_store where = {.path = k.path};
    assert_true(store_create(&where, &error));
    k.s = store_open(&where, &error);
    assert_non_null(k.s);
    return k;
}

static void drop(kept *k)
{
    static const char *const ends[] = {"", "-wal", "-shm"};

    store_close(k->s);
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
        g_autofree char *path = g_strconcat(k->path, ends[i], NULL);
        g_unlink(path);
    }
    g_rmdir(k->folder);
    g_free(k->folder);
    g_free(k->path);
}

/* "added/changed/same", or what is wrong. */
static char *import(kept *k, book_kind kind, const char *table)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) wrong = g_ptr_array_new_with_free_func(g_free);
    book_counts n = {0};

    assert_true(store_begin_deciding(k->s, &error));
    g_autoptr(book) b = book_read(k->s, desk, BOOK_BIT(kind), &error);
    assert_non_null(b);
    if (book_import(b, kind, table, strlen(table), FIXTURE_NOW, &n, wrong) &&
        !book_save_all(k->s, b, FIXTURE_NOW, &error))
        fail_msg("%s", error->message);
    assert_true(store_commit(k->s, &error));
    g_ptr_array_add(wrong, NULL);
    return wrong->len > 1
               ? g_strjoinv("; ", (char **)wrong->pdata)
               : g_strdup_printf("%u/%u/%u", n.added, n.changed, n.same);
}

static char *export(kept *k, book_kind kind)
{
    GError *error = NULL;
    g_autoptr(book) b = book_read(k->s, desk, BOOK_BIT(kind), &error);

    assert_non_null(b);
    return book_export(b, kind);
}

/* Tables in the order in which they need each other: what is imported, said a
 * second time, exported and imported again, stays what it is. */
static void test_tables(void **state)
{
    static const struct {
        book_kind kind;
        const char *table, *first;
    } rows[] = {
        {BOOK_COMPANY,
         "name,ext,domains,zone,language,manager,tier\n"
         "Acme,A-1,example.com example.net,Europe/Oslo,nb,anna,gold\n"
         "\"Beta, \"\"B\"\"\",3,,,,,\n'=Gamma,G,,,,,silver\n",
         "3/0/0"},
        {BOOK_PERSON,
         "ext;handles;name;company;contact;badge\n"
         "P1;\"kari@example.com tel:+4722334455 chat:kari\";Kari;A-1;yes;7\n"
         "P2;per@beta.example;Per;3;;\n;ola@beta.example;;3;no;\n",
         "3/0/0"},
        {BOOK_CONTRACT,
         "ext,company,name,sla,from,until,currency,costs,fallback\n"
         "C-1,A-1,Care 2026,vip,2026-01-01,2026-12-31,NOK,yes,standard\n"
         "C-2,3,,,2026-02-01,,,,\n",
         "2/0/0"},
        {BOOK_SERVICE,
         "name,contract,ext,hours,carry,round,calendar\n"
         "Hosting,C-1,S-1,20,yes,15,oslo\nMail,C-1,,12:20,,,\n",
         "2/0/0"},
        {BOOK_RATE,
         "contract,service,work,from,price,mode,norm,factor\n"
         "C-1,S-1,,2026-01-01,950.50,actual,,100\n"
         "C-1,,,2026-01-01,800,norm,30,150\n",
         "2/0/0"},
    };
    kept k = keep();

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *first = import(&k, rows[i].kind, rows[i].table);
        assert_string_equal(first, rows[i].first);
        g_autofree char *out = export(&k, rows[i].kind);
        g_autofree char *again = import(&k, rows[i].kind, out);
        if (!g_str_has_prefix(again, "0/0/"))
            fail_msg("%s: %s\n%s", rows[i].table, again, out);
        g_autofree char *same = export(&k, rows[i].kind);
        assert_string_equal(same, out);
    }
    drop(&k);
}

/* All lines with errors are told, and nothing is kept. */
static void test_errors(void **state)
{
    kept k = keep();
    g_autofree char *wrong =
        import(&k, BOOK_COMPANY,
               "name,ext,zone\nAcme,A-1,UTC\n,A-2,\nBeta,A-3,Mars\n"
               "Acme 2,A-4\n\"two\nlines\",A-5,\n");
    g_autofree char *header = import(&k, BOOK_COMPANY, "nmae,exxt,zone,zone\n");
    g_autofree char *empty = import(&k, BOOK_COMPANY, "");
    g_autofree char *none = export(&k, BOOK_COMPANY);

    assert_string_equal(
        wrong, "3: a company needs name=; 4: zone cannot be Mars; write it as "
               "Europe/Oslo; 5: it has 2 cells, and the header has 3; 6: name "
               "is one line of at most 200 characters");
    assert_string_equal(header,
                        "1: company has no nmae; did you mean name?; 1: "
                        "company has no exxt; did you mean ext?; 1: zone "
                        "stands there twice");
    assert_string_equal(empty, "1: the table is empty");
    assert_string_equal(none,
                        "name,ext,domains,zone,language,manager,tier\r\n");
    drop(&k);
}

/* An address that was known alone becomes a person's; another's stays his. */
static void test_handles(void **state)
{
    GError *error = NULL;
    kept k = keep();
    g_autofree char *companies =
        import(&k, BOOK_COMPANY, "name,ext\nAcme,A-1\nBeta,B-1\n");

    assert_string_equal(companies, "2/0/0");
    assert_true(store_begin_deciding(k.s, &error));
    assert_true(store_handle_set(k.s, "per@example.com", 1, &error));
    assert_true(store_commit(k.s, &error));
    g_autofree char *added = import(
        &k, BOOK_PERSON,
        "handles,ext,company\nkari@example.com per@example.com,P1,B-1\n");
    assert_string_equal(added, "1/0/0");
    g_autofree char *id = store_person_of(k.s, "per@example.com", &error);
    assert_string_equal(id, "kari@example.com");
    assert_int_equal(store_company_for(k.s, "per@example.com", false, &error),
                     2);
    g_autofree char *taken =
        import(&k, BOOK_PERSON, "handles,ext\nper@example.com,P2\n");
    assert_string_equal(taken, "2: there is a person per@example.com already");
    g_autofree char *less = import(
        &k, BOOK_PERSON, "handles,ext,company\nkari@example.com,P1,A-1\n");
    assert_string_equal(less, "0/1/0");
    assert_null(store_person_of(k.s, "per@example.com", &error));
    assert_int_equal(store_company_for(k.s, "kari@example.com", false, &error),
                     1);
    drop(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_money),  cmocka_unit_test(test_split),
        cmocka_unit_test(test_asks),   cmocka_unit_test(test_tables),
        cmocka_unit_test(test_errors), cmocka_unit_test(test_handles),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
