/* test_inspect: what is wrong with a desk's process is found, and nothing else. */
#include "lib/desk_fixture.h"

#include "desk/inspect.h"
#include "store/names.h"

#define HOUR INT64_C(3600000)
/* Monday 30 November 2026, 00:00 UTC */
#define MONDAY INT64_C(1795996800000)

static config *desk_with(const char *more)
{
    g_autofree char *path = NULL;
    GError *error = NULL;
    int fd = g_file_open_tmp("postern-inspect-XXXXXX", &path, &error);
    g_autofree char *text =
        g_strconcat("[smtp]\nhost = 127.0.0.1\n[milter]\n"
                    "[queue support]\naddress = support@example.org\n"
                    "[operator ann]\nname = Ann\naddress = ann@example.org\n",
                    more, NULL);
    config *c;

    assert_true(fd >= 0);
    close(fd);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    c = role_config_load(path, NULL, &error);
    if (error)
        fail_msg("%s", error->message);
    g_unlink(path);
    return c;
}

/* 10 to 19 on weekdays, UTC */
static const calendar *office(const config *c, const char *queue)
{
    static calendar *made;
    static GArray *hours;
    static const calendar_hours day = {10 * 60, 19 * 60};
    calendar_sheet sheet = {0};

    if (made)
        return made;
    hours = g_array_new(FALSE, FALSE, sizeof(calendar_hours));
    g_array_append_val(hours, day);
    for (int i = 0; i < 5; i++)
        sheet.week[i] = hours;
    sheet.zone = g_time_zone_new_utc();
    made = calendar_new(&sheet);
    return made;
}

static const calendar *always(const config *c, const char *queue)
{
    return calendar_always();
}

static bool there(const config *c, const config_operator *o, int line,
                  int64_t at_ms, const void *context)
{
    return true;
}

/* Tuesday, 12:00 to 13:30 */
static bool at_lunch(const config *c, const config_operator *o, int line,
                     int64_t at_ms, const void *context)
{
    int64_t since = at_ms - MONDAY - 24 * HOUR;

    return since < 12 * HOUR || since >= 13 * HOUR + HOUR / 2;
}

/* But for Ann's nine hours on Monday. */
static bool on_monday(const config *c, const config_operator *o, int line,
                      int64_t at_ms, const void *context)
{
    return at_ms < MONDAY + 24 * HOUR;
}

/* "E status: ...", "W ...", one a line; what is fine left out. */
static char *summary(const inspect_ask *a)
{
    g_autoptr(GPtrArray) all = inspect_desk(a);
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < all->len; i++) {
        const inspect_finding *f = all->pdata[i];
        if (f->level != INSPECT_FINE)
            g_string_append_printf(out, "%c %s: %s\n",
                                   f->level == INSPECT_ERROR ? 'E' : 'W',
                                   f->about, f->text);
    }
    return g_string_free(out, FALSE);
}

typedef struct inspect_row {
    const char *name, *config;
    const calendar *(*hours)(const config *c, const char *queue);
    bool (*on_duty)(const config *c, const config_operator *o, int line,
                    int64_t at_ms, const void *context);
    const char *wrong;
} inspect_row;

#define STATUSES                                             \
    "[status fresh]\nstage = classification\nnext = doing\n" \
    "[status doing]\nstage = work\nnext = done\n"            \
    "[status done]\nstage = resolved\n"                      \
    "[status over]\nstage = closed\n"                        \
    "[status junk]\nstage = spam\nnext = doing\n"

static void test_findings(void **state)
{
    static const inspect_row rows[] = {
        {"the shipped desk", "", always, there, ""},
        {"in office hours", "", office, there, ""},
        {"statuses of its own", STATUSES, always, there, ""},
        {"one that nothing leads to",
         "[status fresh]\nstage = classification\nnext = doing\n"
         "[status doing]\nstage = work\nnext = done\n"
         "[status lost]\nstage = work\nnext = done\n"
         "[status done]\nstage = resolved\nnext = doing\n"
         "[status over]\nstage = closed\nnext = doing\n"
         "[status junk]\nstage = spam\nnext = doing\n"
         "[type case]\nline = 1\n",
         always, there,
         "E status: requests without a type cannot come to lost: nothing leads "
         "to it, and no next names it\n"
         "E status: requests of type case cannot come to lost: nothing leads "
         "to it, and no next names it\n"},
        {"a type that begins where nobody is", "[type case]\nline = 4\n",
         always, there,
         "E type: case begins on line 4 of support, and nobody works there\n"
         "W line: support, line 4: nobody works there; the other lines would "
         "be told\n"},
        {"a line of the other queue alone",
         "[queue sales]\naddress = sales@example.org\n"
         "[operator bo]\naddress = bo@example.org\nlines = 2\n"
         "queues = sales\n[type case]\n",
         always, there, ""},
        {"only a lead is there",
         "[operator bo]\naddress = bo@example.org\nlines = 2\n"
         "roles = lead\n[type case]\nline = 2\n",
         always, there,
         "E type: case begins on line 2 of support, and nobody works there\n"
         "W line: support, line 2: nobody works there; the other lines would "
         "be told\n"},
        {"robots that can act",
         "[robot a]\nafter = 3d in waiting\ndo = /close\n"
         "[robot b]\non = message, sla_breach\ndo = /reply Thanks\n",
         always, there, ""},
        {"one that comes too late",
         "[robot a]\nafter = 7d in answered\ndo = /note Look\n", always, there,
         "W robot: robot a never acts: requests leave answered by themselves "
         "before it does (after 7d in answered)\n"},
        {"and one by the queue's time",
         "[robot a]\nafter = 8d in resolved\ndo = /note Look\n", always, there,
         "W robot: robot a never acts: requests leave resolved by themselves "
         "before it does (after 8d in resolved)\n"},
        {"what does not happen here",
         "[robot a]\non = approval, sla_breach\ndo = /note Look\n", always,
         there,
         "W robot: robot a never acts: nothing of what it acts on happens here "
         "(on approval, sla_breach)\n"},
        {"where nothing is sent",
         "[queue silent]\naddress = silent@example.org\nack_per_hour = 0\n"
         "[robot a]\non = new\ndo = /reply Hello\n",
         always, there,
         "W robot: robot a writes to customers of silent, which sends no "
         "automatic mail (ack_per_hour)\n"},
        {"nobody at lunch", "[type case]\n", office, at_lunch,
         "E line: support, line 1: nobody is there from Tue 1 Dec 12:00 to Tue "
         "1 Dec 13:30\n"},
        {"somebody on one day alone", "[type case]\n", office, on_monday,
         "E line: support, line 1: nobody is there from Tue 1 Dec 10:00 to Tue "
         "1 Dec 19:00\n"
         "E line: support, line 1: nobody is there from Wed 2 Dec 10:00 to Wed "
         "2 Dec 19:00\n"
         "E line: support, line 1: nobody is there from Thu 3 Dec 10:00 to Thu "
         "3 Dec 19:00\n"
         "E line: support, line 1: nobody is there from Fri 4 Dec 10:00 to Fri "
         "4 Dec 19:00\n"
         "E line: support, line 1: nobody is there from Mon 7 Dec 10:00 to Mon "
         "7 Dec 19:00\n"
         "E line: support, line 1: and 4 times more within 14 days\n"},
    };
    g_autoptr(GPtrArray) none = g_ptr_array_new();

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(config) c = desk_with(rows[i].config);
        const inspect_ask ask = {.c = c,
                                 .at_ms = MONDAY + 9 * HOUR,
                                 .hours = rows[i].hours,
                                 .on_duty = rows[i].on_duty,
                                 .names = none};
        g_autofree char *is = summary(&ask);
        print_message("%s\n", rows[i].name);
        assert_string_equal(is, rows[i].wrong);
    }
}

static const char *text_about(const GPtrArray *all, const char *about)
{
    for (guint i = 0; i < all->len; i++) {
        const inspect_finding *f = all->pdata[i];
        if (strcmp(f->about, about) == 0)
            return f->text;
    }
    return "";
}

static void test_moment(void **state)
{
    static const struct {
        int64_t at;
        const char *says;
    } rows[] = {
        {MONDAY + 11 * HOUR, "support is open on Mon 30 Nov 11:00"},
        {MONDAY + 9 * HOUR,
         "support is closed on Mon 30 Nov 09:00; it opens on Mon 30 Nov "
         "10:00"},
        {MONDAY - 24 * HOUR,
         "support is closed on Sun 29 Nov 00:00; it opens on Mon 30 Nov "
         "10:00"},
    };
    g_autoptr(config) c = desk_with("");

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const inspect_ask ask = {
            .c = c, .at_ms = rows[i].at, .hours = office, .on_duty = there};
        g_autoptr(GPtrArray) all = inspect_desk(&ask);
        assert_string_equal(text_about(all, "hours"), rows[i].says);
    }
}

/* Monday 9:00, before the office opens. */
static void test_promises(void **state)
{
    static const struct {
        const char *sla, *says;
    } rows[] = {
        {"[sla fast]\nfirst_reply = 2h\n",
         "fast in support: first reply by Mon 30 Nov 12:00"},
        {"[sla slow]\nfirst_reply = 24h\nresolution = 30h\n",
         "slow in support: first reply by Wed 2 Dec 16:00, resolution by Thu 3 "
         "Dec 13:00"},
        {"[sla day]\nfirst_reply = 1h\ncalendar = always\n",
         "day in support: first reply by Mon 30 Nov 10:00"},
        {"[sla none]\nfirst_reply.high = 1h\n", ""},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(config) c = desk_with(rows[i].sla);
        const inspect_ask ask = {.c = c,
                                 .at_ms = MONDAY + 9 * HOUR,
                                 .hours = office,
                                 .on_duty = there};
        g_autoptr(GPtrArray) all = inspect_desk(&ask);
        assert_string_equal(text_about(all, "sla"), rows[i].says);
    }
}

static void test_names(void **state)
{
    static const store_name rows[] = {
        {(char *)"holder", (char *)"ann", 3},
        {(char *)"holder", (char *)"eve", 2},
        {(char *)"author", (char *)"eve", 1},
        {(char *)"status", (char *)"new", 9},
        {(char *)"status", (char *)"strange", 4},
        {(char *)"queue", (char *)"sales", 1},
        {(char *)"type", (char *)"incident", 1},
    };
    g_autoptr(config) c = desk_with("");
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    const inspect_ask ask = {.c = c,
                             .at_ms = MONDAY,
                             .hours = always,
                             .on_duty = there,
                             .names = names};

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_ptr_array_add(names, (void *)&rows[i]);
    g_autofree char *is = summary(&ask);
    assert_string_equal(
        is,
        "E name: operator eve is not in the configuration; open requests that "
        "she holds: 2; postern operator retire eve --to NAME mends that\n"
        "E name: operator eve is not in the configuration; texts on hold that "
        "wait for her: 1; postern operator retire eve --to NAME mends that\n"
        "E name: status strange is not in the configuration; requests: 4\n"
        "E name: queue sales is not in the configuration; open requests: "
        "1\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_findings), cmocka_unit_test(test_moment),
        cmocka_unit_test(test_promises), cmocka_unit_test(test_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
