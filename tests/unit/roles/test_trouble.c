/* test_trouble: how long is waited, and what is worth saying. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/steady.h"
#include "roles/trouble.h"

typedef struct wait_row {
    const char *name;
    trouble how;
    unsigned failures;
    int64_t least_ms, most_ms; /* waited after so many */
} wait_row;

static const wait_row waits[] = {
    {"the first", {0}, 1, 900, 1000},
    {"the second", {0}, 2, 1900, 2000},
    {"the most", {0}, 50, 29900, 30000},
    {"own bounds", {.min_ms = 100, .max_ms = 300}, 1, 50, 100},
    {"own most", {.min_ms = 100, .max_ms = 300}, 9, 250, 300},
    {"jitter",
     {.min_ms = 10000, .max_ms = 10000, .jitter = true},
     3,
     7400,
     12500},
};

static void waits_double(void **state)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(waits); i++) {
        trouble t = waits[i].how;

        print_message("%s\n", waits[i].name);
        for (unsigned n = 0; n < waits[i].failures; n++)
            trouble_note(&t, "why");
        assert_in_range(trouble_wait_ms(&t), waits[i].least_ms,
                        waits[i].most_ms);
        assert_true(trouble_is_waiting(&t));
        assert_true(trouble_lasts_ms(&t) > 0);
        assert_true(trouble_end(&t));
        assert_false(trouble_end(&t));
        assert_int_equal(trouble_wait_ms(&t), 0);
        assert_int_equal(trouble_lasts_ms(&t), 0);
    }
}

static void lasting_trouble_is_said_ever_more_rarely(void **state)
{
    trouble t = {0};
    unsigned said = 0;

    assert_true(trouble_note(&t, "locked"));
    for (int i = 0; i < 1000; i++)
        assert_false(trouble_note(&t, "locked"));
    assert_true(trouble_note(&t, "damaged")); /* that is news */
    for (int64_t minute = 0; minute < 24 * 60; minute++) {
        t.said_ms -= 60000;
        said += trouble_note(&t, "damaged");
    }
    assert_in_range(said, 3, 10); /* in a day */
    trouble_end(&t);
    assert_true(trouble_note(&t, "damaged")); /* it began anew */
    trouble_anew(&t);
    assert_false(trouble_is_waiting(&t));
    assert_true(trouble_note(&t, "damaged")); /* and was not mended */
    trouble_clear(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_double),
        cmocka_unit_test(lasting_trouble_is_said_ever_more_rarely),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
