/* book_columns: the columns of companies, persons, contracts, services and
 * rates, each said once. */
#include "desk/book.h"

#include "desk/field_config.h"
#include "store/company.h"
#include "store/people.h"
#include "store/rate.h"

#include <string.h>

#define AT(type, member) offsetof(store_##type, member)

static const book_column companies[] = {
    {"name", BOOK_IS_TEXT, AT(company, name), "Its name", true},
    {"ext", BOOK_IS_EXT, AT(company, ext), "Id that another program gave it",
     false},
    {"domains", BOOK_IS_DOMAINS, 0,
     "Domains whose people are its, if that is proved", false},
    {"zone", BOOK_IS_ZONE, AT(company, zone), "Time zone", false},
    {"language", BOOK_IS_LANGUAGE, AT(company, language), "Language", false},
    {"manager", BOOK_IS_OPERATOR, AT(company, manager),
     "Operator who answers for its contracts", false},
    {NULL},
};

static const book_column people[] = {
    {"handles", BOOK_IS_HANDLES, 0,
     "Addresses, tel:+4722334455, chat:name; the first names the person", true},
    {"name", BOOK_IS_TEXT, AT(registered, name), "The person's name", false},
    {"ext", BOOK_IS_EXT, AT(registered, ext), "Id that another program gave it",
     false},
    {"company", BOOK_IS_COMPANY, AT(registered, company), "Company", false},
    {"contact", BOOK_IS_BOOL, AT(registered, contact), "Speaks for the company",
     false},
    {"language", BOOK_IS_LANGUAGE, AT(registered, language), "Language", false},
    {"zone", BOOK_IS_ZONE, AT(registered, zone), "Time zone", false},
    {NULL},
};

static const book_column contracts[] = {
    {"company", BOOK_IS_COMPANY, AT(contract, company), "Company", true},
    {"name", BOOK_IS_TEXT, AT(contract, name), "Its name", false},
    {"ext", BOOK_IS_EXT, AT(contract, ext), "Id that another program gave it",
     false},
    {"sla", BOOK_IS_SLA, AT(contract, sla), "What is promised: [sla NAME]",
     false},
    {"from", BOOK_IS_FIRST, AT(contract, from_ms), "Its first day", false},
    {"until", BOOK_IS_LAST, AT(contract, until_ms), "Its last day", false},
    {"currency", BOOK_IS_MONEY, AT(contract, currency), "Currency: EUR", false},
    {"manager", BOOK_IS_OPERATOR, AT(contract, manager),
     "Operator who answers for it, if not the company's", false},
    {"fallback", BOOK_IS_SLA, AT(contract, fallback),
     "What is promised after its end", false},
    {"costs", BOOK_IS_BOOL, AT(contract, costs),
     "Its people may see what things cost", false},
    {NULL},
};

static const book_column services[] = {
    {"name", BOOK_IS_TEXT, AT(service, name), "Its name", true},
    {"contract", BOOK_IS_CONTRACT, AT(service, contract), "Contract", true},
    {"ext", BOOK_IS_EXT, AT(service, ext), "Id that another program gave it",
     false},
    {"sla", BOOK_IS_SLA, AT(service, sla),
     "What is promised, if not as the contract has it", false},
    {"calendar", BOOK_IS_CALENDAR, AT(service, calendar),
     "Its hours: [calendar NAME]", false},
    {"hours", BOOK_IS_HOURS, AT(service, prepaid_min),
     "Hours a month that are paid in advance", false},
    {"carry", BOOK_IS_BOOL, AT(service, carry),
     "What is left of a month stays for the next", false},
    {"round", BOOK_IS_MINUTES, AT(service, round_min),
     "Each booking counts in steps of so many minutes", false},
    {"works", BOOK_IS_WORKS, AT(service, works),
     "Types of work that belong to it; nothing: all", false},
    {NULL},
};

static const book_column rates[] = {
    {"contract", BOOK_IS_CONTRACT, AT(rate, contract), "Contract", true},
    {"service", BOOK_IS_SERVICE, AT(rate, service), "Service; nothing: all",
     false},
    {"work", BOOK_IS_WORK, AT(rate, work), "Type of work; nothing: all", false},
    {"from", BOOK_IS_FIRST, AT(rate, from_ms), "The first day of this price",
     false},
    {"price", BOOK_IS_PRICE, AT(rate, minor),
     "An hour, in the contract's money", true},
    {"mode", BOOK_IS_MODE, AT(rate, mode),
     "actual: as long as it took; norm: as long as it should", false},
    {"norm", BOOK_IS_MINUTES, AT(rate, norm_min), "Minutes of a norm", false},
    {"factor", BOOK_IS_PERCENT, AT(rate, factor_pct),
     "Time counts so much, in per cent", false},
    {NULL},
};

const book_kind_row book_kinds[BOOK_KINDS] = {
    [BOOK_COMPANY] = {"company", companies, "name", "Companies"},
    [BOOK_PERSON] = {"person", people, "handles", "People of companies"},
    [BOOK_CONTRACT] = {"contract", contracts, "company",
                       "What companies are promised, and until when"},
    [BOOK_SERVICE] = {"service", services, "name", "Services of a contract"},
    [BOOK_RATE] = {"rate", rates, "contract", "What an hour of work costs"},
};

book_kind book_kind_named(const char *name)
{
    book_kind kind = 0;

    while (kind < BOOK_KINDS && strcmp(book_kinds[kind].name, name) != 0)
        kind++;
    return kind;
}
