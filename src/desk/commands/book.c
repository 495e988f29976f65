/* commands/book: companies, their people and contracts, by mail, with the words
 * of the command line; for managers. */
#include "desk/decide/room.h"

const command_row command_company = {
    .name = "company",
    .also = {[COMMAND_RU] = "компания", [COMMAND_NB] = "firma"},
    .chapter = COMMAND_ASKS,
    .operator_ = {.right = RIGHT_CONTRACTS,
                  .help = "companies: add NAME, set NAME, show NAME, list",
                  .more = "Then COLUMN=VALUE, as many as you like; nothing\n"
                          "after = empties it; names of several words in\n"
                          "quotes.\n"
                          "Columns are those of postern(1).\n"
                          "Several lines are carried out all or none.",
                  .type = COMMAND_WORDS,
                  .shown = "VERB [NAME] [COLUMN=VALUE...]",
                  .needs = COMMAND_NEEDS_NOTHING,
                  .check = decide_book_wrong,
                  .run = decide_book_run},
};

const command_row command_person = {
    .name = "person",
    .also = {[COMMAND_RU] = "человек"},
    .chapter = COMMAND_ASKS,
    .operator_ = {.right = RIGHT_CONTRACTS,
                  .help = "people of companies: the same",
                  .more = "Named by an address, tel:+47..., chat:NAME or ext;\n"
                          "handles=+ADDRESS adds one, contact=yes makes him\n"
                          "speak for the company.",
                  .type = COMMAND_WORDS,
                  .shown = "VERB [NAME] [COLUMN=VALUE...]",
                  .needs = COMMAND_NEEDS_NOTHING,
                  .check = decide_book_wrong,
                  .run = decide_book_run},
};

const command_row command_contract = {
    .name = "contract",
    .also = {[COMMAND_RU] = "договор", [COMMAND_NB] = "kontrakt avtale"},
    .chapter = COMMAND_ASKS,
    .operator_ = {.right = RIGHT_CONTRACTS,
                  .help = "contracts: the same, add COMPANY",
                  .more = "until is its last day.",
                  .type = COMMAND_WORDS,
                  .shown = "VERB [NAME] [COLUMN=VALUE...]",
                  .needs = COMMAND_NEEDS_NOTHING,
                  .check = decide_book_wrong,
                  .run = decide_book_run},
};

/* Customers have one of this name, which is about something else. */
const command_row command_prices = {
    .name = "rate",
    .also = {[COMMAND_RU] = "ставка", [COMMAND_NB] = "sats"},
    .chapter = COMMAND_ASKS,
    .operator_ = {.right = RIGHT_CONTRACTS,
                  .help = "what an hour costs: add CONTRACT price=80, list",
                  .type = COMMAND_WORDS,
                  .shown = "VERB [CONTRACT] [COLUMN=VALUE...]",
                  .needs = COMMAND_NEEDS_NOTHING,
                  .check = decide_book_wrong,
                  .run = decide_book_run},
};
