/* test_forwarded: whose message is forwarded, as mail clients say it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "quote/forwarded.h"
#include "quote/trim.h"

#include <glib.h>

static const struct {
    const char *client, *subject, *text;
    const char *name, *address, *about, *above, *body; /* NULL address: none */
    bool found;
} rows[] = {
    {"Gmail", "Fwd: Printer",
     "Please take this.\n\n"
     "---------- Forwarded message ---------\n"
     "From: Kari Nordmann <kari@example.com>\n"
     "Date: Mon, 30 Nov 2026 at 09:00\n"
     "Subject: Printer\n"
     "To: Anna Larsen <anna@example.org>\n\n\n"
     "My printer is silent.\n\nKari\n",
     "Kari Nordmann", "kari@example.com", "Printer", "Please take this.",
     "My printer is silent.\n\nKari", true},
    {"Gmail, a German one", "Fwd: Drucker",
     "---------- Forwarded message ---------\n"
     "Von: Kari Nordmann <kari@example.com>\n"
     "Date: Mo., 30. Nov. 2026 um 09:00 Uhr\n"
     "Subject: Drucker\n"
     "To: <anna@example.org>\n\nEr schweigt.\n",
     "Kari Nordmann", "kari@example.com", "Drucker", "", "Er schweigt.", true},
    {"Outlook", "FW: Printer",
     "For you\n\n"
     "From: Kari Nordmann <kari@example.com> \n"
     "Sent: Monday, 30 November 2026 09:00\n"
     "To: Anna Larsen <anna@example.org>\n"
     "Subject: Printer\n\n"
     "My printer is silent.\n",
     "Kari Nordmann", "kari@example.com", "Printer", "For you",
     "My printer is silent.", true},
    {"Outlook, older", "FW: Printer",
     "-----Original Message-----\n"
     "From: Kari Nordmann [mailto:kari@example.com] \n"
     "Sent: 30. november 2026 09:00\n"
     "To: Anna Larsen\n"
     "Subject: Printer\n\n"
     "My printer is silent.\n",
     "Kari Nordmann", "kari@example.com", "Printer", "",
     "My printer is silent.", true},
    {"Outlook, a Russian one", "Пересл: Принтер",
     "________________________________\n"
     "От: Kari Nordmann <kari@example.com>\n"
     "Отправлено: 30 ноября 2026 г. 9:00\n"
     "Кому: Anna Larsen\n"
     "Тема: Принтер\n\nМолчит.\n",
     "Kari Nordmann", "kari@example.com", "Принтер", "", "Молчит.", true},
    {"Apple Mail", "Fwd: Printer",
     "See below.\n\n"
     "> Begin forwarded message:\n"
     "> \n"
     "> From: Kari Nordmann <kari@example.com>\n"
     "> Subject: Printer\n"
     "> Date: 30 November 2026 at 09:00:00 CET\n"
     "> To: anna@example.org\n"
     "> \n"
     "> My printer is silent.\n"
     "> > And before?\n"
     "> Kari\n",
     "Kari Nordmann", "kari@example.com", "Printer", "See below.",
     "My printer is silent.\n> And before?\nKari", true},
    {"Thunderbird", "Fwd: Printer",
     "\n\n\n-------- Forwarded Message --------\n"
     "Subject: \tPrinter\n"
     "Date: \tMon, 30 Nov 2026 09:00:00 +0100\n"
     "From: \tKari Nordmann <kari@example.com>\n"
     "To: \tanna@example.org\n\n\n\n"
     "My printer is silent.\n",
     "Kari Nordmann", "kari@example.com", "Printer", "",
     "My printer is silent.", true},
    {"mutt", "[kari@example.com: Printer]",
     "----- Forwarded message from Kari Nordmann <kari@example.com> -----\n\n"
     "Date: Mon, 30 Nov 2026 09:00:00 +0100\n"
     "From: Kari Nordmann <kari@example.com>\n"
     "To: anna@example.org\n"
     "Subject: Printer\n\n"
     "My printer is silent.\n\n"
     "----- End forwarded message -----\n",
     "Kari Nordmann", "kari@example.com", "Printer", "",
     "My printer is silent.", true},
    {"a name alone", "FW: Printer",
     "From: Kari Nordmann\n"
     "Sent: Monday, 30 November 2026 09:00\n"
     "To: Anna Larsen\n"
     "Subject: Printer\n\nSilent.\n",
     "Kari Nordmann", NULL, "Printer", "", "Silent.", true},
    {"nothing is forwarded", "Printer", "My printer is silent.\n", NULL, NULL,
     NULL, NULL, NULL, false},
    {"an answer with its history", "Re: Printer",
     "Yes.\n\nFrom: Kari Nordmann <kari@example.com>\n"
     "Sent: Monday, 30 November 2026 09:00\nTo: Anna\nSubject: Printer\n\n"
     "Is it?\n",
     NULL, NULL, NULL, NULL, NULL, false},
    {"a journey", "Fwd: Journey",
     "From: Oslo\nTo: Bergen\n\nIs there a train?\n", NULL, NULL, NULL, NULL,
     NULL, false},
};

static void same(const char *client, const char *what, const char *is,
                 const char *wanted)
{
    if (g_strcmp0(is, wanted) != 0)
        fail_msg("%s: %s is '%s'", client, what, is ? is : "NULL");
}

static void test_clients(void **state)
{
    trim_ready();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        forwarded f;
        bool found = forwarded_find(rows[i].text, rows[i].subject, &f);
        if (found != rows[i].found)
            fail_msg("%s: %d", rows[i].client, found);
        same(rows[i].client, "name", f.name, rows[i].name);
        same(rows[i].client, "address", f.address, rows[i].address);
        same(rows[i].client, "subject", f.subject, rows[i].about);
        same(rows[i].client, "above", f.above, rows[i].above);
        same(rows[i].client, "text", f.text, rows[i].body);
        forwarded_clear(&f);
    }
}

static void test_authors(void **state)
{
    static const struct {
        const char *value, *name, *address;
    } authors[] = {
        {"Kari <kari@example.com>", "Kari", "kari@example.com"},
        {"\"Nordmann, Kari\" <kari@example.com>", "Nordmann, Kari",
         "kari@example.com"},
        {"'Kari' [mailto:kari@example.com]", "Kari", "kari@example.com"},
        {"kari@example.com <mailto:kari@example.com>", NULL,
         "kari@example.com"},
        {"Kari (kari@example.com).", "Kari", "kari@example.com"},
        {"kari@example.com via desk", NULL, "kari@example.com"},
        {"Kari", "Kari", NULL},
        {"@", NULL, NULL},
        {"a@", NULL, NULL},
        {"", NULL, NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(authors); i++) {
        g_autofree char *name = NULL, *address = NULL;
        forwarded_author(authors[i].value, &name, &address);
        same(authors[i].value, "name", name, authors[i].name);
        same(authors[i].value, "address", address, authors[i].address);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clients),
        cmocka_unit_test(test_authors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
