/* picture: how large a picture is, from its first octets, which are somebody's:
 * nothing is decoded, nothing read beyond `size`. Pure. */
#ifndef POSTERN_PICTURE_H
#define POSTERN_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* False: no PNG, JPEG or GIF, or damaged. Sides in pixels, at least 1. */
bool picture_size(const uint8_t *data, size_t size, uint32_t *width,
                  uint32_t *height);

#endif
