/* picture: sizes of pictures: PNG (RFC 2083), GIF89a, JPEG (ITU-T T.81, B). */
#include "write/picture.h"

#include <string.h>

#define PICTURE_SEGMENTS_MAX 1000 /* of a JPEG that are passed over */

typedef struct octets {
    const uint8_t *p;
    size_t size;
} octets;

static uint32_t big16(const uint8_t *p)
{
    return (uint32_t)p[0] << 8 | p[1];
}

static uint32_t big32(const uint8_t *p)
{
    return big16(p) << 16 | big16(p + 2);
}

static uint32_t little16(const uint8_t *p)
{
    return (uint32_t)p[1] << 8 | p[0];
}

static bool png(octets o, uint32_t *width, uint32_t *height)
{
    if (o.size < 24 || memcmp(o.p, "\x89PNG\r\n\x1a\n", 8) != 0 ||
        memcmp(o.p + 12, "IHDR", 4) != 0)
        return false;
    *width = big32(o.p + 16);
    *height = big32(o.p + 20);
    return true;
}

static bool gif(octets o, uint32_t *width, uint32_t *height)
{
    if (o.size < 10 ||
        (memcmp(o.p, "GIF87a", 6) != 0 && memcmp(o.p, "GIF89a", 6) != 0))
        return false;
    *width = little16(o.p + 6);
    *height = little16(o.p + 8);
    return true;
}

/* SOF0 to SOF15, without the tables that have numbers among theirs. */
static bool is_frame(uint8_t marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 &&
           marker != 0xc8 && marker != 0xcc;
}

static bool jpeg(octets o, uint32_t *width, uint32_t *height)
{
    size_t at = 2;

    if (o.size < 4 || o.p[0] != 0xff || o.p[1] != 0xd8)
        return false;
    for (unsigned i = 0; i < PICTURE_SEGMENTS_MAX && o.size - at >= 9; i++) {
        if (o.p[at] != 0xff)
            return false;
        if (o.p[at + 1] == 0xff) { /* filling */
            at++;
            continue;
        }
        if (is_frame(o.p[at + 1])) {
            *height = big16(o.p + at + 5);
            *width = big16(o.p + at + 7);
            return true;
        }
        size_t length = big16(o.p + at + 2);
        if (length < 2 || length > o.size - at - 2)
            return false;
        at += 2 + length;
    }
    return false;
}

bool picture_size(const uint8_t *data, size_t size, uint32_t *width,
                  uint32_t *height)
{
    const octets o = {data, size};

    return (png(o, width, height) || gif(o, width, height) ||
            jpeg(o, width, height)) &&
           *width > 0 && *height > 0;
}
