/* eval_image: eval tests about attached pictures: how many, how large. */
#include "rules/eval/room.h"

#include <string.h>

#define IMAGES_MAX 200 /* pictures that are remembered */

typedef enum { IMAGE_GIF, IMAGE_PNG, IMAGE_JPEG, IMAGE_ALL, IMAGE_TYPES } kind;

typedef struct image {
    kind type;
    unsigned width, height;
    const char *name; /* NULL */
} image;

typedef struct image_facts {
    unsigned count[IMAGE_TYPES];
    double pixels[IMAGE_TYPES];
    image all[IMAGES_MAX];
    unsigned known;
} image_facts;

static unsigned big16(const unsigned char *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

static unsigned big32(const unsigned char *p)
{
    return big16(p) << 16 | big16(p + 2);
}

static void gif_size(const unsigned char *p, size_t n, image *i)
{
    if (n >= 10 &&
        (memcmp(p, "GIF87a", 6) == 0 || memcmp(p, "GIF89a", 6) == 0)) {
        i->width = p[6] | (unsigned)p[7] << 8;
        i->height = p[8] | (unsigned)p[9] << 8;
    }
}

static void png_size(const unsigned char *p, size_t n, image *i)
{
    if (n >= 24 && memcmp(p, "\x89PNG\r\n\x1a\n", 8) == 0 &&
        memcmp(p + 12, "IHDR", 4) == 0) {
        i->width = big32(p + 16);
        i->height = big32(p + 20);
    }
}

/* Skips segments up to the frame header (SOF0 to SOF15 without DHT, JPG,
 * DAC). */
static void jpeg_size(const unsigned char *p, size_t n, image *i)
{
    size_t at = 2;
    if (n < 4 || p[0] != 0xff || p[1] != 0xd8)
        return;
    while (at + 9 < n && p[at] == 0xff) {
        unsigned mark = p[at + 1], size = big16(p + at + 2);
        if (mark == 0xda || mark == 0xd9 || size < 2)
            return;
        if (mark >= 0xc0 && mark <= 0xcf && mark != 0xc4 && mark != 0xc8 &&
            mark != 0xcc) {
            i->height = big16(p + at + 5);
            i->width = big16(p + at + 7);
            return;
        }
        at += 2 + size;
    }
}

static bool kind_of(const char *type, kind *k)
{
    static const struct {
        const char *type;
        kind k;
    } all[] = {{"image/gif", IMAGE_GIF},
               {"image/png", IMAGE_PNG},
               {"image/jpeg", IMAGE_JPEG},
               {"image/jpg", IMAGE_JPEG}};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        if (strcmp(all[i].type, type) == 0) {
            *k = all[i].k;
            return true;
        }
    return false;
}

static void look_at(image_facts *f, const view_part *p, kind k)
{
    const unsigned char *data = (const unsigned char *)p->decoded.data;
    image i = {k, 0, 0, p->name};
    if (k == IMAGE_GIF)
        gif_size(data, p->decoded.size, &i);
    else if (k == IMAGE_PNG)
        png_size(data, p->decoded.size, &i);
    else
        jpeg_size(data, p->decoded.size, &i);
    f->count[k]++;
    f->count[IMAGE_ALL]++;
    if (i.width == 0 || i.height == 0)
        return;
    f->pixels[k] += (double)i.width * i.height;
    f->pixels[IMAGE_ALL] += (double)i.width * i.height;
    if (f->known < IMAGES_MAX)
        f->all[f->known++] = i;
}

static void look_at_all(view *v, void *into)
{
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        g_autofree char *cte = eval_part_field(p, "Content-Transfer-Encoding");
        kind k;
        if (p->leaf && strcmp(cte, "base64") == 0 && kind_of(p->type, &k))
            look_at(into, p, k);
    }
}

static const image_facts *facts_of(view *v)
{
    return eval_fact(v, "images", sizeof(image_facts), look_at_all);
}

static bool kind_argument(GPtrArray *a, kind *k)
{
    static const char *const names[] = {"gif", "png", "jpeg", "all"};
    for (int i = 0; i < IMAGE_TYPES; i++)
        if (strcmp(names[i], eval_argument(a, 0)) == 0) {
            *k = (kind)i;
            return true;
        }
    return false;
}

static bool in_range(double value, GPtrArray *a)
{
    return value >= eval_number(a, 1, 0) && value <= eval_number(a, 2, 1e18);
}

static int image_count(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    kind k;
    return kind_argument(a, &k) && in_range(facts_of(v)->count[k], a);
}

static int pixel_coverage(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    kind k;
    return kind_argument(a, &k) && in_range(facts_of(v)->pixels[k], a);
}

static int image_to_text_ratio(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    kind k;
    size_t text = 0;
    for (guint i = 0; i < v->body->len; i++)
        text += g_array_index(v->body, view_text, i).size;
    if (!kind_argument(a, &k) || text == 0 || facts_of(v)->pixels[k] <= 0)
        return 0;
    double ratio = (double)text / facts_of(v)->pixels[k];
    return in_range(ratio, a) && ratio < eval_number(a, 2, 1e18);
}

static int image_named(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    const image_facts *f = facts_of(v);
    for (unsigned i = 0; i < f->known; i++)
        if (g_strcmp0(f->all[i].name, eval_argument(a, 0)) == 0)
            return 1;
    return 0;
}

static int image_name_regex(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    const image_facts *f = facts_of(v);
    for (unsigned i = 0; i < f->known; i++) {
        const char *name = f->all[i].name;
        if (name && eval_matches(v, eval_argument(a, 0), 0,
                                 (view_text){name, strlen(name)}))
            return 1;
    }
    return 0;
}

/* (type, least height, least width, most height, most width) */
static int image_size_range(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    kind k;
    const image_facts *f = facts_of(v);
    if (!kind_argument(a, &k))
        return 0;
    for (unsigned i = 0; i < f->known; i++) {
        const image *x = &f->all[i];
        if ((k == IMAGE_ALL || x->type == k) &&
            x->height >= eval_number(a, 1, 0) &&
            x->width >= eval_number(a, 2, 0) &&
            x->height <= eval_number(a, 3, 1e18) &&
            x->width <= eval_number(a, 4, 1e18))
            return 1;
    }
    return 0;
}

static int image_size_exact(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    kind k;
    const image_facts *f = facts_of(v);
    if (!kind_argument(a, &k))
        return 0;
    for (unsigned i = 0; i < f->known; i++) {
        const image *x = &f->all[i];
        if ((k == IMAGE_ALL || x->type == k) &&
            x->height == eval_number(a, 1, -1) &&
            x->width == eval_number(a, 2, -1))
            return 1;
    }
    return 0;
}

const eval_row eval_image_rows[] = {
    {"image_count", image_count, "how many pictures"},
    {"pixel_coverage", pixel_coverage, "their dots together"},
    {"image_to_text_ratio", image_to_text_ratio, "octets of text for a dot"},
    {"image_named", image_named, "a picture of that file name"},
    {"image_name_regex", image_name_regex, "a picture whose name matches"},
    {"image_size_range", image_size_range, "a picture within these sizes"},
    {"image_size_exact", image_size_exact, "a picture of just that size"},
    {NULL, NULL, NULL},
};
