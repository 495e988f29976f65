/* command: the table of slash commands, and what is printed from it. */
#include "desk/command.h"

#include <string.h>

#define OPERATOR COMMAND_FOR_OPERATOR
#define BOTH     (COMMAND_FOR_OPERATOR | COMMAND_FOR_CUSTOMER)

static const command_row table[COMMAND_COUNT] = {
    {COMMAND_NOTE, "note", "заметка notat", "", OPERATOR,
     "keep this text internal; it never reaches the customer"},
    {COMMAND_REPLY, "reply", "ответ ответить svar", "", OPERATOR,
     "send this text to the customer"},
    {COMMAND_STATUS, "status", "статус", "[NAME]", BOTH,
     "set the status; without NAME: show the request"},
    {COMMAND_CLOSE, "close", "закрыть lukk", "", BOTH,
     "resolve the request; text in the same message is sent first"},
    {COMMAND_REOPEN, "reopen", "переоткрыть gjenåpne", "", OPERATOR,
     "open a resolved or closed request again"},
    {COMMAND_TAKE, "take", "взять ta", "", OPERATOR, "make it yours"},
    {COMMAND_ASSIGN, "assign", "назначить tildel", "WHO", OPERATOR,
     "assign it to WHO: id, part of a name, or address"},
    {COMMAND_RELEASE, "release", "отпустить frigi", "", OPERATOR,
     "make it nobody's again"},
    {COMMAND_LINE, "line", "линия linje", "N [why]", OPERATOR,
     "hand it over to support line N; why becomes an internal note"},
    {COMMAND_RETURN, "return", "вернуть returner", "[why]", OPERATOR,
     "hand it back to the line that it came from"},
    {COMMAND_PRIORITY, "priority", "приоритет prioritet", "NAME", OPERATOR,
     "low, normal, high or urgent"},
    {COMMAND_CATEGORY, "category", "категория kategori", "NAME", OPERATOR,
     "set the category"},
    {COMMAND_SPEND, "spend", "потрачено brukt", "TIME [what]", OPERATOR,
     "add working time: 25m, 1h 30m, 1.5h, or minutes"},
    {COMMAND_CC, "cc", "копия kopi", "[ADDRESS...]", OPERATOR,
     "send replies there too; without ADDRESS: to the last stranger who wrote"},
    {COMMAND_UNCC, "uncc", "безкопии fjernkopi", "ADDRESS...", OPERATOR,
     "send no more replies there"},
    {COMMAND_WATCH, "watch", "следить følg", "", OPERATOR,
     "tell me what happens here"},
    {COMMAND_UNWATCH, "unwatch", "неследить avfølg", "", OPERATOR,
     "tell me no more of it"},
    {COMMAND_SEND, "send", "отправить", "[N...]", OPERATOR,
     "send my reply that is on hold; N: let these messages in"},
    {COMMAND_DROP, "drop", "удалить forkast", "[N...]", OPERATOR,
     "discard my reply that is on hold; N: discard these messages"},
    {COMMAND_SPAM, "spam", "спам søppel", "[N...]", OPERATOR,
     "mark it as spam: closed and learned, nothing is sent; N: these messages"},
    {COMMAND_HAM, "ham", "неспам ikkespam", "[N...]", OPERATOR,
     "it is not spam: open again and learned; N: let these messages in"},
    {COMMAND_UNDO, "undo", "отмена angre", "", OPERATOR,
     "stop my reply that has not been sent yet"},
    {COMMAND_SHOW, "show", "показать vis", "[#N]", BOTH, "send me the request"},
    {COMMAND_LIST, "list", "список liste", "", BOTH,
     "send me a list of my requests"},
    {COMMAND_HELP, "help", "помощь hjelp", "", BOTH, "send me this list"},
    {COMMAND_ACK, "ack", "подтверждения kvittering", "on|off",
     COMMAND_FOR_CUSTOMER, "acknowledgements of new requests on or off"},
};

const command_row *command_table(unsigned *count)
{
    *count = G_N_ELEMENTS(table);
    return table;
}

bool command_takes_numbers(command_id id)
{
    return id == COMMAND_SEND || id == COMMAND_DROP || id == COMMAND_SPAM ||
           id == COMMAND_HAM;
}

static char *usage(const command_row *row, command_right right)
{
    const char *arguments = row->arguments;

    if (row->id == COMMAND_STATUS && right == COMMAND_FOR_CUSTOMER)
        arguments = "";
    if (row->id == COMMAND_SHOW && right == COMMAND_FOR_CUSTOMER)
        arguments = "";
    return g_strdup_printf("/%s%s%s", row->name, *arguments ? " " : "",
                           arguments);
}

static const char *help_of(const command_row *row, command_right right)
{
    if (right == COMMAND_FOR_CUSTOMER && row->id == COMMAND_STATUS)
        return "where this request stands";
    if (right == COMMAND_FOR_CUSTOMER && row->id == COMMAND_CLOSE)
        return "I need nothing more";
    return row->help;
}

char *command_help(command_right right)
{
    GString *out = g_string_new(NULL);

    for (unsigned i = 0; i < G_N_ELEMENTS(table); i++) {
        if (!(table[i].rights & right))
            continue;
        g_autofree char *use = usage(&table[i], right);
        g_string_append_printf(out, "%-20s %s\n", use,
                               help_of(&table[i], right));
    }
    return g_string_free(out, FALSE);
}

static void print_row(FILE *out, const command_row *row)
{
    g_autofree char *use = usage(row, COMMAND_FOR_OPERATOR);

    fprintf(out, ".It Li %s\n%s", use, row->help);
    if (row->rights == BOTH)
        fputs(".\nCustomers may use it for their own requests", out);
    else if (row->rights == COMMAND_FOR_CUSTOMER)
        fputs(".\nFor customers only", out);
    if (*row->aliases) {
        g_auto(GStrv) other = g_strsplit(row->aliases, " ", -1);
        fputs(".\nAlso:", out);
        for (unsigned i = 0; other[i]; i++)
            fprintf(out, "%s\n.Li /%s", i > 0 ? " ," : "", other[i]);
        fputs(" .\n", out);
    } else {
        fputs(".\n", out);
    }
}

void command_print_manual(FILE *out)
{
    fputs(".Bl -tag -width Ds\n", out);
    for (unsigned i = 0; i < G_N_ELEMENTS(table); i++)
        print_row(out, &table[i]);
    fputs(".El\n", out);
}
