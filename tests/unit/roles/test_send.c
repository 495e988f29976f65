/* test_send: the send role in a process of its own, a store, and a smarthost
 * that does what the recipient's name says. Alarms as well. */
#include "lib/store_fixture.h"

#include "base/bell.h"
#include "config/site.h"
#include "desk/alarm.h"
#include "desk/notify/notify.h"
#include "roles/known.h"
#include "roles/now.h"
#include "roles/sections.h"
#include "roles/send_room.h"
#include "store/alarm.h"
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 15000

static const secret_key site = {.bytes = {7}};

/* ---- a smarthost ---- */

typedef struct smarthost {
    int fd, port;
    pthread_t thread;
    int connections;
    GPtrArray *taken; /* char*: "recipient\nmessage" */
    pthread_mutex_t lock;
} smarthost;

static int open_port(int *port)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)*port),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    assert_int_equal(bind(fd, (struct sockaddr *)&a, size), 0);
    assert_int_equal(listen(fd, 5), 0);
    getsockname(fd, (struct sockaddr *)&a, &size);
    *port = ntohs(a.sin_port);
    return fd;
}

static void keep(smarthost *h, const char *recipient, const char *message)
{
    pthread_mutex_lock(&h->lock);
    g_ptr_array_add(h->taken, g_strconcat(recipient, "\n", message, NULL));
    pthread_mutex_unlock(&h->lock);
}

/* One connection, until it ends or the name says to drop it. */
static void serve(smarthost *h, int fd)
{
    FILE *f = fdopen(fd, "r+");
    char line[2000], recipient[500] = "";
    g_autoptr(GString) message = NULL;
    fputs("220 test\r\n", f);
    while (fflush(f) == 0 && fgets(line, sizeof line, f)) {
        const char *answer = "250 2.0.0 fine\r\n";
        if (g_str_has_prefix(line, "EHLO"))
            answer = "250 test\r\n";
        else if (sscanf(line, "RCPT TO:<%400[^>]", recipient) == 1)
            answer = g_str_has_prefix(recipient, "never")
                         ? "550 5.1.1 nobody\r\n"
                     : g_str_has_prefix(recipient, "later")
                         ? "451 4.7.1 greylisted\r\n"
                         : answer;
        if (g_str_has_prefix(line, "RCPT TO:<vanish"))
            break;
        if (g_str_has_prefix(line, "RCPT TO:<hang")) {
            while (fgets(line, sizeof line, f))
                ; /* says nothing until the other side gives up */
            break;
        }
        if (g_str_has_prefix(line, "QUIT"))
            answer = "221 bye\r\n";
        else if (g_str_has_prefix(line, "DATA")) {
            fputs("354 go\r\n", f);
            fflush(f);
            message = g_string_new(NULL);
            while (fgets(line, sizeof line, f) && strcmp(line, ".\r\n") != 0)
                g_string_append(message, line);
            keep(h, recipient, message->str);
            g_string_free(g_steal_pointer(&message), TRUE);
            if (g_str_has_prefix(recipient, "drop"))
                break;
        }
        fputs(answer, f);
    }
    fclose(f);
}

static void *serve_all(void *data)
{
    smarthost *h = data;
    for (;;) {
        int fd = accept4(h->fd, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0)
            return NULL;
        h->connections++;
        serve(h, fd);
    }
}

static void smarthost_start(smarthost *h)
{
    h->fd = open_port(&h->port);
    h->taken = g_ptr_array_new_with_free_func(g_free);
    pthread_mutex_init(&h->lock, NULL);
    assert_int_equal(pthread_create(&h->thread, NULL, serve_all, h), 0);
}

static void smarthost_end(smarthost *h)
{
    shutdown(h->fd, SHUT_RDWR);
    pthread_join(h->thread, NULL);
    close(h->fd);
    g_ptr_array_unref(h->taken);
}

static unsigned taken_for(smarthost *h, const char *recipient)
{
    unsigned count = 0;
    g_autofree char *start = g_strconcat(recipient, "\n", NULL);
    pthread_mutex_lock(&h->lock);
    for (guint i = 0; i < h->taken->len; i++)
        count += g_str_has_prefix(h->taken->pdata[i], start);
    pthread_mutex_unlock(&h->lock);
    return count;
}

/* ---- a desk ---- */

typedef struct bench {
    fixture *f;
    smarthost host;
    char *conf, *bell, *told;
    int64_t ticket, article, now;
    pid_t role;
} bench;

static bench b;

static void configure(int port)
{
    GError *error = NULL;
    g_autofree char *text = g_strdup_printf(
        "[site]\nkey_file = /nonexistent\nstate = %s\nrun = %s\n"
        "admin = root@example.org\nalarm_command = cat >>%s\n"
        "[store]\npath = %s\n"
        "[smtp]\nhost = 127.0.0.1\nport = %d\ntls = none\n"
        "per_connection = 2\ntimeout = 5s\n"
        "[queue support]\naddress = support@example.org\n"
        "name = Example Support\n"
        "[operator anna]\nname = Anna Larsen\naddress = anna@example.org\n",
        b.f->folder, b.f->folder, b.told, b.f->path, port);
    g_file_set_contents(b.conf, text, -1, &error);
    assert_fine(error);
}

static int bench_setup(void **state)
{
    GError *error = NULL;
    memset(&b, 0, sizeof b);
    fixture_setup(state);
    b.f = *state;
    b.conf = g_build_filename(b.f->folder, "p.conf", NULL);
    b.bell = g_build_filename(b.f->folder, "bell.send", NULL);
    b.told = g_build_filename(b.f->folder, "told", NULL);
    b.now = role_now_ms();
    smarthost_start(&b.host);
    configure(b.host.port);
    g_autoptr(config) c = role_config_load(b.conf, NULL, &error);
    assert_true(known_guard(c, b.f->s, b.now, &error)); /* it is new */
    b.ticket = put_ticket(b.f->s, "Help", b.now);
    store_begin_deciding(b.f->s, &error);
    g_autoptr(store_entry) e =
        sample_entry(b.ticket, STORE_ARTICLE, "Answer", b.now);
    e->by = STORE_BY_OPERATOR;
    g_free(e->author);
    e->author = g_strdup("anna");
    store_entry_add(b.f->s, e, &error);
    b.article = e->n;
    store_commit(b.f->s, &error);
    assert_fine(error);
    return 0;
}

static int bench_teardown(void **state)
{
    if (b.role > 0) {
        kill(b.role, SIGKILL);
        waitpid(b.role, NULL, 0);
    }
    smarthost_end(&b.host);
    g_free(b.conf);
    g_free(b.bell);
    g_free(b.told);
    return fixture_teardown(state);
}

static int64_t put_row(const char *recipient)
{
    GError *error = NULL;
    g_autoptr(store_outgoing) o =
        sample_outgoing(b.ticket, b.article, recipient, b.now);
    store_begin_deciding(b.f->s, &error);
    store_outgoing_add(b.f->s, o, &error);
    store_commit(b.f->s, &error);
    assert_fine(error);
    return o->id;
}

static void start_role(void)
{
    b.role = fork();
    if (b.role != 0) {
        assert_true(b.role > 0);
        return;
    }
    role_context x = {.config = role_config_load(b.conf, NULL, NULL),
                      .config_path = b.conf,
                      .site = site};
    int code = 99;
    if (x.config && role_signals(NULL) && freopen("/dev/null", "w", stderr))
        code = role_send.run(&x);
    _exit(code);
}

/* TERM ends it cleanly. */
static void stop_role(void)
{
    int status = -1;
    kill(b.role, SIGTERM);
    assert_int_equal(waitpid(b.role, &status, 0), b.role);
    b.role = 0;
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static store_outgoing *row_of(int64_t id)
{
    GError *error = NULL;
    store_outgoing *o = store_outgoing_get(b.f->s, id, &error);
    assert_fine(error);
    return o;
}

/* Wait until the row is in this state and was tried so often. */
static store_outgoing *await(int64_t id, store_out_state state, unsigned tries)
{
    for (int ms = 0; ms < PATIENCE_MS; ms += 20) {
        store_outgoing *o = row_of(id);
        if (o->state == state && o->tries == tries)
            return o;
        store_outgoing_free(o);
        g_usleep(20000);
    }
    g_autoptr(store_outgoing) o = row_of(id);
    fail_msg("row for %s is in state %d after %u tries: %s", o->recipient,
             o->state, o->tries, o->result ? o->result : "-");
    return NULL;
}

/* ---- tests ---- */

static void each_answer_has_its_result(void **state)
{
    int64_t fine = put_row("kari@example.com");
    int64_t never = put_row("never@example.com");
    int64_t later = put_row("later@example.com");
    int64_t own = put_row("support@example.org");
    int64_t letters = put_row("k\303\245ri@example.com");
    start_role();
    g_autoptr(store_outgoing) a = await(fine, STORE_OUT_SENT, 1);
    assert_string_equal(a->result, "250 2.0.0 fine");
    assert_non_null(a->message_id);
    assert_true(a->sent_ms >= b.now);
    g_autoptr(store_outgoing) n = await(never, STORE_OUT_FAILED, 1);
    assert_non_null(strstr(n->result, "550 5.1.1 nobody"));
    g_autoptr(store_outgoing) l = await(later, STORE_OUT_READY, 1);
    assert_non_null(strstr(l->result, "451 4.7.1 greylisted"));
    assert_in_range(l->next_ms, b.now + 25000, b.now + 60000);
    g_autoptr(store_outgoing) o = await(own, STORE_OUT_FAILED, 1);
    g_autoptr(store_outgoing) u = await(letters, STORE_OUT_FAILED, 1);
    assert_non_null(strstr(u->result, "SMTPUTF8"));

    /* operators hear of each failure, each once */
    for (int64_t id = letters + 1; id <= letters + 3; id++) {
        g_autoptr(store_outgoing) told = await(id, STORE_OUT_SENT, 1);
        assert_string_equal(told->template, "bounced");
        assert_string_equal(told->recipient, "anna@example.org");
        assert_int_equal(told->ticket, b.ticket);
    }
    stop_role();
    assert_int_equal(taken_for(&b.host, "kari@example.com"), 1);
    assert_int_equal(taken_for(&b.host, "later@example.com"), 0);
    assert_int_equal(taken_for(&b.host, "anna@example.org"), 3);
}

static void two_mails_a_connection_as_configured(void **state)
{
    int64_t last = 0;
    for (int i = 0; i < 5; i++) {
        g_autofree char *to = g_strdup_printf("c%d@example.com", i);
        last = put_row(to);
    }
    start_role();
    g_autoptr(store_outgoing) o = await(last, STORE_OUT_SENT, 1);
    stop_role();
    assert_int_equal(b.host.connections, 3);
}

static void a_lost_connection_does_not_stop_others(void **state)
{
    int64_t vanish = put_row("vanish@example.com");
    int64_t drop = put_row("drop@example.com");
    int64_t fine = put_row("kari@example.com");
    start_role();
    g_autoptr(store_outgoing) v = await(vanish, STORE_OUT_READY, 1);
    g_autoptr(store_outgoing) d = await(drop, STORE_OUT_READY, 1);
    assert_true(d->next_ms > b.now + 25000);
    g_autoptr(store_outgoing) o = await(fine, STORE_OUT_SENT, 1);
    stop_role();
    assert_int_equal(taken_for(&b.host, "kari@example.com"), 1);
}

/* Two at one recipient, which is waited for once, and one after them. */
static void a_recipient_that_hangs_holds_nobody_up(void **state)
{
    int64_t first = put_row("hang@example.com");
    int64_t second = put_row("hang@example.com");
    int64_t fine = put_row("kari@example.com");
    int64_t begin_ms = role_now_ms();
    start_role();
    g_autoptr(store_outgoing) o = await(fine, STORE_OUT_SENT, 1);
    assert_true(role_now_ms() - begin_ms < 9000); /* one timeout of 5 s */
    g_autoptr(store_outgoing) f = await(first, STORE_OUT_READY, 1);
    g_autoptr(store_outgoing) s = await(second, STORE_OUT_READY, 1);
    assert_non_null(strstr(s->result, "hung at this recipient"));
    stop_role();
}

/* What the smarthost took is written down by the next process, not sent again. */
static void what_was_handed_over_is_not_sent_again(void **state)
{
    g_autoptr(config) c = role_config_load(b.conf, NULL, NULL);
    int64_t id = put_row("kari@example.com");
    g_autoptr(store_outgoing) row = store_outgoing_get(b.f->s, id, NULL);
    send_handed *h = send_handed_new(c);
    assert_true(send_handed_add(h, row->unique, "250 2.0.0\tqueued\r\n", NULL));
    send_handed_free(h);
    start_role();
    g_autoptr(store_outgoing) o = await(id, STORE_OUT_SENT, 1);
    stop_role();
    assert_string_equal(o->result, "250 2.0.0 queued  ");
    assert_int_equal(taken_for(&b.host, "kari@example.com"), 0);
    h = send_handed_new(c);
    assert_null(send_handed_answer(h, row->unique)); /* the store knows it */
    send_handed_free(h);
}

#define PAGE  4096
#define LARGE 20000 /* octets: most of the row stands on pages of its own */

/* Swaps where a page of the large row says that the row goes on; only in the file,
 * as a bad disk does it. */
static void swap_link(const char *path, char link[4])
{
    g_autofree char *data = NULL;
    g_autofree char *full = g_strnfill(PAGE - 4, 'z');
    gsize size = 0, at = 0;
    assert_true(g_file_get_contents(path, &data, &size, NULL));
    while (at + PAGE <= size && memcmp(data + at + 4, full, PAGE - 4) != 0)
        at += PAGE;
    assert_true(at + PAGE <= size);
    FILE *f = fopen(path, "r+");
    assert_non_null(f);
    assert_int_equal(fseek(f, (long)at, SEEK_SET), 0);
    assert_int_equal(fwrite(link, 1, 4, f), 4);
    assert_int_equal(fclose(f), 0);
    memcpy(link, data + at, 4);
}

static int64_t put_large(void)
{
    GError *error = NULL;
    g_autofree char *words = g_strnfill(LARGE, 'z');
    g_autoptr(store_outgoing) o =
        sample_outgoing(b.ticket, b.article, "large@example.com", b.now);
    g_free(o->data);
    o->data = g_strdup_printf("{\"words\":\"%s\"}", words);
    store_begin_deciding(b.f->s, &error);
    store_outgoing_add(b.f->s, o, &error);
    store_commit(b.f->s, &error);
    assert_fine(error);
    store_close(b.f->s); /* now all of it is in the file */
    return o->id;
}

static unsigned open_alarms(void);

static void a_damaged_row_keeps_back_itself_alone(void **state)
{
    char link[4] = "\x7f\xff\xff";
    GError *error = NULL;
    int64_t large = put_large();
    swap_link(b.f->path, link);
    b.f->s = store_open(FILE_OF(b.f->path), &error);
    assert_fine(error);
    int64_t fine = put_row("kari@example.com");
    start_role();
    g_autoptr(store_outgoing) o = await(fine, STORE_OUT_SENT, 1);
    assert_int_equal(open_alarms(), 1);
    swap_link(b.f->path, link);
    int64_t more = put_row("more@example.com");
    bell_ring(b.bell);
    g_autoptr(store_outgoing) m = await(more, STORE_OUT_SENT, 1);
    g_autoptr(store_outgoing) l = await(large, STORE_OUT_SENT, 1);
    stop_role();
    assert_int_equal(open_alarms(), 0);
}

static void a_ring_is_heard(void **state)
{
    int64_t early = put_row("a@example.com");
    start_role();
    g_autoptr(store_outgoing) first = await(early, STORE_OUT_SENT, 1);
    g_usleep(100000);
    int64_t before = role_now_ms();
    int64_t id = put_row("kari@example.com");
    bell_ring(b.bell);
    g_autoptr(store_outgoing) o = await(id, STORE_OUT_SENT, 1);
    assert_in_range(o->sent_ms, before, before + 2000);
    stop_role();
}

/* Away at first, and the port is nobody's; all goes once it is back. */
static void smarthost_away_loses_nothing(void **state)
{
    smarthost_end(&b.host);
    int64_t one = put_row("kari@example.com");
    int64_t two = put_row("ola@example.com");
    start_role();
    g_usleep(1500000);
    g_autoptr(store_outgoing) waiting = row_of(one);
    assert_int_equal(waiting->state, STORE_OUT_READY);
    assert_int_equal(waiting->tries, 0);
    assert_non_null(waiting->message_id);
    smarthost_start(&b.host);
    g_autoptr(store_outgoing) a = await(one, STORE_OUT_SENT, 1);
    g_autoptr(store_outgoing) o = await(two, STORE_OUT_SENT, 1);
    assert_string_equal(a->message_id, waiting->message_id);
    stop_role();
    assert_int_equal(taken_for(&b.host, "kari@example.com"), 1);
    assert_int_equal(taken_for(&b.host, "ola@example.com"), 1);
}

/* Its configuration names another port after a HUP. */
static void reload_is_obeyed(void **state)
{
    int closed = 0, fd = open_port(&closed);
    close(fd);
    configure(closed);
    int64_t one = put_row("kari@example.com");
    start_role();
    g_usleep(500000);
    configure(b.host.port);
    kill(b.role, SIGHUP);
    g_autoptr(store_outgoing) a = await(one, STORE_OUT_SENT, 1);
    g_file_set_contents(b.conf, "[broken\n", -1, NULL);
    kill(b.role, SIGHUP);
    g_usleep(100000);
    int64_t two = put_row("ola@example.com");
    bell_ring(b.bell);
    g_autoptr(store_outgoing) o = await(two, STORE_OUT_SENT, 1);
    stop_role();
}

static void what_never_goes_is_given_up(void **state)
{
    b.now -= G_GINT64_CONSTANT(6) * 24 * 3600 * 1000;
    int64_t id = put_row("later@example.com");
    start_role();
    g_autoptr(store_outgoing) o = await(id, STORE_OUT_FAILED, 1);
    assert_non_null(strstr(o->result, "given up after 1 tries: 451"));
    stop_role();
}

static void waits_double_up_to_half_an_hour(void **state)
{
    static const int64_t seconds[] = {30, 30, 60, 120, 240, 480, 960, 1800};
    for (unsigned i = 0; i < G_N_ELEMENTS(seconds); i++)
        assert_int_equal(send_row_wait(i), seconds[i] * 1000);
    assert_int_equal(send_row_wait(4000000000u), 1800 * 1000);
}

/* A template that is wrong stops no mail for good: it waits, and is told. */
static void a_wrong_template_waits_for_its_mending(void **state)
{
    g_autofree char *en = g_build_filename(b.f->folder, "en", NULL);
    g_autofree char *path = g_build_filename(en, "reply.txt", NULL);
    g_autofree char *conf = NULL;
    assert_int_equal(g_mkdir(en, 0755), 0);
    assert_true(g_file_set_contents(path, "{{#open}}", -1, NULL));
    assert_true(g_file_get_contents(b.conf, &conf, NULL, NULL));
    g_autofree char *own = g_strdup_printf(
        "[site]\ntemplates = %s\n%s", b.f->folder, conf + strlen("[site]\n"));
    assert_true(g_file_set_contents(b.conf, own, -1, NULL));
    int64_t id = put_row("kari@example.com");
    start_role();
    g_autoptr(store_outgoing) o = await(id, STORE_OUT_READY, 1);
    assert_non_null(strstr(o->result, "en/reply"));
    g_autoptr(store_outgoing) told = await(id + 1, STORE_OUT_SENT, 1);
    assert_string_equal(told->template, "alarm");
    g_unlink(path);
    g_rmdir(en);
    GError *error = NULL;
    store_begin_deciding(b.f->s, &error);
    store_outgoing_result(b.f->s, id, STORE_OUT_READY, b.now, "again", b.now,
                          &error);
    store_commit(b.f->s, &error);
    assert_fine(error);
    bell_ring(b.bell);
    g_autoptr(store_outgoing) sent = await(id, STORE_OUT_SENT, 3);
    stop_role();
    g_autoptr(GPtrArray) open = store_alarm_list(b.f->s, &error);
    assert_int_equal(open->len, 0);
}

/* ---- alarms ---- */

static unsigned count_of(const char *path, const char *words)
{
    g_autofree char *text = NULL;
    unsigned count = 0;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return 0;
    for (const char *p = text; (p = strstr(p, words)); p++)
        count++;
    return count;
}

static unsigned alarm_rows(void)
{
    GError *error = NULL;
    int64_t next;
    g_autoptr(GPtrArray) all =
        store_outgoing_due(b.f->s, G_MAXINT64 - 1, 100, &next, NULL, &error);
    assert_fine(error);
    unsigned count = 0;
    for (guint i = 0; i < all->len; i++)
        count += ((store_outgoing *)all->pdata[i])->audience == STORE_TO_ADMIN;
    return count;
}

static unsigned open_alarms(void)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) all = store_alarm_list(b.f->s, &error);
    assert_fine(error);
    return all->len;
}

static void an_alarm_is_told_once_a_cause(void **state)
{
    GError *error = NULL;
    g_autoptr(config) c = role_config_load(b.conf, NULL, &error);
    assert_fine(error);
    alarms *mine = alarm_new(), *other = alarm_new();
    for (int i = 0; i < 3; i++) {
        assert_true(
            alarm_raise(mine, c, b.f->s, "disk", "Full: df", 5, &error));
        assert_true(alarm_raise(other, c, b.f->s, "disk", "Full", 6, &error));
    }
    assert_int_equal(count_of(b.told, "disk\n\nFull: df\n"), 1);
    assert_int_equal(count_of(b.told, "disk"), 1);
    assert_int_equal(alarm_rows(), 1);
    assert_true(alarm_raise(mine, c, b.f->s, "net", "Gone", 7, &error));
    assert_int_equal(alarm_rows(), 2);
    /* a process that starts now knows what is open, and may end it */
    alarms *later = alarm_new();
    assert_true(alarm_recall(later, b.f->s, &error));
    assert_true(alarm_raise(later, c, b.f->s, "net", "Gone", 7, &error));
    assert_int_equal(alarm_rows(), 2);
    assert_true(alarm_clear(later, b.f->s, "net", false, &error));
    assert_int_equal(open_alarms(), 1);
    alarm_free(later);
    assert_true(alarm_clear(mine, b.f->s, "disk", false, &error));
    assert_true(alarm_raise(mine, c, b.f->s, "disk", "Full", 8, &error));
    assert_int_equal(count_of(b.told, "disk"), 2);
    assert_int_equal(alarm_rows(), 3);
    alarm_free(mine);
    alarm_free(other);
}

static void without_a_store_the_command_alone(void **state)
{
    GError *error = NULL;
    g_autoptr(config) c = role_config_load(b.conf, NULL, &error);
    alarms *mine = alarm_new();
    for (int i = 0; i < 3; i++)
        assert_true(alarm_raise(mine, c, NULL, "store", "Away", 5, &error));
    assert_int_equal(count_of(b.told, "store"), 1);
    assert_int_equal(alarm_rows(), 0);
    /* the store is back: mail as well, the command not again */
    assert_true(alarm_raise(mine, c, b.f->s, "store", "Away", 6, &error));
    assert_int_equal(count_of(b.told, "store"), 1);
    assert_int_equal(alarm_rows(), 1);
    g_free(c->site->alarm_command);
    c->site->alarm_command = g_strdup("exit 3");
    assert_false(alarm_raise(mine, c, NULL, "x", "y", 5, &error));
    assert_non_null(strstr(error->message, "exit code 3"));
    g_clear_error(&error);
    alarm_free(mine);
}

static void fail_line(sender *x, err_class class)
{
    g_autoptr(GError) why = NULL;
    err_set(&why, class, "that is wrong");
    send_line_fail(x, why);
}

static void a_smarthost_away_for_long_is_an_alarm(void **state)
{
    role_context context = {.config = role_config_load(b.conf, NULL, NULL)};
    sender x;
    sender_init(&x, &context);
    x.f.store = b.f->s;
    fail_line(&x, ERR_NET);
    assert_int_equal(alarm_rows(), 0);
    assert_in_range(trouble_wait_ms(&x.line.trouble), 700, 60000);
    x.line.trouble.since_ms -= SEND_ALARM_MS;
    fail_line(&x, ERR_NET);
    fail_line(&x, ERR_NET);
    assert_int_equal(alarm_rows(), 1);
    fail_line(&x, ERR_AUTH);
    assert_int_equal(alarm_rows(), 2);
    assert_int_equal(open_alarms(), 2);
    assert_int_equal(count_of(b.told, "postern reload"), 1);
    send_line_works(&x);
    assert_int_equal(open_alarms(), 0);
    assert_int_equal(x.line.trouble.failures, 0);
    x.f.store = NULL; /* the bench's */
    sender_clear(&x);
    config_free(context.config);
}

#define BENCH_TEST(f) \
    cmocka_unit_test_setup_teardown(f, bench_setup, bench_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(each_answer_has_its_result),
        BENCH_TEST(two_mails_a_connection_as_configured),
        BENCH_TEST(a_lost_connection_does_not_stop_others),
        BENCH_TEST(a_recipient_that_hangs_holds_nobody_up),
        BENCH_TEST(what_was_handed_over_is_not_sent_again),
        BENCH_TEST(a_damaged_row_keeps_back_itself_alone),
        BENCH_TEST(a_ring_is_heard),
        BENCH_TEST(smarthost_away_loses_nothing),
        BENCH_TEST(reload_is_obeyed),
        BENCH_TEST(what_never_goes_is_given_up),
        BENCH_TEST(a_wrong_template_waits_for_its_mending),
        cmocka_unit_test(waits_double_up_to_half_an_hour),
        BENCH_TEST(an_alarm_is_told_once_a_cause),
        BENCH_TEST(without_a_store_the_command_alone),
        BENCH_TEST(a_smarthost_away_for_long_is_an_alarm),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
