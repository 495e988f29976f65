/* book_room: what the files of the book share; nobody else includes it. */
#ifndef POSTERN_DESK_BOOK_ROOM_H
#define POSTERN_DESK_BOOK_ROOM_H

#include "base/span.h"
#include "desk/book.h"

/* "20", "12.5", "12:30" in minutes; -1: it is none. And back; caller frees. */
int64_t book_minutes(const char *text);
char *book_hours(int64_t minutes);
/* Midnight of UTC of "2026-12-31"; -1: it is none. And back, of any moment;
 * caller frees. */
int64_t book_day_ms(const char *text);
char *book_day(int64_t ms);
/* Of a value of BOOK_IS_FIRST, or of BOOK_IS_LAST: then when it is over. 0: "".
 * */
int64_t book_first_ms(const char *value);
int64_t book_last_ms(const char *value);

/* ---- book_name.c ---- */
/* Equal for rows that mean the same; caller frees. */
char *book_likeness(book_kind kind, json_t *values);
/* Its names lead to it from now on, or no longer. One name of several rows is
 * nobody's. */
void book_index(book *b, book_row *r);
void book_unindex(book *b, book_row *r);
/* The row of that name; NULL: none, or *several, which stays as it was where there
 * are not. `what`: 'e' an ext, '#' a number, 'n' a name, 'h' a handle. Borrowed. */
book_row *book_lookup(const book *b, book_kind kind, char what,
                      const char *name, bool *several);
/* The row whose handle this is, in its normal form; NULL. Borrowed. */
book_row *book_owner(const book *b, const char *handle);
/* It has no name and no values from now on, and is shown no more. */
void book_forget(book *b, book_row *r);

/* ---- book_people.c: `own` is the row that `values` will be of; NULL: a new
 * one */
book_row *book_person_of(const book *b, json_t *values);
fault *book_check_handles(const book *b, const book_row *own, json_t *values);
void book_order_handles(const book_row *own, json_t *values);
void book_take_handles(book *b, const book_row *own, json_t *values);
/* The row without an ext that these mean, if they have none; NULL. Borrowed. */
book_row *book_like(const book *b, book_kind kind, json_t *values);
/* What is wrong with it; its price becomes one of its currency. */
fault *book_check_rate(const book *b, json_t *values);
/* Of its contract; NULL: nobody said. Borrowed. */
const char *book_currency(const book *b, json_t *values);

#endif
