/* test_letter: letters survive the way through octets, broken octets do not. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "mail/letter.h"
#include "rules/verdict.h"

static letter *sample(void)
{
    letter *l = letter_new();
    letter_attachment *a = letter_attachment_new();

    l->message_id = g_strdup("a@example.com");
    l->date_ms = 1763730000000;
    l->date = g_strdup("2025-11-21T14:00:00+01:00");
    g_ptr_array_add(l->from, letter_address_new("Kari", "kari@example.com"));
    g_ptr_array_add(l->to, letter_address_new(NULL, "support@example.org"));
    l->subject = g_strdup("Grüße");
    g_ptr_array_add(l->references, g_strdup("b@example.com"));
    g_free(l->text);
    l->text = g_strdup("one\ntwo\n");
    g_free(a->part);
    a->part = g_strdup("2.1");
    g_free(a->name);
    a->name = g_strdup("a.png");
    a->size = 17;
    memset(a->sha256, 'a', 64);
    g_ptr_array_add(l->attachments, a);
    l->kind = LETTER_BOUNCE;
    l->kind_reason = g_strdup("why");
    g_ptr_array_add(l->bounces, letter_bounce_new(NULL, "failed", "5.1.1"));
    g_ptr_array_add(l->defects, g_strdup("no end"));
    return l;
}

static void test_round_trip(void **state)
{
    g_autoptr(letter) l = sample(), back = NULL;
    g_autoptr(GBytes) bytes = letter_to_bytes(l);
    g_autofree char *one = letter_to_json(l, "f"), *two = NULL;

    back = letter_from_bytes(bytes, NULL);
    assert_non_null(back);
    two = letter_to_json(back, "f");
    assert_string_equal(one, two);
    assert_int_equal(back->date_ms, l->date_ms);
    assert_null(back->claim);
}

static void spoil_text(letter *l)
{
    g_free(l->text);
    l->text = g_strnfill(LETTER_TEXT_MAX + 1, 'x');
}
static void spoil_cr(letter *l)
{
    g_free(l->new_text);
    l->new_text = g_strdup("a\rb");
}
static void spoil_subject(letter *l)
{
    g_free(l->subject);
    l->subject = g_strdup("a\nBcc: x@example.com");
}
static void spoil_kind(letter *l)
{
    l->kind = (letter_kind)6;
}
static void spoil_addresses(letter *l)
{
    for (int i = 0; i <= LETTER_ADDRESSES_MAX; i++)
        g_ptr_array_add(l->to, letter_address_new(NULL, "a@b"));
}
static void spoil_address(letter *l)
{
    g_ptr_array_add(l->to, letter_address_new(NULL, "a@b\nc"));
}
static void spoil_name(letter *l)
{
    letter_attachment *a = l->attachments->pdata[0];

    g_free(a->name);
    a->name = g_strdup("../../etc/passwd");
}
static void spoil_part(letter *l)
{
    letter_attachment *a = l->attachments->pdata[0];

    g_free(a->part);
    a->part = g_strdup("2..1");
}
static void spoil_hash(letter *l)
{
    letter_attachment *a = l->attachments->pdata[0];

    a->sha256[3] = 'z';
}
static void spoil_size(letter *l)
{
    letter_attachment *a = l->attachments->pdata[0];

    a->size = UINT64_MAX; /* no JSON reader takes it, nor the store */
}
static void spoil_date(letter *l)
{
    l->date_ms = INT64_MAX;
}
static void spoil_bounce(letter *l)
{
    letter_bounce *b = l->bounces->pdata[0];

    g_clear_pointer(&b->action, g_free);
}
static void spoil_references(letter *l)
{
    for (int i = 0; i < LETTER_REFERENCES_MAX; i++)
        g_ptr_array_add(l->references, g_strdup("x@y"));
}

static void test_hostile_values(void **state)
{
#define SPOIL(what)         \
    {                       \
#what, spoil_##what \
    }
    static const struct {
        const char *what;
        void (*spoil)(letter *);
    } rows[] = {SPOIL(text),      SPOIL(cr),      SPOIL(subject),
                SPOIL(kind),      SPOIL(address), SPOIL(name),
                SPOIL(part),      SPOIL(hash),    SPOIL(date),
                SPOIL(addresses), SPOIL(bounce),  SPOIL(references),
                SPOIL(size)};

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(letter) l = sample(), back = NULL;
        g_autoptr(GBytes) bytes = NULL;
        g_autoptr(GError) error = NULL;

        rows[i].spoil(l);
        bytes = letter_to_bytes(l);
        back = letter_from_bytes(bytes, &error);
        if (back)
            fail_msg("a spoilt %s was taken", rows[i].what);
        assert_true(g_error_matches(error, ERR_DOMAIN, ERR_DATA));
    }
}

/* Each octet changed, each length cut: an error or a letter, never a crash, and
 * a letter that is taken can be written again. */
static void test_hostile_octets(void **state)
{
    g_autoptr(letter) l = sample();
    g_autoptr(GBytes) bytes = letter_to_bytes(l);
    gsize size;
    const guint8 *data = g_bytes_get_data(bytes, &size);
    unsigned refused = 0;

    for (gsize i = 0; i < size * 2; i++) {
        guint8 *copy = g_memdup2(data, size);
        gsize n = size;
        g_autoptr(GBytes) bad = NULL;
        g_autoptr(letter) back = NULL;

        if (i < size)
            copy[i] ^= (guint8)(1 + i % 255);
        else
            n = i - size;
        bad = g_bytes_new_take(copy, n);
        back = letter_from_bytes(bad, NULL);
        if (back) {
            g_autofree char *json = letter_to_json(back, "");

            assert_non_null(json);
        }
        refused += back == NULL;
    }
    assert_true(refused > size);
}

static void test_json(void **state)
{
    g_autoptr(letter) l = letter_new(), full = sample();
    g_autofree char *empty = letter_to_json(l, "x"),
                    *text = letter_to_json(full, "bad\xff name");
    json_t *o = json_loads(empty, 0, NULL), *row;

    assert_true(json_is_null(json_object_get(o, "message_id")));
    assert_true(json_is_null(json_object_get(o, "subject")));
    assert_int_equal(json_array_size(json_object_get(o, "from")), 0);
    assert_string_equal(json_string_value(json_object_get(o, "kind")),
                        "normal");
    json_decref(o);
    o = json_loads(text, 0, NULL);
    assert_non_null(o);
    assert_null(strchr(text, '\n'));
    row = json_array_get(json_object_get(o, "bounce"), 0);
    assert_true(json_is_null(json_object_get(row, "recipient")));
    assert_string_equal(json_string_value(json_object_get(row, "status")),
                        "5.1.1");
    json_decref(o);
    g_free(l->text);
    l->text = g_strdup("q\" b\\ n\n t\t e\x1b \x7f é 😀");
    g_free(text);
    text = letter_to_json(l, "x");
    o = json_loads(text, 0, NULL);
    assert_string_equal(json_string_value(json_object_get(o, "text")), l->text);
    json_decref(o);
}

static void add_guess(verdict *v)
{
    verdict_vote *g = g_new0(verdict_vote, 1);
    g->name = g_strdup("billing");
    g->weight = 0.5;
    g_ptr_array_add(v->guesses, g);
}

static void test_verdict(void **state)
{
    static const struct {
        const char *flag;
        bool spam;
    } rows[] = {{NULL, false},
                {"X-Spam-Flag: YES", true},
                {"YES", true},
                {"X-Spam: Yes", true},
                {"X-Spam-Status: No, score=1", false},
                {"X-Spam-Flag: NO", false}};

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(letter) l = letter_new();
        g_autoptr(verdict) v = NULL, back = NULL;
        g_autoptr(GBytes) bytes = NULL, cut = NULL;

        l->spam_flag = g_strdup(rows[i].flag);
        v = verdict_judge(l);
        assert_true(v->probability == -1);
        v->probability = 0.25;
        add_guess(v);
        verdict_vote_by(v, "line", "2", 1, "NET_DOWN");
        verdict_vote_by(v, "line", "2", 0.5, "NET_SLOW");
        verdict_vote_by(v, "category", "network", 3, "NET_DOWN");
        assert_int_equal(v->spam, rows[i].spam);
        bytes = verdict_to_bytes(v);
        back = verdict_from_bytes(bytes, NULL);
        assert_non_null(back);
        assert_int_equal(back->spam, rows[i].spam);
        assert_int_equal(back->hits->len, v->hits->len);
        assert_true(back->score == v->score);
        assert_true(back->probability == 0.25);
        assert_int_equal(back->categories->len, 1);
        assert_string_equal(((verdict_vote *)back->categories->pdata[0])->by,
                            "NET_DOWN");
        assert_int_equal(back->guesses->len, 1);
        assert_int_equal(back->votes->len, 1);
        assert_string_equal(((verdict_vote *)back->votes->pdata[0])->kind,
                            "line");
        assert_string_equal(((verdict_vote *)back->votes->pdata[0])->by,
                            "NET_DOWN, NET_SLOW");
        cut = g_bytes_new_from_bytes(bytes, 0, 3);
        assert_null(verdict_from_bytes(cut, NULL));
        v->probability = 1.5;
        g_bytes_unref(bytes);
        bytes = verdict_to_bytes(v);
        assert_null(verdict_from_bytes(bytes, NULL));
        v->probability = -1;
        v->score = 1.0 / 0.0;
        g_bytes_unref(bytes);
        bytes = verdict_to_bytes(v);
        assert_null(verdict_from_bytes(bytes, NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_hostile_values),
        cmocka_unit_test(test_hostile_octets),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_verdict),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
