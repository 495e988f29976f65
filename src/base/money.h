/* money: amounts as whole numbers of a currency's smallest unit ("minor": cents,
 * øre, kopecks), so that no sum loses anything.
 *
 * A currency is three capital letters of ISO 4217; NULL: nobody said which, and
 * its smallest unit is a hundredth. `language` is a reader's: "en", "ru", "nb"; NULL
 * and others are English. Pure; what is returned as char* is the caller's. */
#ifndef POSTERN_MONEY_H
#define POSTERN_MONEY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* No amount that is read or computed is more, so that sums of millions of them
 * stay far below what a number holds. */
#define MONEY_MAX INT64_C(1000000000000000)

/* How many digits its smallest unit is: 2, 0 (JPY), 3 (KWD); -1: there is no
 * such. */
int money_digits(const char *currency);

/* "1 234,50", "1,234.50", "1234.5", "-12 EUR". NULL: it is one, and
 * *minor is set; else words for people: what is wrong with it. "1,234" of a currency
 * with smallest units is wrong: it can be read in two ways. */
char *money_read(const char *text, const char *currency, int64_t *minor);

/* For people: "1,234.50 EUR", "1 234,50 EUR"; groups and name are parted by no-break
 * spaces (U+00A0). */
char *money_write(const char *language, const char *currency, int64_t minor);
/* The same without name. */
char *money_number(const char *language, const char *currency, int64_t minor);
/* For programs: "1234.50", "-0.05". */
char *money_plain(const char *currency, int64_t minor);

/* What so many minutes cost at a price for an hour: rounded once, to the nearest
 * unit, a half away from zero. false: it is more than MONEY_MAX. */
bool money_of_minutes(int64_t minutes, int64_t hour_minor, int64_t *minor);
/* false: the sum is more than a number holds; then *sum is as it was. */
bool money_add(int64_t *sum, int64_t more);

#endif
