/* test_refusal: which spam the milter refuses, and which it never does. */
#include "lib/desk_fixture.h"

#include "base/err.h"
#include "roles/milter_spam.h"

#define TOKEN "abcdefghijklmnopqrstuvwxyz234567"

static double score; /* that the scan role gives; below 0: it is away */
static double probability = 0.5; /* -1: too little is learned */
static unsigned asked;

verdict *__wrap_scan_verdict(const char *socket, GBytes *raw, int64_t wait_ms,
                             GBytes **kept, GError **error);
verdict *__wrap_scan_verdict(const char *socket, GBytes *raw, int64_t wait_ms,
                             GBytes **kept, GError **error)
{
    assert_true(wait_ms > 0 && wait_ms <= 60000);
    asked++;
    *kept = NULL;
    if (score < 0) {
        err_set(error, ERR_NET, "away");
        return NULL;
    }
    verdict *v = verdict_new();
    v->score = score;
    v->probability = probability;
    *kept = g_bytes_new_static("kept", 4);
    return v;
}

typedef struct row {
    const char *name;
    double score;
    const char *sender, *login, *to, *header;
    bool asks, refused;
} row;

#define PER     "per@example.com"
#define SUPPORT "support@example.org"
#define PLAIN   "From: Per <per@example.com>\r\nSubject: Buy\r\n\r\nBuy.\r\n"

static const row rows[] = {
    {"spam", 8, PER, NULL, SUPPORT, PLAIN, true, true},
    {"not enough", 7.9, PER, NULL, SUPPORT, PLAIN, true, false},
    {"the scan role is away", -1, PER, NULL, SUPPORT, PLAIN, true, false},
    {"a login", 99, PER, "anna", SUPPORT, PLAIN, false, false},
    {"a bounce", 99, "", NULL, SUPPORT, PLAIN, false, false},
    {"an alias", 8, PER, NULL, "Help@Example.org", PLAIN, true, true},
    {"a plus-part", 8, PER, NULL, "support+x@example.org", PLAIN, true, true},
    {"a capability", 99, PER, NULL, "support+o-" TOKEN "@example.org", PLAIN,
     false, false},
    {"a capability in upper case", 99, PER, NULL,
     "SUPPORT+O-ABCDEFGHIJKLMNOPQRSTUVWXYZ234567@EXAMPLE.ORG", PLAIN, false,
     false},
    {"one of two", 99, PER, NULL, SUPPORT " support+n-" TOKEN "@example.org",
     PLAIN, false, false},
    {"a queue that refuses nothing", 99, PER, NULL, "sales@example.org", PLAIN,
     false, false},
    {"beside one that does", 99, PER, NULL, SUPPORT " sales@example.org", PLAIN,
     false, false},
    {"no queue of ours", 99, PER, NULL, "x@example.org", PLAIN, false, false},
    {"an answer to ours", 99, PER, NULL, SUPPORT,
     "In-Reply-To: <c-x.y@Example.org>\r\n" PLAIN, false, false},
    {"further up the thread", 99, PER, NULL, SUPPORT,
     "References: <a@example.org>\r\n <b@x.com>\r\n" PLAIN, false, false},
    {"an answer to others", 8, PER, NULL, SUPPORT,
     "In-Reply-To: <c-x.y@notexample.org>\r\n" PLAIN, true, true},
    {"a tag", 99, PER, NULL, SUPPORT, "Subject: Re: x [#1001-7KQ2M9XD]\r\n\r\n",
     false, false},
    {"an operator's, or so it says", 99, PER, NULL, SUPPORT,
     "From: Anna <anna@example.org>\r\n\r\n", false, false},
    {"no header at all", 8, PER, NULL, SUPPORT, "", true, true},
};

/* What was said goes on with what is taken, and with nothing else. */
static char *refusal(const config *c, const row *r)
{
    g_autoptr(GBytes) kept = NULL;
    g_auto(GStrv) to = g_strsplit(r->to, " ", -1);
    g_autoptr(GPtrArray) served = g_ptr_array_new();
    g_autoptr(GBytes) raw = g_bytes_new_static(r->header, strlen(r->header));
    milter_offer o = {r->sender, r->login, NULL, served, raw};

    for (char **one = to; *one; one++)
        g_ptr_array_add(served, *one);
    score = r->score;
    asked = 0;
    char *words = milter_refusal(c, &o, &kept);
    assert_int_equal(kept != NULL, asked && score >= 0 && !words);
    return words;
}

static void test_rows(void **state)
{
    config *c = fixture_config(FALSE);

    ((config_queue *)c->queues->pdata[0])->spam_reject = 8;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        print_message("%s\n", rows[i].name);
        g_autofree char *words = refusal(c, &rows[i]);
        assert_int_equal(words != NULL, rows[i].refused);
        assert_int_equal(asked, rows[i].asks);
    }
    config_free(c);
}

/* Two queues: the stricter threshold counts. */
static void test_both(void **state)
{
    config *c = fixture_config(FALSE);
    row r = {"", 8, PER, NULL, SUPPORT " sales@example.org", PLAIN, true, true};

    ((config_queue *)c->queues->pdata[0])->spam_reject = 6;
    ((config_queue *)c->queues->pdata[1])->spam_reject = 9;
    g_autofree char *taken = refusal(c, &r);
    assert_null(taken);
    r.score = 9;
    g_autofree char *refused = refusal(c, &r);
    assert_non_null(refused);
    config_free(c);
}

/* Off until 200 messages of each are trained, whatever the score. */
static void test_untrained(void **state)
{
    config *c = fixture_config(FALSE);

    ((config_queue *)c->queues->pdata[0])->spam_reject = 8;
    probability = -1;
    g_autofree char *untrained = refusal(c, &rows[0]);
    assert_null(untrained);
    probability = 0; /* trained, and no spam by that: the score counts */
    g_autofree char *trained = refusal(c, &rows[0]);
    assert_non_null(trained);
    probability = 0.5;
    config_free(c);
}

static void test_words(void **state)
{
    config *c = fixture_config(FALSE);
    config_queue *q = c->queues->pdata[0];
    g_autofree char *long_one = g_strnfill(5000, 'x');

    q->spam_reject = 8;
    g_free(q->refusal);
    q->refusal = g_strdup("100% spam:\r\nring \xc3\xa5pning +47 22");
    g_autofree char *words = refusal(c, &rows[0]);
    assert_string_equal(words, "100%% spam:  ring ?pning +47 22");
    g_free(q->refusal);
    q->refusal = g_strdup(long_one);
    g_autofree char *cut = refusal(c, &rows[0]);
    assert_true(strlen(cut) <= 401);
    config_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_both),
        cmocka_unit_test(test_untrained),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
