/* test_account: whose words an answer is made of: many clients' quoting, then
 * random compositions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "mail/html/text.h"
#include "quote/account.h"

/* ---- what was shown ---- */

#define TOP                                                             \
    "Your reply goes to kari@example.com. Start with /note to keep it " \
    "internal."
#define HEAD    "Kari Nordmann wrote today at 11:02:"
#define FIRST   "FIRST question here?"
#define SECOND  "SECOND question there?"
#define STATE   "New, unassigned, line 1. Category account (3.0: ACC_LOGIN)."
#define BEFORE  "Before that:"
#define NOTED   "Olga Berg added an internal note today at 10:40:"
#define NOTE    "SECRET suspect of fraud, do not refund before lawyers answer"
#define OTHER   "mallory@example.net, who is no part of this request, wrote:"
#define STRANGE "OUTSIDE I saw her yesterday with the red umbrella"
#define EARLIER "3 earlier: /show"

#define SHOWN                                                       \
    TOP "\n\n" HEAD "\n\n    " FIRST "\n\n    " SECOND "\n\n" STATE \
        "\n\n" BEFORE "\n\n" NOTED "\n\n    " NOTE "\n\n" OTHER     \
        "\n\n    " STRANGE "\n\n" EARLIER "\n"

static account_source *notification(void)
{
    account_source *s = account_source_new();

    account_source_add(s, ACCOUNT_ATTRIBUTION, 0, 0,
                       "Kari Nordmann via Example Support "
                       "<support@example.org>\nAnna Larsen "
                       "<anna@example.org>\n#1042 Cannot log in since this "
                       "morning");
    account_source_add(s, ACCOUNT_FRAME, 0, 0, TOP "\n\n" HEAD "\n\n");
    account_source_add(s, ACCOUNT_PUBLIC, 1042, 3,
                       "    " FIRST "\n\n    " SECOND "\n");
    account_source_add(s, ACCOUNT_FRAME, 0, 0, STATE "\n\n" BEFORE "\n");
    account_source_add(s, ACCOUNT_NOTE, 1042, 2, NOTED "\n\n    " NOTE);
    account_source_add(s, ACCOUNT_FRAME, 0, 0, OTHER);
    account_source_add(s, ACCOUNT_STRANGER, 1042, 1, "    " STRANGE);
    account_source_add(s, ACCOUNT_FRAME, 0, 0, EARLIER);
    return s;
}

static GPtrArray *sources(void)
{
    GPtrArray *all =
        g_ptr_array_new_with_free_func((GDestroyNotify)account_source_free);
    static const struct {
        account_origin origin;
        int64_t entry;
        const char *text;
    } entries[] = {
        {ACCOUNT_PUBLIC, 3, FIRST "\n\n" SECOND},
        {ACCOUNT_NOTE, 2, NOTE},
        {ACCOUNT_STRANGER, 1, STRANGE},
    };

    g_ptr_array_add(all, notification());
    for (size_t i = 0; i < G_N_ELEMENTS(entries); i++) {
        account_source *s = account_source_new();
        account_source_add(s, entries[i].origin, 1042, entries[i].entry,
                           entries[i].text);
        g_ptr_array_add(all, s);
    }
    return all;
}

static account *account_of(const char *answer)
{
    g_autoptr(GPtrArray) all = sources();

    return account_read(
        &(account_answer){.text = answer, .subject = "Re: #1042 Cannot log in"},
        all);
}

/* ---- clients ---- */

typedef struct client {
    const char *name;
    const char *above; /* the quote: introduction, header block */
    const char *mark;  /* before each line */
    unsigned wrap;     /* columns at which lines are broken; 0: not */
    const char *below;
    bool tight; /* without blank lines */
    bool moved; /* without the notification's own indentation */
} client;

#define OUTLOOK_EN                                                    \
    "From: Kari Nordmann via Example Support <support@example.org>\n" \
    "Sent: Monday, November 30, 2026 9:46 AM\n"                       \
    "To: Anna Larsen <anna@example.org>\n"                            \
    "Subject: #1042 Cannot log in since this morning\n\n"

static const client clients[] = {
    {"Gmail",
     "On Mon, Nov 30, 2026 at 8:42 AM Kari Nordmann via Example Support <\n"
     "support@example.org> wrote:\n\n",
     "> ", 72, NULL, false, false},
    {"Gmail, Norwegian",
     "man. 30. nov. 2026 kl. 08:42 skrev Kari Nordmann via Example Support <\n"
     "support@example.org>:\n\n",
     "> ", 0, NULL, false, false},
    {"Outlook desktop", OUTLOOK_EN, "", 0, NULL, false, false},
    {"Outlook desktop, German",
     "Von: Kari Nordmann via Example Support <support@example.org> \n"
     "Gesendet: Montag, 30. November 2026 09:46\n"
     "An: Anna Larsen <anna@example.org>\n"
     "Betreff: #1042 Cannot log in since this morning\n\n",
     "", 0, NULL, true, true},
    {"Outlook with marks", "-----Original Message-----\n" OUTLOOK_EN, "> ", 0,
     NULL, false, false},
    {"Outlook web",
     "________________________________\n"
     "From: Kari Nordmann via Example Support <support@example.org>\n"
     "Sent: 30 November 2026 08:46\nTo: Anna Larsen <anna@example.org>\n"
     "Subject: #1042 Cannot log in since this morning\n\n",
     "", 0, NULL, false, true},
    {"Outlook mobile",
     "Get Outlook for iOS<https://aka.ms/o0ukef>\n"
     "________________________________\n" OUTLOOK_EN,
     "", 0, NULL, true, true},
    {"Outlook, Irish",
     "Ó: Kari Nordmann via Example Support <support@example.org>\n"
     "Seolta: Dé Luain 30 Samhain 2026\n"
     "Chuig: Anna Larsen <anna@example.org>\n"
     "Ábhar: #1042 Cannot log in since this morning\n\n",
     "", 0, NULL, false, true},
    {"a client in a language that nobody knows",
     "Xax: Kari Nordmann\nXox: Anna Larsen\n\n", "", 0, NULL, false, true},
    {"an introduction in a language that nobody knows",
     "Xixix Kari Nordmann via Example Support xax xox:\n", "> ", 0, NULL, false,
     false},
    {"Apple Mail",
     "> On 30 Nov 2026, at 08:42, Kari Nordmann via Example Support "
     "<support@example.org> wrote:\n> \n",
     "> ", 0, NULL, false, true},
    {"iPhone",
     "Sent from my iPhone\n\n> On 30 Nov 2026, at 11:03, Kari Nordmann via "
     "Example Support <support@example.org> wrote:\n> \n",
     "> ", 0, NULL, false, false},
    {"Thunderbird",
     "On 30.11.26 08:42, Kari Nordmann via Example Support "
     "wrote:\n",
     ">", 0, NULL, false, false},
    {"Thunderbird, Russian",
     "30.11.2026 08:42, Kari Nordmann via Example Support пишет:\n", "> ", 72,
     NULL, false, false},
    {"mutt",
     "On Mon, Nov 30, 2026 at 08:42:11AM +0000, Kari Nordmann via Example "
     "Support wrote:\n",
     "> ", 0, NULL, false, false},
    {"mutt with bars",
     "* Kari Nordmann via Example Support [2026-11-30 08:42]:\n", "| ", 0, NULL,
     false, false},
    {"K-9",
     "\nOn 30 November 2026 08:42:11 GMT, Kari Nordmann via Example Support "
     "<support@example.org> wrote:\n",
     ">", 72, NULL, false, false},
    {"Lotus Notes",
     "From:   Kari Nordmann via Example Support <support@example.org>\n"
     "To:     Anna Larsen <anna@example.org>\n"
     "Date:   30.11.2026 08:42\n"
     "Subject:        #1042 Cannot log in since this morning\n\n\n",
     "", 0, NULL, false, true},
    {"GroupWise",
     ">>> Kari Nordmann via Example Support <support@example.org> 30.11.26 "
     "8:42 >>>\n",
     "", 0, NULL, false, true},
    {"Yahoo",
     "    On Monday, November 30, 2026, 08:42:11 AM GMT+1, Kari Nordmann via "
     "Example Support <support@example.org> wrote:  \n \n ",
     " ", 0, NULL, false, true},
    {"Samsung",
     "-------- Original message --------\n"
     "From: Kari Nordmann via Example Support <support@example.org> \n"
     "Date: 30/11/2026  08:42  (GMT+01:00) \n"
     "To: Anna Larsen <anna@example.org> \n"
     "Subject: #1042 Cannot log in since this morning \n\n",
     "", 0, NULL, true, true},
    {"Roundcube",
     "On 2026-11-30 08:42, Kari Nordmann via Example Support "
     "wrote:\n",
     "> ", 72, NULL, false, false},
    {"The Bat!",
     "Hello Kari,\n\nMonday, November 30, 2026, 8:42:11 AM, you wrote:\n\n",
     "KN> ", 70, NULL, false, false},
    {"initials without blanks", "Olga wrote:\n", "OB>", 0, NULL, false, false},
    {"per cents", "[Kari, Monday]\n", "% ", 0, NULL, false, false},
    {"indented", "", "    ", 0, NULL, false, false},
    {"nothing at all", "", "", 0, NULL, false, false},
    {"nothing, wrapped", "", "", 30, NULL, true, true},
    {"deeper and deeper", "Kari wrote:\n", "> > > ", 40, NULL, false, false},
    {"rules on both sides", "----- Teachtaireacht bhunaidh -----\n", "", 0,
     "----- Deireadh -----\n", false, false},
};

static void put_wrapped(GString *out, const client *c, const char *line)
{
    while (c->moved && *line == ' ')
        line++;
    while (c->wrap > 0 && strlen(line) > c->wrap) {
        size_t n = c->wrap;

        while (n > 0 && line[n] != ' ')
            n--;
        if (n == 0)
            break;
        g_string_append_printf(out, "%s%.*s\n", c->mark, (int)n, line);
        line += n + 1;
    }
    g_string_append_printf(out, "%s%s\n", c->mark, line);
}

/* The notification as this client quotes it, with `insert` below the line that
 * ends with `after`. */
static char *quoted(const client *c, const char *after, const char *insert)
{
    GString *out = g_string_new(c->above);
    g_auto(GStrv) lines = g_strsplit(SHOWN, "\n", -1);

    for (char **line = lines; *line; line++) {
        if (c->tight && !**line)
            continue;
        put_wrapped(out, c, *line);
        if (after && g_str_has_suffix(*line, after))
            g_string_append_printf(out, "\n%s\n\n", insert);
    }
    g_string_append(out, c->below ? c->below : "");
    return g_string_free(out, FALSE);
}

/* ---- checks ---- */

/* Words that may not be in any text that leaves. */
static const char *const never[] = {
    "SECRET",      "suspect",          "lawyers",  "internal", "unassigned",
    "Before that", "OUTSIDE",          "umbrella", "/show",    "goes to",
    "added an",    "mallory",          "wrote",    "Sent:",    "Seolta",
    "Betreff",     "anna@example.org", "Original", "bhunaidh", "skrev",
    "пишет"};

static void leaves_nothing(const char *who, const char *what, const account *a)
{
    for (size_t i = 0; i < G_N_ELEMENTS(never); i++) {
        if (strstr(a->text, never[i]))
            fail_msg("%s, %s: \"%s\" leaves:\n%s", who, what, never[i],
                     a->text);
    }
}

static void has(const char *who, const char *what, const account *a,
                const char *words)
{
    if (!strstr(a->text, words))
        fail_msg("%s, %s: no \"%s\" in:\n%s", who, what, words, a->text);
}

static void has_leaks(const char *who, const char *what, const account *a,
                      bool any)
{
    if ((a->leaks->len > 0) != any)
        fail_msg("%s, %s: %u notes' words leave:\n%s", who, what, a->leaks->len,
                 a->text);
}

static void test_on_top(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(clients); i++) {
        const client *c = &clients[i];
        g_autofree char *quote = quoted(c, NULL, NULL);
        g_autofree char *text =
            g_strconcat("Next week, Kari.\n\n", quote, NULL);
        g_autoptr(account) a = account_of(text);

        leaves_nothing(c->name, "on top", a);
        has_leaks(c->name, "on top", a, false);
        has(c->name, "on top", a, "Next week, Kari.");
        if (strstr(a->text, "question"))
            fail_msg("%s: history stays:\n%s", c->name, a->text);
        assert_true(a->cut >= 8);
    }
}

static void test_below(void **state)
{
    static const char *const below[] = {"Next week, Kari.", "And that is all.",
                                        "Yes."};

    for (size_t i = 0; i < G_N_ELEMENTS(clients); i++) {
        for (size_t k = 0; k < G_N_ELEMENTS(below); k++) {
            const client *c = &clients[i];
            g_autofree char *quote = quoted(c, NULL, NULL);
            g_autofree char *text =
                g_strconcat(quote, "\n", below[k], "\n", NULL);
            g_autoptr(account) a = account_of(text);

            leaves_nothing(c->name, "below", a);
            has(c->name, "below", a, below[k]);
        }
    }
}

static void test_inline(void **state)
{
    static const char *const answers[] = {"It is so, in blue.", "Yes.",
                                          "[Anna] no", "\xf0\x9f\x91\x8d"};

    for (size_t i = 0; i < G_N_ELEMENTS(clients); i++) {
        for (size_t k = 0; k < G_N_ELEMENTS(answers); k++) {
            const client *c = &clients[i];
            g_autofree char *quote = quoted(c, FIRST, answers[k]);
            g_autofree char *text = g_strconcat("See below.\n\n", quote, NULL);
            g_autoptr(account) a = account_of(text);

            leaves_nothing(c->name, "inline", a);
            has_leaks(c->name, "inline", a, false);
            has(c->name, "inline", a, "See below.");
            has(c->name, "inline", a, answers[k]);
            has(c->name, "inline", a, "> " FIRST);
            if (strstr(a->text, "SECOND"))
                fail_msg("%s: what nobody answered stays:\n%s", c->name,
                         a->text);
        }
    }
}

static void test_below_note(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(clients); i++) {
        const client *c = &clients[i];
        g_autofree char *text = quoted(c, NOTE, "Then we wait, Kari.");
        g_autoptr(account) a = account_of(text);
        const account_leak *leak;

        leaves_nothing(c->name, "below a note", a);
        has(c->name, "below a note", a, "Then we wait, Kari.");
        has_leaks(c->name, "below a note", a, true);
        leak = a->leaks->pdata[0];
        assert_int_equal(leak->place, ACCOUNT_BELOW_NOTE);
        assert_int_equal(leak->entry, 2);
        if (!strstr(leak->words, "answer"))
            fail_msg("%s: the note's words are \"%s\"", c->name, leak->words);
        assert_non_null(strstr(a->inside, "> SECRET"));
    }
}

/* What a colleague quoted of a note is a note's to whoever answers it; what is the
 * colleague's own is not. */
static void test_below_repeated(void **state)
{
    static const char finding[] =
        "> " NOTE "\n\nFOUND the cookie is too long for the session store";
    g_autoptr(GPtrArray) all = sources();
    account_source *mail = account_source_new();

    account_source_add(mail, ACCOUNT_FRAME, 0, 0, "Tom Hansen found:\n\n");
    account_source_add(mail, ACCOUNT_COLLEAGUE, 1042, 4, finding);
    g_ptr_array_add(all, mail);
    account_source *entry = account_source_new();
    account_source_add(entry, ACCOUNT_COLLEAGUE, 1042, 4, finding);
    g_ptr_array_add(all, entry);
    g_autoptr(account) note = account_read(
        &(account_answer){
            .text = "On Monday Tom Hansen via Example Support "
                    "<support@example.org> wrote:\n"
                    "> Tom Hansen found:\n>\n> > " NOTE "\n\n"
                    "We pay today.\n\n"
                    "> FOUND the cookie is too long for the session store\n"},
        all);
    assert_int_equal(note->leaks->len, 1);
    const account_leak *leak = note->leaks->pdata[0];
    assert_int_equal(leak->place, ACCOUNT_BELOW_NOTE);
    assert_int_equal(leak->entry, 2);
    g_autoptr(account) own = account_read(
        &(account_answer){
            .text = "On Monday Tom Hansen via Example Support "
                    "<support@example.org> wrote:\n"
                    "> Tom Hansen found:\n>\n> > " NOTE "\n>\n"
                    "> FOUND the cookie is too long for the session store\n\n"
                    "We pay today.\n"},
        all);
    assert_int_equal(own->leaks->len, 0);
}

/* ---- single answers ---- */

typedef struct row {
    const char *answer, *text;
    unsigned leaks;
    const char *signature;
} row;

static void check_rows(const row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        g_autoptr(account) a = account_of(rows[i].answer);

        if (strcmp(a->text, rows[i].text) != 0 ||
            a->leaks->len != rows[i].leaks ||
            strcmp(a->signature, rows[i].signature ? rows[i].signature : "") !=
                0)
            fail_msg("row %zu: %u leaks, signature '%s', text:\n%s", i,
                     a->leaks->len, a->signature, a->text);
    }
}

/* What she wrote stays, though it stands elsewhere too. */
static void test_own_words(void **state)
{
    static const row rows[] = {
        {"", "", 0, NULL},
        {"Yes.", "Yes.", 0, NULL},
        {"Dear Kari,\n\n" STRANGE "\n\nBest wishes\n",
         "Dear Kari,\n\n" STRANGE "\n\nBest wishes", 0, NULL},
        {"You ask: " FIRST "\n\n" FIRST "\n\nYes.\n",
         "You ask: " FIRST "\n\n" FIRST "\n\nYes.", 0, NULL},
        /* a note's words are hers as well, but do not leave */
        {"Dear Kari,\n\n" NOTE "\n", "Dear Kari,\n\n" NOTE, 1, NULL},
        {"We do not refund before\nlawyers answer, sorry.",
         "We do not refund before\nlawyers answer, sorry.", 1, NULL},
        {"We SUSPECT of\xc2\xa0"
         "fraud, do not re\xe2\x80\x8b"
         "fund.",
         "We SUSPECT of\xc2\xa0"
         "fraud, do not re\xe2\x80\x8b"
         "fund.",
         1, NULL},
        {"We do not refund.", "We do not refund.", 0, NULL},
        /* a quotation of her own */
        {"The manual says:\n\n> press the button\n> for ten seconds\n",
         "The manual says:\n\n> press the button\n> for ten seconds", 0, NULL},
        {"> press the button\n\nDid you?", "> press the button\n\nDid you?", 0,
         NULL},
        /* a command in disguise, though our frame has it as well */
        {"> /show\n\nIt is broken.", "> /show\n\nIt is broken.", 0, NULL},
        {"> /note\nto keep it internal is best",
         "> /note\nto keep it internal is best", 0, NULL},
        /* what she copied of the customer's, indented or not */
        {"You ask:\n\n    " FIRST "\n\nYes.",
         "You ask:\n\n    " FIRST "\n\nYes.", 0, NULL},
        /* what our frame proposes to write */
        {"start with /note to keep it\n\nSent from my iPhone\n\n> " TOP "\n",
         "start with /note to keep it", 0, "Sent from my iPhone"},
        {"Done.\n\n-- \nAnna Larsen\n\n> " TOP "\n", "Done.", 0, "Anna Larsen"},
    };

    check_rows(rows, G_N_ELEMENTS(rows));
}

static void test_quoted_words(void **state)
{
    static const row rows[] = {
        {"> " FIRST "\n\nYes.\n", "> " FIRST "\n\nYes.", 0, NULL},
        {"> " FIRST " YES it is\n", "> " FIRST " YES it is", 0, NULL},
        {"> " FIRST "\n>\n> " SECOND "\n\nTwice yes.\n",
         "> " FIRST "\n>\n> " SECOND "\n\nTwice yes.", 0, NULL},
        {"Yes.\n\n> " FIRST "\n", "Yes.", 0, NULL},
        {"> " TOP "\n> \n> " HEAD "\n> " FIRST "\n> it is so\n> " SECOND "\n",
         "> " FIRST "\nit is so", 0, NULL},
        /* our frame in one line with her words */
        {"> " TOP " " HEAD " " FIRST "\n> " SECOND "\nNo.\n",
         "> " FIRST "\n> " SECOND "\nNo.", 0, NULL},
        /* dates and addresses that a client changed in it */
        {"Yes.\n\nYour reply goes to kari@example.com<mailto:kari@example.com>."
         " Start with /note to keep it internal.\n\nKari Nordmann wrote on "
         "Tuesday at 11:02:\n\n" FIRST "\n",
         "Yes.", 0, NULL},
        /* letters that were lost */
        {"Yes.\n\n> " NOTED "\n> SECRET susp?ct of fraud, do not "
         "ref\xef\xbf\xbdnd before lawyers answer\n",
         "Yes.", 0, NULL},
        {"> SECRET susp?ct of fraud, do not ref?nd before la?yers answer\n",
         "> SECRET susp?ct", 1, NULL},
        /* an answer before an introduction in the same line */
        {"Yes. On Mon, 3 May 2026 Kari wrote:\n> " TOP "\n", "Yes.", 0, NULL},
        /* a note's line, and her word beside it */
        {"> " NOTE " OH NO\n", "OH NO", 1, NULL},
        {"> " NOTE "\n\n> " SECOND "\nNo.\n", "> " SECOND "\nNo.", 0, NULL},
        {"Yes.\n\n> " NOTE "\n\nRegards\nAnna\n", "Yes.\n\nRegards\nAnna", 0,
         NULL},
        {"> " STRANGE "\n\nHe is right.\n", "He is right.", 0, NULL},
        /* her words repeat some that stand further up in the quote */
        {"> " OTHER "\n>\n> " STRANGE "\n>\n> " EARLIER
         "\n\nWe saw her yesterday with him.\n",
         "We saw her yesterday with him.", 0, NULL},
        /* somebody's whom nobody here knows */
        {"Yes.\n\nOn Mon, 30 Nov 2026, Per <per@example.com> wrote:\n> what is "
         "it\n> about\n",
         "Yes.", 0, NULL},
        {"See the supplier's words.\n\nHe writes:\n\n> what is it\n> about\n",
         "See the supplier's words.\n\nHe writes:\n\n> what is it\n> about", 0,
         NULL},
        {"Yes.\n\n-----Original Message-----\nFrom: Per <per@example.com>\n"
         "Sent: Monday\nTo: Anna\nSubject: x\n\nwhat is it about\n",
         "Yes.", 0, NULL},
    };

    check_rows(rows, G_N_ELEMENTS(rows));
}

/* ---- HTML ---- */

static void test_html(void **state)
{
    static const struct {
        const char *name, *before, *open, *close;
    } rows[] = {
        {"Gmail",
         "<div class=\"gmail_quote\"><div class=\"gmail_attr\">On Mon, Kari "
         "wrote:<br></div>",
         "<blockquote class=\"gmail_quote\"><div>", "</div></blockquote>"},
        {"Thunderbird",
         "<div class=\"moz-cite-prefix\">On 30/11/2026 08:42, Kari wrote:<br>"
         "</div>",
         "<blockquote type=\"cite\" cite=\"mid:x\"><div>",
         "</div></blockquote>"},
        {"Outlook",
         "<div><div style=\"border:none;border-top:solid #E1E1E1 1.0pt;padding:"
         "3.0pt 0cm 0cm 0cm\"><p class=\"MsoNormal\"><b>From:</b> Kari via "
         "Example Support &lt;support@example.org&gt;<br><b>Sent:</b> Monday"
         "<br><b>To:</b> Anna Larsen &lt;anna@example.org&gt;<br><b>Subject:"
         "</b> x</p></div></div>",
         "<div>", "</div>"},
        {"nothing", "", "<div style=\"margin-left:2em\">", "</div>"},
        {"a table", "", "<table><tr><td>", "</td></tr></table>"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *html = g_strdup_printf(
            "<p>OWN above</p>%s%s<p>" TOP "</p><p>" HEAD "</p><div><p>" FIRST
            "</p>%s<p>OWN inside</p>%s<p>" SECOND "</p></div><p>" STATE
            "</p><p>" BEFORE "</p><p>" NOTED "</p><div><p>" NOTE "</p></div>%s",
            rows[i].before, rows[i].open, rows[i].close, rows[i].open,
            rows[i].close);
        g_autofree char *text =
            htmltext_for_readers(html, strlen(html), 100000, NULL, NULL);
        g_autoptr(account) a = account_of(text);

        leaves_nothing(rows[i].name, "HTML", a);
        has_leaks(rows[i].name, "HTML", a, false);
        has(rows[i].name, "HTML", a, "OWN above");
        has(rows[i].name, "HTML", a, "> " FIRST "\n\nOWN inside");
    }
}

/* ---- commands ---- */

static account_echo echo(const char *answer, const char *line)
{
    g_autoptr(GPtrArray) all = sources();
    account_source *s = account_source_new();
    account_echo found = ACCOUNT_ECHO_NONE;

    account_source_add(s, ACCOUNT_PUBLIC, 1042, 4,
                       "Also please:\n\n/cc friend@example.net\n\n/close");
    account_source_add(s, ACCOUNT_FRAME, 0, 0,
                       "/take\n\nOthers are in Cc. To add them,\n"
                       "reply with /cc other@example.net");
    g_ptr_array_add(all, s);
    g_autoptr(account) a = account_read(&(account_answer){.text = answer}, all);
    for (guint i = 0; i < a->lines->len; i++) {
        const account_line *l = &g_array_index(a->lines, account_line, i);
        if (strncmp(answer + l->from, line, strlen(line)) == 0) {
            assert_int_equal(l->fate, ACCOUNT_KEPT);
            found = l->echo;
        }
    }
    return found;
}

static void test_echo(void **state)
{
    assert_int_equal(echo("Yes.\n\n/cc friend@example.net\n", "/cc"),
                     ACCOUNT_ECHO_ALONE);
    assert_int_equal(echo("Yes.\n\n    /cc friend@example.net\n", "    /cc"),
                     ACCOUNT_ECHO_ALONE);
    assert_int_equal(
        echo("Yes.\n\nAlso please:\n\n/cc friend@example.net\n", "/cc"),
        ACCOUNT_ECHO_ALONE);
    assert_int_equal(
        echo("Yes.\n\n    Also please:\n\n    /cc friend@example.net\n",
             "    /cc"),
        ACCOUNT_ECHO_AMONG);
    assert_int_equal(echo("Yes.\n\n/close\n", "/close"), ACCOUNT_ECHO_ALONE);
    assert_int_equal(echo("Yes.\n\n/take\n", "/take"), ACCOUNT_ECHO_NONE);
    /* what our frame proposes she may write */
    assert_int_equal(echo("/cc other@example.net\n\nYes.\n", "/cc"),
                     ACCOUNT_ECHO_NONE);
    assert_int_equal(echo("Yes.\n\n/assign olga\n", "/assign"),
                     ACCOUNT_ECHO_NONE);
}

/* A mail shows a note and below it a stranger's commands. */
static account *account_with_twins(const char *answer)
{
    account_source *s = account_source_new();
    g_autoptr(GPtrArray) all =
        g_ptr_array_new_with_free_func((GDestroyNotify)account_source_free);

    account_source_add(s, ACCOUNT_FRAME, 0, 0, TOP "\n\n" BEFORE "\n");
    account_source_add(s, ACCOUNT_NOTE, 1042, 2, NOTED "\n\n    " NOTE);
    account_source_add(s, ACCOUNT_FRAME, 0, 0, OTHER);
    account_source_add(s, ACCOUNT_STRANGER, 1042, 1,
                       "    /reply\n    " STRANGE "\n    Yes.\n    /line 2");
    account_source_add(s, ACCOUNT_FRAME, 0, 0, EARLIER);
    g_ptr_array_add(all, s);
    return account_read(&(account_answer){.text = answer}, all);
}

/* What she writes below a note is an answer to it, though the same line stands
 * further down in what the mail shows: as a command, in disguise, as a word. */
static void test_twins(void **state)
{
#define QUOTED_TOP TOP "\n\n" BEFORE "\n\n" NOTED "\n\n    " NOTE "\n\n"
#define QUOTED_END                                                        \
    "\n\n" OTHER "\n\n    /reply\n    " STRANGE "\n    Yes.\n    /line 2" \
    "\n\n" EARLIER "\n"
    static const struct {
        const char *text;
        const char *line; /* hers, and asked about; NULL: none */
        bool leak;
    } rows[] = {
        {QUOTED_TOP "/reply\nWe wait.\n" QUOTED_END, "/reply", true},
        {QUOTED_TOP "/line 2\nWe wait.\n" QUOTED_END, "/line 2", true},
        {QUOTED_TOP "*\\reply*\nWe wait.\n" QUOTED_END, "*\\reply*", true},
        {QUOTED_TOP "/reply\nWe wait.\n", "/reply", true},
        {QUOTED_TOP "Yes.\nWe wait.\n" QUOTED_END, NULL, true},
        /* at the end of what was left of a quote */
        {"We wait.\n\n" OTHER "\n\n" STRANGE "\nYes.\n/line 2\n", "/line 2",
         false},
        /* nothing of hers */
        {"We wait.\n\n" QUOTED_TOP QUOTED_END, NULL, false},
        {"We wait.\n\n> " STRANGE "\n> Yes.\n> /line 2\n", NULL, false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(account) a = account_with_twins(rows[i].text);
        const char *line = NULL;
        size_t n = 0;

        for (guint k = 0; k < a->lines->len; k++) {
            const account_line *l = &g_array_index(a->lines, account_line, k);
            if (l->origin == ACCOUNT_NEW && l->echo == ACCOUNT_ECHO_ALONE) {
                line = rows[i].text + l->from;
                n = l->to - l->from;
            }
        }
        if (rows[i].line ? !line || n != strlen(rows[i].line) ||
                               strncmp(line, rows[i].line, n) != 0
                         : line != NULL)
            fail_msg("row %zu: '%.*s' is asked about", i, (int)n, line);
        if ((a->leaks->len > 0) != rows[i].leak)
            fail_msg("row %zu: %u leaks", i, a->leaks->len);
        assert_null(strstr(a->text, STRANGE));
    }
}

/* ---- what markup says ---- */

static void test_markup(void **state)
{
    g_autoptr(GPtrArray) all = sources();
    const account_answer answer = {
        .text = "Yes.\n\nAnna of Example\nBuilding 7\n\nSo Per said:\n\nno "
                "idea of it\n",
        .new_text = "Yes.",
        .quoted = "So Per said:\n\nno idea of it",
        .signature = "Anna of Example\nBuilding 7",
    };
    g_autoptr(account) a = account_read(&answer, all);

    assert_string_equal(a->text, "Yes.");
    assert_string_equal(a->signature, "Anna of Example\nBuilding 7");
    assert_string_equal(a->removed, "So Per said:\n\nno idea of it");
    assert_int_equal(a->cut, 2);
}

/* ---- customers' answers ---- */

/* What ends a text and is a copy of ours is history, though nothing says so; he
 * who writes around our words repeats them. */
static void test_copies(void **state)
{
    static const char sent[] =
        "Hi Kari,\n\nplease clear the cookies of the portal and try again.\n\n"
        "If it still fails, tell me which browser you use.\n\nAnna\n";
    static const struct {
        const char *text, *left;
    } rows[] = {
        {"It works now!\n\n~~~ some client ~~~\nHi Kari,\n\nplease clear the "
         "cookies of the portal and try\nagain.\n\nIf it still fails, tell me "
         "which browser you use.\n\nAnna\n",
         "It works now!"},
        {"It works now!\n", "It works now!"},
        {"> please clear the cookies of the portal and try again.\n\nI did.\n\n"
         "> If it still fails, tell me which browser you use.\n\nFirefox.\n",
         "> please clear the cookies of the portal and try again.\n\nI did.\n\n"
         "> If it still fails, tell me which browser you use.\n\nFirefox."},
        {"You say: please clear the cookies of the portal and try again.\n\n"
         "I did that twice.\n",
         "You say: please clear the cookies of the portal and try again.\n\n"
         "I did that twice."},
        {"please clear the cookies of the portal and try again.\n\nI did.\n",
         "please clear the cookies of the portal and try again.\n\nI did."},
        {"please clear the cookies\n", "please clear the cookies"},
    };
    g_autoptr(GPtrArray) all =
        g_ptr_array_new_with_free_func((GDestroyNotify)account_source_free);
    account_source *s = account_source_new();

    account_source_add(s, ACCOUNT_PUBLIC, 1, 1, sent);
    g_ptr_array_add(all, s);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const account_answer answer = {.text = rows[i].text, .copies = true};
        g_autoptr(account) a = account_read(&answer, all);

        if (strcmp(a->text, rows[i].left) != 0)
            fail_msg("'%s' gave '%s'", rows[i].text, a->text);
    }
}

/* ---- lines, and other texts ---- */

static void test_lines(void **state)
{
    g_autoptr(account) a =
        account_of("\n\n> " TOP "\n> " FIRST "\n\nYes.\n\n> " TOP "\nNo.\n");
    static const guint32 lines[] = {3, ACCOUNT_NO_LINE, 5, ACCOUNT_NO_LINE, 8};

    assert_string_equal(a->text, "> " FIRST "\n\nYes.\n\nNo.");
    assert_int_equal(a->text_lines->len, G_N_ELEMENTS(lines));
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
        assert_int_equal(g_array_index(a->text_lines, guint32, i), lines[i]);
}

/* What is attached may quote what it likes: a note's words are a note's. */
static void test_notes(void **state)
{
    g_autoptr(GPtrArray) all = sources();
    unsigned frame, none;
    g_autoptr(GPtrArray) quoted =
        account_notes("Report\n\n" SHOWN, all, &frame);
    g_autoptr(GPtrArray) public =
        account_notes("Report\n\n> " FIRST "\n" SECOND "\n", all, &none);

    assert_int_equal(quoted->len, 1);
    assert_int_equal(public->len, 0);
    assert_true(frame > 30);
    assert_int_equal(none, 0);
}

/* ---- caps ---- */

static void test_caps(void **state)
{
    g_autoptr(GString) same = g_string_new(NULL);
    g_autoptr(GPtrArray) all =
        g_ptr_array_new_with_free_func((GDestroyNotify)account_source_free);
    account_source *s = account_source_new();

    for (unsigned i = 0; i < 60000; i++)
        g_string_append(same, "a a\n");
    account_source_add(s, ACCOUNT_NOTE, 1, 1, same->str);
    g_ptr_array_add(all, s);
    g_autoptr(account) a =
        account_read(&(account_answer){.text = same->str}, all);
    assert_true(a->doubt || a->leaks->len > 0);
    for (unsigned i = 0; i < 60000; i++)
        g_string_append(same, "a a\n");
    g_autoptr(account) b =
        account_read(&(account_answer){.text = same->str}, NULL);
    assert_true(b->doubt);
    g_autoptr(account) c = account_read(&(account_answer){.text = NULL}, NULL);
    assert_false(c->doubt);
    assert_string_equal(c->text, "");
}

/* ---- random compositions ---- */

typedef struct composer {
    GRand *rand;
    GString *answer;
    GPtrArray *fresh; /* char*: each word that is new, unlike all others */
    unsigned serial;
    const char *mark;
    unsigned wrap;
    bool below_note; /* something new stands below a note's line */
    bool pasted;     /* a note's sentence stands in the new text */
} composer;

static guint32 upto(composer *c, guint32 n)
{
    return (guint32)g_rand_int_range(c->rand, 0, (gint32)n);
}

static const char *const common[] = {
    "the", "lamp", "is",   "red",    "when", "me",    "press",
    "it",  "and",  "then", "you",    "say",  "that",  "we",
    "can", "not",  "see",  "why",    "for",  "today", "at",
    "all", "or",   "so",   "сказал", "lås",  "größe", "été"};

/* A sentence of common words; each third one has its origin's name. */
static void put_sentence(composer *c, GString *out, const char *name)
{
    guint32 n = 4 + upto(c, 14);

    for (guint32 i = 0; i < n; i++) {
        if (i > 0)
            g_string_append_c(out, ' ');
        if (i % 3 == 1)
            g_string_append_printf(out, "%s%u", name, c->serial++);
        else
            g_string_append(out, common[upto(c, G_N_ELEMENTS(common))]);
    }
    g_string_append(out, upto(c, 2) ? ".\n" : "?\n");
}

static account_source *random_source(composer *c)
{
    static const account_origin kinds[] = {ACCOUNT_PUBLIC, ACCOUNT_NOTE,
                                           ACCOUNT_STRANGER, ACCOUNT_PUBLIC};
    account_source *s = account_source_new();

    for (guint32 n = 2 + upto(c, 4); n > 0; n--) {
        account_origin kind = kinds[upto(c, G_N_ELEMENTS(kinds))];
        g_autoptr(GString) frame = g_string_new(NULL);
        g_autoptr(GString) text = g_string_new(NULL);

        put_sentence(c, frame, "frame");
        for (guint32 k = 1 + upto(c, 4); k > 0; k--)
            put_sentence(c, text, account_origin_name(kind));
        account_source_add(s, ACCOUNT_FRAME, 0, 0, frame->str);
        account_source_add(s, kind, 1, n, text->str);
    }
    return s;
}

static void put_quoted_line(composer *c, const char *line)
{
    while (c->wrap > 0 && strlen(line) > c->wrap) {
        const char *end = line + c->wrap;

        while (end > line && *end != ' ')
            end--;
        if (end == line)
            break;
        g_string_append_printf(c->answer, "%s%.*s\n", c->mark,
                               (int)(end - line), line);
        line = end + 1;
    }
    g_string_append_printf(c->answer, "%s%s\n", c->mark, line);
}

/* Something new: of words that nobody else has, or of common ones. */
static void put_fresh(composer *c)
{
    guint32 n = 1 + upto(c, 6);
    bool marked = upto(c, 8) == 0, plain = !marked && upto(c, 3) == 0;
    g_autoptr(GString) line = g_string_new(NULL);

    if (!marked)
        g_string_append_c(c->answer, '\n');
    for (guint32 i = 0; i < n; i++) {
        g_string_append(line, i > 0 ? " " : "");
        if (plain)
            g_string_append(line, common[upto(c, G_N_ELEMENTS(common))]);
        else
            g_string_append_printf(line, "fresh%u", c->serial++);
    }
    g_string_append_printf(c->answer, "%s%s%s", marked ? c->mark : "",
                           line->str, marked ? "\n" : "\n\n");
    g_ptr_array_add(c->fresh, g_strdup(line->str));
}

/* Her own text on top: a sentence of somebody's between words of hers. */
static void put_pasted(composer *c, const account_source *s)
{
    const account_span *span = s->spans->pdata[upto(c, s->spans->len)];
    g_autofree char *line = g_strndup(span->text, strcspn(span->text, "\n"));

    if (span->origin == ACCOUNT_FRAME)
        return;
    put_fresh(c);
    g_string_append_printf(c->answer, "%s\n", line);
    put_fresh(c);
    if (span->origin == ACCOUNT_NOTE)
        c->pasted = true;
    else
        g_ptr_array_add(c->fresh, g_steal_pointer(&line));
}

static void compose_answer(composer *c, const account_source *s)
{
    account_origin last = ACCOUNT_FRAME;
    bool drops = upto(c, 3) == 0;

    if (upto(c, 4) == 0)
        put_pasted(c, s);
    else if (upto(c, 2))
        put_fresh(c);
    if (upto(c, 2))
        g_string_append(c->answer,
                        "On Mon, 30 Nov 2026 at 08:42, Kari wrote:\n");
    for (guint i = 0; i < s->spans->len; i++) {
        const account_span *span = s->spans->pdata[i];
        g_auto(GStrv) lines = g_strsplit(span->text, "\n", -1);

        for (char **line = lines; *line; line++) {
            if (!**line || (drops && upto(c, 3) == 0))
                continue;
            put_quoted_line(c, *line);
            last = span->origin;
            if (upto(c, 12) == 0) {
                c->below_note |= last == ACCOUNT_NOTE;
                put_fresh(c);
            }
        }
    }
}

static void check_composition(guint32 seed)
{
    static const char *const marks[] = {"> ",   ">", "| ",   "AB> ",     "% ",
                                        "    ", "",  "> > ", "\xc2\xbb "};
    static const unsigned wraps[] = {0, 0, 72, 50, 34};
    composer c = {.rand = g_rand_new_with_seed(seed),
                  .answer = g_string_new(NULL),
                  .fresh = g_ptr_array_new_with_free_func(g_free)};
    g_autoptr(GPtrArray) all =
        g_ptr_array_new_with_free_func((GDestroyNotify)account_source_free);
    static const char *const gone[] = {"frame", "note"};

    g_ptr_array_add(all, random_source(&c));
    c.mark = marks[upto(&c, G_N_ELEMENTS(marks))];
    c.wrap = wraps[upto(&c, G_N_ELEMENTS(wraps))];
    compose_answer(&c, all->pdata[0]);
    g_autoptr(account) a =
        account_read(&(account_answer){.text = c.answer->str}, all);
    for (guint i = 0; i < c.fresh->len; i++) {
        if (!strstr(a->text, c.fresh->pdata[i]))
            fail_msg("seed %u, mark '%s': \"%s\" is lost of\n%s\nin\n%s", seed,
                     c.mark, (char *)c.fresh->pdata[i], c.answer->str, a->text);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(gone); i++) {
        if (strstr(a->text, gone[i]) && a->leaks->len == 0)
            fail_msg("seed %u, mark '%s': %s leaves of\n%s\nin\n%s", seed,
                     c.mark, gone[i], c.answer->str, a->text);
    }
    if ((c.below_note || c.pasted) && a->leaks->len == 0)
        fail_msg("seed %u: a note is not held\n%s", seed, c.answer->str);
    assert_false(a->doubt);
    g_rand_free(c.rand);
    g_string_free(c.answer, TRUE);
    g_ptr_array_unref(c.fresh);
}

static void test_compositions(void **state)
{
    const char *more = g_getenv("ACCOUNT_COMPOSITIONS");
    guint32 n = more ? (guint32)strtoul(more, NULL, 10) : 2000;

    for (guint32 seed = 1; seed <= n; seed++)
        check_composition(seed);
}

/* ---- time ---- */

static int64_t cpu_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Least time of three for `size` octets of one word, half of them a source's. */
static int64_t one_word_us(size_t size)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GPtrArray) all =
        g_ptr_array_new_with_free_func((GDestroyNotify)account_source_free);
    account_source *s = account_source_new();
    int64_t least = INT64_MAX;

    while (text->len < size)
        g_string_append(text, "a#c1");
    account_source_add(s, ACCOUNT_NOTE, 1, 1, text->str + text->len / 2);
    g_ptr_array_add(all, s);
    for (int i = 0; i < 3; i++) {
        const account_answer answer = {.text = text->str};
        int64_t start = cpu_us();
        account *a = account_read(&answer, all);
        least = MIN(least, cpu_us() - start);
        account_free(a);
    }
    return least;
}

/* A mail of one word without end costs little more than a short one of it: by the
 * square it would be a thousand times. */
static void test_one_word(void **state)
{
    int64_t small = one_word_us(128 << 10), large = one_word_us(4 << 20);

    if (large > 16 * small)
        fail_msg("4 MiB of one word take %ld us, 128 KiB %ld us", (long)large,
                 (long)small);
}

/* ---- drafts ---- */

#define DRAFTED                                                               \
    "Dear Kari, the money comes within ten working days.\n\nIf it does not, " \
    "write to us again at once.\n"
#define CHANGED                                                            \
    "Dear Kari, the money comes within three working days.\n\nIf it does " \
    "not, "                                                                \
    "write to us again at once.\n"
#define AROUND \
    TOP "\n\nThis is the ready answer refund. Nothing has been sent.\n\n"
#define ON_TOP "Your money is on its way."

/* A draft is quoted as all else is, until it is changed where it stands. */
static void test_draft(void **state)
{
    static const struct {
        const char *answer, *text;
    } rows[] = {
        {ON_TOP "\n\n" OUTLOOK_EN AROUND DRAFTED, ON_TOP},
        {ON_TOP "\n\n" AROUND DRAFTED, ON_TOP},
        {AROUND DRAFTED, ""},
        {AROUND CHANGED, CHANGED},
        {OUTLOOK_EN AROUND CHANGED, CHANGED},
        {CHANGED, CHANGED},
        {"> " TOP "\n>\n> Dear Kari, the money comes within three working "
         "days.\n>\n> If it does not, write to us again at once.\n",
         CHANGED},
        {ON_TOP "\n\n> " TOP "\n>\n> Dear Kari, the money comes within ten "
                "working days.\n>\n> If it does not, write to us again at "
                "once.\n",
         ON_TOP},
        {CHANGED "\n" OUTLOOK_EN AROUND DRAFTED, CHANGED},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) all =
            g_ptr_array_new_with_free_func((GDestroyNotify)account_source_free);
        account_source *s = account_source_new();
        account_source_add(s, ACCOUNT_FRAME, 0, 0, AROUND);
        account_source_add(s, ACCOUNT_DRAFT, 0, 0, DRAFTED);
        g_ptr_array_add(all, s);
        const account_answer answer = {.text = rows[i].answer};
        g_autoptr(account) a = account_read(&answer, all);
        g_autofree char *want = g_strchomp(g_strdup(rows[i].text));
        g_autofree char *is = g_strstrip(g_strdup(a->text));
        print_message("%zu\n", i);
        assert_string_equal(is, want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_on_top),
        cmocka_unit_test(test_below),
        cmocka_unit_test(test_inline),
        cmocka_unit_test(test_below_note),
        cmocka_unit_test(test_below_repeated),
        cmocka_unit_test(test_own_words),
        cmocka_unit_test(test_quoted_words),
        cmocka_unit_test(test_html),
        cmocka_unit_test(test_echo),
        cmocka_unit_test(test_twins),
        cmocka_unit_test(test_markup),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_notes),
        cmocka_unit_test(test_caps),
        cmocka_unit_test(test_compositions),
        cmocka_unit_test(test_one_word),
        cmocka_unit_test(test_draft),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
