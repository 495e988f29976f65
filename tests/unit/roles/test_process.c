/* test_process: the process role with real spool, store and scan role, each in a
 * process of its own, while one or the other is killed, locked or away.
 * tests/lib/crashy.c makes readers die; here a subject makes decide die. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/role_fixture.h"

#include "base/err.h"
#include "base/log.h"
#include "config/site.h"
#include "desk/decide/decide.h"
#include "roles/beat.h"
#include "roles/now.h"
#include "roles/process_room.h"
#include "store/alarm.h"
#include "store/raw.h"
#include "store/store_config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define WAIT_MS ROLE_WAIT_TEST_MS

plan *__real_decide_letter(const decide_input *in);
plan *__wrap_decide_letter(const decide_input *in);

plan *__wrap_decide_letter(const decide_input *in)
{
    if (!in->broken && g_strcmp0(in->letter->subject, "kill decide") == 0)
        raise(SIGSEGV);
    return __real_decide_letter(in);
}

/* A place of the store that is damaged, and one where a read fails once. */
bool __real_store_raw_put(store *s, GBytes *raw, char hash[65], GError **error);
bool __wrap_store_raw_put(store *s, GBytes *raw, char hash[65], GError **error);

bool __wrap_store_raw_put(store *s, GBytes *raw, char hash[65], GError **error)
{
    static bool failed;
    gsize size;
    const char *octets = g_bytes_get_data(raw, &size);
    bool once = g_strstr_len(octets, (gssize)size, "Subject: once") && !failed;
    if (once || g_strstr_len(octets, (gssize)size, "Subject: damaged")) {
        failed = failed || once;
        err_set(error, once ? ERR_IO : ERR_DATA, "it cannot be read");
        return false;
    }
    return __real_store_raw_put(s, raw, hash, error);
}

typedef role_desk desk;

static int setup(void **state)
{
    *state = role_desk_new("[scan]\nwall_time = 4s\ncpu_time = 3s\n");
    return 0;
}

static int teardown(void **state)
{
    return role_desk_free(*state) ? 0 : -1;
}

/* ---- mail and what became of it ---- */

static GBytes *mail_of(unsigned number, const char *subject, const char *header)
{
    char *mail = g_strdup_printf(
        "From: Kari <kari@example.com>\r\nTo: support@example.org\r\n"
        "Subject: %s\r\nMessage-ID: <m%u@example.com>\r\n%s\r\nhelp %u\r\n",
        subject, number, header, number);
    return g_bytes_new_take(mail, strlen(mail));
}

static void put_said(desk *d, GBytes *raw, GBytes *scan, char id[33])
{
    GError *error = NULL;
    const char *recipients[] = {"support@example.org", NULL};
    spool_incoming in = {.door = "test",
                         .sender = "kari@example.com",
                         .recipients = recipients,
                         .accepted_ms = role_now_ms(),
                         .raw = raw,
                         .scan = scan};
    char own[33];
    spool_accept(d->spool, &in, id ? id : own, &error);
    role_desk_fine(error);
}

static void put(desk *d, unsigned number, const char *subject,
                const char *header, char id[33])
{
    g_autoptr(GBytes) raw = mail_of(number, subject, header);
    put_said(d, raw, NULL, id);
}

static int64_t waiting(desk *d)
{
    int64_t count = -1, oldest = 0;
    GError *error = NULL;
    spool_status(d->spool, role_now_ms(), &count, &oldest, &error);
    role_desk_fine(error);
    return count;
}

static void wait_until_left(desk *d, int64_t left)
{
    for (int ms = 0; ms < WAIT_MS && waiting(d) != left; ms += 20)
        g_usleep(20000);
    if (waiting(d) == left)
        return;
    g_autofree char *log = NULL;
    g_file_get_contents(d->log, &log, NULL, NULL);
    fail_msg("%d messages still wait:\n%s", (int)waiting(d), log ? log : "");
}

static store_ledger *fate_of(desk *d, const char *id)
{
    GError *error = NULL;
    store_ledger *l = store_ledger_get(d->store, id, &error);
    role_desk_fine(error);
    return l;
}

static unsigned count_log(desk *d, const char *words)
{
    g_autofree char *log = NULL;
    unsigned count = 0;
    g_file_get_contents(d->log, &log, NULL, NULL);
    for (const char *p = log; p && (p = strstr(p, words)); p++)
        count++;
    return count;
}

/* ---- tests ---- */

static void test_in_order(void **state)
{
    desk *d = *state;
    char id[5][33];
    GError *error = NULL;
    d->scan = role_desk_start(d, &role_scan);
    d->process = role_desk_start(d, &role_process);
    for (unsigned i = 0; i < 4; i++)
        put(d, i, "help", "", id[i]);
    put(d, 0, "help", "Received: by another way\r\n", id[4]);
    wait_until_left(d, 0);
    for (unsigned i = 0; i < 4; i++) {
        g_autoptr(store_ledger) l = fate_of(d, id[i]);
        assert_string_equal(l->fate_code, "ticket");
        assert_int_equal(l->ticket, 1001 + i);
        assert_string_equal(l->queue, "support");
        assert_string_equal(l->recipients, "support@example.org");
        assert_string_equal(l->from, "kari@example.com");
        g_autoptr(GBytes) raw = store_raw_get(d->store, l->raw, &error);
        assert_non_null(raw);
        g_autoptr(GPtrArray) mails =
            store_outgoing_of_ticket(d->store, l->ticket, &error);
        assert_true(mails->len > 0);
    }
    g_autoptr(store_ledger) copy = fate_of(d, id[4]);
    assert_string_equal(copy->fate_code, "copy");
    assert_string_equal(copy->copy_of, id[0]);
    assert_null(copy->raw);
    assert_int_equal(copy->ticket, 1001);
}

static void test_deadly_message(void **state)
{
    desk *d = *state;
    char dead[33], hang[33], id[33];
    GError *error = NULL;
    d->scan = role_desk_start(d, &role_scan);
    d->process = role_desk_start(d, &role_process);
    put(d, 1, "bad", "X-Crash: segv\r\n", dead);
    put(d, 2, "hangs", "X-Crash: hang\r\n", hang);
    put(d, 3, "good", "", id);
    int64_t start_ms = role_now_ms();
    wait_until_left(d, 2);
    assert_true(role_now_ms() - start_ms < 4000); /* not stopped by either */
    g_autoptr(store_ledger) good = fate_of(d, id);
    assert_string_equal(good->fate_code, "ticket");
    wait_until_left(d, 1);
    g_autoptr(store_ledger) held = fate_of(d, dead);
    assert_string_equal(held->fate_code, "held");
    assert_string_equal(held->subject, "bad");
    assert_string_equal(held->message_id, "m1@example.com");
    g_autoptr(GPtrArray) open = store_held_list(d->store, 0, &error);
    assert_int_equal(open->len, 1);
    const store_held *h = open->pdata[0];
    assert_int_equal(h->kind, STORE_HELD_BROKEN);
    assert_non_null(strstr(h->text, "Subject: bad"));
    g_autoptr(GBytes) raw = store_raw_get(d->store, held->raw, &error);
    assert_non_null(raw);
}

static void test_decide_dies(void **state)
{
    desk *d = *state;
    char killer[33], id[33];
    unsigned deaths = 0;
    put(d, 1, "good", "", NULL);
    put(d, 2, "kill decide", "", killer);
    put(d, 3, "good", "", id);
    d->scan = role_desk_start(d, &role_scan);
    d->process = role_desk_start(d, &role_process);
    for (int ms = 0; ms < WAIT_MS && waiting(d) > 0; ms += 20) {
        g_usleep(20000);
        if (waitpid(d->process, NULL, WNOHANG) == d->process) {
            deaths++;
            d->process = role_desk_start(d, &role_process);
        }
    }
    wait_until_left(d, 0);
    assert_int_equal(deaths, SPOOL_DEATHS_MAX);
    g_autoptr(store_ledger) held = fate_of(d, killer);
    assert_string_equal(held->fate_code, "held");
    g_autoptr(store_ledger) good = fate_of(d, id);
    assert_string_equal(good->fate_code, "ticket");
}

static void test_scan_away(void **state)
{
    desk *d = *state;
    char id[33];
    d->process = role_desk_start(d, &role_process);
    put(d, 1, "waits", "", id);
    g_usleep(2500000);
    assert_int_equal(waiting(d), 1);
    assert_int_equal(count_log(d, "the scan role cannot be used"), 1);
    d->scan = role_desk_start(d, &role_scan);
    wait_until_left(d, 0);
    g_autoptr(store_ledger) l = fate_of(d, id);
    assert_string_equal(l->fate_code, "ticket");
    assert_int_equal(count_log(d, "tried again"), 0);
}

/* What the door was told travels with the message; nobody is asked again. What
 * cannot be read is asked again. */
static void test_said_at_the_door(void **state)
{
    desk *d = *state;
    char id[33], odd[33];
    GError *error = NULL;
    g_autofree char *socket = config_scan_socket(d->c);
    g_autoptr(GBytes) raw = mail_of(1, "said", ""), other = NULL;
    g_autoptr(GBytes) kept = NULL, wrong = g_bytes_new_static("what?", 5);
    g_autoptr(verdict) v = NULL;
    d->scan = role_desk_start(d, &role_scan);
    for (int ms = 0; !v && ms < WAIT_MS; ms += 20) {
        g_clear_error(&error);
        v = scan_verdict(socket, raw, WAIT_MS, &kept, &error);
        g_usleep(20000);
    }
    role_desk_fine(error);
    assert_non_null(kept);
    assert_true(role_desk_stop(&d->scan, SIGTERM));
    other = mail_of(2, "odd", "");
    put_said(d, raw, kept, id);
    put_said(d, other, wrong, odd);
    d->process = role_desk_start(d, &role_process);
    wait_until_left(d, 1);
    g_autoptr(store_ledger) l = fate_of(d, id);
    assert_string_equal(l->fate_code, "ticket");
    assert_int_equal(count_log(d, "is asked again"), 1);
    d->scan = role_desk_start(d, &role_scan);
    wait_until_left(d, 0);
    g_autoptr(store_ledger) second = fate_of(d, odd);
    assert_string_equal(second->fate_code, "ticket");
}

static void test_store_troubled(void **state)
{
    desk *d = *state;
    char id[33];
    GError *error = NULL;
    g_autofree char *aside = g_strconcat(d->c->store->path, ".aside", NULL);
    store_close(d->store);
    d->store = NULL;
    assert_int_equal(g_rename(d->c->store->path, aside), 0);
    d->scan = role_desk_start(d, &role_scan);
    d->process = role_desk_start(d, &role_process);
    put(d, 1, "waits", "", id);
    g_usleep(1500000);
    assert_int_equal(waiting(d), 1);
    assert_int_equal(count_log(d, "the store cannot be used"), 1);
    assert_int_equal(g_rename(aside, d->c->store->path), 0);
    wait_until_left(d, 0);
    d->store = store_open(d->c->store, &error);
    role_desk_fine(error);

    /* locked by somebody else */
    store_begin_deciding(d->store, &error);
    role_desk_fine(error);
    put(d, 2, "waits too", "", NULL);
    g_usleep(1500000);
    assert_int_equal(waiting(d), 1);
    store_rollback(d->store);
    wait_until_left(d, 0);
    assert_int_equal(count_log(d, "tried again"), 0);
    assert_int_equal(store_ticket_count_since(d->store, 0, &error), 2);
}

static void test_killed(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    const unsigned messages = 300;
    unsigned halfway = 0; /* kills that came while there was work */
    int most_us = 60000;
    d->scan = role_desk_start(d, &role_scan);
    for (unsigned i = 0; i < messages; i++)
        put(d, i, "help", "", NULL);
    for (int kills = 0; kills < 12 && waiting(d) > 0; kills++) {
        d->process = role_desk_start(d, &role_process);
        g_usleep((gulong)g_random_int_range(15000, most_us));
        role_desk_stop(&d->process, SIGKILL);
        if (waiting(d) == messages)
            most_us *= 2; /* a slow machine */
        halfway += waiting(d) > 0 && waiting(d) < messages;
    }
    print_message("[   INFO   ] %u kills halfway\n", halfway);
    d->process = role_desk_start(d, &role_process);
    put(d, messages, "help", "", NULL); /* so that it has surely begun */
    wait_until_left(d, 0);
    store_ticket_filter all = {.limit = 1000};
    g_autoptr(GPtrArray) tickets = store_ticket_list(d->store, &all, &error);
    assert_int_equal(tickets->len, messages + 1);
    g_autoptr(GPtrArray) fates = store_ledger_find(
        d->store, NULL, 0, "kari@example.com", NULL, 1000, &error);
    assert_int_equal(fates->len, messages + 1);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (unsigned i = 0; i < fates->len; i++) {
        const store_ledger *l = fates->pdata[i];
        assert_string_equal(l->fate_code, "ticket");
        assert_true(g_hash_table_add(seen, l->message_id));
    }
}

static void test_stop_puts_back(void **state)
{
    desk *d = *state;
    GPtrArray *entries = NULL;
    GError *error = NULL;
    d->process = role_desk_start(d, &role_process);
    put(d, 1, "waits", "", NULL);
    g_usleep(700000); /* claimed, the scan role is away */
    assert_true(role_desk_stop(&d->process, SIGTERM));
    spool_claim(d->spool, role_now_ms(), 10, &entries, &error);
    role_desk_fine(error);
    assert_int_equal(entries->len, 1);
    assert_int_equal(((spool_entry *)entries->pdata[0])->deaths, 0);
    g_ptr_array_unref(entries);
}

static void test_broken_letter(void **state)
{
    static const char mail[] = "From: Kari <Kari@Example.com>\r\n"
                               "Subject: h\xe9lp\r\n"
                               "Message-ID: <m1@example.com>\r\n\r\nbody\r\n";
    letter *l = process_broken_letter(mail, strlen(mail));
    assert_string_equal(l->message_id, "m1@example.com");
    assert_int_equal(l->from->len, 1);
    assert_true(g_utf8_validate(l->subject, -1, NULL));
    assert_true(g_utf8_validate(l->text, -1, NULL));
    assert_non_null(strstr(l->text, "From: Kari"));
    assert_null(strchr(l->text, '\r'));
    letter_free(l);
    l = process_broken_letter("", 0);
    assert_null(l->subject);
    assert_string_equal(l->text, "");
    letter_free(l);
    l = process_broken_letter("\0\0\r\r\n", 5);
    assert_non_null(l->text);
    letter_free(l);
}

/* What is damaged for one message stops no other, and is no fault of it. */
static void test_damaged_place(void **state)
{
    desk *d = *state;
    char one[33], damaged[33], two[33];
    GPtrArray *left = NULL;
    put(d, 1, "one", "", one);
    put(d, 2, "damaged", "", damaged);
    put(d, 3, "two", "", two);
    d->scan = role_desk_start(d, &role_scan);
    d->process = role_desk_start(d, &role_process);
    wait_until_left(d, 1);
    g_autoptr(store_ledger) before = fate_of(d, one);
    g_autoptr(store_ledger) after = fate_of(d, two);
    assert_non_null(before);
    assert_non_null(after);
    assert_true(spool_list(d->spool, 10, &left, NULL));
    const spool_entry *e = left->pdata[0];
    assert_string_equal(e->id, damaged);
    assert_int_equal(e->deaths, 0);
    g_ptr_array_unref(left);
    assert_int_equal(count_log(d, "cannot be decided: it cannot be read"), 1);
    g_autoptr(beat_state) how = beat_look(d->c, "process");
    assert_int_equal(how->lasting->len, 1);
    assert_non_null(strstr(how->lasting->pdata[0], damaged));
    g_autoptr(GPtrArray) open = store_alarm_list(d->store, NULL);
    assert_int_equal(open->len, 1);
    assert_non_null(strstr(open->pdata[0], damaged));
}

static void test_one_failed_read(void **state)
{
    desk *d = *state;
    char one[33], once[33];
    put(d, 1, "one", "", one);
    put(d, 2, "once", "", once);
    d->scan = role_desk_start(d, &role_scan);
    d->process = role_desk_start(d, &role_process);
    wait_until_left(d, 0);
    g_autoptr(store_ledger) l = fate_of(d, once);
    assert_string_equal(l->fate_code, "ticket");
    assert_int_equal(count_log(d, "it cannot be read"), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_in_order),
        TEST(test_deadly_message),
        TEST(test_decide_dies),
        TEST(test_scan_away),
        TEST(test_store_troubled),
        TEST(test_damaged_place),
        TEST(test_one_failed_read),
        TEST(test_killed),
        TEST(test_said_at_the_door),
        TEST(test_stop_puts_back),
        cmocka_unit_test(test_broken_letter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
