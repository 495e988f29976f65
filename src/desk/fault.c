/* fault: the table of what can be wrong with somebody's mail, and its words. */
#include "desk/fault.h"

#include "desk/say.h"

#include <stdarg.h>
#include <string.h>

#define TITLE_MAX 100 /* characters */

typedef struct fault_row {
    const char *name;  /* in data */
    const char *words; /* %1 to %3: what it names */
} fault_row;

static const fault_row rows[FAULT_CODES] = {
    [FAULT_UNKNOWN] = {"unknown", "/%1 is not a command; /help lists them"},
    [FAULT_NEAR_COMMAND] = {"near-command", "did you mean /%1 ?"},
    [FAULT_ALONE] = {"alone", "nothing may follow /%1 on its line"},
    [FAULT_NEEDS_MORE] = {"needs-more", "it needs more: /%1 %2"},
    [FAULT_WHICH_TICKET] = {"which-ticket", "which one? /%1 #1042"},
    [FAULT_HELD_NUMBERS] = {"held-numbers",
                            "only numbers of messages on hold may follow: /%1 "
                            "17 18"},
    [FAULT_ON_OFF] = {"on-off", "/%1 on or /%1 off"},
    [FAULT_LANGUAGE] = {"language", "/%1 en, /%1 ru, /%1 nb or /%1 auto"},
    [FAULT_MANY_COMMANDS] = {"many-commands",
                             "more than %1 commands in one message"},

    [FAULT_NEAR_NAME] = {"near-name", "did you mean /%1 %2 ?"},
    [FAULT_NO_NAME] = {"no-name", "there is no %2; choose from: %3"},
    [FAULT_NO_TICKET] = {"no-ticket", "there is no #%1"},
    [FAULT_NO_LINE] = {"no-line", "there is no such line; the lines are: %1"},
    [FAULT_SAME_LINE] = {"same-line", "it is on line %1 already"},
    [FAULT_NO_RETURN] = {"no-return",
                         "no line has handed it over; use /line N"},
    [FAULT_SAME_QUEUE] = {"same-queue", "it is in %1 already"},
    [FAULT_NO_PARTNERS] = {"no-partners",
                           "there is no partner: [partner NAME] in the "
                           "configuration makes one"},
    [FAULT_NOT_FORWARDED] = {"not-forwarded", "it was not forwarded to %1"},
    [FAULT_FORWARD_SPAM] = {"forward-spam",
                            "this request is marked as spam, so nothing has "
                            "been sent: start with /ham if it is not spam"},
    [FAULT_NO_BOARDS] = {"no-boards", "there is no board: [board NAME] in the "
                                      "configuration makes one"},
    [FAULT_NOT_ASKED] = {"not-asked",
                         "no board is asked about it; /board NAME asks one"},
    [FAULT_NO_MEMBER] = {"no-member", "you are no member of %1"},
    [FAULT_SCORE] = {"score", "begin with a number from 1 to %1, which is the "
                              "best; what stands after it is your comment"},
    [FAULT_NO_REVIEW] = {"no-review", "you are not asked to review it"},
    [FAULT_NO_TIME] = {"no-time",
                       "how long? Write /spend 25m or /spend 1h 30m"},
    [FAULT_TIME_LONG] = {"time-long", "that is more than a day: book each day "
                                      "by itself"},
    [FAULT_TIME_FUTURE] = {"time-future", "that day is yet to come"},
    [FAULT_NOT_BOOKED] = {"not-booked", "no more can be taken back than what "
                                        "is booked: %1"},
    [FAULT_NONE_BOOKED] = {"none-booked", "nothing is booked here that you "
                                          "can take back"},
    [FAULT_NO_TIMER] = {"no-timer", "no timer of yours runs"},
    [FAULT_TIMER_RUNS] = {"timer-runs", "your timer runs on it since %1"},
    [FAULT_NO_BREACH] = {"no-breach", "nothing was late in this request"},
    [FAULT_NEXT] = {"next", "from \"%1\" you can set it to: %2"},
    [FAULT_NO_NEXT] = {"no-next", "from \"%1\" you can set it to nothing else"},
    [FAULT_NO_DATE] = {"no-date",
                       "when? Write /%1 %2, or /%1 24.12., /%1 tomorrow 15:00"},
    [FAULT_TWO_DATES] = {"two-dates", "that can be %1; write the month as a "
                                      "word"},
    [FAULT_PAST_DATE] = {"past-date", "%1 is over"},
    [FAULT_FAR_DATE] = {"far-date", "that is more than ten years away"},
    [FAULT_NO_SINCE] = {"no-since", "since when? Write %1:2026-10 for a month, "
                                    "%1:2026-10-24 or %1:24.10. for a day, or "
                                    "%1:7d for so many days ago"},
    [FAULT_NO_PAGE] = {"no-page", "which page? Write /%1 page:2"},
    [FAULT_ABOUT] = {"about", "#%1: %2"},
    [FAULT_NO_NUMBERS] = {"no-numbers", "of which requests? Write their "
                                        "numbers, as in /%1 #1042 #1043"},
    [FAULT_MANY_REQUESTS] = {"many-requests",
                             "no more than %1 requests at once"},
    [FAULT_LIST_TEXT] = {"list-text",
                         "a list is of no request, so a text goes nowhere: "
                         "reply to a message about the request, or write "
                         "commands with numbers, as in /close #1042"},
    [FAULT_WROTE_SINCE] = {"wrote-since", "%1 wrote since the list was made"},
    [FAULT_TAKEN_SINCE] = {"taken-since", "%1 has it since the list was made"},
    [FAULT_NOBODYS] = {"nobodys", "there is no %1"},
    [FAULT_LIST_OTHERS] = {"list-others",
                           "you answered a list of %1: send /list for one of "
                           "your own"},
    [FAULT_NO_WAITING] = {"no-waiting", "this desk has no status in which a "
                                        "request waits for the customer"},
    [FAULT_ANSWERED] = {"answered", "the customer has written since the "
                                    "message that you answered"},
    [FAULT_NO_DEPUTY] = {"no-deputy", "%1 says nobody; write /away until "
                                      "DATE to WHO"},
    [FAULT_OWN_DEPUTY] = {"own-deputy", "nobody stands in for herself"},
    [FAULT_NO_WORK] = {"no-work",
                       "how long? Write /%1 4h, /%1 1d (a day of work has 8 "
                       "hours) or /%1 1h 30m"},
    [FAULT_NO_READY] = {"no-ready",
                        "this desk has no ready answers: [faq NAME] "
                        "in the configuration makes one"},
    [FAULT_NO_REPORT] = {"no-report",
                         "this desk has no report that you may see: "
                         "[report NAME] in the configuration "
                         "makes one"},
    [FAULT_NO_FIELDS] = {"no-fields", "this desk has no fields"},
    [FAULT_FIELD_FORM] = {"field-form", "write /%1 FIELD=VALUE; with nothing "
                                        "after = the field is emptied"},
    [FAULT_FIELD_NOT] = {"field-not", "a request of this queue and type has "
                                      "no %1"},
    [FAULT_FIELD_CHOICE] = {"field-choice", "%1 cannot be %2; choose from: %3"},
    [FAULT_FIELD_NUMBER] = {"field-number", "%1 is a number, and %2 is none"},
    [FAULT_FIELD_LINK] = {"field-link",
                          "%1 is a link, which begins with https:// or "
                          "http://"},
    [FAULT_FIELD_PATTERN] = {"field-pattern", "%1 must match %2"},
    [FAULT_FIELD_LONG] = {"field-long",
                          "%1 is one line of at most %2 characters"},
    [FAULT_TYPE_STATUS] = {"type-status",
                           "a request of type %1 cannot be %2; choose from: "
                           "%3"},
    [FAULT_NEEDS_FIELDS] = {"needs-fields",
                            "before it can be %1 there must be %2"},
    [FAULT_NOT_IN_QUEUE] = {"not-in-queue", "%1 does not work in this queue"},
    [FAULT_NO_OPERATOR] = {"no-operator",
                           "there is nobody called %1; choose from: %2"},
    [FAULT_SEVERAL] = {"several", "which one? %1"},
    [FAULT_NO_ADDRESS] = {"no-address", "%1 is not an address"},
    [FAULT_OWN_ADDRESS] = {"own-address", "%1 is the desk itself"},
    [FAULT_STAFF_ADDRESS] =
        {"staff-address",
         "%1 is an operator: use /assign, or let her write /watch"},
    [FAULT_NO_STRANGER] = {"no-stranger",
                           "whom? No stranger has written: use /cc ADDRESS"},
    [FAULT_WHICH_STRANGER] = {"which-stranger", "whom? %1: use /cc ADDRESS"},
    [FAULT_MARKED] = {"marked",
                      "that message looks like a sign-up or a code and stays "
                      "here; /cc %1 lets its sender take part all the same"},
    [FAULT_MANY_PEOPLE] = {"many-people", "at most %1 people in one request"},
    [FAULT_IS_CUSTOMER] = {"is-customer", "%1 is the customer"},
    [FAULT_NO_PART] = {"no-part", "%1 does not take part"},

    [FAULT_NEW_WHOM] = {"new-whom", "for whom? /new ADDRESS or /new TELEPHONE, "
                                    "and a name"},
    [FAULT_NEW_FRESH] = {"new-fresh",
                         "write /new in a fresh message to the desk, not in an "
                         "answer"},
    [FAULT_PHONE] = {"phone", "%1 says no country: write +47 22 33 44 55"},
    [FAULT_ENDS_TWICE] = {"ends-twice", "one /merge or /split in a message"},
    [FAULT_MERGE_SELF] = {"merge-self", "#%1 is this request already"},
    [FAULT_MERGE_SPAM] = {"merge-spam", "one of the two is marked as spam: "
                                        "start with /ham there"},
    [FAULT_MERGE_CUSTOMERS] =
        {"merge-customers",
         "#%1 is of %2, this one of %3: each would read the "
         "other's words; /link #%1 shows operators that they "
         "belong together"},
    [FAULT_MERGE_PEOPLE] =
        {"merge-people",
         "%2 takes part in #%1 alone, and would read what was "
         "written here: /merge #%1 all says that this is right"},
    [FAULT_SPLIT_WHERE] = {"split-where",
                           "from where? Reply to the notification of the "
                           "message with which the other request begins"},
    [FAULT_SPLIT_FIRST] = {"split-first",
                           "this is the first message: nothing would stay"},
    [FAULT_LINK_SELF] = {"link-self", "#%1 is this request"},
    [FAULT_NO_LINK] = {"no-link", "it is not linked to #%1"},

    [FAULT_WHICH_REQUEST] = {"which-request",
                             "which request? Reply to a message about it"},
    [FAULT_NO_REQUEST] = {"no-request", "there is no such request here"},
    [FAULT_NO_RIGHT] = {"no-right", "this request is of a queue or line that "
                                    "you do not work in; nothing was done"},
    [FAULT_NO_ROLE] = {"no-role", "as %1 you may not %2 here; who may: %3"},
    [FAULT_NO_TEXT] = {"no-text", "it has no text"},
    [FAULT_NO_RECIPIENT] = {"no-recipient",
                            "there is nobody to send it to; /cc ADDRESS adds "
                            "somebody"},
    [FAULT_DOUBT] = {"doubt", "%1"},
    [FAULT_NOTE_AND_REPLY] = {"note-and-reply",
                              "choose /note or /reply, not both"},
    [FAULT_NOTES_ONLY] = {"notes-only",
                          "this address takes notes only; reply to "
                          "the notification"},
    [FAULT_COLLEAGUE] = {"colleague",
                         "replies to a colleague's message become notes; for "
                         "commands reply to a message that you got"},
    [FAULT_SPAM_AND_HAM] = {"spam-and-ham", "choose /spam or /ham, not both"},
    [FAULT_REPLY_TO_SPAMMER] = {"reply-to-spammer",
                                "nothing is sent to a spammer: use /spam "
                                "alone, or with /note and an internal text"},
    [FAULT_REPLY_IN_SPAM] = {"reply-in-spam",
                             "this request is marked as spam, so nothing has "
                             "been sent: start with /ham if it is not spam, "
                             "or with /note"},
    [FAULT_UNDO_ADDRESS] = {"undo-address",
                            "this address only stops a reply; your text was "
                            "not sent"},
    [FAULT_UNDO_LATE] = {"undo-late", "too late, it has been sent already"},

    [FAULT_NOT_HELD] = {"not-held",
                        "no reply of yours is on hold in this request"},
    [FAULT_HELD_SENT] = {"held-sent", "it has been sent already"},
    [FAULT_HELD_DROPPED] = {"held-dropped",
                            "it has been discarded or replaced already"},
    [FAULT_SEND_AND_DROP] = {"send-and-drop",
                             "choose /send or /drop, not both"},
    [FAULT_HELD_SILENT] = {"held-silent",
                           "reply with /send, with /drop, or with a new text"},
    [FAULT_HELD_ALONE] = {"held-alone",
                          "it belongs to no request; reply in the request that "
                          "you mean"},
    [FAULT_DROP_TEXT] = {"drop-text",
                         "use /drop alone; send your text in another message"},
    [FAULT_HELD_IN_SPAM] =
        {"held-in-spam", "this request has been marked as spam: add /ham, or "
                         "use /drop"},
    [FAULT_HELD_COMMAND] = {"held-command",
                            "a command in the reply on hold is wrong"},

    [FAULT_NO_ITEM] = {"no-item", "%1: no message on hold has this number"},
    [FAULT_ITEM_ROLE] = {"item-role", "%1: your role does not let messages in, "
                                      "or throw them away"},
    [FAULT_ITEM_DROPPED] =
        {"item-dropped", "%1: it has been discarded; /ham lets it in all the "
                         "same"},
    [FAULT_ITEM_IN_SPAM] = {"item-in-spam",
                            "%1: it has been let in already; reply to the "
                            "message about its request with /spam"},
    [FAULT_ITEM_IN] = {"item-in", "%1: it has been let in already"},
    [FAULT_ITEM_BOTH] = {"item-both", "%1: let it in or discard it, not both"},
    [FAULT_ITEM_COMMAND] = {"item-command",
                            "this list is about messages on hold: use only "
                            "/send, /drop, /ham and /spam"},
    [FAULT_WHICH_ITEM] = {"which-item",
                          "which one? Give its number in the list, as in /%1 "
                          "17"},
    [FAULT_ITEMS_SILENT] = {"items-silent",
                            "reply with /send and numbers to let messages in, "
                            "or with /drop"},
    [FAULT_ITEMS_TEXT] = {"items-text",
                          "use /send and /drop alone; send your text in "
                          "another message"},
    [FAULT_ITEMS] = {"items", "nothing was let in or discarded"},
    [FAULT_NO_LOOKUPS] = {"no-lookups",
                          "no other system is asked: [lookup NAME] in the "
                          "configuration names one"},
    [FAULT_HOOK_MAY] = {"hook-may",
                        "the hook may not use /%1; its section says may = %2"},
    [FAULT_HOOK_FORM] = {"hook-form",
                         "this is not one command; a text stands after /note"},
    [FAULT_BOOK_VERB] = {"book-verb", "write add, set, show or list after %1"},
    [FAULT_BOOK_COLUMN] = {"book-column", "%1 has no %2; did you mean %3?"},
    [FAULT_BOOK_COLUMNS] = {"book-columns", "%1 has no %2; it has: %3"},
    [FAULT_BOOK_NEAR] = {"book-near", "there is no %1 %2; did you mean %3?"},
    [FAULT_BOOK_NONE] = {"book-none", "there is no %1 %2; there are: %3"},
    [FAULT_BOOK_SEVERAL] =
        {"book-several", "several are called %2; name the %1 by ext or number"},
    [FAULT_BOOK_VALUE] = {"book-value", "%1 cannot be %2; write it as %3"},
    [FAULT_BOOK_NEEDS] = {"book-needs", "a %1 needs %2="},
    [FAULT_BOOK_TAKEN] = {"book-taken", "there is a %1 %2 already"},
    [FAULT_BOOK_FIRST] =
        {"book-first",
         "%1 names the person and stays; postern person retire changes it"},
    [FAULT_BOOK_OTHER] = {"book-other", "%1 %2 is not of %3"},
    [FAULT_BOOK_STAFF] = {"book-staff", "%1 is the address of an operator"},
    [FAULT_BOOK_ORDER] = {"book-order", "it ends before it begins"},
    [FAULT_BOOK_MONEY] = {"book-money",
                          "%1 stays: prices or bills of this contract are "
                          "kept; add a new contract"},
    [FAULT_BOOK_TWICE] = {"book-twice", "%1 stands there twice"},
    [FAULT_BOOK_WORD] = {"book-word",
                         "%1 is one word too many: quote names of several "
                         "words, and write the rest as NAME=VALUE"},
    [FAULT_BOOK_WHICH] = {"book-which", "which one? Write %1 %2 NAME"},
    [FAULT_BOOK_SET] = {"book-set", "set what? Write %1 set NAME COLUMN=VALUE"},
    [FAULT_BOOK_CELLS] = {"book-cells",
                          "it has %1 cells, and the header has %2"},
    [FAULT_BOOK_EMPTY] = {"book-empty", "the table is empty"},
    [FAULT_NO_SERVICES] = {"no-services",
                           "the customer's company has no service"},
    [FAULT_CONSENT_DONE] = {"consent-done", "%1 has answered it already"},
    [FAULT_CONSENT_OVER] = {"consent-over",
                            "the service, or its contract, is no more"},
    [FAULT_CONSENT_WHOSE] = {"consent-whose", "%1 answers for this contract"},
    [FAULT_CONSENT_NEWER] =
        {"consent-newer",
         "by now %1=%2 is asked for; answer the message about that"},
    [FAULT_BOOK_UTF8] = {"book-utf8", "%1 is not UTF-8"},
    [FAULT_BOOK_DOMAIN] = {"book-domain", "%1 is a domain of %2"},
    [FAULT_BOOK_AGAIN] = {"book-again",
                          "this could not be looked up; send it once more, in "
                          "a message of its own"},
};

fault *fault_new(fault_code code, ...)
{
    fault *f = g_new0(fault, 1);
    const char *one;
    va_list ap;

    f->code = code;
    va_start(ap, code);
    for (int i = 0; i < FAULT_WITH_MAX && (one = va_arg(ap, const char *)); i++)
        f->with[i] = g_strdup(one);
    va_end(ap);
    return f;
}

void fault_free(fault *f)
{
    if (!f)
        return;
    for (int i = 0; i < FAULT_WITH_MAX; i++)
        g_free(f->with[i]);
    g_free(f);
}

char *fault_words_in(const fault *f, const char *language)
{
    const char *words = rows[f->code].words;

    return say_with_list(language, words ? words : "",
                         (const char *const *)f->with);
}

char *fault_words(const fault *f)
{
    return fault_words_in(f, NULL);
}

char *fault_title_in(const fault *f, const char *line, const char *language)
{
    g_autofree char *words = fault_words_in(f, language);
    g_autofree char *word = g_strndup(line, strcspn(line, " "));

    if (!*word)
        return g_steal_pointer(&words);
    if (f->code == FAULT_UNKNOWN || f->code == FAULT_NEAR_COMMAND)
        return say_with(language, "%1 is not a command", word, NULL);
    g_autofree char *whole = g_strdup_printf("%s: %s", word, words);
    return g_utf8_strlen(whole, -1) > TITLE_MAX
               ? g_utf8_substring(whole, 0, TITLE_MAX)
               : g_steal_pointer(&whole);
}

char *fault_title(const fault *f, const char *line)
{
    return fault_title_in(f, line, NULL);
}

json_t *fault_to_json(const fault *f)
{
    json_t *with = json_array();

    for (int i = 0; f->with[i]; i++)
        json_array_append_new(with, json_string(f->with[i]));
    return json_pack("{s:s,s:o}", "fault", rows[f->code].name, "with", with);
}

static fault_code code_of(const char *name)
{
    for (fault_code code = FAULT_NONE + 1; code < FAULT_CODES; code++) {
        if (g_strcmp0(rows[code].name, name) == 0)
            return code;
    }
    return FAULT_NONE;
}

fault *fault_from_json(const json_t *o)
{
    const json_t *with = json_object_get(o, "with");
    fault_code code = code_of(json_string_value(json_object_get(o, "fault")));

    if (code == FAULT_NONE)
        return NULL;
    return fault_new(code, json_string_value(json_array_get(with, 0)),
                     json_string_value(json_array_get(with, 1)),
                     json_string_value(json_array_get(with, 2)), NULL);
}
