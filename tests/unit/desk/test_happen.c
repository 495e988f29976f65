/* test_happen: what a plan makes happen, as robots and hooks hear of it. */
#include "lib/desk_fixture.h"

#include "desk/happen.h"
#include "desk/status_config.h"

static const char *who(const happening *h)
{
    return *h->actor != '\0' ? h->actor : "-";
}

/* "status(new>resolved anna) resolved(anna)" */
static char *said(const world *w, const plan *p, bool made)
{
    g_autoptr(GPtrArray) all =
        happen_of(p, made ? NULL : w->st, status_model_of(w->c));
    GString *out = g_string_new(NULL);

    for (unsigned i = 0; i < all->len; i++) {
        const happening *h = all->pdata[i];
        if (out->len > 0)
            g_string_append_c(out, ' ');
        g_string_append(out, happen_names[h->what]);
        if (h->field)
            g_string_append_printf(out, ":%s", h->field);
        if (h->old || h->new)
            g_string_append_printf(out, "(%s>%s %s)", h->old ? h->old : "",
                                   h->new ? h->new : "", who(h));
        else
            g_string_append_printf(out, "(%s)", who(h));
    }
    return g_string_free(out, FALSE);
}

static void check(const char *from, const char *text, bool seen, bool made,
                  const char *status, const char *expected)
{
    world *w = world_new(from, text);

    if (seen)
        world_capability(w, TAG_REPLY, "anna", 1);
    else if (!made)
        w->s->by_tag = 1001;
    if (status)
        world_status(w, status);
    g_autoptr(plan) p = world_decide(w);
    g_autofree char *words = said(w, p, made);
    assert_string_equal(words, expected);
    world_free(w);
}

static void test_operator_acts(void **state)
{
    check("anna@example.org", "/note\nlook at it", true, false, NULL,
          "note(anna)");
    check("anna@example.org", "/close", true, false, NULL,
          "status(new>resolved anna) resolved(anna)");
    check("anna@example.org", "/reopen", true, false, "resolved",
          "status(resolved>in-progress anna) reopened(anna)");
    check("anna@example.org", "/priority high\n/assign olga", true, false, NULL,
          "priority(normal>high anna) assigned(>olga anna)");
    check("anna@example.org", "/show", true, false, NULL, "");
}

/* It has not happened before it is sent. */
static void test_reply_waits(void **state)
{
    check("anna@example.org", "We have mended it.", true, false, NULL, "");
}

static void test_customer_acts(void **state)
{
    check("kari@example.com", "It is broken again.", false, false, "resolved",
          "status(resolved>in-progress kari@example.com) "
          "reopened(kari@example.com) message(kari@example.com)");
    check("per@example.com", "Help!", false, true, NULL,
          "new(-) message(per@example.com)");
}

/* Where the entry's job goes, PLAN_LATEST is the entry. */
static void test_place(void **state)
{
    world *w = world_new("anna@example.org", "/note\n/priority high\none");

    world_capability(w, TAG_REPLY, "anna", 1);
    g_autoptr(plan) p = world_decide(w);
    g_autoptr(GPtrArray) all = happen_of(p, w->st, status_model_of(w->c));
    bool found = false;
    for (unsigned i = 0; i < all->len; i++) {
        const happening *h = all->pdata[i];
        const plan_step *s = p->steps->pdata[h->at - 1];
        if (h->what != HAPPEN_NOTE)
            continue;
        found = true;
        assert_int_equal(h->entry, PLAN_LATEST);
        assert_int_equal(s->what, PLAN_ENTRY);
        assert_string_equal(s->entry->text, "one");
    }
    assert_true(found);
    world_free(w);
}

static void test_names(void **state)
{
    for (int i = 0; i < HAPPEN_KINDS; i++)
        assert_int_equal(happen_named(happen_names[i]), i);
    assert_int_equal(happen_named("nothing"), HAPPEN_KINDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operator_acts),
        cmocka_unit_test(test_reply_waits),
        cmocka_unit_test(test_customer_acts),
        cmocka_unit_test(test_place),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
