/* entitled: what the commands about companies, persons, contracts, services,
 * rates and coupons share. A command is a table of sub-commands; a new one is a
 * row in the table of its command, and a function. */
#ifndef POSTERN_CLI_ENTITLED_H
#define POSTERN_CLI_ENTITLED_H

#include "cli/desk.h"
#include "desk/book.h"
#include "store/company.h"

/* One command at work. */
typedef struct entitled {
    cli *x;
    const config *c;
    store *s; /* within a transaction, which ends well if `run` does */
    book_kind kind;
    GHashTable *options; /* char* (name) -> char*: those that were given */
    bool dry_run;        /* what was done is undone in the end */
    int argc;
    char **argv; /* argv[1]: the sub-command, argv[2]: what it is about */
    int64_t now_ms;
} entitled;

typedef struct entitled_verb {
    const char *name; /* NULL ends a table */
    int least;        /* words after the command, itself among them */
    bool (*run)(entitled *e, GError **error);
} entitled_verb;

/* Runs the sub-command that argv[1] names: of `verbs`, else of `common`
 * (entitled_book_verbs, which every kind has: add, set, show, list, import, export);
 * either may be NULL. `kind` BOOK_KINDS: of none.
 * `entries`: options beside those of columns, NULL ends them; each is a text.
 * Returns the exit code. */
int entitled_run(cli *x, int argc, char **argv, book_kind kind,
                 const entitled_verb *verbs, const entitled_verb *common,
                 const char *const *options);
/* NULL: it was not given. Borrowed. */
const char *entitled_option(const entitled *e, const char *name);
/* A day or span that an option names, in ms; *ms stays where it was not given.
 * */
bool entitled_moment(const entitled *e, const char *option, int64_t *ms,
                     GError **error);

/* ---- cmd_book.c ---- */
extern const entitled_verb entitled_book_verbs[];
bool entitled_is_table(const entitled *e); /* import, export */
/* ---- cmd_coupon.c ---- */
/* `count` of a contract for --coupon-sla or --sla, printed, or mailed --to. */
bool entitled_coupons(entitled *e, const store_contract *k, const char *sla,
                      int count, GError **error);
/* ---- contract_pay.c: CONTRACT AMOUNT --ref TEXT [--date DAY] ---- */
bool entitled_pay(entitled *e, GError **error);
bool entitled_adjust(entitled *e, GError **error);

#endif
