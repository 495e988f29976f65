/* test_base: tables for err, file, secret, address and bell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/address.h"
#include "base/bell.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mask.h"
#include "base/secret.h"
#include "base/span.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;

static char *in_folder(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

static void write_mode(const char *path, const char *text, int mode)
{
    assert_true(g_file_set_contents(path, text, -1, NULL));
    assert_int_equal(chmod(path, (mode_t)mode), 0);
}

static void addresses(void **state)
{
    static const struct {
        const char *in, *normal, *detail;
    } table[] = {
        {"support@example.org", "support@example.org", NULL},
        {"<Support@Example.ORG>", "support@example.org", NULL},
        {" a@b.example ", "a@b.example", NULL},
        {"support+o-ABC@example.org", "support+o-abc@example.org", "o-ABC"},
        {"a+b+c@example.org", "a+b+c@example.org", "b+c"},
        {"a+@example.org", "a+@example.org", ""},
        {"+a@example.org", "+a@example.org", NULL},
        {"\"jane.doe\"@example.org", "jane.doe@example.org", NULL},
        {"\"jane doe\"@example.org", "\"jane doe\"@example.org", NULL},
        {"\"a\\\"b\"@example.org", "\"a\\\"b\"@example.org", NULL},
        {"\"a@b\"@example.org", "\"a@b\"@example.org", NULL},
        {"<@relay.example,@other.example:a@b.example>", "a@b.example", NULL},
        {"a@example.org.", "a@example.org", NULL},
        {"a..b@example.org", "a..b@example.org", NULL},
        {"a@[192.0.2.1]", "a@[192.0.2.1]", NULL},
        {"a@[IPv6:2001:db8::1]", "a@[ipv6:2001:db8::1]", NULL},
        {"kari@bl\xc3\xa5.example", "kari@xn--bl-zia.example", NULL},
        {"K\xc3\x85RI@example.org", "k\xc3\xa5ri@example.org", NULL},
        {"root@localhost", "root@localhost", NULL},
        {"", NULL, NULL},
        {"<>", NULL, NULL},
        {"support", NULL, NULL},
        {"@example.org", NULL, NULL},
        {"a@", NULL, NULL},
        {"a@b@example.org", NULL, NULL},
        {"a b@example.org", NULL, NULL},
        {"<a@example.org", NULL, NULL},
        {"a@example.org>", NULL, NULL},
        {"a@exam ple.org", NULL, NULL},
        {"a@-.-..example", NULL, NULL},
        {"a@example..org", NULL, NULL},
        {"a\r\nb@example.org", NULL, NULL},
        {"\"a\nb\"@example.org", NULL, NULL},
        {"\"a@example.org", NULL, NULL},
        {"\"a\\", NULL, NULL},
        {"a,b@example.org", NULL, NULL},
        {"\xff@example.org", NULL, NULL},
        {"a@[192.0.2.1", NULL, NULL},
        {"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff12345@x."
         "y",
         NULL, NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *normal = address_normal(table[i].in);
        g_autoptr(address) a = address_parse(table[i].in);

        if (table[i].normal == NULL) {
            if (normal != NULL)
                fail_msg("%s: taken as %s", table[i].in, normal);
            assert_null(a);
            continue;
        }
        if (normal == NULL)
            fail_msg("%s: not taken", table[i].in);
        assert_string_equal(normal, table[i].normal);
        assert_true((a->detail == NULL) == (table[i].detail == NULL));
        if (a->detail != NULL)
            assert_string_equal(a->detail, table[i].detail);
    }
    assert_null(address_normal(NULL));
    assert_true(address_equal("<A@B.example>", "a@b.EXAMPLE"));
    assert_false(address_equal(NULL, NULL));
    assert_false(address_equal("a@b.example", "a+x@b.example"));
    assert_true(address_is_ascii("a@bl\xc3\xa5.example"));
    assert_false(address_is_ascii("bl\xc3\xa5@example.org"));
}

static void errors(void **state)
{
    g_autoptr(GError) error = NULL;

    for (int class = 1; class < ERR_CLASSES; class ++) {
        const err_info *row = err_info_of(class);

        assert_int_equal(row->class, class);
        assert_int_equal(row->smtp / 100, row->enhanced[0] - '0');
        assert_true(row->retry == (row->smtp < 500));
    }
    /* whoever gets one of these tries again */
    assert_true(err_info_of(ERR_LOST)->retry);
    assert_true(err_info_of(ERR_CONFLICT)->retry);
    assert_string_equal(err_info_of(ERR_CONFLICT)->name, "conflict");
    assert_int_equal(err_info_of(4711)->class, ERR_INTERNAL);
    err_set_errno(&error, ENOSPC, "file %s", "x");
    assert_int_equal(err_class_of(error), ERR_FULL);
    assert_string_equal(error->message, "file x: No space left on device");
    g_clear_error(&error);
    error = g_error_new(G_FILE_ERROR, G_FILE_ERROR_NOENT, "x");
    assert_int_equal(err_class_of(error), ERR_NOT_FOUND);
    assert_int_equal(err_class_of(NULL), ERR_INTERNAL);
    err_set(NULL, ERR_IO, "nobody listens");
}

static void whole_files(void **state)
{
    g_autofree char *path = in_folder("whole");
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = NULL;
    struct stat st;

    assert_true(file_write_durable(path, "old", 3, 0600, NULL));
    assert_true(file_write_durable(path, "a\0b", 3, 0640, NULL));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    bytes = file_read(path, 3, NULL);
    assert_int_equal(g_bytes_get_size(bytes), 3);
    assert_memory_equal(g_bytes_get_data(bytes, NULL), "a\0b", 3);
    assert_null(file_read(path, 2, &error));
    assert_int_equal(error->code, ERR_LIMIT);
    g_clear_error(&error);
    assert_null(file_read("/nonexistent/file", 0, &error));
    assert_int_equal(error->code, ERR_NOT_FOUND);
    g_clear_error(&error);
    assert_false(file_write_durable("/nonexistent/file", "", 0, 0600, &error));
    assert_int_equal(error->code, ERR_NOT_FOUND);
}

static void secret_lines(void **state)
{
    g_autofree char *path = in_folder("password");
    g_autoptr(GError) error = NULL;
    char *line;

    write_mode(path, "hunter2\r\nnot this\n", 0600);
    line = file_secret_line(path, NULL);
    assert_string_equal(line, "hunter2");
    secret_free_text(line);
    write_mode(path, "hunter2\n", 0640);
    assert_null(file_secret_line(path, &error));
    assert_int_equal(error->code, ERR_DENIED);
    assert_non_null(strstr(error->message, "chmod 600"));
    g_clear_error(&error);
    write_mode(path, "\nhunter2\n", 0600);
    assert_null(file_secret_line(path, &error));
    assert_int_equal(error->code, ERR_DATA);
    g_clear_error(&error);
    write_mode(path, "", 0600);
    assert_null(file_secret_line(path, &error));
    assert_int_equal(error->code, ERR_DATA);
}

static void keys(void **state)
{
    g_autofree char *path = in_folder("site.key");
    g_autoptr(GError) error = NULL;
    secret_key site, again, tag1, tag2;
    uint8_t mac[16], pieces[16];
    char id[33], other[33];
    secret_hash *hash;

    assert_true(secret_key_create(path, NULL));
    assert_false(secret_key_create(path, &error));
    assert_int_equal(error->code, ERR_DENIED);
    g_clear_error(&error);
    assert_true(secret_key_load(path, &site, NULL));
    assert_true(secret_key_load(path, &again, NULL));
    assert_true(secret_equal(&site, &again, sizeof site));
    write_mode(path, "0123", 0600);
    assert_false(secret_key_load(path, &again, &error));
    assert_int_equal(error->code, ERR_DATA);

    secret_derive(&site, "tag.....", 1, &tag1);
    secret_derive(&site, "tag.....", 2, &tag2);
    assert_false(secret_equal(&tag1, &tag2, sizeof tag1));
    secret_mac(&tag1, "hello world", 11, mac, sizeof mac);
    hash = secret_hash_new(&tag1, sizeof pieces);
    secret_hash_add(hash, "hello ", 6);
    secret_hash_add(hash, "world", 5);
    secret_hash_end(hash, pieces);
    assert_memory_equal(mac, pieces, sizeof mac);
    secret_mac(&tag2, "hello world", 11, pieces, sizeof pieces);
    assert_memory_not_equal(mac, pieces, sizeof mac);

    secret_random_id(id);
    secret_random_id(other);
    assert_int_equal(strlen(id), 32);
    assert_string_not_equal(id, other);
    for (int i = 0; i < 100; i++)
        assert_true(secret_random_below(7) < 7);
}

/* One value that never changes: a key of zeros, KDF and MAC as computed by
 * libsodium 1.0.18; tags and addresses that are out in mail depend on it. */
static void mac_stays(void **state)
{
    secret_key site = {{0}}, key;
    uint8_t mac[16];
    GString *hex = g_string_new(NULL);

    secret_derive(&site, "tag.....", 1, &key);
    secret_mac(&key, "1042", 4, mac, sizeof mac);
    for (size_t i = 0; i < sizeof mac; i++)
        g_string_append_printf(hex, "%02x", mac[i]);
    assert_string_equal(hex->str, "757e060a021f4d8d79beb404041f1fc0");
    g_string_free(hex, TRUE);
}

static void bells(void **state)
{
    g_autofree char *path = in_folder("bell");
    g_autofree char *longer = g_strnfill(200, 'x');
    g_autoptr(GError) error = NULL;
    int fd = bell_listen(path, NULL);
    struct pollfd p = {.fd = fd, .events = POLLIN};

    assert_true(fd >= 0);
    assert_int_equal(poll(&p, 1, 0), 0);
    for (int i = 0; i < 1000; i++)
        bell_ring(path); /* more than the socket holds */
    assert_int_equal(poll(&p, 1, 0), 1);
    bell_drain(fd);
    assert_int_equal(poll(&p, 1, 0), 0);
    close(fd);
    bell_ring(path);
    fd = bell_listen(path, NULL); /* a dead one's socket is in the way */
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(bell_listen(longer, &error), -1);
    assert_int_equal(error->code, ERR_CONFIG);
    bell_ring(longer);
}

static void masks(void **state)
{
#define TOKEN "abcdefghijklmnopqrstuvwxyz234567"
    static const struct {
        const char *in, *out;
    } table[] = {
        {"to <support+o-" TOKEN "@example.org>",
         "to <support+o-abcdef...@example.org>"},
        {"o-" TOKEN, "o-abcdef..."},
        {"x+N-ABCDEFGHIJKLMNOPQRSTUVWXYZ234567@y", "x+N-ABCDEF...@y"},
        {"%2Bu-" TOKEN "%40 h-" TOKEN ".1@x",
         "%2Bu-abcdef...%40 h-abcdef....1@x"},
        {"c-" TOKEN ".1@x b-" TOKEN, "c-" TOKEN ".1@x b-" TOKEN},
        {"o-" TOKEN "o-" TOKEN, "o-abcdef...o-abcdef..."},
        {"o-abcdefghijklmnopqrstuvwxyz23456",
         "o-abcdefghijklmnopqrstuvwxyz23456"},
        {"o-abcdefghijklmnopqrstuvwxyz23456!",
         "o-abcdefghijklmnopqrstuvwxyz23456!"},
        {"o-", "o-"},
        {"", ""},
        {NULL, NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *out = mask_copy(table[i].in);
        if (g_strcmp0(out, table[i].out) != 0)
            fail_msg("%s: %s", table[i].in, out);
    }
}

static void log_lines(void **state)
{
    g_autofree char *path = in_folder("log");
    g_autofree char *text = NULL;
    g_autofree char *big = g_strnfill(10000, 'x');
    int saved = dup(STDERR_FILENO);
    int fd = open(path, O_CREAT | O_WRONLY | O_APPEND, 0600);

    dup2(fd, STDERR_FILENO);
    log_open("test", LOG_LEVEL_INFO);
    log_error("one\ntwo\x1b[31m");
    log_debug("unseen");
    log_info("%s", big);
    dup2(saved, STDERR_FILENO);
    close(saved);
    close(fd);
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    assert_non_null(strstr(text, "] test: one?two?[31m\n"));
    assert_null(strstr(text, "unseen"));
    assert_true(strlen(text) < 4200);
    assert_true(g_str_has_suffix(text, "x...\n"));
}

static void spans(void **state)
{
    static const struct {
        const char *text;
        int64_t ms; /* -1: is none */
        const char *written, *rough;
    } table[] = {
        {"0", 0, "0", "0 s"},
        {"60s", 60000, "1m", "60 s"},
        {"1500ms", 1500, "1500ms", "1 s"},
        {"90m", 5400000, "90m", "90 min"},
        {"36 h", 129600000, "36h", "36 h"},
        {"14d", 1209600000, "2w", "14 d"},
        {"5", -1, NULL, NULL},
        {"5 sec", -1, NULL, NULL},
        {"-5s", -1, NULL, NULL},
        {" 5s", -1, NULL, NULL},
        {"9223372036854775807w", -1, NULL, NULL},
        {"", -1, NULL, NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        int64_t ms = -1;
        bool is = span_read(table[i].text, &ms);
        if (is != (table[i].ms >= 0) || ms != table[i].ms)
            fail_msg("\"%s\": %d", table[i].text, (int)ms);
        if (!is)
            continue;
        g_autofree char *written = span_unit_write(span_units, ms);
        g_autofree char *rough = span_rough(ms);
        assert_string_equal(written, table[i].written);
        assert_string_equal(rough, table[i].rough);
    }
    g_autofree char *rough = span_rough(-1);
    assert_string_equal(rough, "0 s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses),    cmocka_unit_test(errors),
        cmocka_unit_test(spans),        cmocka_unit_test(whole_files),
        cmocka_unit_test(secret_lines), cmocka_unit_test(keys),
        cmocka_unit_test(mac_stays),    cmocka_unit_test(bells),
        cmocka_unit_test(masks),        cmocka_unit_test(log_lines),
    };
    int failed;

    if (!secret_init(NULL))
        return 1;
    folder = g_dir_make_tmp("postern-base-XXXXXX", NULL);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    for (const char *const *name =
             (const char *const[]){"whole", "password", "site.key", "bell",
                                   "log", NULL};
         *name != NULL; name++) {
        g_autofree char *path = in_folder(*name);

        unlink(path);
    }
    rmdir(folder);
    g_free(folder);
    return failed;
}
