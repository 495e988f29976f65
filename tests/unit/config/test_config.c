/* test_config: tables of right and wrong configurations; printing; look-ups. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/nearest.h"
#include "config/config.h"
#include "config/server.h"
#include "config/site.h"
#include "desk/category_config.h"
#include "desk/mailbox_config.h"
#include "desk/operator_config.h"
#include "desk/queue_config.h"
#include "roles/milter_config.h"
#include "roles/sections.h"
#include "roles/send_config.h"
#include "scan/scan_config.h"
#include "store/store_config.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DESK                          \
    "[queue support]\n"               \
    "address = support@example.org\n" \
    "[operator anna]\n"               \
    "address = anna@example.org\n"    \
    "[smtp]\n"                        \
    "host = localhost\n"              \
    "[milter]\n"
/* DESK has 7 lines: what follows it begins on line 8. */

static char *path;

static config *load(const char *text, GPtrArray **problems, GError **error)
{
    assert_true(g_file_set_contents(path, text, -1, NULL));
    return role_config_load(path, problems, error);
}

static char *problems_as_text(const GPtrArray *problems)
{
    GString *all = g_string_new(NULL);

    for (guint i = 0; i < problems->len; i++) {
        const config_problem *p = problems->pdata[i];

        g_string_append_printf(all, "%s%d: %s\n", p->fatal ? "" : "warning ",
                               p->line, p->text);
    }
    return g_string_free(all, FALSE);
}

static void smallest(void **state)
{
    g_autoptr(GPtrArray) problems = NULL;
    g_autoptr(config) c = load(DESK, &problems, NULL);
    g_autofree char *words = problems_as_text(problems);
    const config_queue *q;
    const config_operator *o;

    assert_string_equal(words, "");
    assert_non_null(c);
    assert_string_equal(c->site->domain, "example.org");
    assert_string_equal(c->site->name, "Support");
    assert_string_equal(c->site->state, "/var/lib/postern");
    assert_string_equal(c->store->path, "/var/lib/postern/store.db");
    assert_string_equal(c->milter->listen, "unix:/run/postern/milter.sock");
    assert_int_equal(c->milter->mode, 0660);
    assert_int_equal(c->milter->max_bytes, 64 << 20);
    assert_int_equal(c->site->ack_age_ms, 86400000);
    assert_int_equal(c->smtp->server.timeout_ms, 60000);
    assert_int_equal(c->smtp->server.port, 0);
    assert_int_equal(c->smtp->give_up_ms, 5 * 86400000);
    assert_null(c->site->alarm_command);
    assert_null(c->smtp->server.user);
    assert_int_equal(c->site->admins->len, 0);
    assert_int_equal(c->queues->len, 1);
    q = c->queues->pdata[0];
    assert_string_equal(q->name, "Support");
    assert_string_equal(q->language, "en");
    assert_string_equal(q->signature, "");
    assert_int_equal(q->line, 1);
    assert_int_equal(q->undo_ms, 60000);
    assert_int_equal(q->reopen_ms, 14 * 86400000LL);
    assert_true(q->acknowledge);
    assert_false(q->keep);
    o = config_operator_by_id(c, "anna");
    assert_string_equal(o->name, "anna");
    assert_int_equal(o->lines->len, 1);
    assert_int_equal(o->answer, CONFIG_ANSWER_UNSET);
    assert_int_equal(c->lines->len, 1);
    assert_string_equal(config_line_by_number(c, 1)->name, "line 1");
}

static const char all_kinds[] =
    "# a desk with everything\r\n"
    "[site]\r\n"
    "name = Example Support\r\n"
    "admin = root@example.org, Boss@Example.org\r\n"
    "authserv_id = mx.example.org\n"
    "trusted_relays = 192.0.2.1; 2001:db8::1\n"
    "state = /srv/postern\n"
    "[store]\npath = /srv/other.db\n"
    "[scan]\nchildren = 4\nmemory = 1G\ncpu_time = 1500ms\n"
    "[milter]\nlisten = unix:/tmp/m.sock\nmode = 0666\nmax_size = 10M\n"
    "[smtp]\nhost = smtp.example.org\nport = 587\nuser = desk\n"
    "password_command = pass show desk\n"
    "[queue support]\naddress = <Support@Example.org>\n"
    "aliases = help@example.org; hjelp@bl\xc3\xa5.example;\n"
    "signature = Kind regards\\nExample\n"
    "undo = 0\nkeep = yes\nspam_hold = 6.25\nspam_reject = 12\n"
    "[queue sales]\naddress = sales@example.org\nline = 2\n"
    "[mailbox help]\nhost = imap.example.org\nport = 993\nuser = help\n"
    "token_command = token help\nqueue = sales\nafter = keyword\n"
    "keyword = $Done\nbacklog = yes\npoll = 2m\n"
    "[operator anna]\nname = Anna Larsen\n"
    "address = anna@example.org; anna@home.example\nsasl_login = anna\n"
    "lines = 1; 2\n"
    "[operator ola]\naddress = ola@example.org\nlines = 2\n"
    "queues = support\nanswer = reply\nlead = yes\n"
    "[line 2]\nname = Engineers\nanswer = reply\n"
    "[line 3]\n"
    "[category account]\ntitle = Account and password\n";

static void everything(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(config) c = load(all_kinds, NULL, &error);
    g_autofree char *detail = NULL;
    const config_operator *ola;
    const config_mailbox *m;

    if (c == NULL)
        fail_msg("%s", error->message);
    assert_int_equal(c->site->admins->len, 2);
    assert_string_equal(c->site->admins->pdata[1], "boss@example.org");
    assert_int_equal(c->site->trusted_relays->len, 2);
    assert_string_equal(c->store->path, "/srv/other.db");
    assert_int_equal(c->scan->memory, 1LL << 30);
    assert_int_equal(c->milter->mode, 0666);
    assert_int_equal(c->smtp->server.tls, CONFIG_TLS_STARTTLS);
    m = c->mailboxes->pdata[0];
    assert_int_equal(m->server.tls, CONFIG_TLS_IMPLICIT);
    assert_int_equal(m->after, CONFIG_AFTER_KEYWORD);
    assert_int_equal(m->poll_ms, 120000);
    assert_true(m->backlog);
    assert_string_equal(m->folder, "INBOX");

    assert_string_equal(
        config_queue_by_address(c, "<HELP+o-ABC@example.org>", &detail)->id,
        "support");
    assert_string_equal(detail, "o-ABC");
    assert_string_equal(
        config_queue_by_address(c, "hjelp@xn--bl-zia.example", NULL)->id,
        "support");
    assert_string_equal(config_queue_by_id(c, "support")->signature,
                        "Kind regards\nExample");
    assert_null(config_queue_by_address(c, "anna@example.org", NULL));
    assert_true(config_is_own_address(c, "sales+x@example.org"));
    assert_false(config_is_own_address(c, "<>"));
    assert_string_equal(config_operator_by_address(c, "Anna@Home.example")->id,
                        "anna");
    assert_string_equal(config_operator_by_sasl(c, "anna")->id, "anna");
    assert_null(config_operator_by_sasl(c, NULL));
    assert_string_equal(config_category_by_id(c, "account")->title,
                        "Account and password");

    ola = config_operator_by_id(c, "ola");
    assert_true(config_operator_on_line(ola, 2, "support"));
    assert_false(config_operator_on_line(ola, 2, "sales"));
    assert_false(config_operator_on_line(ola, 1, "support"));
    assert_int_equal(config_answer_for(c, ola, 3), CONFIG_ANSWER_REPLY);
    assert_int_equal(config_answer_for(c, NULL, 1), CONFIG_ANSWER_REPLY);
    assert_int_equal(config_answer_for(c, NULL, 2), CONFIG_ANSWER_REPLY);
    assert_int_equal(config_answer_for(c, NULL, 3), CONFIG_ANSWER_NOTE);
    assert_int_equal(config_operator_number("anna"), 11191);
}

static char *printed(const config *c, bool all)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    config_print(c, all, out);
    fclose(out);
    return text;
}

/* What is printed reads as the same configuration, and prints the same. */
static void printing(void **state)
{
    for (int all = 0; all < 2; all++) {
        g_autoptr(config) c = load(all_kinds, NULL, NULL);
        char *first = printed(c, all);
        g_autoptr(GError) error = NULL;
        g_autoptr(config) again = load(first, NULL, &error);
        char *second;

        if (again == NULL)
            fail_msg("%s\n%s", first, error->message);
        second = printed(again, all);
        assert_string_equal(first, second);
        assert_true((strstr(first, "ack_per_hour") != NULL) == all);
        assert_non_null(strstr(first, "signature = Kind regards\\nExample\n"));
        free(first);
        free(second);
    }
}

static void manual(void **state)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    config_print_manual(role_sections, out);
    fclose(out);
    assert_non_null(strstr(text, ".It Ic ack_per_hour"));
    assert_non_null(strstr(text, ".Ss Bq queue Ar NAME"));
    free(text);
}

typedef struct wrong_row {
    const char *text;     /* after DESK, from line 8 on, unless `whole` */
    const char *problems; /* all, one a line, "LINE: text" */
    bool whole;
} wrong_row;

static const wrong_row wrong[] = {
    /* lines */
    {"[queue support]\nkeep = yes\n",
     "8: [queue support] stands twice, first on line 1: write its keys in one "
     "place\n",
     false},
    {"keep = yes\n", "8: [milter] unknown key keep\n", false},
    {"listen = unix:/a\nlisten = unix:/b\n",
     "9: [milter] listen stands twice, first on line 8\n", false},
    {"nonsense\n", "8: \"nonsense\" is neither [SECTION] nor KEY = VALUE\n",
     false},
    {"= x\n", "8: \"= x\" is neither [SECTION] nor KEY = VALUE\n", false},
    {"[site\nname = x\n",
     "8: [site is not a section: write [NAME] alone on the line\n", false},
    {"name = x\n" DESK, "1: \"name = x\" stands before the first [SECTION]\n",
     true},
    {"[site]\nname = \xff\n", "9: not UTF-8 text: save the file as UTF-8\n",
     false},
    {"[site]\nalarm_command = sed s/\\./x/\n",
     "9: [site] alarm_command: a backslash begins \\s \\n \\t \\r or \\\\; "
     "write it twice\n",
     false},
    /* sections and names */
    {"[sitte]\n", "8: unknown section [sitte]; did you mean \"site\"?\n",
     false},
    /* views */
    {"[view mine]\n",
     "8: [view mine]: /list mine means something without it; choose another "
     "name\n",
     false},
    {"[view late]\nfilter = lien:2\nsort = agee\ncolumns = due, hodler\n"
     "roles = leed\ndefault = boss\n",
     "9: [view late] filter: did you mean /list line:... ?\n"
     "10: [view late] sort: did you mean /list sort:age ?\n"
     "11: [view late] columns: did you mean /list columns:holder ?\n"
     "12: [view late] roles: there is no role leed; did you mean \"lead\"?\n"
     "13: [view late] default: there is no role boss\n",
     false},
    {"[que sales]\n", "8: unknown section [que]; did you mean \"queue\"?\n",
     false},
    {"[calender x]\n",
     "8: unknown section [calender]; did you mean \"calendar\"?\n", false},
    {"[hook x]\non = nwe\ncommand = y\n",
     "9: [hook x] on: there is no event nwe; did you mean \"new\"?\n", false},
    {"[hook x]\non = new\n", "9: [hook x] on: there is no command to be run\n",
     false},
    {"[hook x]\ncommand = y\n",
     "9: [hook x] command: it is run by no event; say which, as in on = "
     "new\n",
     false},
    {"[hook x]\nmay = note, take, clsoe, reply\n",
     "9: [hook x] may: /take is nothing that a hook can do\n"
     "9: [hook x] may: there is no command /clsoe\n"
     "9: [hook x] may: /reply is nothing that a hook can do\n",
     false},
    {"[hook x]\non = new\ncommand = y\nqueue = suport\n",
     "11: [hook x] queue: there is no [queue suport]; did you mean "
     "\"support\"?\n",
     false},
    {"[hook x]\non = new\ncommand = y\nif = priority=huge\n",
     "11: [hook x] if: there is no priority:huge; choose from: low, normal, "
     "high, urgent\n",
     false},
    {"[lookup x]\n",
     "8: [lookup x] needs command: What is run, by /bin/sh -c, with the "
     "request as JSON on its standard input; it answers JSON\n",
     false},
    {"[lookup x]\ncommand = y\nfields = order\n",
     "10: [lookup x] fields: there is no [field order]\n", false},
    {"[machine x]\n", "8: unknown section [machine]\n", false},
    {"[site x]\n", "8: [site] stands once, without a name\n", false},
    {"[queue]\n", "8: [queue] needs a name: [queue NAME]\n", false},
    {"[queue a b]\n",
     "8: [queue a b]: a name has letters, digits, '.', '_' and '-', 64 at "
     "most\n",
     false},
    {"[operator Anna]\naddress = x@example.org\n",
     "8: [operator Anna] has the name of [operator anna], line 3\n", false},
    {"[line 10]\n", "8: [line 10]: lines are numbered from 1 to 9\n", false},
    /* keys */
    {"[queue sales]\nadress = sales@example.org\n",
     "8: [queue sales] needs address: The address that customers write to\n"
     "9: [queue sales] unknown key adress; did you mean \"address\"?\n",
     false},
    {"[queue sales]\n",
     "8: [queue sales] needs address: The address that customers write to\n",
     false},
    {"listen =\n",
     "8: [milter] listen is empty: give a value or take the line out\n", false},
    /* values */
    {"[queue q]\naddress = q@example.org\nundo = 60\n",
     "10: [queue q] undo: \"60\" needs a unit: s, m, h, d, w, as in 60s or "
     "14d\n",
     false},
    {"[queue q]\naddress = q@example.org\nundo = 60 sec\n",
     "10: [queue q] undo: \"sec\" is not a unit: use s, m, h, d, w, as in 60s "
     "or "
     "14d\n",
     false},
    {"[queue q]\naddress = q@example.org\nundo = 2d\n",
     "10: [queue q] undo: must be from 0 to 1d\n", false},
    {"[queue q]\naddress = q@example.org\nundo = soon\n",
     "10: [queue q] undo: \"soon\" is not a number with a unit (s, m, h, d, w, "
     "as "
     "in 60s or 14d)\n",
     false},
    {"[queue q]\naddress = q@example.org\nspam_hold = lots\n",
     "10: [queue q] spam_hold: \"lots\" is not a score: write it as in 5 or "
     "7.5, "
     "or off\n",
     false},
    {"[queue q]\naddress = q@example.org\nspam_hold = 0\n",
     "10: [queue q] spam_hold: must be above 0 and at most 1000, or off\n",
     false},
    {"[queue q]\naddress = q@example.org\nspam_reject = 4.5\n",
     "warning 10: [queue q] spam_reject: it would refuse mail that spam_hold "
     "would not even put on hold\n",
     false},
    {"[learn]\nsuggest = 60\n",
     "9: [learn] suggest must be a probability up to 1, or off\n", false},
    {"[category ham]\ntitle = Ham and eggs\n",
     "8: [category ham]: that name stands for what is learned about spam; "
     "choose another\n",
     false},
    {"max_size = 64\n",
     "8: [milter] max_size: \"64\" needs a unit: K, M, G, as in 64M\n", false},
    {"max_size = 99999999999999999999G\n",
     "8: [milter] max_size: \"99999999999999999999G\" is not a number with a "
     "unit "
     "(K, M, G, as in 64M)\n",
     false},
    {"max_size = 9999999999G\n",
     "8: [milter] max_size: \"9999999999G\" is too large\n", false},
    {"mode = 666\n[scan]\nchildren = 0\n",
     "10: [scan] children: must be from 1 to 256\n", false},
    {"mode = rw\n",
     "8: [milter] mode: \"rw\" is not a mode: write it as in 0660\n", false},
    {"[scan]\nchildren = 2x\n",
     "9: [scan] children: \"2x\" is not a whole number\n", false},
    {"[queue q]\naddress = q@example.org\nkeep = true\n",
     "10: [queue q] keep: \"true\": write yes or no\n", false},
    {"[line 2]\nanswer = notes\n",
     "9: [line 2] answer: \"notes\" is not one of reply, note, by-line; did "
     "you mean \"note\"?\n",
     false},
    {"[queue q]\naddress = q\n",
     "9: [queue q] address: \"q\" is not a mail address\n", false},
    {"[site]\nadmin = a@example.org b@example.org\n",
     "9: [site] admin: \"a@example.org b@example.org\" is not a mail address\n",
     false},
    {"[site]\nauthserv_id = a b\n",
     "9: [site] authserv_id: \"a b\": separate with ; or ,\n", false},
    {"[site]\ntrusted_relays = mx.example.org\n",
     "9: [site] trusted_relays: \"mx.example.org\" is not an IP address\n",
     false},
    {"[site]\nstate = var/lib\n",
     "9: [site] state: \"var/lib\" must be an absolute path (begin with /)\n",
     false},
    {"[site]\ndomain = exa mple\n",
     "9: [site] domain: \"exa mple\" is not a domain\n", false},
    {"listen = /run/m.sock\n",
     "8: [milter] listen: \"/run/m.sock\" is not a socket: write unix:/path\n",
     false},
    {"group = two words\n",
     "8: [milter] group: \"two words\" may have no blanks\n", false},
    /* between keys */
    {"[operator a]\naddress = a@example.org\n[smtp]\nhost = localhost\n",
     "0: there is no [queue NAME]: a desk needs one, with address = ...\n"
     "warning 0: there is neither [milter] nor [mailbox NAME]: mail comes in "
     "by "
     "`postern deliver` only\n",
     true},
    {"[queue q]\naddress = q@example.org\n[operator a]\naddress = "
     "a@example.org\n[milter]\n",
     "0: there is no [smtp]: say with host = ... which server sends the "
     "mail\n",
     true},
    {"[queue sales]\naddress = Support@example.org\n",
     "9: [queue sales] address: support@example.org belongs to [queue support] "
     "already\n",
     false},
    {"[queue sales]\naddress = sales+x@example.org\n",
     "9: [queue sales] address: sales+x@example.org has a '+': the part after "
     "it is Postern's own\n",
     false},
    {"[queue sales]\naddress = bl\xc3\xa5@example.org\n",
     "9: [queue sales] address: bl\xc3\xa5@example.org: only ASCII may stand "
     "before the @\n",
     false},
    {"[operator bob]\naddress = anna@example.org\n",
     "9: [operator bob] address: anna@example.org belongs to [operator anna] "
     "already\n",
     false},
    {"[operator bob]\naddress = support@example.org\n",
     "9: [operator bob] address: support@example.org belongs to [queue "
     "support] already\n",
     false},
    {"[operator bob]\naddress = b@example.org\nnotify = digest 1s\n",
     "10: [operator bob] notify: write each, none, or digest and how often, "
     "from 5m to 7d, as in digest 1h\n",
     false},
    {"[operator bob]\naddress = b@example.org\nquiet = at night\n",
     "10: [operator bob] quiet: \"at night\" are no hours: write "
     "09:00-18:00, several with a comma between, or closed\n",
     false},
    {"[operator bob]\naddress = b@example.org\ncalendar = office\n",
     "10: [operator bob] calendar: there is no [calendar office]\n", false},
    {"[line 1]\ncalendar = office\n",
     "9: [line 1] calendar: there is no [calendar office]\n", false},
    {"[queue q]\naddress = q@x.y\ncalendar = office\n",
     "10: [queue q] calendar: there is no [calendar office]\n", false},
    {"[operator bob]\naddress =\n", "9: [operator bob] address is empty\n",
     false},
    {"[operator bob]\naddress = b@example.org\nqueues = suport\n",
     "10: [operator bob] queues: there is no [queue suport]; did you mean "
     "\"support\"?\n",
     false},
    {"[operator bob]\naddress = b@example.org\nroles = observr\n",
     "10: [operator bob] roles: \"observr\" is no role (operator, dispatcher, "
     "lead, manager, observer); did you mean \"observer\"?\n",
     false},
    {"[operator bob]\naddress = b@example.org\nroles = lead:suport/1\n",
     "10: [operator bob] roles: there is no [queue suport]; did you mean "
     "\"support\"?\n",
     false},
    {"[operator bob]\naddress = b@example.org\nroles = lead:support/7\n",
     "10: [operator bob] roles: lead:support/7: nobody works on line 7, and "
     "there is no [line 7]\n",
     false},
    {"[operator bob]\naddress = b@example.org\nroles = lead:support/one\n",
     "10: [operator bob] roles: lead:support/one: after the slash stands the "
     "number of a line, 1 to 9, or *\n",
     false},
    {"[operator bob]\naddress = b@example.org\nroles =\n",
     "10: [operator bob] roles is empty: she could do nothing\n", false},
    {"[operator a]\naddress = a@x.y\nroles = lead\n[queue q]\n"
     "address = q@x.y\n[milter]\n[smtp]\nhost = h\n",
     "3: [operator a] roles: nobody is operator or dispatcher: nobody would "
     "hear of new requests\n"
     "warning 4: [queue q] nobody is on its line 1: nobody will hear of new "
     "tickets\n",
     true},
    {"[operator o128]\naddress = a@x.y\n[operator o234]\naddress = b@x.y\n",
     "10: [operator o234] and [operator o128] happen to get the same number in "
     "reply addresses: rename one of them\n",
     false},
    {"[site]\nadmin = support@example.org\n",
     "9: [site] admin: support@example.org is a queue's address: alarms would "
     "become tickets\n",
     false},
    {"[mailbox m]\nhost = imap.example.org:993\nuser = u\npassword_file = /p\n",
     "9: [mailbox m] host: \"imap.example.org:993\" is not a host name; a port "
     "has "
     "a key of its own (port = ...)\n",
     false},
    {"[mailbox m]\nhost = imap.example.org\nuser = u\n",
     "10: [mailbox m] has a user and no password: set password_file, "
     "password_command or token_command\n",
     false},
    {"[mailbox m]\nhost = imap.example.org\npassword_file = /p\n",
     "8: [mailbox m] needs user: Login name\n", false},
    {"[operator a]\naddress = a@x.y\n[queue q]\naddress = q@x.y\n[milter]\n"
     "[smtp]\nhost = h\npassword_file = /p\n",
     "6: [smtp] has a password and no user\n", true},
    {"[mailbox m]\nhost = imap.example.org\nuser = u\npassword_file = /p\n"
     "token_command = t\n",
     "10: [mailbox m] has several of password_file, password_command, "
     "token_command: keep one\n",
     false},
    {"[mailbox m]\nhost = imap.example.org\nuser = u\npassword_file = /p\n"
     "tls = none\n",
     "12: [mailbox m] tls: none would send the password to imap.example.org in "
     "clear: use implicit or starttls\n",
     false},
    {"[mailbox m]\nhost = imap.example.org\nuser = u\npassword_file = /p\n"
     "queue = spport\n",
     "12: [mailbox m] queue: there is no [queue spport]; did you mean "
     "\"support\"?\n",
     false},
    {"[queue sales]\naddress = sales@example.org\n"
     "[mailbox m]\nhost = imap.example.org\nuser = u\npassword_file = /p\n",
     "10: [mailbox m] needs queue: there are several, say which gets mail that "
     "names no address of ours\n",
     false},
    /* types and fields */
    {"[work travel]\ntitle = Trip\n[work trip]\n",
     "10: [work trip] is called \"trip\", as [work travel] is\n", false},
    {"[work a]\ntitle.nb = Reise\n[work b]\ntitle = reise\n",
     "10: [work b] is called \"reise\", as [work a] is\n", false},
    {"[operator x]\naddress = x@example.org\ncost = dear\n",
     "10: [operator x] cost: this is to be an amount of this money, such as "
     "1234.50\n",
     false},
    {"[operator x]\naddress = x@example.org\ncost = 45.5011 EUR\n",
     "10: [operator x] cost: EUR has 2 digits after the point at most\n",
     false},
    {"[operator x]\naddress = x@example.org\ncost = -5\n",
     "10: [operator x] cost: an hour costs nothing or more\n", false},
    {"[type a]\nneeds = resolved\n",
     "9: [type a] needs: write STATUS:FIELD, for example resolved:estimate\n",
     false},
    {"[type a]\nneeds = resolvd:due\n",
     "9: [type a] needs: there is no [status resolvd]; did you mean "
     "\"resolved\"?\n",
     false},
    {"[type a]\nneeds = resolved:cause\n[field cuase]\n",
     "9: [type a] needs: there is no [field cause]; did you mean "
     "\"cuase\"?\n",
     false},
    {"[type a]\nstatuses = new; in-progress; resolved\n",
     "9: [type a] statuses: none of them has stage = closed\n", false},
    {"[type a]\nstatuses = new; in-progress; resolved; closed; halted\n",
     "9: [type a] statuses: there is no [status halted]\n", false},
    {"[type a]\n[category c]\ntype = b\n",
     "10: [category c] type: there is no [type b]\n", false},
    {"[category c]\ntype = incdent\n",
     "9: [category c] type: there is no [type incdent]; did you mean "
     "\"incident\"?\n",
     false},
    {"[field due]\n",
     "8: [field due]: every request has that already, or the name cannot be "
     "written in a command; choose another\n",
     false},
    {"[field f]\ntype = choice\n",
     "8: [field f] choices: a choice needs them, as in choices = sale; rent\n",
     false},
    {"[field f]\nchoices = a; b\n",
     "9: [field f] choices: only type = choice has them\n", false},
    {"[field f]\npattern = (\n",
     "9: [field f] pattern: missing closing parenthesis\n", false},
    {"[field f]\ntype = date\npattern = x\n",
     "10: [field f] pattern: only texts and links have one\n", false},
    {"[field f]\nqueues = sales\n",
     "9: [field f] queues: there is no [queue sales]\n", false},
    {"[field f]\ntypes = crashh\n",
     "9: [field f] types: there is no [type crashh]; did you mean "
     "\"crash\"?\n",
     false},
    {"[faq f]\n",
     "8: [faq f] has no text: write text = ..., or put f.txt into the folder "
     "that file names\n",
     false},
    {"[faq f]\ntext = Hello {{fist_name}}\n",
     "9: [faq f] text: there is no {{fist_name}}, only first_name, number, "
     "operator, desk, site, address, hours; did you mean \"first_name\"?\n",
     false},
    {"[faq f]\ntext = x\ntext.ru = {{#number}}x\n",
     "10: [faq f] text.ru: line 1: section `number' is not closed\n", false},
    {"[faq f]\ntext = {{>ack}}\n",
     "9: [faq f] text: {{>ack}}: a ready answer has no other files in it\n",
     false},
    {"[faq f]\ntext = {{operator}}\noffer = ack\n",
     "9: [faq f] text: {{operator}} is only known in an operator's reply; "
     "write {{#operator}} ... {{/operator}} around what needs it\n",
     false},
    {"[faq f]\ntext = x\noffer = al\n",
     "10: [faq f] offer: \"al\" is not one of operators, customers, ack\n",
     false},
    {"[faq f]\ntext = x\nqueues = sales\ncategories = a\n",
     "10: [faq f] queues: there is no [queue sales]\n"
     "11: [faq f] categories: there is no [category a]\n",
     false},
    {"[faq f]\nfile = /nonexistent\n",
     "9: [faq f] file: there is no folder /nonexistent\n"
     "9: [faq f] has no text: write text = ..., or put f.txt into the folder "
     "that file names\n",
     false},
    {"[category c]\nfaq = rest\ntemplate = reset\n[faq reset]\ntext = x\n",
     "9: [category c] faq: there is no [faq rest]; did you mean \"reset\"?\n",
     false},
    {"[ask a]\n",
     "8: [ask a] needs text: A sentence for the acknowledgement: please send "
     "us a picture of it\n",
     false},
    {"[ask a]\ntext = x\nqueues = sales\n",
     "10: [ask a] queues: there is no [queue sales]\n", false},
    {"[site]\nzone = Europe/Olso\n",
     "9: [site] zone: there is no time zone Europe/Olso: write its IANA name, "
     "as in Europe/Oslo\n",
     false},
    {"[scan]\nvote_acts = type; faq\n",
     "9: [scan] vote_acts: votes of kind faq act in another way, or not at "
     "all\n",
     false},
    {"[mailbox m]\nhost = h\nuser = u\npassword_file = /p\nmove_to = INBOX\n",
     "12: [mailbox m] move_to is the folder that is read\n", false},
    {"[mailbox m]\nhost = h\nuser = u\npassword_file = /p\n"
     "[mailbox n]\nhost = h\nuser = u\npassword_file = /p\n",
     "12: [mailbox n] reads the folder that [mailbox m] reads\n", false},
    /* only warnings: still a configuration */
    {"[queue sales]\naddress = sales@example.org\nline = 2\n",
     "warning 10: [queue sales] nobody is on its line 2: nobody will hear of "
     "new tickets\n",
     false},
    {"[mailbox m]\nhost = ::1\nuser = u\npassword_file = /p\ntls = none\n"
     "after = delete\nmove_to = X\n",
     "warning 14: [mailbox m] move_to has no effect without after = move\n",
     false},
};

static void wrong_ones(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *text =
            g_strconcat(wrong[i].whole ? "" : DESK, wrong[i].text, NULL);
        g_autoptr(GPtrArray) problems = NULL;
        g_autoptr(config) c = load(text, &problems, NULL);
        g_autofree char *words = problems_as_text(problems);

        if (strcmp(words, wrong[i].problems) != 0)
            fail_msg("row %zu:\n%s\ngives\n%sinstead of\n%s", i, text, words,
                     wrong[i].problems);
        assert_true((c != NULL) ==
                    g_str_has_prefix(wrong[i].problems, "warning"));
    }
}

static void as_error(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *want =
        g_strdup_printf("%s:8: [milter] unknown key liste; did you mean "
                        "\"listen\"?\n%s:9: unknown section [zzz]",
                        path, path);

    assert_null(load(DESK "liste = x\n[zzz]\n", NULL, &error));
    assert_int_equal(error->code, ERR_CONFIG);
    assert_string_equal(error->message, want);
    g_clear_error(&error);
    assert_null(role_config_load("/nonexistent/postern.conf", NULL, &error));
    assert_int_equal(error->code, ERR_CONFIG);
    assert_non_null(strstr(error->message, "No such file"));
    g_clear_error(&error);
    assert_null(load("", NULL, &error));
    assert_int_equal(error->code, ERR_CONFIG);
}

static void nearest(void **state)
{
    static const char *const names[] = {"status", "ticket", "check",
                                        "config", "role",   NULL};
    static const struct {
        const char *word, *name;
    } table[] = {
        {"stauts", "status"}, {"tikcet", "ticket"}, {"CHECK", "check"},
        {"conf", "config"},   {"xyzzy", NULL},      {"", NULL},
        {"c", NULL},          {"rol", "role"},      {"x", NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        const char *name = nearest_name(table[i].word, names);

        if (g_strcmp0(name, table[i].name) != 0)
            fail_msg("%s: %s instead of %s", table[i].word, name,
                     table[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(smallest),   cmocka_unit_test(everything),
        cmocka_unit_test(printing),   cmocka_unit_test(manual),
        cmocka_unit_test(wrong_ones), cmocka_unit_test(as_error),
        cmocka_unit_test(nearest),
    };
    char *folder = g_dir_make_tmp("postern-config-XXXXXX", NULL);
    int failed;

    path = g_build_filename(folder, "postern.conf", NULL);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    rmdir(folder);
    g_free(path);
    g_free(folder);
    return failed;
}
