/* test_rating: what is a rating and what only looks like one; who is asked for
 * one, what becomes of it; which closed requests go to a lead. */
#include "lib/desk_fixture.h"

#include "desk/happen.h"
#include "desk/quality_config.h"
#include "desk/rating.h"
#include "desk/status_config.h"

#define DAY (24 * INT64_C(3600000))

/* ---- texts ---- */

static const struct {
    const char *text;
    int best, chosen, value;
    const char *words;
} texts[] = {
    /* a number */
    {"5", 5, 0, 5, ""},
    {" 4\n", 5, 0, 4, ""},
    {"1!", 5, 0, 1, ""},
    {"3.", 5, 0, 3, ""},
    {"10", 10, 0, 10, ""},
    {"4/5", 5, 0, 4, ""},
    {"4/5 stars, thanks!", 5, 0, 4, "thanks!"},
    {"4/5 users cannot log in", 5, 0, 0, "4/5 users cannot log in"},
    {"4 / 5", 5, 0, 4, ""},
    {"4 of 5", 5, 0, 4, ""},
    {"4 out of 5, thank you", 5, 0, 4, "thank you"},
    {"5 stars", 5, 0, 5, ""},
    {"5 stars!\nAnna is great.", 5, 0, 5, "Anna is great."},
    {"4 из 5", 5, 0, 4, ""},
    {"5 баллов", 5, 0, 5, ""},
    {"4 av 5", 5, 0, 4, ""},
    /* words beside it */
    {"2\nIt took a week.", 5, 0, 2, "It took a week."},
    {"2, it took a week", 5, 0, 2, "it took a week"},
    {"2 - it took a week", 5, 0, 2, "it took a week"},
    {"2: it took a week", 5, 0, 2, "it took a week"},
    {"2 — it took a week", 5, 0, 2, "it took a week"},
    {"3. And how do I print?", 5, 0, 3, "And how do I print?"},
    {"1.\n\nFirst line.\n\nSecond.", 5, 0, 1, "First line.\n\nSecond."},
    /* stars */
    {"★★★★", 5, 0, 4, ""},
    {"★★★★☆", 5, 0, 4, ""},
    {"⭐⭐⭐⭐⭐ lovely", 5, 0, 0, "⭐⭐⭐⭐⭐ lovely"},
    {"★★★☆☆☆", 5, 0, 0, "★★★☆☆☆"},
    {"★★★★★★", 5, 0, 0, "★★★★★★"},
    /* words for one */
    {"good", 5, 0, 4, ""},
    {"Excellent!", 5, 0, 5, ""},
    {"Very bad.\nNobody called.", 5, 0, 1, "Nobody called."},
    {"not good", 5, 0, 2, ""},
    {"good", 2, 0, 2, ""},
    {"Bad", 2, 0, 1, ""},
    {"👎", 2, 0, 1, ""},
    {"👍", 5, 0, 4, ""},
    {"отлично", 5, 0, 5, ""},
    {"Плохо.", 2, 0, 1, ""},
    {"bra", 5, 0, 4, ""},
    {"fair", 5, 0, 3, ""},
    {"fair", 2, 0, 0, "fair"},
    {"fair", 10, 0, 0, "fair"},
    {"good", 10, 0, 8, ""},
    {"bad", 3, 0, 1, ""},
    /* none */
    {"", 5, 0, 0, ""},
    {NULL, 5, 0, 0, ""},
    {"5 users", 5, 0, 0, "5 users"},
    {"5 users cannot log in", 5, 0, 0, "5 users cannot log in"},
    {"thanks, great!", 5, 0, 0, "thanks, great!"},
    {"good question", 5, 0, 0, "good question"},
    {"not as good as I hoped", 5, 0, 0, "not as good as I hoped"},
    {"6", 5, 0, 0, "6"},
    {"0", 5, 0, 0, "0"},
    {"05", 5, 0, 0, "05"},
    {"-5", 5, 0, 0, "-5"},
    {"+5", 5, 0, 0, "+5"},
    {"5%", 5, 0, 0, "5%"},
    {"5.1 is out", 5, 0, 0, "5.1 is out"},
    {"4-5", 5, 0, 0, "4-5"},
    {"4 - 5", 5, 0, 0, "4 - 5"},
    {"4, 5", 5, 0, 0, "4, 5"},
    {"2, 3 and 4 do not print", 5, 0, 0, "2, 3 and 4 do not print"},
    {"4/7", 5, 0, 0, "4/7"},
    {"4/5/2026", 5, 0, 0, "4/5/2026"},
    {"5th floor", 5, 0, 0, "5th floor"},
    {"5 GB", 5, 0, 0, "5 GB"},
    {"2 hours", 5, 0, 0, "2 hours"},
    {"1. It is slow\n2. It is loud", 5, 0, 0, "1. It is slow\n2. It is loud"},
    {"1) slow\n2) loud", 5, 0, 0, "1) slow\n2) loud"},
    {"I would say 5", 5, 0, 0, "I would say 5"},
    {"#5", 5, 0, 0, "#5"},
    {"12345", 5, 0, 0, "12345"},
    {"99999999999999999999999", 5, 0, 0, "99999999999999999999999"},
    {"1", 2, 0, 0, "1"},
    {"2", 2, 0, 0, "2"},
    /* by a link */
    {"", 5, 4, 4, ""},
    {NULL, 5, 1, 1, ""},
    {"5 users could not work", 5, 2, 2, "5 users could not work"},
    {"Thank you, Anna", 5, 5, 5, "Thank you, Anna"},
    {"2", 5, 5, 2, ""},
    {"", 2, 1, 1, ""},
    {"1", 2, 2, 2, "1"},
    {"", 5, 9, 0, ""},
};

static void test_texts(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_auto(rating_said) said = {0};
        rating_read(texts[i].text, texts[i].best, texts[i].chosen, &said);
        if (said.value != texts[i].value ||
            strcmp(said.words, texts[i].words) != 0)
            fail_msg("\"%s\" of %d: %d \"%s\"", texts[i].text, texts[i].best,
                     said.value, said.words);
    }
}

/* ---- after /rate, and of a lead ---- */

static const struct {
    const char *text;
    int best, value;
    const char *words;
} asked[] = {
    {"4", 5, 4, ""},
    {"4 well done", 5, 4, "well done"},
    {"4, well done", 5, 4, "well done"},
    {"4 5 minutes are good", 5, 4, "5 minutes are good"},
    {"bad it took ages", 2, 1, "it took ages"},
    {"good", 2, 2, ""},
    {"1. slow\n2. loud", 5, 1, "slow\n2. loud"},
    {"well done", 5, 0, "well done"},
    {"7 done", 5, 0, "7 done"},
    {"4users", 5, 0, "4users"},
    {"", 5, 0, ""},
};

static void test_asked(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(asked); i++) {
        g_auto(rating_said) said = {0};
        rating_read_asked(asked[i].text, asked[i].best, &said);
        if (said.value != asked[i].value ||
            strcmp(said.words, asked[i].words) != 0)
            fail_msg("\"%s\": %d \"%s\"", asked[i].text, said.value,
                     said.words);
    }
}

/* ---- addresses ---- */

static void test_claim(void **state)
{
    secret_key site = {{1, 2, 3}};
    const char *person = "kari@example.com";
    tag_claim made = rating_claim(1001, 7, person, 4, 3), read;
    g_autofree char *address = tag_address(&site, "example.org", "support",
                                           "support@example.org", &made);
    char *detail = strchr(address, '+') + 1;

    *strchr(detail, '@') = '\0';
    assert_true(g_str_has_prefix(detail, "r-"));
    assert_true(
        tag_read_detail(&site, "example.org", "support", 3, detail, &read));
    assert_int_equal(read.number, 1001);
    assert_int_equal(read.entry, 7);
    assert_int_equal(read.epoch, 3);
    assert_int_equal(rating_chosen(&read), 4);
    assert_true(rating_is_for(&read, person));
    assert_false(rating_is_for(&read, "kari+x@example.com"));
    assert_false(rating_is_for(&read, "per@example.com"));
    /* of another queue, of a later store: nobody's */
    assert_false(
        tag_read_detail(&site, "example.org", "sales", 3, detail, &read));
    assert_false(
        tag_read_detail(&site, "example.org", "support", 2, detail, &read));
    /* nobody acts by it, so it stops no mail at the wall */
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(tag_claim));
    const char *const queues[] = {"support", NULL};
    tag_find_claims(&site, "example.org", queues, 3, detail, all);
    assert_int_equal(all->len, 0);
    assert_false(
        tag_is_acting(&site, "example.org", queues, 3, detail + 2, &read));
}

/* ---- letters ---- */

#define QUALITY "[quality]\nask = monthly\nbad = 2\n"
#define LEADS                                                        \
    "[operator lena]\nname = Lena Lie\naddress = lena@example.org\n" \
    "roles = lead\n"

/* What is special about a row. */
enum {
    PLAIN = 1 << 0,      /* to the queue's own address */
    BY_ANOTHER = 1 << 1, /* the address asks somebody else */
    OTHER_ROW = 1 << 2,  /* and so does what is known of it */
    NO_ROW = 1 << 3,     /* nobody was asked, or a restored store forgot it */
    OLDER = 1 << 4,      /* an epoch before */
    TWO = 1 << 5,        /* two of them in the recipients */
    DOUBT = 1 << 6,      /* the subject says another request */
    GIVEN = 1 << 7,      /* an hour ago: 4 */
    GIVEN_LONG = 1 << 8, /* two days ago */
    ASKED_LONG = 1 << 9,
    AUTO = 1 << 10,
    LIST = 1 << 11,
    FORGED = 1 << 12,
    FILE_BESIDE = 1 << 13,
    LONELY = 1 << 14,      /* it answers nothing and has no tag */
    STAR = 1 << 15,        /* the link for 5 */
    ONE = 1 << 16,         /* and for 1 */
    TWO_ANSWERS = 1 << 17, /* of good and bad */
    REOPEN = 1 << 18,
    LEAD = 1 << 19,
    SIGN_UP = 1 << 20,
    PLUS = 1 << 21,      /* his other spelling of his address */
    OUR_LIST = 1 << 22,  /* which stands before the desk */
    BULK = 1 << 23,      /* Precedence says so */
    NOBODY = 1 << 24,    /* a null sender */
    GIVEN_BAD = 1 << 26, /* an hour ago: 1 */
    AWAY = 1 << 25,      /* the lead; Olga stands in */
};

static store_rating *row(const char *person, unsigned how)
{
    store_rating *r = g_new0(store_rating, 1);

    r->ticket = 1001;
    r->n = 2;
    r->person = g_strdup(person);
    r->operator_id = g_strdup("anna");
    r->line = 1;
    r->best = how & TWO_ANSWERS ? 2 : 5;
    r->words = g_strdup("");
    r->asked_ms = FIXTURE_NOW - (how & ASKED_LONG ? 40 : 3) * DAY;
    if (how & (GIVEN | GIVEN_LONG | GIVEN_BAD)) {
        r->value = how & GIVEN_BAD ? 1 : 4;
        r->given_ms = FIXTURE_NOW - (how & GIVEN_LONG ? 2 * DAY : DAY / 24);
    }
    return r;
}

static void address_it(world *w, unsigned how)
{
    const char *person =
        how & BY_ANOTHER ? "per@example.com" : "kari@example.com";
    int chosen = how & STAR ? 5 : how & ONE ? 1 : 0;

    w->s->by_tag = w->s->by_reference = how & LONELY ? 0 : 1001;
    if (how & PLAIN)
        return;
    w->v->rate_found = true;
    w->v->rate_unclear = how & TWO;
    w->v->epoch = how & OLDER ? 2 : 1;
    w->v->rate = rating_claim(1001, 2, person, chosen, 1);
    if (how & OLDER)
        return;
    w->s->by_rate = 1001;
    if (!(how & NO_ROW))
        w->s->rating =
            row(how & OTHER_ROW ? "per@example.com" : "kari@example.com", how);
}

static void world_away(world *w, const char *who, const char *deputy)
{
    store_absence *a = g_new0(store_absence, 1);

    a->operator_id = g_strdup(who);
    a->from_ms = FIXTURE_NOW - DAY;
    a->until_ms = FIXTURE_NOW + DAY;
    a->deputy = g_strdup(deputy);
    w->s->staff = g_new0(assign_staff, 1);
    w->s->staff->absences =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_absence_free);
    g_ptr_array_add(w->s->staff->absences, a);
}

static void world_letter(world *w, unsigned how)
{
    if (how & AUTO)
        w->l->kind = LETTER_AUTO_REPLY;
    if (how & LIST) {
        w->l->kind = LETTER_LIST;
        w->v->list = DOOR_OTHERS;
    }
    if (how & FORGED) {
        w->trust->auth = TRUST_FAIL;
        w->trust->authserv_known = true;
    }
    if (how & FILE_BESIDE)
        world_attach(w, false);
    if (how & OUR_LIST) {
        w->l->kind = LETTER_LIST;
        w->v->list = DOOR_OURS;
    }
    if (how & BULK)
        w->v->bulk = true;
    if (how & NOBODY)
        w->entry.sender = (char *)"";
    if (how & AWAY)
        world_away(w, "lena", "olga");
    if (how & SIGN_UP)
        w->l->sign_up = g_strdup("it looks so");
    if (how & DOUBT) {
        world_ticket(w, 1002, "kari@example.com");
        w->s->by_tag = 1002;
        w->s->by_reference = 0;
    }
}

static world *rating_world(const char *from, const char *text, unsigned how)
{
    g_autofree char *more =
        g_strdup_printf(QUALITY "%s%s", how & REOPEN ? "reopen = yes\n" : "",
                        how & LEAD ? LEADS : "");

    fixture_more = more;
    world *w = world_new(how & PLUS ? "kari+x@example.com" : from, text);
    fixture_more = "";
    world_entry(w->st, STORE_ARTICLE, STORE_BY_OPERATOR, "anna");
    world_participant(w->st, "per@example.com", STORE_CC);
    world_status(w, "resolved");
    address_it(w, how);
    world_letter(w, how);
    return w;
}

static const char kari[] = "kari@example.com";

static const struct {
    const char *about, *from, *text;
    unsigned how;
    const char *plan; /* summary; "..." at its end: and more */
} letters[] = {
    /* ratings */
    {"a number", kari, "5", 0,
     "rating event[rated the reply of Anna Larsen: 5 of 5] =rating"},
    {"one by its link, without a word", kari, "", STAR,
     "rating event[rated the reply of Anna Larsen: 5 of 5] =rating"},
    {"the command", kari, "/rate 4 well done", 0,
     "rating event[rated the reply of Anna Larsen: 4 of 5] note:customer "
     "=rating notify/rated>anna notify/rated>olga"},
    {"the command and more below it", kari, "/rate 4\n\nWell done.", 0,
     "rating event[rated the reply of Anna Larsen: 4 of 5] note:customer "
     "=rating notify/rated>anna notify/rated>olga"},
    {"words become a comment, and people hear of it", kari,
     "4\nIt took a while.", 0,
     "rating event[rated the reply of Anna Larsen: 4 of 5] note:customer "
     "=rating notify/rated>anna notify/rated>olga"},
    {"what is written by a link", kari, "5 users could work again.", STAR,
     "rating event[rated the reply of Anna Larsen: 5 of 5] note:customer "
     "=rating notify/rated>anna notify/rated>olga"},
    {"the text says another value than the link", kari, "2", STAR,
     "rating event[rated the reply of Anna Larsen: 2 of 5] =rating "
     "rated>anna rated>olga"},
    {"good or bad", kari, "good", TWO_ANSWERS,
     "rating event[rated the reply of Anna Larsen: good] =rating"},
    {"in his own language", kari, "отлично", 0,
     "rating event[rated the reply of Anna Larsen: 5 of 5] =rating"},
    {"he kept the address and answers later", kari, "5", LONELY,
     "rating event[rated the reply of Anna Larsen: 5 of 5] =rating"},
    /* a question beside it reaches people as a message */
    {"a question", kari, "3. And how do I print?", 0,
     "rating event[rated the reply of Anna Larsen: 3 of 5] status=in-progress "
     "event[status resolved -> in-progress] article:customer =rating "
     "notify/reopened>anna notify/reopened>olga"},
    {"a question by a link", kari, "And how do I print?", STAR,
     "rating event[rated the reply of Anna Larsen: 5 of 5] status=in-progress "
     "event[status resolved -> in-progress] article:customer =rating "
     "notify/reopened>anna notify/reopened>olga"},
    {"a file", kari, "4", FILE_BESIDE,
     "rating event[rated the reply of Anna Larsen: 4 of 5] status=in-progress "
     "event[status resolved -> in-progress] article:customer =rating "
     "notify/reopened>anna notify/reopened>olga"},
    /* a bad one */
    {"bad: to the lead, with all of it", kari, "1", LEAD,
     "rating event[rated the reply of Anna Larsen: 1 of 5] =rating "
     "rated>lena"},
    {"bad, and the lead is away", kari, "1", LEAD | AWAY,
     "rating event[rated the reply of Anna Larsen: 1 of 5] =rating "
     "rated>olga"},
    {"bad with words", kari, "2: rude", LEAD,
     "rating event[rated the reply of Anna Larsen: 2 of 5] note:customer "
     "=rating notify/rated>anna notify/rated>olga rated>lena"},
    {"bad, and open again", kari, "1", LEAD | REOPEN,
     "rating event[rated the reply of Anna Larsen: 1 of 5] status=in-progress "
     "event[status resolved -> in-progress] =rating "
     "notify/reopened>anna notify/reopened>olga rated>lena"},
    {"bad of two", kari, "bad", TWO_ANSWERS | LEAD,
     "rating event[rated the reply of Anna Larsen: bad] =rating rated>lena"},
    {"a good one does not open it", kari, "5", LEAD | REOPEN,
     "rating event[rated the reply of Anna Larsen: 5 of 5] =rating"},
    /* used again */
    {"again within a day: in its place", kari, "5", GIVEN,
     "rating event[rated the reply of Anna Larsen: 5 of 5 (before: 4 of 5)] "
     "=rating"},
    {"now it is bad", kari, "1", GIVEN | LEAD,
     "rating event[rated the reply of Anna Larsen: 1 of 5 (before: 4 of 5)] "
     "=rating rated>lena"},
    {"as bad as before: the lead knows", kari, "2", GIVEN_BAD | LEAD | REOPEN,
     "rating event[rated the reply of Anna Larsen: 2 of 5 (before: 1 of 5)] "
     "=rating"},
    {"later it changes nothing", kari, "1", GIVEN_LONG | LEAD | REOPEN,
     "event[a rating (1 of 5) does not count: it was rated before] =rating"},
    {"but its words are read", kari, "1\nIt broke again.", GIVEN_LONG,
     "event[a rating (1 of 5) does not count: it was rated before] "
     "note:customer =rating notify/rated>anna notify/rated>olga"},
    {"and its question is a message", kari, "1. Why is it broken again?",
     GIVEN_LONG,
     "event[a rating (1 of 5) does not count: it was rated before] "
     "status=in-progress event[status resolved -> in-progress] "
     "article:customer =rating notify/reopened>anna notify/reopened>olga"},
    {"asked too long ago", kari, "", ASKED_LONG | STAR,
     "event[a rating (5 of 5) does not count: that was asked too long ago] "
     "=rating"},
    /* what looks like one and is a message */
    {"a number in an ordinary answer", kari, "5", PLAIN, "status=in-pro..."},
    {"the command there", kari, "/rate 5", PLAIN, "status=in-progress..."},
    {"two different commands", kari, "/rate 5\n/rate 1", 0, "status=in-pro..."},
    {"5 users", kari, "5 users", 0, "status=in-progress..."},
    {"a text", kari, "It does not work.", 0, "status=in-progress..."},
    {"thanks", kari, "Thanks, great!", 0,
     "article:customer =article notify/thanks>anna notify/thanks>olga"},
    {"/close is no rating", kari, "/close", 0, "=command"},
    {"nobody was asked there", kari, "5", NO_ROW, "status=in-progress..."},
    {"of before a restore", kari, "5", OLDER, "status=in-progress..."},
    {"two addresses", kari, "5", TWO, "status=in-progress..."},
    {"the subject says another request", kari, "5", DOUBT,
     "status=in-progress event[status resolved -> in-progress] event[evidence "
     "disagrees: the address says #1001, but the subject says #1002]..."},
    {"somebody else's, who takes part", "per@example.com", "5", 0,
     "status=in-progress..."},
    {"forged to be for him, but another was asked", kari, "5",
     BY_ANOTHER | OTHER_ROW, "status=in-progress..."},
    {"an address that is his by chance", kari, "5", OTHER_ROW,
     "status=in-progress..."},
    {"a row of his, an address of another's", kari, "5", BY_ANOTHER,
     "status=in-progress..."},
    {"forwarded to a stranger", "mallory@example.net", "5", STAR,
     "apart:stranger =stranger..."},
    {"his plus address", kari, "5", PLUS, "apart:stranger =stranger..."},
    {"forged", kari, "1", FORGED, "apart:stranger =stranger..."},
    {"an operator's", "olga@example.org", "5", STAR, "hold:doubt..."},
    {"an automatic reply", kari, "5", AUTO, "event[automatic reply..."},
    {"another's list", kari, "5", LIST, "event[list mail of..."},
    {"a list of ours", kari, "5", OUR_LIST, "status=in-progress..."},
    {"sent to many", kari, "", BULK | STAR, "status=in-progress..."},
    {"from nobody's mail server", kari, "", NOBODY | STAR,
     "status=in-progress..."},
    {"a sign-up's code", kari, "5", SIGN_UP, "status=in-progress..."},
};

static bool fits(const char *summary, const char *wanted)
{
    return g_str_has_suffix(wanted, "...")
               ? strncmp(summary, wanted, strlen(wanted) - 3) == 0
               : strcmp(summary, wanted) == 0;
}

static void test_letters(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(letters); i++) {
        world *w =
            rating_world(letters[i].from, letters[i].text, letters[i].how);
        plan *p = world_decide(w);
        g_autofree char *summary = plan_summary(p);

        plan_check(p);
        bool counts = g_str_has_prefix(letters[i].plan, "rating");
        if (!fits(summary, letters[i].plan) ||
            counts != (plan_find(p, PLAN_RATING) != NULL))
            fail_msg("%s: %s", letters[i].about, summary);
        plan_free(p);
        world_free(w);
    }
}

/* What he kept for later and now writes about something else opens a request. */
static void test_lonely(void **state)
{
    world *w = rating_world(kari, "The scanner is broken.", LONELY);
    plan *p = world_decide(w);

    assert_non_null(plan_find(p, PLAN_TICKET));
    plan_free(p);
    world_free(w);
}

static void test_happens(void **state)
{
    world *w = rating_world(kari, "2\nSlow.", 0);
    plan *p = world_decide(w);
    g_autoptr(GPtrArray) all = happen_of(p, w->st, status_model_of(w->c));

    assert_int_equal(all->len, 1);
    const happening *h = all->pdata[0];
    assert_int_equal(h->what, HAPPEN_RATED);
    assert_string_equal(h->new, "2");
    assert_string_equal(h->old, "5");
    assert_string_equal(h->actor, kari);
    assert_int_equal(happen_named("rated"), HAPPEN_RATED);
    assert_int_equal(happen_named("reviewed"), HAPPEN_REVIEWED);
    plan_free(p);
    world_free(w);
}

/* A comment makes no reply stale; a colleague's note does. */
static void test_stale(void **state)
{
    world *w = rating_world("anna@example.org", "Thank you.", PLAIN);

    world_status(w, "in-progress");
    world_capability(w, TAG_REPLY, "anna", 2);
    world_entry(w->st, STORE_NOTE, STORE_BY_CUSTOMER, kari);
    plan *p = world_decide(w);
    assert_null(plan_find(p, PLAN_HOLD));
    plan_free(p);
    world_entry(w->st, STORE_NOTE, STORE_BY_OPERATOR, "olga");
    p = world_decide(w);
    assert_non_null(plan_find(p, PLAN_HOLD));
    plan_free(p);
    world_free(w);
}

/* ---- who is asked ---- */

static const struct {
    const char *about, *status, *commands;
    const char *config;
    int64_t asked_days; /* ago; 0: never */
    bool staff, merged, task, left;
    const char *customer; /* NULL: Kari */
    bool asks;
} asking[] = {
    {.about = "a reply that resolves",
     .status = "in-progress",
     .commands = "/close",
     .config = QUALITY,
     .asks = true},
    {.about = "one that does not",
     .status = "in-progress",
     .commands = NULL,
     .config = QUALITY},
    {.about = "one to what is resolved already",
     .status = "resolved",
     .commands = "/close",
     .config = QUALITY},
    {.about = "no section",
     .status = "in-progress",
     .commands = "/close",
     .config = ""},
    {.about = "never",
     .status = "in-progress",
     .commands = "/close",
     .config = "[quality]\nask = never\n"},
    {.about = "asked last week",
     .status = "in-progress",
     .commands = "/close",
     .config = QUALITY,
     .asked_days = 7},
    {.about = "asked last week, weekly",
     .status = "in-progress",
     .commands = "/close",
     .config = "[quality]\nask = weekly\n",
     .asked_days = 7,
     .asks = true},
    {.about = "asked yesterday, weekly",
     .status = "in-progress",
     .commands = "/close",
     .config = "[quality]\nask = weekly\n",
     .asked_days = 1},
    {.about = "asked yesterday, always",
     .status = "in-progress",
     .commands = "/close",
     .config = "[quality]\nask = always\n",
     .asked_days = 1,
     .asks = true},
    {.about = "asked two months ago",
     .status = "in-progress",
     .commands = "/close",
     .config = QUALITY,
     .asked_days = 60,
     .asks = true},
    {.about = "staff",
     .status = "in-progress",
     .commands = "/close",
     .config = QUALITY,
     .staff = true},
    {.about = "a task",
     .status = "in-progress",
     .commands = "/close",
     .config = QUALITY,
     .task = true},
    {.about = "part of another",
     .status = "in-progress",
     .commands = "/close",
     .config = QUALITY,
     .merged = true},
    {.about = "a colleague's",
     .status = "in-progress",
     .commands = "/close",
     .config = QUALITY,
     .customer = "olga@example.org"},
    {.about = "a machine's",
     .status = "in-progress",
     .commands = "/close",
     .config = QUALITY,
     .customer = "noreply@example.com"},
    {.about = "by telephone",
     .status = "in-progress",
     .commands = "/close",
     .config = QUALITY,
     .customer = "tel:+4712345678"},
    {.about = "he takes part no more",
     .status = "in-progress",
     .commands = "/close",
     .config = QUALITY,
     .left = true},
    {.about = "set by name",
     .status = "in-progress",
     .commands = "/status resolved",
     .config = QUALITY,
     .asks = true},
};

static plan *publish(size_t i, world *w)
{
    store_ticket *t = w->st->t;
    const char *who = asking[i].customer ? asking[i].customer : kari;

    world_status(w, asking[i].status);
    t->staff = asking[i].staff;
    t->merged_into = asking[i].merged ? 1002 : 0;
    g_free(t->customer);
    t->customer = g_strdup(who);
    g_ptr_array_set_size(w->st->participants, 0);
    if (!asking[i].left)
        world_participant(w->st, who, STORE_CUSTOMER);
    if (asking[i].task) {
        w->st->asker = g_new0(store_ticket, 1);
        w->st->asker->id = 1000;
        w->st->asker->queue = g_strdup("support");
        w->st->asker->status = g_strdup("new");
    }
    if (asking[i].asked_days)
        w->st->asked_ms = FIXTURE_NOW - asking[i].asked_days * DAY;
    store_entry *e = world_pending(w->st, "anna", "It is mended.");
    e->commands = g_strdup(asking[i].commands);
    e->seen = 1;
    return decide_publish(w->c, w->st, e, FIXTURE_NOW);
}

static void test_asking(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(asking); i++) {
        fixture_more = asking[i].config;
        world *w = world_new(kari, "");
        plan *p = publish(i, w);
        const plan_step *s = plan_find(p, PLAN_RATING);

        fixture_more = "";
        if ((s != NULL) != asking[i].asks) {
            g_autofree char *summary = plan_summary(p);
            fail_msg("%s: %s", asking[i].about, summary);
        }
        if (s) {
            assert_int_equal(s->rating->n, 2);
            assert_string_equal(s->rating->person, kari);
            assert_string_equal(s->rating->operator_id, "anna");
            assert_int_equal(s->rating->value, 0);
            assert_int_equal(s->rating->asked_ms, FIXTURE_NOW);
        }
        plan_free(p);
        world_free(w);
    }
}

/* Without an undo window it stands right after the reply, whose number it takes. */
static void test_asked_at_once(void **state)
{
    fixture_more = QUALITY;
    world *w = world_new("anna@example.org", "/close\n\nIt is mended.");
    fixture_more = "";
    world_capability(w, TAG_REPLY, "anna", 1);
    ((config_queue *)w->c->queues->pdata[0])->undo_ms = 0;
    plan *p = world_decide(w);
    g_autofree char *summary = plan_summary(p);

    if (!strstr(summary, "article:anna rating "))
        fail_msg("%s", summary);
    plan_free(p);
    world_free(w);
}

/* The message that it ends, since he does not answer, asks about the last reply. */
static void test_asked_at_the_end(void **state)
{
    for (int replied = 0; replied < 2; replied++) {
        fixture_more = QUALITY;
        world *w = world_new(kari, "");
        fixture_more = "";
        const config_queue *q = w->c->queues->pdata[0];

        if (replied)
            world_entry(w->st, STORE_ARTICLE, STORE_BY_OPERATOR, "anna");
        world_status(w, "waiting");
        w->st->t->wait_days = 1;
        w->st->t->reminded = q->reminders;
        w->st->t->timeouts = q->give_up - 1;
        plan *p = decide_waiting(w->c, w->st, 0, FIXTURE_NOW);
        const plan_step *s = plan_find(p, PLAN_RATING);
        g_autofree char *summary = plan_summary(p);
        if ((s != NULL) != (replied == 1) || !strstr(summary, "unanswered>"))
            fail_msg("%s", summary);
        if (s) {
            assert_int_equal(s->rating->n, 2);
            assert_string_equal(s->rating->operator_id, "anna");
        }
        plan_free(p);
        world_free(w);
    }
}

/* ---- reviews ---- */

#define SAMPLE "[quality]\nsample = 5 %\n"
#define MANAGER                                               \
    "[operator max]\nname = Max\naddress = max@example.org\n" \
    "roles = manager\n"

static const struct {
    const char *about, *config;
    int draw;
    const char *author; /* of its reply */
    bool breached, excused, before;
    const char *status, *plan;
} reviews[] = {
    {"drawn", SAMPLE LEADS, 49999, "anna", .status = "closed",
     .plan = "review event[Lena Lie is asked to review it] review/sample>lena"},
    {"not drawn", SAMPLE LEADS, 50000, "anna", .status = "closed", .plan = ""},
    {"broken", SAMPLE LEADS, 999999, "anna", .breached = true,
     .status = "closed",
     .plan = "review event[Lena Lie is asked to review it] review/breach>lena"},
    {"broken and excused", SAMPLE LEADS, 999999, "anna", .breached = true,
     .excused = true, .status = "closed", .plan = ""},
    {"broken, and only a sample is wanted",
     "[quality]\nsample = 5 %\nbreached = no\n" LEADS, 999999, "anna",
     .breached = true, .status = "closed", .plan = ""},
    {"only the broken", "[quality]\nbreached = yes\n" LEADS, 0, "anna",
     .status = "closed", .plan = ""},
    {"open again by now", SAMPLE LEADS, 0, "anna", .status = "in-progress",
     .plan = ""},
    {"reviewed before", SAMPLE LEADS, 0, "anna", .before = true,
     .status = "closed", .plan = ""},
    {"not by her who wrote it", SAMPLE LEADS, 0, "lena", .status = "closed",
     .plan = "event[nobody can review it: there is no lead or manager who did "
             "not work on it]"},
    {"but by a manager", SAMPLE LEADS MANAGER, 0, "lena", .status = "closed",
     .plan = "review event[Max is asked to review it] review/sample>max"},
    {"an observer reviews nothing",
     SAMPLE "[operator otto]\nname = Otto\naddress = otto@example.org\n"
            "roles = observer\n",
     0, "anna", .status = "closed",
     .plan = "event[nobody can review it: there is no lead or manager who did "
             "not work on it]"},
    {"never", "[quality]\nask = monthly\n" LEADS, 0, "anna", .breached = true,
     .status = "closed", .plan = ""},
};

static store_review *review_of(const char *lead, int score)
{
    store_review *r = g_new0(store_review, 1);

    r->ticket = 1001;
    r->n = 2;
    r->lead = g_strdup(lead);
    r->why = g_strdup("sample");
    r->best = 5;
    r->score = score;
    r->words = g_strdup("");
    r->asked_ms = FIXTURE_NOW - DAY;
    return r;
}

static void add_review(world *w, store_review *r)
{
    w->st->reviews =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_review_free);
    g_ptr_array_add(w->st->reviews, r);
}

static void test_reviews(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(reviews); i++) {
        fixture_more = reviews[i].config;
        world *w = world_new(kari, "");
        fixture_more = "";
        store_clock *k = g_new0(store_clock, 1);

        k->kind = g_strdup("first");
        k->sla = g_strdup("s");
        k->breached_ms = reviews[i].breached ? 1 : 0;
        k->excused = reviews[i].excused ? g_strdup("a flood") : NULL;
        w->st->clocks =
            g_ptr_array_new_with_free_func((GDestroyNotify)store_clock_free);
        g_ptr_array_add(w->st->clocks, k);
        if (reviews[i].before)
            add_review(w, review_of("lena", 3));
        world_entry(w->st, STORE_ARTICLE, STORE_BY_OPERATOR, reviews[i].author);
        world_status(w, reviews[i].status);
        plan *p = decide_review_due(w->c, w->st, reviews[i].draw, FIXTURE_NOW);
        g_autofree char *summary = plan_summary(p);
        if (strcmp(summary, reviews[i].plan) != 0)
            fail_msg("%s: %s", reviews[i].about, summary);
        plan_free(p);
        world_free(w);
    }
}

/* When it is closed, the clock looks at once. */
static void test_closing(void **state)
{
    static const struct {
        const char *config;
        bool waits;
    } rows[] = {{SAMPLE, true}, {"", false}, {QUALITY, false}};

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        fixture_more = rows[i].config;
        world *w = world_new(kari, "");
        fixture_more = "";
        world_status(w, "resolved");
        w->st->t->status_ms = FIXTURE_NOW - 30 * DAY;
        plan *p = decide_after(w->c, w->st, FIXTURE_NOW);
        g_autofree char *summary = plan_summary(p);
        bool waits = strstr(summary, "wait(review #1001)=1800000000000");
        if (waits != rows[i].waits || !strstr(summary, "status=closed"))
            fail_msg("%s: %s", rows[i].config, summary);
        plan_free(p);
        world_free(w);
    }
}

static void test_draw(void **state)
{
    secret_key site = {{1}}, other = {{2}};
    int below = 0, same = 0;

    for (int64_t id = 1001; id < 11001; id++) {
        int draw = rating_draw(&site, 1, id);
        assert_in_range(draw, 0, 999999);
        assert_int_equal(draw, rating_draw(&site, 0, id));
        below += draw < 50000;
        same += draw < 50000 && rating_draw(&other, 1, id) < 50000;
    }
    /* 5 % of 10000, and of another site others */
    assert_in_range(below, 400, 600);
    assert_true(same < 60);
    assert_int_not_equal(rating_draw(&site, 1, 1001),
                         rating_draw(&site, 2, 1001));
}

/* ---- a lead's answer ---- */

static const struct {
    const char *about, *from, *text;
    bool asked;
    const char *plan;
} answers[] = {
    {"a number and words", "lena@example.org", "4 well done", true,
     "review event[reviewed it: 4 of 5. well done] =review"},
    {"a number", "lena@example.org", "2", true,
     "review event[reviewed it: 2 of 5] =review"},
    {"no number", "lena@example.org", "well done", true, "error>lena =error"},
    {"one that is none of the scale", "lena@example.org", "6", true,
     "error>lena =error"},
    {"nothing", "lena@example.org", "", true, "error>lena =error"},
    {"with a command", "lena@example.org", "4 poor\n/priority high", true,
     "review event[reviewed it: 4 of 5. poor] =review priority=high "
     "event[priority normal -> high]"},
    {"with what is none", "lena@example.org", "4 poor\n/clsoe", true,
     "error>lena =error"},
    {"with what cannot be done", "lena@example.org", "4\n/line 9", true,
     "error>lena =error"},
    {"she was not asked", "lena@example.org", "4", false, "error>lena =error"},
    {"another's address: a colleague writes a note", "olga@example.org",
     "4 well done", true, "note:olga ..."},
    {"a customer who has it", kari, "4 well done", true,
     "status=in-progress..."},
    {"a stranger", "mallory@example.net", "4", true, "hold:doubt(note)..."},
};

static void test_answers(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(answers); i++) {
        fixture_more = SAMPLE LEADS;
        world *w = world_new(answers[i].from, answers[i].text);
        fixture_more = "";
        world_entry(w->st, STORE_ARTICLE, STORE_BY_OPERATOR, "anna");
        world_status(w, "resolved");
        world_capability(w, TAG_REVIEW, "lena", 2);
        add_review(w, review_of(answers[i].asked ? "lena" : "tom", 0));
        plan *p = world_decide(w);
        g_autofree char *summary = plan_summary(p);
        plan_check(p);
        if (!fits(summary, answers[i].plan))
            fail_msg("%s: %s", answers[i].about, summary);
        const plan_step *s = plan_find(p, PLAN_SEND);
        for (unsigned k = 0; k < p->steps->len; k++) {
            s = p->steps->pdata[k];
            if (s->what == PLAN_SEND)
                assert_int_not_equal(s->send->audience, STORE_TO_CUSTOMER);
        }
        plan_free(p);
        world_free(w);
    }
}

/* ---- configuration ---- */

static const struct {
    const char *text;
    int best, bad, sample_ppm;
    bool breached;
} configs[] = {
    {"", 5, 2, 0, false},
    {"[quality]\nscale = good/bad\n", 2, 1, 0, false},
    {"[quality]\nscale = 3\n", 3, 1, 0, false},
    {"[quality]\nscale = 10\n", 10, 3, 0, false},
    {"[quality]\nscale = 10\nbad = 5\n", 10, 5, 0, false},
    {"[quality]\nbad = 0\n", 5, 0, 0, false},
    {"[quality]\nsample = 5 %\n", 5, 2, 50000, true},
    {"[quality]\nsample = 0.5%\nbreached = no\n", 5, 2, 5000, false},
    {"[quality]\nsample = 100 %\n", 5, 2, 1000000, true},
};

static void test_config(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(configs); i++) {
        config *c = fixture_config_with(FALSE, configs[i].text);
        const config_quality *q = c->quality;

        assert_int_equal(quality_best(q), configs[i].best);
        assert_int_equal(q->bad, configs[i].bad);
        assert_int_equal(q->sample_ppm, configs[i].sample_ppm);
        assert_int_equal(q->breached, configs[i].breached);
        config_free(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_asked),
        cmocka_unit_test(test_claim),
        cmocka_unit_test(test_letters),
        cmocka_unit_test(test_lonely),
        cmocka_unit_test(test_happens),
        cmocka_unit_test(test_stale),
        cmocka_unit_test(test_asking),
        cmocka_unit_test(test_asked_at_once),
        cmocka_unit_test(test_asked_at_the_end),
        cmocka_unit_test(test_reviews),
        cmocka_unit_test(test_closing),
        cmocka_unit_test(test_draw),
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_config),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
