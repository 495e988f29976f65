/* need_weigh: how seldom text matches the nodes of a pattern, and how large they
 * are in an automaton. */
#include "rules/pattern/need_room.h"

#include <math.h>
#include <string.h>

#define COPIES_PLACES 128 /* repetitions are spelled out up to so many places */
#define WIDE_BITS     1.3 /* a loop over more than two of five octets */

const char need_octets[] = " etaoinshrdlucmfwgpyb.v,k-/<>=\n:\"'_;01234";

/* Roughly how often an octet stands in mail, folded, in 1/1000: letters as in
 * English, signs as in HTML and header fields. Counted later in a third of the
 * public messages, all are right within a factor of 2.7. Others have 1,
 * above ASCII 0.02. */
static double weight_of(unsigned c)
{
    static const unsigned char weights[] = {
        150, 85, 65, 60, 57, 52, 52, 48, 38, 46, 28, 33, 20, 26,
        20,  16, 14, 14, 18, 14, 12, 14, 8,  8,  5,  10, 10, 10,
        10,  10, 25, 6,  6,  4,  4,  4,  8,  6,  6,  5,  5};
    const char *at = c > 0 && c < 128 ? strchr(need_octets, (int)c) : NULL;
    if (at)
        return weights[at - need_octets];
    return c < 128 ? 1 : 0.02;
}

double need_set_bits(const octet_set *s)
{
    static double weights[256];
    static gsize once;
    if (g_once_init_enter(&once)) {
        for (unsigned c = 0; c < 256; c++)
            weights[c] = weight_of(c);
        g_once_init_leave(&once, 1);
    }
    double sum = 0;
    for (unsigned w = 0; w < 4; w++)
        for (uint64_t left = s->bits[w]; left != 0; left &= left - 1)
            sum += weights[w * 64 + (unsigned)__builtin_ctzll(left)];
    return sum >= 1000 ? 0 : -log2(MAX(sum, 0.02) / 1000);
}

unsigned need_copies(unsigned least, unsigned places)
{
    if (places == 0)
        return MIN(least, 1); /* of nothing one is enough */
    if (least <= 1 || (double)least * places <= COPIES_PLACES)
        return least;
    return CLAMP((NEED_RUN_MAX - 1000) / MAX(places, 1), 1, MIN(least, 3));
}

/* How often the piece that repeats stands in the automaton (sieve_build). */
static unsigned times_spelled(const syntax_node *x, unsigned places)
{
    unsigned copies = need_copies(x->least, places);
    if (copies == x->least && x->most - x->least <= 1)
        return x->most;
    return MAX(copies, 1);
}

static void weigh(syntax *t, unsigned node);

static void weigh_children(syntax *t, syntax_node *x)
{
    double sum = 0;
    for (unsigned c = x->first; c != 0; c = syntax_at(t, c)->next) {
        weigh(t, c);
        sum += x->kind == SYNTAX_ALT ? exp2(-need_bits(t, c)) : need_bits(t, c);
        x->places = MIN(x->places + need_places(t, c), 2u * NEED_RUN_MAX);
    }
    if (x->kind == SYNTAX_ALT)
        sum = sum >= 1 ? 0 : sum <= 0 ? NEED_BITS_ENOUGH : -log2(sum);
    x->bits = (float)sum;
}

static void weigh(syntax *t, unsigned node)
{
    syntax_node *x = &g_array_index(t->nodes, syntax_node, node);
    x->bits = 0;
    x->places = 0;
    switch (x->kind) {
    case SYNTAX_SET:
        x->bits = (float)need_set_bits(&x->set);
        x->places = 1;
        break;
    case SYNTAX_CAT:
    case SYNTAX_ALT:
        weigh_children(t, x);
        break;
    case SYNTAX_REPEAT:
        weigh(t, x->first);
        x->bits = (float)MIN(x->least, 64) * syntax_at(t, x->first)->bits;
        x->places = need_places(t, x->first);
        x->places =
            MIN(x->places * times_spelled(x, x->places), 2u * NEED_RUN_MAX);
        break;
    case SYNTAX_ANY:
        x->places = 1;
        break;
    default:
        break;
    }
}

void need_weigh(syntax *t)
{
    weigh(t, t->root);
}

bool need_is_wide(const syntax *t, const syntax_node *x)
{
    return x->kind == SYNTAX_REPEAT && x->most - x->least > NEED_LOOP_SLACK &&
           need_bits(t, x->first) < WIDE_BITS;
}
