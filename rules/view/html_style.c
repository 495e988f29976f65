/* html_style: colours and sizes of HTML text. */
#include "rules/view/html_style.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONTRAST_MIN 12.0 /* distance from which colours can be told apart */

static const struct {
    const char *name;
    unsigned rgb;
} colours[] = {
    {"aliceblue", 0xf0f8ff},
    {"antiquewhite", 0xfaebd7},
    {"aqua", 0x00ffff},
    {"aquamarine", 0x7fffd4},
    {"azure", 0xf0ffff},
    {"beige", 0xf5f5dc},
    {"bisque", 0xffe4c4},
    {"black", 0x000000},
    {"blanchedalmond", 0xffebcd},
    {"blue", 0x0000ff},
    {"blueviolet", 0x8a2be2},
    {"brown", 0xa52a2a},
    {"burlywood", 0xdeb887},
    {"cadetblue", 0x5f9ea0},
    {"chartreuse", 0x7fff00},
    {"chocolate", 0xd2691e},
    {"coral", 0xff7f50},
    {"cornflowerblue", 0x6495ed},
    {"cornsilk", 0xfff8dc},
    {"crimson", 0xdc143c},
    {"cyan", 0x00ffff},
    {"darkblue", 0x00008b},
    {"darkcyan", 0x008b8b},
    {"darkgoldenrod", 0xb8860b},
    {"darkgray", 0xa9a9a9},
    {"darkgreen", 0x006400},
    {"darkgrey", 0xa9a9a9},
    {"darkkhaki", 0xbdb76b},
    {"darkmagenta", 0x8b008b},
    {"darkolivegreen", 0x556b2f},
    {"darkorange", 0xff8c00},
    {"darkorchid", 0x9932cc},
    {"darkred", 0x8b0000},
    {"darksalmon", 0xe9967a},
    {"darkseagreen", 0x8fbc8f},
    {"darkslateblue", 0x483d8b},
    {"darkslategray", 0x2f4f4f},
    {"darkslategrey", 0x2f4f4f},
    {"darkturquoise", 0x00ced1},
    {"darkviolet", 0x9400d3},
    {"deeppink", 0xff1493},
    {"deepskyblue", 0x00bfff},
    {"dimgray", 0x696969},
    {"dimgrey", 0x696969},
    {"dodgerblue", 0x1e90ff},
    {"firebrick", 0xb22222},
    {"floralwhite", 0xfffaf0},
    {"forestgreen", 0x228b22},
    {"fuchsia", 0xff00ff},
    {"gainsboro", 0xdcdcdc},
    {"ghostwhite", 0xf8f8ff},
    {"gold", 0xffd700},
    {"goldenrod", 0xdaa520},
    {"gray", 0x808080},
    {"green", 0x008000},
    {"greenyellow", 0xadff2f},
    {"grey", 0x808080},
    {"honeydew", 0xf0fff0},
    {"hotpink", 0xff69b4},
    {"indianred", 0xcd5c5c},
    {"indigo", 0x4b0082},
    {"ivory", 0xfffff0},
    {"khaki", 0xf0e68c},
    {"lavender", 0xe6e6fa},
    {"lavenderblush", 0xfff0f5},
    {"lawngreen", 0x7cfc00},
    {"lemonchiffon", 0xfffacd},
    {"lightblue", 0xadd8e6},
    {"lightcoral", 0xf08080},
    {"lightcyan", 0xe0ffff},
    {"lightgray", 0xd3d3d3},
    {"lightgreen", 0x90ee90},
    {"lightgrey", 0xd3d3d3},
    {"lightpink", 0xffb6c1},
    {"lightsalmon", 0xffa07a},
    {"lightseagreen", 0x20b2aa},
    {"lightskyblue", 0x87cefa},
    {"lightslategray", 0x778899},
    {"lightslategrey", 0x778899},
    {"lightsteelblue", 0xb0c4de},
    {"lightyellow", 0xffffe0},
    {"lime", 0x00ff00},
    {"limegreen", 0x32cd32},
    {"linen", 0xfaf0e6},
    {"magenta", 0xff00ff},
    {"maroon", 0x800000},
    {"mediumblue", 0x0000cd},
    {"mediumorchid", 0xba55d3},
    {"mediumpurple", 0x9370db},
    {"mediumseagreen", 0x3cb371},
    {"midnightblue", 0x191970},
    {"mintcream", 0xf5fffa},
    {"mistyrose", 0xffe4e1},
    {"moccasin", 0xffe4b5},
    {"navajowhite", 0xffdead},
    {"navy", 0x000080},
    {"oldlace", 0xfdf5e6},
    {"olive", 0x808000},
    {"olivedrab", 0x6b8e23},
    {"orange", 0xffa500},
    {"orangered", 0xff4500},
    {"orchid", 0xda70d6},
    {"palegoldenrod", 0xeee8aa},
    {"palegreen", 0x98fb98},
    {"paleturquoise", 0xafeeee},
    {"palevioletred", 0xdb7093},
    {"papayawhip", 0xffefd5},
    {"peachpuff", 0xffdab9},
    {"peru", 0xcd853f},
    {"pink", 0xffc0cb},
    {"plum", 0xdda0dd},
    {"powderblue", 0xb0e0e6},
    {"purple", 0x800080},
    {"red", 0xff0000},
    {"rosybrown", 0xbc8f8f},
    {"royalblue", 0x4169e1},
    {"saddlebrown", 0x8b4513},
    {"salmon", 0xfa8072},
    {"sandybrown", 0xf4a460},
    {"seagreen", 0x2e8b57},
    {"seashell", 0xfff5ee},
    {"sienna", 0xa0522d},
    {"silver", 0xc0c0c0},
    {"skyblue", 0x87ceeb},
    {"slateblue", 0x6a5acd},
    {"slategray", 0x708090},
    {"slategrey", 0x708090},
    {"snow", 0xfffafa},
    {"springgreen", 0x00ff7f},
    {"steelblue", 0x4682b4},
    {"tan", 0xd2b48c},
    {"teal", 0x008080},
    {"thistle", 0xd8bfd8},
    {"tomato", 0xff6347},
    {"turquoise", 0x40e0d0},
    {"violet", 0xee82ee},
    {"wheat", 0xf5deb3},
    {"white", 0xffffff},
    {"whitesmoke", 0xf5f5f5},
    {"yellow", 0xffff00},
    {"yellowgreen", 0x9acd32},
    {"mediumaquamarine", 0x66cdaa},
    {"mediumslateblue", 0x7b68ee},
    {"mediumspringgreen", 0x00fa9a},
    {"mediumturquoise", 0x48d1cc},
    {"mediumvioletred", 0xc71585},
    {"lightgoldenrodyellow", 0xfafad2},
    {"rebeccapurple", 0x663399},
};

void html_style_default(html_style *s)
{
    *s = (html_style){.tag = "default", .size = 3, .fg = 0, .bg = 0xffffff};
}

/* Hex digits after '#': three are doubled, others cut or filled. */
static bool hex_colour(const char *text, unsigned *rgb)
{
    char digits[7] = "";
    size_t n = 0;
    for (const char *p = text; *p != '\0' && n < 6; p++)
        if (g_ascii_isxdigit(*p))
            digits[n++] = *p;
    if (n > 3 && n < 6)
        n = 3;
    while (n % 3 != 0 || n == 0)
        digits[n++] = '0';
    digits[n] = '\0';
    unsigned value = (unsigned)strtoul(digits, NULL, 16);
    if (n == 3)
        value = (value & 0xf00) * 0x1100 + (value & 0xf0) * 0x110 +
                (value & 0xf) * 0x11;
    *rgb = value;
    return true;
}

bool html_colour(const char *text, unsigned *rgb)
{
    g_autofree char *lower = g_ascii_strdown(text, -1);
    const char *c = g_strstrip(lower);
    for (size_t i = 0; i < G_N_ELEMENTS(colours); i++)
        if (strcmp(colours[i].name, c) == 0) {
            *rgb = colours[i].rgb;
            return true;
        }
    int r, g, b, end = 0;
    if (sscanf(c, "rgb(%d%%,%d%%,%d%%%n", &r, &g, &b, &end) == 3 && end > 0) {
        r = r * 255 / 100;
        g = g * 255 / 100;
        b = b * 255 / 100;
    } else if (sscanf(c, "rgb(%d,%d,%d", &r, &g, &b) != 3) {
        return c[0] == '#' && strspn(c, "#0123456789abcdef") == strlen(c) &&
               hex_colour(c, rgb);
    }
    *rgb = (unsigned)CLAMP(r, 0, 255) << 16 | (unsigned)CLAMP(g, 0, 255) << 8 |
           (unsigned)CLAMP(b, 0, 255);
    return true;
}

static void set_colour(const char *text, unsigned *rgb, bool *bad)
{
    *bad = !html_colour(text, rgb);
}

/* "name: value" of a style attribute. */
static void apply_property(html_style *s, const char *name, const char *value,
                           const html_style *outer)
{
    if (strcmp(name, "color") == 0 || strcmp(name, "background-color") == 0) {
        bool back = name[0] == 'b';
        if (strcmp(value, "inherit") == 0)
            return;
        if (strcmp(value, "transparent") == 0) {
            if (back)
                s->bg = outer->bg;
            else
                s->fg = s->bg;
            return;
        }
        set_colour(value, back ? &s->bg : &s->fg,
                   back ? &s->bg_bad : &s->fg_bad);
    } else if (strcmp(name, "background") == 0) {
        g_auto(GStrv) words = g_strsplit(value, " ", 20);
        for (int i = 0; words[i]; i++)
            if (html_colour(words[i], &s->bg)) {
                s->bg_bad = false;
                break;
            }
    } else if ((strcmp(name, "display") == 0 && strcmp(value, "none") == 0) ||
               (strcmp(name, "visibility") == 0 &&
                strcmp(value, "hidden") == 0)) {
        s->hidden = true;
    } else if (strcmp(name, "display") == 0 ||
               strcmp(name, "visibility") == 0) {
        s->hidden = false;
    }
}

static void apply_css(html_style *s, const char *css)
{
    html_style outer = *s;
    g_auto(GStrv) parts = g_strsplit(css, ";", 100);
    for (int i = 0; parts[i]; i++) {
        char *colon = strchr(parts[i], ':');
        if (!colon)
            continue;
        *colon = '\0';
        g_autofree char *name = g_ascii_strdown(g_strstrip(parts[i]), -1);
        g_autofree char *value = g_ascii_strdown(g_strstrip(colon + 1), -1);
        char *important = g_strrstr(value, "!");
        if (important)
            *important = '\0';
        apply_property(s, name, g_strchomp(value), &outer);
    }
}

static void apply_size(html_style *s, const char *text, int base)
{
    text += strspn(text, " \t\n");
    if ((*text == '+' || *text == '-') && g_ascii_isdigit(text[1]))
        s->size = base + atoi(text);
    else if (g_ascii_isdigit(*text))
        s->size = atoi(text);
}

static bool tag_is(const html_token *t, const char *const *names)
{
    return g_strv_contains(names, t->name);
}

/* The attribute bgcolor is not read: SpamAssassin 4.0 does not read it, and its
 * rules about contrast were scored that way. */
void html_style_apply(html_style *s, const html_token *t, int base)
{
    static const char *const styled[] = {"table", "td",  "th", "tr", "span",
                                         "p",     "div", "a",  NULL};
    const char *value;
    if (strcmp(t->name, "font") == 0) {
        if ((value = html_attribute_get(t, "size")))
            apply_size(s, value, base);
        if ((value = html_attribute_get(t, "color")))
            set_colour(value, &s->fg, &s->fg_bad);
    }
    if (strcmp(t->name, "body") == 0 && (value = html_attribute_get(t, "text")))
        set_colour(value, &s->fg, &s->fg_bad);
    if (tag_is(t, styled) && (value = html_attribute_get(t, "style")))
        apply_css(s, value);
}

bool html_style_invisible(const html_style *s, bool *contrast, bool *invalid)
{
    if (s->fg_bad && s->bg_bad) { /* two unknown colours count as the same */
        *contrast = true;
        return true;
    }
    if (!s->fg_bad && !s->bg_bad) {
        double r = (int)(s->fg >> 16 & 255) - (int)(s->bg >> 16 & 255);
        double g = (int)(s->fg >> 8 & 255) - (int)(s->bg >> 8 & 255);
        double b = (int)(s->fg & 255) - (int)(s->bg & 255);
        double d = sqrt(0.2126 * r * 0.2126 * r + 0.7152 * g * 0.7152 * g +
                        0.0722 * b * 0.0722 * b);
        if (d < CONTRAST_MIN) {
            *contrast = true;
            return true;
        }
    } else {
        *invalid = true;
        return true;
    }
    return s->size <= 1 || s->hidden;
}
