/* fault: the table of what can be wrong with somebody's mail, and its words. */
#include "desk/fault.h"

#include <stdarg.h>
#include <string.h>

#define TITLE_MAX 100 /* characters */

typedef struct fault_row {
    const char *name;  /* in data */
    const char *words; /* %1 to %3: what it names */
} fault_row;

static const fault_row rows[FAULT_CODES] = {
    [FAULT_UNKNOWN] = {"unknown", "/%1 is no command; /help lists them"},
    [FAULT_NEAR_COMMAND] = {"near-command", "do you mean /%1 ?"},
    [FAULT_ALONE] = {"alone", "/%1 stands alone on its line"},
    [FAULT_NEEDS_MORE] = {"needs-more", "it needs more: /%1 %2"},
    [FAULT_WHICH_TICKET] = {"which-ticket", "which one? /%1 #1042"},
    [FAULT_HELD_NUMBERS] = {"held-numbers",
                            "/%1 stands alone, or with the numbers of held "
                            "messages: /%1 17 18"},
    [FAULT_ON_OFF] = {"on-off", "/%1 on or /%1 off"},
    [FAULT_MANY_COMMANDS] = {"many-commands",
                             "more than %1 commands in one mail"},

    [FAULT_NEAR_NAME] = {"near-name", "do you mean /%1 %2 ?"},
    [FAULT_NO_NAME] = {"no-name", "there is no %2; there are: %3"},
    [FAULT_NO_TICKET] = {"no-ticket", "there is no #%1"},
    [FAULT_NO_LINE] = {"no-line", "there is no such line; there are: %1"},
    [FAULT_SAME_LINE] = {"same-line", "it is in line %1 already"},
    [FAULT_NO_RETURN] = {"no-return", "no line handed it over; use /line N"},
    [FAULT_NO_TIME] = {"no-time", "how long? /spend 25m or /spend 1h 30m"},
    [FAULT_NO_OPERATOR] = {"no-operator", "nobody here is %1; there are: %2"},
    [FAULT_SEVERAL] = {"several", "which one? %1"},
    [FAULT_NO_ADDRESS] = {"no-address", "%1 is no address"},
    [FAULT_OWN_ADDRESS] = {"own-address", "%1 is the desk itself"},
    [FAULT_STAFF_ADDRESS] = {"staff-address",
                             "%1 is an operator; use /assign, or she /watch"},
    [FAULT_NO_STRANGER] = {"no-stranger",
                           "whom? no stranger has written: /cc ADDRESS"},
    [FAULT_MANY_PEOPLE] = {"many-people", "at most %1 people in one request"},
    [FAULT_IS_CUSTOMER] = {"is-customer", "%1 is the customer"},
    [FAULT_NO_PART] = {"no-part", "%1 does not take part"},

    [FAULT_WHICH_REQUEST] = {"which-request",
                             "which request? answer a mail about it"},
    [FAULT_NO_REQUEST] = {"no-request", "that request is not known here"},
    [FAULT_NO_TEXT] = {"no-text", "there was no text in it"},
    [FAULT_NO_RECIPIENT] = {"no-recipient",
                            "nobody to send to; /cc ADDRESS adds somebody"},
    [FAULT_DOUBT] = {"doubt", "%1"},
    [FAULT_NOTE_AND_REPLY] = {"note-and-reply", "a note or a reply, not both"},
    [FAULT_NOTES_ONLY] = {"notes-only", "this address takes notes only; answer "
                                        "the notification"},
    [FAULT_COLLEAGUE] = {"colleague",
                         "answers to a colleague's mail become notes; for "
                         "commands answer one that came to you"},
    [FAULT_SPAM_AND_HAM] = {"spam-and-ham", "/spam or /ham, not both"},
    [FAULT_REPLY_TO_SPAMMER] = {"reply-to-spammer",
                                "nothing is sent to a spammer: /spam stands "
                                "alone, or with /note and a text that stays "
                                "here"},
    [FAULT_REPLY_IN_SPAM] = {"reply-in-spam",
                             "this request is marked as spam, and nothing has "
                             "been sent: begin with /ham if it is none, or "
                             "with /note"},
    [FAULT_UNDO_ADDRESS] = {"undo-address",
                            "this address only stops a reply; your text went "
                            "nowhere"},
    [FAULT_UNDO_LATE] = {"undo-late", "too late, it has left already"},

    [FAULT_NOT_HELD] = {"not-held", "nothing of yours is held in this request"},
    [FAULT_HELD_SENT] = {"held-sent", "it has been sent already"},
    [FAULT_HELD_DROPPED] = {"held-dropped",
                            "it has been dropped or replaced already"},
    [FAULT_SEND_AND_DROP] = {"send-and-drop", "/send or /drop, not both"},
    [FAULT_HELD_SILENT] = {"held-silent",
                           "answer with /send, with /drop, or with a new text"},
    [FAULT_HELD_ALONE] = {"held-alone",
                          "it belongs to no request; write to the request that "
                          "you mean"},
    [FAULT_DROP_TEXT] = {"drop-text",
                         "/drop stands alone; send your text in a mail of its "
                         "own"},
    [FAULT_HELD_IN_SPAM] = {"held-in-spam",
                            "this request has been marked as spam: /ham beside "
                            "it, or /drop"},
    [FAULT_HELD_COMMAND] = {"held-command",
                            "a command that was held with it is wrong"},

    [FAULT_NO_ITEM] = {"no-item",
                       "%1: no held message of yours has this number"},
    [FAULT_ITEM_DROPPED] = {"item-dropped",
                            "%1: it has been thrown away; /ham lets it in "
                            "after all"},
    [FAULT_ITEM_IN_SPAM] = {"item-in-spam",
                            "%1: it has been let in already; answer the mail "
                            "about its request with /spam"},
    [FAULT_ITEM_IN] = {"item-in", "%1: it has been let in already"},
    [FAULT_ITEM_BOTH] = {"item-both", "%1: let in or thrown away, not both"},
    [FAULT_ITEM_COMMAND] = {"item-command",
                            "this mail is about held messages; only /send, "
                            "/drop, /ham and /spam may stand beside each "
                            "other"},
    [FAULT_WHICH_ITEM] = {"which-item",
                          "which? /%1 17, with the number that stands in the "
                          "list"},
    [FAULT_ITEMS_SILENT] = {"items-silent",
                            "answer with /send and numbers to let mail in, or "
                            "with /drop"},
    [FAULT_ITEMS_TEXT] = {"items-text",
                          "/send and /drop of held messages stand alone; send "
                          "your text in a mail of its own"},
    [FAULT_ITEMS] = {"items", "nothing was let in or thrown away"},
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

fault *fault_copy(const fault *f)
{
    return f ? fault_new(f->code, f->with[0], f->with[1], f->with[2], NULL)
             : NULL;
}

void fault_free(fault *f)
{
    if (!f)
        return;
    for (int i = 0; i < FAULT_WITH_MAX; i++)
        g_free(f->with[i]);
    g_free(f);
}

char *fault_words(const fault *f)
{
    GString *out = g_string_new(NULL);
    const char *words = rows[f->code].words;

    for (const char *p = words ? words : ""; *p; p++) {
        unsigned n = *p == '%' ? (unsigned)(p[1] - '1') : FAULT_WITH_MAX;
        if (n >= FAULT_WITH_MAX) {
            g_string_append_c(out, *p);
            continue;
        }
        g_string_append(out, f->with[n] ? f->with[n] : "");
        p++;
    }
    return g_string_free(out, FALSE);
}

char *fault_title(const fault *f, const char *line)
{
    g_autofree char *words = fault_words(f);
    g_autofree char *word = g_strndup(line, strcspn(line, " "));

    if (!*word)
        return g_steal_pointer(&words);
    if (f->code == FAULT_UNKNOWN || f->code == FAULT_NEAR_COMMAND)
        return g_strdup_printf("%s is no command", word);
    g_autofree char *whole = g_strdup_printf("%s: %s", word, words);
    return g_utf8_strlen(whole, -1) > TITLE_MAX
               ? g_utf8_substring(whole, 0, TITLE_MAX)
               : g_steal_pointer(&whole);
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
