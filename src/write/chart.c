/* chart: numbers as a picture. */
#include "write/chart.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <stdbool.h>

#define SCALE  2   /* pixels for each that is shown */
#define HIGH   300 /* of lines */
#define FONT   "DejaVu Sans, Noto Sans, Liberation Sans, sans-serif"
#define SIZE   16 /* of letters */
#define LEGEND 36 /* above the lines */
#define FOOT   34 /* below them */
#define RIGHT  18
#define TICKS  5  /* at most, beside 0 */
#define CELL   26 /* height of a field's cell */
#define MARK   4.5

typedef struct colour {
    double r, g, b;
} colour;
#define RGB(hex)                                                 \
    {                                                            \
        ((hex) >> 16 & 255) / 255.0, ((hex) >> 8 & 255) / 255.0, \
            ((hex)&255) / 255.0                                  \
    }

/* Told apart by people who see no red or no green, too; each has at least 4.5 to 1
 * on the ground. */
static const colour ground = RGB(0xfbfaf6), ink = RGB(0x24292f),
                    faint = RGB(0xd5d3cc), edge = RGB(0x8c8a84);
static const colour line_colours[CHART_SERIES_MAX] = {
    RGB(0x00609c), RGB(0xb34700), RGB(0x2f6b3a)};

/* Whole, long dashes, dots. */
static const double dashes[CHART_SERIES_MAX][2] = {{0, 0}, {9, 4}, {2, 4}};

typedef struct drawing {
    cairo_surface_t *surface;
    cairo_t *cr;
    PangoFontMap *fonts; /* its own: nothing of it stays when it is drawn */
    PangoContext *context;
    PangoLayout *layout;
} drawing;

static void set(cairo_t *cr, colour c)
{
    cairo_set_source_rgb(cr, c.r, c.g, c.b);
}

/* ---- the sheet ---- */

/* Families are listed even where there is no file of one: then digits are boxes. */
static bool has_fonts(PangoLayout *layout)
{
    pango_layout_set_text(layout, "0123456789", -1);
    return pango_layout_get_unknown_glyphs_count(layout) == 0;
}

static void drawing_end(drawing *d)
{
    g_clear_object(&d->layout);
    g_clear_object(&d->context);
    g_clear_object(&d->fonts);
    cairo_destroy(d->cr);
    cairo_surface_destroy(d->surface);
}

/* Hinting depends on the machine: there is none. */
static void plain_text(drawing *d)
{
    cairo_font_options_t *options = cairo_font_options_create();
    PangoFontDescription *font = pango_font_description_from_string(FONT);
    PangoContext *context = pango_layout_get_context(d->layout);

    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    pango_cairo_context_set_resolution(context, 96);
    pango_font_description_set_absolute_size(font, SIZE * PANGO_SCALE);
    pango_layout_set_font_description(d->layout, font);
    pango_font_description_free(font);
    cairo_font_options_destroy(options);
}

/* False: there are no fonts. */
static bool drawing_begin(drawing *d, int high)
{
    d->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                            CHART_WIDE * SCALE, high * SCALE);
    d->cr = cairo_create(d->surface);
    cairo_scale(d->cr, SCALE, SCALE);
    d->fonts = pango_cairo_font_map_new();
    d->context = pango_font_map_create_context(d->fonts);
    d->layout = pango_layout_new(d->context);
    if (!has_fonts(d->layout)) {
        drawing_end(d);
        return false;
    }
    plain_text(d);
    set(d->cr, ground);
    cairo_paint(d->cr);
    set(d->cr, faint);
    cairo_set_line_width(d->cr, 1);
    cairo_rectangle(d->cr, 0.5, 0.5, CHART_WIDE - 1, high - 1);
    cairo_stroke(d->cr);
    return true;
}

static cairo_status_t take(void *closure, const unsigned char *data,
                           unsigned size)
{
    g_byte_array_append(closure, data, size);
    return CAIRO_STATUS_SUCCESS;
}

static GBytes *drawing_png(drawing *d)
{
    GByteArray *octets = g_byte_array_new();
    cairo_status_t status =
        cairo_surface_write_to_png_stream(d->surface, take, octets);

    drawing_end(d);
    if (status == CAIRO_STATUS_SUCCESS)
        return g_byte_array_free_to_bytes(octets);
    g_byte_array_unref(octets);
    return NULL;
}

/* ---- text ---- */

typedef enum { TEXT_LEFT, TEXT_MIDDLE, TEXT_RIGHT } text_at;

static double text_width(const drawing *d, const char *text)
{
    int width, height;

    pango_layout_set_text(d->layout, text, -1);
    pango_layout_get_pixel_size(d->layout, &width, &height);
    return width;
}

/* Its middle line at y. */
static void put_text(drawing *d, const char *text, double x, double y,
                     text_at at, colour c)
{
    double width = text_width(d, text);
    int high;

    pango_layout_get_pixel_size(d->layout, NULL, &high);
    cairo_move_to(d->cr,
                  at == TEXT_LEFT     ? x
                  : at == TEXT_MIDDLE ? x - width / 2
                                      : x - width,
                  y - high / 2.0);
    set(d->cr, c);
    pango_cairo_show_layout(d->cr, d->layout);
}

static void put_number(drawing *d, int64_t n, double x, double y, text_at at,
                       colour c)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, n);

    put_text(d, text, x, y, at, c);
}

/* ---- lines ---- */

/* 1, 2 or 5, and noughts: so that there are at most TICKS up to `most`. */
static int64_t step_of(int64_t most)
{
    static const int steps[] = {1, 2, 5};

    for (int64_t ten = 1;; ten *= 10)
        for (unsigned i = 0; i < G_N_ELEMENTS(steps); i++)
            if (most <= ten * steps[i] * TICKS)
                return ten * steps[i];
}

static int64_t most_of(const int64_t *values, unsigned count, int64_t most)
{
    for (unsigned i = 0; i < count; i++)
        most = MAX(most, values[i]);
    return MIN(most, CHART_VALUE_MAX);
}

typedef struct plot {
    const chart_lines *c;
    double left, right, top, bottom;
    int64_t most, step; /* of the axis */
} plot;

static double x_of(const plot *p, unsigned point)
{
    return p->c->points < 2
               ? (p->left + p->right) / 2
               : p->left + (p->right - p->left) * point / (p->c->points - 1);
}

static double y_of(const plot *p, int64_t value)
{
    return p->bottom - (p->bottom - p->top) * (double)CLAMP(value, 0, p->most) /
                           (double)p->most;
}

static plot plot_of(drawing *d, const chart_lines *c)
{
    plot p = {.c = c,
              .right = CHART_WIDE - RIGHT - 8,
              .top = LEGEND + 14,
              .bottom = HIGH - FOOT};

    for (unsigned i = 0; i < c->count; i++)
        p.most = most_of(c->series[i].values, c->points, p.most);
    p.step = step_of(MAX(p.most, 1));
    p.most = (MAX(p.most, 1) + p.step - 1) / p.step * p.step;
    g_autofree char *widest = g_strdup_printf("%" G_GINT64_FORMAT, p.most);
    p.left = 14 + text_width(d, widest) + 16;
    return p;
}

/* The middle of a text, half of which is so wide, so that all of it is seen. */
static double inside(double x, double half)
{
    return MIN(MAX(x, half + 6), CHART_WIDE - half - 6);
}

static void put_axes(drawing *d, const plot *p)
{
    double widest = 0;
    unsigned each = 1;

    cairo_set_line_width(d->cr, 1);
    cairo_set_dash(d->cr, NULL, 0, 0);
    for (int64_t tick = 0; tick <= p->most; tick += p->step) {
        double y = floor(y_of(p, tick)) + 0.5;
        set(d->cr, tick == 0 ? edge : faint);
        cairo_move_to(d->cr, p->left - 8, y);
        cairo_line_to(d->cr, p->right + 8, y);
        cairo_stroke(d->cr);
        put_number(d, tick, p->left - 14, y, TEXT_RIGHT, ink);
    }
    for (unsigned i = 0; i < p->c->points; i++)
        widest = MAX(widest, text_width(d, p->c->labels[i]) + 10);
    while (each < p->c->points && x_of(p, each) - x_of(p, 0) < widest)
        each++;
    for (unsigned i = 0; i < p->c->points; i += each)
        put_text(d, p->c->labels[i],
                 inside(x_of(p, i), text_width(d, p->c->labels[i]) / 2),
                 p->bottom + 17, TEXT_MIDDLE, ink);
}

/* A disc, a square, a triangle: filled with the ground, so that all can be seen
 * where they are at one place. */
static void put_mark(drawing *d, unsigned series, double x, double y)
{
    cairo_t *cr = d->cr;

    cairo_new_path(cr);
    if (series == 0) {
        cairo_arc(cr, x, y, MARK, 0, 2 * G_PI);
    } else if (series == 1) {
        cairo_rectangle(cr, x - MARK, y - MARK, 2 * MARK, 2 * MARK);
    } else {
        cairo_move_to(cr, x, y - MARK - 1);
        cairo_line_to(cr, x + MARK + 1, y + MARK);
        cairo_line_to(cr, x - MARK - 1, y + MARK);
    }
    cairo_close_path(cr);
    cairo_set_dash(cr, NULL, 0, 0);
    if (series == 0)
        set(cr, line_colours[series]);
    else
        set(cr, ground);
    cairo_fill_preserve(cr);
    set(cr, line_colours[series]);
    cairo_set_line_width(cr, 2);
    cairo_stroke(cr);
}

static void begin_line(drawing *d, unsigned series)
{
    set(d->cr, line_colours[series]);
    cairo_set_line_width(d->cr, 2.5);
    cairo_set_line_join(d->cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_dash(d->cr, dashes[series], dashes[series][0] > 0 ? 2 : 0, 0);
}

static void put_series(drawing *d, const plot *p, unsigned series)
{
    const int64_t *values = p->c->series[series].values;

    begin_line(d, series);
    for (unsigned i = 0; i < p->c->points; i++) {
        if (i == 0)
            cairo_move_to(d->cr, x_of(p, i), y_of(p, values[i]));
        else
            cairo_line_to(d->cr, x_of(p, i), y_of(p, values[i]));
    }
    cairo_stroke(d->cr);
    for (unsigned i = 0; i < p->c->points; i++)
        put_mark(d, series, x_of(p, i), y_of(p, values[i]));
}

static void put_legend(drawing *d, const chart_lines *c)
{
    double x = 18, y = LEGEND / 2.0 + 4;

    for (unsigned i = 0; i < c->count; i++) {
        begin_line(d, i);
        cairo_move_to(d->cr, x, y);
        cairo_line_to(d->cr, x + 36, y);
        cairo_stroke(d->cr);
        put_mark(d, i, x + 18, y);
        put_text(d, c->series[i].name, x + 44, y, TEXT_LEFT, ink);
        x += 44 + text_width(d, c->series[i].name) + 28;
    }
}

GBytes *chart_lines_png(const chart_lines *c)
{
    drawing d;

    if (c->points == 0 || c->points > CHART_POINTS_MAX || c->count == 0 ||
        c->count > CHART_SERIES_MAX || !drawing_begin(&d, HIGH))
        return NULL;
    plot p = plot_of(&d, c);
    put_axes(&d, &p);
    for (unsigned i = c->count; i > 0; i--) /* the first on top */
        put_series(&d, &p, i - 1);
    put_legend(&d, c);
    return drawing_png(&d);
}

/* ---- a field ---- */

static colour between(colour a, colour b, double part)
{
    return (colour){a.r + (b.r - a.r) * part, a.g + (b.g - a.g) * part,
                    a.b + (b.b - a.b) * part};
}

/* Where numbers are long, in thousands: the words of the picture are exact. */
#define CELL_LONG 10000
static char *cell_words(int64_t n, int64_t most)
{
    return most < CELL_LONG
               ? g_strdup_printf("%" G_GINT64_FORMAT, n)
               : g_strdup_printf("%" G_GINT64_FORMAT "k", (n + 500) / 1000);
}

/* Numbers on dark cells are light: whichever has more contrast. */
static void put_cell(drawing *d, int64_t n, int64_t most, double x, double y,
                     double width)
{
    double part = most > 0 ? (double)CLAMP(n, 0, most) / (double)most : 0;

    set(d->cr,
        n > 0 ? between((colour)RGB(0xdce9f3), line_colours[0], part) : ground);
    cairo_rectangle(d->cr, x + 0.5, y + 0.5, width - 1, CELL - 1);
    cairo_fill(d->cr);
    g_autofree char *words = cell_words(n, most);
    if (n > 0)
        put_text(d, words, x + width / 2, y + CELL / 2.0, TEXT_MIDDLE,
                 part > 0.7 ? ground : ink);
}

/* Numbers get the size that lets the widest stand in its cell. */
static void fit_numbers(drawing *d, int64_t most, double width)
{
    g_autofree char *text = cell_words(most, most);
    double is = text_width(d, text) + 3;
    PangoFontDescription *font = pango_font_description_copy(
        pango_layout_get_font_description(d->layout));
    double size = SIZE * MIN(0.8, is > 0 ? width / is : 1);

    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_layout_set_font_description(d->layout, font);
    pango_font_description_free(font);
}

static void put_columns(drawing *d, const chart_field *c, double left,
                        double width)
{
    double widest = 0;
    unsigned each = 1;

    for (unsigned i = 0; i < c->width; i++)
        widest = MAX(widest, text_width(d, c->columns[i]) + 8);
    while (each * width < widest)
        each++;
    for (unsigned i = 0; i < c->width; i += each)
        put_text(d, c->columns[i], left + width * (i + 0.5), 18, TEXT_MIDDLE,
                 ink);
}

GBytes *chart_field_png(const chart_field *c)
{
    drawing d;
    int high = 34 + (int)c->height * CELL + 12;
    double left = 0;
    int64_t most;

    if (c->width == 0 || c->width > CHART_CELLS_MAX || c->height == 0 ||
        c->height > CHART_CELLS_MAX || !drawing_begin(&d, high))
        return NULL;
    most = most_of(c->values, c->width * c->height, 0);
    for (unsigned i = 0; i < c->height; i++)
        left = MAX(left, text_width(&d, c->rows[i]));
    left += 24;
    double width = (CHART_WIDE - RIGHT - left) / c->width;
    put_columns(&d, c, left, width);
    for (unsigned i = 0; i < c->height; i++)
        put_text(&d, c->rows[i], 14, 34 + CELL * (i + 0.5), TEXT_LEFT, ink);
    fit_numbers(&d, most, width);
    for (unsigned i = 0; i < c->height; i++)
        for (unsigned n = 0; n < c->width; n++)
            put_cell(&d, c->values[i * c->width + n], most, left + width * n,
                     34 + CELL * i, width);
    return drawing_png(&d);
}

/* Fontconfig keeps a little of its configuration for good: no leak of ours, which a
 * build with sanitizers would be stopped by. */
#ifdef __SANITIZE_ADDRESS__
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\n";
}
#endif
