/* speech: numbers, dates and lengths of time as people of a language write them,
 * and the names of the languages that our mail is in.
 *
 * `language` is that of a reader: "ru", "nb", "en"; NULL and those that are not
 * known are English. Pure. Moments in UTC milliseconds; strings that are returned
 * as char* are the caller's. */
#ifndef POSTERN_DESK_SPEECH_H
#define POSTERN_DESK_SPEECH_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* ---- plurals, as Unicode's CLDR has them for whole numbers ---- */

typedef enum { SPEECH_ONE, SPEECH_FEW, SPEECH_MANY } speech_plural_form;
/* English and Norwegian: ONE for 1, else MANY. Russian: ONE for 1, 21, 101, FEW
 * for 2 to 4, 22, MANY for 0, 5 to 20, 11, 111. */
speech_plural_form speech_plural(const char *language, int64_t n);
extern const char *const speech_plural_names[]; /* "one", "few", "many" */

/* ---- dates and times ---- */

/* "23 Nov 2026, 11:02 MSK", "23 ноября 2026, 11:02 МСК",
 * "23. november 2026 kl. 11.02 CET" */
char *speech_moment(const char *language, int64_t ms, GTimeZone *zone);
/* One that is near, without its year: "Mon 30 Nov 16:00 MSK",
 * "понедельник, 30 ноября, 16:00 МСК", "mandag 30. november kl. 16.00 CET" */
char *speech_soon(const char *language, int64_t ms, GTimeZone *zone);
/* The same without zone. */
char *speech_soon_here(const char *language, int64_t ms, GTimeZone *zone);
/* "24 December 2026", with a time "24 December 2026, 15:00" */
char *speech_date(const char *language, int64_t ms, GTimeZone *zone,
                  bool with_time);
/* As short as can be, for a list: of today "16:00", of these days "Fri 17:00",
 * of this year "4 Nov", else "4 Nov 2025". */
char *speech_brief(const char *language, int64_t ms, int64_t now_ms,
                   GTimeZone *zone);
/* "Wed 4 Nov", "ср 4 ноября", "onsdag 4. november"; `t` is the caller's. */
char *speech_day(const char *language, GDateTime *t);
/* 1 to 12: "January", "январь", "januar". Static. */
const char *speech_month(const char *language, int month);
/* 1 (Monday) to 7: "Monday", "понедельник", "mandag". Static. */
const char *speech_weekday(const char *language, int day);
/* Minutes of the day: "10:00-13:00", "10.00–13.00" */
char *speech_hours(const char *language, int from, int to);
/* "MSK", "UTC+05": what is but a number says what it is a number of. */
char *speech_zone(const char *language, GDateTime *t);
/* The zone's at that moment. */
char *speech_zone_at(const char *language, int64_t ms, GTimeZone *zone);

/* ---- lengths and sizes ---- */

/* The largest unit and the next: "1 h 25 min", "1 ч 25 мин", "1 t 25 min"; days
 * of 24 hours if `days`. Below a minute seconds. */
char *speech_span(const char *language, int64_t ms, bool days);
/* Work: days of `day` minutes, "1 d 4 h 30 min" */
char *speech_work(const char *language, int64_t minutes, int64_t day);
/* "84 kB", "84 КБ"; "1.5 MB", "1,5 МБ" */
char *speech_size(const char *language, int64_t octets);

/* What speech_date, speech_soon_here, speech_span or speech_work said in English,
 * in a language; NULL: it is none of it. */
char *speech_again(const char *language, const char *text);

/* ---- words ---- */

/* " and ", " и ", " og ". Static. */
const char *speech_and(const char *language);
/* Between two days: " to ", " – ", "–". Static. */
const char *speech_to(const char *language);
/* "on", "вкл", "på"; in any case. */
bool speech_is_on(const char *word);
bool speech_is_off(const char *word);

/* ---- languages ---- */

/* Those that templates come in; NULL ends them. */
extern const char *const speech_languages[];
/* A language by its code or its name in one of ours: "nb", "norsk", "русский",
 * "German"; NULL: there is no such. Static. */
const char *speech_named(const char *word);
/* "auto": whatever he writes in. */
bool speech_is_auto(const char *word);
/* As those call it who speak it: "norsk", "русский"; the code of others. */
const char *speech_name(const char *code);

#endif
