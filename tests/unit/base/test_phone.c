/* test_phone: telephone numbers as people write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/phone.h"

#include <glib.h>

static void test_handles(void **state)
{
    static const struct {
        const char *text, *country, *handle;
    } rows[] = {
        {"+47 22 33 44 55", NULL, "tel:+4722334455"},
        {"22 33 44 55", "47", "tel:+4722334455"},
        {"22334455", NULL, NULL},
        {"0047 22 33 44 55", NULL, "tel:+4722334455"},
        {"tel:+4722334455", "7", "tel:+4722334455"},
        {"+44 (0) 20 7946 0958", "47", "tel:+442079460958"},
        {"(020) 7946-0958", "44", "tel:+442079460958"},
        {"8 (495) 123-45-67", "7", "tel:+74951234567"},
        {"812 123-45-67", "7", "tel:+78121234567"},
        {"+7 495 123 45 67", "47", "tel:+74951234567"},
        {"06 1234 5678", "39", "tel:+390612345678"},
        {"030/123456", "49", "tel:+4930123456"},
        {"22 33 44 55", "47", "tel:+4722334455"},
        {"12", "47", NULL},
        {"+1234567890123456", NULL, NULL},
        {"+0123456789", NULL, NULL},
        {"22 33 44 55 ext. 7", "47", NULL},
        {"kari@example.com", "47", NULL},
        {"Kari", "47", NULL},
        {"", "47", NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *is = phone_handle(rows[i].text, rows[i].country);
        if (g_strcmp0(is, rows[i].handle) != 0)
            fail_msg("%s: %s", rows[i].text, is ? is : "none");
    }
}

static void test_looks(void **state)
{
    assert_true(phone_looks_so("22 33 44 55"));
    assert_true(phone_looks_so("+47.22.33.44.55"));
    assert_false(phone_looks_so("a22334455"));
    assert_false(phone_looks_so("22334455@example.com"));
    assert_false(phone_looks_so("- - -"));
    assert_true(phone_is_handle("tel:+47"));
    assert_false(phone_is_handle("kari@example.com"));
    assert_string_equal(phone_number("tel:+47"), "+47");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_handles),
        cmocka_unit_test(test_looks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
