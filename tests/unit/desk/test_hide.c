/* test_hide: names and addresses that a partner is not to see. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "desk/notify/hide.h"

static void test_hide(void **state)
{
    static const char *const rows[][3] = {
        {"an address", "Write to kari@example.com, please.",
         "Write to [address], please."},
        {"in any case", "KARI@Example.COM", "[address]"},
        {"with what nobody sees in it", "kari\u200b@exam\u2060ple.com, x",
         "[address], x"},
        {"in a quoted header", "From: Kari Nordmann <kari@example.com>",
         "From: [name] <[address]>"},
        {"another's", "per.kari@example.org is not she.\n\nx\ny\nz",
         "per.kari@example.org is not she.\n\nx\ny\nz"},
        {"who else takes part", "Cc: Åse <åse@example.com>\na\nb\nc\nd",
         "Cc: [name] <[address]>\na\nb\nc\nd"},
        {"her name in the middle",
         "I am Kari Nordmann, of flat 7.\n\nIt is blank.\nSince May.\nWhy?",
         "I am [name], of flat 7.\n\nIt is blank.\nSince May.\nWhy?"},
        {"in capitals", "NORDMANN here\n\na\nb\nc", "[name] here\n\na\nb\nc"},
        {"a word that only looks so", "We kari it, Karin.\n\na\nb\nc",
         "We kari it, Karin.\n\na\nb\nc"},
        {"where she signs", "It is blank.\n\nbest regards\nkari",
         "It is blank.\n\nbest regards\n[name]"},
        {"with her own mark", "It is blank.\n\n-- \nKari's phone",
         "It is blank.\n\n-- \n[name]'s phone"},
        {"a genitive", "Nordmanns map, KARI\u2019s map.\n\na\nb\nc",
         "[name]s map, [name]\u2019s map.\n\na\nb\nc"},
        {"of a name with an s", "Anders\u2019 map, Anders' map.\n\na\nb\nc",
         "[name]\u2019 map, [name]' map.\n\na\nb\nc"},
        {"first and last name are one", "Kari Nordmann's map\na\nb\nc",
         "[name]'s map\na\nb\nc"},
        {"two in a row are two", "Kari, Anders\nKari's Nordmann\na\nb\nc",
         "[name], [name]\n[name]'s [name]\na\nb\nc"},
        {"a short word of a name", "Do it, Bo.", "Do it, Bo."},
        {"nothing", "", ""},
        {"blank lines at the end", "Kari\n\n\n", "[name]\n\n\n"},
    };
    g_autoptr(notify_hide) h = notify_hide_new();

    notify_hide_add(h, "Kari Bo Nordmann", "kari@example.com");
    notify_hide_add(h, "Åse", "åse@example.com");
    notify_hide_add(h, "Anders", NULL);
    notify_hide_add(h, NULL, "per@example.com");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *is = notify_hide_in(h, rows[i][1]);
        print_message("%s\n", rows[i][0]);
        assert_string_equal(is, rows[i][2]);
    }
    g_autofree char *all = notify_hide_in(NULL, "Kari kari@example.com");
    assert_string_equal(all, "Kari kari@example.com");
    h->language = "nb";
    g_autofree char *norwegian = notify_hide_in(h, "Kari kari@example.com");
    assert_string_equal(norwegian, "[navn] [adresse]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_hide)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
