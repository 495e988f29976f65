/* chart: numbers as a picture (PNG), for mail, whose readers show no SVG. With
 * cairo and Pango, which nobody else uses. Pure but for the machine's fonts: with the
 * same fonts the same octets.
 *
 * A picture has a ground of its own, so that it reads on a light page as on a dark
 * one. What a colour says is said by a mark, a dash or a number as well. A reader
 * who sees no pictures gets the numbers by words: that is the caller's. */
#ifndef POSTERN_CHART_H
#define POSTERN_CHART_H

#include <glib.h>
#include <stdint.h>

#define CHART_SERIES_MAX 3   /* lines of one picture */
#define CHART_POINTS_MAX 400 /* of one line */
#define CHART_CELLS_MAX  64  /* rows, or columns, of a field */
#define CHART_VALUE_MAX  INT64_C(1000000000000000)

typedef struct chart_series {
    const char *name;
    const int64_t *values; /* 0 to CHART_VALUE_MAX: others are drawn as these */
} chart_series;

/* Lines over time. */
typedef struct chart_lines {
    const char *const *labels; /* of points */
    unsigned points;
    const chart_series *series;
    unsigned count;
} chart_lines;

/* A field of numbers, the larger the darker. */
typedef struct chart_field {
    const char *const *rows, *const *columns; /* their labels */
    unsigned height, width;                   /* how many there are */
    const int64_t *values;                    /* row by row, as above */
} chart_field;

/* Twice as many pixels as the CHART_WIDE that it is to be shown in. NULL: there is
 * no font on this machine, or nothing to draw; a mail then goes without. The
 * caller unrefs. */
#define CHART_WIDE 640
GBytes *chart_lines_png(const chart_lines *c);
GBytes *chart_field_png(const chart_field *c);

#endif
