/* test_source: what another system hands over: which proof makes it believed, what
 * is captured of its text, JSON that is hostile or wrong, and what becomes of it. */
#include "desk/facts/source.h"

#include "base/err.h"
#include "base/handle.h"
#include "desk/field.h"
#include "desk/source_json.h"
#include "lib/desk_fixture.h"
#include "rules/pattern/pattern.h"

#define KARI "kari@example.com"
#define LINE " notify/new>anna notify/new>olga"

static const char desk[] =
    "[field order]\ntitle = Order number\npattern = [A-Z]-[0-9]+\n"
    "[field model]\n"
    "[source web]\ntitle = web form\nsasl_login = webform\n"
    "customer = field email\ncustomer_name = field Name\n"
    "field.email = E-?mail:\\\\s*(.+)\n"
    "field.order = Order(?: no\\\\.?)?:\\\\s*(\\\\S+)\n"
    "queue = sales\n"
    "[source shop]\nrelay = 10.2.0.0/16, fd00::1\ncustomer = reply-to\n"
    "confirmed = yes\nfrom = shop@example.net\n"
    "[source crm]\ndkim = crm.example.net\nfrom = no-reply@crm.example.net\n"
    "customer = field Contact\n"
    "[source phone]\ntitle = telephone\n"
    "[source paper]\nfrom = scan@example.org\n";

/* ---- captures ---- */

static void test_captures(void **state)
{
    static const struct {
        const char *pattern, *text, *value;
    } rows[] = {
        {"E-?mail:\\s*(.+)", "Name: Kari\nE-Mail: kari@example.com\n",
         "kari@example.com"},
        {"E-?mail:\\s*(.+)", "email:kari@example.com  \r\nemail: x@y.example",
         "kari@example.com"},
        {"^Order:\\s*(\\S+)", "My order: A-1\nOrder:\tA-2", "A-2"},
        {"Order:\\s*(.*)", "Order:\nOrder: A-3", "A-3"},
        {"Order:\\s*(.*)", "Order:\n", NULL},
        {"Order:\\s*(.*)", "", NULL},
        {"заказ:\\s*(.+)", "Ваш ЗАКАЗ: А-4", "А-4"},
        {"(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        source_capture k = {(char *)"x", pattern_compile_text(rows[i].pattern,
                                                              PATTERN_CASELESS,
                                                              true, &error)};
        g_autofree char *value = source_capture_find(&k, rows[i].text);
        print_message("%s\n", rows[i].pattern);
        if (rows[i].value)
            assert_string_equal(value, rows[i].value);
        else
            assert_null(value);
        pattern_free(k.made);
    }
}

/* ---- whose it is ---- */

#define FORM                                                  \
    "From: Form <www@example.net>\nTo: support@example.org\n" \
    "Reply-To: Kari <Kari@Example.com>\nSubject: x\n\n"
#define SHOP                                               \
    "From: shop@example.net\nReply-To: kari@example.com\n" \
    "Subject: x\n\n"
#define SIGNED(result, domain)                                                 \
    "Authentication-Results: mx.example.org; dkim=" result " header.d=" domain \
    "\n"
#define CRM "From: no-reply@crm.example.net\nSubject: x\n\n"

typedef struct proof_row {
    const char *name, *header, *door, *login, *client, *text;
    const char *source, *customer; /* NULL: none */
    const char *words;             /* in what is said of it */
} proof_row;

static const proof_row proofs[] = {
    {"a login", FORM, "milter", "webform", NULL,
     "E-mail: kari@example.com\nName: Kari N", "web", KARI, "webform"},
    {"another's login", FORM, "milter", "somebody", NULL, "E-mail: " KARI, NULL,
     NULL, NULL},
    {"an operator's login", FORM, "milter", "anna", NULL, "E-mail: " KARI, NULL,
     NULL, NULL},
    {"the form without its login", FORM, "milter", NULL, NULL, "E-mail: " KARI,
     NULL, NULL, NULL},
    {"a name in angle brackets", FORM, "milter", "webform", NULL,
     "email: Kari <KARI@example.com>", "web", KARI, NULL},
    {"a telephone number", FORM, "milter", "webform", NULL,
     "email: +47 22 33 44 55", "web", "tel:+4722334455", NULL},
    {"no address at all", FORM, "milter", "webform", NULL, "email: none, sorry",
     "web", NULL, "no address"},
    {"two addresses", FORM, "milter", "webform", NULL,
     "email: a@example.com, b@example.com", "web", NULL, "no address"},
    {"an address of ours", FORM, "milter", "webform", NULL,
     "email: help@example.org", "web", NULL, "of a program"},
    {"the form's own address", FORM, "milter", "webform", NULL,
     "email: www@example.net", "web", NULL, "of a program"},
    {"nothing captured", FORM, "milter", "webform", NULL, "Hello", "web", NULL,
     "no email"},
    {"a host in its network", SHOP, "milter", NULL, "10.2.3.4", "Hi", "shop",
     KARI, "10.2.3.4"},
    {"the same as IPv6 has it", SHOP, "milter", NULL, "::ffff:10.2.3.4", "Hi",
     "shop", KARI, NULL},
    {"its IPv6 address", SHOP, "milter", NULL, "FD00:0::1", "Hi", "shop", KARI,
     NULL},
    {"a host outside", SHOP, "milter", NULL, "10.3.3.4", "Hi", NULL, NULL,
     "not of source shop: none of its hosts"},
    {"a host that is a name", SHOP, "milter", NULL, "10.2.example.net", "Hi",
     NULL, NULL, "none of its hosts"},
    {"who says so himself: an older Received does not count",
     "Received: from a (b [192.0.2.1])\nReceived: from s (s [10.2.0.1])\n" SHOP,
     "imap box", NULL, NULL, "Hi", NULL, NULL, "none of its hosts"},
    {"behind a mailbox the newest does",
     "Received: from s (s [10.2.0.1])\n" SHOP, "imap box", NULL, NULL, "Hi",
     "shop", KARI, NULL},
    {"a header before the milter says nothing",
     "Received: from s (s [10.2.0.1])\n" SHOP, "milter", NULL, NULL, "Hi", NULL,
     NULL, "none of its hosts"},
    {"another From", "From: x@example.net\nReply-To: " KARI "\n\n", "milter",
     NULL, "10.2.3.4", "Hi", NULL, NULL, NULL},
    {"a signature", SIGNED("pass", "crm.example.net") CRM, "milter", NULL,
     "10.0.0.1", "Contact: kari@example.com", "crm", KARI, "crm.example.net"},
    {"of a domain below", SIGNED("pass", "x.crm.example.net") CRM, "milter",
     NULL, "10.0.0.1", "Contact: " KARI, NULL, NULL, "not of source crm"},
    {"of one above", SIGNED("pass", "example.net") CRM, "milter", NULL,
     "10.0.0.1", "Contact: " KARI, NULL, NULL, "not of source crm"},
    {"a bad one", SIGNED("fail", "crm.example.net") CRM, "milter", NULL,
     "10.0.0.1", "Contact: " KARI, NULL, NULL, "not of source crm"},
    {"said by another host",
     "Authentication-Results: mx.example.net; dkim=pass "
     "header.d=crm.example.net\n" CRM,
     "milter", NULL, "10.0.0.1", "Contact: " KARI, NULL, NULL,
     "not of source crm"},
    {"said below the host's own",
     "Authentication-Results: mx.example.org; dkim=none\n" SIGNED(
         "pass", "crm.example.net") CRM,
     "milter", NULL, "10.0.0.1", "Contact: " KARI, NULL, NULL,
     "not of source crm"},
    {"said to another relay", SIGNED("pass", "crm.example.net") CRM, "milter",
     NULL, "192.0.2.1", "Contact: " KARI, NULL, NULL, "not of source crm"},
    {"with somebody's login nobody checks it",
     SIGNED("pass", "crm.example.net") CRM, "milter", "somebody", "10.0.0.1",
     "Contact: " KARI, NULL, NULL, "not of source crm"},
    {"a source that nothing can prove", "From: scan@example.org\n\n", "milter",
     NULL, "10.2.3.4", "Hi", NULL, NULL, "nothing can prove it"},
    {"deliver", FORM, "source phone", NULL, NULL, "Hi", "phone", KARI,
     "deliver"},
    {"deliver, held and let in", FORM, "release source phone", NULL, NULL, "Hi",
     "phone", KARI, NULL},
    {"deliver of one that is gone", FORM, "source gone", NULL, NULL, "Hi", NULL,
     NULL, NULL},
    {"deliver without a source", FORM, "deliver", NULL, NULL, "Hi", NULL, NULL,
     NULL},
    /* what only source_compose may write */
    {"its field by another door",
     SOURCE_HEADER ": eyJjdXN0b21lciI6InhAZXhhbXBsZS5jb20iLCJ2YWx1ZXMiOltdfQ=="
                   "\n" FORM,
     "source phone", NULL, NULL, "Hi", "phone", KARI, NULL},
    {"its field by its door",
     SOURCE_HEADER ": eyJjdXN0b21lciI6InhAZXhhbXBsZS5jb20iLCJ2YWx1ZXMiOltdfQ=="
                   "\n" FORM,
     "source phone json", NULL, NULL, "Hi", "phone", "x@example.com", NULL},
};

static letter *letter_of(const char *text)
{
    letter *l = letter_new();

    g_free(l->text);
    l->text = g_strdup(text);
    g_ptr_array_add(l->reply_to, letter_address_new("Kari", KARI));
    return l;
}

static void check_proof(const config *c, const proof_row *r)
{
    g_autofree char *raw = g_strdup(r->header);
    g_autoptr(head) h = head_read(raw, strlen(raw));
    g_autoptr(letter) l = letter_of(r->text);
    const spool_entry e = {.door = (char *)r->door,
                           .login = (char *)r->login,
                           .client = (char *)r->client};
    g_autoptr(trust_facts) t = trust_read(c, &e, h);

    print_message("%s\n", r->name);
    trust_read_source(t, c, &e, h, l);
    if (!r->source) {
        assert_null(t->source);
        if (r->words)
            assert_non_null(strstr(t->unproved, r->words));
        else
            assert_null(t->unproved);
        return;
    }
    assert_non_null(t->source);
    assert_string_equal(t->source->source->id, r->source);
    assert_null(t->operator_);
    assert_null(t->sasl);
    if (r->customer)
        assert_string_equal(t->from, r->customer);
    else
        assert_null(t->from);
    if (r->words)
        assert_non_null(
            strstr(r->customer ? t->auth_words : t->source->unread, r->words));
    assert_int_equal(t->auth,
                     t->source->source->confirmed ? TRUST_PASS : TRUST_NONE);
}

static void test_proofs(void **state)
{
    config *c = fixture_config_with(TRUE, desk);

    for (size_t i = 0; i < G_N_ELEMENTS(proofs); i++)
        check_proof(c, &proofs[i]);
    config_free(c);
}

/* ---- JSON ---- */

static GBytes *compose(const config *c, const char *json, size_t size,
                       GError **error)
{
    const source_ask ask = {.c = c,
                            .source = source_by_id(c, "phone"),
                            .to = "support@example.org",
                            .unique = "0123456789abcdef0123456789abcdef",
                            .now_ms = FIXTURE_NOW};

    return source_compose(&ask, json, size, error);
}

/* What is wrong with it, and what of that the line names. */
static void test_json_is(void **state)
{
    static const struct {
        const char *text;
        bool is;
    } rows[] = {
        {"{}", true},    {" \n{\"text\":1}", true}, {"[]", true},
        {"\"x\"", true}, {"From: a@b\n\n", false},  {"", false},
        {"  ", false},   {"1: a\n\n", false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_int_equal(source_json_is(rows[i].text, strlen(rows[i].text)),
                         rows[i].is);
}

static void test_json_wrong(void **state)
{
    static const struct {
        const char *json, *says;
    } rows[] = {
        {"", "line 1"},
        {"{", "line 1"},
        {"[1]", "no JSON object"},
        {"\"text\"", "line 1"},
        {"{\"text\":\"a\"} x", "line 1"},
        {"{\"text\":\"a\",\"text\":\"b\"}", "duplicate"},
        {"{\"text\":\"\\u0000\"}", "line 1"},
        {"{\"text\":\"\xff\"}", "line 1"},
        {"{}", "says nothing"},
        {"{\"text\":\"\"}", "says nothing"},
        {"{\"text\":17}", "\"text\" is no text"},
        {"{\"text\":\"a\",\"to\":\"x\"}", "\"to\" is no member"},
        {"{\"text\":\"a\",\"from\":\"kari\"}", "\"from\" is no object"},
        {"{\"text\":\"a\",\"from\":{\"email\":\"x\"}}",
         "\"from.email\" is no member"},
        {"{\"text\":\"a\",\"from\":{\"address\":\"kari\"}}",
         "\"from.address\" is no mail address"},
        {"{\"text\":\"a\",\"from\":{\"address\":\"a@b.example\\nBcc: "
         "c@d.example\"}}",
         "\"from.address\""},
        {"{\"text\":\"a\",\"from\":{\"phone\":\"12\"}}",
         "\"from.phone\" is no telephone"},
        {"{\"text\":\"a\",\"from\":{\"chat\":\"a b\"}}", "\"from.chat\""},
        {"{\"text\":\"a\",\"from\":{\"chat\":\"a\",\"phone\":\"+4722334455\"}}",
         "more than one"},
        {"{\"text\":\"a\",\"from\":{\"name\":\"K\\r\\nX: y\"}}",
         "\"from.name\" has a line end"},
        {"{\"text\":\"a\",\"subject\":\"K\\nX: y\"}",
         "\"subject\" has a line end"},
        {"{\"text\":\"a\",\"fields\":[]}", "\"fields\" is no object"},
        {"{\"text\":\"a\",\"fields\":{\"a\":[1]}}", "\"fields.a\""},
        {"{\"text\":\"a\",\"fields\":{\"a: b\":1}}", "colon"},
        {"{\"text\":\"a\",\"fields\":{\"\":1}}", "empty"},
        {"{\"text\":\"a\",\"id\":\"\"}", "\"id\" is empty"},
        {"{\"text\":\"a\",\"id\":7}", "\"id\" is no text"},
        {"{\"text\":\"a\",\"date\":\"yesterday\"}", "\"date\" is no time"},
        {"{\"text\":\"a\",\"date\":\"2999-01-01T00:00:00Z\"}", "\"date\""},
        {"{\"attachments\":{}}", "\"attachments\" is no array"},
        {"{\"attachments\":[1]}", "\"attachments[0]\" is no object"},
        {"{\"attachments\":[{\"name\":\"a\"}]}",
         "\"attachments[0].base64\" is missing"},
        {"{\"attachments\":[{\"base64\":\"\"}]}",
         "\"attachments[0].name\" is missing"},
        {"{\"attachments\":[{\"name\":\"a\",\"base64\":\"a$==\"}]}",
         "is not base64"},
        {"{\"attachments\":[{\"name\":\"a\",\"base64\":\"QQ=Q\"}]}",
         "is not base64"},
        {"{\"attachments\":[{\"name\":\"a\",\"base64\":\"QQ\"}]}",
         "is not base64"},
        {"{\"attachments\":[{\"name\":\"a\",\"path\":\"/etc/passwd\","
         "\"base64\":\"QQ==\"}]}",
         "\"attachments[0].path\" is no member"},
    };
    config *c = fixture_config_with(FALSE, desk);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        print_message("%s\n", rows[i].json);
        assert_null(compose(c, rows[i].json, strlen(rows[i].json), &error));
        assert_int_equal(err_info_of(err_class_of(error))->exit, 65);
        if (!strstr(error->message, rows[i].says))
            fail_msg("%s", error->message);
        assert_null(strchr(error->message, '\n'));
    }
    config_free(c);
}

/* Of so many members, or so long, there is nothing. */
static void test_json_large(void **state)
{
    config *c = fixture_config_with(FALSE, desk);
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) many = g_string_new("{\"fields\":{");
    g_autofree char *line = g_strnfill(SOURCE_VALUE_MAX + 1, 'x');
    g_autofree char *one = g_strdup_printf("{\"fields\":{\"a\":\"%s\"}}", line);
    g_autofree char *deep = g_strnfill(100000, '[');

    for (int i = 0; i <= SOURCE_FIELDS_MAX; i++)
        g_string_append_printf(many, "%s\"f%d\":1", i ? "," : "", i);
    g_string_append(many, "}}");
    assert_null(compose(c, many->str, many->len, &error));
    assert_non_null(strstr(error->message, "100"));
    g_clear_error(&error);
    assert_null(compose(c, one, strlen(one), &error));
    assert_non_null(strstr(error->message, "\"fields.a\""));
    g_clear_error(&error);
    assert_null(compose(c, deep, strlen(deep), &error));
    assert_non_null(error);
    config_free(c);
}

static void test_json(void **state)
{
    static const char json[] =
        "{\"id\":\"call-7\",\"from\":{\"phone\":\"+47 22 33 44 55\","
        "\"name\":\"Kari Nordmann\"},\"text\":\"Ring me.\\nPlease.\","
        "\"fields\":{\"order\":\"A-17\",\"note\":\"a\\nmodel: B\",\"empty\":"
        "null,\"n\":3},\"attachments\":[{\"name\":\"../a.txt\",\"type\":"
        "\"text/plain\",\"base64\":\"SGVs\\r\\nbG8=\"}]}";
    config *c = fixture_config_with(FALSE, desk);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) raw = compose(c, json, sizeof json - 1, &error);
    g_autoptr(GBytes) again = compose(c, json, sizeof json - 1, &error);

    assert_non_null(raw);
    assert_true(g_bytes_equal(raw, again));
    gsize size;
    const char *data = g_bytes_get_data(raw, &size);
    g_autofree char *text = g_strndup(data, size);
    g_autoptr(head) h = head_read(data, size);
    assert_string_equal(head_get(h, "Subject", 0), "Ring me.");
    assert_string_equal(head_get(h, "From", 0),
                        "Kari Nordmann <support@example.org>");
    assert_non_null(strstr(text, "order: A-17\r\nnote: a\r\n    model: B\r\n"
                                 "n: 3\r\n\r\nRing me.\r\nPlease.\r\n"));
    assert_null(strstr(text, "empty:"));
    assert_non_null(strstr(text, "\r\nSGVsbG8=\r\n"));
    assert_null(strstr(text, "../"));
    g_autoptr(source_said) s = source_said_read(head_get(h, SOURCE_HEADER, 0));
    assert_string_equal(s->id, "call-7");
    assert_string_equal(s->customer, "tel:+4722334455");
    assert_string_equal(s->name, "Kari Nordmann");
    assert_int_equal(s->values->len, 3);
    const field_line *l = s->values->pdata[1];
    assert_string_equal(l->label, "note");
    assert_string_equal(l->value, "a\nmodel: B");
    config_free(c);
}

static void test_handles(void **state)
{
    static const struct {
        const char *name, *handle;
    } rows[] = {
        {" Telegram:@Kari ", "chat:telegram:@kari"},
        {"@øyvind", "chat:@øyvind"},
        {"", NULL},
        {"a b", NULL},
        {"a\nb", NULL},
        {"a,b", NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *handle = handle_chat(rows[i].name);
        if (!rows[i].handle) {
            assert_null(handle);
            continue;
        }
        assert_string_equal(handle, rows[i].handle);
        assert_true(handle_is_one(handle) && handle_is_chat(handle));
    }
    assert_string_equal(handle_shown("chat:telegram:@kari"), "telegram:@kari");
    assert_string_equal(handle_shown("tel:+4722334455"), "+4722334455");
    assert_string_equal(handle_shown(KARI), KARI);
    assert_false(handle_is_one(KARI));
}

/* ---- what becomes of it ---- */

static void by(world *w, const char *id, const char *customer)
{
    source_facts *f = g_new0(source_facts, 1);

    f->source = source_by_id(w->c, id);
    f->proof = g_strdup("proved");
    f->customer = g_strdup(customer);
    f->name = g_strdup("Kari N");
    f->values = g_ptr_array_new_with_free_func(field_line_free);
    w->trust->source = f;
    w->trust->operator_ = w->trust->sasl = NULL;
    w->trust->auth = f->source->confirmed ? TRUST_PASS : TRUST_NONE;
    g_free(w->trust->from);
    w->trust->from = g_strdup(customer);
}
static void form(world *w)
{
    by(w, "web", KARI);
}
static void form_tagged(world *w)
{
    form(w);
    w->s->by_tag = 1001;
}
static void form_capability(world *w)
{
    form(w);
    world_capability(w, TAG_REPLY, "anna", 1);
}
static void form_of_operator(world *w)
{
    by(w, "web", "anna@example.org");
}
static void form_nobody(world *w)
{
    by(w, "web", NULL);
}
static void form_spam(world *w)
{
    form_capability(w);
    w->verdict->score = 10;
}
static void form_generated(world *w)
{
    form(w);
    w->l->kind = LETTER_AUTO_REPLY;
    w->trust->source->generated = true;
    w->v->bulk = w->v->automatic = true;
}
static void form_replied(world *w)
{
    form(w);
    w->l->kind = LETTER_AUTO_REPLY;
}
static void form_bounce(world *w)
{
    form(w);
    w->l->kind = LETTER_BOUNCE;
}
static void form_from_nobody(world *w)
{
    form(w);
    w->entry.sender = (char *)"";
}
static void form_often(world *w)
{
    form(w);
    w->s->mails_to_person = 3;
}
static void form_provider(world *w)
{
    form(w);
    w->trust->authserv_known = true;
    w->s->mails_to_domain = 29;
}
static void form_provider_full(world *w)
{
    form_provider(w);
    w->s->mails_to_domain = 30;
}
static void shop(world *w)
{
    by(w, "shop", KARI);
}
static void phone(world *w)
{
    by(w, "phone", "tel:+4722334455");
}
static void copied(world *w)
{
    form(w);
    g_ptr_array_add(w->l->cc, letter_address_new(NULL, "x@example.net"));
}

#define OPENS "ticket(" KARI ") article:customer =ticket ack>" KARI LINE

static void test_plans(void **state)
{
    static const plan_row rows[] = {
        {"a form", "www@example.net", "Hi.", form, OPENS},
        {"with a request's tag: no answer to it", "www@example.net", "Hi.",
         form_tagged, OPENS},
        {"with an operator's secret address: no word of hers",
         "www@example.net", "/close", form_capability, OPENS},
        {"commands are text", "www@example.net", "/list", form, OPENS},
        {"an operator fills it in: not as herself", "www@example.net",
         "/new per@example.com\nHi.", form_of_operator,
         "ticket(anna@example.org) article:customer =ticket "
         "ack>anna@example.org" LINE},
        {"nobody is named", "www@example.net", "Hi.", form_nobody,
         "ticket() article:customer =ticket" LINE},
        {"spam", "www@example.net", "Buy.", form_spam, "hold:spam =spam"},
        {"a program says that it is one", "www@example.net", "Hi.",
         form_generated, OPENS},
        {"a responder behind it", "www@example.net", "Away.", form_replied,
         "hold:aside =machine"},
        {"a bounce", "www@example.net", "No.", form_bounce,
         "hold:aside =bounce"},
        {"no envelope sender", "www@example.net", "Hi.", form_from_nobody,
         OPENS},
        {"too often", "www@example.net", "Hi.", form_often,
         "ticket(" KARI ") article:customer =ticket" LINE},
        {"many people have one provider", "www@example.net", "Hi.",
         form_provider, OPENS},
        {"too many", "www@example.net", "Hi.", form_provider_full,
         "ticket(" KARI ") article:customer =ticket" LINE},
        {"a shop that knows him", "shop@example.net", "Hi.", shop, OPENS},
        {"a telephone", "support@example.org", "Hi.", phone,
         "ticket(tel:+4722334455) article:customer =ticket" LINE},
        {"a copy for somebody", "www@example.net", "Hi.", copied, OPENS},
    };

    fixture_more = desk;
    check_plans(rows, G_N_ELEMENTS(rows));
    fixture_more = "";
}

static const store_outgoing *ack_of(const plan *p)
{
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_SEND && strcmp(s->send->template, "ack") == 0)
            return s->send;
    }
    return NULL;
}

/* Nothing of a form's words goes out again; a shop's customer reads his own. */
static void test_quiet(void **state)
{
    static const struct {
        const char *source;
        bool quiet, proved;
    } rows[] = {{"web", true, false}, {"shop", false, true}};

    fixture_more = desk;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new("x@example.net", "Hi.");
        by(w, rows[i].source, KARI);
        plan *p = world_decide(w);
        const store_ticket *t = plan_find(p, PLAN_TICKET)->ticket;
        assert_int_equal(strstr(ack_of(p)->data, "quiet") != NULL,
                         rows[i].quiet);
        assert_string_equal(t->source, rows[i].source);
        assert_string_equal(t->customer_name, "Kari N");
        assert_int_equal(t->authenticated, rows[i].proved);
        plan_free(p);
        world_free(w);
    }
    fixture_more = "";
}

/* ---- fields ---- */

static void said(world *w, const char *label, const char *value)
{
    field_line *l = g_new0(field_line, 1);

    l->label = g_strdup(label);
    l->value = g_strdup(value);
    g_ptr_array_add(w->trust->source->values, l);
}

static void test_fields(void **state)
{
    static const struct {
        const char *name, *label, *value, *text, *plan;
    } rows[] = {
        {"captured", "order", "A-17", "Hi.",
         "order:=A-17 event[set from the message: Order number: A-17]"},
        {"by its title, in any case", "ORDER NUMBER", "A-17", "Hi.",
         "order:=A-17"},
        {"a line of the text", "x", "1", "Model: B2", "model:=B2"},
        {"the source goes before a line of the text", "order", "A-17",
         "order: B-18", "order:=A-17 "},
        {"also if that is wrong", "order", "17", "order: B-18",
         "event[not set, and left in the text: Order number: "},
    };

    fixture_more = desk;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new("x@example.net", rows[i].text);
        print_message("%s\n", rows[i].name);
        form(w);
        said(w, rows[i].label, rows[i].value);
        plan *p = world_decide(w);
        g_autofree char *summary = plan_summary(p);
        if (!strstr(summary, rows[i].plan) || strstr(summary, "B-18"))
            fail_msg("%s", summary);
        plan_free(p);
        world_free(w);
    }
    fixture_more = "";
}

/* ---- configuration ---- */

static void test_config(void **state)
{
    static const struct {
        const char *lines, *says;
    } rows[] = {
        {"sasl_login = webform\n", NULL},
        {"dkim = x.example\n", "authserv_id"},
        {"dkim = x\n", "no domain"},
        {"sasl_login = anna\n", "[operator anna]"},
        {"relay = 10.0.0.0/33\n", "neither an IP address nor a network"},
        {"relay = 0.0.0.0/0\n", "everybody"},
        {"relay = 127.0.0.1\n", "filter on this host"},
        {"from = x@example.net\n", "addresses prove nothing"},
        {"to = x@example.net\n", "no queue"},
        {"customer = sender\n", "none of reply-to, from and field NAME"},
        {"customer = field\n", "none of reply-to"},
        {"customer_name = Name\n", "write field NAME"},
        {"customer = from\nfrom = x@example.net\n", "its own address"},
        {"field.email = E-Mail: (\n", "field.email"},
        {"customer = field email\nfield.email = E-Mail: .*\n",
         "captures nothing"},
        {"customer = field email\nfield.email = (E)-Mail: (.*)\n",
         "captures nothing, or more than one"},
        {"field.oder = (.*)\n", "no [field oder]"},
        {"queue = nobody\n", "queue"},
        {"type = nothing\n", "type"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf(
            "[smtp]\nhost = x\n[mailbox m]\nhost = x\nuser = "
            "x\npassword_command = x\n[queue support]\naddress = "
            "s@example.org\n"
            "[operator anna]\nname = A\naddress = a@example.org\n"
            "sasl_login = anna\n[field order]\n[source web]\n%s",
            rows[i].lines);
        g_autofree char *path = NULL;
        g_autoptr(GPtrArray) problems = NULL;
        g_autoptr(GString) all = g_string_new(NULL);
        int fd = g_file_open_tmp("postern-source-XXXXXX", &path, NULL);
        close(fd);
        assert_true(g_file_set_contents(path, text, -1, NULL));
        config *c = role_config_read(path, &problems);
        g_unlink(path);
        for (unsigned k = 0; k < problems->len; k++)
            g_string_append_printf(
                all, "%s\n", ((config_problem *)problems->pdata[k])->text);
        print_message("%s", rows[i].lines);
        if (rows[i].says ? !strstr(all->str, rows[i].says) : all->len > 0)
            fail_msg("%s", all->str);
        config_free(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_captures),   cmocka_unit_test(test_proofs),
        cmocka_unit_test(test_json_is),    cmocka_unit_test(test_json_wrong),
        cmocka_unit_test(test_json_large), cmocka_unit_test(test_json),
        cmocka_unit_test(test_handles),    cmocka_unit_test(test_plans),
        cmocka_unit_test(test_quiet),      cmocka_unit_test(test_fields),
        cmocka_unit_test(test_config),
    };
    GError *error = NULL;

    secret_init(&error);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
