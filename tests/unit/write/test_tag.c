/* test_tag: tags, capabilities and claims, as mail brings them back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "write/tag.h"

static const secret_key site = {.bytes = {1, 2, 3}};
static const secret_key other = {.bytes = {9}};

static void tag_is_found_and_checked(void **state)
{
    g_autofree char *tag = tag_make(&site, 1, 1042);
    assert_int_equal(strlen(tag), strlen("[#1042-7KQ2M9XD]"));
    g_autofree char *subject = g_strdup_printf("Re: broken %s", tag);
    g_autoptr(GArray) all = tag_find(subject);
    assert_int_equal(all->len, 1);
    tag_found *f = &g_array_index(all, tag_found, 0);
    assert_int_equal(f->ticket, 1042);
    assert_int_equal(f->start, 11);
    assert_int_equal(f->end, strlen(subject));
    assert_true(tag_check(&site, 1, f));
    assert_false(tag_check(&site, 2, f));
    assert_false(tag_check(&other, 1, f));
    f->ticket = 1043;
    assert_false(tag_check(&site, 1, f));
}

static void tag_survives_case_and_confused_letters(void **state)
{
    for (int64_t n = 1001; n < 1201; n++) {
        g_autofree char *tag = tag_make(&site, 1, n);
        g_autofree char *low = g_ascii_strdown(tag, -1);
        for (char *p = low; *p != '\0'; p++)
            if (p > low + 6)
                *p = *p == '0' ? 'o' : *p == '1' ? 'l' : *p;
        g_autoptr(GArray) all = tag_find(low);
        assert_int_equal(all->len, 1);
        assert_true(tag_check(&site, 1, &g_array_index(all, tag_found, 0)));
    }
}

static void what_is_no_tag(void **state)
{
    static const char *const none[] = {
        "",
        "[#",
        "[#]",
        "[#1042]",
        "[#1042-]",
        "[#1042-7KQ2M9X]",
        "[#1042-7KQ2M9XDD]",
        "[#1042-7KQ2M9XU]", /* U is no Crockford letter */
        "[#01042-7KQ2M9XD]",
        "[#-7KQ2M9XD]",
        "[#1042 7KQ2M9XD]",
        "[1042-7KQ2M9XD]",
        "[#1234567890123456789-7KQ2M9XD]",
        "[#1042-7KQ2M9XD",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(none); i++) {
        g_autoptr(GArray) all = tag_find(none[i]);
        assert_int_equal(all->len, 0);
        g_autofree char *same = tag_strip(none[i]);
        assert_string_equal(same, none[i]);
    }
}

static void many_tags_are_capped(void **state)
{
    g_autoptr(GString) s = g_string_new(NULL);
    for (int i = 0; i < 50; i++)
        g_string_append(s, "[#1042-7KQ2M9XD]");
    g_autoptr(GArray) all = tag_find(s->str);
    assert_int_equal(all->len, 20);
    g_autofree char *bare = tag_strip(s->str);
    assert_string_equal(bare, "");
}

typedef struct pair {
    const char *in, *out;
} pair;

static void strip_closes_up(void **state)
{
    static const pair table[] = {
        {"Help [#1042-7KQ2M9XD]", "Help"},
        {"[#1042-7KQ2M9XD] Help", "Help"},
        {"Re: [#1042-7KQ2M9XD] Help me", "Re: Help me"},
        {"a [#1042-7KQ2M9XD] [#7-7KQ2M9XD] b", "a b"},
        {"a[#1042-7KQ2M9XD]b", "a b"},
        {"[#1042-7KQ2M9XD]", ""},
        {"no  tag", "no  tag"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *got = tag_strip(table[i].in);
        assert_string_equal(got, table[i].out);
    }
}

static void base_subject_is_what_was_written(void **state)
{
    static const pair table[] = {
        {"Cannot log in", "Cannot log in"},
        {"Re: Cannot log in [#1042-7KQ2M9XD]", "Cannot log in"},
        {"RE: FW: Fwd: Cannot log in", "Cannot log in"},
        {"Re[2]: Re(3): re^4: x", "x"},
        {"AW: Wg: SV: Vs: x", "x"},
        {"Re : x", "x"},
        {"Re\302\240: x", "x"},
        {"\320\236\321\202\320\262: x", "x"},
        {"\345\233\236\345\244\215\357\274\232x", "x"},
        {"R: a language", "R: a language"},
        {"Regarding: x", "Regarding: x"},
        {"re-open: x", "re-open: x"},
        {"Re", "Re"},
        {"Re: ", ""},
        {"", ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *got = tag_base_subject(table[i].in);
        assert_string_equal(got, table[i].out);
    }
}

static const tag_claim claims[] = {
    {TAG_REPLY, 7, 1042, 3, 1},
    {TAG_NOTE, 65535, G_GINT64_CONSTANT(0xffffffff), 0xffffff, 1},
    {TAG_HELD, 0, 0, 0, 1},
    {TAG_UNDO, 1, 1001, 1, 1},
    {TAG_BOUNCE, 0, 99, 0, 1},
    {TAG_LIST, 7, 1800000000, 999, 1},
};

static void assert_claim(const tag_claim *a, const tag_claim *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->who, b->who);
    assert_int_equal(a->number, b->number);
    assert_int_equal(a->entry, b->entry);
}

static void capability_goes_and_comes(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(claims); i++) {
        g_autofree char *address = tag_address(
            &site, "example.org", "q", "support@example.org", &claims[i]);
        const char *at = strchr(address, '@');
        assert_string_equal(at, "@example.org");
        g_autofree char *detail = g_strndup(
            strchr(address, '+') + 1, (size_t)(at - strchr(address, '+') - 1));
        g_autofree char *upper = g_ascii_strup(detail, -1);
        tag_claim got;
        assert_true(
            tag_read_detail(&site, "example.org", "q", 1, detail, &got));
        assert_claim(&got, &claims[i]);
        assert_true(tag_read_detail(&site, "Example.ORG", "q", 1, upper, &got));
        assert_claim(&got, &claims[i]);
        assert_true(tag_has_syntax(address));
        assert_true(tag_has_syntax(upper) == false);
    }
}

/* Rows one after the other: nobody can count them. */
static void no_number_is_seen(void **state)
{
    g_autofree char *last = g_strdup("");
    for (int64_t n = 55; n < 75; n++) {
        const tag_claim c = {TAG_BOUNCE, 0, n, 0, 1};
        g_autofree char *token = tag_token(&site, "example.org", "q", &c);
        unsigned same = 0;
        for (size_t i = 2; i < 32 && *last; i++)
            same += token[i] == last[i];
        assert_true(same < 12);
        assert_null(strstr(token, "aaaa"));
        g_free(last);
        last = g_steal_pointer(&token);
    }
}

/* Mail from before that can still be answered. */
static void plain_numbers_are_read(void **state)
{
    static const secret_key old = {.bytes = {7}};
    tag_claim got;
    assert_true(tag_read_detail(&old, "example.org", "support", 1,
                                "b-aeaaaaaaaa3qaaaajz44h4m4r2yi6hb3", &got));
    assert_int_equal(got.kind, TAG_BOUNCE);
    assert_int_equal(got.number, 55);
    assert_false(tag_read_detail(&old, "example.org", "support", 1,
                                 "b-aeaaaaaaab3qaaaajz44h4m4r2yi6hb3", &got));
}

static void longest_local_part_fits(void **state)
{
    g_autofree char *local = g_strnfill(TAG_LOCAL_MAX, 'a');
    g_autofree char *queue = g_strconcat(local, "@example.org", NULL);
    g_autofree char *address =
        tag_address(&site, "example.org", "q", queue, &claims[0]);
    assert_int_equal(strchr(address, '@') - address, 64);
}

/* Whatever is changed, nothing but plain text is left. */
static void forged_capability_is_text(void **state)
{
    g_autofree char *token = tag_token(&site, "example.org", "q", &claims[0]);
    assert_int_equal(strlen(token), 32);
    tag_claim got;
    for (size_t i = 0; i < 32; i++) {
        g_autofree char *bad = g_strconcat("o-", token, NULL);
        bad[i + 2] = bad[i + 2] == 'a' ? 'b' : 'a';
        assert_false(tag_read_detail(&site, "example.org", "q", 1, bad, &got));
    }
    g_autofree char *good = g_strconcat("o-", token, NULL);
    assert_true(tag_read_detail(&site, "example.org", "q", 1, good, &got));
    assert_false(tag_read_detail(&other, "example.org", "q", 1, good, &got));
    assert_false(tag_read_detail(&site, "example.net", "q", 1, good, &got));
    assert_false(tag_read_detail(&site, "example.org", "r", 1, good, &got));
    good[0] = 'n'; /* another kind */
    assert_false(tag_read_detail(&site, "example.org", "q", 1, good, &got));
    static const char *const none[] = {
        "", "o", "o-", "o-abc", "x-", "o-01890189018901890189018901890189"};
    for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
        assert_false(
            tag_read_detail(&site, "example.org", "q", 1, none[i], &got));
}

/* What an older store gave out is known as such, what a newer one did is not
 * known at all; and no two epochs give the same token. */
static void tokens_have_an_epoch(void **state)
{
    tag_claim c = {TAG_REPLY, 7, 1042, 3, 1}, got;
    g_autofree char *first = tag_header(&site, "example.org", "q", &c);
    c.epoch = 1;
    g_autofree char *same = tag_header(&site, "example.org", "q", &c);
    c.epoch = 3;
    g_autofree char *third = tag_header(&site, "example.org", "q", &c);
    assert_string_equal(first, same); /* mail from before there were any */
    assert_string_not_equal(first, third);
    assert_int_equal(strlen(third), strlen(first));
    assert_true(tag_read_detail(&site, "example.org", "q", 3, first, &got));
    assert_int_equal(got.epoch, 1);
    assert_true(tag_read_detail(&site, "example.org", "q", 4, third, &got));
    assert_int_equal(got.epoch, 3);
    assert_false(tag_read_detail(&site, "example.org", "q", 2, third, &got));
    assert_true(tag_read_detail(&site, "example.org", "q", TAG_EPOCHS_MAX + 2,
                                third, &got));
    assert_false(tag_read_detail(&site, "example.org", "q", TAG_EPOCHS_MAX + 3,
                                 third, &got));
}

static void tokens_are_found_in_texts(void **state)
{
    static const char *const queues[] = {"p", "q", NULL};
    tag_claim c = {TAG_REPLY, 7, 1042, 3, 1}, k = {TAG_CUSTOMER, 0, 1042, 0, 1};
    g_autofree char *o = tag_header(&site, "example.org", "q", &c);
    g_autofree char *customer = tag_header(&site, "example.org", "q", &k);
    g_autofree char *forged = g_strdup(o);
    forged[9] = forged[9] == 'a' ? 'b' : 'a';
    const struct {
        const char *format, *token;
        unsigned found;
    } texts[] = {
        {"Reply-To: <support+%s@example.org>", o, 1},
        {"mailto:support%%2B%s%%40example.org", o, 1},
        {"<%s.77@example.org> - and -", o, 1},
        {"%s", o, 1},
        {"support+%s@example.org", customer, 0},
        {"support+%s@example.org", forged, 0},
        {"-%.20s", o, 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GArray) all = g_array_new(FALSE, TRUE, sizeof(tag_claim));
        GString *text = g_string_new(NULL);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        g_string_printf(text, texts[i].format, texts[i].token);
#pragma GCC diagnostic pop
        for (int twice = 0; twice < 2; twice++)
            tag_find_claims(&site, "example.org", queues, 1, text->str, all);
        if (all->len != texts[i].found)
            fail_msg("%s: %u found", text->str, all->len);
        if (all->len > 0)
            assert_claim(&g_array_index(all, tag_claim, 0), &c);
        g_string_free(text, TRUE);
    }
}

static void customer_claim_is_no_capability(void **state)
{
    tag_claim c = {TAG_CUSTOMER, 0, 1042, 0, 1}, got;
    g_autofree char *text = tag_header(&site, "example.org", "q", &c);
    assert_false(tag_read_detail(&site, "example.org", "q", 1, text, &got));
}

/* When a list was made, to the thousandth; who sees one can tell that it acts. */
static void lists_say_when(void **state)
{
    static const char *const queues[] = {"q", NULL};
    const int64_t ms = INT64_C(1800000000987);
    tag_claim c = tag_list_claim(7, ms, 1), got;
    const char *queue;
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(tag_claim));

    assert_true(tag_list_ms(&c) == ms);
    g_autofree char *id =
        tag_message_id(&site, "example.org", "q", &c, "deadbeef");
    assert_true(
        tag_read_message_id(&site, "example.org", queues, 1, id, &got, &queue));
    assert_true(tag_list_ms(&got) == ms);
    g_autofree char *address =
        tag_address(&site, "example.org", "q", "support@example.org", &c);
    tag_find_claims(&site, "example.org", queues, 1, address, all);
    assert_int_equal(all->len, 1);
    assert_true(tag_same(&g_array_index(all, tag_claim, 0), &c));
}

static void message_id_and_header_come_back(void **state)
{
    static const char *const queues[] = {"p", "q", NULL};
    tag_claim c = {TAG_CUSTOMER, 0, 1042, 5, 1}, got;
    const char *queue = NULL;
    g_autofree char *id =
        tag_message_id(&site, "example.org", "q", &c, "deadbeef");
    assert_non_null(strstr(id, ".deadbeef@example.org"));
    g_autofree char *bracketed = g_strdup_printf(" <%s> ", id);
    g_autofree char *header = tag_header(&site, "example.org", "q", &c);
    g_autofree char *named = g_strdup_printf("q %s", header);
    const char *forms[] = {id, bracketed, header, named};
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        memset(&got, 0, sizeof got);
        queue = NULL;
        assert_true(tag_read_message_id(&site, "example.org", queues, 1,
                                        forms[i], &got, &queue));
        assert_claim(&got, &c);
        assert_string_equal(queue, "q");
    }
    static const char *const less[] = {"p", NULL};
    assert_false(
        tag_read_message_id(&site, "example.org", less, 1, id, &got, &queue));
    static const char *const none[] = {"", "<>", "<", "a@b", "<a@b>", "q "};
    for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
        assert_false(tag_read_message_id(&site, "example.org", queues, 1,
                                         none[i], &got, &queue));
    header[3] = header[3] == 'a' ? 'b' : 'a';
    assert_false(tag_read_message_id(&site, "example.org", queues, 1, header,
                                     &got, &queue));
}

static void syntax_in_texts(void **state)
{
    static const char token[] = "abcdefghijklmnopqrstuvwxyz234567";
    g_autofree char *yes = g_strdup_printf("answer to Support+O-%s@x", token);
    g_autofree char *id = g_strdup_printf("c-%s.1@x", token);
    assert_true(tag_has_syntax(yes));
    assert_false(tag_has_syntax(id));
    assert_false(tag_has_syntax("support+o-short@example.org, 1 + 1, a+b-c"));
    assert_false(tag_has_syntax("+"));
    assert_false(tag_has_syntax(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tag_is_found_and_checked),
        cmocka_unit_test(tag_survives_case_and_confused_letters),
        cmocka_unit_test(what_is_no_tag),
        cmocka_unit_test(many_tags_are_capped),
        cmocka_unit_test(strip_closes_up),
        cmocka_unit_test(base_subject_is_what_was_written),
        cmocka_unit_test(capability_goes_and_comes),
        cmocka_unit_test(no_number_is_seen),
        cmocka_unit_test(plain_numbers_are_read),
        cmocka_unit_test(longest_local_part_fits),
        cmocka_unit_test(forged_capability_is_text),
        cmocka_unit_test(tokens_have_an_epoch),
        cmocka_unit_test(tokens_are_found_in_texts),
        cmocka_unit_test(customer_claim_is_no_capability),
        cmocka_unit_test(lists_say_when),
        cmocka_unit_test(message_id_and_header_come_back),
        cmocka_unit_test(syntax_in_texts),
    };
    if (!secret_init(NULL))
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
