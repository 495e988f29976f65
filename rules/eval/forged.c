/* eval_forged: eval tests about mail that only says to be from a large
 * provider: its trace fields lack what that provider writes. */
#include "rules/eval/room.h"

#include <string.h>

#define IP "(?:\\d{1,3}\\.){3}\\d{1,3}"

/* Received fields, each run of blanks one blank. */
static view_text received_of(view *v)
{
    view_text *kept = eval_fact(v, "received", sizeof(view_text), NULL);
    if (!kept->data) {
        view_text t = eval_header(v, "Received", 0);
        GString *text = g_string_new(NULL);
        for (size_t i = 0; i < t.size; i++) {
            bool blank = g_ascii_isspace(t.data[i]);
            if (!blank || text->len == 0 || text->str[text->len - 1] != ' ')
                g_string_append_c(text, blank ? ' ' : t.data[i]);
        }
        *kept = view_keep_string(v, text);
    }
    return *kept;
}

static bool received_has(view *v, const char *words)
{
    return eval_matches(v, words, 0, received_of(v));
}

static bool field_has(view *v, const char *name, const char *words)
{
    return eval_matches(v, words, 0, eval_header(v, name, 0));
}

static bool from_domain(view *v, const char *domain)
{
    g_autofree char *from = eval_address(v, "From");
    size_t n = strlen(from), m = strlen(domain);
    return n >= m && strcmp(from + n - m, domain) == 0 &&
           (n == m || !g_ascii_isalnum(from[n - m - 1]));
}

/* ---- Hotmail ---- */

typedef enum { HOTMAIL_FINE, HOTMAIL_FORGED, HOTMAIL_NONE } hotmail;

static bool is_msn_group(view *v)
{
    return field_has(v, "To", "(?i)<\\S+@groups\\.msn\\.com>") &&
           received_has(v, "from mail pickup service by p\\d\\d\\.groups\\.msn"
                           "\\.com\\b");
}

static hotmail hotmail_of(view *v)
{
    bool ip = field_has(v, "X-Originating-Ip", IP);
    bool org =
        field_has(v, "X-OriginatorOrg", "hotmail\\.com|msonline-outlook");
    if (received_has(v, "from mail pickup service by hotmail\\.com with "
                        "Microsoft SMTPSVC;") ||
        is_msn_group(v) || eval_is_gated(v))
        return HOTMAIL_FINE;
    if (ip &&
        received_has(v, "from (?:\\S*\\.)?hotmail.com \\((?:\\S+\\.hotmail"
                        "(?:\\.msn)?\\.com[ )]|\\[" IP "\\][ ):])|from \\S+ by "
                        "\\S+\\.hotmail(?:\\.msn)?\\.com with HTTP;|from \\[66"
                        "\\.218.\\S+\\] by \\S+\\.yahoo\\.com"))
        return HOTMAIL_FINE;
    if (org &&
        received_has(v, "from \\S*\\.outbound\\.protection\\.outlook\\.com \\("
                        "\\S+\\.outbound\\.protection\\.outlook\\.com[ )]|"
                        "from \\S*\\.(?:eur|nam)prd\\d+\\.prod\\.outlook\\.com "
                        "\\(" IP "\\)"))
        return HOTMAIL_FINE;
    if (received_has(v, "(?:from |HELO |helo=)\\S*hotmail\\.com\\b"))
        return HOTMAIL_FORGED;
    return from_domain(v, "hotmail.com") ? HOTMAIL_NONE : HOTMAIL_FINE;
}

static int check_for_forged_hotmail(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    return hotmail_of(v) == HOTMAIL_FORGED;
}

static int check_for_no_hotmail(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    return hotmail_of(v) == HOTMAIL_NONE;
}

/* ---- others ---- */

static int check_for_fake_aol(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    return received_has(v, "(?i) rly-[a-z][a-z]\\d\\d\\.") &&
           !received_has(v, "/AOL-\\d+\\.\\d+\\.\\d+\\)|ESMTP id (?:RELAY|"
                            "MAILRELAY|MAILIN)");
}

static int check_for_forged_eudoramail(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    if (!from_domain(v, "eudoramail.com") || eval_is_gated(v))
        return 0;
    return !(received_has(v, "by \\S*whowhere.com;") &&
             field_has(v, "X-Sender-Ip", IP));
}

static bool relay_of_yahoo(const view *v)
{
    bool newest = true; /* of the untrusted */
    for (guint i = 0; i < v->relays->len; i++) {
        const view_relay *r = v->relays->pdata[i];
        if ((r->trusted || newest) && g_str_has_suffix(r->rdns, ".yahoo.com"))
            return true;
        newest = newest && r->trusted;
    }
    return false;
}

static int check_for_forged_yahoo(view *v, const rule_set *s, GPtrArray *a)
{
    static const char wrote[] =
        "by web\\S+\\.mail\\S*\\.yahoo\\.com via HTTP|"
        "by sonic\\S+\\.consmr\\.mail\\S*\\.yahoo\\.com with HTTP|"
        "by smtp\\S+\\.yahoo\\.com with SMTP|"
        "from \\[" IP "\\] by \\S+\\.(?:groups|scd|dcn)\\.yahoo\\.com with "
        "NNFMP|"
        "by \\w+\\.\\w+\\.yahoo\\.com \\(\\d+\\.\\d+\\.\\d+/\\d+\\.\\d+\\.\\d+"
        "\\)(?: with ESMTP)? id \\w+";
    (void)s;
    (void)a;
    if (!from_domain(v, "yahoo.com") || eval_is_gated(v) || relay_of_yahoo(v))
        return 0;
    bool resent = eval_header(v, "Resent-From", 0).size > 0 &&
                  eval_header(v, "Resent-To", 0).size > 0 &&
                  eval_header(v, "X-Received", 0).size > 0;
    if (resent ? field_has(v, "X-Received", wrote) : received_has(v, wrote))
        return 0;
    return !(from_domain(v, "reply.yahoo.com") &&
             received_has(v, "\\bmailer\\d+\\.bulk\\.scd\\.yahoo\\.com\\b"));
}

static int check_for_forged_juno(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    if (!from_domain(v, "juno.com") || eval_is_gated(v))
        return 0;
    if (eval_header(v, "X-Originating-IP", 0).size == 0)
        return 1;
    view_text received = eval_header(v, "Received", 0);
    bool told = eval_matches(v,
                             "from.*\\b(?:juno|untd)\\.com.*[\\[(]" IP
                             "[\\])].*by| cookie\\.(?:juno|untd)\\.com ",
                             0, received);
    return !told || !field_has(v, "X-Mailer", "Juno ");
}

#define GMAIL_STATE_MIN 60 /* octets of its own fields */

static int check_for_forged_gmail(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    if (!from_domain(v, "gmail.com"))
        return 0;
    bool wrote =
        field_has(v, "X-Received",
                  "by 10\\.\\S+ with SMTP id \\S+|by 2002:a\\d\\d:\\w+:\\S+ "
                  "with SMTP id \\S+") ||
        field_has(v, "Received",
                  "by smtp\\.googlemail\\.com with ESMTPSA id \\S+");
    bool state =
        eval_header(v, "X-Gm-Message-State", 0).size >= GMAIL_STATE_MIN &&
        eval_header(v, "X-Google-Smtp-Source", 0).size >= GMAIL_STATE_MIN;
    return !wrote && !state;
}

const eval_row eval_forged_rows[] = {
    {"check_for_forged_hotmail_received_headers", check_for_forged_hotmail,
     "Hotmail's relay by name only"},
    {"check_for_no_hotmail_received_headers", check_for_no_hotmail,
     "From Hotmail without its relays"},
    {"check_for_fake_aol_relay_in_rcvd", check_for_fake_aol,
     "AOL's relay by name only"},
    {"check_for_forged_eudoramail_received_headers",
     check_for_forged_eudoramail, "From Eudoramail without its relays"},
    {"check_for_forged_yahoo_received_headers", check_for_forged_yahoo,
     "From Yahoo without its relays"},
    {"check_for_forged_juno_received_headers", check_for_forged_juno,
     "From Juno without its relays"},
    {"check_for_forged_gmail_received_headers", check_for_forged_gmail,
     "From Gmail without its fields"},
    {NULL, NULL, NULL},
};
