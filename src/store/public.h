/* public: the composer's handle; it sees what is public and nothing else. */
#ifndef POSTERN_STORE_PUBLIC_H
#define POSTERN_STORE_PUBLIC_H

#include "store/entry.h"
#include "store/people.h"
#include "store/ticket.h"
#include "store/value.h"

/* A second handle, read-only, on which the database itself denies everything but
 * the views pub_ticket, pub_article, pub_participant, pub_person, pub_value,
 * pub_rate, pub_attachment (with data of published articles only). */
typedef struct store_public store_public;
store_public *store_public_open(const struct config_store *where,
                                GError **error);
void store_public_close(store_public *p);
/* holder, line, spent_min, priority, category of these tickets are not public
 * and come back empty. */
store_ticket *store_public_ticket(store_public *p, int64_t id, GError **error);
/* Published articles only. n 0: all, oldest first. */
GPtrArray *store_public_articles(store_public *p, int64_t ticket, int64_t n,
                                 GError **error);
GPtrArray *store_public_participants(store_public *p, int64_t ticket,
                                     GError **error);
/* Does he want no mail but what people write to him? */
bool store_public_ack_off(store_public *p, const char *address, bool *off,
                          GError **error);
/* The language that he writes in, or has chosen; *language NULL: none is known.
 * Caller frees. */
bool store_public_language(store_public *p, const char *address,
                           char **language, GError **error);
GPtrArray *store_public_tickets_of(store_public *p, const char *customer,
                                   GError **error);
/* Those of a ticket that are public. store_value*. */
GPtrArray *store_public_values(store_public *p, int64_t ticket, GError **error);
/* Does this article ask this person for a rating? *best gets the end of its scale,
 * 0: it does not. What anybody answered is not public. */
bool store_public_asks(store_public *p, int64_t ticket, int64_t n,
                       const char *person, int64_t *best, GError **error);
GBytes *store_public_attachment(store_public *p, int64_t ticket, int64_t n,
                                const char *part, GError **error);
/* For the test that tries every table: run any SQL; ERR_DENIED if the
 * database refuses it. */
bool store_public_try(store_public *p, const char *sql, GError **error);
/* As store_listen. */
void store_public_listen(store_public *p,
                         void (*listener)(const char *sql, void *context),
                         void *context);

#endif
