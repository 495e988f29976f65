/* consent: what a customer asks to have changed about a service. */
#include "desk/consent.h"

#include "desk/book_room.h"
#include "desk/contract.h"

#include <string.h>

const char *const consent_results[CONSENT_RESULTS] = {
    [CONSENT_ASKED] = "asked",       [CONSENT_AGAIN] = "again",
    [CONSENT_SAME] = "same",         [CONSENT_UNPROVED] = "unproved",
    [CONSENT_STRANGER] = "stranger", [CONSENT_NOTHING] = "nothing",
    [CONSENT_WHICH] = "which",       [CONSENT_VALUE] = "unread"};

/* Hours a month that are worth asking a person for. */
#define HOURS_MAX (1000 * 60)

void consent_said_clear(consent_said *s)
{
    g_clear_pointer(&s->what, g_free);
    g_clear_pointer(&s->value, g_free);
    g_clear_pointer(&s->was, g_free);
    g_clear_pointer(&s->names, g_free);
}

const store_consent *consent_open(const GPtrArray *all)
{
    const store_consent *found = NULL;

    for (guint i = 0; all && i < all->len; i++) {
        const store_consent *k = all->pdata[i];
        if (k->state == STORE_CONSENT_ASKED)
            found = k;
    }
    return found;
}

const store_service *consent_service(const store_terms *t, int64_t id)
{
    for (guint i = 0; t && t->services && i < t->services->len; i++) {
        const store_service *k = t->services->pdata[i];
        if (k->id == id)
            return k;
    }
    return NULL;
}

const store_contract *consent_contract(const store_terms *t,
                                       const store_service *k)
{
    for (guint i = 0; k && t->contracts && i < t->contracts->len; i++) {
        const store_contract *of = t->contracts->pdata[i];
        if (of->id == k->contract)
            return of;
    }
    return NULL;
}

/* "Hosting hours=20" -> the name, which has no =, and what is asked. */
static char *split(const char *text, char **what, char **value)
{
    g_auto(GStrv) words = book_split(text);
    GString *name = g_string_new(NULL);

    for (char **word = words; *word; word++) {
        char *sign = strchr(*word, '=');
        if (!sign) {
            g_string_append_printf(name, "%s%s", name->len ? " " : "", *word);
        } else if (!*what) {
            *what = g_utf8_strdown(*word, sign - *word);
            *value = g_strdup(sign + 1);
        }
    }
    return g_string_free(name, FALSE);
}

static char *names_of(const GPtrArray *all)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (guint i = 0; i < all->len; i++)
        g_ptr_array_add(names, ((store_service *)all->pdata[i])->name);
    g_ptr_array_add(names, NULL);
    return g_strjoinv(", ", (char **)names->pdata);
}

static const store_service *service_of(const GPtrArray *all, const char *name)
{
    if (*name)
        return contract_service_named(all, name);
    return all->len == 1 ? all->pdata[0] : NULL;
}

/* The hours a month that are asked for; false: it says none. */
static bool read_hours(consent_said *out)
{
    int64_t minutes = out->value ? book_minutes(out->value) : -1;

    if (!out->what || strcmp(out->what, "hours") != 0 || minutes < 0 ||
        minutes > HOURS_MAX)
        return false;
    g_free(out->value);
    out->value = book_hours(minutes);
    return true;
}

static bool asks_that(const store_consent *k, const consent_said *out)
{
    return k && k->service == out->service->id &&
           strcmp(k->what, out->what) == 0 && strcmp(k->value, out->value) == 0;
}

void consent_read(const consent_ask *ask, consent_said *out)
{
    g_autoptr(GPtrArray) all = contract_services(ask->terms, ask->now_ms);
    bool speaks = ask->terms && ask->terms->contact;
    g_autofree char *name = split(ask->text, &out->what, &out->value);

    if (!ask->proved || !speaks) {
        out->result = ask->proved ? CONSENT_STRANGER : CONSENT_UNPROVED;
        return;
    }
    out->service = service_of(all, name);
    out->contract = consent_contract(ask->terms, out->service);
    if (all->len == 0) {
        out->result = CONSENT_NOTHING;
    } else if (!out->service) {
        out->result = CONSENT_WHICH;
        out->names = names_of(all);
    } else if (!read_hours(out)) {
        out->result = CONSENT_VALUE;
    } else {
        out->was = book_hours(out->service->prepaid_min);
        out->result = strcmp(out->was, out->value) == 0 ? CONSENT_SAME
                      : asks_that(consent_open(ask->before), out)
                          ? CONSENT_AGAIN
                          : CONSENT_ASKED;
    }
}
