/* commands: the table. */
#include "cli/cli.h"

#include <string.h>

const cli_command cli_commands[] = {
    {"init", "DIR | --store", "Make a new desk in DIR",
     "--store: only an empty store, where the configuration says.", cmd_init},
    {"check", "[--connect]", "Find every mistake in the configuration", NULL,
     cmd_check},
    {"config", "[--all] [--manual]", "Print the configuration", NULL,
     cmd_config},
    {"commands", "[--customer] [--manual | --names]",
     "List the commands that may stand in messages", NULL, cmd_commands},
    {"desk",
     "check [--at TIME] | guide ROLE | draw [TYPE] | answers [WORDS] | "
     "rights | roles",
     "The process of this desk, told and drawn",
     "check       can each status be reached and left, is somebody there "
     "where\n"
     "            requests begin, and in each working hour\n"
     "guide ROLE  instructions for an operator, dispatcher, lead, manager or\n"
     "            observer\n"
     "draw [TYPE] statuses and lines, for dot(1) of graphviz\n"
     "rights      which role may do what\n"
     "roles       what each role is",
     cmd_desk},
    {"board", "--html DIR [--queue NAME] [--line N]",
     "Write a page of all open requests: DIR/index.html",
     "Columns by stage, cards by what is due first. It has no script and "
     "loads\nnothing. [site] board writes it each minute.",
     cmd_board},
    {"run", "", "Run the desk in the foreground", NULL, cmd_run},
    {"upgrade", "", "Bring the store of an older postern up to date",
     "Keeps a copy beside it. `postern run' does this by itself.", cmd_upgrade},
    {"parse", "[--against FILE] FILE...", "Read messages and say what they say",
     NULL, cmd_parse},
    {"scan", "[--rules PATH] FILE...", "Judge messages by rules",
     "Needs no configuration with --rules.", cmd_scan},
    {"rules",
     "check [--lenient] | list | show RULE | test | bench FILE... | try DIR",
     "Look at rules, test and try them",
     "check [--lenient] [PATH...]  every mistake, then what is unsupported\n"
     "list [--all] [GLOB]          rules with type, score and votes\n"
     "show RULE                    where it stands, what it needs, who needs "
     "it\n"
     "test [PATH...]               run the test lines of rules\n"
     "bench FILE...                the rules that cost the most time\n"
     "try DIR [--since 30d | --on PATH]\n"
     "                             what would change with DIR for our own "
     "rules",
     cmd_rules},
    {"explain",
     "[--sender ADDRESS] [--recipient ADDRESS] [--login NAME] [--client IP]\n"
     "  [--source NAME] FILE...",
     "What this desk would do with a message, and why",
     "Changes nothing. Without --recipient the header says whom it is for.",
     cmd_explain},
    {"reload", "", "Let a running desk read its configuration again", NULL,
     cmd_reload},
    {"status", "", "Is all well?", NULL, cmd_status},
    {"ticket",
     "list | show N | search WORDS | do #N --as hook:NAME --key KEY "
     "[COMMAND...]",
     "Look at tickets; let another system act on one",
     "do  carries out commands, as operators write them, of which `may' of\n"
     "    [hook NAME] says which; each is an argument, or a line of standard\n"
     "    input; what stands after /note is its text. Under one key they are\n"
     "    carried out once: asked again it says that they were.",
     cmd_ticket},
    {"search", "[rebuild]", "Are all requests found by their words?",
     "rebuild  makes the indexes of words anew, from the store. Nothing else\n"
     "         waits for it; meanwhile only the newest requests are found.",
     cmd_search},
    {"why", "#N | ADDRESS | ID | WORDS", "What became of a message, and why",
     NULL, cmd_why},
    {"held", "list | show N | release N | drop N",
     "What waits for a person's decision", NULL, cmd_held},
    {"queue", "list | flush", "What waits to be decided or sent",
     "flush makes all mail that waits for another try due at once.", cmd_queue},
    {"jobs",
     "[--given-up | --done | --dropped] [--ticket #N] | retry ID... | drop "
     "ID...",
     "What robots, hooks and lookups have to do",
     "retry ID...  tries it again, now; --given-up: all that was given up\n"
     "drop ID...   leaves it; the same",
     cmd_jobs},
    {"report", "[NAME] [--period 2026-03] [--csv | --html FILE]",
     "What happened in a week, a month, a year",
     "A period is 2026-03-14, 2026-W11, 2026-03, 2026-Q1, 2026, last or this;\n"
     "else it is the latest that is over.",
     cmd_report},
    {"resume", "[--drop]", "Let a store from a backup send what it has to send",
     "After a restore that mail waits, because it may have been sent already:\n"
     "`postern queue' lists it. --drop cancels it. Reminders and what else is\n"
     "due by the clock wait as well.",
     cmd_resume},
    {"operator", "revoke NAME [#N] | retire NAME --to NAME",
     "End an operator's reply addresses; give what she has to another",
     "revoke NAME [#N]       her reply addresses die, of one ticket or of "
     "all:\n"
     "                       for one whose mail somebody else may have read.\n"
     "                       She gets new ones with the next messages.\n"
     "retire NAME --to NAME  for one who leaves: her tickets, what she "
     "watches\n"
     "                       and what waits for her go to another, and her\n"
     "                       reply addresses die. Without --yes it is only\n"
     "                       said what would be done.",
     cmd_operator},
    {"company",
     "add NAME | set NAME | show NAME | list | import FILE | export | domain "
     "NAME DOMAIN|ADDRESS...",
     "Companies, and by what their people are known",
     "--name --ext --domains --zone --language --manager, or NAME=VALUE\n"
     "Named by --ext, number or name. add with an --ext that is known sets\n"
     "it. import reads a table (CSV, UTF-8) whose header names these, all or\n"
     "nothing; export writes it; --dry-run changes nothing.\n"
     "A domain counts for those alone who are authenticated; with - before it\n"
     "it is taken away.",
     cmd_company},
    {"person",
     "add ADDRESS | set | show | list | import | export | retire ADDRESS --to "
     "ADDRESS",
     "People of companies; somebody has another address now",
     "--handles \"ADDRESS tel:+47... chat:NAME\" --name --ext --company\n"
     "--contact yes --language --zone; see postern help company\n"
     "retire: requests, and what is known of the old address, go to the new\n"
     "one; the old one takes part no more. Without --yes it is only said what\n"
     "would be done.",
     cmd_person},
    {"contract",
     "add COMPANY | set | show | list | import | export | end CONTRACT | pay | "
     "adjust",
     "What companies are promised, and until when",
     "--sla --name --ext --from --until (the last day) --currency --manager\n"
     "--fallback (SLA after its end) --costs yes; see postern help company\n"
     "--coupons N --coupon-sla NAME [--to ADDRESS]  mints coupons with it\n"
     "pay CONTRACT AMOUNT --ref TEXT [--date DAY]   what was paid; adjust: "
     "what\n"
     "                        the desk takes off. One --ref counts once\n"
     "A date is 2026-12-31, 1y or 30d. A renewal is another contract.",
     cmd_contract},
    {"service",
     "add NAME --contract CONTRACT | set | show | list | import | export",
     "Services of a contract",
     "--ext --sla --calendar --hours (a month, in advance) --carry yes\n"
     "--round MINUTES --works TYPES; see postern help company",
     cmd_service},
    {"rate", "add CONTRACT --price PRICE | list | import FILE | export",
     "What an hour of work costs",
     "--service --work --from DATE --mode actual|norm --norm MINUTES\n"
     "--factor PERCENT; one of the same contract, service, work and day is\n"
     "set again; see postern help company",
     cmd_rate},
    {"statement",
     "make CONTRACT | send CONTRACT... | send NO... | show NO... | list",
     "What customers are billed",
     "--month 2026-10         of which month; else the last one\n"
     "--from DAY --to DAY     or of these days, both inside\n"
     "--to ADDRESS            whom it is sent, instead of the company's "
     "contacts\n"
     "--csv --html FILE       instead of text; --language ru: in which words\n"
     "--margin                with what the desk earns: not for customers\n"
     "A draft (make) changes nothing. What was sent stays as it is, and has a\n"
     "number; send NO sends its message again. Payments: postern help contract",
     cmd_statement},
    {"coupon", "mint --contract CONTRACT --sla NAME | list | revoke COUPON",
     "Coupons, each for one request",
     "-n N --expires 1y       how many, and how long they are good\n"
     "--to ADDRESS            mails them; else they are printed, this once\n",
     cmd_coupon},
    {"learn", "spam | ham | category:NAME | forget PATH...",
     "Teach the filter that learns",
     "Reads files, folders, Maildirs and mboxes. A message taught again as\n"
     "something else is corrected. Without arguments: what it knows. publish\n"
     "writes the file of counts again.",
     cmd_learn},
    {"deliver", "[-f SENDER] [-q QUEUE] [-s SOURCE] [RECIPIENT...]",
     "Take a message from standard input",
     "For aliases and pipe(8). Exit code 0: the message is safe in the spool;\n"
     "others tell the MTA what to do (sysexits.h).\n"
     "With --source it comes from a web form, a shop, a telephone, a chat:\n"
     "a message, or a JSON object: id, from, subject, text, html, fields,\n"
     "date, attachments. What is wrong with that is said in one line, and\n"
     "nothing is taken (exit code 65).",
     cmd_deliver},
    {"robot", "list | try NAME [#N]", "What robots would do",
     "list           those of the configuration, and what they wait for\n"
     "try NAME [#N]  what it would do to this request, or to all that are\n"
     "               open, if it were its time; nothing is done. --by WHO: "
     "who\n"
     "               made the event happen (customer)",
     cmd_robot},
    {"role", "NAME [ARGUMENT]", "Run one role alone", NULL, cmd_role},
    {NULL, NULL, NULL, NULL, NULL},
};

const cli_command *cli_command_by_name(const char *name)
{
    for (const cli_command *c = cli_commands; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}
