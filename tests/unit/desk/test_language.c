/* language: in which one a customer is written to, what is remembered of him, and
 * what he chooses. */
#include "lib/desk_fixture.h"

#define KARI "kari@example.com"

typedef struct row {
    const char *what;
    const char *remembered; /* NULL: nobody knows him */
    bool chosen;
    const char *told, *company;
    const char *text;
    const char *ticket; /* the new one's */
    const char *kept;   /* "nb", "nb chosen"; NULL: nothing is written */
} row;

static const row rows[] = {
    {"nothing is known: the queue's", NULL, false, NULL, NULL, "Hi.", "en",
     NULL},
    {"told", NULL, false, "nb", NULL, "Hei.", "nb", "nb"},
    {"remembered", "ru", false, NULL, NULL, "Hi.", "ru", NULL},
    {"told, and known", "ru", false, "ru", NULL, "Hi.", "ru", NULL},
    {"another one for sure", "ru", false, "nb", NULL, "Hi.", "nb", "nb"},
    {"chosen: nothing else counts", "ru", true, "nb", NULL, "Hi.", "ru", NULL},
    {"his company's", NULL, false, NULL, "nb", "Hi.", "nb", NULL},
    {"told counts more than his company's", NULL, false, "ru", "nb", "Hi.",
     "ru", "ru"},
    {"what a reader that was taken over says", NULL, false, "../../etc", NULL,
     "Hi.", "en", NULL},
    {"a header's form of it", NULL, false, "nb-NO", NULL, "Hi.", "nb", "nb"},
};

static void know(world *w, const char *from, const char *language, bool chosen)
{
    if (!language)
        return;
    w->s->person = g_new0(store_person, 1);
    w->s->person->address = g_strdup(from);
    w->s->person->language = g_strdup(language);
    w->s->person->chosen = chosen;
}

static char *kept_of(const plan *p)
{
    const store_person *last = NULL;

    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_PERSON)
            last = s->person;
    }
    return last ? g_strdup_printf("%s%s%s",
                                  last->language ? last->language : "none",
                                  last->chosen ? " chosen" : "",
                                  last->ack_off ? " quiet" : "")
                : NULL;
}

static void check(const char *what, const char *is, const char *wanted)
{
    if (g_strcmp0(is, wanted) != 0)
        fail_msg("%s: %s, not %s", what, is ? is : "nothing",
                 wanted ? wanted : "nothing");
}

static void new_ones(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const row *r = &rows[i];
        world *w = world_new("per@example.com", r->text);
        know(w, "per@example.com", r->remembered, r->chosen);
        w->l->language = g_strdup(r->told);
        if (r->company) {
            w->s->terms = g_new0(store_terms, 1);
            w->s->terms->language = g_strdup(r->company);
        }
        g_autoptr(plan) p = world_decide(w);
        g_autofree char *kept = kept_of(p);
        const plan_step *t = plan_find(p, PLAN_TICKET);
        assert_non_null(t);
        check(r->what, t->ticket->language, r->ticket);
        check(r->what, kept, r->kept);
        world_free(w);
    }
}

/* ---- in a request that there is ---- */

static const char *set_to(const plan *p)
{
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_SET && s->set.field == PLAN_LANGUAGE)
            return s->set.value.text;
    }
    return NULL;
}

static world *in_ticket(const char *from, const char *text)
{
    world *w = world_new(from, text);

    w->s->by_tag = 1001;
    return w;
}

typedef struct follow {
    const char *what, *from, *text, *remembered;
    bool chosen;
    const char *told, *set, *kept;
} follow;

static const follow follows[] = {
    {"the same", KARI, "More.", "en", false, "en", NULL, NULL},
    {"another one for sure", KARI, "Mer.", "en", false, "nb", "nb", "nb"},
    {"not sure", KARI, "Mer.", "en", false, NULL, NULL, NULL},
    {"chosen before", KARI, "Mer.", "en", true, "nb", NULL, NULL},
    {"a stranger's words change nothing", "per@example.com", "Mer.", NULL,
     false, "nb", NULL, NULL},
    {"/language", KARI, "/language nb", NULL, false, NULL, "nb", "nb chosen"},
    {"its name, in Russian", KARI, "/язык русский", "nb", false, NULL, "ru",
     "ru chosen"},
    {"in Norwegian", KARI, "/språk norsk", NULL, false, NULL, "nb",
     "nb chosen"},
    {"beside a text in another", KARI, "/language ru\nMer.", NULL, false, "nb",
     "ru", "ru chosen"},
    {"no more", KARI, "/language auto", "nb", true, NULL, NULL, "none"},
    {"with another command", KARI, "/ack off\n/language ru", "nb", false, NULL,
     "ru", "ru chosen quiet"},
    {"the other way", KARI, "/language ru\n/ack av", "nb", false, NULL, "ru",
     "ru chosen quiet"},
    {"none that there is", KARI, "/language klingon", NULL, false, NULL, NULL,
     NULL},
};

static void in_one(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(follows); i++) {
        const follow *r = &follows[i];
        world *w = in_ticket(r->from, r->text);
        know(w, r->from, r->remembered, r->chosen);
        w->l->language = g_strdup(r->told);
        g_autoptr(plan) p = world_decide(w);
        g_autofree char *kept = kept_of(p);
        const char *last = NULL;
        for (unsigned k = 0; k < p->steps->len; k++) {
            const plan_step *s = p->steps->pdata[k];
            if (s->what == PLAN_SET && s->set.field == PLAN_LANGUAGE)
                last = s->set.value.text;
        }
        if (!last)
            assert_null(set_to(p));
        check(r->what, last, r->set);
        check(r->what, kept, r->kept);
        world_free(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_ones),
        cmocka_unit_test(in_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
