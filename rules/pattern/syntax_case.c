/* syntax_case: letters beyond ASCII that are the same but for their case.
 *
 * Derived from GLib's Unicode tables: two letters are the same if the small
 * letters of their capitals are. That joins a little more than PCRE2 does
 * (dotless i and i), which a prefilter may.
 */
#include "rules/pattern/syntax_room.h"

/* Blocks that have case; letters elsewhere are not told. */
static const struct {
    gunichar from, to;
} blocks[] = {{0x00, 0x58F},      {0x10A0, 0x10FF},  {0x13A0, 0x13FF},
              {0x1C80, 0x1CBF},   {0x1D00, 0x1FFF},  {0x2100, 0x218F},
              {0x24B0, 0x24EF},   {0x2C00, 0x2D2F},  {0xA640, 0xA7FF},
              {0xAB30, 0xABBF},   {0xFF20, 0xFF5F},  {0x10400, 0x105FF},
              {0x10C80, 0x10CFF}, {0x118A0, 0x118DF}};

/* GLib maps letters only; these marks and numbers have case as well. */
static gunichar fold(gunichar c)
{
    if (c == 0x345) /* iota below */
        return 0x3b9;
    if (c >= 0x2160 && c <= 0x216f) /* Roman numerals */
        return c + 16;
    if (c >= 0x24b6 && c <= 0x24cf) /* letters in circles */
        return c + 26;
    return g_unichar_tolower(g_unichar_toupper(c));
}

/* fold(c) -> GArray of letters; only where a letter is not alone. */
static gpointer make_table(gpointer unused)
{
    (void)unused;
    GHashTable *t = g_hash_table_new(NULL, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(blocks); i++)
        for (gunichar c = blocks[i].from; c <= blocks[i].to; c++) {
            gpointer key = GUINT_TO_POINTER(fold(c) + 1);
            GArray *all = g_hash_table_lookup(t, key);
            if (!all) {
                all = g_array_sized_new(FALSE, FALSE, sizeof c, 2);
                g_hash_table_insert(t, key, all);
            }
            g_array_append_val(all, c);
        }
    return t;
}

static bool is_told(gunichar c)
{
    for (size_t i = 0; i < G_N_ELEMENTS(blocks); i++)
        if (c >= blocks[i].from && c <= blocks[i].to)
            return true;
    return false;
}

unsigned syntax_same(unsigned c, unsigned same[SYNTAX_SAME_MAX])
{
    static GOnce once = G_ONCE_INIT;
    if (!is_told(c))
        return 0;
    GHashTable *t = g_once(&once, make_table, NULL);
    const GArray *all = g_hash_table_lookup(t, GUINT_TO_POINTER(fold(c) + 1));
    unsigned n = 0;
    same[n++] = c;
    if (!all)
        return n;
    if (all->len > SYNTAX_SAME_MAX - 1)
        return 0;
    for (guint i = 0; i < all->len; i++) {
        gunichar other = g_array_index(all, gunichar, i);
        if (other != c)
            same[n++] = other;
    }
    return n;
}
