/* test_form: the form that customers get by mail, and its answers as mail programs
 * write them: quoted, wrapped, as HTML, above or below, half filled. */
#include "desk/form.h"

#include "lib/desk_fixture.h"
#include "mail/html/text.h"

#define KARI "kari@example.com"
#define LINE " notify/new>anna notify/new>olga"

static const char desk[] =
    "[field order]\ntitle = Order number\ntitle.ru = Номер заказа\n"
    "pattern = [A-Z]-[0-9]+\nhint = as in A-17\nform = required\n"
    "[field size]\ntitle = Size\ntype = choice\n"
    "choices = small; very large\npublic = yes\n"
    "[field secret]\n"
    "[field seen]\npublic = yes\nform = no\n";

/* As the template has it, without values. */
#define FORM_EN                                                               \
    "Form: Example\n\n"                                                       \
    "Please write between the brackets, and send this message back to us.\n"  \
    "\n*In short:* [ ]\n"                                                     \
    "\n*What it is about:* [ ]\n(one of: question, incident, crash, change\n" \
    "request, complaint, consultation)\n"                                     \
    "\n*Order number:* [ ]\n(needed: as in A-17)\n"                           \
    "\n*Size:* [ ]\n(one of: small, very large)\n"                            \
    "\n*Your message:* [ ]\n(needed: in your own words)\n"                    \
    "\n(end of the form)\n\nA person reads what you send.\n\nExample\n"

typedef struct answer_row {
    const char *name, *text, *new_text; /* new_text NULL: the text */
    const char
        *values; /* those of short, type, order, size, text, "|" between */
    const char *loose;
} answer_row;

static const answer_row answers[] = {
    {"nothing", FORM_EN, "", "||||", ""},
    {"a plain text in the brackets",
     "In short: [ Lamp ]\nOrder number: [A-17]\nYour message: [ It is dark. ]",
     NULL, "Lamp||A-17||It is dark.", ""},
    {"mutt: written into the quote",
     "> In short: [ Lamp ]\n>\n> (one of: question, incident, crash, change "
     "request,\n> complaint, consultation)\n> What it is about: [ incident ]\n"
     "> \n> (needed: as in A-17)\n> Order number: [ A-17 ]\n>\n"
     "> (needed: in your own words)\n> Your message: [\nIt is dark.\n\nVery. "
     "]\n>\n> (end of the form)\n>\n> A person reads what you send.\n",
     "It is dark.\n\nVery. ]", "Lamp|incident|A-17||It is dark.\n\nVery.",
     "It is dark.\n\nVery. ]"},
    {"mutt: below each line",
     "> In short: [ ]\nLamp\n\n> (needed: as in A-17)\n> Order number: [ ]\n"
     "A-17\n\n> (needed: in your own words)\n> Your message: [ ]\n\n"
     "It is dark.\n\nVery.\n\n> (end of the form)\n",
     "", "Lamp||A-17||It is dark.\n\nVery.", ""},
    {"below each line and its hint",
     "> *Order number:* [ ]\n> (needed: as in A-17)\nA-17\n>\n> *Size:* [ ]\n"
     "small\n> (one of: small, very large)\n",
     "", "||A-17|small|", ""},
    {"iPhone: the quote with typed brackets",
     "\n\nSent from my iPhone\n\n> On 30 Nov 2026, at 21:00, Example "
     "<support@example.org> wrote:\n> \n> In short: [ Lamp ]\n> \n> (needed: "
     "as in A-17)\n> Order number: [ A-17]\n> \n> (needed: in your own words)\n"
     "> Your message: [It is dark. ]\n> \n> (end of the form)\n> \n> Example",
     "", "Lamp||A-17||It is dark.", ""},
    {"Gmail: typed above what it quotes",
     "Order number: A-17\nSize: very large\nYour message: It is dark.\n"
     "And cold.\n\nOn Mon, 30 Nov 2026 at 21:00 Example wrote:\n> In short: [ ]"
     "\n>\n> (needed: as in A-17)\n> Order number: [ ]\n> (end of the form)",
     "Order number: A-17\nSize: very large\nYour message: It is dark.\n"
     "And cold.",
     "||A-17|very large|It is dark.\nAnd cold.\n\nOn Mon, 30 Nov 2026 at 21:00 "
     "Example wrote:",
     ""},
    {"words of one's own around what was typed",
     "Hi!\n\nOrder number: A-17\nIt is dark.\n\n> In short: [ ]\n",
     "Hi!\n\nOrder number: A-17\nIt is dark.", "||A-17||",
     "Hi!\n\n\nIt is dark."},
    {"Outlook: nothing is quoted, brackets gone",
     "From: Example\nSent: Monday\nTo: Kari\nSubject: Form: Example\n\n"
     "In short: Lamp\n\n(needed: as in A-17)\nOrder number: A-17\n\n(one of: "
     "small, very large)\nSize:\n\n(needed: in your own words)\nYour message: "
     "It is dark.\nVery.\n\n(end of the form)\n\nExample",
     "", "Lamp||A-17||It is dark.\nVery.", ""},
    {"behind the brackets", "Order number: [ ] A-17\nSize: [] small", NULL,
     "||A-17|small|", ""},
    {"half a bracket", "Order number: [ A-17\nSize: [ small", NULL,
     "||A-17|small|", ""},
    {"wrapped inside", "> Size: [ very\n> large ]\n> Order number: [\n> A-17 ]",
     "", "||A-17|very large|", ""},
    {"a wide colon and brackets", "Order number： ［A-17］", NULL, "||A-17||",
     ""},
    {"bold, and blanks of all kinds",
     "*Order\xc2\xa0number:* [\xc2\xa0"
     "A-17\xe2\x80\x8b ]",
     NULL, "||A-17||", ""},
    {"lines joined", "In short: [ Lamp ] Order number: [ A-17 ] Size: [ ]", "",
     "Lamp||A-17||", ""},
    {"in Russian, and small letters",
     "> номер заказа: [ A-17 ]\n> Кратко: [ Лампа ]\n> (обязательно: своими "
     "словами)\n> Ваше сообщение: [ Темно. ]\n> (конец формы)",
     "", "Лампа||A-17||Темно.", ""},
    {"by the field's own name", "order: A-17", NULL, "||A-17||", ""},
    {"brackets in a message", "Your message: [ see [1] and [2], thanks ]", NULL,
     "||||see [1] and [2], thanks", ""},
    {"two forms: the newer is above",
     "> Order number: [ A-17 ]\n> (end of the form)\n>> Order number: [ B-1 ]",
     "", "||A-17||", ""},
    {"no label in the middle of a line", "my order number: [ A-17 ]", NULL,
     "||||", "my order number: [ A-17 ]"},
    {"what is not asked for", "Secret: [ x ]\nSeen: [ y ]", NULL, "||||",
     "Secret: [ x ]\nSeen: [ y ]"},
    {"no form", "I would rather have a call.\n", NULL, "||||",
     "I would rather have a call."},
    {"deep", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]", "",
     "||||", ""},
};

static char *joined(const form_answer *a)
{
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < a->values->len; i++)
        g_string_append_printf(out, "%s%s", i ? "|" : "",
                               a->values->pdata[i] ? (char *)a->values->pdata[i]
                                                   : "");
    return g_string_free(out, FALSE);
}

static void test_answers(void **state)
{
    config *c = fixture_config_with(FALSE, desk);
    g_autoptr(GPtrArray) rows = form_rows(c, config_queue_by_id(c, "support"));

    for (size_t i = 0; i < G_N_ELEMENTS(answers); i++) {
        const answer_row *r = &answers[i];
        g_autoptr(form_answer) a =
            form_read(c, config_queue_by_id(c, "support"), rows, r->text,
                      r->new_text ? r->new_text : r->text);
        g_autofree char *values = joined(a);
        print_message("%s\n", r->name);
        assert_string_equal(values, r->values);
        assert_string_equal(a->loose, r->loose);
        assert_int_equal(a->filled, strcmp(values, "||||") != 0);
    }
    config_free(c);
}

/* What mail programs make of the HTML part, read as all mail is. */
static void test_html(void **state)
{
    static const struct {
        const char *name, *html, *values;
    } rows[] = {
        {"Outlook",
         "<div class=WordSection1><p class=MsoNormal>&nbsp;</p><div><div "
         "style='border:none;border-top:solid #E1E1E1 1.0pt'><p "
         "class=MsoNormal><b>From:</b> Example<br><b>Subject:</b> Form: "
         "Example</p></div></div><p class=MsoNormal>In short: [ <span "
         "style='color:#1F497D'>Lamp</span> ]<o:p></o:p></p><p "
         "class=MsoNormal>(needed: as in A-17)<o:p></o:p></p><p "
         "class=MsoNormal>Order number: [ <span>A-17</span> ]<o:p></o:p></p>"
         "<p class=MsoNormal>Size: [ ]</p><p class=MsoNormal>(needed: in your "
         "own words)</p><p class=MsoNormal>Your message: [ <span>It is "
         "dark.</span></p><p class=MsoNormal><span>Very.</span> ]</p><p "
         "class=MsoNormal>(end of the form)</p></div>",
         "Lamp||A-17||It is dark.\nVery."},
        {"Gmail",
         "<div dir=\"ltr\"><br></div><br><div class=\"gmail_quote\"><div "
         "class=\"gmail_attr\">On Mon, Example wrote:<br></div><blockquote "
         "class=\"gmail_quote\"><p>In short: [ Lamp ]</p><p><small>(needed: "
         "as in A-17)</small><br>Order number: [ <b>A-17</b> ]</p><p>Your "
         "message: [ It is dark. ]</p><p>(end of the "
         "form)</p></blockquote></div>",
         "Lamp||A-17||It is dark."},
        {"Apple Mail",
         "<html><body><br><blockquote type=\"cite\"><div>On 30 Nov 2026, "
         "Example wrote:</div><br><div><p>Order number: [ A-17 ]</p><p>Size: [ "
         "small&nbsp;]</p></div></blockquote></body></html>",
         "||A-17|small|"},
    };
    config *c = fixture_config_with(FALSE, desk);
    g_autoptr(GPtrArray) form = form_rows(c, config_queue_by_id(c, "support"));

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = htmltext_for_readers(
            rows[i].html, strlen(rows[i].html), 1 << 20, NULL, NULL);
        g_autoptr(form_answer) a =
            form_read(c, config_queue_by_id(c, "support"), form, text, "");
        g_autofree char *values = joined(a);
        print_message("%s:\n%s\n", rows[i].name, text);
        assert_string_equal(values, rows[i].values);
    }
    config_free(c);
}

/* What we send is read as empty, in each language, and has its address. */
static void test_own(void **state)
{
    static const char *const languages[] = {"en", "ru", "nb"};
    config *c = fixture_config_with(FALSE, desk);
    g_autoptr(GPtrArray) rows = form_rows(c, config_queue_by_id(c, "support"));
    g_autofree char *to = form_address(config_queue_by_id(c, "support"));

    assert_string_equal(to, "support+form@example.org");
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
        for (form_state s = FORM_PLAIN; s <= FORM_WRONG; s++) {
            g_autoptr(GString) text = g_string_new(NULL);
            for (guint k = 0; k < rows->len; k++) {
                g_autofree char *hint =
                    form_hint(c, rows->pdata[k], s, languages[i]);
                g_string_append_printf(text, "*%s:* [ ]\n%s\n\n",
                                       form_label(rows->pdata[k], languages[i]),
                                       hint ? hint : "");
            }
            g_autofree char *end = form_end(languages[i]);
            g_string_append_printf(text, "%s\nExample\n", end);
            g_autoptr(form_answer) a = form_read(
                c, config_queue_by_id(c, "support"), rows, text->str, "");
            g_autofree char *values = joined(a);
            print_message("%s\n", text->str);
            assert_true(a->marked);
            assert_false(a->filled);
            assert_string_equal(values, "||||");
        }
    }
    config_free(c);
}

/* ---- what becomes of it ---- */

static void to_form(world *w)
{
    w->v->form = true;
}
static void proved(world *w)
{
    to_form(w);
    w->trust->authserv_known = true;
    w->trust->auth = TRUST_PASS;
}
static void unproved(world *w)
{
    to_form(w);
    w->trust->authserv_known = true;
}
static void forged(world *w)
{
    unproved(w);
    w->trust->auth = TRUST_FAIL;
}
static void machine(world *w)
{
    to_form(w);
    w->l->kind = LETTER_AUTO_REPLY;
}
static void null_sender(world *w)
{
    to_form(w);
    w->entry.sender = (char *)"";
}
static void bulk(world *w)
{
    to_form(w);
    w->v->bulk = true;
}
static void often(world *w)
{
    to_form(w);
    w->s->mails_to_person = 3;
}
static void file(world *w)
{
    to_form(w);
    world_attach(w, false);
}
static void in_request(world *w)
{
    to_form(w);
    w->s->by_tag = 1001;
}
static void sign_up(world *w)
{
    to_form(w);
    w->l->sign_up = g_strdup("your code is");
}

#define LONG                                                                 \
    "Since Monday my lamp does not light any more. I have tried another "    \
    "bulb, another socket and another room, and none of that helped. The "   \
    "shop said that you could help me. It is the large one, which I bought " \
    "in spring, and it was always a good lamp. Please tell me what to do, "  \
    "and whether I can have another."
#define FULL                                                         \
    "Order number: [ A-17 ]\nWhat it is about: [ incident ]\nSize: " \
    "[ small ]\nYour message: [ It is dark. ]"
#define OPENS                                                       \
    "ticket(" KARI ") wish:type:=incident "                         \
    "event[the customer wishes type incident] order:=A-17 "         \
    "size:=small "                                                  \
    "event[set from the message: Order number: A-17; Size: small] " \
    "article:customer =ticket ack>" KARI LINE
#define ASKED "form>" KARI " =command"
#define PLAIN "ticket(" KARI ") article:customer =ticket ack>" KARI LINE

static void test_plans(void **state)
{
    static const plan_row rows[] = {
        {"somebody wants the form", KARI, "", to_form, ASKED},
        {"and says so", KARI, "Please send me the form.", to_form, ASKED},
        {"an operator, too", "anna@example.org", "", proved,
         "form>anna@example.org =command"},
        {"who is not proved", KARI, "", unproved, ASKED},
        {"who is forged: people look", KARI, "", forged,
         "ticket(" KARI ") article:customer =ticket" LINE},
        {"a machine", KARI, "", machine, "hold:aside =machine"},
        {"nobody", KARI, "", null_sender,
         "ticket(" KARI ") article:customer =ticket" LINE},
        {"sent to many", KARI, "", bulk,
         "ticket(" KARI ") article:customer =ticket" LINE},
        {"too often", KARI, "", often,
         "ticket(" KARI ") article:customer =ticket" LINE},
        {"a code", KARI, "Your code is 17.", sign_up,
         "ticket(" KARI ") apart!:customer =ticket" LINE},
        {"a request of its own", KARI, LONG, to_form, PLAIN},
        {"with a file", KARI, "", file, PLAIN},
        {"in a request that there is", KARI, FULL, in_request,
         "article:customer =article notify/article>anna notify/article>olga"},
        {"filled in", KARI, FULL, to_form, OPENS},
        {"half: it is asked about", KARI, "Order number: [ A-17 ]", to_form,
         ASKED},
        {"wrong: too", KARI, "Order number: [ 17 ]\nYour message: [ x ]",
         to_form, ASKED},
        {"half, and nobody can be asked", KARI, "Order number: [ A-17 ]", often,
         "ticket(" KARI ") order:=A-17 event[set from the message: Order "
         "number: A-17] article:customer =ticket" LINE},
        {"no field, but words", KARI, "Call me.\n\n" FORM_EN, to_form, PLAIN},
        {"neither", KARI, FORM_EN, to_form, ASKED},
        {"commands in it are text", KARI,
         "Order number: [ A-17 ]\nYour message: [ /close ]", to_form,
         "ticket(" KARI ") order:=A-17 event[set from the message: Order "
         "number: A-17] article:customer =ticket ack>" KARI LINE},
    };

    fixture_more = desk;
    check_plans(rows, G_N_ELEMENTS(rows));
    fixture_more = "";
}

/* However much of the form somebody sends back, it is read at once. */
static void test_large(void **state)
{
    static const char *const parts[] = {
        "(needed: as in A-17)", "(end of the form", "Order number: [",
        "Your message: [ ] ",   "((((((((",         "]\n",
        "Form: Example\n"};
    config *c = fixture_config_with(FALSE, desk);
    const config_queue *q = config_queue_by_id(c, "support");
    g_autoptr(GPtrArray) rows = form_rows(c, q);

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < 4000000)
            g_string_append(text, parts[i]);
        int64_t start = g_get_monotonic_time();
        g_autoptr(form_answer) a = form_read(c, q, rows, text->str, text->str);
        int64_t ms = (g_get_monotonic_time() - start) / 1000;
        print_message("%s: %d ms\n", parts[i], (int)ms);
        assert_true(ms < 5000);
    }
    config_free(c);
}

/* What the mail that asks repeats, by who wrote. */
static void test_echo(void **state)
{
    static const struct {
        const char *name;
        void (*change)(world *w);
        const char *text, *has, *lacks;
    } rows[] = {
        {"proved", proved, "Size: [ small ]\nYour message: [ see http://x ]",
         "http://x", "\"quiet\":true"},
        {"not proved", unproved, "Size: [ small ]", "\"quiet\":true", "small"},
        {"nobody can be", to_form, "Size: [ small ]", "small",
         "\"quiet\":true"},
        {"with an advertisement", to_form,
         "Size: [ small ]\nYour message: [ Buy at http://x ]", "\"quiet\":true",
         "http"},
        {"with an address", to_form, "In short: [ a@example.net ]",
         "\"quiet\":true", "a@example.net"},
        {"with many words", to_form, "Your message: [ " LONG " ]",
         "\"quiet\":true", "lamp"},
    };

    fixture_more = desk;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(KARI, rows[i].text);
        rows[i].change(w);
        g_autoptr(plan) p = world_decide(w);
        const plan_step *step = plan_find(p, PLAN_SEND);
        print_message("%s: %s\n", rows[i].name, step->send->data);
        assert_string_equal(step->send->template, "form");
        assert_non_null(strstr(step->send->data, rows[i].has));
        assert_null(strstr(step->send->data, rows[i].lacks));
        world_free(w);
    }
    fixture_more = "";
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers), cmocka_unit_test(test_html),
        cmocka_unit_test(test_own),     cmocka_unit_test(test_plans),
        cmocka_unit_test(test_large),   cmocka_unit_test(test_echo),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
