/* commands/service: under which service of the customer's company a request is;
 * for managers, what services there are; and for customers a wish about one. */
#include "base/nearest.h"
#include "desk/contract.h"
#include "desk/decide/room.h"

#include <string.h>

/* "add ...": it is about services, and not about the request. */
static bool is_verb(const char *argument)
{
    g_auto(GStrv) words = book_split(argument);

    for (int i = 0; words[0] && i < BOOK_VERBS; i++)
        if (g_ascii_strcasecmp(words[0], book_verbs[i]) == 0)
            return true;
    return false;
}

/* A customer may be listed under a company since he wrote. */
static const store_terms *terms_of(const decide_job *j)
{
    return j->st->listed ? j->st->listed : j->st->terms;
}

/* "none", and no service of that name. */
static bool is_none(const GPtrArray *all, const char *name)
{
    return !contract_service_named(all, name) &&
           (strcmp(name, "-") == 0 || g_ascii_strcasecmp(name, "none") == 0);
}

static fault *no_such(const command_call *call, const GPtrArray *all)
{
    g_autofree const char **names = g_new0(const char *, all->len + 1);

    if (all->len == 0)
        return fault_new(FAULT_NO_SERVICES, NULL);
    for (unsigned i = 0; i < all->len; i++)
        names[i] = ((const store_service *)all->pdata[i])->name;
    return decide_near(call->row->name, call->argument, names);
}

static fault *check_service(decide_job *j, const command_call *call)
{
    if (is_verb(call->argument))
        return decide_book_wrong(j, call);
    if (!j->st)
        return fault_new(FAULT_WHICH_REQUEST, NULL);
    fault *no_role = decide_no_role(j, RIGHT_CLASSIFY, "use /service");
    if (no_role)
        return no_role;
    g_autoptr(GPtrArray) all = contract_services(terms_of(j), j->now_ms);
    return contract_service_named(all, call->argument) ||
                   is_none(all, call->argument)
               ? NULL
               : no_such(call, all);
}

static void run_service(decide_job *j, const command_call *call)
{
    if (is_verb(call->argument)) {
        decide_book_run(j, call);
        return;
    }
    g_autoptr(GPtrArray) all = contract_services(terms_of(j), j->now_ms);
    const store_service *k = contract_service_named(all, call->argument);
    int64_t id = k ? k->id : 0;
    if (j->service == id)
        return;
    if (j->st->listed && k)
        decide_set_number(j, PLAN_COMPANY, terms_of(j)->company);
    decide_set_number(j, PLAN_SERVICE, id);
    decide_event(j, "service %s", k ? k->name : "none");
    j->service = id;
}

static void ask_for(decide_job *j, const command_call *call)
{
    decide_consent_asked(j, decide_from(j), call->argument);
}

const command_row command_service = {
    .name = "service",
    .also = {[COMMAND_RU] = "услуга", [COMMAND_NB] = "tjeneste"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_ASKS_CONSENT,
    .operator_ = {.right = RIGHT_ANY,
                  .help = "the service of the customer's company that it is "
                          "under; none",
                  .more = "For managers also: services as such, with add, set, "
                          "show and list, as /company.",
                  .type = COMMAND_WORDS,
                  .shown = "NAME",
                  .needs = COMMAND_NEEDS_NOTHING,
                  .check = check_service,
                  .run = run_service},
    .customer = {.help = "ask for a change of your service",
                 .more =
                     "For those who speak for their company; hours: that are\n"
                     "paid in advance, a month; before it the service, where\n"
                     "the company has several.\n"
                     "Who answers for the contract is asked.",
                 .type = COMMAND_WISH,
                 .shown = "hours=N",
                 .needs = COMMAND_NEEDS_TICKET,
                 .run = ask_for},
};
