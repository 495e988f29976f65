/* test_account: who may see which requests, through the composer's handle:
 * the ways by which somebody could come to see what is another's. */
#include "lib/store_fixture.h"

#include "store/account.h"
#include "store/db.h"
#include "store/moved.h"

#define NOW INT64_C(1795000000000)
#define DAY INT64_C(86400000)

/* A request's subject is a letter. Companies are Acme and Bolt. */
typedef struct desk {
    fixture *f;
    store_public *p;
    int64_t acme, bolt;
    GHashTable *ids; /* letter -> int64_t* */
} desk;

static void sql(desk *d, const char *text)
{
    GError *error = NULL;

    assert_true(db_write(d->f->s->db, &error, text, DB_END));
    assert_fine(error);
}

/* As the book of the desk has it: whose handle it is. */
static void handle(desk *d, const char *address, const char *person,
                   int64_t company)
{
    GError *error = NULL;

    assert_true(db_write(d->f->s->db, &error,
                         "INSERT INTO handle (handle, person, company)"
                         " VALUES (?, ?, ?)",
                         DB_S(address), DB_S(person), DB_I(company)));
    assert_fine(error);
}

static void contact(desk *d, const char *person)
{
    GError *error = NULL;
    const store_person p = {.address = (char *)person};

    assert_true(store_person_put(d->f->s, &p, &error));
    assert_true(db_write(d->f->s->db, &error,
                         "UPDATE person SET contact = 1 WHERE address = ?",
                         DB_S(person)));
}

static int64_t id_of(desk *d, char letter)
{
    return *(int64_t *)g_hash_table_lookup(d->ids, GINT_TO_POINTER(letter));
}

static void ticket(desk *d, char letter, const char *customer, int64_t company,
                   const char *more)
{
    GError *error = NULL;
    char subject[] = {letter, '\0'};
    g_autoptr(store_ticket) t = sample_ticket(subject, NOW);
    store_participant p = {(char *)customer, NULL, STORE_CUSTOMER, 0};

    g_free(t->customer);
    t->customer = g_strdup(customer);
    t->company = company;
    t->staff = strstr(more, "staff") != NULL;
    t->open = strstr(more, "closed") == NULL;
    assert_true(store_ticket_add(d->f->s, t, &error));
    assert_true(store_participant_add(d->f->s, t->id, &p, &error));
    g_hash_table_insert(d->ids, GINT_TO_POINTER(letter),
                        g_memdup2(&t->id, sizeof t->id));
}

static void cc(desk *d, char letter, const char *who)
{
    GError *error = NULL;
    store_participant p = {(char *)who, NULL, STORE_CC, 0};

    assert_true(store_participant_add(d->f->s, id_of(d, letter), &p, &error));
}

static int64_t new_company(desk *d, const char *name)
{
    GError *error = NULL;
    store_company k = {.name = (char *)name, .zone = (char *)"Europe/Oslo"};

    assert_true(store_company_put(d->f->s, &k, &error));
    return k.id;
}

/* kari and per are of Acme, she speaks for it and has a second address; bo
 * speaks for Bolt; ola is of Acme by its domain alone; eve is of nobody. */
static void fill(desk *d)
{
    GError *error = NULL;

    d->acme = new_company(d, "Acme");
    d->bolt = new_company(d, "Bolt");
    assert_true(store_domain_set(d->f->s, "acme.example", d->acme, &error));
    handle(d, "kari@acme.example", "kari@acme.example", d->acme);
    handle(d, "kari@home.example", "kari@acme.example", d->acme);
    handle(d, "tel:+4722334455", "kari@acme.example", d->acme);
    handle(d, "per@acme.example", "per@acme.example", d->acme);
    handle(d, "bo@bolt.example", "bo@bolt.example", d->bolt);
    handle(d, "una@bolt.example", "una@bolt.example", d->bolt);
    contact(d, "kari@acme.example");
    contact(d, "bo@bolt.example");
    ticket(d, 'k', "kari@acme.example", d->acme, "");
    ticket(d, 'h', "kari@home.example", d->acme, "");
    ticket(d, 't', "tel:+4722334455", d->acme, "");
    ticket(d, 'p', "per@acme.example", d->acme, "");
    ticket(d, 'o', "ola@acme.example", d->acme, "");
    ticket(d, 'c', "per@acme.example", d->acme, "closed");
    ticket(d, 'b', "bo@bolt.example", d->bolt, "");
    ticket(d, 'u', "una@bolt.example", d->bolt, "");
    ticket(d, 'e', "eve@evil.example", 0, "");
    ticket(d, 's', "anna@example.org", d->acme, "staff");
}

static int setup(void **state)
{
    GError *error = NULL;
    desk *d = g_new0(desk, 1);
    void *inner = NULL;

    fixture_setup(&inner);
    d->f = inner;
    d->ids = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    store_begin_deciding(d->f->s, &error);
    fill(d);
    store_commit(d->f->s, &error);
    assert_fine(error);
    d->p = store_public_open(FILE_OF(d->f->path), &error);
    assert_fine(error);
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    desk *d = *state;
    void *inner = d->f;

    store_public_close(d->p);
    g_hash_table_unref(d->ids);
    fixture_teardown(&inner);
    g_free(d);
    return 0;
}

static int by_letter(const void *a, const void *b)
{
    return *(const char *)a - *(const char *)b;
}

/* Subjects of all that he gets, sorted; caller frees. What a list has can be
 * shown, and nothing else. */
static char *sees(desk *d, const char *who, bool proved, bool company, bool all)
{
    GError *error = NULL;
    g_autoptr(store_account) a =
        store_public_account(d->p, who, proved, &error);
    store_account_ask ask = {.company = company, .open = !all};
    bool more = true;
    g_autoptr(GPtrArray) found =
        a ? store_public_requests(d->p, a, &ask, &more, &error) : NULL;
    char *letters = g_new0(char, 32);

    assert_fine(error);
    assert_false(more);
    for (unsigned i = 0; i < found->len; i++)
        letters[i] = *((store_ticket *)found->pdata[i])->subject;
    qsort(letters, found->len, 1, by_letter);
    return letters;
}

static char *can_show(desk *d, const char *who, bool proved)
{
    GError *error = NULL;
    g_autoptr(store_account) a =
        store_public_account(d->p, who, proved, &error);
    char *letters = g_new0(char, 32);
    GHashTableIter all;
    void *key, *id;
    unsigned n = 0;

    g_hash_table_iter_init(&all, d->ids);
    while (g_hash_table_iter_next(&all, &key, &id)) {
        g_autoptr(store_ticket) t =
            store_public_request(d->p, a, *(int64_t *)id, &error);
        assert_fine(error);
        if (t)
            letters[n++] = (char)GPOINTER_TO_INT(key);
    }
    qsort(letters, n, 1, by_letter);
    return letters;
}

/* ---- what happens before he asks ---- */

static void nothing(desk *d)
{
}
static void second_gone(desk *d)
{
    sql(d, "DELETE FROM handle WHERE handle = 'kari@home.example'");
}
static void first_gone(desk *d)
{
    sql(d, "DELETE FROM handle WHERE handle = 'kari@acme.example'");
}
static void flag_gone(desk *d)
{
    sql(d, "UPDATE person SET contact = 0");
}
static void domain_gone(desk *d)
{
    sql(d, "DELETE FROM domain");
}
static void moved_over(desk *d)
{
    sql(d, "UPDATE handle SET company = 2 WHERE person = 'kari@acme.example'");
}
static void left_company(desk *d)
{
    sql(d, "DELETE FROM handle WHERE person = 'per@acme.example'");
    sql(d, "DELETE FROM domain");
}
static void bo_in_cc(desk *d)
{
    cc(d, 'p', "bo@bolt.example");
}
static void eve_in_cc(desk *d)
{
    cc(d, 'p', "eve@evil.example");
}
static void per_in_cc(desk *d)
{
    cc(d, 'o', "per@acme.example");
}
static void ola_contact(desk *d)
{
    contact(d, "ola@acme.example");
}
static void eve_contact(desk *d)
{
    contact(d, "eve@evil.example");
}
static void merged(desk *d)
{
    GError *error = NULL;
    g_autoptr(store_ticket) t =
        store_ticket_get(d->f->s, id_of(d, 'u'), &error);

    t->merged_into = id_of(d, 'p'); /* Bolt's became part of Acme's */
    assert_true(store_ticket_update(d->f->s, t, &error));
}
static void both_merged(desk *d)
{
    merged(d);
    cc(d, 'p', "una@bolt.example");
}
static void bolt_has_acmes_domain(desk *d)
{
    sql(d, "UPDATE domain SET company = 2");
}

static const struct {
    const char *name;
    void (*before)(desk *d);
    const char *who;
    bool proved, company, all;
    const char *list; /* letters */
    const char *show; /* those that /show #N gives */
} rows[] = {
    /* his own */
    {"hers, by each handle", nothing, "kari@acme.example", true, false, false,
     "hkt", "chkopt"},
    {"the same from the second", nothing, "kari@home.example", true, false,
     false, "hkt", "chkopt"},
    {"unproved as well: it goes to her", nothing, "kari@acme.example", false,
     false, false, "hkt", "chkopt"},
    {"open ones", nothing, "per@acme.example", true, false, false, "p", "cp"},
    {"closed ones", nothing, "per@acme.example", true, false, true, "cp", "cp"},
    {"one in Cc of his company", per_in_cc, "per@acme.example", true, false,
     false, "op", "cop"},
    {"of no company", nothing, "eve@evil.example", true, false, false, "e",
     "e"},
    /* his company's, by its contact person alone */
    {"all of Acme", nothing, "kari@acme.example", true, true, false, "hkopt",
     "chkopt"},
    {"also closed ones", nothing, "kari@acme.example", true, true, true,
     "chkopt", "chkopt"},
    {"not by per", nothing, "per@acme.example", true, true, true, "", "cp"},
    {"nor by ola", nothing, "ola@acme.example", true, true, true, "", "o"},
    {"nor by eve", nothing, "eve@evil.example", true, true, true, "", "e"},
    {"nor by an operator's address", nothing, "anna@example.org", true, true,
     true, "", ""},
    {"bo has Bolt's", nothing, "bo@bolt.example", true, true, true, "bu", "bu"},
    /* who looks like one of them */
    {"a name that is near", nothing, "kari@acme.exampl", true, true, true, "",
     ""},
    {"a sub-domain", nothing, "kari@mail.acme.example", true, true, true, "",
     ""},
    {"a domain that ends so", nothing, "kari@notacme.example", true, true, true,
     "", ""},
    {"a plus part", nothing, "kari+x@acme.example", true, true, true, "", ""},
    {"a letter of another alphabet", nothing,
     "kari@\xd0\xb0"
     "cme.example",
     true, true, true, "", ""},
    {"a wildcard", nothing, "%@acme.example", true, true, true, "", ""},
    {"another one", nothing, "____@acme.example", true, true, true, "", ""},
    {"a quote", nothing, "' OR '1'='1", true, true, true, "", ""},
    {"nobody", nothing, "", true, true, true, "", ""},
    {"a domain alone", nothing, "acme.example", true, true, true, "", ""},
    {"a handle that is a telephone", nothing, "tel:+4722334455", false, true,
     true, "chkopt", "chkopt"},
    /* what somebody was once */
    {"her second address is taken away", second_gone, "kari@home.example", true,
     true, true, "", ""},
    {"and shows her nothing of Acme's", second_gone, "kari@home.example", true,
     false, true, "", ""},
    {"nor does she see from the first what came by it", second_gone,
     "kari@acme.example", true, false, true, "kt", "chkopt"},
    {"her first one is", first_gone, "kari@acme.example", true, true, true, "",
     "k"},
    {"she does not speak for Acme any more", flag_gone, "kari@acme.example",
     true, true, true, "", "hkt"},
    {"she went over to Bolt", moved_over, "kari@acme.example", true, false,
     true, "", "bu"},
    {"and speaks for it", moved_over, "kari@acme.example", true, true, true,
     "bu", "bu"},
    {"he left", left_company, "per@acme.example", true, false, true, "", ""},
    {"a domain is nobody's", domain_gone, "ola@acme.example", true, false, true,
     "", ""},
    {"a domain is another's", bolt_has_acmes_domain, "ola@acme.example", true,
     true, true, "", ""},
    /* in Cc of another company's */
    {"bo in Cc of Acme's", bo_in_cc, "bo@bolt.example", true, false, true, "b",
     "bu"},
    {"bo's company does not get it", bo_in_cc, "bo@bolt.example", true, true,
     true, "bu", "bu"},
    {"eve in Cc of Acme's", eve_in_cc, "eve@evil.example", true, false, true,
     "e", "e"},
    /* a flag without a listed address is nothing */
    {"a contact person by the domain alone", ola_contact, "ola@acme.example",
     true, true, true, "", "o"},
    {"one of no company", eve_contact, "eve@evil.example", true, true, true, "",
     "e"},
    /* what became part of another company's */
    {"Bolt's became part of Acme's", merged, "una@bolt.example", true, false,
     true, "", ""},
    {"Bolt does not see Acme's through it", merged, "bo@bolt.example", true,
     true, true, "b", "b"},
    {"and she takes part", both_merged, "una@bolt.example", true, false, true,
     "", ""},
};

static void test_who_sees_what(void **state)
{
    unsigned wrong = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        void *one = NULL;
        GError *error = NULL;
        setup(&one);
        desk *d = one;
        store_begin_deciding(d->f->s, &error);
        rows[i].before(d);
        store_commit(d->f->s, &error);
        assert_fine(error);
        g_autofree char *list =
            sees(d, rows[i].who, rows[i].proved, rows[i].company, rows[i].all);
        g_autofree char *show = can_show(d, rows[i].who, rows[i].proved);
        if (strcmp(list, rows[i].list) != 0 ||
            strcmp(show, rows[i].show) != 0) {
            print_error("%s: list %s (not %s), show %s (not %s)\n",
                        rows[i].name, list, rows[i].list, show, rows[i].show);
            wrong++;
        }
        teardown(&one);
    }
    assert_int_equal(wrong, 0);
}

/* A number that there is not, and one that is another's, are the same. */
static void test_no_number_tells_anything(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    static const int64_t strange[] = {0, -1, 1, 99999, INT64_MAX, INT64_MIN};
    g_autoptr(store_account) a =
        store_public_account(d->p, "bo@bolt.example", true, &error);

    for (size_t i = 0; i < G_N_ELEMENTS(strange); i++) {
        assert_null(store_public_request(d->p, a, strange[i], &error));
        assert_fine(error);
    }
    assert_null(store_public_request(d->p, a, id_of(d, 'p'), &error));
    assert_fine(error);
}

/* Where what is not proved goes. */
static void test_record(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    static const struct {
        const char *who, *record;
    } known[] = {
        {"kari@acme.example", "kari@acme.example"},
        {"kari@home.example", "kari@acme.example"},
        {"tel:+4722334455", "kari@acme.example"},
        {"per@acme.example", "per@acme.example"},
        {"ola@acme.example", NULL}, /* the desk was not told of her */
        {"eve@evil.example", NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        g_autoptr(store_account) a =
            store_account_of(d->f->s, known[i].who, false, &error);
        assert_fine(error);
        if (g_strcmp0(a->record, known[i].record) != 0)
            fail_msg("%s: %s", known[i].who, a->record);
    }
    store_begin_deciding(d->f->s, &error);
    first_gone(d);
    store_commit(d->f->s, &error);
    g_autoptr(store_account) a =
        store_account_of(d->f->s, "kari@home.example", false, &error);
    assert_string_equal(a->record, "kari@home.example");
}

/* Without who worked, and what she noted. */
static void test_time(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    store_time t = {.ticket = id_of(d, 'p'),
                    .service = 1,
                    .who = (char *)"anna",
                    .work = (char *)"remote",
                    .at_ms = NOW,
                    .booked_ms = NOW,
                    .booked_by = (char *)"anna",
                    .min = 20,
                    .bill_min = 30,
                    .cost_minor = 5000,
                    .what = (char *)"a fool"};

    store_begin_deciding(d->f->s, &error);
    assert_true(store_time_add(d->f->s, &t, &error));
    store_commit(d->f->s, &error);
    g_autoptr(GPtrArray) all =
        store_public_times(d->p, t.ticket, 0, 0, 0, &error);
    g_autoptr(GPtrArray) later =
        store_public_times(d->p, t.ticket, 0, NOW + 1, NOW + DAY, &error);
    assert_fine(error);
    assert_int_equal(all->len, 1);
    assert_int_equal(later->len, 0);
    const store_time *one = all->pdata[0];
    assert_int_equal(one->bill_min, 30);
    assert_int_equal(one->min, 0);
    assert_int_equal(one->cost_minor, 0);
    assert_string_equal(one->who, "");
    assert_string_equal(one->what, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_sees_what),
        cmocka_unit_test_setup_teardown(test_no_number_tells_anything, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_record, setup, teardown),
        cmocka_unit_test_setup_teardown(test_time, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
