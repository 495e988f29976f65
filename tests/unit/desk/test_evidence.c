/* test_evidence: queue, capabilities, claims, tags, and who else got it. */
#include "lib/desk_fixture.h"

#include "base/err.h"
#include "config/site.h"

typedef struct desk {
    config *c;
    secret_key site;
    char *reply, *held, *bounce, *note; /* capabilities of support@ */
    char *claim, *customer;             /* Message-IDs that we made */
} desk;

static int setup(void **state)
{
    desk *d = g_new0(desk, 1);
    tag_claim o = {TAG_REPLY, config_operator_number("anna"), 1001, 3, 1};
    tag_claim n = {TAG_NOTE, config_operator_number("anna"), 1001, 3, 1};
    tag_claim h = {TAG_HELD, config_operator_number("anna"), 7, 3, 1};
    tag_claim b = {TAG_BOUNCE, 0, 55, 0, 1};
    tag_claim k = {TAG_CUSTOMER, 0, 1001, 0, 1};

    assert_true(secret_init(NULL));
    memset(d->site.bytes, 7, sizeof d->site.bytes);
    d->c = fixture_config(FALSE);
    const char *own = "support@example.org", *domain = d->c->site->domain;
    d->reply = tag_address(&d->site, domain, "support", own, &o);
    d->note = tag_address(&d->site, domain, "support", own, &n);
    d->held = tag_address(&d->site, domain, "support", own, &h);
    d->bounce = tag_address(&d->site, domain, "support", own, &b);
    d->claim = tag_message_id(&d->site, domain, "support", &o, "u1");
    d->customer = tag_message_id(&d->site, domain, "support", &k, "u2");
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    desk *d = *state;

    config_free(d->c);
    g_free(d->reply);
    g_free(d->note);
    g_free(d->held);
    g_free(d->bounce);
    g_free(d->claim);
    g_free(d->customer);
    g_free(d);
    return 0;
}

/* `recipient` NULL: the door has no envelope. */
static evidence *find(desk *d, const char *recipient, const char *header,
                      letter *l)
{
    g_autoptr(head) h = head_read(header, strlen(header));
    g_autoptr(letter) none = letter_new();
    spool_entry e = {.door = (char *)"milter", .recipients = g_ptr_array_new()};

    if (recipient)
        g_ptr_array_add(e.recipients, (char *)recipient);
    evidence *v = evidence_find(d->c, &d->site, 1, &e, h, l ? l : none);
    g_ptr_array_unref(e.recipients);
    return v;
}

static void test_pressing(void **state)
{
    desk *d = *state;
    static const struct {
        const char *header, *pressing;
    } rows[] = {
        {"To: support@example.org\n\n", NULL},
        {"X-Priority: 1 (Highest)\n\n", "high"},
        {"X-Priority: 2\n\n", "high"},
        {"X-Priority: 3 (Normal)\n\n", NULL},
        {"X-Priority: 5\n\n", "low"},
        {"Importance: High\n\n", "high"},
        {"Importance: low\n\n", "low"},
        {"Importance: normal\n\n", NULL},
        {"X-MSMail-Priority: High\n\n", "high"},
        {"X-Priority: 3\nImportance: high\n\n", NULL},
        {"X-Priority: very\n\n", NULL},
        {"X-Priority:\n\n", NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(evidence) v = find(d, NULL, rows[i].header, NULL);
        if (g_strcmp0(v->pressing, rows[i].pressing) != 0)
            fail_msg("%s: %s", rows[i].header, v->pressing);
    }
}

static void test_queue(void **state)
{
    desk *d = *state;
    static const struct {
        const char *recipient, *header, *queue;
    } rows[] = {
        {"sales@example.org", "To: support@example.org\n\n", "sales"},
        {"<HELP+x@Example.ORG>", "\n", "support"},
        {NULL, "To: x@example.com\nCc: Sales <sales@example.org>\n\n", "sales"},
        {NULL, "To: x@example.com\n\n", "support"},
        {"alias@example.org", "To: sales@example.org\n\n", "sales"},
        {NULL, "\n", "support"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(evidence) v =
            find(d, rows[i].recipient, rows[i].header, NULL);
        assert_string_equal(v->queue->id, rows[i].queue);
        assert_false(v->capability_found);
    }
}

static void test_capability(void **state)
{
    desk *d = *state;
    g_autoptr(evidence) v =
        find(d, d->reply, "To: support@example.org\n\n", NULL);
    assert_true(v->capability_found);
    assert_int_equal(v->capability.kind, TAG_REPLY);
    assert_int_equal(v->capability.number, 1001);
    assert_int_equal(v->capability.entry, 3);

    g_autofree char *upper = g_ascii_strup(d->reply, -1);
    g_autoptr(evidence) any = find(d, upper, "\n", NULL);
    assert_true(any->capability_found);

    g_autofree char *wrong = g_strdup(d->reply);
    wrong[20] = wrong[20] == 'a' ? 'b' : 'a';
    g_autoptr(evidence) none = find(d, wrong, "\n", NULL);
    assert_false(none->capability_found);
    assert_string_equal(none->queue->id, "support");

    /* A header is believed only where the door has no envelope. */
    g_autofree char *header = g_strdup_printf("To: <%s>\n\n", d->reply);
    g_autoptr(evidence) no = find(d, "support@example.org", header, NULL);
    assert_false(no->capability_found);
    g_autoptr(evidence) yes = find(d, NULL, header, NULL);
    assert_true(yes->capability_found);

    /* A token of one queue is not one of another's. */
    g_autofree char *other = g_strconcat("sales", strchr(d->reply, '+'), NULL);
    g_autoptr(evidence) sales = find(d, other, "\n", NULL);
    assert_false(sales->capability_found);
}

static void test_several(void **state)
{
    desk *d = *state;
    tag_claim o = {TAG_REPLY, config_operator_number("anna"), 1002, 1, 1};
    g_autofree char *second = tag_address(&d->site, d->c->site->domain,
                                          "support", "support@example.org", &o);
    g_autofree char *both = g_strdup_printf("To: %s, %s\n\n", d->reply, second);
    g_autoptr(evidence) two = find(d, NULL, both, NULL);
    assert_true(two->ambiguous);

    g_autofree char *notes =
        g_strdup_printf("To: %s, %s\n\n", d->reply, d->note);
    g_autoptr(evidence) note = find(d, NULL, notes, NULL);
    assert_false(note->ambiguous);
    assert_int_equal(note->capability.kind, TAG_NOTE);

    g_autofree char *verp =
        g_strdup_printf("To: %s, %s\n\n", d->bounce, d->reply);
    g_autoptr(evidence) v = find(d, NULL, verp, NULL);
    assert_true(v->bounce_found);
    assert_int_equal(v->bounced, 55);
    assert_int_equal(v->capability.kind, TAG_REPLY);
}

static void test_claims(void **state)
{
    desk *d = *state;
    g_autofree char *thread = g_strdup_printf(
        "Message-ID: <x@y>\nIn-Reply-To: <%s>\nReferences: <a@b> <%s>\n\n",
        d->customer, d->claim);
    g_autoptr(evidence) v = find(d, NULL, thread, NULL);
    assert_true(v->claim_found);
    assert_int_equal(v->claim.kind, TAG_CUSTOMER);
    assert_int_equal(v->ids->len, 3);
    assert_string_equal(v->ids->pdata[0], d->customer);
    assert_string_equal(v->ids->pdata[1], d->claim);
    assert_false(v->own);

    g_autofree char *lost =
        g_strdup_printf("References: <a@b> <%s> <c@d>\n\n", d->claim);
    g_autoptr(evidence) o = find(d, NULL, lost, NULL);
    assert_true(o->claim_found);
    assert_int_equal(o->claim.kind, TAG_REPLY);
    assert_int_equal(o->claim.entry, 3);
}

static void test_own(void **state)
{
    desk *d = *state;
    g_autofree char *id = g_strdup_printf("Message-ID: <%s>\n\n", d->claim);
    tag_claim k = {TAG_CUSTOMER, 0, 1001, 0, 1};
    g_autofree char *value =
        tag_header(&d->site, d->c->site->domain, "support", &k);
    g_autofree char *header = g_strdup_printf(TAG_HEADER ": %s\n\n", value);
    g_autoptr(evidence) one = find(d, NULL, id, NULL);
    g_autoptr(evidence) two = find(d, NULL, header, NULL);
    g_autoptr(evidence) no = find(
        d, NULL, TAG_HEADER ": o-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n\n", NULL);

    assert_true(one->own);
    assert_true(two->own);
    assert_false(no->own);
}

static void test_rest(void **state)
{
    desk *d = *state;
    g_autoptr(letter) l = letter_new();
    g_autoptr(evidence) v = NULL;
    g_autofree char *header = g_strdup_printf(
        "To: <%s>, Kari <KARI@example.com>\nCc: kari@example.com, "
        "help@example.org, \"x@y.z\" <per@example.com>\n\n",
        d->reply);

    l->subject = g_strdup("Re: a [#1042-7KQ2M9XD] b");
    g_free(l->new_text);
    l->new_text = g_strdup("7\n /send 17,18\n\\drop 0 19x\n/show #1042\n"
                           "see #77\n\\show #5\n/show #x\n"
                           "/show #99999999999999999999");
    l->kind = LETTER_BOUNCE;
    l->returned_id = g_strdup("r@x");
    v = find(d, NULL, header, l);
    assert_int_equal(v->others->len, 2);
    assert_string_equal(v->others->pdata[0], "kari@example.com");
    assert_string_equal(v->others->pdata[1], "per@example.com");
    assert_int_equal(v->tags->len, 1);
    assert_int_equal(v->asked->len, 2);
    assert_int_equal(g_array_index(v->asked, int64_t, 1), 5);
    assert_string_equal(v->returned, "r@x");
    static const int64_t held[] = {17, 18, 19, 1042, 5};
    assert_int_equal(v->held->len, G_N_ELEMENTS(held));
    assert_memory_equal(v->held->data, held, sizeof held);
}

/* What a report gives back of the envelope that we sent a mail in. */
static void test_envelope(void **state)
{
    desk *d = *state;
    const char *domain = d->c->site->domain;
    const tag_claim now = {TAG_BOUNCE, 0, 55, 0, 2};
    const tag_claim other = {TAG_BOUNCE, 0, 56, 0, 2};
    const tag_claim before = {TAG_BOUNCE, 0, 55, 0, 1};
    const tag_claim acting = {TAG_REPLY, 1, 55, 0, 2};
    const struct {
        const char *what;
        const tag_claim *claim, *address; /* NULL: none */
        bool wrong, bounce;
        int64_t row;
    } rows[] = {
        {"ours", &now, NULL, false, true, 55},
        {"of an older epoch: another row by now", &before, NULL, false, true,
         0},
        {"a secret address is no envelope", &acting, NULL, false, true, 0},
        {"not ours", &now, NULL, true, true, 0},
        {"in a person's message", &now, NULL, false, false, 0},
        {"the address is believed first", &other, &now, false, true, 55},
        {"none", NULL, NULL, false, true, 0},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(letter) l = letter_new();
        g_autoptr(head) h = head_read("\n", 1);
        g_autofree char *to =
            rows[i].address
                ? tag_address(&d->site, domain, "support",
                              "support@example.org", rows[i].address)
                : g_strdup("support@example.org");
        spool_entry e = {.door = (char *)"milter",
                         .recipients = g_ptr_array_new()};
        g_ptr_array_add(e.recipients, to);
        l->kind = rows[i].bounce ? LETTER_BOUNCE : LETTER_NORMAL;
        if (rows[i].claim)
            l->envelope_id =
                tag_header(&d->site, domain, "support", rows[i].claim);
        if (rows[i].wrong)
            l->envelope_id[10] = l->envelope_id[10] == 'a' ? 'b' : 'a';
        g_ptr_array_add(l->bounces,
                        letter_bounce_new("Kari@Example.com", "failed", NULL));
        g_autoptr(evidence) v = evidence_find(d->c, &d->site, 2, &e, h, l);
        if (v->bounced != rows[i].row)
            fail_msg("%s: row %d", rows[i].what, (int)v->bounced);
        if (rows[i].bounce)
            assert_string_equal(v->reports->pdata[0], "kari@example.com");
        g_ptr_array_unref(e.recipients);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_envelope), cmocka_unit_test(test_pressing),
        cmocka_unit_test(test_queue),    cmocka_unit_test(test_capability),
        cmocka_unit_test(test_several),  cmocka_unit_test(test_claims),
        cmocka_unit_test(test_own),      cmocka_unit_test(test_rest),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
